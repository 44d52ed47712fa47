package membership

import (
	"fmt"
	"reflect"
	"slices"

	"example.com/tenure/entitlement"
)

// Rule is a condition over the attributes of a person. It does not change and is safe for concurrent use. The zero Rule
// matches nobody.
type Rule struct {
	text       string
	root       condition // nil for the zero Rule
	properties []Property
}

// Parse reads a rule and checks all of it. What is no rule is InvalidArgument, caused by a *SyntaxError; what is too
// large is LimitExceeded, see TextLength and the other limits.
func Parse(text string) (*Rule, error) {
	e, err := parse(text)
	if err != nil {
		return nil, err
	}
	canonical := e.String()
	if canonical != text {
		if _, err := parse(canonical); err != nil { // it may be longer and deeper than what was written
			return nil, fmt.Errorf("canonical form of the rule: %w", err)
		}
	}
	return &Rule{text: canonical, root: compile(normal(e, false)), properties: propertiesOf(e)}, nil
}

// New returns the rule of an expression that was built in Go. It refuses what Parse refuses, with places in the expression's
// text, and with InvalidArgument what no text stands for, such as an And of one clause. Values are never taken for syntax,
// so they may come from anywhere. It keeps no part of the expression.
func New(e Expr) (*Rule, error) {
	written := text(e)
	rule, err := Parse(written)
	if err != nil {
		return nil, err
	}
	if read := rule.Expr(); !reflect.DeepEqual(read, e) {
		return nil, &entitlement.Error{
			Code: entitlement.InvalidArgument, Detail: fmt.Sprintf("membership rule: the expression is not what %s stands for", written),
		}
	}
	return rule, nil
}

// Match reports whether the rule takes the person. It has an answer for every person, and no for nil. It allocates nothing,
// except that regular expressions may.
func (r *Rule) Match(s *entitlement.Subject) bool {
	return s != nil && r.root != nil && r.root.holds(s, "")
}

// Explain is Match with reasons: the root passes if the rule matches. Below it the tree has the shape of the rule, but a
// negated clause is shown as its opposite, so that what failed is always what did not hold. Each clause has the property,
// what the rule wants of it and what was seen.
func (r *Rule) Explain(s *entitlement.Subject) entitlement.Reason {
	switch {
	case s == nil:
		return entitlement.Reason{Code: entitlement.SubjectUnknown}
	case r.root == nil:
		return anyOf(nil).explain(s)
	}
	return r.root.explain(s)
}

// String returns the canonical text: Parse returns an equal rule for it. The zero Rule has none.
func (r *Rule) String() string { return r.text }

// Expr returns the syntax tree, nil for the zero Rule. It belongs to the caller.
func (r *Rule) Expr() Expr {
	e, err := parse(r.text)
	if err != nil {
		return nil
	}
	return e
}

// Properties returns what the answers of the rule depend on, sorted; nothing else about a person can change them. For Direct
// Reports it is Manager. The slice belongs to the caller.
func (r *Rule) Properties() []Property { return slices.Clone(r.properties) }

func propertiesOf(root Expr) []Property {
	var out []Property
	for e := range Walk(root) {
		switch e := e.(type) {
		case Compare:
			if e.Property != Item {
				out = append(out, e.Property)
			}
		case Quantified:
			out = append(out, e.Property)
		case DirectReports:
			out = append(out, Manager)
		case And, Or, Not:
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
