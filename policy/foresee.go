package policy

import (
	"slices"

	"example.com/tenure/entitlement"
)

// The functions below look ahead: at what a policy means for people before anybody has asked. Package policy/lint rests on
// them.

// InScope answers whether a person is among those whom a policy is for, whatever else stands in the way:
// a suspension, a fixed end, a closed catalog. The scope of an automatic policy is a membership rule, which is not looked at
// here, and a policy without scope is for nobody. Organization is the person's, as in Ask.
func InScope(
	p *entitlement.AssignmentPolicy, person entitlement.SubjectID, organization *entitlement.ConnectedOrganization,
	facts *Facts, options Options,
) Ruling {
	w := walk{trace: trace{facts: facts, all: yes}, ask: &Ask{Target: person, Organization: organization}, options: options}
	w.target, w.known = w.subject(person)
	w.scope(p)
	return w.ruling()
}

// Opening returns who would be asked if a stage opened now: its approvers, or its alternates where all of these are excluded
// or disabled. It comes to nobody, with NoApprover as the first code, for exactly those stages for which
// Evaluate refuses a request. Of a stage that an extension determines nobody is known yet: the route is empty.
func Opening(stage *entitlement.StageSettings, r Routing, facts *Facts, options Options) Route {
	if stage.IsDetermined() {
		return Route{}
	}
	t := trace{facts: facts, all: yes}
	route := t.people(r, options, primary(stage), fallback(stage), &opening{stage, 0})
	if t.all == yes && len(route.Approvers) == 0 {
		return Alternates(stage, r, facts, options)
	}
	return route
}

// SamePerson answers whether two identities belong to one human being: they are equal, either record names the other, or both
// name a third. Who is not known is linked to nobody.
func SamePerson(a, b entitlement.SubjectID, facts *Facts) bool {
	aRecord, _ := facts.Subject(a)
	bRecord, _ := facts.Subject(b)
	return sameHuman(a, aRecord, b, bRecord)
}

// MergeNeeds returns the needs of both lists, sorted and unique.
func MergeNeeds(a, b []Need) []Need {
	return sortNeeds(slices.Concat(a, b))
}
