package scenario

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

// longest is how much time a scenario may let pass.
const longest = 50 // years

// Options change how a scenario is played. The zero value plays it in memory.
type Options struct {
	Store store.Store // default a store in memory; an empty one. It is not closed
}

// Failure is a step that did not come out as it was written.
type Failure struct {
	File   string
	Step   Step
	At     time.Time
	Detail string
}

// String returns "file:line: sentence", and below it what was found instead.
func (f Failure) String() string {
	return fmt.Sprintf("%s:%d: %s\n\ton %s: %s", f.File, f.Step.Line, f.Step.Text, f.At.Format("2 January 2006, 15:04"), f.Detail)
}

// Play is a scenario while it is played, step by step.
type Play struct {
	Scenario *Scenario

	world    *sim.World
	drifts   []lifecycle.Drift // that the last reconciliation found
	compared bool              // there was one
	next     int
	failures []Failure
}

// Play makes the scenario's world, lets the engine do what follows from the configuration, and stops before the first step. The
// host tells the engine of everybody about whom something changes in the directory. The context ends the play when it is done.
// The caller closes it.
func (s *Scenario) Play(ctx context.Context, options Options) (*Play, error) {
	const steps = 1_000_000
	world, err := sim.New(sim.Options{
		Context: ctx, Seed: s.seed, Start: s.start, Store: options.Store, Document: s.tenant, People: s.people, Groups: s.groups,
		Habits: s.habits, Reviewers: s.reviews, Processes: s.processes, Rights: s.rights, TellsChanges: true, Steps: steps,
		Config: func(c *lifecycle.Config) { c.Limits = s.limits },
	})
	if err != nil {
		return nil, err
	}
	if err := world.Settle(); err != nil {
		return nil, errors.Join(err, world.Close())
	}
	return &Play{Scenario: s, world: world}, nil
}

// World returns the world in which the scenario is played.
func (p *Play) World() *sim.World { return p.world }

// Failures returns what did not come out as it was written, so far.
func (p *Play) Failures() []Failure { return p.failures }

// Close closes the world.
func (p *Play) Close() error { return p.world.Close() }

// Next plays the next step, and reports false if there is none left. A claim that is not true is a failure, and the play
// goes on. Something that was refused, though the scenario does not say so, is a failure after which nothing is left. The
// error is that of the context, or of the world itself.
func (p *Play) Next(ctx context.Context) (Step, bool, error) {
	if p.next == len(p.Scenario.steps) {
		return Step{}, false, nil
	}
	step := &p.Scenario.steps[p.next]
	p.next++
	err := step.do(ctx, p)
	if err == nil && step.Kind != Passing {
		err = p.world.Settle()
	}
	claim, isClaim := errors.AsType[unmet](err)
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return step.Step, true, err
	case isClaim:
		p.fail(step.Step, p.Named(ctx, string(claim)))
	default:
		p.fail(step.Step, p.Named(ctx, why(err)))
		p.next = len(p.Scenario.steps)
	}
	return step.Step, true, nil
}

func (p *Play) fail(step Step, detail string) {
	p.failures = append(p.failures, Failure{File: p.Scenario.File, Step: step, At: p.world.Now(), Detail: detail})
}

// Result is what came of a scenario.
type Result struct {
	Failures []Failure
	Timeline sim.Timeline
}

// Run plays a whole scenario.
func (s *Scenario) Run(ctx context.Context, options Options) (_ *Result, err error) {
	p, err := s.Play(ctx, options)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, p.Close()) }()
	for more := true; more; {
		if _, more, err = p.Next(ctx); err != nil {
			return nil, err
		}
	}
	timeline, err := p.world.Timeline(sim.Filter{})
	if err != nil {
		return nil, err
	}
	return &Result{Failures: p.failures, Timeline: timeline}, nil
}

// unmet is a claim that is not true: what is true instead.
type unmet string

func (u unmet) Error() string { return string(u) }

func unmetf(format string, args ...any) error { return unmet(fmt.Sprintf(format, args...)) }

// why explains a refusal to people.
func why(err error) string {
	e, ok := errors.AsType[*entitlement.Error](err)
	if !ok || len(e.Reasons) == 0 {
		return err.Error()
	}
	return err.Error() + "\n" + entitlement.Explain(e.Reasons)
}

// Named returns a text, such as reasons, with the names of organizations, catalogs, access packages and policies where their identifiers are.
func (p *Play) Named(ctx context.Context, text string) string {
	document, err := p.world.Admin().Document(ctx)
	if err != nil {
		return text // identifiers are better than nothing
	}
	var pairs []string
	for i := range document.ConnectedOrganizations {
		pairs = append(pairs, document.ConnectedOrganizations[i].ID.String(), document.ConnectedOrganizations[i].DisplayName)
	}
	for i := range document.Catalogs {
		catalog := &document.Catalogs[i]
		pairs = append(pairs, catalog.ID.String(), catalog.DisplayName)
		for j := range catalog.AccessPackages {
			pkg := &catalog.AccessPackages[j]
			pairs = append(pairs, pkg.ID.String(), pkg.DisplayName)
			for _, policy := range pkg.AssignmentPolicies {
				pairs = append(pairs, policy.ID.String(), policy.DisplayName)
			}
		}
	}
	return strings.NewReplacer(pairs...).Replace(text)
}
