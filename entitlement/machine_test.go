package entitlement

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
)

// A move is a way from one state to another that the rule book documents.
type move[S any] struct{ from, to S }

// testMachine checks a machine against its own rules, exhaustively, and against the moves that the rule book documents.
func testMachine[S, E ~uint8](t *testing.T, name string, m *Machine[S, E], documented []move[S], terminal ...S) {
	t.Helper()
	rules := map[[2]uint8]Rule[S, E]{}
	moves := map[move[S]]bool{}
	for _, r := range m.Rules() {
		rules[[2]uint8{uint8(r.From), uint8(r.On)}] = r
		moves[move[S]{r.From, r.To}] = true
		require.NotEmpty(t, r.Why, "every rule says why")
	}
	require.Len(t, rules, len(m.Rules()), "one rule for each state and input")

	for s := range S(len(m.States()) + 2) { // two states more than there are
		var permitted []E
		for e := range E(len(m.Inputs()) + 3) {
			next, err := m.Next(s, e)
			r, legal := rules[[2]uint8{uint8(s), uint8(e)}]
			require.Equal(t, legal, m.Accepts(s, e))
			if legal {
				require.NoError(t, err)
				require.Equal(t, r.To, next)
				permitted = append(permitted, e)
				continue
			}
			require.ErrorIs(t, err, IllegalState)
			require.Equal(t, s, next, "a refused input leaves the state alone")
		}
		require.Equal(t, permitted, m.Permitted(s))
		require.Equal(t, len(permitted) == 0, m.Terminal(s))
	}

	reached := map[S]bool{m.Rules()[0].From: true}
	for range m.States() {
		for mv := range moves {
			reached[mv.to] = reached[mv.to] || reached[mv.from]
		}
	}
	var ends []S
	for _, s := range m.States() {
		require.True(t, reached[s], "no way leads to %v", s)
		if m.Terminal(s) {
			ends = append(ends, s)
		}
	}
	require.Equal(t, terminal, ends, "terminal states")

	for _, mv := range documented {
		require.True(t, moves[mv], "the rule book documents %v to %v", mv.from, mv.to)
		delete(moves, mv)
	}
	require.Empty(t, moves, "moves that nobody documented")

	page := "```mermaid\n" + m.Mermaid() + "```\n\n" + m.Markdown()
	golden.Check(t, filepath.Join("testdata", "machines", name+".md"), []byte(page))
}

// I-12
func TestRequestMachine(t *testing.T) {
	t.Parallel()
	testMachine(t, "request", RequestMachine(), []move[RequestState]{
		{RequestSubmitted, RequestPendingApproval},
		{RequestSubmitted, RequestScheduled},
		{RequestSubmitted, RequestDelivering},
		{RequestSubmitted, RequestDenied},
		{RequestSubmitted, RequestCanceled},
		{RequestSubmitted, RequestSubmitted},       // WaitingForCallback
		{RequestPendingApproval, RequestSubmitted}, // the same, once approved
		{RequestPendingApproval, RequestPendingApproval},
		{RequestPendingApproval, RequestDenied},
		{RequestPendingApproval, RequestCanceled},
		{RequestPendingApproval, RequestScheduled},
		{RequestPendingApproval, RequestDelivering},
		{RequestScheduled, RequestDelivering},
		{RequestScheduled, RequestDenied},
		{RequestScheduled, RequestCanceled},
		{RequestDelivering, RequestDelivered},
		{RequestDelivering, RequestPartiallyDelivered},
		{RequestDelivering, RequestDeliveryFailed},
		{RequestDelivering, RequestCanceled},
		{RequestPartiallyDelivered, RequestDelivering},
		{RequestDeliveryFailed, RequestDelivering},
		{RequestDeliveryFailed, RequestCanceled},
	}, RequestDelivered, RequestDenied, RequestCanceled)
}

//
func TestCalloutMachine(t *testing.T) {
	t.Parallel()
	testMachine(t, "callout", CalloutMachine(), []move[CalloutState]{
		{CalloutSent, CalloutSent},
		{CalloutSent, CalloutWaiting},
		{CalloutSent, CalloutReceived},
		{CalloutSent, CalloutFailed},
		{CalloutSent, CalloutTimedOut},
		{CalloutWaiting, CalloutReceived},
		{CalloutWaiting, CalloutTimedOut},
		{CalloutWaiting, CalloutFailed},
	}, CalloutReceived, CalloutFailed, CalloutTimedOut)
}

