package graph_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
)

const (
	catalogJSON = `"id": "10000000-0000-0000-0000-000000000001", "displayName": "Sales", "description": "d", "catalogType": "userManaged"`
	packageJSON = `"id": "30000000-0000-0000-0000-000000000001", "displayName": "Starter", "isHidden": false`
	policyJSON  = `"id": "40000000-0000-0000-0000-000000000001", "displayName": "Staff", "allowedTargetScope": "allMemberUsers"`
)

// However the objects are packed, they are the same tenant.
func TestPackings(t *testing.T) {
	t.Parallel()
	want := spec.Document{Catalogs: []spec.Catalog{{
		ID: entitlement.CatalogID{0: 0x10, 15: 1}, DisplayName: "Sales", Description: "d", Type: entitlement.CatalogUserManaged,
		AccessPackages: []spec.AccessPackage{{
			ID: entitlement.AccessPackageID{0: 0x30, 15: 1}, DisplayName: "Starter",
			AssignmentPolicies: []spec.Policy{{
				ID: entitlement.PolicyID{0: 0x40, 15: 1}, DisplayName: "Staff", AllowedTargetScope: entitlement.ScopeAllMemberUsers,
			}},
		}},
	}}}
	const base = "https://graph.microsoft.com/v1.0/$metadata#identityGovernance/entitlementManagement/"
	for _, c := range []struct {
		name  string
		files []string
	}{
		{"nested", []string{`{` + catalogJSON + `, "accessPackages": [{` + packageJSON + `, "assignmentPolicies": [{` + policyJSON + `}]}]}`}},
		{"expanded_upwards", []string{`{` + policyJSON + `, "accessPackage": {` + packageJSON + `, "catalog": {` + catalogJSON + `}}}`}},
		{"catalog_beside_package", []string{`{` + policyJSON + `, "accessPackage": {` + packageJSON + `}, "catalog": {` + catalogJSON + `}}`}},
		{"bundle", []string{`{"catalogs": [{` + catalogJSON + `}], "accessPackages": {"value": [{` + packageJSON + `, "catalogId": "10000000-0000-0000-0000-000000000001"}]},
			"assignmentPolicies": [{` + policyJSON + `, "accessPackageId": "30000000-0000-0000-0000-000000000001"}]}`}},
		{"beta_names", []string{`{"accessPackageCatalogs": [{` + catalogJSON + `, "catalogStatus": "Published", "accessPackages": [{` + packageJSON + `,
			"accessPackageAssignmentPolicies": [{` + policyJSON + `}]}]}]}`}},
		{"governance", []string{`{"entitlementManagement": {"id": "x", "catalogs": [{` + catalogJSON + `, "accessPackages": [{` + packageJSON + `,
			"assignmentPolicies": [{` + policyJSON + `}]}]}]}}`}},
		{"several_files", []string{
			`{"@odata.context": "` + base + `catalogs", "value": [{` + catalogJSON + `}]}`,
			"\ufeff" + `{"@odata.context": "` + base + `accessPackages(catalog())", "@odata.count": 1, "value": [{` + packageJSON + `, "catalog": {` + catalogJSON + `}}]}`,
			`{"@odata.context": "` + base + `assignmentPolicies/$entity", ` + policyJSON + `, "accessPackage": {` + packageJSON + `}}`,
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			var files []graph.File
			for _, text := range c.files {
				files = append(files, graph.File{Name: c.name, Data: []byte(text)})
			}
			got, lost, err := graph.ImportFiles(files, graph.Options{})
			require.NoError(t, err)
			if c.name == "governance" {
				require.Equal(t, "entitlementManagement.id", lost[0].Path)
				lost = lost[1:]
			}
			require.Empty(t, lost)
			require.Equal(t, want, got)
		})
	}
}

// What two places say differently is not decided silently.
func TestContradictions(t *testing.T) {
	t.Parallel()
	d, lost, err := graph.Import([]byte(`[{`+catalogJSON+`, "state": "published"}, {`+catalogJSON+`, "state": "unpublished"}]`), graph.Options{})
	require.NoError(t, err)
	require.Len(t, d.Catalogs, 1)
	require.Len(t, lost, 1)
	require.Equal(t, `[1].state: it is said differently in [0].state ("unpublished")`, lost[0].String())
}

