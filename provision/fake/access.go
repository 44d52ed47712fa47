package fake

import (
	"cmp"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// Access is how somebody holds a role.
type Access uint8

// The ways to hold a role.
const (
	None    Access = iota // not at all
	Foreign               // from somebody else: it was there before, or an administrator gave it
	Managed               // granted through Apply: it carries the engine's mark
)

// String returns the word for the access.
func (a Access) String() string {
	switch a {
	case Foreign:
		return "foreign"
	case Managed:
		return "managed"
	case None:
	}
	return "none"
}

// Held is a role that somebody holds.
type Held struct {
	provision.Holding
	Account  string
	Resource provision.Resource // for foreign access without ID
}

// Access returns how the account holds the role: not at all if the resource or the role is gone. The name of an account
// is that of the subject unless the operation said otherwise.
func (t *Target) Access(account string, r provision.Resource, role entitlement.RoleID) Access {
	t.mu.Lock()
	defer t.mu.Unlock()
	res := t.find(r)
	if res.removed || res.removedRoles[role] {
		return None
	}
	return res.roles[role][account].access
}

// Holdings returns everything that anybody holds, sorted by resource type, origin, role and account.
func (t *Target) Holdings() []Held {
	t.mu.Lock()
	defer t.mu.Unlock()
	var out []Held
	for key, res := range t.resources { // order: sorted below
		out = append(out, res.held(key)...)
	}
	slices.SortFunc(out, compareHeld)
	return out
}

// held returns who holds what of the resource, unsorted.
func (res *resource) held(key resourceKey) []Held {
	var out []Held
	if res.removed {
		return out
	}
	for role, holders := range res.roles { // order: the caller sorts
		if res.removedRoles[role] {
			continue
		}
		for account, h := range holders { // order: the caller sorts
			out = append(out, Held{
				Holding:  provision.Holding{Subject: h.subject, Role: role, Managed: h.access == Managed},
				Account:  account,
				Resource: provision.Resource{ID: h.id, Type: key.kind, OriginID: key.origin},
			})
		}
	}
	return out
}

func compareHeld(a, b Held) int {
	return cmp.Or(
		cmp.Compare(a.Resource.Type, b.Resource.Type), cmp.Compare(a.Resource.OriginID, b.Resource.OriginID),
		cmp.Compare(a.Role, b.Role), cmp.Compare(a.Account, b.Account))
}
