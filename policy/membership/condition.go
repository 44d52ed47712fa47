package membership

import "example.com/tenure/entitlement"

// allOf holds if all its conditions hold.
type allOf []condition

func (c allOf) holds(s *entitlement.Subject, item string) bool {
	for _, each := range c {
		if !each.holds(s, item) {
			return false
		}
	}
	return true
}

// anyOf holds if one of its conditions holds.
type anyOf []condition

func (c anyOf) holds(s *entitlement.Subject, item string) bool {
	for _, each := range c {
		if each.holds(s, item) {
			return true
		}
	}
	return false
}

// clause is a condition on one property, as it is written in the rule or turned into its opposite.
type clause struct {
	property Property
	written  Expr
}

// comparison tests a string. What is missing passes neither a test nor its opposite.
type comparison struct {
	clause
	test    test
	negated bool
}

func (c comparison) holds(s *entitlement.Subject, item string) bool {
	value := item
	if c.property != Item {
		value = c.property.value(s)
	}
	return value != "" && c.test.passes(value) != c.negated
}

// flag tests a boolean.
type flag struct {
	clause
	wanted bool
}

func (c flag) holds(s *entitlement.Subject, _ string) bool {
	value, known := truth(c.property.value(s))
	return known && value == c.wanted
}

// missing asks whether a property is null.
type missing struct {
	clause
	kind   kind
	wanted bool
}

func (c missing) holds(s *entitlement.Subject, _ string) bool {
	return isNull(c.property.value(s), c.kind) == c.wanted
}

// quantified asks something of some or every item of a collection that has any.
type quantified struct {
	clause
	every bool
	item  condition
}

func (c quantified) holds(s *entitlement.Subject, _ string) bool {
	found := false
	for item := range items(c.property.value(s)) {
		found = true
		if c.item.holds(s, item) != c.every {
			return !c.every
		}
	}
	return found && c.every
}

// reports asks who the person's manager is.
type reports struct {
	clause  Expr
	manager entitlement.SubjectID
	negated bool
}

func (c reports) holds(s *entitlement.Subject, _ string) bool {
	return s.Manager != "" && (s.Manager == c.manager) != c.negated
}