// Packages that name no catalog go where the caller says, and that is told. // R-009
func TestPackagesWithoutCatalog(t *testing.T) {
	t.Parallel()
	for options, want := range map[graph.Options]string{{}: "General", {Catalog: "Sales"}: "Sales"} { // order: each is a case of its own
		d, lost, err := graph.Import([]byte(`{`+packageJSON+`}`), options)
		require.NoError(t, err)
		require.Equal(t, want, d.Catalogs[0].DisplayName)
		require.Len(t, lost, 1)
		require.Contains(t, lost[0].Why, "goes into "+want)
	}
	_, lost, err := graph.Import([]byte(`{`+packageJSON+`, "catalogId": "elsewhere"}`), graph.Options{})
	require.NoError(t, err)
	require.Contains(t, lost[0].String(), "its catalog is not there")
}

// The built-in catalog is itself under whatever id another tenant gives it. // R-009
func TestGeneral(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]entitlement.CatalogID{"General": {}, "Allgemein": entitlement.GeneralCatalogID()} { // order: as above
		d, lost, err := graph.Import([]byte(`{"id": "10000000-0000-0000-0000-000000000009", "displayName": "`+name+`",
			"description": "d", "catalogType": "ServiceDefault"}`), graph.Options{})
		require.NoError(t, err)
		require.Equal(t, []spec.Catalog{{ID: want, DisplayName: name, Description: "d"}}, d.Catalogs)
		require.True(t, d.Catalogs[0].IsGeneral())
		require.Len(t, lost, 1)
		require.True(t, lost[0].IsRecord)
	}
}

// rolesOf imports a catalog with resources and one package with roles.
func rolesOf(t *testing.T, resources, scopes string) (spec.Catalog, []graph.Loss) {
	t.Helper()
	d, lost, err := graph.Import([]byte(`{`+catalogJSON+`, "resources": [`+resources+`],
		"accessPackages": [{`+packageJSON+`, "resourceRoleScopes": [`+scopes+`]}]}`), graph.Options{})
	require.NoError(t, err)
	return d.Catalogs[0], lost
}

// A role leads to its resource by the resource's id, by what the scope is, or by the id in a group's role. // R-018
func TestRolesOfPackages(t *testing.T) {
	t.Parallel()
	const team = `{"id": "20000000-0000-0000-0000-000000000001", "displayName": "Team", "originId": "g-1", "originSystem": "AadGroup"}`
	for _, scope := range []string{
		`{"id": "a_b", "role": {"originId": "Member_g-1", "originSystem": "AadGroup", "displayName": "Member", "resource": ` + team + `}}`,
		`{"role": {"originId": "Member_g-1", "resource": {"id": "20000000-0000-0000-0000-000000000001"}}}`,
		`{"role": {"originId": "Member_g-1", "type": "active"}, "scope": {"originId": "g-1", "originSystem": "aadGroup", "isRootScope": true, "displayName": "Root"}}`,
		`{"accessPackageResourceRole": {"originId": "Member_g-1", "originSystem": "AadGroup"}, "accessPackageResourceScope": null}`,
	} {
		c, lost := rolesOf(t, team, scope)
		require.Empty(t, lost)
		require.Equal(t, []spec.RoleScope{{Resource: "Team", Role: "Member"}}, c.AccessPackages[0].ResourceRoleScopes)
		require.Len(t, c.Resources, 1)
		require.Empty(t, c.Resources[0].Roles, "which its type implies")
	}
	c, lost := rolesOf(t, "", `{"role": {"originId": "7", "displayName": "Reader"},
		"scope": {"originId": "https://x", "originSystem": "SharePointOnline", "isRootScope": "true", "displayName": "Root"}}`)
	require.Empty(t, lost)
	require.Equal(t, []spec.Resource{{
		DisplayName: "https://x", Type: entitlement.ResourceSite, OriginID: "https://x",
		Roles: []entitlement.ResourceRole{{OriginID: "7", DisplayName: "Reader"}},
	}}, c.Resources, "a resource that only a package names")
}

