package random

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// model knows what a world has to look like, without the engine: it keeps the list of everything that was accepted, with its
// instants, and works everything out from that list whenever it is asked, from the beginning. It has no index, no queue and no
// memory of what it said before, and none of the engine's code: where the two differ, one is wrong.
type model struct {
	swarm   *swarm
	history []entry
}

// entry is something that happened: a command that the engine has accepted, an edit of the directory, or what the engine has
// asked the directory for: a scheduled start, a review's items, or somebody who left and may be back.
type entry struct {
	at      time.Time
	command *command
	made    made
	edit    func(people map[entitlement.SubjectID]*person)
	started entitlement.RequestID
	review  *review
	gone    entitlement.SubjectID
}

// person is somebody as the directory has them.
type person struct {
	here, disabled, inGroup bool
	manager                 entitlement.SubjectID
}

// facts are what is true at an instant.
type facts struct {
	now         time.Time
	swarm       *swarm
	edits       []entry // of the directory, up to now
	published   bool
	packs       []offered
	requests    []*request
	assignments []*assignment
	reviews     []*review
	removals    []entitlement.AssignmentID          // by reviews
	departed    map[entitlement.SubjectID]time.Time // who left with access, by when the engine heard of it
}

// offered is a package as it is.
type offered struct {
	pack
	deleted, without bool // without a policy
}

// request is a request as the model has it.
type request struct {
	id        entitlement.RequestID
	requestor entitlement.SubjectID // "" is the host
	person    entitlement.SubjectID
	pack      int
	terms     terms // of the version that governs it
	times     entitlement.Schedule
	extends   *assignment // nil: it is to add access, or to remove it
	removes   bool

	state   state
	reason  entitlement.EndReason
	open    []stageFacts
	current int // the stage that is open, counted from 1
	given   *assignment
}

// state is where a request stands. What becomes of its delivery is not for the model to say.
type state uint8

const (
	waiting state = iota
	scheduled
	given
	denied
	canceled
)

func (s state) String() string {
	return [...]string{"waiting for approval", "scheduled", "given", "denied", "canceled"}[s]
}

// stageFacts is a stage that has opened.
type stageFacts struct {
	opened, deadline time.Time
	escalated        time.Time // zero: never
	by, alternates   []entitlement.SubjectID
	over             bool
}

// assignment is access as the model has it.
type assignment struct {
	id         entitlement.AssignmentID
	person     entitlement.SubjectID
	pack       int
	terms      terms
	start, end time.Time // a zero end is none
	ended      time.Time // zero while it lives
	reason     entitlement.EndReason
	late       bool // the engine made it when it got to it, which may be later than its start
}

// at works out what is true at an instant, after everything that is due by then.
func (m *model) at(at time.Time) *facts {
	f := &facts{swarm: m.swarm, now: start, published: true, departed: map[entitlement.SubjectID]time.Time{}}
	for _, p := range m.swarm.packs {
		f.packs = append(f.packs, offered{pack: p})
	}
	for i := range m.history {
		e := &m.history[i]
		if e.edit != nil { // of which the engine knows nothing until it asks
			f.edits = append(f.edits, *e)
			continue
		}
		f.pass(e.at)
		f.apply(e)
	}
	f.pass(at)
	return f
}

// apply lets happen what was accepted.
func (f *facts) apply(e *entry) {
	switch {
	case e.review != nil:
		f.openReview(e.review)
	case e.command != nil:
		f.obey(e.command, e.made)
	case e.gone != "":
		f.forget(e.gone)
	default:
		f.begin(f.request(e.started), e.made.assignment)
	}
}

// people returns the directory as it was at an instant.
func (f *facts) people(at time.Time) map[entitlement.SubjectID]*person {
	people := map[entitlement.SubjectID]*person{}
	subjects, groups := f.swarm.people()
	for _, s := range subjects {
		people[s.ID] = &person{here: true, manager: s.Manager, inGroup: slices.Contains(groups[0].Members, s.ID)}
	}
	for i := range f.edits {
		if !f.edits[i].at.After(at) {
			f.edits[i].edit(people)
		}
	}
	for _, p := range people { // order: each for itself
		if boss := people[p.manager]; boss == nil || !boss.here {
			p.manager = ""
		}
	}
	return people
}

func (f *facts) request(id entitlement.RequestID) *request {
	for _, r := range f.requests {
		if r.id == id {
			return r
		}
	}
	return nil
}

func (f *facts) assignment(id entitlement.AssignmentID) *assignment {
	for _, a := range f.assignments {
		if a.id == id {
			return a
		}
	}
	return nil
}

// isLive reports whether access has not ended.
func (a *assignment) isLive() bool { return a.ended.IsZero() }

// live returns a person's access to a package, or nil.
func (f *facts) live(who entitlement.SubjectID, pack int) *assignment {
	for _, a := range f.assignments {
		if a.isLive() && a.person == who && a.pack == pack {
			return a
		}
	}
	return nil
}

// pending returns a person's request for a package that waits, or nil.
func (f *facts) pending(who entitlement.SubjectID, pack int) *request {
	for _, r := range f.requests {
		if r.extends == nil && r.isOpen() && r.person == who && r.pack == pack {
			return r
		}
	}
	return nil
}

// extension returns the request that waits to extend access, or nil.
func (f *facts) extension(a *assignment) *request {
	for _, r := range f.requests {
		if r.extends == a && r.isOpen() {
			return r
		}
	}
	return nil
}

func (r *request) isOpen() bool { return r.state == waiting || r.state == scheduled }
