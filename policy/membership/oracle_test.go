package membership_test

import (
	"regexp"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

// verdict is an answer of three-valued logic.
type verdict int

const (
	no verdict = iota
	unknown
	yes
)

func is(holds bool) verdict {
	if holds {
		return yes
	}
	return no
}

// oracle decides a rule slowly and literally: three-valued logic over the syntax tree, one property at a time. A rule takes
// a person for whom the answer is yes. Its texts are ASCII.
func oracle(e membership.Expr, s *entitlement.Subject, item string) verdict {
	switch e := e.(type) {
	case membership.And:
		least := yes
		for _, each := range e {
			least = min(least, oracle(each, s, item))
		}
		return least
	case membership.Or:
		most := no
		for _, each := range e {
			most = max(most, oracle(each, s, item))
		}
		return most
	case membership.Not:
		return yes - oracle(e.Clause, s, item)
	case membership.DirectReports:
		if s.Manager == "" {
			return unknown
		}
		return is(s.Manager == e.Manager)
	case membership.Quantified:
		return oracleOfItems(e, s)
	case membership.Compare:
		return oracleOfComparison(e, s, item)
	}
	panic("no expression")
}

func oracleOfItems(e membership.Quantified, s *entitlement.Subject) verdict {
	some, every, none := no, yes, true
	for _, item := range strings.Split(s.Attributes[string(e.Property)], ";") {
		if item = strings.TrimSpace(item); item != "" {
			v := oracle(e.Condition, s, item)
			some, every, none = max(some, v), min(every, v), false
		}
	}
	switch {
	case none:
		return unknown
	case e.Quantifier == membership.Any:
		return some
	}
	return every
}

func oracleOfComparison(e membership.Compare, s *entitlement.Subject, item string) verdict {
	value := s.Attributes[string(e.Property)]
	switch string(e.Property) {
	case string(membership.Item):
		value = item
	case "objectId":
		value = string(s.ID)
	case "accountEnabled":
		value = map[bool]string{true: "false", false: "true"}[s.AccountDisabled]
	case "otherMails":
		if _, isNull := e.Value.(membership.Null); !isNull {
			each := membership.Quantified{Property: e.Property, Quantifier: membership.Any, Condition: e}
			if strings.HasPrefix(e.Operator.String(), "-n") {
				each.Quantifier = membership.All
			}
			e.Property = membership.Item
			each.Condition = e
			return oracle(each, s, "")
		}
		value = strings.Trim(value, "; ")
	}
	positive := e.Operator
	negative := strings.HasPrefix(e.Operator.String(), "-n")
	if negative {
		positive--
	}
	var v verdict
	switch _, isNull := e.Value.(membership.Null); {
	case isNull:
		v = is(value == "")
	case value == "":
		v = unknown
	default:
		v = is(passes(positive, value, e.Value, e.Property == "objectId"))
	}
	if negative {
		return yes - v
	}
	return v
}

func passes(o membership.Operator, value string, wanted membership.Value, exact bool) bool {
	lower := strings.ToLower
	if exact {
		lower = func(s string) string { return s }
	}
	var text string
	switch w := wanted.(type) {
	case membership.List:
		for _, each := range w {
			if lower(value) == lower(each) {
				return true
			}
		}
		return false
	case membership.Bool:
		return value == w.String()
	case membership.Text:
		text = string(w)
	case membership.Null: // has been dealt with
	}
	switch {
	case o == membership.StartsWith:
		return strings.HasPrefix(lower(value), lower(text))
	case o == membership.EndsWith:
		return strings.HasSuffix(lower(value), lower(text))
	case o == membership.Contains:
		return strings.Contains(lower(value), lower(text))
	case o == membership.Match:
		return regexp.MustCompile("(?i:" + text + ")").MatchString(value)
	}
	return lower(value) == lower(text)
}
