package random

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// story is a run: a world to which things happen, with the model and the checkers that watch it.
type story struct {
	ctx   context.Context //nolint:containedctx // a story is one long call
	swarm swarm
	model model
	setup setup
	w     *sim.World
	inner store.Store
	guard *check.Guard
	packs []offeredIDs
	roles map[string]entitlement.RoleRef // by path: "CRM/User"
	// catalog is the one that everything is in, as it was at the beginning.
	catalog entitlement.Catalog
	reel    *reel // of the step; nil while nothing may go wrong
	drawn   []choice
	report  Report
	faults  sim.Timeline // what went wrong

	keys    int
	strikes int
	struck  bool           // the last commit met a misfortune
	asleep  bool           // what was due is not settled
	full    bool           // the store has no room
	cancel  func()         // ends the context of the command at its commit; nil: nothing does
	gifts   map[held]bool  // what administrators of target systems gave, and did not take away
	outages [][2]time.Time // from when until when the directory does not answer, by the clock
}

// offeredIDs are the identifiers of a package and of its policy.
type offeredIDs struct {
	pkg    entitlement.AccessPackageID
	policy entitlement.PolicyID
}

// setup is what a test changes about a run: the store, and defects that it plants between the story and the engine. The zero
// value changes nothing.
type setup struct {
	open    func() (store.Store, error) // nil: a store in memory
	config  func(*lifecycle.Config)
	store   func(store.Store) store.Store
	command func(*story, *command)                // what the engine gets to hear; the model hears the original
	context func(context.Context) context.Context // of a command whose caller gives up
	after   func(*story) error                    // after each step, and at the end
}

// errCrash is what a process sees of its own end.
var errCrash = errors.New("the process ended")

