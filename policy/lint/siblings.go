package lint

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// siblings looks at what the other policies of the package offer to the people in scope.
func (l *linter) siblings() {
	p := l.Policy
	if len(l.Siblings) == 0 || p.IsDirectOnly() || p.IsAutomatic() || !l.isOpen(p) || !p.Requestor().EnableTargetsToSelfAddAccess {
		return
	}
	all := append([]*entitlement.AssignmentPolicy{p}, l.Siblings...)
	var outranked, choosing, avoiding group
	var choices, ways []string
	seen := 0
	for _, person := range l.people {
		offered, known := l.offered(person, all)
		if !known {
			continue
		}
		seen++
		if !slices.Contains(offered, p) {
			outranked = append(outranked, person.ID)
			continue
		}
		for _, other := range offered {
			if other == p {
				continue
			}
			choosing, choices = append(choosing, person.ID), append(choices, other.DisplayName)
			if stages(other) < stages(p) {
				avoiding, ways = append(avoiding, person.ID), append(ways, other.DisplayName)
			}
		}
	}
	if len(outranked) > 0 && len(outranked) == seen && !l.partial && len(l.needs) == 0 {
		l.add(Finding{
			Rule: Outranked, Severity: Blocks, Where: "allowedTargetScope",
			Detail: "whoever is in the scope is also in that of a more specific policy, which always wins",
			Advice: "remove the policy, or take these people out of the other scopes",
		}, outranked)
	}
	l.choices(choosing, choices)
	l.avoidable(avoiding, ways)
}

func (l *linter) choices(who group, others []string) {
	if len(who) == 0 {
		return
	}
	l.add(Finding{
		Rule: ChoiceNeeded, Severity: Warns, Where: l.scopeField(),
		Detail: "people in scope are also in that of " + quoted(others) + ", and have to choose: a request without a choice is refused",
		Advice: "see to it that the scopes do not overlap, unless people are to choose",
	}, who)
}

func (l *linter) avoidable(who group, others []string) {
	if len(who) == 0 {
		return
	}
	l.add(Finding{
		Rule: ApprovalAvoidable, Severity: Warns, Where: "requestApprovalSettings.stages",
		Detail: "people in scope may choose " + quoted(others) + ", where fewer stages decide",
		Advice: "take them out of the other scope, or let as many stages decide there",
	}, who)
}

// offered returns the policies that a person would be offered if everything else about the package were in order.
func (l *linter) offered(
	person *entitlement.Subject, all []*entitlement.AssignmentPolicy,
) (offered []*entitlement.AssignmentPolicy, known bool) {
	ask := policy.Ask{
		At: l.At, Policies: all, Requestor: person.ID, Target: person.ID, Organization: l.organizationOf(person),
		Catalog: &entitlement.Catalog{State: entitlement.CatalogPublished, IsExternallyVisible: true},
		Package: &entitlement.AccessPackage{ID: l.Package.ID, Roles: []entitlement.RoleRef{{}}},
	}
	offered, ruling := policy.Applicable(&ask, l.facts, l.Options)
	l.need(ruling.Needs...)
	return offered, len(ruling.Needs) == 0
}

// stages is how many stages decide about a request under a policy.
func stages(p *entitlement.AssignmentPolicy) int {
	if !p.RequestApprovalSettings.IsApprovalRequiredForAdd {
		return 0
	}
	return len(p.RequestApprovalSettings.Stages)
}

// scopeField is the field that says whom the policy is for.
func (l *linter) scopeField() string {
	if len(l.Policy.SpecificAllowedTargets) > 0 {
		return "specificAllowedTargets"
	}
	return "allowedTargetScope"
}

// quoted lists names, each once.
func quoted(names []string) string {
	names = slices.Compact(slices.Sorted(slices.Values(names)))
	for i := range names {
		names[i] = fmt.Sprintf("%q", names[i])
	}
	if more := len(names) - MaxExamples; more > 0 {
		names = append(names[:MaxExamples], fmt.Sprintf("%d more", more))
	}
	return strings.Join(names, ", ")
}
