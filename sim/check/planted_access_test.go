package check_test

import (
	"time"

	"example.com/tenure/entitlement"
)

func plantedAssignments() map[string]planted {
	return map[string]planted{
		"a_package_twice": {want: []int{48}, plant: func(f *forge) { // I-48
			f.commit(func() { f.assigns("ann", 0, func(*entitlement.Assignment) {}) })
		}},
		"an_end_that_the_policy_does_not_give": {want: []int{49}, plant: func(f *forge) { // I-49
			f.commit(func() {
				f.assigns("dot", 0, func(a *entitlement.Assignment) { a.Schedule.End = a.Schedule.End.Add(time.Second) })
			})
		}},
		"a_start_after_the_end": {want: []int{49}, plant: func(f *forge) { // I-49
			f.commit(func() {
				f.assigns("dot", 0, func(a *entitlement.Assignment) { a.Schedule.Start = a.Schedule.End })
			})
		}},
		"delivered_without_a_role": {want: []int{51}, plant: func(f *forge) { // I-51
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(f.assignment("dot", 1))[0], func(g *entitlement.Grant) {
					g.Sources = []entitlement.GrantSource{sourceFor(f.assignment("dot", 1), g)}
					g.Sources[0].State = entitlement.SourceFailed
				})
			})
		}},
		"live_after_its_end": {want: []int{52}, plant: func(f *forge) { // I-52
			f.commit(func() {
				edit(f, &f.schema.Assignments, f.assignment("ann", 4), func(a *entitlement.Assignment) {
					a.Ended, a.Reason = f.at, entitlement.ReasonAdministratorRemoved
				})
			})
		}},
		"ended_access_comes_back": {want: []int{12, 52}, plant: func(f *forge) { // I-12, I-52
			a := f.assignment("bob", 0)
			f.commit(func() {
				back := edit(f, &f.schema.Assignments, a, func(a *entitlement.Assignment) {
					a.State, a.Ended, a.Reason = entitlement.AssignmentDelivered, time.Time{}, 0
				})
				f.grantsFor(back)
			})
		}},
		"new_roles_reach_nobody": {want: []int{55}, silent: true, plant: func(f *forge) { // I-55
			f.commit(func() {
				edit(f, &f.schema.Packages, f.pkgAt(0), func(p *entitlement.AccessPackage) {
					p.Version++
					p.Roles = p.Roles[:1]
				})
			})
		}},
		"what_does_not_go_together": {want: []int{56}, plant: func(f *forge) { // I-56
			f.commit(func() {
				edit(f, &f.schema.Packages, f.pkgAt(5), func(p *entitlement.AccessPackage) {
					p.Version++
					p.IncompatiblePackages = []entitlement.AccessPackageID{f.packages[0]}
				})
				f.assigns("ann", 5, func(*entitlement.Assignment) {})
			})
		}},
	}
}

func plantedGrants() map[string]planted {
	return map[string]planted{
		"a_role_that_nobody_wants_is_wanted": {want: []int{59}, plant: func(f *forge) { // I-59
			a := f.assignment("ann", 4)
			f.commit(func() { f.ends(a, entitlement.ReasonAdministratorRemoved) })
			f.commit(func() {
				for _, g := range rows(f.story, &f.schema.Grants, func(g *entitlement.Grant) bool { return !g.IsWanted() }) {
					edit(f, &f.schema.Grants, g, func(g *entitlement.Grant) {
						g.Sources = []entitlement.GrantSource{{Assignment: a.ID, Since: f.at, State: entitlement.SourceGranted}}
						g.Generation, g.Dirty, g.Observed = f.next(), time.Time{}, entitlement.ObservedPresent
					})
					return
				}
			})
		}},
		"a_role_is_taken_that_somebody_needs": {want: []int{61}, plant: func(f *forge) { // I-61
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(f.assignment("dot", 1))[0], func(g *entitlement.Grant) {
					g.Sources, g.Dirty, g.Generation = nil, f.at, f.next()
				})
			})
		}},
		"a_change_of_mind_without_a_generation": {want: []int{61, 64}, plant: func(f *forge) { // I-61, I-64
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(f.assignment("dot", 1))[0], func(g *entitlement.Grant) {
					g.Sources, g.Dirty = nil, f.at
				})
			})
		}},
		"a_generation_of_the_past": {want: []int{64}, plant: func(f *forge) { // I-64
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(f.assignment("dot", 1))[0], func(g *entitlement.Grant) { g.Generation = 1 })
			})
		}},
		"a_grant_that_nobody_carries_out": {want: []int{67}, plant: func(f *forge) { // I-67
			a := f.assignment("dot", 1)
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(a)[0], func(g *entitlement.Grant) {
					g.Sources = []entitlement.GrantSource{sourceFor(a, g)}
					g.Sources[0].State = entitlement.SourcePending
				})
			})
		}},
		"a_grant_that_never_ends": {want: []int{68}, plant: func(f *forge) { // I-68
			a := f.assignment("dot", 1)
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(a)[0], func(g *entitlement.Grant) {
					g.Sources = []entitlement.GrantSource{sourceFor(a, g)}
					g.Sources[0].End = time.Time{}
				})
			})
		}},
		"granted_without_a_word_of_the_target": {want: []int{58}, plant: func(f *forge) { // I-58
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(f.assignment("dot", 1))[0], func(g *entitlement.Grant) {
					g.Observed = entitlement.ObservedUnknown
				})
			})
		}},
	}
}

