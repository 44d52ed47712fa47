package check

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
)

// checkMove compares a change of state with the state machine of the object.
func checkMove(_ *model, c *change, out *report) {
	request := mover[entitlement.Request, entitlement.RequestState]{
		state: func(r *entitlement.Request) entitlement.RequestState { return r.State },
		// A removal is done when it is recorded.
		begins: []entitlement.RequestState{
			entitlement.RequestSubmitted, entitlement.RequestPendingApproval, entitlement.RequestDelivered,
		},
		leads: leads(entitlement.RequestMachine()), ended: entitlement.RequestMachine().Terminal,
	}
	if _, r, _ := rows[entitlement.Request](c); r != nil && r.Type.IsUpdate() {
		request.leads = leads(entitlement.RequestMachine(), entitlement.RequestStarts) // an extension is done when it is granted
	}
	stage := mover[entitlement.ApprovalStage, entitlement.StageState]{
		state:  func(s *entitlement.ApprovalStage) entitlement.StageState { return s.State },
		begins: []entitlement.StageState{entitlement.StageWaiting, entitlement.StageOpen},
		leads:  leads(entitlement.StageMachine()), ended: entitlement.StageMachine().Terminal,
	}
	assignment := mover[entitlement.Assignment, entitlement.AssignmentState]{
		state:  func(a *entitlement.Assignment) entitlement.AssignmentState { return a.State },
		begins: []entitlement.AssignmentState{entitlement.AssignmentDelivering},
		// A late success or failure opens the delivery and ends it in one step.
		leads: leads(entitlement.AssignmentMachine(), entitlement.AssignmentReprocessed),
		ended: entitlement.AssignmentMachine().Terminal,
	}
	callout := mover[entitlement.Callout, entitlement.CalloutState]{
		state:  func(c *entitlement.Callout) entitlement.CalloutState { return c.State },
		begins: []entitlement.CalloutState{entitlement.CalloutSent},
		leads:  leads(entitlement.CalloutMachine()), ended: entitlement.CalloutMachine().Terminal,
	}
	request.check(c, out)
	callout.check(c, out)
	stage.check(c, out)
	assignment.check(c, out)
	checkAccount(c, out)
}

// mover knows how objects of a kind move.
type mover[T any, S interface {
	~uint8
	fmt.Stringer
}] struct {
	state  func(*T) S
	begins []S
	leads  func(from, to S) bool
	ended  func(S) bool
}

func (k *mover[T, S]) check(c *change, out *report) {
	before, after, ok := rows[T](c)
	switch {
	case !ok:
	case after == nil:
		out.wrong(before, "that its record stays", "it was removed")
	case before == nil:
		if s := k.state(after); !slices.Contains(k.begins, s) {
			out.wrong(after, "a state to begin with", "it begins as %s", s)
		}
	case k.ended(k.state(before)):
		out.wrong(after, "that nothing changes any more", "%s after it was %s", c.Activity, k.state(before))
	case k.state(before) != k.state(after) && !k.leads(k.state(before), k.state(after)):
		out.wrong(after, "a move that its table allows", "%s after it was %s", k.state(after), k.state(before))
	}
}

// leads returns whether a rule leads from one state to another, at once or after one of the inputs.
func leads[S, E ~uint8](m *entitlement.Machine[S, E], after ...E) func(from, to S) bool {
	rules := m.Rules()
	directly := func(from, to S) bool {
		return slices.ContainsFunc(rules, func(r entitlement.Rule[S, E]) bool { return r.From == from && r.To == to })
	}
	return func(from, to S) bool {
		return directly(from, to) || slices.ContainsFunc(after, func(e E) bool {
			between, err := m.Next(from, e)
			return err == nil && directly(between, to)
		})
	}
}

// checkAccount does the same for accounts, whose rows stay too. An invitation that nobody sent can be dropped: what is
// wanted is then what there was.
func checkAccount(c *change, out *report) {
	before, after, ok := rows[entitlement.GuestAccount](c)
	if !ok {
		return
	}
	if after == nil {
		out.wrong(before, "that its record stays", "it was removed")
		return
	}
	if before == nil {
		before = &entitlement.GuestAccount{}
	}
	from, to := before.Desired, after.Desired
	dropped := from == entitlement.GuestActive && to == after.Observed
	if from != to && !dropped && !leads(entitlement.GuestMachine())(from, to) {
		out.wrong(after, "a move that its table allows", "%s after %s", to, from)
	}
}
