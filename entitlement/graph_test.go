package entitlement

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func split(s string) []string { return strings.Fields(s) }

// The words are the members of Graph's enumerations, as its schema of v1.0 declares them. unknownFutureValue is always
// left out: nothing that is stored has a value that nobody knows.
//
//
func TestGraphWords(t *testing.T) {
	t.Parallel()
	// accessPackageAssignmentState
	testWords(t, assignmentStates, split("delivering partiallyDelivered delivered expired deliveryFailed")...)
	// accessPackageCatalogState
	testWords(t, catalogStates, split("unpublished published")...)
	// accessPackageCatalogType
	testWords(t, catalogTypes, split("userManaged serviceDefault serviceManaged")...)
	// accessPackageExternalUserLifecycleAction
	testWords(t, externalUserActions, append(split("none blockSignIn blockSignInAndDelete"), "delete")...) // the last is ours
	// accessPackageRequestState
	testWords(t, requestStates, split("submitted pendingApproval delivering delivered deliveryFailed denied scheduled "+
		"canceled partiallyDelivered")...)
	// accessPackageRequestType
	testWords(t, requestTypes, split("notSpecified userAdd userUpdate userRemove adminAdd adminUpdate adminRemove "+
		"systemAdd systemUpdate systemRemove onBehalfAdd approverRemove")...)
	// accessPackageSubjectLifecycle
	testWords(t, subjectLifecycles, split("notDefined notGoverned governed")...)
	// allowedTargetScope, without the scopes of service principals and agents
	testWords(t, targetScopes, split("notSpecified specificDirectoryUsers specificConnectedOrganizationUsers allMemberUsers "+
		"allDirectoryUsers allConfiguredConnectedOrganizationUsers allExternalUsers")...)
	// connectedOrganizationState
	testWords(t, organizationStates, split("configured proposed")...)
	// expirationPatternType
	testWords(t, expirationTypes, split("notSpecified noExpiration afterDateTime afterDuration")...)
	// the reviewResult of an approvalStage
	testWords(t, decisions, "Approve", "Deny")
	// complex types derived from identitySource
	testWords(t, identitySourceTypes, split("azureActiveDirectoryTenant domainIdentitySource crossCloudAzureActiveDirectoryTenant "+
		"externalDomainFederation socialIdentitySource")...)
	// accessPackageSuggestionRelatedPeopleInsightLevel
	testWords(t, insightLevels, "disabled", "count", "countAndNames")
	// approverInformationVisibility
	testWords(t, approverVisibilities, "default", "notVisible", "visible")
	// entity types derived from accessPackageQuestion
	testWords(t, questionTypes, "accessPackageTextInputQuestion", "accessPackageMultipleChoiceQuestion")
	// entity types derived from customCalloutExtension
	testWords(t, customExtensionTypes, "accessPackageAssignmentRequestWorkflowExtension", "accessPackageAssignmentWorkflowExtension")
	// accessPackageCustomExtensionStage; the last is a preview
	testWords(t, customExtensionStages, split("assignmentRequestCreated assignmentRequestApproved assignmentRequestGranted "+
		"assignmentRequestRemoved assignmentFourteenDaysBeforeExpiration assignmentOneDayBeforeExpiration "+
		"assignmentRequestDeterminingApprovalRequirements")...)
	// accessPackageCustomExtensionHandlerStatus
	testWords(t, calloutStates, split("calloutSent waitingForCallback callbackReceived calloutFailed callbackTimedOut")...)
}

// Complex types of Graph that derive from subjectSet; the others are about applications and rules. // R-007
func TestGraphSubjectSets(t *testing.T) {
	t.Parallel()
	ours := map[string]bool{}
	for _, v := range subjectSetTypes.all() {
		ours[v.String()] = true
	}
	require.Equal(t, split("attributeRuleMembers connectedOrganizationMembers externalSponsors groupMembers internalSponsors requestorManager "+
		"singleUser targetManager targetUserSponsors"), slices.Sorted(maps.Keys(ours)))
}

