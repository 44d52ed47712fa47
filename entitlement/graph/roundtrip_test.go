package graph_test

import (
	"os"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/internal/golden"
)

// full reads a document that has everything that Graph can say.
func full(t *testing.T) spec.Document {
	t.Helper()
	text, err := os.ReadFile("testdata/full.json")
	require.NoError(t, err)
	d, err := spec.Parse(text, entitlement.SeedLimits())
	require.NoError(t, err)
	return d
}

// What was exported and is imported again is the same document, and nothing is lost on the way. // I-10
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	d := full(t)
	text, lost, err := graph.Export(d)
	require.NoError(t, err)
	require.Empty(t, lost)
	golden.Check(t, "testdata/full.graph.json", text)

	back, lost, err := graph.Import(text, graph.Options{})
	require.NoError(t, err)
	require.Empty(t, lost)
	require.NoError(t, back.Check(entitlement.SeedLimits()))
	require.Equal(t, printed(t, d), printed(t, back))
	require.Equal(t, d, back)

	again, _, err := graph.Export(back)
	require.NoError(t, err)
	require.Equal(t, string(text), string(again), "an export has one form")
}

// The document of the round trip has every member, so that none is forgotten when one is added.
func TestRoundTripIsFull(t *testing.T) {
	t.Parallel()
	seen, all := map[string]bool{}, map[string]bool{}
	visit(reflect.ValueOf(full(t)), seen, all)
	var missing []string
	for name := range all { // order: sorted below
		if !seen[name] {
			missing = append(missing, name)
		}
	}
	slices.Sort(missing)
	require.Equal(t, []string{
		// see TestExportLosses
		"Catalog.CustomExtensions", "Catalog.RoleAssignments", "Document.RoleAssignments", "Document.Schema",
		"Policy.CustomExtensionStageSettings", "Policy.IsSuspended", "Policy.VerifiableCredentialSettings", "Resource.UsableRoles",
		"ReviewSettings.AdditionalNotificationRecipients",
		"Settings.AllowedDomains", "Settings.BlockedDomains", "Settings.ResourceVisibility",
		"Settings.ShowApproverDetailsToMembers", // it is false, which is not the default
		"StageSettings.CustomExtension",
		"SubjectSet.MembershipRule", "SubjectSet.Organization", // which targets of policies have, and no others
		"VerifiableCredentialSettings.CredentialTypes",
	}, missing)
}

// visit collects the fields of the structures in a value: all there are, and those that are set somewhere.
func visit(v reflect.Value, seen, all map[string]bool) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			visit(v.Elem(), seen, all)
		}
	case reflect.Slice:
		for i := range v.Len() {
			visit(v.Index(i), seen, all)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() {
				name := v.Type().Name() + "." + f.Name
				all[name] = true
				seen[name] = seen[name] || !v.Field(i).IsZero()
				visit(v.Field(i), seen, all)
			}
		}
	}
}

func printed(t *testing.T, d spec.Document) string {
	t.Helper()
	text, err := spec.Print(d)
	require.NoError(t, err)
	return string(text)
}

// Every cadence that Graph has a pattern for comes back, and the reviews start on the same days. // R-279
func TestReviewSchedules(t *testing.T) {
	t.Parallel()
	start := time.Date(2026, 1, 31, 8, 0, 0, 0, time.UTC)
	for _, every := range []string{"", "P7D", "P14D", "P30D", "P1M", "P3M", "P1Y"} {
		for _, end := range []time.Time{{}, time.Date(2028, 5, 1, 0, 0, 0, 0, time.UTC), time.Date(2028, 5, 1, 8, 0, 0, 0, time.UTC), time.Date(2028, 5, 1, 9, 0, 0, 0, time.UTC)} {
			d := full(t)
			s := &d.Catalogs[0].AccessPackages[0].AssignmentPolicies[0].ReviewSettings.Schedule
			*s = entitlement.ReviewSchedule{StartDateTime: start, EndDateTime: end, Duration: entitlement.Days(3)}
			if every != "" {
				require.NoError(t, s.Recurrence.UnmarshalText([]byte(every)))
			}
			text, lost, err := graph.Export(d)
			require.NoError(t, err)
			for _, l := range lost {
				require.True(t, l.IsRecord, l)
			}
			back, lost, err := graph.Import(text, graph.Options{})
			require.NoError(t, err)
			require.Empty(t, lost)
			got := back.Catalogs[0].AccessPackages[0].AssignmentPolicies[0].ReviewSettings.Schedule
			for at := start; !at.IsZero() && at.Year() < 2032; at = s.NextStart(at) {
				require.Equal(t, s.NextStart(at), got.NextStart(at), "%s until %s", every, end)
				require.Equal(t, s.EndFrom(at), got.EndFrom(at))
			}
		}
	}
}

