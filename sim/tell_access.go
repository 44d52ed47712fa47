package sim

import (
	"cmp"

	"example.com/tenure/entitlement"
)

// tellAssignment tells an event about an assignment.
func (c *chronicle) tellAssignment(ev *entitlement.Event, e *Entry) error {
	var a entitlement.Assignment
	id, found, err := decode(&c.schema.Assignments, ev, &a)
	if err != nil || !found {
		return err
	}
	target, pkg := c.name(a.Target, ev.At), c.pkg(a.Package.ID)
	followed := c.versions[id] != a.Package.Version
	c.versions[id] = a.Package.Version
	switch ev.Activity {
	case entitlement.ActivityCreateAssignment:
		e.Text = target + " gets " + pkg + " " + until(a.Schedule.End)
	case entitlement.ActivityRemoveAssignment:
		e.Text = target + " loses " + pkg + ": " + reasonWords(a.Reason)
	case entitlement.ActivityReprocess:
		e.Text = target + " is to get " + pkg + " once more"
	default:
		e.Text = target + c.progress(&a, followed) + pkg
	}
	return nil
}

// progress tells how far the delivery of an assignment got.
func (c *chronicle) progress(a *entitlement.Assignment, followed bool) string {
	switch {
	case followed:
		return " gets the changed roles of "
	case a.State == entitlement.AssignmentDelivered:
		return " has all of "
	case a.State == entitlement.AssignmentPartiallyDelivered:
		return " has only a part of "
	case a.State == entitlement.AssignmentDeliveryFailed:
		return " could be given nothing of "
	}
	return " is being given "
}

// tellGrant tells an event about a role for a person.
func (c *chronicle) tellGrant(ev *entitlement.Event, e *Entry) error {
	var g entitlement.Grant
	key, _, err := decode(&c.schema.Grants, ev, &g)
	if err != nil {
		return err
	}
	who, role := c.name(key.Subject, ev.At), c.role(key.Target, key.Role)
	switch ev.Activity {
	case entitlement.ActivityWantGrant:
		e.Text = who + " shall hold " + role
		switch {
		case g.Parked:
			e.Text += ", once there is an account"
		case g.Failure != "":
			e.Text += ", but " + codeWords(entitlement.Code(g.Failure))
		}
	case entitlement.ActivityFulfillGrant:
		e.Text = who + " holds " + role
	case entitlement.ActivityFailGrant:
		e.Text = who + " cannot be given " + role + ": " + codeWords(entitlement.Code(g.Failure))
	case entitlement.ActivityUnwantGrant:
		e.Text = who + " shall no longer hold " + role
	case entitlement.ActivityRemoveGrant:
		e.Text = who + " does not hold " + role + " any more"
	case entitlement.ActivityStuckRevoke:
		e.Text = role + " cannot be taken from " + who + ": " + codeWords(entitlement.Code(g.Failure)) + "; the attempts go on"
	default:
		e.Text = who + " keeps " + role + " through other access"
		if g.Generation == ev.Seq {
			e.Text = who + " can be given " + role + " now"
		}
	}
	return nil
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
	who := c.name(id, ev.At)
	switch ev.Activity {
	case entitlement.ActivityRegisterGuest:
		e.Text = who + " comes from outside: " + cmp.Or(c.organizations[g.Organization], g.Domain, "nobody knows where")
	case entitlement.ActivityInviteGuest:
		e.Text = who + " is to be invited"
		if g.Failure != "" {
			e.Text = who + " is not invited: " + codeWords(entitlement.Code(g.Failure))
		}
	case entitlement.ActivityGuestActive:
		e.Text = who + "'s account is to be used again"
	case entitlement.ActivityBlockGuest:
		e.Text = who + "'s account is to be blocked"
		if !g.DeleteAt.IsZero() {
			e.Text += ", and deleted on " + date(g.DeleteAt)
		}
	case entitlement.ActivityDeleteGuest:
		e.Text = who + "'s account is to be deleted"
	default:
		e.Text = who + "'s account is " + g.Observed.String()
		if g.Failure != "" {
			e.Text = who + " could not be invited: " + codeWords(entitlement.Code(g.Failure))
		}
	}
	return nil
}
