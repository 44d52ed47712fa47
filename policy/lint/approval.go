package lint

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// needsApproval reports whether anything under the policy waits for approval.
func (l *linter) needsApproval() bool {
	a := &l.Policy.RequestApprovalSettings
	return a.IsApprovalRequiredForAdd || a.IsApprovalRequiredForUpdate
}

// approvers asks for every person in scope who would decide each stage if they asked for themselves.
func (l *linter) approvers() {
	stages := l.Policy.RequestApprovalSettings.Stages
	if !l.needsApproval() {
		return
	}
	nobody := make([]causes, len(stages))
	silent, double := make([]group, len(stages)), make([]doubles, len(stages))
	for _, person := range l.people {
		routing := policy.Routing{Requestor: person.ID, Target: person.ID, Organization: l.organizationOf(person)}
		deciders := make([][]entitlement.SubjectID, len(stages))
		for i := range stages {
			if stages[i].IsDetermined() {
				continue // an extension names them, for each request anew
			}
			opening := policy.Opening(&stages[i], routing, l.facts, l.Options)
			later := policy.Alternates(&stages[i], routing, l.facts, l.Options)
			l.need(opening.Needs...)
			l.need(later.Needs...)
			if len(opening.Needs)+len(later.Needs) > 0 {
				continue
			}
			if len(opening.Approvers) == 0 {
				nobody[i].add(opening.Codes, person.ID)
			}
			if len(later.Approvers) == 0 && stages[i].IsEscalationEnabled {
				silent[i] = append(silent[i], person.ID)
			}
			deciders[i] = slices.Concat(opening.Approvers, later.Approvers)
			for j := range i {
				double[i].add(j, l.shared(deciders[j], deciders[i]), person.ID)
			}
		}
	}
	for i := range stages {
		l.noApprover(i, nobody[i])
		l.escalatesToNobody(i, silent[i])
		l.decidesTwice(i, double[i])
	}
}

// shared returns somebody of the second list who is in the first one too, under whatever identity; "" if there is nobody.
func (l *linter) shared(first, second []entitlement.SubjectID) entitlement.SubjectID {
	for _, b := range slices.Sorted(slices.Values(second)) {
		if slices.ContainsFunc(first, func(a entitlement.SubjectID) bool { return policy.SamePerson(a, b, l.facts) }) {
			return b
		}
	}
	return ""
}

// causes are people by why nobody decides for them, in the order in which they were found.
type causes []cause

type cause struct {
	codes []entitlement.Code
	who   group
}

func (c *causes) add(codes []entitlement.Code, who entitlement.SubjectID) {
	for i := range *c {
		if slices.Equal((*c)[i].codes, codes) {
			(*c)[i].who = append((*c)[i].who, who)
			return
		}
	}
	*c = append(*c, cause{codes, group{who}})
}

func (l *linter) noApprover(i int, list causes) {
	for _, c := range list {
		why, advice := whyNobody(c.codes)
		l.add(Finding{
			Rule: NoApprover, Severity: Blocks, Where: stagePath(i) + ".primaryApprovers",
			Detail: fmt.Sprintf("nobody can approve stage %d for people in scope: %s", i+1, why), Advice: advice,
		}, c.who)
	}
}

// whyNobody puts the codes of a route that came to nobody into words.
func whyNobody(codes []entitlement.Code) (why, advice string) {
	has := func(code entitlement.Code) bool { return slices.Contains(codes, code) }
	switch {
	case has(entitlement.ApproverLimit):
		return "more people are named than may be", "name fewer people, or smaller groups"
	case has(entitlement.ManagerMissing):
		return "they have no manager", "name fallbackPrimaryApprovers, or enter their managers in the directory"
	case has(entitlement.SponsorMissing):
		return "nobody sponsors them", "name fallbackPrimaryApprovers, or enter their sponsors"
	case has(entitlement.SelfApproval):
		return "they would decide for themselves", "name somebody else beside them, or fallbackPrimaryApprovers"
	case has(entitlement.ApproverDisabled):
		return "whoever is named has left or is disabled", "name people who are there, or fallbackPrimaryApprovers"
	}
	return "nobody is found", "name people, or groups that have members, or fallbackPrimaryApprovers"
}

func (l *linter) escalatesToNobody(i int, who group) {
	if len(who) == 0 {
		return
	}
	l.add(Finding{
		Rule: EscalationNobody, Severity: Warns, Where: stagePath(i) + ".escalationApprovers",
		Detail: fmt.Sprintf("stage %d escalates to nobody for people in scope: it stays with those who did not answer", i+1),
		Advice: "name fallbackEscalationApprovers",
	}, who)
}

// doubles are people by who could decide both a stage and an earlier one.
type doubles []double

type double struct {
	earlier int
	decider entitlement.SubjectID
	who     group
}

func (d *doubles) add(earlier int, decider, who entitlement.SubjectID) {
	if decider == "" {
		return
	}
	for i := range *d {
		if s := &(*d)[i]; s.earlier == earlier && s.decider == decider {
			s.who = append(s.who, who)
			return
		}
	}
	*d = append(*d, double{earlier, decider, group{who}})
}

// decidesTwice notes who could decide two stages of one request: one finding for each pair of stages, with the person of
// whom that is true most often.
func (l *linter) decidesTwice(i int, list doubles) {
	for earlier := range i {
		var worst double
		var who group
		for _, d := range list {
			if d.earlier != earlier {
				continue
			}
			who = append(who, d.who...)
			if len(d.who) > len(worst.who) {
				worst = d
			}
		}
		if len(who) == 0 {
			continue
		}
		l.add(Finding{
			Rule: TwoStagesOnePerson, Severity: Warns, Where: stagePath(i),
			Detail: fmt.Sprintf("%s could decide stage %d and stage %d of the same request: two stages are one pair of eyes then",
				worst.decider, earlier+1, i+1),
			Advice: "name approvers in one stage who are not those of the other",
		}, who)
	}
}