// Only reprocessing takes a request back to delivering once its delivery has ended. // R-228
func TestRequestReopensOnlyByReprocessing(t *testing.T) {
	t.Parallel()
	for _, s := range []RequestState{RequestDelivered, RequestPartiallyDelivered, RequestDeliveryFailed, RequestDenied, RequestCanceled} {
		for _, e := range RequestMachine().Permitted(s) {
			next, err := RequestMachine().Next(s, e)
			require.NoError(t, err)
			require.Equal(t, next == RequestDelivering, e == RequestReprocessed, "%v in %v", e, s)
		}
	}
	require.Equal(t, []RequestInput{RequestReprocessed}, RequestMachine().Permitted(RequestPartiallyDelivered))
	require.Equal(t, []RequestInput{RequestReprocessed, RequestIsCanceled}, RequestMachine().Permitted(RequestDeliveryFailed))
}

// A request is open exactly as long as something other than reprocessing or giving up can happen to it.
func TestRequestIsOpen(t *testing.T) {
	t.Parallel()
	open := map[RequestState]bool{
		RequestSubmitted: true, RequestPendingApproval: true, RequestScheduled: true, RequestDelivering: true,
	}
	for _, s := range RequestMachine().States() {
		r := Request{State: s}
		require.Equal(t, open[s], r.IsOpen(), "%v", s)
	}
}

// I-12, I-52
func TestAssignmentMachine(t *testing.T) {
	t.Parallel()
	testMachine(t, "assignment", AssignmentMachine(), []move[AssignmentState]{
		{AssignmentDelivering, AssignmentDelivering}, // roles changed
		{AssignmentDelivering, AssignmentDelivered},
		{AssignmentDelivering, AssignmentPartiallyDelivered},
		{AssignmentDelivering, AssignmentDeliveryFailed},
		{AssignmentDelivering, AssignmentExpired},
		{AssignmentPartiallyDelivered, AssignmentPartiallyDelivered}, // roles changed
		{AssignmentPartiallyDelivered, AssignmentDelivering},
		{AssignmentPartiallyDelivered, AssignmentExpired},
		{AssignmentDeliveryFailed, AssignmentDeliveryFailed}, // roles changed
		{AssignmentDeliveryFailed, AssignmentDelivering},
		{AssignmentDeliveryFailed, AssignmentExpired},
		{AssignmentDelivered, AssignmentDelivered},
		{AssignmentDelivered, AssignmentPartiallyDelivered}, // a further grant failed
		{AssignmentDelivered, AssignmentDeliveryFailed},     // a further grant failed
		{AssignmentDelivered, AssignmentExpired},
	}, AssignmentExpired)

	for _, s := range AssignmentMachine().States() {
		for _, e := range []AssignmentInput{AssignmentEnds, AssignmentIsRemoved} {
			require.Equal(t, s != AssignmentExpired, AssignmentMachine().Accepts(s, e), "whatever lives can end: %v in %v", e, s)
		}
	}
}

// I-12, I-27
func TestStageMachine(t *testing.T) {
	t.Parallel()
	testMachine(t, "stage", StageMachine(), []move[StageState]{
		{StageWaiting, StageOpen},
		{StageWaiting, StageSkipped},
		{StageOpen, StageEscalated},
		{StageOpen, StageApproved},
		{StageOpen, StageDenied},
		{StageOpen, StageTimedOut},
		{StageOpen, StageCanceled},
		{StageEscalated, StageApproved},
		{StageEscalated, StageDenied},
		{StageEscalated, StageTimedOut},
		{StageEscalated, StageCanceled},
	}, StageApproved, StageDenied, StageTimedOut, StageCanceled, StageSkipped)

	for _, s := range StageMachine().States() {
		stage := ApprovalStage{State: s}
		require.Equal(t, StageMachine().Accepts(s, StageIsApproved), stage.IsOpen(), "%v", s)
	}
}

//
func TestGuestMachine(t *testing.T) {
	t.Parallel()
	testMachine(t, "guest", GuestMachine(), []move[GuestState]{
		{GuestAbsent, GuestActive},
		{GuestActive, GuestActive},
		{GuestActive, GuestBlocked},
		{GuestActive, GuestDeleted},
		{GuestBlocked, GuestActive},
		{GuestBlocked, GuestDeleted},
		{GuestDeleted, GuestActive}, // restored or invited again
	})
}

func TestMachineHandsOutCopies(t *testing.T) {
	t.Parallel()
	RequestMachine().Rules()[0].To = RequestDelivered
	require.NotEqual(t, RequestDelivered, RequestMachine().Rules()[0].To)
}

func TestMachineRefusesTwoRulesForOneInput(t *testing.T) {
	t.Parallel()
	require.PanicsWithValue(t, "two rules for deadline in open", func() {
		newMachine(KindStage, stageStates, stageInputs, []Rule[StageState, StageInput]{
			{StageOpen, StageTimesOut, StageTimedOut, ""}, {StageOpen, StageTimesOut, StageDenied, ""},
		})
	})
}