// A role that would give more than Graph does is not given.
func TestRolesThatAreNotGiven(t *testing.T) {
	t.Parallel()
	const team = `{"displayName": "Team", "originId": "g-1", "originSystem": "AadGroup"}`
	for scope, why := range map[string]string{
		`{"role": {"originId": "Member_g-1", "type": "eligible", "resource": ` + team + `}}`:              "active roles only",
		`{"role": {"originId": "Eligible Member_g-1", "resource": ` + team + `}}`:                         "membership and ownership",
		`{"role": {"originId": "Member_g-1", "resource": ` + team + `}, "scope": {"isRootScope": false}}`: "would be more",
		`{"role": {"displayName": "Member", "resource": ` + team + `}}`:                                   "no originId",
		`{"role": {"originId": "x"}}`:  "which resource",
		`{"scope": {"originId": "x"}}`: "names no role",
	} { // order: each is a case of its own
		c, lost := rolesOf(t, team, scope)
		require.Empty(t, c.AccessPackages[0].ResourceRoleScopes)
		require.Len(t, lost, 1)
		require.Contains(t, lost[0].Why, why)
		require.Equal(t, "accessPackages[0].resourceRoleScopes[0]", lost[0].Path)
	}
}

// Identity sources are known by their types, in any case, or by their members. // R-263
func TestIdentitySources(t *testing.T) {
	t.Parallel()
	cloud := entitlement.IdentitySource{Type: entitlement.SourceCloud, TenantID: "t-2", CloudInstance: "microsoftonline.us"}
	federation := entitlement.IdentitySource{Type: entitlement.SourceFederation, DomainName: "a.test", IssuerURI: "https://a.test/idp"}
	social := entitlement.IdentitySource{Type: entitlement.SourceSocial, SocialType: "facebook"}
	for text, want := range map[string][]entitlement.IdentitySource{ // order: each is a case of its own
		`"tenantId": "t-2", "cloudInstance": "microsoftonline.us"`:                                                                        {cloud},
		`"@odata.type": "microsoft.graph.CrossCloudAzureActiveDirectoryTenant", "tenantId": "t-2", "cloudInstance": "microsoftonline.us"`: {cloud},
		`"domainName": "a.test", "issuerUri": "https://a.test/idp"`:                                                                       {federation},
		`"@odata.type": "#microsoft.graph.externalDomainFederation", "domainName": "a.test", "issuerUri": "https://a.test/idp"`:           {federation},
		`"socialIdentitySourceType": "facebook"`:                                                                                          {social},
		`"@odata.type": "#microsoft.graph.socialIdentitySource", "socialIdentitySourceType": "facebook"`:                                  {social},
		`"@odata.type": "#microsoft.graph.futureIdentitySource", "tenantId": "t-2"`:                                                       nil,
	} {
		d, lost, err := graph.Import([]byte(`{"connectedOrganizations": [{"id": "50000000-0000-0000-0000-000000000001",
			"displayName": "Contoso", "state": "configured", "identitySources": [{`+text+`}]}]}`), graph.Options{})
		require.NoError(t, err)
		require.Equal(t, want, d.ConnectedOrganizations[0].IdentitySources, text)
		require.Equal(t, want == nil, len(lost) > 0, text)
	}
}

// What beta says of resources besides is known where they live: it decides nothing.
func TestWhatBetaSaysOfResources(t *testing.T) {
	t.Parallel()
	text := `{"accessPackageCatalogs": [{"displayName": "C", "description": "d", "accessPackageResources": [{"displayName": "Site",
		"originSystem": "SharePointOnline", "originId": "s", "resourceType": "SharePoint Online Site", "url": "https://x", "isPendingOnboarding": false}]}]}`
	d, lost, err := graph.Import([]byte(text), graph.Options{})
	require.NoError(t, err)
	require.Equal(t, entitlement.ResourceSite, d.Catalogs[0].Resources[0].Type)
	require.Len(t, lost, 3)
	for _, l := range lost {
		require.True(t, l.IsRecord, l)
	}
}
