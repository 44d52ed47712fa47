package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// apply writes the outcome: it numbers and stamps each change, writes the row with its index entries, timers and effects,
// and appends the event. It is the only writer of rows. In a transaction that only plans it ends the plan.
func (u *unit) apply() error {
	if !u.write {
		return errPlanned
	}
	for i := range u.out.changes {
		if err := u.applyChange(&u.out.changes[i]); err != nil {
			return err
		}
	}
	if u.e.config.Notifier != nil {
		for i := range u.out.mails {
			if err := u.post(&u.out.mails[i]); err != nil {
				return err
			}
		}
	}
	for i := range u.out.jobs {
		if err := u.startJob(&u.out.jobs[i]); err != nil {
			return err
		}
	}
	u.touched = u.touched || len(u.out.changes) > 0
	freed, err := u.freed()
	u.out.reset()
	if err != nil || len(freed) == 0 {
		return err
	}
	return u.tryAgain(freed)
}

// post puts a mail into the outbox.
func (u *unit) post(m *entitlement.Mail) error {
	u.meta.Mails++
	m.Seq = u.meta.Mails
	_, err := u.e.schema.Mails.Write(u.tx, nil, m)
	return err
}

// applyChange finds the table of a change and what its event refers to.
func (u *unit) applyChange(c *change) error {
	s := u.e.schema
	row := c.after
	if row == nil {
		row = c.before
	}
	switch r := row.(type) {
	case *entitlement.Request:
		ev := entitlement.Event{Subject: r.Target, Package: r.Package, Policy: r.Policy, Request: r.ID, Assignment: r.Assigned}
		return applyRow(u, &s.Requests, c, &ev, func(r *entitlement.Request) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.ApprovalStage:
		about := c.about
		ev := entitlement.Event{Subject: about.Target, Package: about.Package, Policy: about.Policy, Request: r.Request}
		return applyRow(u, &s.Stages, c, &ev, func(r *entitlement.ApprovalStage) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.Assignment:
		ev := entitlement.Event{Subject: r.Target, Package: r.Package, Policy: r.Policy, Request: r.Request, Assignment: r.ID}
		return applyRow(u, &s.Assignments, c, &ev, func(r *entitlement.Assignment) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.Grant:
		if c.fresh {
			r.Generation = u.meta.Seq + 1
		}
		ev := entitlement.Event{Subject: r.Key.Subject}
		return applyRow(u, &s.Grants, c, &ev, func(r *entitlement.Grant) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.GuestAccount:
		if c.fresh {
			r.Generation = u.meta.Seq + 1
		}
		ev := entitlement.Event{Subject: r.Subject}
		return applyRow(u, &s.Guests, c, &ev, func(r *entitlement.GuestAccount) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.ApprovalDelegation:
		ev := entitlement.Event{Subject: r.Approver}
		return applyRow(u, &s.Delegations, c, &ev, func(r *entitlement.ApprovalDelegation) *entitlement.Stamp { return &r.Stamp })
	}
	if isReview, err := u.applyReviewRow(c, row); isReview || err != nil {
		return err
	}
	if isAutomatic, err := u.applyAutomaticRow(c, row); isAutomatic || err != nil {
		return err
	}
	return u.applyConfiguration(c, row)
}

// applyReviewRow is applyChange for the rows of reviews. It reports false for others.
func (u *unit) applyReviewRow(c *change, row any) (bool, error) {
	s := u.e.schema
	switch r := row.(type) {
	case *entitlement.ReviewSeries:
		ev := entitlement.Event{Package: entitlement.PackageRef{ID: r.Package}, Policy: entitlement.PolicyRef{ID: r.Policy}}
		return true, applyRow(u, &s.ReviewSeries, c, &ev, func(r *entitlement.ReviewSeries) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.Review:
		ev := entitlement.Event{Package: entitlement.PackageRef{ID: r.Package}, Policy: r.Policy}
		return true, applyRow(u, &s.Reviews, c, &ev, func(r *entitlement.Review) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.ReviewItem:
		ev := entitlement.Event{
			Subject: r.Subject, Package: entitlement.PackageRef{ID: r.Package}, Policy: r.Policy, Assignment: r.Assignment,
		}
		return true, applyRow(u, &s.ReviewItems, c, &ev, func(r *entitlement.ReviewItem) *entitlement.Stamp { return &r.Stamp })
	}
	return false, nil
}

// applyConfiguration is applyChange for the rows that the cache holds.
func (u *unit) applyConfiguration(c *change, row any) error {
	if !u.changed {
		u.changed = true
		u.meta.Revision++
	}
	s := u.e.schema
	switch r := row.(type) {
	case *entitlement.Catalog:
		return applyRow(u, &s.Catalogs, c, &entitlement.Event{}, func(r *entitlement.Catalog) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.Resource:
		if err := u.tx.PutTarget(&store.Target{Target: r.Target(), DisplayName: r.DisplayName}); err != nil {
			return err
		}
		for i := range r.Attributes {
			target, _ := r.Attributes[i].Grant()
			if err := u.tx.PutTarget(&store.Target{Target: target, DisplayName: target.OriginID}); err != nil {
				return err
			}
		}
		return applyRow(u, &s.Resources, c, &entitlement.Event{}, func(r *entitlement.Resource) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.AccessPackage:
		ev := entitlement.Event{Package: entitlement.PackageRef{ID: r.ID}}
		return applyRow(u, &s.Packages, c, &ev, func(r *entitlement.AccessPackage) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.AssignmentPolicy:
		ev := entitlement.Event{Package: entitlement.PackageRef{ID: r.Package}, Policy: entitlement.PolicyRef{ID: r.ID}}
		return applyRow(u, &s.Policies, c, &ev, func(r *entitlement.AssignmentPolicy) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.ConnectedOrganization:
		return applyRow(u, &s.Organizations, c, &entitlement.Event{},
			func(r *entitlement.ConnectedOrganization) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.RoleAssignment:
		return applyRow(u, &s.Roles, c, &entitlement.Event{}, func(r *entitlement.RoleAssignment) *entitlement.Stamp { return &r.Stamp })
	case *entitlement.Settings:
		return applyRow(u, &s.Settings, c, &entitlement.Event{}, func(r *entitlement.Settings) *entitlement.Stamp { return &r.Stamp })
	}
	return broken(entitlement.KindEngine, "", "a change of an unknown row")
}

// applyRow writes one row and its event.
func applyRow[K, T any](
	u *unit, table *store.Table[K, T], c *change, ev *entitlement.Event, stamp func(*T) *entitlement.Stamp,
) error {
	before, _ := c.before.(*T)
	after, _ := c.after.(*T)
	version, previous := uint32(1), uint64(0)
	if before != nil {
		was := stamp(before)
		version, previous = was.Version+1, was.Event
	}
	row := before
	if after != nil {
		row = after
		*stamp(after) = entitlement.Stamp{Version: version, Event: u.meta.Seq + 1}
	}
	u.name = table.AppendKey(u.name[:0], row)
	encoded, err := table.Write(u.tx, before, after)
	if err != nil {
		return err
	}
	ev.At, ev.Activity, ev.Actor = u.when, c.activity, u.actor
	ev.Object.Kind = table.Kind()
	ev.Version, ev.Previous = version, previous
	ev.Codes, ev.Facts, ev.After = c.codes, c.facts, encoded
	if err := u.tx.Append(&u.meta, ev, u.name, u.now, !u.e.config.Log.Discard); err != nil {
		return err
	}
	if u.e.events.wanted() {
		ev.Object.Key = string(u.name)
		u.events = append(u.events, ev.Clone())
	}
	return nil
}

// note appends an event about no row.
func (u *unit) note(activity entitlement.Activity, facts ...entitlement.Fact) error {
	return u.noteAbout("", activity, facts...)
}

// noteAbout is note for an event about a person.
func (u *unit) noteAbout(who entitlement.SubjectID, activity entitlement.Activity, facts ...entitlement.Fact) error {
	ev := entitlement.Event{
		At: u.when, Activity: activity, Actor: u.actor, Object: entitlement.ObjectRef{Kind: entitlement.KindEngine}, Facts: facts,
		Subject: who,
	}
	u.touched = true
	if err := u.tx.Append(&u.meta, &ev, nil, u.now, !u.e.config.Log.Discard); err != nil {
		return err
	}
	if u.e.events.wanted() {
		u.events = append(u.events, ev.Clone())
	}
	return nil
}
