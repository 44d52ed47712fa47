package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
)

// veil keeps from people who read the events about themselves what they do not see of their requests either: who is asked, and
// who decided so far. Who may read the whole log sees everything.
type veil struct {
	u     *unit
	known map[entitlement.RequestID][]bool
}

// veil returns what hides events from the actor, nil if nothing does.
func (u *unit) veil() (*veil, error) {
	err := u.authorize(taskView, entitlement.CatalogID{})
	if entitlement.CodeOf(err) != entitlement.Forbidden {
		return nil, err
	}
	return &veil{u: u, known: map[entitlement.RequestID][]bool{}}, nil
}

// lift takes out of an event who acted, where that is hidden, and reports whether the rest may be shown.
func (v *veil) lift(ev *entitlement.Event) (bool, error) {
	if v == nil || ev.Request.IsZero() {
		return true, nil
	}
	hides, err := v.of(ev.Request)
	if err != nil || hides == nil {
		return err == nil, err
	}
	if ev.Object.Kind == entitlement.KindStage {
		key, err := v.u.e.schema.Stages.ParseKey([]byte(ev.Object.Key))
		if err != nil || int(key.Index) <= len(hides) && hides[key.Index-1] {
			return false, err
		}
	}
	if ev.Actor.Kind == entitlement.ActorPerson && ev.Actor.Subject != v.u.actor.Subject {
		ev.Actor.Subject, ev.OnBehalfOf = "", ""
	}
	return true, nil
}

// of returns which stages of a request are hidden, nil if none is.
func (v *veil) of(id entitlement.RequestID) ([]bool, error) {
	if hides, found := v.known[id]; found {
		return hides, nil
	}
	v.known[id] = nil
	r, stages, err := v.u.requestWithStages(id)
	if err != nil || r == nil || !r.Waits() {
		return nil, err
	}
	if r, stages, err = v.u.settledRequest(r, stages); err != nil {
		return nil, err
	}
	hides, err := v.u.hidesApprovers(r, v.u.actor.Subject)
	if err != nil {
		return nil, err
	}
	hidden := make([]bool, len(stages))
	for i := range stages {
		hidden[i] = hides(&stages[i])
	}
	if slices.Contains(hidden, true) {
		v.known[id] = hidden
	}
	return v.known[id], nil
}
