package spec_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// numbered gives every object of a document an id.
func numbered(d spec.Document) spec.Document {
	n := byte(100)
	next := func() [16]byte { n++; return [16]byte{n} }
	for i := range d.Catalogs {
		c := &d.Catalogs[i]
		if c.ID = next(); c.DisplayName == "General" {
			c.ID = entitlement.GeneralCatalogID()
		}
		for j := range c.Resources {
			c.Resources[j].ID = next()
		}
		for j := range c.AccessPackages {
			c.AccessPackages[j].ID = next()
			for k := range c.AccessPackages[j].AssignmentPolicies {
				c.AccessPackages[j].AssignmentPolicies[k].ID = next()
			}
		}
		for j := range c.RoleAssignments {
			c.RoleAssignments[j].ID = next()
		}
	}
	for i := range d.ConnectedOrganizations {
		d.ConnectedOrganizations[i].ID = next()
	}
	for i := range d.RoleAssignments {
		d.RoleAssignments[i].ID = next()
	}
	return d
}

// What is absent has its default, and every reference is an id.
func TestObjectsOfADocument(t *testing.T) {
	t.Parallel()
	d, err := spec.Parse([]byte(`{
		"catalogs": [
			{"displayName": "Sales", "description": "For sales.",
				"resources": [
					{"displayName": "Team", "type": "group", "originId": "team"},
					{"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "u", "displayName": "User"}]}],
				"accessPackages": [
					{"displayName": "Starter", "resourceRoleScopes": [{"resource": "TEAM", "role": "Owner"}, {"resource": "CRM", "role": "user"}],
						"incompatibleAccessPackages": ["expert", {"catalog": "hidden", "accessPackage": "secret"}],
						"assignmentPolicies": [
							{"displayName": "Nobody"},
							{"displayName": "Staff", "specificAllowedTargets": [{"groupId": "staff"}, {"userId": "ann", "description": "Ann"}]},
							{"displayName": "Partners", "specificAllowedTargets": [{"connectedOrganization": "contoso"}],
								"requestApprovalSettings": {"stages": [{"primaryApprovers": [{"userId": "meg"}]}]}}]},
					{"displayName": "Expert"}],
				"roleAssignments": [{"role": "catalogOwner", "principal": {"userId": "meg"}}]},
			{"displayName": "Hidden", "description": "x", "state": "unpublished", "isExternallyVisible": false,
				"accessPackages": [{"displayName": "Secret", "isHidden": true}]}],
		"connectedOrganizations": [{"displayName": "Contoso", "identitySources": [{"tenantId": "t"}]}],
		"settings": {"blockedDomains": ["evil.example"]}}`), entitlement.SeedLimits())
	require.NoError(t, err)
	d = numbered(d)
	all, err := d.Objects()
	require.NoError(t, err)

	sales, hidden := &all.Catalogs[0], &all.Catalogs[1]
	require.Equal(t, entitlement.Catalog{
		ID: d.Catalogs[0].ID, DisplayName: "Sales", Description: "For sales.", State: entitlement.CatalogPublished, IsExternallyVisible: true,
	}, sales.Catalog)
	require.Equal(t, entitlement.CatalogUnpublished, hidden.Catalog.State)
	require.False(t, hidden.Catalog.IsExternallyVisible)

	team, crm := sales.Resources[0], sales.Resources[1]
	require.Equal(t, []entitlement.ResourceRole{{OriginID: "Member"}, {OriginID: "Owner"}}, team.Roles)
	require.Equal(t, sales.Catalog.ID, crm.Catalog)

	starter := sales.Packages[0]
	require.Equal(t, []entitlement.RoleRef{{Resource: team.ID, Role: "Owner"}, {Resource: crm.ID, Role: "u"}}, starter.Package.Roles)
	require.Equal(t, []entitlement.AccessPackageID{sales.Packages[1].Package.ID, hidden.Packages[0].Package.ID},
		starter.Package.IncompatiblePackages)
	require.True(t, hidden.Packages[0].Package.IsHidden)

	nobody, staff, partners := starter.Policies[0], starter.Policies[1], starter.Policies[2]
	require.Equal(t, starter.Package.ID, nobody.Package)
	require.True(t, nobody.IsDirectOnly())
	require.Equal(t, entitlement.ExpirationNotSpecified, nobody.Expiration.Type)
	require.False(t, nobody.IsSuspended)
	require.Equal(t, entitlement.ScopeSpecificDirectoryUsers, staff.AllowedTargetScope)
	require.Equal(t, []entitlement.SubjectSet{
		entitlement.GroupMembers("staff"), {Type: entitlement.SetSingleUser, UserID: "ann", Description: "Ann"},
	}, staff.SpecificAllowedTargets)
	require.Equal(t, entitlement.ScopeSpecificOrganizations, partners.AllowedTargetScope)
	require.Equal(t, []entitlement.SubjectSet{entitlement.OrganizationMembers(all.Organizations[0].ID)}, partners.SpecificAllowedTargets)
	require.True(t, partners.RequestApprovalSettings.IsApprovalRequiredForAdd)

	require.Equal(t, entitlement.OrganizationConfigured, all.Organizations[0].State)
	require.Equal(t, sales.Catalog.ID, sales.Roles[0].Catalog)
	require.Equal(t, entitlement.ActionBlockSignInAndDelete, all.Settings.ExternalUserLifecycleAction)
	require.Equal(t, entitlement.Days(30), all.Settings.DurationUntilExternalUserDeletedAfterBlocked)
	require.Equal(t, []string{"evil.example"}, all.Settings.BlockedDomains)
}

