package entitlement

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// day returns midnight of a day of 2026, in UTC.
func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

// Valid objects with every field filled that can be filled together. Tests change one thing at a time.

func fullCatalog() Catalog {
	return Catalog{
		ID: CatalogID{1}, Stamp: Stamp{Version: 2, Event: 3}, DisplayName: "Sales", Description: "What sales needs.",
		Type: CatalogUserManaged, State: CatalogPublished, IsExternallyVisible: true, CustomExtensions: fullExtensions(),
		CreatedAt: day(1, 1), ModifiedAt: day(1, 2),
	}
}

func fullResource() Resource {
	return Resource{
		ID: ResourceID{2}, Stamp: Stamp{Version: 1, Event: 4}, Catalog: CatalogID{1}, DisplayName: "Sales team",
		Description: "The group.", Type: ResourceGroup, OriginID: "g-1", UsableRoles: UseOwnerRole,
		Roles:      []ResourceRole{{OriginID: RoleMember, DisplayName: "Member", Description: "Reads."}, {OriginID: RoleOwner}},
		Attributes: []ResourceAttribute{{Name: "costCenter", IsEditable: true, IsPersistedOnAssignmentRemoval: true, Question: attributeQuestion("costCenter")}},
		CreatedAt:  day(1, 1), ModifiedAt: day(1, 2),
	}
}

func fullPackage() AccessPackage {
	return AccessPackage{
		ID: AccessPackageID{3}, Stamp: Stamp{Version: 1, Event: 5}, Catalog: CatalogID{1}, DisplayName: "Sales access",
		Description: "For sales people.", IsHidden: true, Roles: []RoleRef{{ResourceID{2}, RoleMember}, {ResourceID{2}, RoleOwner}},
		IncompatiblePackages: []AccessPackageID{{4}, {5}}, IncompatibleGroups: []GroupID{"auditors", "board"},
		CreatedAt: day(1, 1), ModifiedAt: day(1, 2),
	}
}

func fullStage() StageSettings {
	return StageSettings{
		DurationBeforeAutomaticDenial: Days(14), IsApproverJustificationRequired: true,
		PrimaryApprovers: []SubjectSet{Manager(1)}, FallbackPrimaryApprovers: []SubjectSet{User("dana")},
		IsEscalationEnabled: true, DurationBeforeEscalation: Days(8),
		EscalationApprovers: []SubjectSet{Manager(2)}, FallbackEscalationApprovers: []SubjectSet{GroupMembers("directors")},
		ApproverInformationVisibility: ApproversNotVisible,
	}
}

func fullPolicy() AssignmentPolicy {
	return AssignmentPolicy{
		ID: PolicyID{6}, Stamp: Stamp{Version: 1, Event: 6}, Package: AccessPackageID{3}, DisplayName: "Employees",
		Description: "Two stages.", AllowedTargetScope: ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []SubjectSet{User("alice"), GroupMembers("sales")}, IsSuspended: true,
		RequestorSettings: &RequestorSettings{true, true, true, true, true, true, true, []SubjectSet{Manager(1)}},
		RequestApprovalSettings: ApprovalSettings{
			IsApprovalRequiredForAdd: true, IsApprovalRequiredForUpdate: true, IsRequestorJustificationRequired: true,
			Stages: []StageSettings{fullStage(), {PrimaryApprovers: []SubjectSet{User("eve")}}},
		},
		Expiration:           Expiration{Type: ExpirationAfterDuration, Duration: Period{Years: 1}},
		NotificationSettings: NotificationSettings{true},
		Questions:            []Question{fullTextQuestion(), fullChoiceQuestion()},
		ReviewSettings: &ReviewSettings{
			IsEnabled: true, ExpirationBehavior: ReviewAcceptRecommendation, IsRecommendationEnabled: true,
			IsReviewerJustificationRequired: true, PrimaryReviewers: []SubjectSet{Manager(1)}, FallbackReviewers: []SubjectSet{User("dana")},
			AdditionalNotificationRecipients: []SubjectSet{User("sam"), User("dana")},
			Schedule:                         ReviewSchedule{StartDateTime: day(3, 1), EndDateTime: day(12, 1), Recurrence: Period{Months: 3}, Duration: Days(21)},
		},
		CustomExtensionStageSettings: []CustomExtensionStageSetting{{StageRequestGranted, "ticket"}, {StageRequestRemoved, "ticket"}},
		VerifiableCredentialSettings: VerifiableCredentialSettings{[]VerifiableCredentialType{
			{"Diploma", []string{"did:web:school.example", "did:web:college.example"}}, {"Employee", []string{"did:web:contoso.example"}},
		}},
		CreatedAt: day(1, 1), ModifiedAt: day(1, 2),
	}
}