func plantedGuests() map[string]planted {
	return map[string]planted{
		"a_guest_with_access_is_blocked": {want: []int{61}, plant: func(f *forge) { // I-61
			f.commit(func() {
				edit(f, &f.schema.Guests, f.guest("gil"), func(g *entitlement.GuestAccount) {
					g.Desired, g.Dirty, g.Generation = entitlement.GuestBlocked, f.at, f.next()
				})
			})
		}},
		"parked_for_nothing": {want: []int{62}, plant: func(f *forge) { // I-62
			a := f.assignment("dot", 1)
			f.commit(func() {
				edit(f, &f.schema.Grants, f.grants(a)[0], func(g *entitlement.Grant) {
					g.Sources = []entitlement.GrantSource{sourceFor(a, g)}
					g.Sources[0].State = entitlement.SourcePending
					g.Parked, g.Dirty, g.Generation = true, f.at, f.next()
				})
			})
		}},
		"a_deletion_out_of_the_blue": {want: []int{67}, plant: func(f *forge) { // I-67
			f.commit(func() {
				edit(f, &f.schema.Guests, f.guest("gil"), func(g *entitlement.GuestAccount) { g.DeleteAt = f.at.Add(day) })
			})
		}},
	}
}

// assigns forges a package that a person gets without approval and that is delivered at once.
func (f *forge) assigns(who entitlement.SubjectID, pkg int, change func(*entitlement.Assignment)) {
	f.Helper()
	f.gives(f.asked(who, pkg, entitlement.RequestAdminAdd, entitlement.AssignmentID{byte(pkg + 1), 7}), change)
}

// gives forges that a request is made, carried out at once and delivered.
func (f *forge) gives(r *entitlement.Request, change func(*entitlement.Assignment)) {
	f.Helper()
	policy := one(f, &f.schema.Policies, func(p *entitlement.AssignmentPolicy) bool { return p.ID == r.Policy.ID })
	a := entitlement.Assignment{
		ID: r.Assigned, Target: r.Target, Package: r.Package, Policy: r.Policy, Request: r.ID, Created: f.at,
		Schedule: entitlement.Schedule{Start: f.at, End: policy.Expiration.EndFrom(f.at)},
	}
	change(&a)
	r.State = entitlement.RequestSubmitted
	put(f, &f.schema.Requests, nil, r)
	started := edit(f, &f.schema.Requests, *r, func(r *entitlement.Request) { r.State = entitlement.RequestDelivering })
	put(f, &f.schema.Assignments, nil, &a)
	f.grantsFor(a)
	edit(f, &f.schema.Assignments, a, func(a *entitlement.Assignment) { a.State = entitlement.AssignmentDelivered })
	edit(f, &f.schema.Requests, started, func(r *entitlement.Request) { r.State = entitlement.RequestDelivered })
}

// grantsFor forges that an assignment has its roles.
func (f *forge) grantsFor(a entitlement.Assignment) {
	f.Helper()
	var pkg entitlement.AccessPackage
	found, err := f.schema.Packages.Get(f.tx, a.Package.ID, &pkg)
	f.must(err)
	if !found {
		f.Fatal("the package is gone")
	}
	for _, ref := range pkg.Roles {
		resource := one(f, &f.schema.Resources, func(r *entitlement.Resource) bool { return r.ID == ref.Resource })
		key := entitlement.GrantKey{Subject: a.Target, Target: resource.Target().ID(), Role: ref.Role}
		source := entitlement.GrantSource{Assignment: a.ID, Since: f.at, End: a.Schedule.End, State: entitlement.SourceGranted}
		var before *entitlement.Grant
		after := entitlement.Grant{Key: key, Generation: f.next(), Observed: entitlement.ObservedPresent}
		var was entitlement.Grant
		if found, err := f.schema.Grants.Get(f.tx, key, &was); err == nil && found {
			was = was.Clone()
			before, after = &was, was.Clone()
			after.Dirty, after.Observed = time.Time{}, entitlement.ObservedPresent
			if !was.IsWanted() {
				after.Generation = f.next()
			}
		}
		i, _ := after.Source(a.ID)
		after.Sources = append(after.Sources[:i:i], append([]entitlement.GrantSource{source}, after.Sources[i:]...)...)
		put(f, &f.schema.Grants, before, &after)
	}
}

// ends forges that an assignment ends, with the revokes that follow.
func (f *forge) ends(a entitlement.Assignment, reason entitlement.EndReason) {
	f.Helper()
	grants := f.grants(a)
	edit(f, &f.schema.Assignments, a, func(a *entitlement.Assignment) {
		a.State, a.Reason, a.Ended, a.Prompt = entitlement.AssignmentExpired, reason, f.at, time.Time{}
	})
	for _, g := range grants {
		edit(f, &f.schema.Grants, g, func(g *entitlement.Grant) {
			i, _ := g.Source(a.ID)
			g.Sources = append(g.Sources[:i:i], g.Sources[i+1:]...)
			if len(g.Sources) == 0 {
				g.Sources, g.Dirty, g.Generation = nil, f.at, f.next()
			}
		})
	}
}
