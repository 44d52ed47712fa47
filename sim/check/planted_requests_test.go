package check_test

import "example.com/tenure/entitlement"

func plantedRequests() map[string]planted {
	return map[string]planted{
		"the_end_is_not_the_end": {want: []int{12}, plant: func(f *forge) { // I-12
			f.commit(func() {
				edit(f, &f.schema.Assignments, f.assignment("bob", 0), func(a *entitlement.Assignment) {
					a.Reason = entitlement.ReasonAdministratorRemoved
				})
			})
		}},
		"an_account_moves_as_it_likes": {want: []int{12}, plant: func(f *forge) { // I-12
			f.commit(func() {
				edit(f, &f.schema.Guests, f.guest("ivy"), func(g *entitlement.GuestAccount) {
					g.Desired, g.Dirty, g.Generation = entitlement.GuestBlocked, f.at, f.next()
				})
			})
		}},
		"a_request_begins_at_its_end": {want: []int{12}, plant: func(f *forge) { // I-12
			f.commit(func() {
				r := f.asked("ann", 3, entitlement.RequestUserAdd, entitlement.AssignmentID{})
				r.State, r.Reason = entitlement.RequestCanceled, entitlement.ReasonRequestorCanceled
				put(f, &f.schema.Requests, nil, f.withStages(r, entitlement.StageSkipped))
			})
		}},
		"a_request_for_what_is_there": {want: []int{13}, plant: func(f *forge) { // I-13
			r, s := f.request("bob", 1), f.stage("bob", 1, 1)
			r.ID = entitlement.RequestID{1}
			r.Requestor, r.Target, s.Request = "dot", "dot", r.ID
			f.commit(func() {
				put(f, &f.schema.Requests, nil, &r)
				put(f, &f.schema.Stages, nil, &s)
			})
		}},
		"a_request_where_nobody_may_ask": {want: []int{14}, plant: func(f *forge) { // I-14
			f.commit(func() {
				r := f.asked("cem", 4, entitlement.RequestUserAdd, entitlement.AssignmentID{4, 7})
				r.Requestor, r.Direct = r.Target, false
				f.gives(r, func(*entitlement.Assignment) {})
			})
		}},
		"a_request_under_an_old_policy": {want: []int{14}, plant: func(f *forge) { // I-14
			f.commit(func() {
				r := f.asked("dot", 0, entitlement.RequestAdminAdd, entitlement.AssignmentID{4, 7})
				policy := one(f, &f.schema.Policies, func(p *entitlement.AssignmentPolicy) bool { return p.ID == r.Policy.ID })
				edit(f, &f.schema.Policies, policy, func(p *entitlement.AssignmentPolicy) { p.Description = "Narrower now" })
				f.gives(r, func(*entitlement.Assignment) {})
			})
		}},
		"access_that_nobody_asked_for": {want: []int{16}, plant: func(f *forge) { // I-3, I-16
			f.commit(func() {
				f.assigns("dot", 4, func(a *entitlement.Assignment) { a.Request = f.request("ann", 4).ID })
			})
		}},
		"denied_with_access": {want: []int{15}, plant: func(f *forge) { // I-15
			f.commit(func() {
				f.settles("bob", 1, entitlement.StageApproved)
				edit(f, &f.schema.Requests, f.request("bob", 1), func(r *entitlement.Request) {
					r.State, r.Stage, r.Assigned = entitlement.RequestDenied, 0, f.assignment("dot", 1).ID
				})
			})
		}},
		"approved_without_access": {want: []int{16}, plant: func(f *forge) { // I-16
			f.commit(func() {
				f.settles("bob", 1, entitlement.StageApproved)
				edit(f, &f.schema.Requests, f.request("bob", 1), func(r *entitlement.Request) {
					r.State, r.Stage = entitlement.RequestDelivering, 0
				})
			})
		}},
		"nobody_is_asked": {want: []int{21}, plant: func(f *forge) { // I-21
			f.commit(func() {
				edit(f, &f.schema.Stages, f.stage("bob", 1, 1), func(s *entitlement.ApprovalStage) { s.State = entitlement.StageCanceled })
			})
		}},
	}
}

// settles forges the decision of meg about a stage that she is asked about.
func (f *forge) settles(whose entitlement.SubjectID, pkg int, to entitlement.StageState) {
	f.Helper()
	f.decides("meg", f.stage(whose, pkg, 1), to, func(*entitlement.ApprovalStage) {})
}

// decides forges a decision, changed in some way.
func (f *forge) decides(
	who entitlement.SubjectID, s entitlement.ApprovalStage, to entitlement.StageState, change func(*entitlement.ApprovalStage),
) {
	f.Helper()
	f.actor = entitlement.Actor{Kind: entitlement.ActorPerson, Subject: who}
	edit(f, &f.schema.Stages, s, func(s *entitlement.ApprovalStage) {
		s.State, s.DecidedBy, s.Decided = to, who, f.at
		change(s)
	})
	f.actor = systemActor()
}

// withStages gives a forged request the one stage of its policy.
func (f *forge) withStages(r *entitlement.Request, state entitlement.StageState) *entitlement.Request {
	f.Helper()
	r.Stages = 1
	s := entitlement.ApprovalStage{Request: r.ID, Index: 1, State: entitlement.StageWaiting}
	put(f, &f.schema.Stages, nil, &s)
	edit(f, &f.schema.Stages, s, func(s *entitlement.ApprovalStage) { s.State = state })
	return r
}