func fullOrganization() ConnectedOrganization {
	return ConnectedOrganization{
		ID: OrganizationID{7}, Stamp: Stamp{Version: 1, Event: 7}, DisplayName: "Contoso", Description: "A partner.",
		State: OrganizationConfigured,
		IdentitySources: []IdentitySource{
			{Type: SourceTenant, DisplayName: "Contoso", TenantID: "t-1"}, {Type: SourceDomain, DomainName: "contoso.example"},
			{Type: SourceCloud, TenantID: "t-2", CloudInstance: "microsoftonline.us"},
			{Type: SourceFederation, DomainName: "contoso.test", IssuerURI: "https://contoso.test/idp"},
			{Type: SourceSocial, SocialType: "facebook"},
		},
		InternalSponsors: []SubjectSet{User("sam")}, ExternalSponsors: []SubjectSet{GroupMembers("contoso-leads")},
		CreatedAt: day(1, 1), ModifiedAt: day(1, 2),
	}
}

func fullRoleAssignment() RoleAssignment {
	return RoleAssignment{
		ID: RoleAssignmentID{8}, Stamp: Stamp{Version: 1, Event: 8}, Role: RoleCatalogOwner, Catalog: CatalogID{1},
		Principal: GroupMembers("owners"), CreatedAt: day(1, 1),
	}
}

func fullSettings() Settings {
	s := DefaultSettings()
	s.Stamp = Stamp{Version: 1, Event: 9}
	s.AllowedDomains = []string{"contoso.example"}
	s.ResourceVisibility, s.RelatedPeopleInsightLevel = ResourcesForMembers, InsightCount
	s.ModifiedAt = day(1, 2)
	return s
}

func fullSubject() Subject {
	return Subject{
		ID: "alice", DisplayName: "Alice", Mail: "alice@contoso.example", UserType: UserGuest, AccountDisabled: true,
		TenantID: "t-1", Domain: "contoso.example", IdentityProvider: "facebook", Manager: "mia", Sponsors: []SubjectID{"sam"},
		Attributes: map[string]string{"department": "sales"}, LinkedIDs: []SubjectID{"alice-admin"},
	}
}

// testJSON checks that a value comes back from its JSON as it was, with every field filled but those named. // I-10
func testJSON[T any](t *testing.T, full T, unfilled ...string) {
	t.Helper()
	v := reflect.ValueOf(full)
	for _, f := range reflect.VisibleFields(v.Type()) {
		if !f.Anonymous {
			require.Equal(t, !slices.Contains(unfilled, f.Name), !v.FieldByIndex(f.Index).IsZero(), "filled: %s", f.Name)
		}
	}
	data, err := json.Marshal(full)
	require.NoError(t, err)
	var back T
	require.NoError(t, json.Unmarshal(data, &back))
	require.Equal(t, full, back)
	again, err := json.Marshal(back)
	require.NoError(t, err)
	require.Equal(t, string(data), string(again))
}

func TestJSONRoundTrip(t *testing.T) {
	t.Parallel()
	testJSON(t, fullCatalog())
	testJSON(t, fullResource())
	testJSON(t, fullPackage())
	testJSON(t, fullPolicy(), "AutomaticRequestSettings") // which goes with little else: see below
	testJSON(t, AutomaticRequestSettings{true, true, Days(7)})
	testJSON(t, fullStage(), "CustomExtension") // which goes with nothing else
	testJSON(t, ApprovalSettings{true, true, true, []StageSettings{{CustomExtension: "desk"}}})
	testJSON(t, fullOrganization())
	testJSON(t, fullRoleAssignment())
	testJSON(t, fullSettings(), "BlockedDomains")
	testJSON(t, fullSubject())
	testJSON(t, Actor{Kind: ActorPerson, Subject: "alice"}, "Job")
	testJSON(t, Actor{Kind: ActorHost, Job: "import"}, "Subject")
	testJSON(t, Expiration{Type: ExpirationAfterDateTime, EndDateTime: day(2, 1)}, "Duration")
	testJSON(t, Schedule{Start: day(1, 1), End: day(2, 1)})
}

