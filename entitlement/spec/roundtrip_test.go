package spec_test

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/internal/golden"
)

// Parsing what was printed gives the document again, and printing that gives the same bytes. // I-10
func TestPrintedDocumentsAreRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := documents().Draw(t, "document")
		require.NoError(t, d.Check(entitlement.SeedLimits()))
		printed, err := spec.Print(d)
		require.NoError(t, err)
		back, err := spec.Parse(printed, entitlement.SeedLimits())
		require.NoError(t, err, "%s", printed)
		require.Equal(t, d, back, "%s", printed)
		again, err := spec.Print(back)
		require.NoError(t, err)
		require.Equal(t, string(printed), string(again))

		compact, err := json.Marshal(d)
		require.NoError(t, err)
		var unmarshaled spec.Document
		require.NoError(t, json.Unmarshal(compact, &unmarshaled))
		require.Equal(t, d, unmarshaled)
	})
}

// A clone is equal and shares nothing.
func TestClonesShareNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := documents().Draw(t, "document")
		before, err := spec.Print(d)
		require.NoError(t, err)
		c := d.Clone()
		require.Equal(t, d, c)
		scribble(&c)
		after, err := spec.Print(d)
		require.NoError(t, err)
		require.Equal(t, string(before), string(after))
	})
}

// scribble changes everything that lies behind a slice or pointer.
func scribble(d *spec.Document) {
	if d.Settings != nil {
		clear(d.Settings.AllowedDomains)
		*d.Settings = spec.Settings{}
	}
	for i := range d.Catalogs {
		c := &d.Catalogs[i]
		if c.IsExternallyVisible != nil {
			*c.IsExternallyVisible = !*c.IsExternallyVisible
		}
		for j := range c.Resources {
			clear(c.Resources[j].Roles)
		}
		for j := range c.AccessPackages {
			p := &c.AccessPackages[j]
			clear(p.ResourceRoleScopes)
			clear(p.IncompatibleAccessPackages)
			clear(p.IncompatibleGroups)
			for k := range p.AssignmentPolicies {
				a := &p.AssignmentPolicies[k]
				clear(a.SpecificAllowedTargets)
				if a.RequestorSettings != nil {
					clear(a.RequestorSettings.OnBehalfRequestors)
					*a.RequestorSettings = entitlement.RequestorSettings{AllowCustomAssignmentSchedule: !a.RequestorSettings.AllowCustomAssignmentSchedule}
				}
				for _, s := range a.RequestApprovalSettings.Stages {
					clear(s.PrimaryApprovers)
				}
			}
			clear(p.AssignmentPolicies)
		}
		clear(c.Resources)
		clear(c.AccessPackages)
		clear(c.RoleAssignments)
	}
	for _, o := range d.ConnectedOrganizations {
		clear(o.IdentitySources)
		clear(o.InternalSponsors)
		clear(o.ExternalSponsors)
	}
	clear(d.Catalogs)
	clear(d.ConnectedOrganizations)
	clear(d.RoleAssignments)
}

// What people write stays as they wrote it, but for the layout.
func TestHandWrittenDocumentsKeepTheirShape(t *testing.T) {
	t.Parallel()
	written, err := os.ReadFile("testdata/handwritten.json")
	require.NoError(t, err)
	d, err := spec.Parse(written, entitlement.SeedLimits())
	require.NoError(t, err)
	printed, err := spec.Print(d)
	require.NoError(t, err)
	require.JSONEq(t, string(written), string(printed))
	golden.Check(t, "testdata/printed.json", printed)
}

// What Graph says explicitly means the same, and is left out again.
func TestGraphsOwnWordsAreRead(t *testing.T) {
	t.Parallel()
	d, err := spec.Parse([]byte(`{"catalogs": [{"displayName": "A", "description": "a", "accessPackages": [{
		"displayName": "P", "isHidden": false, "incompatibleGroups": [], "assignmentPolicies": [{
			"displayName": "S", "isSuspended": false, "allowedTargetScope": "specificDirectoryUsers",
			"specificAllowedTargets": [{"userId": "ann"}],
			"requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfRemoveAccess": false},
			"requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{
				"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "meg"}], "isEscalationEnabled": false}]},
			"expiration": {"type": "afterDuration", "duration": "P90D"}}]}]}],
		"connectedOrganizations": [{"displayName": "C", "identitySources": [
			{"@odata.type": "#microsoft.graph.domainIdentitySource", "domainName": "c.example"}]}],
		"settings": {"externalUserLifecycleAction": "blockSignInAndDelete"}}`), entitlement.SeedLimits())
	require.NoError(t, err)
	printed, err := spec.Print(d)
	require.NoError(t, err)
	require.JSONEq(t, `{"catalogs": [{"displayName": "A", "description": "a", "accessPackages": [{"displayName": "P",
		"assignmentPolicies": [{
			"displayName": "S", "allowedTargetScope": "specificDirectoryUsers", "specificAllowedTargets": [{"userId": "ann"}],
			"requestorSettings": {"enableTargetsToSelfRemoveAccess": false},
			"requestApprovalSettings": {"stages": [{"primaryApprovers": [{"userId": "meg"}]}]},
			"expiration": {"duration": "P90D"}}]}]}],
		"connectedOrganizations": [{"displayName": "C", "identitySources": [{"domainName": "c.example"}]}],
		"settings": {}}`, string(printed))
}

func TestWhatHasNoWordIsNotPrinted(t *testing.T) {
	t.Parallel()
	for path, d := range map[string]spec.Document{
		"catalogs[1].state": {Catalogs: []spec.Catalog{{}, {State: 9}}},
		"roleAssignments[0].principal.@odata.type": {RoleAssignments: []spec.RoleAssignment{
			{Role: entitlement.RoleCatalogCreator, Principal: entitlement.OrganizationMembers(entitlement.OrganizationID{1})}}},
	} {
		_, err := spec.Print(d)
		require.ErrorIs(t, err, entitlement.InvalidArgument)
		require.ErrorContains(t, err, path+": has no value")
	}
}
