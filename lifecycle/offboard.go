package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// OffboardInput names somebody who leaves, or changes jobs.
type OffboardInput struct {
	Key    string                `json:"-"`
	Person entitlement.SubjectID `json:"person"`
	// KeepsAccess only cancels what waits; otherwise all assignments are removed as well.
	KeepsAccess   bool   `json:"keepsAccess,omitzero"`
	Justification string `json:"justification,omitempty"` // of the removals
}

// OffboardResult is what was done.
type OffboardResult struct {
	Canceled int                        `json:"canceled,omitempty"` // requests that waited
	Removed  []entitlement.AssignmentID `json:"removed,omitempty"`
}

// Offboard cancels all waiting requests for somebody's access and removes all their assignments (adminRemove), in one
// transaction: what a host does for whoever leaves. For joiners it calls Assign, for movers Remove. Automatic
// policies do not assign again what was removed so, as long as the person stays in their scope.
//
// It needs an administrator of the tenant. Somebody who has nothing is no error.
func (s *Session) Offboard(ctx context.Context, in OffboardInput) (OffboardResult, error) {
	return run(ctx, s, command[OffboardResult]{op: "offboard", key: in.Key, input: in, do: func(u *unit) (OffboardResult, error) {
		return u.offboard(in)
	}})
}

func (u *unit) offboard(in OffboardInput) (out OffboardResult, err error) {
	if err := firstError(in.Person.Validate(), u.checkJustification(in.Justification)); err != nil {
		return out, err
	}
	if err := u.authorize(taskOffboard, entitlement.CatalogID{}); err != nil {
		return out, err
	}
	if out.Canceled, err = u.cancelAll(in.Person, entitlement.ReasonAdministratorCanceled); err != nil {
		return out, err
	}
	if err := u.apply(); err != nil || in.KeepsAccess {
		return out, err
	}
	ids, err := u.list(store.LiveAssignmentsOf(in.Person))
	if err != nil {
		return out, err
	}
	for _, id := range ids {
		a, err := u.assignment(id)
		if err != nil {
			return out, err
		}
		if a == nil {
			continue
		}
		_, err = u.removeAs(a, entitlement.RequestAdminRemove, entitlement.ReasonAdministratorRemoved, in.Justification)
		if err != nil {
			return out, err
		}
		out.Removed = append(out.Removed, a.ID)
	}
	return out, nil
}
