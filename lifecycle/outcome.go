package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// The engine's rules are pure steps: functions of rows, an input and an instant that append to an outcome. They see no
// store, context, clock or randomness, and a step that fails has changed nothing: its outcome is thrown away. Only
// unit.apply writes what an outcome says.

// rowType lists the rows that steps and commands change.
type rowType interface {
	entitlement.Request | entitlement.ApprovalStage | entitlement.Assignment | entitlement.Grant |
		entitlement.GuestAccount | entitlement.Catalog | entitlement.Resource | entitlement.AccessPackage |
		entitlement.AssignmentPolicy | entitlement.ConnectedOrganization | entitlement.RoleAssignment | entitlement.Settings |
		entitlement.ReviewSeries | entitlement.Review | entitlement.ReviewItem | entitlement.ApprovalDelegation |
		entitlement.AutomaticScope | entitlement.AutomaticMember | entitlement.Departure |
		entitlement.Callout
}

// outcome is what a step decided: the objects it changes, in the order of the log, the mails that follow, the
// jobs that carry the rest of the consequences, and the stages that were reached.
type outcome struct {
	changes []change
	mails   []entitlement.Mail
	jobs    []store.Job
	calls   []call // stages that custom extensions may have to hear of
	rows    *rows  // memory for the rows that change
}

// change is one object before and after. before is nil for a new object, after for a removed one; both point to the same
// row type.
type change struct {
	activity      entitlement.Activity
	before, after any
	fresh         bool // begins a new generation, numbered by the event
	codes         []entitlement.Code
	facts         []entitlement.Fact
	about         *entitlement.Request // of a stage: the request it belongs to
}

// record appends a change and returns it for details. The pointers belong to the outcome from now on.
func record[T rowType](o *outcome, activity entitlement.Activity, before, after *T) *change {
	c := change{activity: activity}
	if before != nil {
		c.before = before
	}
	if after != nil {
		c.after = after
	}
	o.changes = append(o.changes, c)
	return &o.changes[len(o.changes)-1]
}

// recordStage is record for a stage of a request.
func recordStage(
	o *outcome, activity entitlement.Activity, r *entitlement.Request, before, after *entitlement.ApprovalStage,
) *change {
	c := record(o, activity, before, after)
	c.about = r
	return c
}

// mail appends a mail that is due.
func (o *outcome) mail(m entitlement.Mail) {
	if len(m.To) > 0 {
		o.mails = append(o.mails, m)
	}
}

// reset empties the outcome and keeps its memory.
func (o *outcome) reset() {
	clear(o.changes)
	clear(o.mails)
	o.changes, o.mails, o.jobs, o.calls = o.changes[:0], o.mails[:0], o.jobs[:0], o.calls[:0]
}

// moveRequest returns a copy of the request after an input, or IllegalState.
func (o *outcome) moveRequest(r *entitlement.Request, input entitlement.RequestInput) (*entitlement.Request, error) {
	state, err := entitlement.RequestMachine().Next(r.State, input)
	if err != nil {
		return nil, refuse(err, entitlement.KindRequest, r.ID.String())
	}
	after := o.rows.request(*r)
	after.State, after.Callouts = state, 0
	return after, nil
}

// moveStage returns a copy of the stage after an input, or IllegalState.
func (o *outcome) moveStage(s *entitlement.ApprovalStage, input entitlement.StageInput) (*entitlement.ApprovalStage, error) {
	state, err := entitlement.StageMachine().Next(s.State, input)
	if err != nil {
		return nil, refuse(err, entitlement.KindStage, s.Request.String())
	}
	after := o.rows.stage(*s)
	after.State = state
	after.Resolving, after.Since, after.Remind = entitlement.ResolvingNothing, zeroTime, zeroTime
	return after, nil
}

// moveAssignment returns a copy of the assignment after an input, or IllegalState.
func (o *outcome) moveAssignment(a *entitlement.Assignment, input entitlement.AssignmentInput) (*entitlement.Assignment, error) {
	state, err := entitlement.AssignmentMachine().Next(a.State, input)
	if err != nil {
		return nil, refuse(err, entitlement.KindAssignment, a.ID.String())
	}
	after := o.rows.assignment(*a)
	after.State = state
	return after, nil
}
