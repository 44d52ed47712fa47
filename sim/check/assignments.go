package check

import (
	"slices"

	"example.com/tenure/entitlement"
)

// assignmentCheckers watch over who has which package, and for how long.
func assignmentCheckers() []Checker {
	return []Checker{
		{
			Invariant: 48, Rule: "A person has an access package at most once.",
			assignment: func(m *model, a *entitlement.Assignment, out *report) {
				for other := range ofPerson[entitlement.Assignment](m, a.Target) {
					if isLive(a) && other.ID != a.ID && other.Package.ID == a.Package.ID {
						out.wrong(a, "no other live assignment", "assignment %s is live as well", other.ID)
					}
				}
			},
		},
		{
			Invariant: 49, Also: []int{22}, Rule: "Access starts before it ends, and ends no later than its policy says.",
			assignment: func(_ *model, a *entitlement.Assignment, out *report) {
				start, end := a.Schedule.Start, a.Schedule.End
				if start.IsZero() || start.After(a.Created) || !end.IsZero() && !start.Before(end) {
					out.wrong(a, "a start before its end, and no later than "+instant(a.Created), "%s to %s", instant(start), instant(end))
				}
			},
			change: func(m *model, c *change, out *report) {
				before, a, _ := rows[entitlement.Assignment](c)
				if before != nil || a == nil || m.policies[a.Policy] == nil {
					return
				}
				end := a.Schedule.End
				if m.policies[a.Policy].IsAutomatic() {
					if !end.IsZero() {
						out.wrong(a, "no end", "it ends: %s", instant(end))
					}
					return
				}
				last := m.policies[a.Policy].Expiration.EndFrom(a.Schedule.Start)
				if !last.IsZero() && (end.IsZero() || end.After(last)) {
					out.wrong(a, "an end at "+instant(last)+" or before", "it ends: %s", instant(end))
				}
			},
		},
		{
			Invariant: 51, Rule: "A delivery whose roles are all settled is delivered, partially delivered or failed as they say.",
			assignment: func(m *model, a *entitlement.Assignment, out *report) {
				if want, settled := m.outcomeOf(a); isLive(a) && settled && a.State != want {
					out.wrong(a, "the state "+want.String(), "%s, with nothing pending", a.State)
				}
			},
		},
		{
			Invariant: 52, Rule: "Access that has ended does not come back.",
			change: func(_ *model, c *change, out *report) {
				if before, after, _ := rows[entitlement.Assignment](c); before != nil && !isLive(before) && after != nil && isLive(after) {
					out.wrong(after, "that it stays ended", "it is %s again", after.State)
				}
			},
			assignment: func(_ *model, a *entitlement.Assignment, out *report) {
				if isLive(a) == !a.Ended.IsZero() || isLive(a) == (a.Reason != 0) {
					out.wrong(a, "an end with its reason if and only if it has ended", "it is %s, ended: %s %s", a.State,
						instant(a.Ended), a.Reason)
				}
			},
		},
		{
			Invariant: 55, Rule: "Who has a package has its roles as they are now, once the change has been carried out.",
			state: func(s *state, out *report) {
				for a := range each[entitlement.Assignment](s.model) {
					pkg, had := s.packageOf(a.Package.ID), s.packages[a.Package]
					if !isLive(a) || pkg == nil || had == nil || s.hasJob(pkg.ID) {
						continue
					}
					if len(without(had.Roles, pkg.Roles))+len(without(pkg.Roles, had.Roles)) > 0 {
						out.wrong(a, "the roles of version "+decimal(pkg.Version), "those of version %d, and no job", a.Package.Version)
					}
				}
			},
		},
		{
			Invariant: 56, Rule: "Nobody gets a package who has another that it does not go with.",
			change: func(m *model, c *change, out *report) {
				before, a, _ := rows[entitlement.Assignment](c)
				if before != nil || a == nil {
					return
				}
				pkg := m.packageOf(a.Package.ID)
				for other := range ofPerson[entitlement.Assignment](m, a.Target) {
					if pkg != nil && slices.Contains(pkg.IncompatiblePackages, other.Package.ID) && !other.Schedule.EndedBy(c.At) {
						out.wrong(a, "no live assignment of "+m.packageName(other.Package), "assignment %s", other.ID)
					}
				}
			},
		},
		{
			Invariant: 75, Rule: "Access, stages and waits end when their instant has come.",
			commit: checkOverdue,
			state: func(s *state, out *report) {
				for a := range each[entitlement.Assignment](s.model) {
					if isLive(a) && a.Schedule.EndedBy(s.at) {
						out.wrong(a, "that it ended at "+instant(a.Schedule.End), "it is %s at %s", a.State, instant(s.at))
					}
				}
			},
		},
	}
}

// checkOverdue reports the first instant that has passed and that something waited for already when the commit began.
func checkOverdue(m *model, since point, out *report) {
	if w, overdue := m.timers.overdue(m.now, since.seq); overdue {
		out.wrong(m.waiterOf(w), "nothing that waits for "+instant(w.due), "it waits at %s", instant(m.now))
	}
}

// outcomeOf derives the state of an assignment from how far its roles got; it reports false while one is pending.
func (m *model) outcomeOf(a *entitlement.Assignment) (state entitlement.AssignmentState, settled bool) {
	granted, failed := 0, 0
	for _, key := range m.rolesOf(a) {
		source := sourceOf(m.grantOf(key), a.ID)
		if source == nil {
			continue // I-61 reports it
		}
		switch source.State {
		case entitlement.SourcePending:
			return 0, false
		case entitlement.SourceGranted:
			granted++
		case entitlement.SourceFailed:
			failed++
		}
	}
	switch {
	case failed == 0:
		return entitlement.AssignmentDelivered, true
	case granted == 0:
		return entitlement.AssignmentDeliveryFailed, true
	}
	return entitlement.AssignmentPartiallyDelivered, true
}

// hasJob reports whether consequences for a package are still being carried out.
func (s *state) hasJob(id entitlement.AccessPackageID) bool {
	for i := range s.jobs {
		if s.jobs[i].Package == id {
			return true
		}
	}
	return false
}
