package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

func TestConflictsRefuseEverybody(t *testing.T) {
	t.Parallel()
	s := newScene()
	other, third := entitlement.AccessPackageID{15: 20}, entitlement.AccessPackageID{15: 21}
	s.ask.Package.IncompatiblePackages = []entitlement.AccessPackageID{third, other}
	s.requireAllowed(t)
	s.ask.Conflicts = []entitlement.AccessPackageID{third}
	s.requireRefused(t, entitlement.IncompatiblePackage)
	_, reasons := s.evaluate(t)
	require.Equal(t, third.String(), find(t, find(t, reasons, entitlement.Incompatible).Children, entitlement.IncompatiblePackage).Got)
	s.ask.Requestor, s.ask.Direct = "admin", true
	s.requireRefused(t, entitlement.IncompatiblePackage)
}

func TestIncompatibleGroupsNeedFacts(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.ask.Package.IncompatibleGroups = []entitlement.GroupID{"hr", "sales"}
	s.requireRefused(t, entitlement.IncompatibleGroup)
	s.ask.Package.IncompatibleGroups = []entitlement.GroupID{"hr"}
	s.requireAllowed(t)

	ruling := policy.Compatible(s.ask.Package, "ana", nil, nil) // I-45
	require.False(t, ruling.Allowed)
	require.Equal(t, []policy.Need{groupsOf("ana")}, ruling.Needs)
	require.True(t, policy.Compatible(s.ask.Package, "ana", nil, s.facts).Allowed)
	require.True(t, policy.Compatible(&entitlement.AccessPackage{}, "ana", nil, nil).Allowed)
}
