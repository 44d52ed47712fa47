package lifecycle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

func assignmentIn(state entitlement.AssignmentState) *entitlement.Assignment {
	return &entitlement.Assignment{ID: entitlement.AssignmentID{2}, Target: "ann", State: state}
}

func TestStepsOfAssignments(t *testing.T) {
	t.Parallel()
	stepTable[entitlement.AssignmentState, entitlement.AssignmentInput, entitlement.Assignment]{
		machine: entitlement.AssignmentMachine(), kind: entitlement.KindAssignment,
		state: func(a *entitlement.Assignment) entitlement.AssignmentState { return a.State },
		row:   assignmentIn,
		feed: func(t *testing.T, o *outcome, a *entitlement.Assignment, input entitlement.AssignmentInput) error {
			t.Helper()
			if _, isResult := results()[input]; isResult && entitlement.AssignmentMachine().Accepts(a.State, input) {
				return stepDelivery(o, a, nil, results()[input], false, noon)
			}
			switch input {
			case entitlement.AssignmentReprocessed:
				return stepReprocess(o, a, nil, nil, accountReady, noon)
			case entitlement.AssignmentRolesChanged:
				return stepRolesChanged(o, a, 7, nil, nil, accountReady, noon)
			case entitlement.AssignmentIsExtended:
				request, _, _ := approvalIn(entitlement.RequestSubmitted)
				extended := extension{assignment: a, end: noon.Add(time.Hour)}
				return stepExtend(o, request, extended, entitlement.ActivityAutoApprove, noon)
			case entitlement.AssignmentEnds, entitlement.AssignmentIsRemoved:
				return stepEnd(o, endInput{assignment: a, input: input, reason: entitlement.ReasonExpired}, noon)
			case entitlement.AssignmentAllGranted, entitlement.AssignmentSomeFailed, entitlement.AssignmentAllFailed:
				_, err := o.moveAssignment(a, input) // results that come late have a test of their own, below
				return err
			}
			require.Fail(t, "an input without consequence", "%v", input)
			return nil
		},
		activity: map[entitlement.AssignmentInput]entitlement.Activity{
			entitlement.AssignmentAllGranted:   entitlement.ActivityUpdateAssignment,
			entitlement.AssignmentSomeFailed:   entitlement.ActivityUpdateAssignment,
			entitlement.AssignmentAllFailed:    entitlement.ActivityUpdateAssignment,
			entitlement.AssignmentReprocessed:  entitlement.ActivityReprocess,
			entitlement.AssignmentRolesChanged: entitlement.ActivityUpdateAssignment,
			entitlement.AssignmentIsExtended:   entitlement.ActivityExtendAssignment,
			entitlement.AssignmentEnds:         entitlement.ActivityRemoveAssignment,
			entitlement.AssignmentIsRemoved:    entitlement.ActivityRemoveAssignment,
		},
	}.check(t)
}

// results are the counts of roles that each result of a delivery stands for.
func results() map[entitlement.AssignmentInput]tally {
	return map[entitlement.AssignmentInput]tally{
		entitlement.AssignmentAllGranted: {granted: 2},
		entitlement.AssignmentSomeFailed: {granted: 1, failed: 1},
		entitlement.AssignmentAllFailed:  {failed: 2},
	}
}

// Whatever state an assignment is in, its roles decide which it gets: a result that comes late, as when another package had
// the missing role granted, reopens what had failed. Only the end is final. // R-223, R-227, I-52
func TestTheRolesDecideTheState(t *testing.T) {
	t.Parallel()
	want := map[entitlement.AssignmentInput]entitlement.AssignmentState{
		entitlement.AssignmentAllGranted: entitlement.AssignmentDelivered,
		entitlement.AssignmentSomeFailed: entitlement.AssignmentPartiallyDelivered,
		entitlement.AssignmentAllFailed:  entitlement.AssignmentDeliveryFailed,
	}
	for input, counted := range results() { // order: each case stands for itself
		for _, from := range entitlement.AssignmentMachine().States() {
			var o outcome
			err := stepDelivery(&o, assignmentIn(from), nil, counted, false, noon)
			switch {
			case from == entitlement.AssignmentExpired:
				requireRefusal(t, err, entitlement.KindAssignment, "%v in %v", input, from)
			case from == want[input]:
				require.NoError(t, err)
				require.Empty(t, o.changes, "nothing new: nothing is logged")
			default:
				require.NoError(t, err, "%v in %v", input, from)
				require.Len(t, o.changes, 1)
				require.Equal(t, want[input], o.changes[0].after.(*entitlement.Assignment).State, "%v in %v", input, from)
			}
		}
	}
}

// As long as one role is on its way nothing is decided.
func TestPendingRolesDecideNothing(t *testing.T) {
	t.Parallel()
	for _, counted := range []tally{{pending: 1}, {granted: 1, pending: 1}, {failed: 1, pending: 1}} {
		for _, from := range entitlement.AssignmentMachine().States() {
			var o outcome
			require.NoError(t, stepDelivery(&o, assignmentIn(from), nil, counted, true, noon))
			require.Empty(t, o.changes, "%+v in %v", counted, from)
		}
	}
}
