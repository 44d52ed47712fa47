package policy_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// onePolicy draws a world whose question is about one policy, so that no change turns a choice into a decision.
func onePolicy(t *rapid.T) *world {
	w := drawWorld(t)
	p := drawPolicy(t, 1)
	if p == nil {
		p = newPolicy(1, entitlement.ScopeAllMemberUsers)
	}
	w.ask.Policies, w.ask.Choice = []*entitlement.AssignmentPolicy{p}, entitlement.PolicyID{}
	return w
}

func (w *world) allowed() bool { return policy.Evaluate(&w.ask, w.facts(), w.options).Allowed }

// change replaces the policy by a changed copy.
func (w *world) change(by func(*entitlement.AssignmentPolicy)) {
	p := w.ask.Policies[0].Clone()
	by(&p)
	w.ask.Policies = []*entitlement.AssignmentPolicy{&p}
}

func without[T any](t *rapid.T, list []T) []T {
	if len(list) == 0 {
		return nil
	}
	i := rapid.IntRange(0, len(list)-1).Draw(t, "removed")
	return slices.Delete(slices.Clone(list), i, i+1)
}

func TestNarrowingTheScopeAddsNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := onePolicy(t)
		before := w.allowed()
		w.change(func(p *entitlement.AssignmentPolicy) {
			switch {
			case rapid.Bool().Draw(t, "clause"):
				p.SpecificAllowedTargets = without(t, p.SpecificAllowedTargets)
			case p.AllowedTargetScope == entitlement.ScopeAllDirectoryUsers:
				p.AllowedTargetScope = entitlement.ScopeAllMemberUsers
			case p.AllowedTargetScope == entitlement.ScopeAllExternalUsers && w.options.OpenExternalScope:
				p.AllowedTargetScope = entitlement.ScopeAllConfiguredOrganizations
				p.RequestApprovalSettings.IsApprovalRequiredForAdd = true // as before
			}
		})
		require.False(t, w.allowed() && !before) // I-44
	})
}

func TestLosingAMembershipAddsNobody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := onePolicy(t)
		before := w.allowed()
		i := slices.IndexFunc(w.people, func(p person) bool { return p.id == w.ask.Target })
		w.people[i].groups = without(t, w.people[i].groups)
		require.False(t, w.allowed() && !before) // I-44
	})
}

func TestAnotherReasonToRefuseNeverAllows(t *testing.T) {
	t.Parallel()
	refusals := []func(*world){
		func(w *world) { w.ask.PackageDeleted = true },
		func(w *world) { w.ask.OpenRequest = entitlement.RequestID{1} },
		func(w *world) { w.ask.LiveAssignment = entitlement.AssignmentID{1} },
		func(w *world) { w.ask.Catalog = nil },
		func(w *world) { w.ask.Package = &entitlement.AccessPackage{} },
		func(w *world) { w.ask.Organization = nil },
		func(w *world) { w.ask.HasJustification = false },
		func(w *world) { w.ask.Direct = false },
		func(w *world) { w.options.OpenExternalScope = false },
		func(w *world) { w.options.Tiers = true },
		func(w *world) { w.change(func(p *entitlement.AssignmentPolicy) { p.IsSuspended = true }) },
		func(w *world) {
			w.change(func(p *entitlement.AssignmentPolicy) { p.RequestorSettings = &entitlement.RequestorSettings{} })
		},
		func(w *world) {
			w.change(func(p *entitlement.AssignmentPolicy) {
				p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: noon}
			})
		},
		func(w *world) {
			w.change(func(p *entitlement.AssignmentPolicy) {
				p.RequestApprovalSettings.IsRequestorJustificationRequired = true
			})
		},
		func(w *world) {
			for i, p := range w.people {
				if p.id == w.ask.Target {
					w.people[i].record = nil
				}
			}
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		w := onePolicy(t)
		before := w.allowed()
		rapid.SampledFrom(refusals).Draw(t, "refusal")(w)
		require.False(t, w.allowed() && !before) // I-44
	})
}

// What nobody could approve stays so with fewer approvers, and what waits for approval goes on waiting.
func TestRemovingApproversNeverApproves(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := onePolicy(t)
		w.options.MaxApprovers = personCount // a smaller crowd may be a legal one
		w.change(func(p *entitlement.AssignmentPolicy) {
			p.RequestApprovalSettings.Stages = append(p.RequestApprovalSettings.Stages, drawStage(t))
		})
		before := policy.Evaluate(&w.ask, w.facts(), w.options)
		if slices.ContainsFunc(before.Codes, func(c entitlement.Code) bool {
			return c == entitlement.ManagerMissing || c == entitlement.SponsorMissing
		}) {
			return // who removes these approvers removes what stands in the way
		}
		w.change(func(p *entitlement.AssignmentPolicy) {
			s := &p.RequestApprovalSettings.Stages[0]
			s.PrimaryApprovers = without(t, s.PrimaryApprovers)
			s.FallbackPrimaryApprovers = without(t, s.FallbackPrimaryApprovers)
		})
		after := policy.Evaluate(&w.ask, w.facts(), w.options)
		require.False(t, after.Allowed && !before.Allowed)                             // I-44, I-33
		require.False(t, after.Allowed && after.NeedsApproval != before.NeedsApproval) // I-44, I-39
	})
}

func TestMoreApprovalNeverAllowsMore(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := onePolicy(t)
		before := policy.Evaluate(&w.ask, w.facts(), w.options)
		w.change(func(p *entitlement.AssignmentPolicy) { p.RequestApprovalSettings.IsApprovalRequiredForAdd = true })
		after := policy.Evaluate(&w.ask, w.facts(), w.options)
		require.False(t, after.Allowed && (!before.Allowed || !after.NeedsApproval)) // I-44, I-39
		if len(w.ask.Policies[0].RequestApprovalSettings.Stages) == 0 {
			return
		}
		w.change(func(p *entitlement.AssignmentPolicy) {
			p.RequestApprovalSettings.Stages = append(p.RequestApprovalSettings.Stages, drawStage(t))
		})
		before, after = after, policy.Evaluate(&w.ask, w.facts(), w.options)
		require.False(t, after.Allowed && !before.Allowed) // I-44
		if after.Allowed {
			before.Policy, after.Policy = nil, nil
			require.Equal(t, before, after, "later stages find their approvers when they open")
		}
	})
}

func TestDisablingAPersonAddsNoApprover(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w := onePolicy(t)
		stage := drawStage(t)
		w.options.MaxApprovers = personCount
		r := policy.Routing{Requestor: w.ask.Requestor, Target: w.ask.Target, Organization: w.ask.Organization}
		before := policy.Approvers(&stage, r, w.facts(), w.options)
		i := rapid.IntRange(0, personCount-1).Draw(t, "disabled")
		if w.people[i].record == nil {
			return
		}
		record := w.people[i].record.Clone()
		record.AccountDisabled = true
		w.people[i].record = &record
		after := policy.Approvers(&stage, r, w.facts(), w.options)
		require.NotContains(t, after.Approvers, record.ID)
		if after.Fallback == before.Fallback {
			require.Subset(t, before.Approvers, after.Approvers) // I-44
		} else {
			require.Equal(t, ids{record.ID}, before.Approvers, "the last of the regular approvers") // I-25
		}
	})
}
