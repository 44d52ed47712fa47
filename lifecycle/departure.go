package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

func (u *unit) departure(id entitlement.SubjectID) (*entitlement.Departure, error) {
	d, _, err := load(u, &u.e.schema.Departures, id)
	return d, err
}

// isServed reports whether somebody whom the directory does not have is a guest whose account is to be made, or is the engine's to
// clean up: such an account comes and goes with access, and so does the person in the directory.
func (u *unit) isServed(id entitlement.SubjectID) (bool, error) {
	guest, err := u.guest(id)
	return guest != nil && (!guest.HasAccount() || guest.Lifecycle == entitlement.LifecycleGoverned), err
}

// depart notes that a person with access has left the directory, and cancels what waits for them.
func (u *unit) depart(id entitlement.SubjectID) error {
	record(&u.out, entitlement.ActivityPersonDeleted, nil, &entitlement.Departure{Subject: id, Since: u.when})
	if _, err := u.cancelAll(id, entitlement.ReasonTargetNotFound); err != nil {
		return err
	}
	if err := u.approverGone(id); err != nil {
		return err
	}
	return u.apply()
}

// departureDue asks the directory whether somebody is back whose time to come back is over: that may not have been told. What they
// have goes on until the directory has answered.
func (u *unit) departureDue(id entitlement.SubjectID, due time.Time) error {
	d, err := u.departure(id)
	if err != nil || d == nil || d.Due || !d.End().Equal(due) {
		return err
	}
	after := *d
	after.Due = true
	record(&u.out, entitlement.ActivityDepartureDue, d, &after)
	return u.apply()
}

// departureOver ends what a person has who was not in the directory when their time to come back was over, as of that instant;
// nobody is told. Who is back is treated like somebody whose return was told.
func (u *unit) departureOver(id entitlement.SubjectID) error {
	d, err := u.departure(id)
	if err != nil || d == nil || !d.Due {
		return err
	}
	u.when = d.End()
	person, err := u.subject(id)
	if err != nil {
		return err
	}
	u.followsDirectory(id)
	if person != nil {
		_, err := u.personChanged(id)
		return err
	}
	ids, err := u.list(store.LiveAssignmentsOf(id))
	if err != nil {
		return err
	}
	for _, assignment := range ids {
		a, err := u.assignment(assignment)
		if err != nil {
			return err
		}
		if a == nil || !a.IsLive(u.when) {
			continue // its end has come at this instant too
		}
		if err := u.endAssignment(a, entitlement.AssignmentIsRemoved, entitlement.ReasonUserDeleted); err != nil {
			return err
		}
		if err := u.apply(); err != nil {
			return err
		}
	}
	record[entitlement.Departure](&u.out, entitlement.ActivityCleanUpDeleted, d, nil)
	if err := u.apply(); err != nil {
		return err
	}
	if err := u.forgetPerson(id); err != nil {
		return err
	}
	return u.apply()
}

// forgetPerson takes a person who is gone out of the scopes of automatic policies.
func (u *unit) forgetPerson(id entitlement.SubjectID) error {
	list, err := u.automatics()
	if err != nil {
		return err
	}
	for i := range list {
		m, err := u.member(list[i].ID, id)
		if err != nil {
			return err
		}
		if m == nil {
			continue
		}
		scope, err := u.automaticScope(list[i].ID)
		if err != nil {
			return err
		}
		after := *scope
		after.People--
		if m.Leaving {
			after.Leaving--
		}
		record[entitlement.AutomaticMember](&u.out, entitlement.ActivityUpdateMember, m, nil)
		if err := u.recordScope(scope, &after, entitlement.ActivityUpdateScope); err != nil {
			return err
		}
	}
	return nil
}
