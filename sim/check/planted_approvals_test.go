package check_test

import (
	"time"

	"example.com/tenure/entitlement"
)

func plantedApprovals() map[string]planted {
	denied := func(f *forge, whose entitlement.SubjectID, pkg int) {
		edit(f, &f.schema.Requests, f.request(whose, pkg), func(r *entitlement.Request) {
			r.State, r.Stage, r.Reason, r.Completed = entitlement.RequestDenied, 0, entitlement.ReasonApproverDenied, f.at
		})
	}
	as := func(*entitlement.ApprovalStage) {}
	return map[string]planted{
		"people_decide_about_themselves": {want: []int{23}, plant: func(f *forge) { // I-23
			f.commit(func() {
				s := edit(f, &f.schema.Stages, f.stage("bob", 1, 1), func(s *entitlement.ApprovalStage) {
					s.Approvers = []entitlement.SubjectID{"bob", "meg"}
				})
				f.decides("bob", s, entitlement.StageDenied, as)
				denied(f, "bob", 1)
			})
		}},
		"anybody_decides": {want: []int{24}, plant: func(f *forge) { // I-24
			f.must(f.w.RunFor(9 * day)) // the alternates of cem's request are asked by then
			f.commit(func() {
				s := f.stage("cem", 2, 1)
				f.decides("eli", s, entitlement.StageDenied, as)
				f.skips("cem", 2)
				denied(f, "cem", 2)
			})
		}},
		"a_stage_is_decided_before_its_turn": {want: []int{24, 28}, plant: func(f *forge) { // I-24, I-28
			f.commit(func() {
				s := edit(f, &f.schema.Stages, f.stage("cem", 2, 2), func(s *entitlement.ApprovalStage) {
					s.State, s.Opened, s.Deadline = entitlement.StageOpen, f.at, f.at.Add(day)
					s.Approvers = []entitlement.SubjectID{"boss"}
				})
				f.decides("boss", s, entitlement.StageApproved, as)
			})
		}},
		"alternates_decide_too_early": {want: []int{26}, plant: func(f *forge) { // I-26
			f.commit(func() {
				s := edit(f, &f.schema.Stages, f.stage("cem", 2, 1), func(s *entitlement.ApprovalStage) {
					s.Alternates = []entitlement.SubjectID{"boss"}
				})
				f.decides("boss", s, entitlement.StageDenied, as)
				f.skips("cem", 2)
				denied(f, "cem", 2)
			})
		}},
		"approved_by_nobody": {want: []int{27}, plant: func(f *forge) { // I-27
			f.commit(func() {
				edit(f, &f.schema.Stages, f.stage("cem", 2, 1), func(s *entitlement.ApprovalStage) { s.State = entitlement.StageApproved })
				f.opens("cem", 2)
			})
		}},
		"a_decision_changes": {want: []int{12, 27}, plant: func(f *forge) { // I-12, I-27
			f.commit(func() {
				edit(f, &f.schema.Stages, f.stage("dot", 1, 1), func(s *entitlement.ApprovalStage) { s.Decided = f.at })
			})
		}},
		"two_stages_are_open": {want: []int{28}, plant: func(f *forge) { // I-28
			f.commit(func() {
				edit(f, &f.schema.Stages, f.stage("cem", 2, 2), func(s *entitlement.ApprovalStage) {
					s.State, s.Opened, s.Deadline = entitlement.StageOpen, f.at, f.at.Add(day)
				})
			})
		}},
		"a_denial_is_forgotten": {want: []int{29}, plant: func(f *forge) { // I-29
			f.commit(func() {
				f.settles("bob", 1, entitlement.StageDenied)
				edit(f, &f.schema.Requests, f.request("bob", 1), func(r *entitlement.Request) {
					r.State, r.Stage, r.Reason = entitlement.RequestCanceled, 0, entitlement.ReasonRequestorCanceled
				})
			})
		}},
		"a_decision_out_of_time": {want: []int{30}, plant: func(f *forge) { // I-30
			f.commit(func() {
				s := edit(f, &f.schema.Stages, f.stage("bob", 1, 1), func(s *entitlement.ApprovalStage) {
					s.Opened = f.at.Add(time.Hour)
				})
				f.decides("meg", s, entitlement.StageDenied, as)
				denied(f, "bob", 1)
			})
		}},
		"the_log_names_somebody_else": {want: []int{38}, plant: func(f *forge) { // I-38
			f.commit(func() {
				f.decides("boss", f.stage("bob", 1, 1), entitlement.StageDenied, func(s *entitlement.ApprovalStage) { s.DecidedBy = "meg" })
				denied(f, "bob", 1)
			})
		}},
		"a_stage_is_passed_over": {want: []int{39}, plant: func(f *forge) { // I-39
			f.commit(func() {
				f.settles("cem", 2, entitlement.StageApproved)
				edit(f, &f.schema.Requests, f.request("cem", 2), func(r *entitlement.Request) {
					r.State, r.Stage, r.Schedule.Start = entitlement.RequestScheduled, 0, f.at.Add(day)
				})
			})
		}},
	}
}

// skips forges the end of the second stage of a request that ends in the first.
func (f *forge) skips(whose entitlement.SubjectID, pkg int) {
	f.Helper()
	edit(f, &f.schema.Stages, f.stage(whose, pkg, 2), func(s *entitlement.ApprovalStage) { s.State = entitlement.StageSkipped })
}

// opens forges that the second stage of a request opens.
func (f *forge) opens(whose entitlement.SubjectID, pkg int) {
	f.Helper()
	edit(f, &f.schema.Requests, f.request(whose, pkg), func(r *entitlement.Request) { r.Stage = 2 })
	edit(f, &f.schema.Stages, f.stage(whose, pkg, 2), func(s *entitlement.ApprovalStage) {
		s.State, s.Opened, s.Deadline = entitlement.StageOpen, f.at, f.at.Add(day)
		s.Approvers = []entitlement.SubjectID{"boss"}
	})
}
