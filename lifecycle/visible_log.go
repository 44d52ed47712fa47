package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
)

// veil keeps from people who read the events about themselves what they do not see of their requests either: who is asked, and
// who decided so far, how an extension said that a stage is, and where one is called. Who may read the whole log sees
// everything.
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
	if v == nil {
		return true, nil
	}
	if err := v.bare(ev); err != nil || ev.Request.IsZero() {
		return err == nil, err
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

// bare takes out of the row of an event what its views leave out too: of a stage the settings that an extension gave it,
// of a callout where it is made to.
func (v *veil) bare(ev *entitlement.Event) error {
	if ev.After == nil {
		return nil
	}
	schema, name := v.u.e.schema, []byte(ev.Object.Key)
	switch ev.Object.Kind { //nolint:exhaustive // the others are about what everybody sees of their own
	case entitlement.KindStage:
		var s entitlement.ApprovalStage
		key, err := schema.Stages.ParseKey(name)
		if err == nil {
			err = schema.Stages.Decode(key, ev.After, &s)
		}
		if err != nil || s.Determined == nil {
			return err
		}
		s.Determined = nil
		ev.After = schema.Stages.Encode(nil, &s)
	case entitlement.KindCallout:
		var c entitlement.Callout
		key, err := schema.Callouts.ParseKey(name)
		if err == nil {
			err = schema.Callouts.Decode(key, ev.After, &c)
		}
		if err != nil {
			return err
		}
		c.Endpoint, c.Client = "", entitlement.ClientConfiguration{}
		ev.After = schema.Callouts.Encode(nil, &c)
	}
	return nil
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
