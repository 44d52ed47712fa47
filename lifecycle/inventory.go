package lifecycle

import (
	"cmp"
	"context"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// inventory is what a target said it holds: sorted by person and role, each role of a person once.
type inventory []provision.Holding

// take asks a target what it holds, outside any transaction. A target that ends with an error has said nothing: what came
// before is not the whole, and no answer is not an empty one.
func (e *Engine) take(ctx context.Context, t entitlement.Target, at time.Time) (held inventory, err error) {
	lister, lists := e.config.Provisioner.(provision.Lister)
	if !lists {
		return nil, provision.Permanent(entitlement.Unsupported, "Use a provisioner that can list, or leave the resource out.")
	}
	if limit := e.callTimeout(); limit > 0 {
		limited, cancel := within(ctx, e.config.Clock, limit)
		defer cancel()
		ctx = limited
	}
	defer func() {
		if r := recover(); r != nil { // I-73
			e.config.Logger.ErrorContext(ctx, "lister panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			held, err = nil, provision.Transient(fmt.Errorf("the lister panicked: %v", r), "Look up the stack in the log.")
		}
	}()
	resource := provision.Resource{ID: t.ID(), Type: t.Type, OriginID: t.OriginID}
	for h, err := range lister.List(ctx, resource, at) {
		if err != nil {
			return nil, err
		}
		if err := (entitlement.GrantKey{Subject: h.Subject, Role: h.Role}).Validate(); err != nil {
			return nil, provision.Permanent(err, "Repair the lister: it names a person or a role that cannot be.")
		}
		held = append(held, h)
	}
	slices.SortFunc(held, compareHoldings)
	return slices.CompactFunc(held, func(a, b provision.Holding) bool {
		return a.Subject == b.Subject && a.Role == b.Role // the first one is managed if any is
	}), nil
}

func compareHoldings(a, b provision.Holding) int {
	mark := func(h provision.Holding) int {
		if h.Managed {
			return 0
		}
		return 1
	}
	return cmp.Or(comparePlace(a, b.Subject, b.Role), cmp.Compare(mark(a), mark(b)))
}

// comparePlace orders a holding against a person and a role, as grants of one target are ordered.
func comparePlace(h provision.Holding, subject entitlement.SubjectID, role entitlement.RoleID) int {
	return cmp.Or(cmp.Compare(h.Subject, subject), cmp.Compare(h.Role, role))
}

// has reports whether an account holds a role.
func (v inventory) has(account entitlement.SubjectID, role entitlement.RoleID) bool {
	_, found := slices.BinarySearchFunc(v, account, func(h provision.Holding, account entitlement.SubjectID) int {
		return comparePlace(h, account, role)
	})
	return found
}

// after returns the holdings behind a place; nil is the beginning.
func (v inventory) after(place *entitlement.GrantKey) inventory {
	if place == nil {
		return v
	}
	i, found := slices.BinarySearchFunc(v, place, func(h provision.Holding, place *entitlement.GrantKey) int {
		return comparePlace(h, place.Subject, place.Role)
	})
	if found {
		i++
	}
	return v[i:]
}
