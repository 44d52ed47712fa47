package lifecycle

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// The steps and the rule tables of package entitlement are kept in step: every input in every state either leads where the
// rule says and leaves an entry for the log, or is refused as IllegalState, naming the object, and has changed nothing.

// noon is when the steps of these tests happen.
var noon = time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)

// stepTable is how the steps treat one kind of row.
type stepTable[S, E ~uint8, R rowType] struct {
	machine *entitlement.Machine[S, E]
	kind    entitlement.Kind
	state   func(*R) S
	row     func(S) *R // a row in a state
	// feed gives a row an input through the step that has its consequences.
	feed func(t *testing.T, o *outcome, row *R, input E) error
	// activity is what the log calls the consequence.
	activity map[E]entitlement.Activity
}

func (table stepTable[S, E, R]) check(t *testing.T) {
	t.Helper()
	for _, from := range table.machine.States() {
		for _, input := range table.machine.Inputs() {
			row := table.row(from)
			before := *row
			var o outcome
			err := table.feed(t, &o, row, input)
			require.Equal(t, before, *row, "%v in %v: a step changes copies only", input, from) // I-130
			to, illegal := table.machine.Next(from, input)
			if illegal != nil {
				requireRefusal(t, err, table.kind, "%v in %v", input, from) // I-12
				continue
			}
			require.NoError(t, err, "%v in %v", input, from)
			change := lastChange[R](&o)
			require.NotNil(t, change, "%v in %v has no consequence", input, from) // R-349, I-99
			require.Equal(t, to, table.state(change.after.(*R)), "%v in %v", input, from)
			require.Equal(t, table.activity[input].String(), change.activity.String(), "%v in %v", input, from)
		}
	}
}

// requireRefusal requires a typed refusal that names the object.
func requireRefusal(t *testing.T, err error, kind entitlement.Kind, format string, args ...any) {
	t.Helper()
	require.ErrorIs(t, err, entitlement.IllegalState, append([]any{format}, args...)...)
	refused, ok := err.(*entitlement.Error) //nolint:errorlint // steps do not wrap
	require.True(t, ok)
	require.Equal(t, kind, refused.Kind)
	require.NotEmpty(t, refused.ID)
}

// lastChange is the last change of a kind of row, or nil.
func lastChange[R rowType](o *outcome) *change {
	for i := len(o.changes) - 1; i >= 0; i-- {
		if _, ok := o.changes[i].after.(*R); ok {
			return &o.changes[i]
		}
	}
	return nil
}

// approvalIn is a request in a state with two stages, the first of them open, and their settings.
func approvalIn(state entitlement.RequestState) (*entitlement.Request, []entitlement.ApprovalStage, []entitlement.StageSettings) {
	id := entitlement.RequestID{1}
	request := &entitlement.Request{
		ID: id, Type: entitlement.RequestUserAdd, State: state, Requestor: "ann", Target: "ann", Stage: 1, Stages: 2,
	}
	stages := []entitlement.ApprovalStage{
		{Request: id, Index: 1, State: entitlement.StageOpen, Deadline: noon, EscalateAt: noon, Approvers: []entitlement.SubjectID{"meg"}},
		{Request: id, Index: 2},
	}
	return request, stages, make([]entitlement.StageSettings, 2)
}

// startOf is what an approval starts: a package of no roles, so that the assignment is delivered as soon as it is made.
func startOf(request *entitlement.Request) startInput {
	return startInput{
		request: request, id: entitlement.AssignmentID{2}, pkg: &entitlement.AccessPackage{Roles: []entitlement.RoleRef{{}}},
		grants: []entitlement.Grant{{}},
	}
}
