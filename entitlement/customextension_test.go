package entitlement

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func fullExtensions() []CustomExtension {
	return []CustomExtension{
		{
			ID: "ticket", DisplayName: "Ticket", Description: "Opens a ticket.", Type: ExtensionRequestWorkflow, Endpoint: "tickets",
			ClientConfiguration:   ClientConfiguration{TimeoutInMilliseconds: 200, MaximumRetries: 1},
			CallbackConfiguration: &CallbackConfiguration{Period{Clock: MinCallbackTimeout}},
		},
		{ID: "remind", DisplayName: "Remind", Type: ExtensionAssignmentWorkflow, Endpoint: "bus"},
	}
}

func TestCustomExtensionsAreChecked(t *testing.T) {
	t.Parallel()
	limits := SeedLimits()
	for name, c := range map[string]struct {
		change func(x *CustomExtension)
		ok     bool
	}{
		"as_it_is":            {func(*CustomExtension) {}, true},
		"default_client":      {func(x *CustomExtension) { x.ClientConfiguration = ClientConfiguration{} }, true},
		"longest_call":        {func(x *CustomExtension) { x.ClientConfiguration.TimeoutInMilliseconds = 2000 }, true},
		"too_long_a_call":     {func(x *CustomExtension) { x.ClientConfiguration.TimeoutInMilliseconds = 2001 }, false},
		"too_short_a_call":    {func(x *CustomExtension) { x.ClientConfiguration.TimeoutInMilliseconds = 199 }, false},
		"negative_time":       {func(x *CustomExtension) { x.ClientConfiguration.TimeoutInMilliseconds = -1 }, false},
		"two_retries":         {func(x *CustomExtension) { x.ClientConfiguration.MaximumRetries = 2 }, false},
		"negative_retries":    {func(x *CustomExtension) { x.ClientConfiguration.MaximumRetries = -1 }, false},
		"longest_wait":        {func(x *CustomExtension) { x.CallbackConfiguration.TimeoutDuration = Days(14) }, true},
		"too_long_a_wait":     {func(x *CustomExtension) { x.CallbackConfiguration.TimeoutDuration = Period{Days: 14, Clock: 1000} }, false},
		"too_short_a_wait":    {func(x *CustomExtension) { x.CallbackConfiguration.TimeoutDuration.Clock-- }, false},
		"no_wait_at_all":      {func(x *CustomExtension) { x.CallbackConfiguration.TimeoutDuration = Period{} }, false},
		"months":              {func(x *CustomExtension) { x.CallbackConfiguration.TimeoutDuration = Period{Months: 1} }, false},
		"negative_wait":       {func(x *CustomExtension) { x.CallbackConfiguration.TimeoutDuration = Days(-1) }, false},
		"waits_before_an_end": {func(x *CustomExtension) { x.Type = ExtensionAssignmentWorkflow }, false},
		"no_type":             {func(x *CustomExtension) { x.Type = 0 }, false},
		"no_id":               {func(x *CustomExtension) { x.ID = "" }, false},
		"same_id":             {func(x *CustomExtension) { x.ID = "remind" }, false},
		"no_name":             {func(x *CustomExtension) { x.DisplayName = "" }, false},
		"no_endpoint":         {func(x *CustomExtension) { x.Endpoint = "" }, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full := fullCatalog()
			catalog := full.Clone()
			c.change(&catalog.CustomExtensions[0])
			err := catalog.Validate(limits)
			if c.ok {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, InvalidArgument)
			require.NoError(t, full.Validate(limits), "a clone is a copy")
		})
	}
	require.Equal(t, time.Second, ClientConfiguration{}.Timeout())
	require.Equal(t, 200*time.Millisecond, fullExtensions()[0].ClientConfiguration.Timeout())
}

func TestExtensionStagesAreChecked(t *testing.T) {
	t.Parallel()
	limits := SeedLimits()
	for name, list := range map[string][]CustomExtensionStageSetting{
		"no_stage":     {{0, "ticket"}},
		"no_extension": {{StageRequestCreated, ""}},
		"approval":     {{StageDeterminingApproval, "ticket"}},
		"twice":        {{StageRequestCreated, "ticket"}, {StageRequestCreated, "ticket"}},
	} {
		p := fullPolicy()
		p.CustomExtensionStageSettings = list
		require.ErrorIs(t, p.Validate(limits, day(1, 1)), InvalidArgument, name)
	}
	automatic := AssignmentPolicy{
		DisplayName: "x", AllowedTargetScope: ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []SubjectSet{AttributeRule(`user.department -eq "Sales"`)}, AutomaticRequestSettings: DefaultAutomaticRequestSettings(),
	}
	for _, stage := range CustomExtensionStages() {
		automatic.CustomExtensionStageSettings = []CustomExtensionStageSetting{{stage, "ticket"}}
		ok := stage == StageRequestGranted || stage == StageRequestRemoved
		require.Equal(t, ok, automatic.Validate(limits, day(1, 1)) == nil, "%s", stage)
	}
}

//
func TestStagesOfExtensions(t *testing.T) {
	t.Parallel()
	for _, s := range CustomExtensionStages() {
		beforeEnd := s == StageFourteenDaysBeforeExpiration || s == StageOneDayBeforeExpiration
		require.Equal(t, beforeEnd, s.Type() == ExtensionAssignmentWorkflow, "%s", s)
		decides := s == StageRequestCreated || s == StageRequestApproved || s == StageDeterminingApproval
		require.Equal(t, decides, s.Decides(), "%s", s)
		p := AssignmentPolicy{CustomExtensionStageSettings: []CustomExtensionStageSetting{{s, "x"}}}
		want := EndNotices{FourteenDays: s == StageFourteenDaysBeforeExpiration, OneDay: s == StageOneDayBeforeExpiration}
		require.Equal(t, want, p.EndNotices(), "%s", s)
	}
	extendable := AssignmentPolicy{RequestorSettings: &RequestorSettings{EnableTargetsToSelfUpdateAccess: true}}
	require.Equal(t, EndNotices{true, true}, extendable.EndNotices())
}

//
func TestProgressOfExtensions(t *testing.T) {
	t.Parallel()
	callout := func(stage CustomExtensionStage, state CalloutState, failure Code) Callout {
		return Callout{Stage: stage, State: state, Failure: failure, Deadline: day(1, 2)}
	}
	sent, received := callout(StageRequestCreated, CalloutSent, ""), callout(StageRequestApproved, CalloutReceived, "")
	denied := received
	denied.Denied = true
	for want, list := range map[string][]Callout{
		"":                      {callout(StageRequestGranted, CalloutWaiting, ""), {Stage: StageRequestCreated}, callout(StageRequestCreated, CalloutFailed, RequestEnded), denied},
		"waitingForInformation": {received, sent},
		"processContinues":      {received, callout(StageRequestRemoved, CalloutTimedOut, "")},
		"processExpired":        {received, callout(StageRequestApproved, CalloutTimedOut, "")},
	} {
		require.Equal(t, want, ProgressOf(list).String())
	}
	require.Equal(t, "processExpired", ProgressOf([]Callout{callout(StageRequestCreated, CalloutFailed, Unavailable), received}).String())
}