// begin draws the tenant and makes its world.
func begin(ctx context.Context, tape Tape, with setup) (*story, error) {
	s := &story{ctx: ctx, inner: memstore.New(), report: Report{}, gifts: map[held]bool{}, setup: with}
	if with.open != nil {
		var err error
		if s.inner, err = with.open(); err != nil {
			return nil, err
		}
	}
	r := tape.reel(0)
	s.swarm = drawSwarm(r)
	s.drawn = r.drawn
	s.model.swarm = &s.swarm
	people, groups := s.swarm.people()
	options := sim.Options{
		Context: ctx, Seed: tape.seed, Start: start, People: people, Groups: groups, Store: s.faulty(), Config: s.configure,
	}
	s.guard = check.Watch(&options)
	if slices.Contains(s.swarm.sites, "target.silent") {
		s.guard.TargetsMayLie()
	}
	var err error
	if s.w, err = sim.New(options); err != nil {
		return nil, errors.Join(err, s.inner.Close())
	}
	if err := s.furnish(); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

// configure puts the ports behind which calls can fail in the place of the world's own.
func (s *story) configure(c *lifecycle.Config) {
	c.BatchSize = 7 // so that work is split
	c.Provisioner = &targets{c.Provisioner.(provisioner), s}
	c.Notifier = &mailbox{c.Notifier, s}
	if s.setup.config != nil {
		s.setup.config(c)
	}
}

// furnish offers the packages.
func (s *story) furnish() error {
	for i := range s.swarm.packs {
		p := &s.swarm.packs[i]
		id, err := s.w.Offer(sim.Offer{Name: p.name, Roles: p.roles, Policy: p.terms.policy()})
		if err != nil {
			return err
		}
		policies, err := s.w.Admin().Policies(s.ctx, lifecycle.PoliciesInput{Package: id})
		if err != nil {
			return err
		}
		s.packs = append(s.packs, offeredIDs{id, policies[0].ID})
	}
	return s.survey()
}

// survey notes what commands about configuration refer to.
func (s *story) survey() error {
	s.roles = map[string]entitlement.RoleRef{}
	in := lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()}
	resources, err := s.w.Admin().Resources(s.ctx, in)
	if err != nil {
		return err
	}
	for i := range resources.Items {
		r := &resources.Items[i]
		for _, role := range r.Roles {
			s.roles[r.DisplayName+"/"+string(role.OriginID)] = entitlement.RoleRef{Resource: r.ID, Role: role.OriginID}
		}
	}
	catalogs, err := s.w.Admin().Catalogs(s.ctx, lifecycle.CatalogsInput{})
	if err != nil {
		return err
	}
	s.catalog = catalogs.Items[0]
	s.catalog.Version = 0
	for i := range s.swarm.packs {
		c := command{verb: verbIncompatible, pack: i, key: s.key(), others: s.swarm.packs[i].others}
		if len(c.others) == 0 {
			continue
		}
		if err := s.updatePackage(&c, s.packs[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *story) close() error {
	return errors.Join(s.w.Close(), s.inner.Close())
}

// faulty returns the store with the misfortunes of the story.
func (s *story) faulty() store.Store {
	inner := s.inner
	if s.setup.store != nil {
		inner = s.setup.store(inner)
	}
	return storetest.Fault(inner, storetest.Plan{Commit: func(int) storetest.Outcome { return s.commit() }})
}

// commit is where a commit can meet a misfortune; no two of them do one after the other.
func (s *story) commit() storetest.Outcome {
	if s.cancel != nil {
		s.cancel()
	}
	if s.full {
		return storetest.Outcome{Err: store.ErrFull}
	}
	if s.struck {
		s.struck = false
		return storetest.Outcome{}
	}
	site := s.strike(
		"commit.crash-before", "commit.crash-after", "commit.unknown-applied", "commit.unknown-lost", "commit.conflict",
	)
	s.struck = site != ""
	switch site {
	case "commit.crash-before":
		return storetest.Outcome{Err: errCrash, Crashed: true}
	case "commit.crash-after":
		return storetest.Outcome{Err: errCrash, Applied: true, Crashed: true}
	case "commit.unknown-applied":
		return storetest.Outcome{Err: entitlement.OutcomeUnknown, Applied: true}
	case "commit.unknown-lost":
		return storetest.Outcome{Err: entitlement.OutcomeUnknown}
	case "commit.conflict":
		return storetest.Outcome{Err: entitlement.Conflict}
	}
	return storetest.Outcome{}
}

// mostStrikes bounds what goes wrong inside the steps of a run, so that there is progress.
const mostStrikes = 24

// strike draws whether one of these sites strikes now, and returns which; "" if none does.
func (s *story) strike(names ...string) string {
	active := among(s.swarm.sites, names...)
	if s.reel == nil || len(active) == 0 || s.strikes >= mostStrikes {
		return ""
	}
	const oneIn = 4
	n := s.reel.visit(oneIn*len(active)) - (oneIn-1)*len(active)
	for i, name := range active {
		if i == n {
			s.report.fired(name)
		} else {
			s.report.reached(name)
		}
	}
	if n < 0 {
		return ""
	}
	s.strikes++
	s.note(active[n])
	return active[n]
}

// note keeps in the story that a site struck.
func (s *story) note(name string) {
	for _, site := range Sites() {
		if site.Name == name {
			s.tell(site.What)
		}
	}
}

func (s *story) tell(text string) {
	s.faults = append(s.faults, sim.Entry{At: s.w.Now(), Source: sourceFault, Text: "! " + text})
}

// surviving does something until no crash comes in between.
func (s *story) surviving(do func() error) error { return s.w.Survive(errCrash, s.faulty, do) }

// reopen starts the process until it starts.
func (s *story) reopen() error { return s.w.Revive(errCrash, s.faulty) }

// now returns the instant that counts: what the clock says, or engine time if the clock went back.
func (s *story) now() time.Time {
	if at := s.engineTime(); at.After(s.w.Now()) {
		return at
	}
	return s.w.Now()
}

// engineTime returns the highest instant that the engine has kept.
func (s *story) engineTime() time.Time {
	report, err := s.w.Engine().Time(s.ctx)
	if err != nil {
		return s.w.Now() // it is closed: the run fails anyway
	}
	return report.Engine
}

// key returns the idempotency key of the next command.
func (s *story) key() string {
	s.keys++
	return fmt.Sprintf("command %d", s.keys)
}

// isDark reports whether the directory does not answer at present.
func (s *story) isDark() bool {
	now := s.w.Now()
	return slices.ContainsFunc(s.outages, func(o [2]time.Time) bool { return !now.Before(o[0]) && now.Before(o[1]) })
}

// facts returns what the model has for the present.
func (s *story) facts() *facts { return s.model.at(s.now()) }

// difference is what the model and the engine do not agree about.
type difference struct{ about, detail string }

// Error implements error.
func (d *difference) Error() string { return d.about + ": " + d.detail }

func differs(about, format string, args ...any) error {
	return &difference{about, fmt.Sprintf(format, args...)}
}

// step does one step, lets everything happen that is due, and looks at what has come of it.
func (s *story) step(tape Tape, number int, full bool) error {
	s.reel = tape.reel(number)
	a := actNamed(oneOf(s.reel, s.swarm.acts))
	if a.isFault() {
		s.report.fired(a.name)
	}
	err := a.do(s)
	if s.asleep = !s.swarm.reviews && (a.sleeps || s.asleep && a.quick); err == nil && !s.asleep {
		err = s.surviving(s.w.Settle)
	}
	if err == nil {
		err = s.compare(false)
	}
	if err == nil {
		err = s.comparePast()
	}
	if err == nil && s.setup.after != nil {
		err = s.setup.after(s)
	}
	if err == nil {
		err = s.check(full && !s.asleep)
	}
	s.drawn = append(s.drawn, s.reel.drawn...)
	s.reel = nil
	return err
}

// check asks the checkers of the invariants.
func (s *story) check(full bool) error {
	look := s.guard.Step
	if full {
		look = s.guard.Full
	}
	return broken(look(s.ctx, s.w))
}

// violated is the first of some violations.
type violated struct{ found []check.Violation }

// Error implements error.
func (v *violated) Error() string { return v.found[0].String() }

func broken(found []check.Violation, err error) error {
	if err != nil || len(found) == 0 {
		return err
	}
	return &violated{slices.Clone(found)}
}
