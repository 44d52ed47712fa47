package policy_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// noon is when everything in these tests happens.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// scene is a question with its facts: ana, a member of the groups it and sales whose manager is bob, asks for a package
// with one policy for all members, without approval. Tests change what they are about.
type scene struct {
	ask     policy.Ask
	policy  *entitlement.AssignmentPolicy
	facts   *policy.Facts
	options policy.Options
}

func newScene() *scene {
	p := newPolicy(1, entitlement.ScopeAllMemberUsers)
	return &scene{
		ask: policy.Ask{
			At:      noon,
			Catalog: &entitlement.Catalog{ID: entitlement.CatalogID{15: 7}, State: entitlement.CatalogPublished},
			Package: &entitlement.AccessPackage{
				ID: entitlement.AccessPackageID{15: 8}, Roles: []entitlement.RoleRef{{Role: "Member"}},
			},
			Policies:  []*entitlement.AssignmentPolicy{p},
			Requestor: "ana", Target: "ana",
		},
		policy: p,
		facts:  newFacts(),
	}
}

// newFacts describes the people of these tests. Groups it, sales and hr exist; gus is a guest and olga is outside, both from
// partner.example.
func newFacts() *policy.Facts {
	var f policy.Facts
	for _, s := range []entitlement.Subject{
		{ID: "ana", UserType: entitlement.UserMember, Manager: "bob", Sponsors: []entitlement.SubjectID{"sue"}},
		{ID: "bob", UserType: entitlement.UserMember, Manager: "cleo"},
		{ID: "cleo", UserType: entitlement.UserMember},
		{ID: "dan", UserType: entitlement.UserMember},
		{ID: "eve", UserType: entitlement.UserMember},
		{ID: "off", UserType: entitlement.UserMember, AccountDisabled: true},
		{ID: "sue", UserType: entitlement.UserMember},
		{ID: "admin", UserType: entitlement.UserMember},
		{ID: "gus", UserType: entitlement.UserGuest, Domain: "partner.example"},
		{ID: "olga", UserType: entitlement.UserOutside, Domain: "partner.example"},
	} {
		f.AddSubject(s.ID, &s)
		f.AddGroups(s.ID, nil)
	}
	f.AddSubject("nobody", nil)
	f.AddGroups("nobody", nil)
	f.AddGroups("ana", []entitlement.GroupID{"sales", "it"})
	f.AddMembers("it", []entitlement.SubjectID{"ana", "dan"}, true)
	f.AddMembers("sales", []entitlement.SubjectID{"ana"}, true)
	f.AddMembers("hr", []entitlement.SubjectID{"eve", "dan"}, true)
	f.AddMembers("gone", nil, false)
	return &f
}

func newPolicy(n byte, scope entitlement.TargetScope, targets ...entitlement.SubjectSet) *entitlement.AssignmentPolicy {
	return &entitlement.AssignmentPolicy{
		ID: policyID(n), AllowedTargetScope: scope, SpecificAllowedTargets: targets,
		Expiration: entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(90)},
	}
}

func policyID(n byte) entitlement.PolicyID { return entitlement.PolicyID{15: n} }

// The needs of these tests.
func recordOf(id entitlement.SubjectID) policy.Need {
	return policy.Need{Kind: policy.NeedSubject, Subject: id}
}
func managersOf(id entitlement.SubjectID, managers int) policy.Need {
	return policy.Need{Kind: policy.NeedSubject, Subject: id, Managers: managers}
}
func groupsOf(id entitlement.SubjectID) policy.Need {
	return policy.Need{Kind: policy.NeedGroups, Subject: id}
}
func membersOf(id entitlement.GroupID) policy.Need {
	return policy.Need{Kind: policy.NeedMembers, Group: id, Records: true}
}

// partner is the organization of gus and olga.
func partner(state entitlement.OrganizationState) *entitlement.ConnectedOrganization {
	return &entitlement.ConnectedOrganization{
		ID: entitlement.OrganizationID{15: 9}, State: state,
		IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "partner.example"}},
	}
}

// askFor makes the question one of somebody else for themselves.
func (s *scene) askFor(id entitlement.SubjectID) { s.ask.Requestor, s.ask.Target = id, id }

// approval makes the policy ask for approval in one stage.
func (s *scene) approval(stage entitlement.StageSettings) {
	s.policy.RequestApprovalSettings = entitlement.ApprovalSettings{
		IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{stage},
	}
}

// evaluate asks with and without reasons and checks that these agree, as they must always.
func (s *scene) evaluate(t *testing.T) (policy.Verdict, []entitlement.Reason) {
	t.Helper()
	verdict := policy.Evaluate(&s.ask, s.facts, s.options)
	explained, reasons := policy.Explain(&s.ask, s.facts, s.options)
	require.Equal(t, verdict, explained)
	requireAgreement(t, verdict, reasons)
	return verdict, reasons
}

// requireAgreement checks what ties a verdict to its reasons.
func requireAgreement(t require.TestingT, v policy.Verdict, reasons []entitlement.Reason) {
	requireRuling(t, v.Ruling, reasons)
	require.Equal(t, v.Allowed, v.Policy != nil)
	switch {
	case v.Allowed && v.NeedsApproval && v.Policy.RequestApprovalSettings.DeterminedBy() != "":
		require.Empty(t, v.Route)
	case v.Allowed && v.NeedsApproval && len(v.Route.Approvers) == 0: // the alternates are asked
		require.Equal(t, entitlement.NoApprover, v.Route.Codes[0])
		require.True(t, v.Policy.RequestApprovalSettings.Stages[0].IsEscalationEnabled) // I-33
	case v.Allowed:
		require.Equal(t, v.NeedsApproval, len(v.Route.Approvers) > 0)                 // R-142, I-33
		require.True(t, v.Window.End.IsZero() || v.Window.Start.Before(v.Window.End)) // I-22
	}
}

func requireRuling(t require.TestingT, r policy.Ruling, reasons []entitlement.Reason) {
	pass := true
	for _, reason := range reasons {
		pass = pass && reason.Pass
	}
	require.Equal(t, pass && r.Needs == nil, r.Allowed, "the boolean follows from the reasons") // I-45
	require.ElementsMatch(t, entitlement.FailedCodes(reasons), r.Codes)
}

func (s *scene) requireAllowed(t *testing.T) policy.Verdict {
	t.Helper()
	v, reasons := s.evaluate(t)
	require.True(t, v.Allowed, "%s", entitlement.Explain(reasons))
	return v
}

// requireRefused checks that the request is refused and that the code is among the reasons.
func (s *scene) requireRefused(t *testing.T, code entitlement.Code) policy.Verdict {
	t.Helper()
	v, reasons := s.evaluate(t)
	require.False(t, v.Allowed)
	require.Contains(t, v.Codes, code, "%s", entitlement.Explain(reasons))
	return v
}
