package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

func TestRequestorChoosesAmongThePoliciesThatApply(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.ask.Policies = []*entitlement.AssignmentPolicy{
		newPolicy(3, entitlement.ScopeAllMemberUsers),
		newPolicy(1, entitlement.ScopeSpecificDirectoryUsers, entitlement.User("bob")),
		newPolicy(2, entitlement.ScopeAllDirectoryUsers),
		newPolicy(4, entitlement.ScopeSpecificDirectoryUsers, entitlement.User("ana")),
	}
	v := s.requireRefused(t, entitlement.PolicyChoiceNeeded)
	require.Equal(t, []entitlement.PolicyID{policyID(3), policyID(2), policyID(4)}, v.Candidates) // R-054, in the given order

	s.ask.Choice = policyID(2)
	v = s.requireAllowed(t)
	require.Same(t, s.ask.Policies[2], v.Policy)
	require.Nil(t, v.Candidates)

	s.ask.Choice = policyID(1)
	s.requireRefused(t, entitlement.NotInScope) // choosing is no right by itself
	s.ask.Choice = policyID(77)
	s.requireRefused(t, entitlement.NoPolicyApplies)
}

func TestTiersOfferOnlyTheMostSpecificPolicies(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.options.Tiers = true
	everybody, members := newPolicy(1, entitlement.ScopeAllDirectoryUsers), newPolicy(2, entitlement.ScopeAllMemberUsers)
	named := newPolicy(3, entitlement.ScopeSpecificDirectoryUsers, entitlement.User("ana"))
	group := newPolicy(4, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("it"))
	others := newPolicy(5, entitlement.ScopeSpecificDirectoryUsers, entitlement.User("bob"))
	ask := func(ps ...*entitlement.AssignmentPolicy) { s.ask.Policies = ps }

	ask(everybody, members, others)
	require.Same(t, members, s.requireAllowed(t).Policy) // P2 before P3; a tier that does not apply outranks nobody
	ask(everybody, named, members)
	require.Same(t, named, s.requireAllowed(t).Policy) // P1 first; I-43
	ask(group, everybody, named)
	v := s.requireRefused(t, entitlement.PolicyChoiceNeeded)
	require.Equal(t, []entitlement.PolicyID{group.ID, named.ID}, v.Candidates)
	s.ask.Choice = everybody.ID
	s.requireRefused(t, entitlement.TierOutranked)
	s.ask.Choice = named.ID
	s.requireAllowed(t)
	s.ask.Direct, s.ask.Choice = true, everybody.ID
	s.requireAllowed(t) // administrators name the policy
}

func TestTiersOfExternalPolicies(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.options = policy.Options{Tiers: true, OpenExternalScope: true}
	s.ask.Catalog.IsExternallyVisible = true
	s.ask.Organization = partner(entitlement.OrganizationConfigured)
	s.askFor("gus")
	named := newPolicy(1, entitlement.ScopeSpecificOrganizations, entitlement.OrganizationMembers(s.ask.Organization.ID))
	configured := newPolicy(2, entitlement.ScopeAllConfiguredOrganizations)
	anybody := newPolicy(3, entitlement.ScopeAllExternalUsers)
	directory := newPolicy(4, entitlement.ScopeAllDirectoryUsers)

	s.ask.Policies = []*entitlement.AssignmentPolicy{anybody, configured}
	require.Len(t, s.requireRefused(t, entitlement.PolicyChoiceNeeded).Candidates, 2) // both P4
	s.ask.Policies = append(s.ask.Policies, directory)
	require.Same(t, directory, s.requireAllowed(t).Policy) // P3 before P4
	s.ask.Policies = append(s.ask.Policies, named)
	require.Same(t, named, s.requireAllowed(t).Policy) // P1
}

// Whether a choice is outranked must not be decided before the better policies are.
func TestTiersWaitForFacts(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.options.Tiers = true
	better := newPolicy(2, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("it"))
	s.ask.Policies = append(s.ask.Policies, better)
	s.ask.Choice = s.policy.ID
	record, _ := s.facts.Subject("ana")
	s.facts = &policy.Facts{}
	s.facts.AddSubject("ana", record)
	v, _ := s.evaluate(t)
	require.Equal(t, policy.Ruling{Needs: []policy.Need{groupsOf("ana")}, Final: true}, v.Ruling) // I-45
	s.facts.AddGroups("ana", nil)
	s.requireAllowed(t)
	s.facts.AddGroups("ana", []entitlement.GroupID{"it"})
	s.requireRefused(t, entitlement.TierOutranked)
}

func TestPolicySwitches(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.IsSuspended = true
	s.requireRefused(t, entitlement.PolicySuspended)

	s = newScene()
	s.policy.RequestorSettings = &entitlement.RequestorSettings{}
	s.requireRefused(t, entitlement.SelfAddDisabled)
	s.policy.RequestorSettings.EnableTargetsToSelfAddAccess = true
	s.requireAllowed(t)
}

func TestDirectOnlyPolicies(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeNotSpecified
	v := s.requireRefused(t, entitlement.PolicyDirectOnly)
	require.NotContains(t, v.Codes, entitlement.NotInScope)

	s.ask.Requestor, s.ask.Direct = "admin", true
	v = s.requireAllowed(t)
	require.Equal(t, noon.AddDate(0, 0, 90), v.Window.End) // lifecycle settings apply
	s.policy.IsSuspended = true
	s.requireRefused(t, entitlement.PolicySuspended)
}

func TestNearMissesAreListed(t *testing.T) {
	t.Parallel()
	s := newScene()
	suspended := newPolicy(2, entitlement.ScopeAllMemberUsers)
	suspended.IsSuspended = true
	s.ask.Policies = []*entitlement.AssignmentPolicy{
		newPolicy(1, entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("hr")), nil, suspended,
		newPolicy(3, entitlement.ScopeNotSpecified),
	}
	_, reasons := s.evaluate(t)
	none := find(t, reasons, entitlement.NoPolicyApplies)
	require.Equal(t, "0", none.Got)
	require.Zero(t, none.Policy)
	require.Len(t, none.Children, 3)
	for i, failed := range []entitlement.Code{entitlement.NotInScope, entitlement.PolicySuspended, entitlement.PolicyDirectOnly} {
		miss := none.Children[i]
		require.Equal(t, entitlement.PolicyApplies, miss.Code)
		require.Equal(t, policyID(byte(i+1)), miss.Policy)
		require.Equal(t, failed, entitlement.FailedCodes(miss.Children)[0])
	}
}

// While policies are undecided, the only one that is left is prepared, and nothing is decided.
func TestSelectionWaitsForFacts(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
	s.policy.SpecificAllowedTargets = []entitlement.SubjectSet{entitlement.GroupMembers("it")}
	s.approval(entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.GroupMembers("hr")}})
	full := s.facts
	record, _ := full.Subject("ana")

	s.facts = &policy.Facts{}
	v, reasons := s.evaluate(t)
	require.Equal(t, []policy.Need{
		recordOf("ana"), groupsOf("ana"), membersOf("hr"),
	}, v.Needs, "scope and approvers are looked up together")
	require.Empty(t, all(reasons, entitlement.NoApprover), "but the latter are no reason yet")

	s.facts.AddSubject("ana", record)
	s.ask.Policies = append(s.ask.Policies, newPolicy(2, entitlement.ScopeAllMemberUsers))
	v, _ = s.evaluate(t)
	require.Equal(t, policy.Ruling{Needs: []policy.Need{groupsOf("ana")}}, v.Ruling,
		"the second policy applies, but the first may too")
}
