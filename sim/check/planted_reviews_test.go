package check_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// reviewing lets the first review open, or close as well, and returns it with ann's item.
func (f *forge) reviewing(after time.Duration) (entitlement.Review, entitlement.ReviewItem) {
	f.Helper()
	require.NoError(f, f.w.RunFor(start.Add(9*day).Add(after).Sub(f.now())))
	item := one(f, &f.schema.ReviewItems, func(i *entitlement.ReviewItem) bool { return i.Subject == "ann" })
	return one(f, &f.schema.Reviews, func(r *entitlement.Review) bool { return r.ID == item.Review }), item
}

func plantedReviews() map[string]planted {
	person := func(id entitlement.SubjectID) entitlement.Actor {
		return entitlement.Actor{Kind: entitlement.ActorPerson, Subject: id}
	}
	item := func(after time.Duration, change func(*entitlement.ReviewItem)) func(f *forge) {
		return func(f *forge) {
			_, i := f.reviewing(after)
			f.commit(func() { edit(f, &f.schema.ReviewItems, i, change) })
		}
	}
	return map[string]planted{
		"a_review_closes_before_its_end": {want: []int{85}, plant: func(f *forge) { // I-85
			r, _ := f.reviewing(day)
			f.actor = person("meg")
			f.commit(func() {
				edit(f, &f.schema.Reviews, r, func(r *entitlement.Review) {
					r.State, r.Closed, r.Remind = entitlement.ReviewApplying, f.at, time.Time{}
				})
			})
		}},
		"a_review_opens_again": {want: []int{85}, plant: func(f *forge) { // I-85
			r, _ := f.reviewing(6 * day)
			f.actor = person("meg")
			f.commit(func() {
				edit(f, &f.schema.Reviews, r, func(r *entitlement.Review) { r.State = entitlement.ReviewApplying })
			})
		}},
		"access_of_another_policy_is_reviewed": {want: []int{86}, plant: func(f *forge) { // I-86
			r, i := f.reviewing(day)
			i.Assignment, i.Subject, i.Stamp = f.request("dot", 1).Assigned, "dot", entitlement.Stamp{}
			i.Reviewers = append([]entitlement.SubjectID(nil), i.Reviewers...)
			f.commit(func() {
				put(f, &f.schema.ReviewItems, nil, &i)
				edit(f, &f.schema.Reviews, r, func(r *entitlement.Review) { r.Items++ })
			})
		}},
		"an_item_is_not_counted": {want: []int{86}, plant: func(f *forge) { // I-86
			r, _ := f.reviewing(day)
			f.commit(func() { edit(f, &f.schema.Reviews, r, func(r *entitlement.Review) { r.Items-- }) })
		}},
		"somebody_else_reviews": {want: []int{87}, plant: func(f *forge) { // I-87
			f.actor = person("bob")
			item(day, func(i *entitlement.ReviewItem) {
				i.Decision, i.DecidedBy, i.Decided = entitlement.ReviewApprove, "bob", f.at
			})(f)
		}},
		"a_review_after_its_end": {want: []int{87}, plant: func(f *forge) { // I-87
			f.actor = person("meg")
			item(6*day, func(i *entitlement.ReviewItem) {
				i.DecidedBy, i.Decided, i.Decision = "meg", f.at, entitlement.ReviewDontKnow
			})(f)
		}},
		"a_result_before_the_close": {want: []int{88}, plant: item(day, func(i *entitlement.ReviewItem) { // I-88
			i.Result = entitlement.ReviewResultApplied
		})},
		"a_result_without_an_end": {want: []int{89}, plant: item(6*day, func(i *entitlement.ReviewItem) { // I-89
			i.Result, i.Removed = entitlement.ReviewResultAccessEnded, true
		})},
		"a_fallback_of_nobody": {want: []int{91}, plant: func(f *forge) { // I-91
			r, i := f.reviewing(day)
			f.commit(func() {
				edit(f, &f.schema.ReviewItems, i, func(i *entitlement.ReviewItem) { i.Reviewers, i.Fallback = nil, true })
				edit(f, &f.schema.Reviews, r, func(r *entitlement.Review) { r.Unassigned++ })
			})
		}},
		"a_review_prolongs_access": {want: []int{50}, plant: func(f *forge) { // I-90
			a := f.assignment("dot", 1)
			f.commit(func() {
				edit(f, &f.schema.Assignments, a, func(a *entitlement.Assignment) {
					a.Schedule.End = a.Schedule.End.Add(day)
				}, entitlement.ActivityApplyDecision)
				for _, g := range f.grants(a) {
					edit(f, &f.schema.Grants, g, func(g *entitlement.Grant) {
						g.Sources = append([]entitlement.GrantSource(nil), g.Sources...)
						for i := range g.Sources {
							g.Sources[i].End = a.Schedule.End.Add(day)
						}
					})
				}
			})
		}},
	}
}
