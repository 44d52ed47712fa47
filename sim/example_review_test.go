package sim_test

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Managers look at access again every quarter. Meg keeps what Ann has and lets Bob's lie, which ends it: that is what the
// policy says about access that nobody decides about.
func ExampleReviewHabit() {
	options := company()
	options.Document = nil
	options.Reviewers = map[entitlement.SubjectID]sim.ReviewHabit{
		"meg": sim.Reviews(entitlement.ReviewApprove, 2*day).About("bob", sim.Reviews(entitlement.ReviewNotReviewed, 0)),
	}
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	_, err = w.Offer(sim.Offer{Name: "Wiki", Roles: []string{"Wiki/Reader"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		Expiration:         entitlement.Expiration{Type: entitlement.ExpirationNone},
		ReviewSettings: &entitlement.ReviewSettings{
			IsEnabled: true, ExpirationBehavior: entitlement.ReviewRemoveAccess,
			PrimaryReviewers: []entitlement.SubjectSet{entitlement.Manager(1)},
			Schedule: entitlement.ReviewSchedule{
				StartDateTime: w.Now().Add(30 * day), Recurrence: entitlement.Period{Months: 3}, Duration: entitlement.Days(14),
			},
		},
	}})
	check(err)
	check(request(w, "ann", "Wiki"))
	check(request(w, "bob", "Wiki"))
	check(w.RunFor(31 * day))

	waiting, err := w.As("meg").ReviewsToDo(context.Background(), lifecycle.ReviewsToDoInput{})
	check(err)
	fmt.Printf("Meg has to look at %d people by %s.\n\n", len(waiting.Items), waiting.Items[0].DecideBy.Format("2 January"))
	check(w.RunFor(20 * day))
	timeline, err := w.Timeline(sim.Filter{Person: "bob", From: w.Now().Add(-21 * day)})
	check(err)
	fmt.Print(timeline)
	// Output:
	// Meg has to look at 2 people by 18 February.
	//
	// Wednesday, 4 February 2026
	//   09:00  Meg Olsen can review Bob Unger's access to Wiki
	//
	// Wednesday, 18 February 2026
	//   09:00  The review ends Bob Unger's access to Wiki: nobody has decided
	//   09:00  The engine removes Wiki from Bob Unger
	//   09:00  Bob Unger loses Wiki: a review took it away
	//   09:00  Bob Unger shall no longer hold Wiki/Reader
	//   09:00  Call: revoke Wiki/Reader from Bob Unger: done
	//   09:00  Bob Unger does not hold Wiki/Reader any more
	//   09:00  Mail N20 to Bob Unger: Bob Unger's access to Wiki has ended: a review took it away
}
