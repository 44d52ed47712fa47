package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

const (
	typeDoor  entitlement.ResourceType = "door"
	roleEnter entitlement.RoleID       = "Enter"
)

// badgeProvisioner makes the badge system do what the engine wants: the whole of what a target system needs. It has no
// memory and no clock of its own.
type badgeProvisioner struct {
	doors   *doors
	journal *journal
}

// Serves implements provision.Selective: the engine refuses to add a resource of another type.
func (p badgeProvisioner) Serves(t entitlement.ResourceType) bool { return t == typeDoor }

// Apply implements provision.Provisioner. The generation of an operation serves as the revision of the change: it grows with
// every change of mind, and a call that is repeated has the same one.
func (p badgeProvisioner) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	err := p.apply(ctx, op)
	p.journal.add("%s %s/%s %s: %s", op.Verb, op.Resource.OriginID, op.Role, op.Account(), answer(err))
	return provision.Result{}, err
}

func (p badgeProvisioner) apply(ctx context.Context, op provision.Operation) error {
	if err := ctx.Err(); err != nil {
		return provision.Transient(err, "")
	}
	if op.Verb != provision.Grant && op.Verb != provision.Revoke {
		return provision.Permanent(fmt.Errorf("%w: %s", entitlement.Unsupported, op.Verb), "")
	}
	if op.Role != roleEnter {
		return provision.Permanent(provision.RoleMissing, "A door can only be entered.")
	}
	err := p.doors.set(op.Resource.OriginID, op.Account(), op.Verb == provision.Grant, op.Generation)
	switch {
	case errors.Is(err, errOffline): // trying again may help
		return provision.TransientAfter(err, 10*time.Minute, "Look whether the controller of the doors has power.")
	case errors.Is(err, errNoDoor): // somebody has to repair something first
		return provision.Permanent(fmt.Errorf("%w: %w", provision.ResourceMissing, err), "Add the door, then reprocess.")
	case errors.Is(err, errStale):
		return provision.Permanent(provision.Superseded, "")
	}
	return err
}

// List implements provision.Lister: who can open a door.
func (p badgeProvisioner) List(
	ctx context.Context, r provision.Resource, _ time.Time,
) iter.Seq2[provision.Holding, error] {
	return func(yield func(provision.Holding, error) bool) {
		names, byHand, err := p.doors.badges(r.OriginID)
		if errors.Is(err, errNoDoor) {
			err = provision.Permanent(fmt.Errorf("%w: %w", provision.ResourceMissing, err), "Add the door.")
		}
		if err = errors.Join(err, ctx.Err()); err != nil {
			yield(provision.Holding{}, err)
			return
		}
		for i, name := range names {
			if !yield(provision.Holding{Subject: entitlement.SubjectID(name), Role: roleEnter, Managed: !byHand[i]}, nil) {
				return
			}
		}
	}
}

// answer puts an answer into words.
func answer(err error) string {
	if err == nil {
		return "done"
	}
	return err.Error()
}
