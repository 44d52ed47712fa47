package membership

import "example.com/tenure/entitlement"

// condition is a compiled expression.
type condition interface {
	// holds reports whether the person satisfies the condition; item is that of the quantified clause around it, if any.
	holds(s *entitlement.Subject, item string) bool
	// explain returns the same answer with its reasons.
	explain(s *entitlement.Subject) entitlement.Reason
}

// compile prepares a normal expression for matching.
func compile(e Expr) condition {
	switch e := e.(type) {
	case And:
		return allOf(compileAll(e))
	case Or:
		return anyOf(compileAll(e))
	case Not: // normal leaves it on Direct Reports only
		return reports{clause: e, manager: e.Clause.(DirectReports).Manager, negated: true}
	case DirectReports:
		return reports{clause: e, manager: e.Manager}
	case Quantified:
		return quantified{clause: clause{e.Property, e}, every: e.Quantifier == All, item: compile(e.Condition)}
	case Compare:
		return compileComparison(e)
	}
	return anyOf(nil)
}

func compileAll(list []Expr) []condition {
	out := make([]condition, len(list))
	for i, e := range list {
		out[i] = compile(e)
	}
	return out
}

func compileComparison(e Compare) condition {
	c, kind := clause{e.Property, e}, kindOf(e.Property)
	if _, isNull := e.Value.(Null); isNull {
		return missing{clause: c, kind: kind, wanted: e.Operator == Eq}
	}
	if kind == kindFlag {
		return flag{clause: c, wanted: bool(e.Value.(Bool)) == (e.Operator == Eq)}
	}
	t := comparison{clause: c, test: compileTest(e, kind == kindIdentifier), negated: e.Operator.isNegative()}
	if kind != kindCollection {
		return t
	}
	t.property = Item
	return quantified{clause: c, every: t.negated, item: t}
}

// compileTest prepares the test of a positive operator, or of the opposite of a negative one.
func compileTest(e Compare, exact bool) test {
	switch e.Operator {
	case StartsWith, NotStartsWith:
		return prefixed(folded(string(e.Value.(Text))))
	case EndsWith, NotEndsWith:
		return suffixed(folded(string(e.Value.(Text))))
	case Contains, NotContains:
		return newContaining(string(e.Value.(Text)))
	case Match, NotMatch:
		return matching{compileExpression(string(e.Value.(Text)))}
	case Eq, Ne, In, NotIn:
	}
	return equals(list(e.Value), exact)
}

// list returns the strings of a value.
func list(v Value) []string {
	switch v := v.(type) {
	case Text:
		return []string{string(v)}
	case List:
		return v
	case Bool, Null:
	}
	return nil
}
