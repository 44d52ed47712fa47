package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// hasRoom refuses an object beyond a limit on how many an index may list.
func (u *unit) hasRoom(kind entitlement.Kind, limit string, maximum int, index store.Index) error {
	if maximum == entitlement.Unlimited {
		return nil
	}
	n, err := index.Count(u.tx, maximum)
	if err == nil && n >= maximum {
		err = limitReached(kind, limit, maximum)
	}
	return err
}

// hasRequestRoom refuses a request beyond Limits.RequestsInThreeMonths. A plan does not count, because what is due
// was not settled yet.
func (u *unit) hasRequestRoom() error {
	maximum := u.e.config.Limits.RequestsInThreeMonths
	if maximum == entitlement.Unlimited || !u.write && !u.checking {
		return nil
	}
	n, err := u.tx.RequestsSince(threeMonths(u.at))
	if err == nil && n >= maximum {
		err = limitReached(entitlement.KindRequest, "RequestsInThreeMonths", maximum)
	}
	return err
}

// threeMonths returns the first day of the three months that end with a day. They begin after the same day three months before
// or, where that month is shorter, after its end (I-80).
func threeMonths(at time.Time) time.Time {
	const months = 3
	year, month, day := at.UTC().Date()
	last := time.Date(year, month-months+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return time.Date(year, month-months, min(day, last)+1, 0, 0, 0, 0, time.UTC)
}

// hasAccessRoom refuses access beyond Limits.AssignmentsPerPackage and Limits.AssignmentsPerTenant. A request that waits
// has its place already, so what was approved is never refused for this.
func (u *unit) hasAccessRoom(id entitlement.AccessPackageID) error {
	limits := &u.e.config.Limits
	for _, l := range [...]struct {
		name    string
		maximum int
		counter store.Counter
	}{
		{"AssignmentsPerPackage", limits.AssignmentsPerPackage, store.AccessCountFor(id)},
		{"AssignmentsPerTenant", limits.AssignmentsPerTenant, store.AccessCount()},
	} {
		if l.maximum == entitlement.Unlimited || !u.write && !u.checking {
			continue
		}
		n, err := l.counter.Value(u.tx)
		if err == nil && n >= l.maximum {
			err = limitReached(entitlement.KindAssignment, l.name, l.maximum)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
