package check

import "example.com/tenure/entitlement"

// requestCheckers watch over requests and what becomes of them.
func requestCheckers() []Checker {
	return []Checker{
		{
			Invariant: 12, Rule: "Requests, stages, assignments and accounts move as their tables say; what has ended stays ended.",
			change: checkMove,
		},
		{
			Invariant: 13, Rule: "A person has at most one open request for a package, and none while the package is assigned.",
			request: func(m *model, r *entitlement.Request, out *report) {
				if !r.IsOpen() {
					return
				}
				for other := range ofPerson[entitlement.Request](m, r.Target) {
					if other.ID != r.ID && r.Type.IsUpdate() && other.Type.IsUpdate() && other.Assigned == r.Assigned {
						out.wrong(r, "no other open request to extend it", "request %s is open as well", other.ID)
					}
				}
				if !r.Type.IsAdd() {
					return
				}
				for other := range ofPerson[entitlement.Request](m, r.Target) {
					if other.ID != r.ID && other.Type.IsAdd() && other.Package.ID == r.Package.ID {
						out.wrong(r, "no other open request", "request %s is open as well", other.ID)
					}
				}
				for a := range ofPerson[entitlement.Assignment](m, r.Target) {
					if a.Package.ID == r.Package.ID && a.ID != r.Assigned {
						out.wrong(r, "no assignment but its own", "assignment %s is live", a.ID)
					}
				}
			},
		},
		{
			Invariant: 14, Rule: "Access is asked for under a policy and a package as they are, and only where that is open to requests.",
			change: checkOpen,
		},
		{
			Invariant: 15, Rule: "A request that was denied or canceled gives no access.",
			request: func(m *model, r *entitlement.Request, out *report) {
				refused := r.State == entitlement.RequestDenied || r.State == entitlement.RequestCanceled
				if !refused || !r.Type.IsAdd() || r.Assigned.IsZero() {
					return
				}
				if a := m.assignmentOf(r.Assigned); r.State == entitlement.RequestDenied || a == nil || isLive(a) {
					out.wrong(r, "no access", "it is %s and has assignment %s", r.State, r.Assigned)
				}
			},
			assignment: func(m *model, a *entitlement.Assignment, out *report) {
				if r := m.requestOf(a.Request); r != nil && isLive(a) && !isApproved(r) {
					out.wrong(a, "an approved request behind it", "request %s is %s", r.ID, r.State)
				}
			},
		},
		{
			Invariant: 16, Also: []int{3}, Rule: "An approved request makes one assignment, and an assignment is made by one request.",
			request: func(m *model, r *entitlement.Request, out *report) {
				if !r.Type.IsAdd() || !isApproved(r) {
					return
				}
				if a := m.assignmentOf(r.Assigned); a == nil || a.Request != r.ID {
					out.wrong(r, "an assignment that it made", "it is %s with assignment %q", r.State, r.Assigned)
				}
			},
			assignment: func(m *model, a *entitlement.Assignment, out *report) {
				r := m.requestOf(a.Request)
				if r == nil || !r.Type.IsAdd() || r.Assigned != a.ID || r.Target != a.Target || r.Package.ID != a.Package.ID || r.Policy != a.Policy {
					out.wrong(a, "a request that made it", "request %s made %q", a.Request, m.madeBy(r))
				}
			},
		},
		{
			Invariant: 21, Rule: "An open request waits for somebody, for an instant, or for deliveries.",
			request: func(m *model, r *entitlement.Request, out *report) {
				if s := m.stageOf(r.ID, r.Stage); r.State == entitlement.RequestPendingApproval && (s == nil || !s.IsOpen()) {
					out.wrong(r, "an open stage", "it is pending at stage %d", r.Stage)
				}
				if r.State == entitlement.RequestSubmitted && r.Callouts == 0 {
					out.wrong(r, "that it went on at once", "it is submitted")
				}
				if open := m.openCallouts(r); open != int(r.Callouts) {
					out.wrong(r, "that it waits for as many callouts as are open", "it waits for %d, and %d are open", r.Callouts, open)
				}
			},
		},
	}
}

// checkOpen compares a new request with the configuration of the moment. Who may ask is up to the directory, which is not in
// the log.
func checkOpen(m *model, c *change, out *report) {
	before, r, _ := rows[entitlement.Request](c)
	if before != nil || r == nil || !r.Type.IsAdd() {
		return
	}
	pkg, p := m.packageOf(r.Package.ID), row[entitlement.AssignmentPolicy](m, entitlement.KindPolicy, r.Policy.ID[:])
	if pkg == nil || p == nil || pkg.Version != r.Package.Version || p.Version != r.Policy.Version || p.Package != pkg.ID {
		out.wrong(r, "the present versions of a package and of its policy", "versions %d and %d", r.Package.Version, r.Policy.Version)
		return
	}
	if r.Direct || r.Type == entitlement.RequestSystemAdd {
		return
	}
	catalog := row[entitlement.Catalog](m, entitlement.KindCatalog, pkg.Catalog[:])
	if p.IsSuspended || p.IsDirectOnly() || catalog == nil || catalog.State != entitlement.CatalogPublished {
		out.wrong(r, "a policy and a catalog that are open to requests", "policy %s of package %s", p.DisplayName, pkg.DisplayName)
	}
}

// isApproved reports whether a request was approved and not taken back.
func isApproved(r *entitlement.Request) bool {
	switch r.State {
	case entitlement.RequestDelivering, entitlement.RequestDelivered, entitlement.RequestDeliveryFailed,
		entitlement.RequestPartiallyDelivered:
		return true
	case entitlement.RequestSubmitted, entitlement.RequestPendingApproval, entitlement.RequestDenied,
		entitlement.RequestScheduled, entitlement.RequestCanceled:
	}
	return false
}

// openCallouts returns how many callouts a request has to wait for.
func (m *model) openCallouts(r *entitlement.Request) (n int) {
	for c := range ofPerson[entitlement.Callout](m, r.Target) {
		if c.Request == r.ID && c.Stage.Decides() && c.IsOpen() {
			n++
		}
	}
	return n
}

func (m *model) madeBy(r *entitlement.Request) string {
	if r == nil {
		return "nothing: there is none"
	}
	return r.Assigned.String()
}
