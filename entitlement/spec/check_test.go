package spec_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

const (
	idOne = "01234567-89ab-cdef-0123-456789abcdef"
	idTwo = "01234567-89ab-cdef-0123-456789abcdee"
)

// in replaces what a line of the document below says. Marks show where the problems are.
func in(changes ...string) string {
	const document = `{
		"catalogs": [
			{"displayName": "Sales", "description": "For sales.",
				"resources": [
					{"displayName": "Team", "type": "group", "originId": "team"},
					{"displayName": "CRM", "type": "app", "originId": "crm", "roles": [{"originId": "u", "displayName": "User"}]}
				],
				"accessPackages": [
					{"displayName": "Starter", "resourceRoleScopes": [{"resource": "team", "role": "Member"}]},
					{"displayName": "Expert", "resourceRoleScopes": [{"resource": "CRM", "role": "user"}]}
				],
				"roleAssignments": [{"role": "catalogOwner", "principal": {"userId": "meg"}}]
			},
			{"displayName": "Staff", "description": "For staff.",
				"accessPackages": [{"displayName": "Payroll"}]
			}
		],
		"connectedOrganizations": [
			{"displayName": "Contoso", "identitySources": [{"domainName": "contoso.example"}]},
			{"displayName": "Fabrikam", "identitySources": [{"tenantId": "fabrikam"}]}
		],
		"roleAssignments": [{"role": "catalogCreator", "principal": {"groupId": "leads"}}]
	}`
	out := document
	for i := 0; i < len(changes); i += 2 {
		if !strings.Contains(out, changes[i]) {
			panic("the document does not say " + changes[i])
		}
		out = strings.Replace(out, changes[i], changes[i+1], 1)
	}
	return out
}

func TestNamesAndIDsAreUsedOnce(t *testing.T) {
	t.Parallel()
	finds(t, in())
	for name, c := range map[string]struct {
		text     string
		problems []string
	}{
		"catalog_names": {in(`"Staff"`, `▸"SALES"`),
			[]string{"catalogs[1].displayName: the name is taken by catalogs[0].displayName"}},
		"package_names": {in(`"Expert"`, `▸"starter"`),
			[]string{"catalogs[0].accessPackages[1].displayName: the name is taken by catalogs[0].accessPackages[0].displayName"}},
		"package_names_of_two_catalogs": {in(`"Payroll"`, `"Starter"`), nil},
		"policy_names": {in(`{"displayName": "Payroll"}`,
			`{"displayName": "Payroll", "assignmentPolicies": [{"displayName": "All"}, {"displayName": ▸"All"}]}`),
			[]string{"catalogs[1].accessPackages[0].assignmentPolicies[1].displayName: the name is taken by " +
				"catalogs[1].accessPackages[0].assignmentPolicies[0].displayName"}},
		"extensions_that_are_not_there": {in(`{"displayName": "Payroll"}`,
			`{"displayName": "Payroll", "assignmentPolicies": [{"displayName": "All",
				"customExtensionStageSettings": [{"stage": "assignmentRequestCreated", "customExtension": ▸"desk"}]}]}`),
			[]string{"catalogs[1].accessPackages[0].assignmentPolicies[0].customExtensionStageSettings[0].customExtension: " +
				`the catalog has no custom extension "desk"`}},
		"approval_by_an_extension_that_is_not_there": {in(`{"displayName": "Payroll"}`,
			`{"displayName": "Payroll", "assignmentPolicies": [{"displayName": "A", "requestApprovalSettings":
				{"stages": [{"customExtension": ▸"desk"}]}}]}`),
			[]string{"catalogs[1].accessPackages[0].assignmentPolicies[0].requestApprovalSettings.stages[0].customExtension: " +
				`the catalog has no custom extension "desk"`}},
		"approval_by_an_extension_that_is_not_waited_for": {in(`"accessPackages": [{"displayName": "Payroll"}]`,
			`"customWorkflowExtensions": [{"id": "desk", "displayName": "Desk", "endpoint": "desk"}],
			"accessPackages": [{"displayName": "Payroll", "assignmentPolicies": [{"displayName": "A", "requestApprovalSettings":
				{"stages": [{"customExtension": ▸"desk"}]}}]}]`),
			[]string{"catalogs[1].accessPackages[0].assignmentPolicies[0].requestApprovalSettings.stages[0].customExtension: " +
				`the extension "desk" is not waited for: give it a callbackConfiguration`}},
		"extensions_at_the_wrong_stage": {in(`"accessPackages": [{"displayName": "Payroll"}]`,
			`"customWorkflowExtensions": [{"id": "desk", "displayName": "Desk", "endpoint": "desk"}],
			"accessPackages": [{"displayName": "Payroll", "assignmentPolicies": [{"displayName": "All",
				"customExtensionStageSettings": [{"stage": ▸"assignmentOneDayBeforeExpiration", "customExtension": "desk"}]}]}]`),
			[]string{"catalogs[1].accessPackages[0].assignmentPolicies[0].customExtensionStageSettings[0].stage: an extension of the " +
				"type accessPackageAssignmentRequestWorkflowExtension is not called at assignmentOneDayBeforeExpiration"}},
		"organization_names": {in(`"Fabrikam"`, `▸"Contoso"`),
			[]string{"connectedOrganizations[1].displayName: the name is taken by connectedOrganizations[0].displayName"}},
		"origins": {in(`"type": "app", "originId": "crm"`, `"type": "group", "originId": ▸"team"`),
			[]string{"catalogs[0].resources[1].originId: the resource is that of catalogs[0].resources[0].originId"}},
		"identity_sources": {in(`{"tenantId": "fabrikam"}`, `▸{"domainName": "CONTOSO.example"}`),
			[]string{"connectedOrganizations[1].identitySources[0]: the same people are recognised by connectedOrganizations[0].identitySources[0]"}},
		"roles": {in(`"userId": "meg"}}`, `"userId": "meg"}}, ▸{"role": "catalogOwner", "principal": {"userId": "meg", "description": "Meg"}}`),
			[]string{"catalogs[0].roleAssignments[1]: the principal has the role by catalogs[0].roleAssignments[0]"}},
		"ids": {in(`"displayName": "Starter"`, `"id": "`+idOne+`", "displayName": "Starter"`,
			`"displayName": "Payroll"`, `"id": ▸"`+strings.ToUpper(idOne)+`", "displayName": "Payroll"`), // I-1
			[]string{"catalogs[1].accessPackages[0].id: the id is that of catalogs[0].accessPackages[0]"}},
		"ids_of_two_kinds": {in(`"displayName": "Starter"`, `"id": "`+idOne+`", "displayName": "Starter"`,
			`"displayName": "Contoso"`, `"id": "`+idOne+`", "displayName": "Contoso"`), nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			finds(t, c.text, c.problems...)
		})
	}
}

