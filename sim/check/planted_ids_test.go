package check_test

import (
	"example.com/tenure/entitlement"
)

func plantedIDs() map[string]planted {
	return map[string]planted{
		"an_identifier_comes_again": {want: []int{1}, plant: func(f *forge) { // I-1
			catalog := entitlement.Catalog{ID: entitlement.CatalogID{1}, DisplayName: "Other", Description: "Other"}
			f.commit(func() {
				again := catalog
				put(f, &f.schema.Catalogs, nil, &catalog)
				put(f, &f.schema.Catalogs, &catalog, nil)
				put(f, &f.schema.Catalogs, nil, &again)
			})
		}},
		"a_version_that_never_was": {want: []int{2}, plant: func(f *forge) { // I-2
			removal := f.removal()
			removal.ID, removal.Package.Version = entitlement.RequestID{1}, 99
			f.commit(func() { put(f, &f.schema.Requests, nil, &removal) })
		}},
		"a_role_of_no_resource": {want: []int{4}, silent: true, plant: func(f *forge) { // I-4
			f.commit(func() {
				edit(f, &f.schema.Packages, f.pkgAt(5), func(p *entitlement.AccessPackage) {
					p.Version++
					p.Roles = append(p.Roles, entitlement.RoleRef{Resource: entitlement.ResourceID{1}, Role: "User"})
				})
			})
		}},
		"a_version_is_left_out": {want: []int{6}, plant: func(f *forge) { // I-6
			r := f.request("bob", 1)
			f.commit(func() {
				f.skip = 1
				edit(f, &f.schema.Requests, r, func(*entitlement.Request) {})
			})
		}},
		"a_request_changes_hands": {want: []int{18}, plant: func(f *forge) { // I-18
			f.commit(func() {
				edit(f, &f.schema.Requests, f.request("bob", 1), func(r *entitlement.Request) { r.Requestor = "ann" })
			})
		}},
		"an_end_moves_by_itself": {want: []int{50}, plant: func(f *forge) { // I-50
			a := f.assignment("ann", 0)
			f.commit(func() {
				moved := edit(f, &f.schema.Assignments, a, func(a *entitlement.Assignment) {
					a.Schedule.End = a.Schedule.End.Add(day)
				})
				for _, g := range f.grants(a) {
					edit(f, &f.schema.Grants, g, func(g *entitlement.Grant) { g.Sources = []entitlement.GrantSource{sourceFor(moved, g)} })
				}
			})
		}},
		"an_extension_gives_too_much": {want: []int{50}, plant: func(f *forge) { // I-50
			a := f.assignment("ann", 0)
			f.commit(func() {
				put(f, &f.schema.Requests, nil, f.asked("ann", 0, entitlement.RequestAdminUpdate, a.ID))
				moved := edit(f, &f.schema.Assignments, a, func(a *entitlement.Assignment) {
					a.Schedule.End = a.Schedule.End.Add(11 * day) // the policy gives ten
				})
				for _, g := range f.grants(a) {
					edit(f, &f.schema.Grants, g, func(g *entitlement.Grant) { g.Sources = []entitlement.GrantSource{sourceFor(moved, g)} })
				}
			})
		}},
	}
}

// removal returns the only request for a removal.
func (f *forge) removal() entitlement.Request {
	f.Helper()
	return one(f, &f.schema.Requests, func(r *entitlement.Request) bool { return r.Type == entitlement.RequestUserRemove })
}

func (f *forge) pkgAt(i int) entitlement.AccessPackage {
	f.Helper()
	return one(f, &f.schema.Packages, func(p *entitlement.AccessPackage) bool { return p.ID == f.packages[i] })
}

// sourceFor returns the share of an assignment in a grant that it alone justifies.
func sourceFor(a entitlement.Assignment, g *entitlement.Grant) entitlement.GrantSource {
	s := g.Sources[0]
	s.Assignment, s.End = a.ID, a.Schedule.End
	return s
}

// asked returns a request for a package that was carried out at once.
func (f *forge) asked(
	who entitlement.SubjectID, pkg int, kind entitlement.RequestType, made entitlement.AssignmentID,
) *entitlement.Request {
	f.Helper()
	p := f.pkgAt(pkg)
	policy := one(f, &f.schema.Policies, func(p *entitlement.AssignmentPolicy) bool { return p.Package == f.packages[pkg] })
	return &entitlement.Request{
		ID: entitlement.RequestID{9, made[0]}, Type: kind, State: entitlement.RequestDelivered, Target: who, Direct: true, Assigned: made,
		Package: entitlement.PackageRef{ID: p.ID, Version: p.Version},
		Policy:  entitlement.PolicyRef{ID: policy.ID, Version: policy.Version}, Created: f.at, Completed: f.at,
	}
}
