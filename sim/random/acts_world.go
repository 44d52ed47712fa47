package random

import (
	"errors"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// lengths are how long nothing is done.
var lengths = []time.Duration{
	day, time.Hour, time.Second, 20 * time.Minute, 7 * time.Hour, 3 * day, 8 * day, 14 * day, 30 * day, 36 * time.Hour,
}

// pass lets time pass, and everything happen on the way.
func pass(s *story) error {
	end := s.w.Now().Add(oneOf(s.reel, lengths))
	return s.surviving(func() error { return s.w.RunUntil(end) })
}

// ahead moves the clock, and what was due meanwhile is left to whatever happens next (F17).
func ahead(s *story) error {
	s.w.Clock().Add(oneOf(s.reel, lengths))
	return nil
}

// back lets the clock go back (F17).
func back(s *story) error {
	length := oneOf(s.reel, lengths)
	s.tell("the clock goes back by " + length.String())
	s.w.Clock().TurnBack(s.w.Now().Add(-length))
	return nil
}

// outage keeps the directory from answering for a while (F20).
func outage(s *story) error {
	length := oneOf(s.reel, []time.Duration{time.Minute, 7 * time.Hour, 3 * day})
	s.tell("the directory does not answer for " + length.String())
	from, until := s.w.Now(), s.w.Now().Add(length)
	s.w.Directory().Outage(from, until)
	s.outages = append(s.outages, [2]time.Time{from, until})
	return nil
}

// edit changes the directory, a second after whatever happened last, in the model too. An edit that makes no sense is none.
func (s *story) edit(change func(at time.Time) error, model func(people map[entitlement.SubjectID]*person)) error {
	at := s.now().Add(time.Second)
	for i := range s.model.history {
		if e := &s.model.history[i]; e.edit != nil && !e.at.Before(at) {
			at = e.at.Add(time.Second)
		}
	}
	s.w.Clock().Set(at)
	err := change(at)
	switch {
	case errors.Is(err, entitlement.NotFound), errors.Is(err, entitlement.AlreadyExists),
		errors.Is(err, entitlement.InvalidArgument):
		return nil
	case err == nil:
		s.model.history = append(s.model.history, entry{at: at, edit: model})
	}
	return err
}

// leave takes somebody out of the directory, or back into it (F21).
func leave(s *story) error {
	who := oneOf(s.reel, s.swarm.staff)
	if s.facts().people(s.now())[who].here {
		return s.edit(func(at time.Time) error { return s.w.Directory().Leave(at, who) },
			func(people map[entitlement.SubjectID]*person) { people[who].here, people[who].inGroup = false, false })
	}
	back := person{here: true, inGroup: true, manager: "meg"}
	return s.edit(func(at time.Time) error { return s.w.Directory().Join(at, member(who, "meg"), staffGroup) },
		func(people map[entitlement.SubjectID]*person) { *people[who] = back })
}

// full lets somebody ask while the store has no room (F5): the answer says so, and nothing has happened.
func full(s *story) error {
	s.note("store.full")
	c := command{
		verb: verbAssign, key: s.key(), pack: s.reel.pick(len(s.packs)), person: s.someone(), text: "welcome", times: s.times(),
	}
	want, dark, before := s.facts().expects(&c), s.isDark(), s.seq()
	s.full = true
	_, err := s.carryOut(c)
	s.full = false
	switch {
	case s.seq() != before:
		return differs("full store", "something was written")
	case want.accepts() && !dark && !errors.Is(err, store.ErrFull):
		return differs("full store", "the answer is %v", err)
	}
	return nil
}

// tell lets the host tell the engine that something about somebody has changed, whether or not it has: who is gone first.
func tell(s *story) error {
	people, who := s.facts().people(s.now()), s.someone()
	here := func(id entitlement.SubjectID) bool { return people[id].here }
	if gone := slices.DeleteFunc(s.swarm.everybody(), here); len(gone) > 0 {
		who = oneOf(s.reel, append(gone, who))
	}
	return s.give(command{verb: verbTell, person: who})
}

// disable keeps somebody from signing in, or lets them again (F21).
func disable(s *story) error {
	who := s.someone()
	p := s.facts().people(s.now())[who]
	if !p.here {
		return nil
	}
	off := !p.disabled
	return s.edit(func(at time.Time) error {
		return s.w.Directory().Move(at, who, func(p *entitlement.Subject) { p.AccountDisabled = off })
	}, func(people map[entitlement.SubjectID]*person) { people[who].disabled = off })
}

// manager gives somebody another manager, or none (F22).
func manager(s *story) error {
	who := s.someone()
	boss := oneOf(s.reel, []entitlement.SubjectID{"boss", "", "meg", "bob"})
	if who == boss || !s.facts().people(s.now())[who].here {
		return nil
	}
	return s.edit(func(at time.Time) error {
		return s.w.Directory().Move(at, who, func(p *entitlement.Subject) { p.Manager = boss })
	}, func(people map[entitlement.SubjectID]*person) { people[who].manager = boss })
}

// group takes somebody into the group that policies are for, or out of it (F23).
func group(s *story) error {
	who := s.someone()
	p := s.facts().people(s.now())[who]
	if !p.here {
		return nil
	}
	in := !p.inGroup
	return s.edit(func(at time.Time) error {
		if in {
			return s.w.Directory().AddMember(at, staffGroup, who)
		}
		return s.w.Directory().RemoveMember(at, staffGroup, who)
	}, func(people map[entitlement.SubjectID]*person) { people[who].inGroup = in })
}
