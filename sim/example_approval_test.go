package sim_test

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Meg is away and lets Bob decide in her place. What Ann asks for meanwhile goes to both.
func ExampleWorld_delegation() {
	options := company()
	options.Document = nil
	options.Habits = map[entitlement.SubjectID]sim.Habit{"meg": sim.NeverAnswers(), "bob": sim.Approves(day)}
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	_, err = w.Offer(sim.Offer{Name: "Wiki", Roles: []string{"Wiki/Reader"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}}},
		},
	}})
	check(err)
	_, err = w.As("meg").Delegate(context.Background(), lifecycle.DelegateInput{
		Delegate: "bob", Schedule: entitlement.Schedule{End: w.Now().Add(14 * day)},
	})
	check(err)
	check(w.RunFor(day))
	check(request(w, "ann", "Wiki"))
	check(w.RunFor(2 * day))
	timeline, err := w.Timeline(sim.Filter{Person: "bob"})
	check(err)
	fmt.Print(timeline)
	// Output:
	// Monday, 5 January 2026
	//   09:00  Meg Olsen lets Bob Unger decide in their place from 5 January 2026, 09:00, until 19 January 2026, 09:00
	//   09:00  Mail N21 to Bob Unger: you may decide in the place of Meg Olsen from 5 January 2026, 09:00, until 19 January 2026, 09:00
	//
	// Tuesday, 6 January 2026
	//   09:00  Meg Olsen (and Bob Unger for Meg Olsen) can decide before 5 February 2026, 09:00 about Ann Berg's request for Wiki
	//   09:00  Mail N02 to Bob Unger and Meg Olsen: Ann Berg's request for Wiki waits for a decision before 5 February 2026, 09:00
	//
	// Wednesday, 7 January 2026
	//   09:00  Bob Unger, in the place of Meg Olsen, approves Ann Berg's request for Wiki
	//   09:00  Ann Berg's request for Wiki is approved
	//   09:00  Ann Berg gets Wiki until 6 February 2026, 09:00
	//   09:00  Ann Berg shall hold Wiki/Reader
	//   09:00  Mail N07 to Bob Unger and Meg Olsen: Ann Berg's request for Wiki was approved
}