func TestObjectsNeedReferencesThatLeadSomewhere(t *testing.T) {
	t.Parallel()
	d := numbered(spec.Document{Catalogs: []spec.Catalog{{
		DisplayName: "A", AccessPackages: []spec.AccessPackage{{ResourceRoleScopes: []spec.RoleScope{{Resource: "x", Role: "y"}}}},
	}}})
	_, err := d.Objects()
	require.Equal(t, []string{
		`catalogs[0].accessPackages[0].resourceRoleScopes[0].resource: the document has no resource of this catalog called "x"`,
	}, problemsOf(t, err))
}

// The document of objects describes the same objects, is accepted, and comes out the same however the objects were ordered.
func TestDocumentsOfObjects(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		d := numbered(documents().Draw(t, "document"))
		all, err := d.Objects()
		require.NoError(t, err)
		exported := all.Document()
		require.NoError(t, exported.Check(entitlement.SeedLimits()))
		printed, err := spec.Print(exported)
		require.NoError(t, err)

		again, err := exported.Objects()
		require.NoError(t, err)
		same := again.Document()
		reprinted, err := spec.Print(same)
		require.NoError(t, err)
		require.Equal(t, string(printed), string(reprinted))
		for i := range all.Catalogs {
			for j := range all.Catalogs[i].Packages {
				want := all.Catalogs[i].Packages[j]
				require.Contains(t, flat(again), sorted(want))
			}
		}
	})
}

func flat(o spec.Objects) (out []spec.PackageObjects) {
	for _, c := range o.Catalogs {
		for _, p := range c.Packages {
			out = append(out, sorted(p))
		}
	}
	return out
}

// sorted returns a package with its policies in the order of their ids.
func sorted(p spec.PackageObjects) spec.PackageObjects {
	p.Package = p.Package.Clone()
	p.Package.Normalize()
	policies := map[entitlement.PolicyID]entitlement.AssignmentPolicy{}
	for _, a := range p.Policies {
		policies[a.ID] = a
	}
	p.Policies = nil
	for n := range 256 {
		if a, found := policies[entitlement.PolicyID{byte(n)}]; found {
			p.Policies = append(p.Policies, a)
		}
	}
	return p
}

// Names that would be misunderstood are not used as references.
func TestExportRefersByIDWhereNamesMislead(t *testing.T) {
	t.Parallel()
	r1, r2, r3 := entitlement.ResourceID{1}, entitlement.ResourceID{2}, entitlement.ResourceID{3}
	other, gone := entitlement.AccessPackageID{4}, entitlement.OrganizationID{5}
	all := spec.Objects{Catalogs: []spec.CatalogObjects{{
		Catalog: entitlement.Catalog{ID: entitlement.CatalogID{9}, DisplayName: "A", Description: "a"},
		Resources: []entitlement.Resource{
			{ID: r1, DisplayName: "CRM", OriginID: "1", Type: "x"}, {ID: r2, DisplayName: "crm", OriginID: "2", Type: "x"},
			{ID: r3, DisplayName: idOne, OriginID: "3", Type: "x"},
		},
		Packages: []spec.PackageObjects{{
			Package: entitlement.AccessPackage{
				ID: entitlement.AccessPackageID{1}, DisplayName: "P", Catalog: entitlement.CatalogID{9},
				Roles:                []entitlement.RoleRef{{Resource: r1, Role: "a"}, {Resource: r2, Role: "a"}, {Resource: r3, Role: "a"}},
				IncompatiblePackages: []entitlement.AccessPackageID{other},
			},
			Policies: []entitlement.AssignmentPolicy{{
				ID: entitlement.PolicyID{1}, DisplayName: "S", AllowedTargetScope: entitlement.ScopeSpecificOrganizations,
				SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.OrganizationMembers(gone)},
			}},
		}},
	}}}
	p := all.Document().Catalogs[0].AccessPackages[0]
	require.Equal(t, []spec.RoleScope{{Resource: spec.RefTo(r1), Role: "a"}, {Resource: spec.RefTo(r2), Role: "a"}, {Resource: spec.RefTo(r3), Role: "a"}},
		p.ResourceRoleScopes)
	require.Equal(t, []spec.PackageRef{{AccessPackage: spec.RefTo(other)}}, p.IncompatibleAccessPackages)
	require.Equal(t, []spec.Target{{ConnectedOrganization: spec.RefTo(gone)}}, p.AssignmentPolicies[0].SpecificAllowedTargets)
}
