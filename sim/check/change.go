package check

import (
	"fmt"

	"example.com/tenure/entitlement"
)

// change is what an event did: an object before and after it, nil where there was or is none.
type change struct {
	*entitlement.Event

	prior         point  // the event before this one
	seen          uint64 // the event before this one about the same person; 0 if it is not known
	before, after *object
	beside        *object       // what the event before this one left
	again         bool          // there is no object before, but there was one once
	ended         map[wait]born // the instants that the object does not wait for any more
	fired         *wait         // the one among them that had come; nil if none had
}

// apply takes an event into the model.
func (m *model) apply(ev *entitlement.Event) (*change, error) {
	if ev.Activity == entitlement.ActivityTimeLowered {
		m.now, m.engine, m.timers.last = ev.At, ev.At, fired{}
	}
	if ev.At.After(m.now) {
		m.now = ev.At
	}
	c := &change{Event: ev, prior: m.log, seen: m.seen[ev.Subject]}
	m.log, m.links[ev.Seq] = point{ev.Seq, ev.Link}, ev.Link
	if ev.Subject != "" {
		m.seen[ev.Subject] = ev.Seq
	}
	if id := ev.Package.ID; !id.IsZero() {
		m.about[id] = append(m.about[id], ev.Seq)
	}
	if ev.Object.Kind == entitlement.KindEngine {
		return c, nil
	}
	used := m.used[ev.Object]
	var err error
	c.before, c.after, err = m.put(ev.Object, ev.After, born{ev.Seq, ev.At})
	if err != nil {
		return nil, fmt.Errorf("event %d: %w", ev.Seq, err)
	}
	c.again, c.beside, m.beside = used && c.before == nil, m.beside, c.after
	c.ended = m.timers.ended
	c.fired = c.timer()
	return c, nil
}

func unknownKind(kind entitlement.Kind) error {
	return &entitlement.Error{Code: entitlement.Internal, Kind: kind, Detail: "events are not about such objects"}
}

// rows returns the rows of a change if they are of a type; either may be nil, not both.
func rows[T any](c *change) (before, after *T, ok bool) {
	if c.before != nil {
		before, ok = c.before.row.(*T)
	}
	if c.after != nil {
		after, ok = c.after.row.(*T)
	}
	return before, after, ok
}

// object returns what the change is about: as it is, or as it was.
func (c *change) object() any {
	switch {
	case c.after != nil:
		return c.after.row
	case c.before != nil:
		return c.before.row
	}
	return c.Object
}
