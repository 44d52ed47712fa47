package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// The shell around the steps: it loads the rows that a step needs. What it returns may be put into an outcome as "before".

func (u *unit) assignment(id entitlement.AssignmentID) (*entitlement.Assignment, error) {
	return u.e.schema.Assignments.Find(u.tx, id, u.rows.assignments.next)
}

func (u *unit) request(id entitlement.RequestID) (*entitlement.Request, error) {
	return u.e.schema.Requests.Find(u.tx, id, u.rows.requests.next)
}

func (u *unit) stage(key entitlement.StageKey) (*entitlement.ApprovalStage, error) {
	return u.e.schema.Stages.Find(u.tx, key, u.rows.stages.next)
}

// requestWithStages returns a request and all stages of its approval, or nil.
func (u *unit) requestWithStages(id entitlement.RequestID) (*entitlement.Request, []entitlement.ApprovalStage, error) {
	r, err := u.request(id)
	if err != nil || r == nil {
		return nil, nil, err
	}
	stages := u.rows.stages.take(int(r.Stages))
	for i := range stages {
		key := entitlement.StageKey{Request: id, Index: uint8(i + 1)}
		found, err := u.e.schema.Stages.Get(u.tx, key, &stages[i])
		if err != nil {
			return nil, nil, err
		}
		if !found {
			return nil, nil, broken(entitlement.KindStage, id.String(), "stage %d is missing", i+1)
		}
	}
	return r, stages, nil
}

// grants returns the grants of a person for roles, in their order, and for the attributes of their resources; a row that does
// not exist has only its key.
func (u *unit) grants(subject entitlement.SubjectID, roles []entitlement.RoleRef) ([]entitlement.Grant, error) {
	out, attributes := u.rows.grants.take(len(roles)), false
	for i, role := range roles {
		r, err := u.resourceLast(role.Resource)
		if err != nil {
			return nil, err
		}
		attributes = attributes || len(r.Attributes) > 0
		key := entitlement.GrantKey{Subject: subject, Target: r.target, Role: role.Role}
		found, err := u.e.schema.Grants.Get(u.tx, key, &out[i])
		if err != nil {
			return nil, err
		}
		if !found {
			out[i] = entitlement.Grant{Key: key}
		}
	}
	if !attributes {
		return out, nil
	}
	values, err := u.values(subject, roles)
	return slices.Concat(out, values), err
}

// hasAccess reports whether a person holds an assignment, other than one, that gives access at the logical instant.
func (u *unit) hasAccess(subject entitlement.SubjectID, other entitlement.AssignmentID) (bool, error) {
	ids, err := u.list(store.LiveAssignmentsOf(subject))
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		if id == other {
			continue
		}
		a, err := u.assignment(id)
		if err != nil {
			return false, err
		}
		if a != nil && a.IsLive(u.when) {
			return true, nil
		}
	}
	return false, nil
}

// isStarting reports whether a start of a person's access has come and the directory is still being asked about it.
func (u *unit) isStarting(subject entitlement.SubjectID) (bool, error) {
	ids, err := u.list(store.RequestsOf(subject))
	if err != nil {
		return false, err
	}
	for _, id := range ids {
		r, err := u.request(id)
		if err != nil || r != nil && r.Target == subject && r.State == entitlement.RequestScheduled && r.Starting {
			return err == nil, err
		}
	}
	return false, nil
}

// startInputFor loads what is needed to give a person a package under a policy.
func (u *unit) startInputFor(
	r *entitlement.Request, p *entitlement.AssignmentPolicy, window entitlement.Schedule, refused entitlement.EndReason,
	answers []entitlement.Answer,
) (startInput, error) {
	in := startInput{request: r, window: window, refused: refused}
	if refused != 0 || window.Start.After(u.when) {
		return in, nil // it will not start now
	}
	var err error
	if in.pkg, err = u.pkg(r.Package.ID); err != nil {
		return in, err
	}
	if in.pkg == nil {
		return in, broken(entitlement.KindAccessPackage, r.Package.ID.String(), "is deleted, but a request for it waits")
	}
	if in.grants, err = u.grants(r.Target, in.pkg.Roles); err != nil {
		return in, err
	}
	if in.grants, err = u.answered(in.grants, answers); err != nil {
		return in, err
	}
	if in.guest, err = u.guestToServe(r.Target); err != nil {
		return in, err
	}
	if in.settings, err = u.settings(); err != nil {
		return in, err
	}
	if in.notify, err = u.notifies(r.Policy); err != nil {
		return in, err
	}
	current, err := u.policy(p.ID)
	if err != nil {
		return in, err
	}
	if current != nil {
		in.prompts = current.EndNotices()
	}
	in.id = u.newID(u.when)
	return in, nil
}

// guest returns the account of an external person, or nil for everybody else.
func (u *unit) guest(id entitlement.SubjectID) (*entitlement.GuestAccount, error) {
	return u.e.schema.Guests.Find(u.tx, id, u.rows.guests.next)
}

