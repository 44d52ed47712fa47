package check

import "example.com/tenure/entitlement"

// idCheckers watch over what objects are: identifiers, versions, references.
func idCheckers() []Checker {
	return []Checker{
		{
			Invariant: 1, Rule: "An identifier names one object for ever.",
			change: func(_ *model, c *change, out *report) {
				if c.before == nil && c.again && !isOfPerson(c.Object.Kind) {
					out.wrong(c.object(), "a new identifier", "one that named another object before")
				}
			},
		},
		{
			Invariant: 2, Rule: "Requests and assignments refer to versions that are known.",
			request: func(m *model, r *entitlement.Request, out *report) {
				m.checkVersions(r, r.Package, r.Policy, out)
			},
			assignment: func(m *model, a *entitlement.Assignment, out *report) {
				m.checkVersions(a, a.Package, a.Policy, out)
			},
		},
		{
			Invariant: 6, Rule: "The version grows by one with every change.",
			change: func(_ *model, c *change, out *report) {
				if c.Object.Kind == entitlement.KindEngine {
					return
				}
				want := uint32(1)
				if c.before != nil {
					want = c.before.stamp.Version + 1
				}
				if c.Version != want || c.after != nil && c.after.stamp.Version != want {
					out.wrong(c.object(), "the version after the one before", "version %d, after %d", c.Version, want-1)
				}
			},
		},
		{
			Invariant: 4, Rule: "The roles of an access package belong to resources of its catalog.",
			state: func(s *state, out *report) {
				for p := range each[entitlement.AccessPackage](s.model) {
					for _, ref := range p.Roles {
						r := row[entitlement.Resource](s.model, entitlement.KindResource, ref.Resource[:])
						if r == nil || r.Catalog != p.Catalog || !r.HasRole(ref.Role) {
							out.wrong("access package "+p.DisplayName, "a role of its catalog", "the role %s of resource %s", ref.Role, ref.Resource)
						}
					}
				}
			},
		},
		{
			Invariant: 18, Also: []int{42}, Rule: "What was asked for, by whom, and under which policy, does not change.",
			change: checkAsked,
		},
		{
			Invariant: 50, Also: []int{42, 90}, Rule: "The terms of an assignment change by extensions alone: to a later end that the policy allows.",
			change: checkTerms,
		},
	}
}

// isOfPerson reports whether rows of a kind are named by a person and something else, and may come back.
func isOfPerson(k entitlement.Kind) bool {
	switch k { //nolint:exhaustive // the others have identifiers of their own
	case entitlement.KindGrant, entitlement.KindAutomaticMember, entitlement.KindDeparture, entitlement.KindDelegation:
		return true
	}
	return false
}

// checkAsked refuses changes of what a request asks for. Its times change once, when they are fixed by the approval; how many stages
// it has may be known when the first opens only; approvers may correct answers.
func checkAsked(_ *model, c *change, out *report) {
	before, after, _ := rows[entitlement.Request](c)
	if before == nil || after == nil {
		return
	}
	was, is := *before, *after
	was.Stamp, was.State, was.Reason, was.Completed = is.Stamp, is.State, is.Reason, is.Completed
	was.Stage, was.Starting, was.Assigned, was.Callouts = is.Stage, is.Starting, is.Assigned, is.Callouts
	if before.Stages == 0 && before.State == entitlement.RequestSubmitted && after.State == entitlement.RequestPendingApproval {
		was.Stages = is.Stages
	}
	if c.Activity == entitlement.ActivityApproverChangesAnswers {
		was.TextHash = is.TextHash
	}
	if after.State == entitlement.RequestScheduled && before.State != entitlement.RequestScheduled {
		was.Schedule = is.Schedule
	}
	if was != is {
		out.wrong(after, "the same request as before", "%+v instead of %+v", is, was)
	}
}

// checkGrace refuses another end of an automatic assignment than the grace period of whoever leaves the scope, and none of
// whoever comes back.
func checkGrace(c *change, before, after *entitlement.Assignment, p *entitlement.AssignmentPolicy, out *report) {
	if c.Activity == entitlement.ActivityReturnToScope && after.Schedule.End.IsZero() {
		return
	}
	latest := p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval.AddTo(c.At)
	leaves := c.Activity == entitlement.ActivityLeaveScope && before.Schedule.End.IsZero()
	if !leaves || !after.Schedule.End.After(c.At) || after.Schedule.End.After(latest) {
		out.wrong(after, "an end within the grace period, or none", "it moves to %s", instant(after.Schedule.End))
	}
}

// checkTerms refuses changes of an assignment's terms. An extension's request is recorded just before it.
func checkTerms(m *model, c *change, out *report) {
	before, after, _ := rows[entitlement.Assignment](c)
	if before == nil || after == nil {
		return
	}
	was, is := *before, *after
	was.Stamp, was.State, was.Reason, was.Ended, was.Prompt = is.Stamp, is.State, is.Reason, is.Ended, is.Prompt
	was.Package.Version, was.Schedule.End = is.Package.Version, is.Schedule.End
	if was != is {
		out.wrong(after, "the same terms as before", "%+v instead of %+v", is, was)
	}
	if after.Package.Version < before.Package.Version {
		out.wrong(after, "no older roles", "version %d after version %d", after.Package.Version, before.Package.Version)
	}
	if before.Schedule.End.Equal(after.Schedule.End) {
		return
	}
	if p := m.policies[after.Policy]; p != nil && p.IsAutomatic() {
		checkGrace(c, before, after, p, out)
		return
	}
	if !before.Schedule.EndedBy(after.Schedule.End) && !after.Schedule.End.IsZero() || before.Schedule.End.IsZero() {
		out.wrong(after, "an end after "+instant(before.Schedule.End), "it moves to %s", instant(after.Schedule.End))
	}
	r := extending(c, after)
	if r == nil {
		out.wrong(after, "a granted request to extend it", "its end moves without")
		return
	}
	p := m.policies[r.Policy]
	if p == nil {
		return
	}
	if last := p.Expiration.EndFrom(before.Schedule.End); !last.IsZero() && (after.Schedule.End.IsZero() || after.Schedule.End.After(last)) {
		out.wrong(after, "an end at "+instant(last)+" or before", "it moves to %s", instant(after.Schedule.End))
	}
}

// extending returns the request by which the change extends an assignment, or nil.
func extending(c *change, a *entitlement.Assignment) *entitlement.Request {
	if c.beside == nil {
		return nil
	}
	r, isRequest := c.beside.row.(*entitlement.Request)
	if !isRequest || !r.Type.IsUpdate() || r.Assigned != a.ID || r.State != entitlement.RequestDelivered {
		return nil
	}
	return r
}

func (m *model) checkVersions(object any, pkg entitlement.PackageRef, policy entitlement.PolicyRef, out *report) {
	p, known := m.packages[pkg]
	if !known {
		out.wrong(object, "a version that was stored", "version %d of access package %s", pkg.Version, pkg.ID)
	}
	settled, known := m.policies[policy]
	if !known {
		out.wrong(object, "a version that was stored", "version %d of policy %s", policy.Version, policy.ID)
	}
	if p != nil && settled != nil && settled.Package != p.ID {
		out.wrong(object, "a policy of its package", "a policy of package %s", settled.Package)
	}
}