func TestReferencesLeadSomewhere(t *testing.T) {
	t.Parallel()
	const starter, expert = "catalogs[0].accessPackages[0].", "catalogs[0].accessPackages[1]."
	incompatible := func(ref string) string {
		return in(`"displayName": "Starter"`, `"displayName": "Starter", "incompatibleAccessPackages": [`+ref+`]`)
	}
	target := func(ref string) string {
		return in(`{"displayName": "Payroll"}`,
			`{"displayName": "Payroll", "assignmentPolicies": [{"displayName": "Partners", "specificAllowedTargets": [{"connectedOrganization": `+ref+`}]}]}`)
	}
	for name, c := range map[string]struct {
		text     string
		problems []string
	}{
		"unknown_resource": {in(`"resource": "CRM"`, `"resource": ▸"CRN"`),
			[]string{expert + `resourceRoleScopes[0].resource: the document has no resource of this catalog called "CRN"; did you mean "CRM"?`}},
		"empty_resource":    {in(`"resource": "CRM"`, `"resource": ▸""`), []string{expert + `resourceRoleScopes[0].resource: is empty`}},
		"resource_by_id":    {in(`"resource": "CRM", "role": "user"`, `"resource": "`+idOne+`", "role": "who knows"`), nil},
		"ambiguous_name":    {in(`"Team", "type"`, `"CRM", "type"`, `"team", "role"`, `▸"crm", "role"`, `"CRM", "role"`, `▸"CRM", "role"`), []string{starter + `resourceRoleScopes[0].resource: there is more than one resource of this catalog called "crm": refer to one by its id`, expert + `resourceRoleScopes[0].resource: there is more than one resource of this catalog called "CRM": refer to one by its id`}},
		"unknown_role":      {in(`"role": "user"`, `"role": ▸"v"`), []string{expert + `resourceRoleScopes[0].role: "CRM" has no role "v"; did you mean "u"?`}},
		"role_of_the_type":  {in(`"role": "Member"`, `"role": "Owner"`), nil},
		"no_role_like_that": {in(`"role": "Member"`, `"role": ▸"Administrator"`), []string{starter + `resourceRoleScopes[0].role: "Team" has no role "Administrator"`}},
		"role_twice": {in(`{"resource": "team", "role": "Member"}`, `{"resource": "team", "role": "Member"}, ▸{"resource": "Team", "role": "Member"}`),
			[]string{starter + `resourceRoleScopes[1]: the package gives the role by ` + starter + `resourceRoleScopes[0]`}},
		"ambiguous_role": {in(`{"originId": "u", "displayName": "User"}`, `{"originId": "u", "displayName": "User"}, {"originId": "v", "displayName": "USER"}`,
			`"role": "user"`, `"role": ▸"user"`), []string{expert + `resourceRoleScopes[0].role: more than one role of "CRM" is called "user": name one by its originId`}},
		"package_of_the_catalog":           {incompatible(`"expert"`), nil},
		"package_of_another":               {incompatible(`{"catalog": "staff", "accessPackage": "PAYROLL"}`), nil},
		"package_by_id":                    {incompatible(`"` + idOne + `"`), nil},
		"package_by_id_in_a_catalog_by_id": {incompatible(`{"catalog": "` + idOne + `", "accessPackage": "` + idTwo + `"}`), nil},
		"unknown_package": {incompatible(`▸"Payroll"`),
			[]string{starter + `incompatibleAccessPackages[0]: the document has no accessPackage of this catalog called "Payroll"`}},
		"unknown_package_of_another": {incompatible(`{"catalog": "Staff", "accessPackage": ▸"Expert"}`),
			[]string{starter + `incompatibleAccessPackages[0].accessPackage: the document has no accessPackage of this catalog called "Expert"`}},
		"unknown_catalog": {incompatible(`{"catalog": ▸"Stuff", "accessPackage": "Payroll"}`),
			[]string{starter + `incompatibleAccessPackages[0].catalog: the document has no catalog called "Stuff"; did you mean "Staff"?`}},
		"name_in_a_stored_catalog": {incompatible(`{"catalog": ▸"` + idOne + `", "accessPackage": "Payroll"}`),
			[]string{starter + `incompatibleAccessPackages[0].catalog: the catalog is not in the document: refer to the accessPackage by its id`}},
		"half_a_reference": {incompatible(`▸{"catalog": "Staff"}`), []string{starter + `incompatibleAccessPackages[0].accessPackage: is missing`}},
		"itself":           {incompatible(`▸"Starter"`), []string{starter + `incompatibleAccessPackages[0]: must name another package`}},
		"package_twice": {incompatible(`"Expert", ▸"expert"`),
			[]string{starter + `incompatibleAccessPackages[1]: the access package is that of ` + starter + `incompatibleAccessPackages[0]`}},
		"organization":       {target(`"contoso"`), nil},
		"organization_by_id": {target(`"` + idOne + `"`), nil},
		"unknown_organization": {target(`▸"Kontoso"`),
			[]string{`catalogs[1].accessPackages[0].assignmentPolicies[0].specificAllowedTargets[0].connectedOrganization: ` +
				`the document has no connectedOrganization called "Kontoso"; did you mean "Contoso"?`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			finds(t, c.text, c.problems...)
		})
	}
}

