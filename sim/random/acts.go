package random

import (
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// act is something that a step can do.
type act struct {
	name     string // of a fault: the site's
	weight   int
	optional bool // left out of some runs
	quick    bool // settles nothing by itself: what is due stays due if nothing was settled before
	sleeps   bool // leaves what is due undone
	reviews  bool // only where access is reviewed
	do       func(s *story) error
}

// isFault reports whether the act is something that goes wrong.
func (a *act) isFault() bool { return strings.Contains(a.name, ".") }

// acts lists what can happen, the ordinary first.
func acts() []act {
	return []act{
		{name: "submit", weight: 8, do: submit},
		{name: "pass", weight: 5, do: pass},
		{name: "decide", weight: 7, do: decide},
		{name: "assign", weight: 2, optional: true, do: assign},
		{name: "cancel", weight: 2, optional: true, do: cancel},
		{name: "remove", weight: 2, optional: true, do: remove},
		{name: "extend", weight: 4, optional: true, do: extend},
		{name: "reprocess", weight: 1, optional: true, do: reprocess},
		{name: "review", weight: 14, reviews: true, do: decideReview},
		{name: "tell", weight: 2, do: tell},
		{name: "admin.policy", weight: 2, do: editPolicy},
		{name: "admin.policy-deleted", weight: 1, do: deletePolicy},
		{name: "admin.reviews", weight: 3, reviews: true, do: editReviewing},
		{name: "admin.roles", weight: 2, do: editRoles},
		{name: "admin.incompatible", weight: 2, do: editIncompatible},
		{name: "admin.catalog", weight: 1, do: editCatalog},
		{name: "admin.package-deleted", weight: 1, do: deletePackage},
		{name: "store.full", weight: 2, quick: true, do: full},
		{name: "clock.ahead", weight: 4, sleeps: true, do: ahead},
		{name: "clock.back", weight: 2, quick: true, do: back},
		{name: "directory.outage", weight: 1, quick: true, do: outage},
		{name: "directory.leaves", weight: 3, quick: true, do: leave},
		{name: "directory.disabled", weight: 2, quick: true, do: disable},
		{name: "directory.manager", weight: 2, quick: true, do: manager},
		{name: "directory.group", weight: 2, quick: true, do: group},
		{name: "target.admin-adds", weight: 2, quick: true, do: adminAdds},
		{name: "target.admin-removes", weight: 2, quick: true, do: adminRemoves},
		{name: "client.closed", weight: 1, quick: true, do: closed},
		{name: "client.old-decision", weight: 2, do: oldDecision},
		{name: "engine.restart", weight: 2, quick: true, do: func(s *story) error { return s.reopen() }},
	}
}

func actNamed(name string) *act {
	all := acts()
	return &all[slices.IndexFunc(all, func(a act) bool { return a.name == name })]
}

// someone draws a person: one of the staff, now and then a boss.
func (s *story) someone() entitlement.SubjectID {
	const often = 3
	n := s.reel.pick(often*len(s.swarm.staff) + len(bosses))
	if n >= often*len(s.swarm.staff) {
		return bosses[n-often*len(s.swarm.staff)]
	}
	return s.swarm.staff[n%len(s.swarm.staff)]
}

// times draws a schedule to ask for, mostly none.
func (s *story) times() entitlement.Schedule {
	now := s.now()
	return oneOf(s.reel, []entitlement.Schedule{
		{}, {}, {}, {}, {Start: now.Add(3 * day)}, {Start: now.Add(26 * time.Hour), End: now.Add(30 * time.Hour)},
		{End: now.Add(2 * day)}, {Start: now.Add(-day), End: now.Add(5 * day)}, {Start: now.Add(20 * day), End: now.Add(60 * day)},
		{Start: now.Add(2 * day), End: now.Add(day)},
	})
}

func submit(s *story) error {
	c := command{verb: verbSubmit, pack: s.reel.pick(len(s.packs)), person: s.someone(), text: "please", times: s.times()}
	c.actor, c.answer = s.asksFor(c.person), s.answer(c.pack)
	return s.give(c)
}

func assign(s *story) error {
	c := command{verb: verbAssign, pack: s.reel.pick(len(s.packs)), person: s.someone(), text: "welcome", times: s.times()}
	c.answer = s.answer(c.pack)
	return s.give(c)
}

// decide answers a request that waits: mostly as one of those asked, now and then as anybody.
func decide(s *story) error {
	f := s.facts()
	waits := slices.DeleteFunc(slices.Clone(f.requests), func(r *request) bool { return r.state != waiting })
	if len(waits) == 0 {
		return submit(s)
	}
	r := oneOf(s.reel, waits)
	who, asked := s.someone(), slices.Concat(r.stage().by, r.stage().alternates)
	if i := s.reel.pick(5); i < 4 && len(asked) > 0 {
		who = asked[i%len(asked)]
	}
	return s.give(s.decision(r, uint8(r.current), who))
}

// decision draws an answer.
func (s *story) decision(r *request, stage uint8, who entitlement.SubjectID) command {
	c := command{verb: verbDecide, request: r.id, stage: stage, actor: who, deny: s.reel.chance(4)}
	if !s.reel.chance(3) {
		c.text = "fine"
	}
	return c
}

// oldDecision answers whatever request, at whatever stage (F28).
func oldDecision(s *story) error {
	f := s.facts()
	if len(f.requests) == 0 {
		return nil
	}
	r := oneOf(s.reel, f.requests)
	return s.give(s.decision(r, uint8(1+s.reel.pick(2)), s.someone()))
}

func cancel(s *story) error {
	f := s.facts()
	if len(f.requests) == 0 {
		return nil
	}
	n := s.reel.pick(len(f.requests))
	r := f.requests[len(f.requests)-1-n] // the latest first
	c := command{verb: verbCancel, request: r.id, actor: r.requestor}
	if s.reel.chance(2) {
		c.actor = ""
	}
	var err error
	c.seen, err = s.deliveryOf(r)
	if err != nil {
		return err
	}
	return s.give(c)
}

// held draws access that there is, now and then some that has ended.
func (s *story) held() *assignment {
	f := s.facts()
	list := f.assignments
	if live := slices.DeleteFunc(slices.Clone(list), func(a *assignment) bool { return !a.isLive() }); !s.reel.chance(8) {
		list = live
	}
	if len(list) == 0 {
		return nil
	}
	return oneOf(s.reel, list)
}

// holderOrHost draws who asks for something about access.
func (s *story) holderOrHost(a *assignment) entitlement.SubjectID {
	if s.reel.chance(2) {
		return ""
	}
	return a.person
}

func remove(s *story) error {
	a := s.held()
	if a == nil {
		return nil
	}
	return s.give(command{verb: verbRemove, assignment: a.id, actor: s.holderOrHost(a)})
}

func extend(s *story) error {
	a := s.held()
	if a == nil {
		return nil
	}
	c := command{verb: verbExtend, assignment: a.id, actor: s.holderOrHost(a), text: "please", pack: a.pack}
	if longer := oneOf(s.reel, []time.Duration{0, 5 * time.Hour, 4 * day, 20 * day}); longer > 0 {
		c.end = a.end.Add(longer)
		if a.end.IsZero() {
			c.end = s.now().Add(longer)
		}
	}
	var err error
	if c.seen, err = s.deliveryTo(a); err != nil {
		return err
	}
	return s.give(c)
}

func reprocess(s *story) error {
	a := s.held()
	if a == nil || !a.isLive() {
		return nil
	}
	return s.give(command{verb: verbReprocess, assignment: a.id})
}
