package random

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// timeToReturn is how long who left can come back.
const timeToReturn = 30 * day

// forget ends what somebody has who left and was not back in time, as of that time, whenever the directory was asked.
func (f *facts) forget(id entitlement.SubjectID) {
	over := f.departed[id].Add(timeToReturn)
	delete(f.departed, id)
	if f.people(over)[id].here {
		return // nobody has told
	}
	for _, a := range f.assignments {
		if a.isLive() && a.person == id && !a.start.After(over) {
			f.end(a, entitlement.ReasonUserDeleted)
			a.ended = over
		}
	}
}

// noticeDepartures takes into the history for whom the engine has asked, since their time to return was over, whether they are
// back: when it gets to that depends on the directory. What it then makes of the answer is the model's to say.
func (s *story) noticeDepartures(atRest bool) error {
	f := s.facts()
	for _, id := range s.swarm.everybody() {
		since, left := f.departed[id]
		if !left || since.Add(timeToReturn).After(f.now) {
			continue
		}
		asked, err := s.departureOver(id)
		switch {
		case err != nil:
			return err
		case asked.IsZero() && atRest:
			return differs("departures", "nobody asks whether %s is back (I-122)", id)
		case !asked.IsZero():
			after := slices.IndexFunc(s.model.history, func(e entry) bool { return e.at.After(asked) })
			if after < 0 {
				after = len(s.model.history)
			}
			s.model.history = slices.Insert(s.model.history, after, entry{at: asked, gone: id})
		}
	}
	return nil
}

// departureOver returns when the engine came to the end of somebody's departure; the zero time if it did not yet.
func (s *story) departureOver(id entitlement.SubjectID) (asked time.Time, err error) {
	schema := store.NewSchema()
	err = s.view(func(tx *store.Txn) error {
		return tx.Events(1, func(ev *entitlement.Event, recorded time.Time) (bool, error) {
			if ev.Object.Kind != entitlement.KindDeparture {
				return true, nil
			}
			who, err := schema.Departures.ParseKey([]byte(ev.Object.Key))
			if who == id {
				asked = time.Time{}
				if ev.After == nil {
					asked = recorded
				}
			}
			return true, err
		})
	})
	return asked, err
}