// What could not be read is not also reported as what others look for.
func TestReferencesToWhatCouldNotBeRead(t *testing.T) {
	t.Parallel()
	finds(t, in(`"displayName": "Team"`, `"displayName": ▸7`), `catalogs[0].resources[0].displayName: is a number; it must be a text`)
	finds(t, in(`{"originId": "u", "displayName": "User"}`, `{▸"origin": "u"}`),
		`catalogs[0].resources[1].roles[0].origin: is not a member of resourceRole; did you mean "originId"?`)
	finds(t, in(`{"displayName": "Team"`, `▸1, {"displayName": "Team"`), `catalogs[0].resources[0]: is a number; it must be an object`)
	finds(t, in(`"resources": [`, `▸"resource": [`), `catalogs[0].resource: is not a member of catalog; did you mean "resources"?`)
	// A mistake elsewhere in a package hides nothing.
	finds(t, in(`"Starter", "resourceRoleScopes": [{"resource": "team", "role": "Member"}]`,
		`"Starter", "assignmentPolicies": [{"displayName": "x", "isSuspended": ▸1}]`,
		`"displayName": "Expert"`, `"displayName": "Expert", "incompatibleAccessPackages": [▸"Starters"]`),
		`catalogs[0].accessPackages[0].assignmentPolicies[0].isSuspended: is a number; it must be true or false`,
		`catalogs[0].accessPackages[1].incompatibleAccessPackages[0]: the document has no accessPackage of this catalog called "Starters"; did you mean "Starter"?`)
}

