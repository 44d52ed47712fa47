package whatif

import (
	"context"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/store"
)

// DefaultAhead is how far Foresee looks where nothing is said: a year.
const DefaultAhead = 365 * 24 * time.Hour

// Proposal is a configuration that is to take the place of the one in a store.
type Proposal struct {
	Store  store.Store // only read; it may be that of an engine that runs
	New    spec.Document
	Prune  bool // what the document does not have is to go, as in lifecycle.ApplyInput
	People []entitlement.Subject
	Groups []directory.Group
	Ahead  time.Duration // how far to look at reviews; default DefaultAhead
	// Config makes the engine like the host's where it is not like the default, as in sim.Options. The ports that it sets are
	// not called: nobody is given anything, or told.
	Config func(*lifecycle.Config)
}

// Consequences is what would change for the access that people have, in the order of the assignments' ids.
type Consequences struct {
	At          time.Time // engine time of the store
	Until       time.Time // how far reviews were looked at
	Assignments int       // those that give access now
	Losses      []Role    // the roles that people would lose by the change itself
	Fixed       []Access  // could be extended by their holders, and no longer could
	Extendable  []Access  // the other way round
	Reviews     []Effort  // for each policy whose reviews would change
}

// Access is somebody's assignment.
type Access struct {
	Assignment entitlement.AssignmentID
	Person     entitlement.SubjectID
	Package    string
	Until      time.Time          // when it ends as things are; zero is never
	Codes      []entitlement.Code // why it could not be extended any longer
}

// Role is a role that somebody has through access packages.
type Role struct {
	Person entitlement.SubjectID
	Role   string // such as CRM/User
}

// Effort is what the reviews of a policy want of people, as things are and after the change.
type Effort struct {
	Catalog, Package, Policy string
	Before, After            Reviews
}

// Grows reports whether more decisions would be wanted.
func (e Effort) Grows() bool { return e.After.Items > e.Before.Items }

// Reviews is how many reviews a policy begins in the time that is looked at.
type Reviews struct {
	Count      int
	Items      int // decisions that are wanted: one for each person's access and review
	Unassigned int // of these, for which no reviewer is found
	Reviewers  int // people who are asked, each counted once
}

// Foresee copies the store and applies the proposal to the copy: which roles people would lose, which access could no longer be
// extended by who has it, and which reviews would want how many decisions. Reviews are compared by letting time pass in two copies in which
// reviewers keep everything, nobody else does anything, and no access is extended. Their policies go by their names, so one that
// is renamed is another one. It refuses what sim.Fork and lifecycle.Session.Apply refuse, but for the confirmation that Apply wants
// where much access would end and the delay where many would leave the scope of an automatic policy.
func Foresee(ctx context.Context, p Proposal) (*Consequences, error) {
	if p.Ahead == 0 {
		p.Ahead = DefaultAhead
	}
	before, err := p.look(ctx, false)
	if err != nil {
		return nil, err
	}
	then, err := p.look(ctx, true)
	if err != nil {
		return nil, err
	}
	out := &Consequences{At: before.at, Until: before.at.Add(p.Ahead), Assignments: len(before.access)}
	for _, access := range before.access {
		out.compare(access, then.found[access.Assignment])
	}
	for _, role := range before.roles {
		if !then.held[role.key] {
			out.Losses = append(out.Losses, role.Role)
		}
	}
	out.Reviews = efforts(before, then)
	return out, nil
}

// compare adds what becomes of an assignment; is is nil if it ends.
func (c *Consequences) compare(was, is *Access) {
	switch {
	case is == nil:
	case len(was.Codes) == 0 && len(is.Codes) > 0:
		fixed := *was
		fixed.Codes = is.Codes
		c.Fixed = append(c.Fixed, fixed)
	case len(was.Codes) > 0 && len(is.Codes) == 0:
		c.Extendable = append(c.Extendable, *is)
	}
}

// efforts lists the policies whose reviews change.
func efforts(before, then *view) []Effort {
	var out []Effort
	for _, name := range slices.Concat(before.policies, then.policies) {
		e := Effort{name.catalog, name.pkg, name.policy, before.reviews[name], then.reviews[name]}
		if e.Before != e.After && !slices.Contains(out, e) {
			out = append(out, e)
		}
	}
	return out
}
