package check

import (
	"bytes"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// logEnd is the end of a store's log, and the event there that was taken in last.
type logEnd struct {
	meta  store.Meta
	known entitlement.Event
	found bool
}

func readLogEnd(tx *store.Txn, known uint64) (*logEnd, error) {
	var end logEnd
	if _, err := tx.Meta(&end.meta); err != nil {
		return nil, err
	}
	var err error
	_, end.found, err = tx.Event(known, &end.known)
	return &end, err
}

// logCheckers watch over the event log: that it is whole, and that it is the history of the rows.
func logCheckers() []Checker {
	return []Checker{
		{
			Invariant: 74, Rule: "A store keeps the latest instant that was seen.",
			reopen: func(m *model, l *logEnd, out *report) {
				if l.meta.Now.Before(m.engine) || l.meta.Now.Before(m.now) {
					out.wrong("engine time", "no less than "+instant(m.engine)+" and "+instant(m.now), "%s", instant(l.meta.Now))
				}
			},
		},
		{
			Invariant: 99, Rule: "Every row has an event that tells of it.",
			state: func(s *state, out *report) {
				for ref, o := range s.objects { // order: what is found is sorted
					if s.replayed.objects[ref] == nil {
						out.wrong(o.row, "an event", "the log does not know of it")
					}
				}
			},
		},
		{
			Invariant: 100, Rule: "Events are numbered without gaps, and each is linked to the one before it.",
			change: func(_ *model, c *change, out *report) {
				if c.Seq != c.prior.seq+1 {
					out.wrong(c.object(), "event "+number(c.prior.seq+1), "event %d", c.Seq)
				} else if link := store.Link(c.prior.link, c.Seq, store.Canonical(c.Event)); link != c.Link {
					out.wrong(c.object(), "a link made of the event and the one before it", "another link")
				}
			},
		},
		{
			Invariant: 100, Rule: "An event names the ones before it about the same object and person.",
			change: func(m *model, c *change, out *report) {
				previous := uint64(0)
				if c.before != nil {
					previous = c.before.stamp.Event
				}
				if c.Previous != previous {
					out.wrong(c.object(), "event "+number(previous)+" as the one before", "event %d", c.Previous)
				}
				if (c.seen != 0 || m.first == 1) && c.LastSeen != c.seen {
					out.wrong(c.object(), "event "+number(c.seen)+" as the one before about the person", "event %d", c.LastSeen)
				}
				if c.after != nil && c.after.stamp.Event != c.Seq {
					out.wrong(c.object(), "the stamp of event "+number(c.Seq), "that of event %d", c.after.stamp.Event)
				}
			},
		},
		{
			Invariant: 101, Also: []int{107}, Rule: "The log replays to the rows.",
			state: func(s *state, out *report) {
				for ref, o := range s.replayed.objects { // order: what is found is sorted
					switch stored := s.objects[ref]; {
					case stored == nil:
						out.wrong(o.row, "the row that event "+number(o.stamp.Event)+" left", "no row")
					case !bytes.Equal(stored.data, o.data):
						out.wrong(o.row, "the row that event "+number(o.stamp.Event)+" left", "another row")
					}
				}
			},
		},
		{
			Invariant: 102, Rule: "What is in the log stays as it is.",
			reopen: func(m *model, l *logEnd, out *report) {
				if l.found && l.known.Link != m.log.link {
					out.wrong("the log", "event "+number(m.log.seq)+" as it was", "another event with this number")
				}
			},
			state: func(s *state, out *report) {
				err := s.tx.Events(s.meta.Kept, func(ev *entitlement.Event, _ time.Time) (bool, error) {
					if link, known := s.replayed.links[ev.Seq]; known && link != ev.Link {
						out.wrong("the log", "event "+number(ev.Seq)+" as it was", "another event with this number")
					}
					return true, nil
				})
				if err != nil {
					out.wrong("the log", "that it can be read", "%v", err)
				}
			},
		},
		{
			Invariant: 108, Also: []int{106}, Rule: "What was acknowledged is there.",
			reopen: func(m *model, l *logEnd, out *report) {
				if l.meta.Seq < m.log.seq || !l.found && m.log.seq >= max(l.meta.Kept, 1) {
					out.wrong("the log", "event "+number(m.log.seq), "a log that ends with event %d", l.meta.Seq)
				}
			},
		},
		{
			Invariant: 11, Rule: "The counters of a store agree with what they count.",
			state: func(s *state, out *report) {
				if end := (point{s.meta.Seq, s.meta.Link}); end != s.replayed.log {
					out.wrong("the engine's row", "the end of the log, event "+number(s.replayed.log.seq), "event %d", end.seq)
				}
				for i := range s.mails {
					if s.mails[i].Seq > s.meta.Mails {
						out.wrong("the engine's row", "mail "+number(s.mails[i].Seq)+" counted", "%d mails", s.meta.Mails)
					}
				}
				for _, j := range s.jobs {
					if j.ID > s.meta.Jobs {
						out.wrong("the engine's row", "job "+number(j.ID)+" counted", "%d jobs", s.meta.Jobs)
					}
				}
			},
		},
	}
}