func TestRolesStandWhereTheyHold(t *testing.T) {
	t.Parallel()
	finds(t, in(`"role": "catalogOwner"`, `"role": ▸"catalogCreator"`),
		`catalogs[0].roleAssignments[0].role: catalogCreator is a role in the tenant: give it outside the catalogs`)
	finds(t, in(`"role": "catalogCreator"`, `"role": ▸"catalogReader"`),
		`roleAssignments[0].role: catalogReader is a role in a catalog: give it in one`)
	finds(t, in(`{"groupId": "leads"}`, `▸{"@odata.type": "#microsoft.graph.targetManager"}`),
		`roleAssignments[0].principal: a role is given to a user or a group, not to targetManager`)
	finds(t, in(`"role": "catalogCreator", `, ``, `{"role": "catalogOwner"`, `{"role": "catalogOwner"`, `[{"principal"`, `[▸{"principal"`),
		`roleAssignments[0].role: is missing`)
}

// The catalog General is there already: it is meant by its name or id, and nothing about it needs repeating. // R-009
func TestTheBuiltInCatalog(t *testing.T) {
	t.Parallel()
	general := entitlement.GeneralCatalogID().String()
	finds(t, `{"catalogs": [{"displayName": "general"}]}`)
	finds(t, `{"catalogs": [{"id": "`+general+`", "displayName": "Everything", "catalogType": "serviceDefault"}]}`)
	finds(t, `{"catalogs": [{"displayName": "General", "catalogType": ▸"userManaged"}]}`,
		`catalogs[0].catalogType: the built-in catalog is of the type serviceDefault`)
	finds(t, `{"catalogs": [{"displayName": "Other", "description": "x", "catalogType": ▸"serviceDefault"}]}`,
		`catalogs[0].catalogType: only the built-in catalog is of the type serviceDefault; its id is `+general)
	finds(t, `{"catalogs": [▸{"displayName": "Other"}]}`, `catalogs[0].description: is missing; requestors see it`)
}

// A fixed end that has passed is no problem of the document: it was written when the end was still to come.
func TestEndsThatHavePassed(t *testing.T) {
	t.Parallel()
	finds(t, strings.Replace(inPolicy(`"expiration": {"endDateTime": "2001-01-01T00:00:00Z"}`), "▸", "", 1))
}

// Documents that were made in Go have problems without places. The document is not changed by looking.
func TestCheckOfADocumentMadeInGo(t *testing.T) {
	t.Parallel()
	d := spec.Document{Catalogs: []spec.Catalog{{DisplayName: "Sales", Resources: []spec.Resource{{DisplayName: "x"}}}}}
	before := d.Clone()
	require.Equal(t, []string{
		"catalogs[0].description: is missing; requestors see it", "catalogs[0].resources[0].type: is missing",
		"catalogs[0].resources[0].originId: is missing",
	}, problemsOf(t, d.Check(entitlement.SeedLimits())))
	require.Equal(t, before, d)
}

func TestLimitsAreThoseGiven(t *testing.T) {
	t.Parallel()
	d, err := spec.Parse([]byte(in()), entitlement.SeedLimits())
	require.NoError(t, err)
	limits := entitlement.SeedLimits()
	limits.DisplayNameLength = 5
	require.Equal(t, []string{
		"catalogs[0].accessPackages[0].displayName: limit DisplayNameLength allows 5, not 7",
		"catalogs[0].accessPackages[1].displayName: limit DisplayNameLength allows 5, not 6",
		"catalogs[1].accessPackages[0].displayName: limit DisplayNameLength allows 5, not 7",
		"connectedOrganizations[0].displayName: limit DisplayNameLength allows 5, not 7",
		"connectedOrganizations[1].displayName: limit DisplayNameLength allows 5, not 8",
	}, problemsOf(t, d.Check(limits)))
}
