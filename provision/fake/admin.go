package fake

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// AdminAdds gives the account the role at the logical instant, behind the engine's back (R-034, F16). Whoever holds it
// already keeps it as it was. It is refused like a grant when the resource or the role is gone or the group is full.
func (t *Target) AdminAdds(at time.Time, account string, r provision.Resource, role entitlement.RoleID) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.advance(at)
	if err := t.refuseGrant(account, r, role); err != nil {
		return err
	}
	if t.find(r).roles[role][account].access != None {
		return nil
	}
	r.ID = entitlement.TargetID{} // the target does not know it
	t.change(Change{
		At: at, Cause: CauseAdministrator, Account: account, Subject: entitlement.SubjectID(account), Resource: r, Role: role,
		To: Foreign,
	})
	return nil
}

// AdminRemoves takes the role from the account at the logical instant, behind the engine's back (R-034, F16). Nothing
// happens if the account does not hold it.
func (t *Target) AdminRemoves(at time.Time, account string, r provision.Resource, role entitlement.RoleID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.advance(at)
	t.change(Change{At: at, Cause: CauseAdministrator, Account: account, Resource: r, Role: role, To: None})
}

// RemoveResource deletes the resource in the target at the logical instant: nobody holds its roles any more,
// and grants are refused with provision.ResourceMissing.
func (t *Target) RemoveResource(at time.Time, r provision.Resource) { t.removeResource(at, r, true) }

// RestoreResource brings the resource back as out of a recycle bin: with the people who held its roles, except those
// whose access was revoked in between.
func (t *Target) RestoreResource(at time.Time, r provision.Resource) { t.removeResource(at, r, false) }

// RemoveRole deletes a role of the resource, or renames it, at the logical instant: nobody holds it any more, and
// grants are refused with provision.RoleMissing (F13).
func (t *Target) RemoveRole(at time.Time, r provision.Resource, role entitlement.RoleID) {
	t.removeRole(at, r, role, true)
}

// RestoreRole brings the role back as RestoreResource does with a resource.
func (t *Target) RestoreRole(at time.Time, r provision.Resource, role entitlement.RoleID) {
	t.removeRole(at, r, role, false)
}

func (t *Target) removeResource(at time.Time, r provision.Resource, removed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.advance(at)
	t.open(r).removed = removed
}

func (t *Target) removeRole(at time.Time, r provision.Resource, role entitlement.RoleID, removed bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.advance(at)
	t.open(r).removedRoles[role] = removed
}