// The JSON of configuration has Graph's property names. What Graph does not have, or has as a reference to another object,
// is listed as ours.
func TestGraphPropertyNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		value any
		graph string // properties and navigation properties of the Graph type
		ours  string
	}{
		{Catalog{}, "catalogType createdDateTime description displayName isExternallyVisible modifiedDateTime state id " +
			"customWorkflowExtensions", ""},
		{Resource{}, "createdDateTime description displayName modifiedDateTime originId roles attributes id", "catalogId type usableRoles"},
		{ResourceAttribute{}, "isEditable isPersistedOnAssignmentRemoval name", "question"},
		{ResourceRole{}, "description displayName originId", ""},
		{AccessPackage{}, "createdDateTime description displayName isHidden modifiedDateTime incompatibleAccessPackages " +
			"incompatibleGroups resourceRoleScopes id", "catalogId"},
		{AssignmentPolicy{}, "allowedTargetScope createdDateTime description displayName expiration modifiedDateTime " +
			"notificationSettings requestApprovalSettings requestorSettings reviewSettings specificAllowedTargets questions automaticRequestSettings " +
			"customExtensionStageSettings verifiableCredentialSettings id", "accessPackageId isSuspended"},
		{VerifiableCredentialSettings{}, "credentialTypes", ""},
		{VerifiableCredentialType{}, "credentialType issuers", ""},
		{VerifiedCredential{}, "authority type claims", ""},
		{CredentialClaim{}, "", "name value"}, // claims are an open type in Graph
		{ApprovalSettings{}, "isApprovalRequiredForAdd isApprovalRequiredForUpdate isRequestorJustificationRequired stages", ""},
		{StageSettings{}, "durationBeforeAutomaticDenial durationBeforeEscalation escalationApprovers " +
			"fallbackEscalationApprovers fallbackPrimaryApprovers isApproverJustificationRequired isEscalationEnabled " +
			"primaryApprovers approverInformationVisibility customExtension", ""},
		{RequestorSettings{}, "allowCustomAssignmentSchedule enableTargetsToSelfAddAccess enableTargetsToSelfRemoveAccess enableTargetsToSelfUpdateAccess " +
			"enableOnBehalfRequestorsToAddAccess enableOnBehalfRequestorsToRemoveAccess enableOnBehalfRequestorsToUpdateAccess onBehalfRequestors", ""},
		{NotificationSettings{}, "isAssignmentNotificationDisabled", ""},
		{Expiration{}, "duration endDateTime type", ""},
		{ReviewSettings{}, "isEnabled expirationBehavior isRecommendationEnabled isReviewerJustificationRequired isSelfReview " +
			"primaryReviewers fallbackReviewers schedule", "additionalNotificationRecipients"},
		{ReviewSchedule{}, "startDateTime recurrence", "endDateTime duration"},
		{Schedule{}, "startDateTime", "endDateTime"},
		{ConnectedOrganization{}, "createdDateTime description displayName identitySources modifiedDateTime state " +
			"externalSponsors internalSponsors id", ""},
		{IdentitySource{}, "@odata.type displayName tenantId cloudInstance domainName issuerUri socialIdentitySourceType", ""},
		{subjectSetJSON{}, "@odata.type userId groupId connectedOrganizationId managerLevel description membershipRule", ""},
		{AutomaticRequestSettings{}, "requestAccessForAllowedTargets removeAccessWhenTargetLeavesAllowedTargets " +
			"gracePeriodBeforeAccessRemoval", ""},
		{Settings{}, "durationUntilExternalUserDeletedAfterBlocked externalUserLifecycleAction relatedPeopleInsightLevel showApproverDetailsToMembers",
			"resourceVisibility allowedDomains blockedDomains modifiedDateTime"},
		{Question{}, "@odata.type choices id isAnswerEditable isMultipleSelectionAllowed isRequired isSingleLineQuestion localizations " +
			"regexPattern sequence text", ""},
		{AnswerChoice{}, "actualValue localizations text", ""},
		{CustomExtension{}, "@odata.type id displayName description clientConfiguration callbackConfiguration", "endpoint"},
		{ClientConfiguration{}, "timeoutInMilliseconds maximumRetries", ""},
		{CallbackConfiguration{}, "timeoutDuration", ""},
		{CustomExtensionStageSetting{}, "stage customExtension", ""},
		{LocalizedText{}, "languageCode text", ""},
		{Answer{}, "answeredQuestion", "values"},
	} {
		typ := reflect.TypeOf(c.value)
		t.Run(typ.Name(), func(t *testing.T) {
			t.Parallel()
			known := split(c.graph + " " + c.ours + " version event") // version and event: the Stamp
			for _, f := range reflect.VisibleFields(typ) {
				if f.Anonymous {
					continue
				}
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				require.Contains(t, known, name, "field %s", f.Name)
			}
		})
	}
}
