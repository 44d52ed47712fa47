package sim

import (
	"cmp"

	"example.com/tenure/entitlement"
)

// assignmentTexts tell events about assignments.
var assignmentTexts = map[entitlement.Activity]string{
	entitlement.ActivityCreateAssignment: "{target} gets {package} {until}",
	entitlement.ActivityRemoveAssignment: "{target} loses {package}: {reason}",
	entitlement.ActivityReprocess:        "{target} is to get {package} once more",
	entitlement.ActivityExtendAssignment: "{target} keeps {package} {until}",
	entitlement.ActivityLeaveScope:       "{target} has left the scope of {package} and keeps it {until}",
	entitlement.ActivityReturnToScope:    "{target} is back in the scope of {package} and keeps it",
	entitlement.ActivityPromptExtension:  "{target}'s access to {package} ends soon",
	entitlement.ActivityAnnounceEnd:      "{target}'s access to {package} ends soon",
	entitlement.ActivityUpdateAssignment: "{target} {progress} {package}",
}

// tellAssignment tells an event about an assignment.
func (c *chronicle) tellAssignment(ev *entitlement.Event, e *Entry) error {
	var a entitlement.Assignment
	id, found, err := decode(&c.schema.Assignments, ev, &a)
	if err != nil || !found {
		return err
	}
	followed := c.versions[id] != a.Package.Version
	c.versions[id] = a.Package.Version
	e.Text = fill(ev, assignmentTexts,
		"{target}", c.name(a.Target, ev.At), "{package}", c.pkg(a.Package.ID), "{until}", until(a.Schedule.End),
		"{reason}", reasonWords(a.Reason), "{progress}", progress(&a, followed),
	)
	return nil
}

// progress tells how far the delivery of an assignment got.
func progress(a *entitlement.Assignment, followed bool) string {
	switch {
	case followed:
		return "gets the changed roles of"
	case a.State == entitlement.AssignmentDelivered:
		return "has all of"
	case a.State == entitlement.AssignmentPartiallyDelivered:
		return "has only a part of"
	case a.State == entitlement.AssignmentDeliveryFailed:
		return "could be given nothing of"
	}
	return "is being given"
}

// grantTexts tell events about roles for people.
var grantTexts = map[entitlement.Activity]string{
	entitlement.ActivityWantGrant:        "{who} shall hold {role}{but}",
	entitlement.ActivityFulfillGrant:     "{who} holds {role}",
	entitlement.ActivityFailGrant:        "{who} cannot be given {role}: {failure}",
	entitlement.ActivityUnwantGrant:      "{who} shall no longer hold {role}",
	entitlement.ActivityRemoveGrant:      "{who} does not hold {role} any more",
	entitlement.ActivityStuckRevoke:      "{role} cannot be taken from {who}: {failure}; the attempts go on",
	entitlement.ActivityExtendAssignment: "{who} keeps {role} for longer",
	entitlement.ActivityLeaveScope:       "{who} keeps {role} until then",
	entitlement.ActivityReturnToScope:    "{who} keeps {role}",
	entitlement.ActivityUpdateGrant:      "{who} keeps {role} through other access",
	entitlement.ActivityRestoreGrant:     "{who} does not hold {role} after all, and is to be given it again",
	entitlement.ActivityRevokeDrift:      "{who} holds {role} without reason, and is to lose it",
}

// tellGrant tells an event about a role for a person.
func (c *chronicle) tellGrant(ev *entitlement.Event, e *Entry) error {
	var g entitlement.Grant
	key, _, err := decode(&c.schema.Grants, ev, &g)
	if err != nil {
		return err
	}
	who, role, failure := c.name(key.Subject, ev.At), c.role(key.Target, key.Role), codeWords(entitlement.Code(g.Failure))
	but := ""
	switch {
	case g.Parked:
		but = ", once there is an account"
	case failure != "":
		but = ", but " + failure
	}
	e.Text = fill(ev, grantTexts, "{who}", who, "{role}", role, "{failure}", failure, "{but}", but)
	if ev.Activity == entitlement.ActivityUpdateGrant && g.Generation == ev.Seq {
		e.Text = who + " can be given " + role + " now"
	}
	if key.Role == entitlement.RolePersistedValue && ev.Activity == entitlement.ActivityRemoveGrant {
		e.Text = who + " is left with " + role
	}
	return nil
}

// guestTexts tell events about the accounts of people from outside.
var guestTexts = map[entitlement.Activity]string{
	entitlement.ActivityRegisterGuest: "{who} comes from outside: {origin}",
	entitlement.ActivityInviteGuest:   "{who} is to be invited",
	entitlement.ActivityGuestActive:   "{who}'s account is to be used again",
	entitlement.ActivityBlockGuest:    "{who}'s account is to be blocked{deletion}",
	entitlement.ActivityDeleteGuest:   "{who}'s account is to be deleted{when}",
	entitlement.ActivityGuestDone:     "{who}'s account is {state}",
	entitlement.ActivityGovernGuest:   "{who} is marked as governed",
	entitlement.ActivityUngovernGuest: "{who} is marked as not governed",
}

// tellGuest tells an event about the account of somebody from outside.
func (c *chronicle) tellGuest(ev *entitlement.Event, e *Entry) error {
	var g entitlement.GuestAccount
	id, found, err := decode(&c.schema.Guests, ev, &g)
	if err != nil || !found {
		return err
	}
	if g.DisplayName != "" {
		c.guests[id] = g.DisplayName
	}
	who, deletion, when := c.name(id, ev.At), "", ""
	if !g.DeleteAt.IsZero() {
		when = " on " + date(g.DeleteAt)
		deletion = ", and deleted" + when
	}
	e.Text = fill(ev, guestTexts,
		"{who}", who, "{origin}", cmp.Or(c.organizations[g.Organization], g.Domain, "nobody knows where"), "{deletion}", deletion,
		"{when}", when,
		"{state}", g.Observed.String(),
	)
	if g.Failure != "" {
		e.Text = who + " is not invited: " + codeWords(entitlement.Code(g.Failure))
	}
	return nil
}
