package sim

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// Fault is a scripted misbehaviour of a port: when it strikes, and what the engine is told. Faults of target systems are
// those of package provision/fake.
type Fault struct {
	Person entitlement.SubjectID // whom the call is about; "" means everybody
	From   time.Time             // the first logical instant
	Until  time.Time             // the first logical instant no more; zero is open
	Times  int                   // how many calls it strikes, repetitions of one instant not counted; 0 means all

	Err error // what the engine is told; nil means a transient provision.TargetUnavailable
	// Late says that the call has its effect and only the answer is an error: it was lost on the way back (F10).
	Late bool
}

// script is the faults of a port.
type script struct {
	faults []*Fault
	struck map[string]strike // by key of the call: what became of the latest
}

type strike struct {
	at    time.Time
	fault *Fault // nil if none struck
}

// add refuses, with InvalidArgument and none of them added, faults that never strike.
func (s *script) add(faults []Fault) error {
	for i, f := range faults {
		if f.Times < 0 || !f.Until.IsZero() && !f.From.Before(f.Until) {
			return invalid("faults[%d]: strikes no call", i)
		}
	}
	for _, f := range faults {
		s.faults = append(s.faults, &f)
	}
	return nil
}

// next returns the first fault that matches a call about any of the people, counted as having struck; or nil. A call that
// repeats the instant of the one before fares like that one: an answer that is lost in a crash is given again.
func (s *script) next(key string, at time.Time, people ...entitlement.SubjectID) *Fault {
	if last, known := s.struck[key]; known && last.at.Equal(at) {
		return last.fault
	}
	found := s.find(at, people)
	if s.struck == nil {
		s.struck = map[string]strike{}
	}
	s.struck[key] = strike{at, found}
	return found
}

func (s *script) find(at time.Time, people []entitlement.SubjectID) *Fault {
	for i, f := range s.faults {
		if at.Before(f.From) || !f.Until.IsZero() && !at.Before(f.Until) || !f.concerns(people) {
			continue
		}
		if f.Times == 1 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		} else if f.Times > 1 {
			f.Times--
		}
		return f
	}
	return nil
}

func (f *Fault) concerns(people []entitlement.SubjectID) bool {
	for _, id := range people {
		if f.Person == "" || f.Person == id {
			return true
		}
	}
	return false
}

func (f *Fault) err() error {
	if f.Err != nil {
		return f.Err
	}
	return provision.Transient(provision.TargetUnavailable, "")
}