// guestToServe is guest for somebody who gets access. The directory is asked about external people: who has an account that
// is not the engine's is treated like everybody else from now on.
func (u *unit) guestToServe(id entitlement.SubjectID) (*entitlement.GuestAccount, error) {
	g, err := u.guest(id)
	if err != nil || g == nil {
		return nil, err
	}
	u.claimGuest(g)
	person, err := u.subject(id)
	if err != nil || person == nil {
		return g, err
	}
	lifecycle, elsewhere := accountElsewhere(g, person)
	if !elsewhere {
		return g, nil
	}
	stepGuestElsewhere(&u.out, g, lifecycle)
	return nil, nil //nolint:nilnil // nobody to invite
}

// isBlocked reports whether the engine blocked an external person, or settling would: the directory may not show it.
func (u *unit) isBlocked(person *entitlement.Subject) (bool, error) {
	if person == nil || !person.IsExternal() {
		return false, nil
	}
	g, err := u.guest(person.ID)
	if err != nil || g == nil || g.IsBlocked() {
		return err == nil && g != nil, err
	}
	settings, err := u.settings()
	if err != nil || !g.HasAccount() || !mayBlock(g, settings) {
		return false, err
	}
	had, err := u.list(store.LiveAssignmentsOf(person.ID))
	if err != nil || len(had) == 0 {
		return false, err
	}
	for _, id := range had {
		a, err := u.assignment(id)
		if err != nil || a == nil {
			return false, err
		}
		if live, err := u.isLive(a, u.when); err != nil || live {
			return false, err
		}
	}
	return true, nil
}

// invited reports whether an invitation of an external person went out. The mark is made before the first call.
func (u *unit) invited(g *entitlement.GuestAccount) (bool, error) {
	effect := store.Effect{Kind: store.EffectGuest, Key: u.e.schema.Guests.AppendKey(nil, g)}
	var attempt store.Attempt
	return u.tx.Attempt(effect, &attempt)
}

// endAssignment loads what an ending assignment leaves behind and ends it at the logical instant.
func (u *unit) endAssignment(a *entitlement.Assignment, input entitlement.AssignmentInput, reason entitlement.EndReason) error {
	in := endInput{assignment: a, input: input, reason: reason}
	pkg, err := u.pkgVersion(a.Package)
	if err != nil {
		return err
	}
	if in.grants, err = u.grants(a.Target, pkg.Roles); err != nil {
		return err
	}
	if in.request, err = u.request(a.Request); err != nil {
		return err
	}
	if in.extension, in.stages, err = u.openExtension(a); err != nil {
		return err
	}
	if in.guest, err = u.guest(a.Target); err != nil {
		return err
	}
	if in.guest != nil {
		other, err := u.hasAccess(a.Target, a.ID)
		if err != nil {
			return err
		}
		in.lastAccess = !other
		if in.invited, err = u.invited(in.guest); err != nil {
			return err
		}
		if in.settings, err = u.settings(); err != nil {
			return err
		}
	}
	if in.notify, err = u.notifies(a.Policy); err != nil {
		return err
	}
	if reason == entitlement.ReasonUserDeleted {
		in.notify = false
	}
	if a.State == entitlement.AssignmentDelivering || a.State == entitlement.AssignmentDeliveryFailed {
		in.notify = false // nobody was told that access had been given
	}
	return stepEnd(&u.out, in, u.when)
}

// notifies reports whether a policy lets mails about assignments be sent. The switch is looked up live; a deleted
// policy's last word stands.
func (u *unit) notifies(ref entitlement.PolicyRef) (bool, error) {
	p, err := u.policy(ref.ID)
	if err == nil && p == nil {
		p, err = u.policyAt(ref)
	}
	if err != nil {
		return false, err
	}
	return !p.NotificationSettings.IsAssignmentNotificationDisabled, nil
}

// tallyOf counts how far the roles of an assignment got.
func (u *unit) tallyOf(a *entitlement.Assignment) (tally, error) {
	pkg, err := u.pkgVersion(a.Package)
	if err != nil {
		return tally{}, err
	}
	grants, err := u.grants(a.Target, pkg.Roles)
	if err != nil {
		return tally{}, err
	}
	var t tally
	for i := range grants {
		if j, found := grants[i].Source(a.ID); found {
			t.add(grants[i].Sources[j].State)
		}
	}
	return t, nil
}

// settleDelivery derives the state of assignments whose roles made progress. Call it after the grant was applied.
func (u *unit) settleDelivery(changed []entitlement.AssignmentID, at time.Time) error {
	for _, id := range changed {
		a, err := u.assignment(id)
		if err != nil {
			return err
		}
		if a == nil || a.State == entitlement.AssignmentExpired {
			continue
		}
		t, err := u.tallyOf(a)
		if err != nil {
			return err
		}
		if t.pending > 0 {
			continue
		}
		r, err := u.request(a.Request)
		if err != nil {
			return err
		}
		notify, err := u.notifies(a.Policy)
		if err != nil {
			return err
		}
		if err := stepDelivery(&u.out, a, r, t, notify, at); err != nil {
			return err
		}
		if err := u.apply(); err != nil {
			return err
		}
	}
	return nil
}
