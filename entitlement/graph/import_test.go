package graph_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/graph"
	"example.com/tenure/entitlement/spec"
)

// policyIn returns a catalog with one package and one policy, whose members are given.
func policyIn(members string) string {
	return `{"catalogs": [{"displayName": "C", "description": "d", "accessPackages": [
		{"displayName": "P", "assignmentPolicies": [{"displayName": "A", ` + members + `}]}]}],
		"connectedOrganizations": [{"id": "50000000-0000-0000-0000-000000000001", "displayName": "Contoso", "identitySources": [{"tenantId": "t"}]}]}`
}

// Each pair says the same: what real exports have, and what v1.0 has.
func TestTolerances(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, lenient, strict string }{
		{"names_in_any_case", `"AllowedTargetScope": "allMemberUsers"`, `"allowedTargetScope": "allMemberUsers"`},
		{"words_in_any_case", `"allowedTargetScope": "ALLMemberusers"`, `"allowedTargetScope": "allMemberUsers"`},
		{"beta_scope", `"requestorSettings": {"scopeType": "AllExistingDirectorySubjects"}`, `"allowedTargetScope": "allDirectoryUsers"`},
		{
			"beta_requestors", `"requestorSettings": {"scopeType": "SpecificDirectorySubjects", "acceptRequests": true,
				"allowedRequestors": [{"@odata.type": "#microsoft.graph.groupMembers", "id": "g", "isBackup": false}]}`,
			`"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.groupMembers", "groupId": "g"}]`,
		},
		{
			"beta_extension", `"canExtend": true, "requestorSettings": {"scopeType": "AllExistingDirectoryMemberUsers"}`,
			`"allowedTargetScope": "allMemberUsers", "requestorSettings": {"enableTargetsToSelfAddAccess": true,
				"enableTargetsToSelfUpdateAccess": true, "enableTargetsToSelfRemoveAccess": true}`,
		},
		{"beta_duration", `"durationInDays": 90, "expirationDateTime": null`, `"expiration": {"type": "afterDuration", "duration": "P90D"}`},
		{"beta_no_end", `"durationInDays": 0`, `"expiration": {"type": "noExpiration"}`},
		{"beta_end", `"expirationDateTime": "2030-01-01T00:00:00Z"`, `"expiration": {"type": "afterDateTime", "endDateTime": "2030-01-01T00:00:00Z"}`},
		{"number_as_text", `"durationInDays": "90"`, `"durationInDays": 90`},
		{
			"switch_as_text", `"requestApprovalSettings": {"isRequestorJustificationRequired": "True"}`,
			`"requestApprovalSettings": {"isRequestorJustificationRequired": true}`,
		},
		{
			"seven_digits", `"expiration": {"type": "afterDateTime", "endDateTime": "2030-01-01T00:00:00.1234560Z"}`,
			`"expiration": {"type": "afterDateTime", "endDateTime": "2030-01-01T00:00:00.123456Z"}`,
		},
		{
			"offset", `"expiration": {"type": "afterDateTime", "endDateTime": "2030-01-01T02:00:00+02:00"}`,
			`"expiration": {"type": "afterDateTime", "endDateTime": "2030-01-01T00:00:00Z"}`,
		},
		{
			"no_offset", `"expiration": {"type": "afterDateTime", "endDateTime": "2030-01-01T00:00:00"}`,
			`"expiration": {"type": "afterDateTime", "endDateTime": "2030-01-01T00:00:00Z"}`,
		},
		{"type_without_word", `"expiration": {"duration": "P90D"}`, `"expiration": {"type": "afterDuration", "duration": "P90D"}`},
		{
			"duration_of_nothing", `"expiration": {"type": "noExpiration", "duration": "PT0S", "endDateTime": null}`,
			`"expiration": {"type": "noExpiration"}`,
		},
		{
			"bare_type_tags", `"specificAllowedTargets": [{"@odata.type": "microsoft.graph.singleUser", "userId": "u"}]`,
			`"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "u"}]`,
		},
		{
			"type_tags_in_any_case", `"specificAllowedTargets": [{"@odata.type": "#Microsoft.Graph.SingleUser", "userId": "u"}]`,
			`"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "u"}]`,
		},
		{
			"no_type_tags", `"specificAllowedTargets": [{"connectedOrganizationId": "50000000-0000-0000-0000-000000000001"}]`,
			`"specificAllowedTargets": [{"@odata.type": "#microsoft.graph.connectedOrganizationMembers", "connectedOrganizationId": "50000000-0000-0000-0000-000000000001"}]`,
		},
		{
			"annotations", `"@odata.etag": "x", "questions@odata.context": "y", "questions": [], "description": null`,
			`"questions": []`,
		},
		{
			"beta_approval", `"requestApprovalSettings": {"isApprovalRequired": true, "isApprovalRequiredForExtension": true,
				"approvalMode": "Serial", "approvalStages": [{"approvalStageTimeOutInDays": 14, "isEscalationEnabled": true,
				"escalationTimeInMinutes": 2880, "primaryApprovers": [
				{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1, "isBackup": false},
				{"@odata.type": "#microsoft.graph.singleUser", "id": "b", "isBackup": true}],
				"escalationApprovers": [{"@odata.type": "#microsoft.graph.groupMembers", "id": "e", "isBackup": false}]}]}`,
			`"requestApprovalSettings": {"isApprovalRequiredForAdd": true, "isApprovalRequiredForUpdate": true, "stages": [{
				"durationBeforeAutomaticDenial": "P14D", "isEscalationEnabled": true, "durationBeforeEscalation": "P2D",
				"primaryApprovers": [{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 1}],
				"fallbackPrimaryApprovers": [{"userId": "b"}], "escalationApprovers": [{"groupId": "e"}]}]}`,
		},
		{
			"only_stand_ins", `"requestApprovalSettings": {"isApprovalRequired": true, "approvalStages": [{"approvalStageTimeOutInDays": 14,
				"isEscalationEnabled": true, "escalationTimeInMinutes": 2880,
				"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "id": "b", "isBackup": true}],
				"escalationApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "id": "e", "isBackup": "True"}]}]}`,
			`"requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{"durationBeforeAutomaticDenial": "P14D",
				"isEscalationEnabled": true, "durationBeforeEscalation": "P2D", "primaryApprovers": [{"userId": "b"}], "escalationApprovers": [{"userId": "e"}]}]}`,
		},
		{
			"marked_where_all_stand_in", `"requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{
				"isEscalationEnabled": true, "durationBeforeEscalation": "P2D", "primaryApprovers": [{"userId": "a"}],
				"fallbackPrimaryApprovers": [{"userId": "b", "isBackup": true}, {"userId": "c"}], "escalationApprovers": [{"userId": "e"}],
				"fallbackEscalationApprovers": [{"userId": "f", "isBackup": true}]}]},
				"reviewSettings": {"isEnabled": true, "primaryReviewers": [{"userId": "a"}, {"userId": "b", "isBackup": true}],
				"fallbackReviewers": [{"userId": "c", "isBackup": true}], "schedule": {"startDateTime": "2026-02-01T08:00:00Z"}}`,
			`"requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{
				"isEscalationEnabled": true, "durationBeforeEscalation": "P2D", "primaryApprovers": [{"userId": "a"}],
				"fallbackPrimaryApprovers": [{"userId": "b"}, {"userId": "c"}], "escalationApprovers": [{"userId": "e"}],
				"fallbackEscalationApprovers": [{"userId": "f"}]}]},
				"reviewSettings": {"isEnabled": true, "primaryReviewers": [{"userId": "a"}], "fallbackReviewers": [{"userId": "b"}, {"userId": "c"}],
				"schedule": {"startDateTime": "2026-02-01T08:00:00Z"}}`,
		},
		{
			"beta_reviews", `"accessReviewSettings": {"isEnabled": true, "recurrenceType": "quarterly", "reviewerType": "Manager",
				"startDateTime": "2026-02-01T08:00:00Z", "durationInDays": 25, "isAccessRecommendationEnabled": false,
				"isApprovalJustificationRequired": false, "accessReviewTimeoutBehavior": "RemoveAccess",
				"reviewers": [{"@odata.type": "#microsoft.graph.singleUser", "id": "b", "isBackup": true}]}`,
			`"reviewSettings": {"isEnabled": true, "expirationBehavior": "removeAccess", "isRecommendationEnabled": false,
				"isReviewerJustificationRequired": false, "primaryReviewers": [{"@odata.type": "targetManager", "managerLevel": 1}],
				"fallbackReviewers": [{"userId": "b"}], "schedule": {"startDateTime": "2026-02-01T08:00:00Z",
				"expiration": {"type": "afterDuration", "duration": "P25D"}, "recurrence": {"pattern": {"type": "absoluteMonthly",
				"interval": 3, "dayOfMonth": 0, "month": 0, "index": "first", "firstDayOfWeek": "sunday", "daysOfWeek": []},
				"range": {"type": "noEnd", "numberOfOccurrences": 0, "recurrenceTimeZone": null, "endDate": "0001-01-01",
				"startDate": "0001-01-01"}}}}`,
		},
		{
			"counted_reviews", `"reviewSettings": {"isEnabled": true, "isSelfReview": true, "schedule": {"startDateTime": "2026-02-01T08:00:00Z",
				"recurrence": {"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["Sunday"]}, "range": {"type": "numbered", "numberOfOccurrences": 3}}}}`,
			`"reviewSettings": {"isEnabled": true, "isSelfReview": true, "schedule": {"startDateTime": "2026-02-01T08:00:00Z",
				"recurrence": {"pattern": {"type": "daily", "interval": 7}, "range": {"type": "endDate", "endDate": "2026-02-21"}}}}`,
		},
		{
			"beta_texts", `"questions": [{"@odata.type": "#microsoft.graph.accessPackageMultipleChoiceQuestion", "id": "q", "allowsMultipleSelection": true,
				"text": {"defaultText": "Where?", "localizedTexts": [{"languageCode": "de", "text": "Wo?"}]},
				"choices": [{"actualValue": "n", "displayValue": {"defaultText": "North", "localizedTexts": []}}]}]`,
			`"questions": [{"id": "q", "isMultipleSelectionAllowed": true, "text": "Where?",
				"localizations": [{"languageCode": "de", "text": "Wo?"}], "choices": [{"actualValue": "n", "text": "North"}]}]`,
		},
		{
			"switched_off_automatic", `"automaticRequestSettings": {"requestAccessForAllowedTargets": false}`, `"automaticRequestSettings": null`,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			want, lost, err := graph.Import([]byte(policyIn(c.strict)), graph.Options{})
			require.NoError(t, err)
			require.Empty(t, lost)
			got, lost, err := graph.Import([]byte(policyIn(c.lenient)), graph.Options{})
			require.NoError(t, err)
			require.Empty(t, lost)
			if c.name == "counted_reviews" { // the same reviews, but the ends are other instants
				series := func(d spec.Document) *entitlement.ReviewSchedule {
					return &d.Catalogs[0].AccessPackages[0].AssignmentPolicies[0].ReviewSettings.Schedule
				}
				series(want).EndDateTime = series(want).EndDateTime.Add(8 * time.Hour)
			}
			require.Equal(t, printed(t, want), printed(t, got))
		})
	}
}

