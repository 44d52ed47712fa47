package lifecycle

import (
	"context"
	"errors"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// PlanInput is a configuration to compare with the one that is stored.
type PlanInput struct {
	Document spec.Document
	// Prune deletes what is stored and not in the document. Without it such objects stay: a document may be a part of the
	// configuration. The catalog General is never deleted, only what is in it; settings that are absent stay. Pruning needs
	// an administrator of the tenant.
	Prune bool
}

// Plan says what a document would change and whom that touches.
type Plan struct {
	Revision uint64          `json:"revision"` // of the configuration that the document was compared with
	Changes  []PlannedChange `json:"changes,omitempty"`
	Ending   int             `json:"ending"` // live assignments that would lose access
	// Findings are what Session.Lint would find in the policies that change, or whose package or catalog does, in the order of
	// the document: of the first 100 of them, each with the first 100 people of its scope. AreFindingsPartial says that there
	// are others, or that the directory did not answer; the rest of the plan does not depend on it. What was applied has none.
	Findings           []PlannedFinding `json:"findings,omitempty"`
	AreFindingsPartial bool             `json:"areFindingsPartial,omitzero"`
}

// PlannedChange is a change of one object. What is deleted with its parent is not listed: the policies of an access package,
// the resources and role assignments of a catalog.
type PlannedChange struct {
	Action PlanAction       `json:"action"`
	Kind   entitlement.Kind `json:"kind"`
	ID     string           `json:"id,omitempty"` // "" in a plan, for an object that gets its id when it is made
	Path   string           `json:"path"`         // names from the catalog down: "Sales / Starter / Staff"; "" for the settings

	Fields      []spec.Difference `json:"fields,omitempty"` // of an update
	Effect      PlanEffect        `json:"effect"`
	Assignments int               `json:"assignments,omitzero"` // live assignments that are touched
}

// PlanAction is what happens to an object.
type PlanAction string

// Plan actions.
const (
	PlanCreate PlanAction = "create"
	PlanUpdate PlanAction = "update"
	PlanDelete PlanAction = "delete"
)

// PlanEffect is what a change means for access.
type PlanEffect string

// Plan effects, from the weakest to the strongest.
const (
	// EffectNone touches no assignment, now or later: names, descriptions, who administers.
	EffectNone PlanEffect = "none"
	// EffectNewAssignmentsOnly leaves assignments as they are and decides about those made from now on.
	EffectNewAssignmentsOnly PlanEffect = "newAssignmentsOnly"
	// EffectInPlace changes what live assignments mean without taking a role from anybody: roles are added, mails
	// are switched off, reviews change, or the package is gone and they run to their end.
	EffectInPlace PlanEffect = "inPlace"
	// EffectEndsAccess takes roles from everybody who has the package.
	EffectEndsAccess PlanEffect = "endsAccess"
)

// Plan compares a document with the stored configuration. Objects are the same if their ids are, or else their names: the
// display name within the parent, the type and origin of a resource, the role and principal of a role assignment. So
// renaming needs the id. A document that was just applied plans nothing.
//
// It refuses what Apply would refuse, for the same actor and with the same codes, but for the confirmation: a document that
// spec.Document.Check refuses, objects that are in use or malformed, and actors who may not make every change, or not see
// what the document describes. Nothing is written: the changes are made in a transaction that is discarded. Findings refuse
// nothing.
func (s *Session) Plan(ctx context.Context, in PlanInput) (Plan, error) {
	const op = "plan"
	if s.bad != nil {
		return Plan{}, withOp(op, s.bad)
	}
	if err := s.e.enter(); err != nil {
		return Plan{}, withOp(op, err)
	}
	defer s.e.leave()
	if err := in.Document.Check(s.e.config.Limits); err != nil {
		return Plan{}, withOp(op, err)
	}
	var plan Plan
	var drafts []plannedPolicy
	f, now := s.newFacts(), s.e.now()
	for {
		at := now
		err := s.e.update(ctx, now, 0, func(u *unit) error {
			u.actor, u.facts, at = s.actor, f, u.at
			r, err := u.reconcile(in.Document, in.Prune)
			if err != nil {
				return err
			}
			if err := r.carryOut(); err != nil {
				return err
			}
			if drafts, err = r.drafts(); err != nil {
				return err
			}
			plan = r.proposal()
			return errPlanned
		})
		switch {
		case errors.Is(err, errPlanned):
			if err := s.e.lintPlan(ctx, f, drafts, &plan); err != nil {
				return Plan{}, withOp(op, err)
			}
			return plan, nil
		case !errors.Is(err, errNeedFacts):
			return Plan{}, withOp(op, err)
		}
		if err := s.e.fetch(ctx, f, at); err != nil {
			return Plan{}, withOp(op, err)
		}
	}
}

// reconciliation is the way from the stored configuration to that of a document: the plan, and the steps that make it true.
type reconciliation struct {
	*unit
	prune   bool
	objects spec.Objects // what is to be, every object with its id
	kept    map[objectID]bool
	fresh   map[objectID]bool // ids that were made for new objects
	naming  spec.Naming

	plan   Plan
	steps  []planStep
	unborn []int             // changes that make objects whose id was made here
	made   map[objectID]bool // what the plan makes or changes

	managed []*entitlement.Resource // that come, change or go
}

// objectID names an object: ids from outside are unique within a kind only.
type objectID struct {
	kind entitlement.Kind
	id   [16]byte
}

// reconcile compares a document, which Check accepts, with the stored configuration. It changes nothing.
func (u *unit) reconcile(document spec.Document, prune bool) (*reconciliation, error) {
	if u.actor.Kind == entitlement.ActorPerson {
		// Later steps may look at role assignments that earlier ones made, when it is too late to ask.
		if _, err := u.memberOf(u.actor.Subject, ""); err != nil {
			return nil, err
		}
	}
	r := &reconciliation{
		unit: u, prune: prune, kept: map[objectID]bool{}, fresh: map[objectID]bool{}, made: map[objectID]bool{},
		plan: Plan{Revision: u.meta.Revision},
	}
	document = document.Clone()
	if err := r.match(&document); err != nil {
		return nil, err
	}
	var err error
	if r.objects, err = document.Objects(); err != nil {
		return nil, err
	}
	r.naming = r.names()
	for _, compare := range []func() error{r.organizations, r.catalogs, r.tenantRoles, r.tenantSettings} {
		if err := compare(); err != nil {
			return nil, err
		}
	}
	if _, err := r.withoutRights(r.managed...); err != nil { // all at once, before the first step
		return nil, err
	}
	return r, nil
}

// add plans a change of the object with an id, and the steps that make it.
func (r *reconciliation) add(id [16]byte, c PlannedChange, steps ...planStep) {
	c.ID = entitlement.ID[any](id).String()
	if r.fresh[objectID{c.Kind, id}] {
		r.unborn = append(r.unborn, len(r.plan.Changes))
	}
	r.made[objectID{c.Kind, id}] = c.Action != PlanDelete
	for i := range steps {
		steps[i].kind, steps[i].id, steps[i].path = c.Kind, c.ID, c.Path
	}
	r.plan.Changes = append(r.plan.Changes, c)
	r.steps = append(r.steps, steps...)
	if c.Effect == EffectEndsAccess {
		r.plan.Ending += c.Assignments
	}
}

// proposal is the plan without the ids that new objects get only if it is carried out.
func (r *reconciliation) proposal() Plan {
	for _, i := range r.unborn {
		r.plan.Changes[i].ID = ""
	}
	return r.plan
}
