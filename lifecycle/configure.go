package lifecycle

import (
	"math"
	"strconv"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// The commands that change the configuration share a form: the input carries the object as it should be, the result the
// object as it is stored. Ids, versions and times of new objects are made by the engine; an id that is given is kept.
//
// Updates replace the object as a whole. A version in the input is the one that the change is based on, and another current
// version is refused with VersionMismatch; version 0 replaces whatever there is.

// checkBase refuses a change that is based on another version than the current one.
func checkBase(kind entitlement.Kind, id string, based, current uint32) error {
	if based == 0 || based == current {
		return nil
	}
	return &entitlement.Error{
		Code: entitlement.VersionMismatch, Kind: kind, ID: id, Detail: "it has changed since it was read: read it again",
	}
}

func exists(kind entitlement.Kind, id, detail string) error {
	return &entitlement.Error{Code: entitlement.AlreadyExists, Kind: kind, ID: id, Detail: detail}
}

func inUse(kind entitlement.Kind, id, detail string) error {
	return &entitlement.Error{Code: entitlement.InUse, Kind: kind, ID: id, Detail: detail}
}

// limitReached refuses the object after the last that a limit allows.
func limitReached(kind entitlement.Kind, limit string, maximum int) error {
	return &entitlement.Error{
		Code: entitlement.LimitExceeded, Kind: kind,
		Err: &entitlement.LimitError{Limit: limit, Max: maximum, Value: maximum + 1},
	}
}

// named refuses a display name that another object of the same scope has.
func named[T any](
	kind entitlement.Kind, own entitlement.ID[T], name string, find func() (entitlement.ID[T], bool, error),
) error {
	id, found, err := find()
	if err != nil || !found || id == own {
		return err
	}
	return exists(kind, id.String(), "the display name "+quote(name)+" is taken")
}

// stored returns the times of an object: when it was made stays, when it was changed is now.
func stored(created, at time.Time) (createdAt, modifiedAt time.Time) {
	if created.IsZero() {
		created = at
	}
	return created, at
}

// freshID makes an identifier if none was given, and refuses one that exists: nothing is ever overwritten (I-1).
func freshID[T any](u *unit, kind entitlement.Kind, id *entitlement.ID[T], has func() (bool, error)) error {
	if id.IsZero() {
		*id = u.newID(u.at)
	}
	found, err := has()
	if err != nil || !found {
		return err
	}
	return exists(kind, id.String(), "the identifier is taken")
}

// had reports whether a table with versions holds the first version of a row: whether the identifier was ever used.
func had[K, T any](u *unit, table *store.Table[K, T], id *K, first uint32) func() (bool, error) {
	return func() (bool, error) {
		_, found, err := loadVersion(u, table, *id, first)
		return found, err
	}
}

// countAll is no limit for live.
const countAll = math.MaxInt

// live counts the live assignments of a package, or of one of its policies, up to a limit: also where their ends were not
// settled yet.
func (u *unit) live(pkg entitlement.AccessPackageID, policy entitlement.PolicyID, limit int) (int, error) {
	n := 0
	var a entitlement.Assignment
	err := store.LiveAssignmentsFor(pkg, policy).Each(u.tx, nil, func(id [16]byte, _ []byte) (bool, error) {
		found, err := u.e.schema.Assignments.Get(u.tx, id, &a)
		if err != nil {
			return false, err
		}
		if !found {
			return true, nil
		}
		is, err := u.isLive(&a, u.at)
		if is {
			n++
		}
		return n < limit, err
	})
	return n, err
}

func quote(s string) string { return strconv.Quote(s) }