// What Graph v1.0 has no words for is listed, with its place in the document; and a suspended policy does not open.
func TestExportLosses(t *testing.T) {
	t.Parallel()
	d := full(t)
	c := &d.Catalogs[0]
	d.Schema = "./schema.json"
	d.RoleAssignments = []spec.RoleAssignment{{Role: entitlement.RoleCatalogCreator, Principal: entitlement.User("meg")}}
	c.RoleAssignments = []spec.RoleAssignment{{Role: entitlement.RoleCatalogOwner, Principal: entitlement.User("meg")}}
	d.Settings.AllowedDomains, d.Settings.ResourceVisibility = []string{"a.example"}, entitlement.ResourcesForMembers
	policies := c.AccessPackages[0].AssignmentPolicies
	policies[0].IsSuspended = true
	policies[0].RequestApprovalSettings.Stages[0] = entitlement.StageSettings{CustomExtension: "tickets"}
	policies[0].RequestApprovalSettings.Stages[1].PrimaryApprovers[0].Description = "Her sponsors"
	policies[0].ReviewSettings.AdditionalNotificationRecipients = []entitlement.SubjectSet{entitlement.User("sam")}
	policies[0].ReviewSettings.Schedule.Recurrence = entitlement.Period{Months: 1, Days: 1}
	policies[0].ReviewSettings.Schedule.EndDateTime = time.Date(2030, 2, 1, 7, 0, 0, 0, time.UTC)
	policies[3].SpecificAllowedTargets[0].ConnectedOrganization = "Fabrikam"
	d.ConnectedOrganizations = append(d.ConnectedOrganizations, spec.ConnectedOrganization{
		DisplayName: "Fabrikam", IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceSocial, SocialType: "google"}},
	})
	c.Resources[0].Roles = []entitlement.ResourceRole{{OriginID: "Guest"}}
	c.Resources[2].Type = "aadgroup"
	c.Resources[2].UsableRoles = entitlement.UseNoRole
	c.CustomExtensions = []entitlement.CustomExtension{{ID: "tickets", DisplayName: "Tickets", Endpoint: "tickets"}}
	policies[0].CustomExtensionStageSettings = []entitlement.CustomExtensionStageSetting{
		{Stage: entitlement.StageRequestCreated, CustomExtension: "tickets"},
	}
	policies[1].VerifiableCredentialSettings.CredentialTypes = []entitlement.VerifiableCredentialType{
		{CredentialType: "Diploma", Issuers: []string{"did:web:school.example"}},
	}

	text, lost, err := graph.Export(d)
	require.NoError(t, err)
	var paths []string
	for _, l := range lost {
		paths = append(paths, l.Path)
		require.NotEmpty(t, l.Why)
	}
	const policy = "catalogs[0].accessPackages[0].assignmentPolicies[0]"
	require.ElementsMatch(t, []string{
		"$schema", "roleAssignments[0]", "catalogs[0].roleAssignments[0]", "settings.allowedDomains", "settings.resourceVisibility",
		policy + ".requestApprovalSettings.stages[0].customExtension", policy + ".isSuspended", policy + ".requestApprovalSettings.stages[1].primaryApprovers[0].description",
		"connectedOrganizations[1].identitySources[0].socialIdentitySourceType",
		policy + ".reviewSettings.additionalNotificationRecipients",
		policy + ".reviewSettings.schedule.recurrence", policy + ".reviewSettings.schedule.endDateTime",
		"catalogs[0].accessPackages[0].assignmentPolicies[3].specificAllowedTargets[0]",
		"catalogs[0].resources[0].roles[0]", "catalogs[0].resources[2].type",
		"catalogs[0].resources[2].usableRoles", "catalogs[0].customWorkflowExtensions", policy + ".customExtensionStageSettings",
		"catalogs[0].accessPackages[0].assignmentPolicies[1].verifiableCredentialSettings",
	}, paths)
	back, _, err := graph.Import(text, graph.Options{})
	require.NoError(t, err)
	for i := range 2 { // without the demand for credentials the policy opens to nobody
		require.False(t, back.Catalogs[0].AccessPackages[0].AssignmentPolicies[i].RequestorSettings.EnableTargetsToSelfAddAccess)
	}

	d.Catalogs[0].State = 77
	_, _, err = graph.Export(d)
	require.ErrorIs(t, err, entitlement.InvalidArgument)
}
