package lifecycle

import (
	"errors"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// compareLimit bounds how many grants and holdings one transaction compares.
const compareLimit = 10_000

// historyLimit bounds how many events of a person are looked at for what an assignment once took over.
const historyLimit = 10_000

// comparison walks what a target holds and what is wanted of it side by side, in the order of people and roles.
//
// The target was asked before the transaction began, so whatever the log says has changed since then is left out, and so is
// what the target is being told: both may differ without anybody being wrong.
type comparison struct {
	*unit
	place  *place
	policy DriftPolicy
	all    inventory
	limit  int // of drifts

	held   inventory // what is left of all
	quiet  bool      // nothing at all has happened since the target was asked
	looked int
	last   entitlement.GrantKey // the place up to which everything was compared
	drifts []Drift
	lost   []*entitlement.Grant   // grants to restore
	excess []entitlement.GrantKey // roles to revoke
}

// compare compares in a transaction, from where the place says on. It reports false if it stopped before the end, at c.last.
func (c *comparison) compare(u *unit) (done bool, err error) {
	*c = comparison{unit: u, place: c.place, policy: c.policy, all: c.all, limit: c.limit}
	c.quiet = c.meta.Seq == c.place.seen
	c.held = c.all.after(c.place.after)
	err = c.tx.GrantsAt(c.place.target.ID(), c.place.after, func(key entitlement.GrantKey) (bool, error) {
		if err := c.unclaimed(&key); err != nil {
			return false, err
		}
		if c.isFull() {
			return false, errFull
		}
		isHeld := len(c.held) > 0 && comparePlace(c.held[0], key.Subject, key.Role) == 0
		if isHeld {
			c.held = c.held[1:]
		}
		c.looked, c.last = c.looked+1, key
		return true, c.claimed(key, isHeld)
	})
	if err == nil {
		err = c.unclaimed(nil)
	}
	if err == errFull { //nolint:errorlint // a sentinel of this file, never wrapped
		return false, nil
	}
	return err == nil, err
}

// errFull ends a comparison that has found, or seen, enough for one transaction.
var errFull = errors.New("enough for one transaction")

func (c *comparison) isFull() bool { return len(c.drifts) >= c.limit || c.looked >= compareLimit }

// isNews reports whether what was found belongs in the log.
func (c *comparison) isNews() bool {
	return slices.ContainsFunc(c.drifts, func(d Drift) bool { return d.Kind != DriftForeign || d.Repaired })
}

// unclaimed looks at what is held and no grant is about, up to the place of the next grant; nil is the end.
func (c *comparison) unclaimed(next *entitlement.GrantKey) error {
	for len(c.held) > 0 {
		h := c.held[0]
		if next != nil && comparePlace(h, next.Subject, next.Role) >= 0 {
			return nil
		}
		if c.isFull() {
			return errFull
		}
		c.held = c.held[1:]
		c.looked, c.last = c.looked+1, entitlement.GrantKey{Subject: h.Subject, Target: c.place.target.ID(), Role: h.Role}
		if err := c.surplus(h); err != nil {
			return err
		}
	}
	return nil
}

// claimed looks at a grant. Only one that the target confirmed and about which nothing is on its way can be missing; access
// that is there is right, whoever gave it.
func (c *comparison) claimed(key entitlement.GrantKey, isHeld bool) error {
	if isHeld || c.policy.Missing == DriftIgnore || !c.place.concerns(key.Role) {
		return nil
	}
	g, err := c.e.schema.Grants.Find(c.tx, key, c.rows.grants.next)
	if err != nil || g == nil {
		return err
	}
	if g.Observed != entitlement.ObservedPresent || !g.Dirty.IsZero() || g.Event > c.place.seen {
		return nil
	}
	switch guest, err := c.guest(key.Subject); {
	case err != nil:
		return err
	case guest != nil && c.all.has(entitlement.SubjectID(guest.AccountID), key.Role):
		return nil // the target lists it under the name of the account
	}
	d := c.find(DriftMissing, key)
	if c.policy.Missing == DriftRepair {
		d.Repaired = true
		c.lost = append(c.lost, g)
	}
	return nil
}

// surplus looks at access that no grant is about.
func (c *comparison) surplus(h provision.Holding) error {
	kind := DriftForeign
	if h.Managed {
		kind = DriftExtra
	}
	if c.policy.action(kind) == DriftIgnore || !c.place.concerns(h.Role) {
		return nil
	}
	key, claimed, err := c.ownerOf(c.last)
	if err != nil || claimed {
		return err
	}
	if changed, err := c.changed(key.Subject); err != nil || changed {
		return err
	}
	d := c.find(kind, key)
	if c.policy.action(kind) != DriftRepair {
		return nil
	}
	if kind == DriftForeign {
		if once, err := c.wasTakenOver(key); err != nil || !once {
			return err
		}
	}
	d.Repaired = true
	c.excess = append(c.excess, key)
	return nil
}

// ownerOf finds out whose role it is that a target lists under the name of an account, and whether a grant is about it.
func (c *comparison) ownerOf(key entitlement.GrantKey) (owner entitlement.GrantKey, claimed bool, err error) {
	guest, found, err := c.tx.GuestOf(string(key.Subject))
	if err != nil || !found {
		return key, false, err
	}
	key.Subject = guest
	claimed, err = c.e.schema.Grants.Has(c.tx, key)
	return key, claimed, err
}

// find appends a drift.
func (c *comparison) find(kind DriftKind, key entitlement.GrantKey) *Drift {
	c.drifts = append(c.drifts, Drift{
		Kind: kind, Target: c.place.target.Target, ResourceName: c.place.target.DisplayName, Subject: key.Subject, Role: key.Role,
	})
	return &c.drifts[len(c.drifts)-1]
}

// changed reports whether something may have happened to a person since the target was asked.
func (c *comparison) changed(id entitlement.SubjectID) (bool, error) {
	if c.quiet || c.e.config.Log.Discard {
		return !c.quiet, nil
	}
	last, err := c.tx.LastSeen(id)
	return last > c.place.seen, err
}

// wasTakenOver reports whether the log knows of an assignment that the target was asked for the role for, and that was over
// later. Where the log does not reach, nothing is known.
func (c *comparison) wasTakenOver(key entitlement.GrantKey) (bool, error) {
	if c.e.config.Log.Discard {
		return false, nil
	}
	seq, err := c.tx.LastSeen(key.Subject)
	if err != nil {
		return false, err
	}
	name := string(c.e.schema.Grants.AppendKey(nil, &entitlement.Grant{Key: key}))
	var ev entitlement.Event
	for n := 0; n < historyLimit && seq >= max(c.meta.Kept, 1); n++ {
		_, found, err := c.tx.Event(seq, &ev)
		if err != nil || !found {
			return false, err
		}
		if ev.Activity == entitlement.ActivityUnwantGrant && ev.Object.Key == name {
			return true, nil
		}
		seq = ev.LastSeen
	}
	return false, nil
}