// What cannot be represented is listed, with its path and its value, and lets nobody in.
func TestLosses(t *testing.T) {
	t.Parallel()
	const at = "catalogs[0].accessPackages[0].assignmentPolicies[0]."
	for _, c := range []struct{ name, members, path, value, why, document string }{
		{"unknown_member", `"colour": {"red": 1}`, "colour", `{"red":1}`, "not understood", ""},
		{
			"service_principals", `"allowedTargetScope": "allDirectoryServicePrincipals"`, "allowedTargetScope",
			`"allDirectoryServicePrincipals"`, "no such word", "",
		},
		{
			"only_service_principals", `"allowedTargetScope": "specificDirectoryUsers", "specificAllowedTargets": [
				{"@odata.type": "#microsoft.graph.singleServicePrincipal", "servicePrincipalId": "s"}]`,
			"specificAllowedTargets[0]", `{"@odata.type":"#microsoft.graph.singleServicePrincipal","servicePrincipalId":"s"}`, "no such people", "",
		},
		{"nobody_named", `"allowedTargetScope": "specificDirectoryUsers", "specificAllowedTargets": []`, "allowedTargetScope", `"specificDirectoryUsers"`, "names nobody", ""},
		{
			"targets_of_another_scope", `"allowedTargetScope": "notSpecified", "specificAllowedTargets": [{"userId": "ann"}]`,
			"specificAllowedTargets", `[{"userId":"ann"}]`, "does not use it", "",
		},
		{"not_a_number", `"durationInDays": "many"`, "durationInDays", `"many"`, "whole number", ""},
		{"negative", `"durationInDays": -1`, "durationInDays", `-1`, "count that far", ""},
		{"not_an_instant", `"expiration": {"type": "afterDateTime", "endDateTime": "soon"}`, "expiration.endDateTime", `"soon"`, "not an instant", `"type": "afterDateTime"`},
		{"too_fine", `"expirationDateTime": "2030-01-01T00:00:00.1234567Z"`, "expirationDateTime", `"2030-01-01T00:00:00.1234567Z"`, "microsecond", "2030-01-01T00:00:00.123456Z"},
		{"approval_not_a_switch", `"requestApprovalSettings": {"isApprovalRequiredForAdd": "perhaps"}`, "requestApprovalSettings.isApprovalRequiredForAdd", `"perhaps"`, "true or false", `"isApprovalRequiredForAdd": true`},
		{"approval_not_an_object", `"requestApprovalSettings": "none"`, "requestApprovalSettings", `"none"`, "an object", `"isApprovalRequiredForAdd": true`},
		{"suspended_perhaps", `"requestorSettings": {"scopeType": "NoSubjects", "acceptRequests": "perhaps"}`, "requestorSettings.acceptRequests", `"perhaps"`, "true or false", `"isSuspended": true`},
		{"extensions", `"customExtensionStageSettings": [{"stage": "x"}]`, "customExtensionStageSettings", `[{"stage":"x"}]`, "workflow", ""},
		{"dates", `"createdDateTime": "2026-01-01T00:00:00Z"`, "createdDateTime", `"2026-01-01T00:00:00Z"`, "own record", ""},
		{
			"stand_in_for_others", `"requestorSettings": {"enableTargetsToSelfAddAccess": true, "enableTargetsToSelfRemoveAccess": true,
				"onBehalfRequestors": [{"userId": "a", "isBackup": true}]}`,
			"requestorSettings.onBehalfRequestors[0]", `{"userId":"a","isBackup":true}`, "nobody stands in", "",
		},
		{"more_pages", `"questions@odata.nextLink": "https://next"`, `["questions@odata.nextLink"]`, `"https://next"`, "more pages", ""},
		{
			"escalation_off", `"requestApprovalSettings": {"isApprovalRequiredForAdd": true, "stages": [{"durationBeforeEscalation": "P4D", "primaryApprovers": [{"userId": "meg"}]}]}`,
			"requestApprovalSettings.stages[0].durationBeforeEscalation", `"P4D"`, "escalation is off", "meg",
		},
		{
			"escalation_minutes", `"requestApprovalSettings": {"approvalStages": [{"isEscalationEnabled": true, "escalationTimeInMinutes": -5, "primaryApprovers": [{"userId": "meg"}]}]}`,
			"requestApprovalSettings.approvalStages[0].escalationTimeInMinutes", `-5`, "count that far", "meg",
		},
		{
			"pattern", `"questions": [{"id": "q", "text": "?", "regexPattern": "(?<=x)y"}]`, "questions[0].regexPattern", `"(?\u003c=x)y"`, "no regular expression", `"id": "q"`,
		},
		{
			"recurrence", `"reviewSettings": {"isEnabled": true, "isSelfReview": true, "schedule": {"startDateTime": "2026-02-01T08:00:00Z",
				"recurrence": {"pattern": {"type": "relativeMonthly", "interval": 1}}}}`,
			"reviewSettings.schedule.recurrence.pattern", `{"type":"relativeMonthly","interval":1}`, "from the first start", "isSelfReview",
		},
		{
			"weekday", `"reviewSettings": {"isEnabled": true, "isSelfReview": true, "schedule": {"startDateTime": "2026-02-01T08:00:00Z",
				"recurrence": {"pattern": {"type": "weekly", "interval": 1, "daysOfWeek": ["monday"]}}}}`,
			"reviewSettings.schedule.recurrence.pattern.daysOfWeek", `["monday"]`, "another day", "P7D",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			d, lost, err := graph.Import([]byte(policyIn(c.members)), graph.Options{})
			require.NoError(t, err)
			require.Len(t, lost, 1)
			require.Equal(t, strings.Replace(at+c.path, ".[", "[", 1), lost[0].Path)
			require.Equal(t, c.value, lost[0].Value)
			require.Contains(t, lost[0].Why, c.why)
			require.Equal(t, c.name == "dates" || c.name == "too_fine", lost[0].IsRecord)
			if c.document != "" {
				require.Contains(t, printed(t, d), c.document)
				return
			}
			require.Equal(t, []spec.Policy{{DisplayName: "A"}}, d.Catalogs[0].AccessPackages[0].AssignmentPolicies)
		})
	}
}
