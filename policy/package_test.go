package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

func TestPackageChecks(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		change func(*scene)
		codes  []entitlement.Code // nil: allowed
	}{
		{"published_package_with_a_role_and_a_policy", func(*scene) {}, nil},
		{"deleted_package", func(s *scene) { s.ask.PackageDeleted = true },
			[]entitlement.Code{entitlement.PackageOK, entitlement.PackageDeleted}},
		{"no_package", func(s *scene) { s.ask.Package = nil },
			[]entitlement.Code{entitlement.PackageOK, entitlement.PackageDeleted}},
		{"empty_package", func(s *scene) { s.ask.Package.Roles = nil },
			[]entitlement.Code{entitlement.PackageOK, entitlement.PackageEmpty}},
		{"no_policy", func(s *scene) { s.ask.Policies = nil },
			[]entitlement.Code{entitlement.PackageOK, entitlement.PackageHasNoPolicy}},
		{"unpublished_catalog", func(s *scene) { s.ask.Catalog.State = entitlement.CatalogUnpublished },
			[]entitlement.Code{entitlement.PackageOK, entitlement.CatalogNotPublished}},
		{"no_catalog", func(s *scene) { s.ask.Catalog = nil },
			[]entitlement.Code{entitlement.PackageOK, entitlement.CatalogNotPublished}},
		{"hidden_package", func(s *scene) { s.ask.Package.IsHidden = true }, nil},
		{"open_request", func(s *scene) { s.ask.OpenRequest = entitlement.RequestID{15: 1} },
			[]entitlement.Code{entitlement.RequestPending}},
		{"live_assignment", func(s *scene) { s.ask.LiveAssignment = entitlement.AssignmentID{15: 1} },
			[]entitlement.Code{entitlement.AssignmentExists}},
		{"nobody_by_that_name", func(s *scene) { s.askFor("nobody") },
			[]entitlement.Code{
				entitlement.SubjectUnknown, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.NotInScope,
			}},
		{"disabled_account", func(s *scene) { s.askFor("off") }, // I-93
			[]entitlement.Code{entitlement.SubjectBlocked}},
		{"request_for_somebody_else", func(s *scene) { s.ask.Requestor = "bob" },
			[]entitlement.Code{entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.OnBehalfDisabled}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			tt.change(s)
			v, _ := s.evaluate(t)
			require.Equal(t, tt.codes, v.Codes)
			require.Equal(t, tt.codes == nil, v.Allowed)
		})
	}
}

func TestRefusalNamesEverythingThatHasToChange(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.ask.Package.Roles = nil
	s.ask.Catalog.State = entitlement.CatalogUnpublished
	s.ask.OpenRequest = entitlement.RequestID{15: 1}
	s.policy.IsSuspended = true
	v, _ := s.evaluate(t)
	require.Equal(t, []entitlement.Code{
		entitlement.PackageOK, entitlement.PackageEmpty, entitlement.CatalogNotPublished, entitlement.RequestPending,
		entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.PolicySuspended,
	}, v.Codes)
}

func TestExternalPeopleNeedAnExternalCatalog(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeAllDirectoryUsers
	s.requireAllowed(t) // ana is internal
	s.askFor("gus")
	s.requireRefused(t, entitlement.CatalogNotExternal)
	s.ask.Catalog.IsExternallyVisible = true
	s.requireAllowed(t)
}

func TestAdministratorsAreNotBoundByWhatGovernsRequestsOnly(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.ask.Requestor, s.ask.Direct = "admin", true
	s.ask.Catalog.State = entitlement.CatalogUnpublished
	s.policy.IsSuspended = true                          // the policy is one that people can request under
	s.policy.RequestorSettings = &entitlement.RequestorSettings{}
	s.policy.RequestApprovalSettings.IsRequestorJustificationRequired = true
	s.requireAllowed(t)

	s.askFor("off") // an assignment may come before the account is unblocked
	s.requireAllowed(t)

	s.askFor("gus")
	s.requireRefused(t, entitlement.NotInScope)
	s.policy.AllowedTargetScope = entitlement.ScopeAllDirectoryUsers
	s.requireAllowed(t) // gates requests

	for _, tt := range []struct {
		code   entitlement.Code
		change func(*scene)
	}{
		{entitlement.PackageDeleted, func(s *scene) { s.ask.PackageDeleted = true }},
		{entitlement.PackageEmpty, func(s *scene) { s.ask.Package.Roles = nil }},
		{entitlement.SubjectUnknown, func(s *scene) { s.ask.Target = "nobody" }},
		{entitlement.AssignmentExists, func(s *scene) { s.ask.LiveAssignment = entitlement.AssignmentID{15: 1} }},
		{entitlement.RequestPending, func(s *scene) { s.ask.OpenRequest = entitlement.RequestID{15: 1} }},
	} {
		s := newScene()
		s.ask.Requestor, s.ask.Direct = "admin", true
		tt.change(s)
		s.requireRefused(t, tt.code)
	}
}
