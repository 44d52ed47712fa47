package fake

import (
	"fmt"
	"maps"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// resourceKey is the identity of a resource in the target: two resources of the engine may be one in the target.
type resourceKey struct {
	kind   entitlement.ResourceType
	origin string
}

func keyOf(r provision.Resource) resourceKey { return resourceKey{r.Type, r.OriginID} }

// resource is who holds which of its roles, and what of it is gone.
type resource struct {
	roles        map[entitlement.RoleID]map[string]holder // by account
	removed      bool
	removedRoles map[entitlement.RoleID]bool
}

// holder is somebody who holds a role.
type holder struct {
	access  Access
	subject entitlement.SubjectID // the person; the account's name if foreign
	id      entitlement.TargetID  // the resource as the engine named it; zero if foreign
}

// find returns the resource for reading. One that was never mentioned exists and nobody holds anything of it.
func (t *Target) find(r provision.Resource) *resource {
	if res, ok := t.resources[keyOf(r)]; ok {
		return res
	}
	return &resource{}
}

// open returns the resource for writing.
func (t *Target) open(r provision.Resource) *resource {
	res, ok := t.resources[keyOf(r)]
	if !ok {
		res = &resource{roles: map[entitlement.RoleID]map[string]holder{}, removedRoles: map[entitlement.RoleID]bool{}}
		t.resources[keyOf(r)] = res
	}
	return res
}

// refuse says why the operation cannot have its effect. Revoking works on what is gone too: so it does not come back
// with it.
func (t *Target) refuse(op provision.Operation) error {
	if latest := t.latest[wishOf(op)]; op.Generation < latest && !t.options.Forgetful {
		return provision.Permanent(fmt.Errorf("%w by generation %d", provision.Superseded, latest), "") // I-64
	}
	if op.Verb == provision.Revoke {
		return nil
	}
	return t.refuseGrant(op.Account(), op.Resource, op.Role)
}

func (t *Target) refuseGrant(account string, r provision.Resource, role entitlement.RoleID) error {
	res := t.find(r)
	holders := res.roles[role]
	limit := t.options.MembersPerGroup
	switch {
	case res.removed:
		return provision.Permanent(fmt.Errorf("%w: %q", provision.ResourceMissing, r.OriginID), "")
	case res.removedRoles[role]:
		return provision.Permanent(fmt.Errorf("%w: %q of %q", provision.RoleMissing, role, r.OriginID), "")
	case r.Type != entitlement.ResourceGroup || limit < 0 || len(holders) < limit || holders[account].access != None:
		return nil
	}
	err := &entitlement.LimitError{Limit: "MembersPerGroup", Max: limit, Value: len(holders) + 1}
	return provision.Permanent(fmt.Errorf("%w: %q: %w", provision.GroupFull, r.OriginID, err), "")
}

// perform has the effect of the operation, or says why not.
func (t *Target) perform(op provision.Operation, at time.Time, cause Cause) error {
	if err := t.refuse(op); err != nil {
		return err
	}
	from := t.find(op.Resource).roles[op.Role][op.Account()].access
	if from == Foreign && t.options.LeaveForeign {
		return nil // I-60 rather than R-033
	}
	to := Managed
	if op.Verb == provision.Revoke {
		to = None
	}
	t.change(Change{
		At: at, Cause: cause, Key: op.Key, Generation: op.Generation,
		Account: op.Account(), Subject: op.Subject, Resource: op.Resource, Role: op.Role, To: to,
	})
	return nil
}

// change is the only writer of who holds what. What does not differ is not a change.
func (t *Target) change(c Change) {
	res := t.open(c.Resource)
	held := res.roles[c.Role][c.Account]
	c.From = held.access
	switch {
	case c.From == c.To:
		return
	case c.To == None:
		c.Subject, c.Resource.ID = held.subject, held.id // whose access ended, as it was granted
		delete(res.roles[c.Role], c.Account)
	default:
		if res.roles[c.Role] == nil {
			res.roles[c.Role] = map[string]holder{}
		}
		res.roles[c.Role][c.Account] = holder{c.To, c.Subject, c.Resource.ID}
	}
	t.changes = append(t.changes, c)
}

// clone returns a copy that shares no holders with the receiver.
func (res *resource) clone() *resource {
	c := *res
	c.roles = make(map[entitlement.RoleID]map[string]holder, len(res.roles))
	for role, holders := range res.roles { // order: a copy of a map
		c.roles[role] = maps.Clone(holders)
	}
	return &c
}
