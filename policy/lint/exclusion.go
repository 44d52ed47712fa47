package lint

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// exclusions looks for people in scope who cannot have the package beside what they are, or will be given.
func (l *linter) exclusions() {
	for i, id := range l.Package.IncompatibleGroups {
		l.excluded(fmt.Sprintf("accessPackage.incompatibleGroups[%d]", i),
			fmt.Sprintf("belong to the group %q, which the access package must not be held with", id), l.insideOf(id))
	}
	for i, id := range l.Package.IncompatiblePackages {
		at := slices.IndexFunc(l.Incompatible, func(o Incompatible) bool { return o.Package.ID == id })
		if at < 0 {
			continue
		}
		other := &l.Incompatible[at]
		l.excluded(fmt.Sprintf("accessPackage.incompatibleAccessPackages[%d]", i),
			fmt.Sprintf("are given %q automatically, which the access package must not be held with", other.Package.DisplayName),
			l.givenTo(other.Policies))
	}
}

func (l *linter) excluded(where, why string, who group) {
	if len(who) == 0 {
		return
	}
	f := Finding{
		Rule: Excluded, Severity: Warns, Where: where, Detail: "people in scope " + why,
		Advice: "take them out of the scope, or let both be held together",
	}
	if len(who) == len(l.people) && !l.partial && len(l.needs) == 0 {
		f.Severity, f.Detail = Blocks, "all "+f.Detail
	}
	l.add(f, who)
}

// insideOf returns the people in scope who belong to a group.
func (l *linter) insideOf(id entitlement.GroupID) (who group) {
	for _, person := range l.people {
		groups, known := l.facts.Groups(person.ID)
		if !known {
			l.need(policy.Need{Kind: policy.NeedGroups, Subject: person.ID})
		}
		if slices.Contains(groups, id) {
			who = append(who, person.ID)
		}
	}
	return who
}

// givenTo returns the people in scope to whom automatic policies give their package.
func (l *linter) givenTo(policies []*entitlement.AssignmentPolicy) (who group) {
	for _, p := range policies {
		if !p.IsAutomatic() || p.IsSuspended || !p.AutomaticRequestSettings.RequestAccessForAllowedTargets {
			continue
		}
		takes := l.taker(p)
		for _, person := range l.people {
			if takes(person) {
				who = append(who, person.ID)
			}
		}
	}
	return who
}
