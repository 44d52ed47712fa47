package membership

import "strings"

// String returns the canonical text.
func (e And) String() string { return text(e) }

// String returns the canonical text.
func (e Or) String() string { return text(e) }

// String returns the canonical text.
func (e Not) String() string { return text(e) }

// String returns the canonical text.
func (e Compare) String() string { return text(e) }

// String returns the canonical text.
func (e Quantified) String() string { return text(e) }

// String returns the canonical text.
func (e DirectReports) String() string { return text(e) }

// text prints an expression with the parentheses that it needs, and those that Entra's examples have around -not and -any.
// What is no expression prints as nothing, which no rule has.
func text(e Expr) string {
	switch e := e.(type) {
	case And:
		return join(e, " -and ")
	case Or:
		return join(e, " -or ")
	case Not:
		return "-not (" + text(e.Clause) + ")"
	case Compare:
		return e.Property.String() + " " + asked(e)
	case Quantified:
		return e.Property.String() + " " + asked(e)
	case DirectReports:
		return "Direct Reports for " + quote(string(e.Manager))
	}
	return ""
}

// asked prints what a clause asks of its property.
func asked(e Expr) string {
	switch e := e.(type) {
	case Compare:
		if e.Value == nil {
			return e.Operator.String()
		}
		return e.Operator.String() + " " + e.Value.String()
	case Quantified:
		return e.Quantifier.String() + " (" + text(e.Condition) + ")"
	case And, Or, Not, DirectReports:
	}
	return text(e)
}

func join(list []Expr, word string) string {
	parts := make([]string, len(list))
	for i, e := range list {
		parts[i] = text(e)
		if needsParentheses(e, word) {
			parts[i] = "(" + parts[i] + ")"
		}
	}
	return strings.Join(parts, word)
}

func needsParentheses(e Expr, word string) bool {
	switch e.(type) {
	case Or, Quantified:
		return true
	case And:
		return word == " -and "
	case Not, Compare, DirectReports:
	}
	return false
}
