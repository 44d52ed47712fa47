package membership

import (
	"strconv"
	"strings"

	"example.com/tenure/entitlement"
)

func (c allOf) explain(s *entitlement.Subject) entitlement.Reason {
	return explainAll(entitlement.RuleAll, c, len(c), strconv.Itoa(len(c)), s)
}

func (c anyOf) explain(s *entitlement.Subject) entitlement.Reason {
	return explainAll(entitlement.RuleAny, c, 1, "at least 1", s)
}

// explainAll explains conditions of which some must hold.
func explainAll(
	code entitlement.Code, list []condition, least int, want string, s *entitlement.Subject,
) entitlement.Reason {
	r := entitlement.Reason{Code: code, Principal: string(s.ID), Attribute: "clauses met", Want: want}
	met := 0
	for _, c := range list {
		child := c.explain(s)
		if child.Pass {
			met++
		}
		r.Children = append(r.Children, child)
	}
	r.Pass, r.Got = met >= least, strconv.Itoa(met)
	return r
}

func (c comparison) explain(s *entitlement.Subject) entitlement.Reason {
	return c.reason(s, c.holds(s, ""))
}

func (c flag) explain(s *entitlement.Subject) entitlement.Reason { return c.reason(s, c.holds(s, "")) }

func (c missing) explain(s *entitlement.Subject) entitlement.Reason {
	return c.reason(s, c.holds(s, ""))
}

func (c quantified) explain(s *entitlement.Subject) entitlement.Reason {
	return c.reason(s, c.holds(s, ""))
}

func (c reports) explain(s *entitlement.Subject) entitlement.Reason {
	return clause{Manager, c.clause}.reason(s, c.holds(s, ""))
}

// reason is the node of a clause.
func (c clause) reason(s *entitlement.Subject, holds bool) entitlement.Reason {
	return entitlement.Reason{
		Code: entitlement.RuleClause, Pass: holds, Principal: string(s.ID), Attribute: c.property.String(),
		Want: asked(c.written), Got: seen(c.property.value(s)),
	}
}

// seen returns a value as explanations show it: not at any length, and valid whatever the directory said.
func seen(value string) string {
	const longest = 64 // characters
	n := 0
	for i := range value {
		if n == longest {
			return strings.ToValidUTF8(value[:i], "\ufffd") + "…"
		}
		n++
	}
	return strings.ToValidUTF8(value, "\ufffd")
}