// What Graph writes is read: a policy in the form of its documentation.
func TestGraphDocumentIsRead(t *testing.T) {
	t.Parallel()
	const document = `{
		"displayName": "Partners", "allowedTargetScope": "specificConnectedOrganizationUsers",
		"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.connectedOrganizationMembers",
			"connectedOrganizationId": "07000000-0000-0000-0000-000000000000", "description": "Contoso"}],
		"expiration": {"type": "afterDuration", "duration": "P90D"},
		"requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{
			"durationBeforeAutomaticDenial": "P14D", "isEscalationEnabled": true, "durationBeforeEscalation": "PT11520M",
			"primaryApprovers": [{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1}],
			"fallbackPrimaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "dana"}],
			"escalationApprovers": [{"@odata.type": "#microsoft.graph.groupMembers", "groupId": "leads"}]}]}}`
	var p AssignmentPolicy
	require.NoError(t, json.Unmarshal([]byte(document), &p))
	require.NoError(t, p.Validate(SeedLimits(), day(1, 1)))
	require.Equal(t, OrganizationID{7}, p.SpecificAllowedTargets[0].Organization)
	require.Equal(t, Days(90), p.Expiration.Duration)
	stage := p.RequestApprovalSettings.Stages[0]
	require.Equal(t, SubjectSet{Type: SetRequestorManager, ManagerLevel: 1}, stage.PrimaryApprovers[0])
	require.Equal(t, Hours(8*24), stage.DurationBeforeEscalation) // 11,520 minutes are 8 days
}

func TestEmptyDocumentsAreNotFilledIn(t *testing.T) {
	t.Parallel()
	data, err := json.Marshal(AccessPackage{DisplayName: "Sales"})
	require.NoError(t, err)
	require.JSONEq(t, `{"displayName": "Sales", "description": ""}`, string(data), "what is not given is left out")

	var p AssignmentPolicy
	require.NoError(t, json.Unmarshal([]byte(`{}`), &p))
	require.Equal(t, ScopeNotSpecified, p.AllowedTargetScope, "nobody may request unless it says who")
	require.Equal(t, ExpirationNotSpecified, p.Expiration.Type)
}

func TestClonesShareNothing(t *testing.T) {
	t.Parallel()
	testClone(t, fullPackage(), AccessPackage.Clone)
	testClone(t, fullResource(), Resource.Clone)
	testClone(t, fullPolicy(), AssignmentPolicy.Clone)
	testClone(t, fullOrganization(), ConnectedOrganization.Clone)
	testClone(t, fullSettings(), Settings.Clone)
	testClone(t, fullSubject(), Subject.Clone)
	testClone(t, Grant{Sources: []GrantSource{{State: SourceGranted}}}, Grant.Clone)
	testClone(t, ApprovalStage{Approvers: []SubjectID{"a"}, Alternates: []SubjectID{"b"}}, ApprovalStage.Clone)
	testClone(t, Event{
		Actor: Actor{Kind: ActorSystem}, Activity: ActivityApprove, Object: ObjectRef{Kind: KindStage},
		Codes: []Code{Refused}, Facts: []Fact{{"name", "value"}}, After: []byte{1},
	}, Event.Clone)
}

// testClone changes everything that a clone refers to and looks whether the original changed.
func testClone[T any](t *testing.T, original T, clone func(T) T) {
	t.Helper()
	var none T
	require.Equal(t, none, clone(none), "nothing stays nothing")

	before, err := json.Marshal(original)
	require.NoError(t, err)
	c := clone(original)
	require.Equal(t, original, c)
	scribble(reflect.ValueOf(&c).Elem(), false)
	require.NotEqual(t, original, c)
	after, err := json.Marshal(original)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
}

// scribble sets to zero whatever lies behind a pointer, slice or map.
func scribble(v reflect.Value, behind bool) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				scribble(v.Field(i), behind)
			}
		}
	case reflect.Slice:
		for i := range v.Len() {
			scribble(v.Index(i), true)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			scribble(v.Elem(), true)
		}
	case reflect.Map:
		v.Clear()
	default:
		if behind {
			v.SetZero()
		}
	}
}
