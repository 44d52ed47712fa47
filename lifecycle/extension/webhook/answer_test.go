package webhook

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

const ids = `"requestId": "00000000-0000-0000-0000-000000000001", "customExtensionStageInstanceId": "00000000-0000-0000-0000-000000000007"`

func answered(t *testing.T, body string) (lifecycle.ResumeInput, error) {
	t.Helper()
	s := secretOf(t, 'k', 32)
	v, err := NewVerifier(clockAt(noon), s)
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(body))
	r.Header = signedBy(body, s)
	return v.Answer(r)
}

//
func TestAnswersAreRead(t *testing.T) {
	t.Parallel()
	got, err := answered(t, `{`+ids+`, "stage": "assignmentRequestDeterminingApprovalRequirements", "source": "desk",
		"customExtensionStageInstanceDetail": "Hank owns it.",
		"approvalStage": {
			"@odata.type": "#microsoft.graph.accessPackageApprovalStage", "durationBeforeAutomaticDenial": "P7D",
			"isApproverJustificationRequired": true, "isEscalationEnabled": true, "durationBeforeEscalation": "P3D",
			"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "hank", "description": "Owner"}],
			"fallbackPrimaryApprovers": [{"@odata.type": "groupMembers", "groupId": "owners"}],
			"escalationApprovers": [{"@odata.type": "#microsoft.graph.requestorManager", "managerLevel": 2}],
			"fallbackEscalationApprovers": [{"@odata.type": "#microsoft.graph.internalSponsors"}],
			"approverInformationVisibility": "notVisible"
		}}`)
	require.NoError(t, err)
	owner := entitlement.User("hank")
	owner.Description = "Owner"
	require.Equal(t, lifecycle.ResumeInput{
		Key: "m", Request: entitlement.RequestID{15: 1}, StageInstance: entitlement.CalloutID{15: 7},
		Stage: entitlement.StageDeterminingApproval, Source: "desk", Detail: "Hank owns it.",
		ApprovalStage: &entitlement.StageSettings{
			DurationBeforeAutomaticDenial: entitlement.Days(7), IsApproverJustificationRequired: true,
			IsEscalationEnabled: true, DurationBeforeEscalation: entitlement.Days(3),
			PrimaryApprovers:              []entitlement.SubjectSet{owner},
			FallbackPrimaryApprovers:      []entitlement.SubjectSet{entitlement.GroupMembers("owners")},
			EscalationApprovers:           []entitlement.SubjectSet{{Type: entitlement.SetRequestorManager, ManagerLevel: 2}},
			FallbackEscalationApprovers:   []entitlement.SubjectSet{{Type: entitlement.SetInternalSponsors}},
			ApproverInformationVisibility: entitlement.ApproversNotVisible,
		},
	}, got)

	denied, err := answered(t, `{`+ids+`, "deny": true}`)
	require.NoError(t, err)
	require.True(t, denied.Deny)
	require.Nil(t, denied.ApprovalStage)
}

// What cannot be read as it is meant is not read at all. // R-161
func TestAnswersAreReadStrictly(t *testing.T) {
	t.Parallel()
	stage := func(text string) string { return `{` + ids + `, "approvalStage": {` + text + `}}` }
	for name, body := range map[string]string{
		"nothing":          ``,
		"null":             `null`,
		"a_list":           `[]`,
		"cut":              `{` + ids,
		"something_after":  `{` + ids + `} {}`,
		"unknown_member":   `{` + ids + `, "approve": true}`,
		"twice":            `{` + ids + `, "deny": false, "Deny": true}`,
		"as_good_as_twice": `{` + ids + `, "source": "desk", "ſource": "root"}`, // which encoding/json takes for the same
		"no_id":            `{"requestId": ""}`,
		"unknown_stage":    `{` + ids + `, "stage": "assignmentRequestLost"}`,
		"unknown_setting":  stage(`"approvers": []`),
		"another_type":     stage(`"@odata.type": "#microsoft.graph.accessPackageDynamicApprovalStage"`),
		"no_time":          stage(`"durationBeforeAutomaticDenial": "a week"`),
		"unknown_people":   stage(`"primaryApprovers": [{"@odata.type": "#microsoft.graph.everybody"}]`),
		"unknown_field":    stage(`"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "x", "user": "y"}]`),
		"people_twice":     stage(`"primaryApprovers": [{"@odata.type": "#microsoft.graph.singleUser", "userId": "x", "userId": "y"}]`),
		"set_not_decide":   stage(`"primaryApprovers": [{"@odata.type": "#microsoft.graph.attributeRuleMembers", "membershipRule": "true"}]`),
	} {
		got, err := answered(t, body)
		require.ErrorIs(t, err, entitlement.InvalidArgument, name)
		require.Zero(t, got, name)
	}
	s := secretOf(t, 'k', 32)
	v, err := NewVerifier(clockAt(noon), s)
	require.NoError(t, err)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/", strings.NewReader(`{`+ids+`, "deny": true}`))
	r.Header = signedBy(`{`+ids+`}`, s)
	_, err = v.Answer(r)
	require.ErrorIs(t, err, entitlement.Forbidden, "nobody reads what was not verified")
}
