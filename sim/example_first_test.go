package sim_test

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// The smallest world: somebody, something to ask for, a request, a week, and a look at who holds what. In a test, Test makes
// the world and closes it, and Expect looks.
func ExampleNew() {
	w, err := sim.New(sim.Options{People: []entitlement.Subject{{ID: "ann", UserType: entitlement.UserMember}}})
	check(err)
	wiki, err := w.Offer(sim.Offer{Name: "Wiki", Roles: []string{"Wiki/Reader"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
	}})
	check(err)
	_, err = w.As("ann").Submit(context.Background(), lifecycle.SubmitInput{Package: wiki})
	check(err)
	check(w.RunFor(7 * day))
	held, why, err := w.Holds("ann", "Wiki/Reader")
	check(err)
	fmt.Println(held, why)
	check(w.Close())
	// Output:
	// true the target system gives it
}

// Nobody answers. After a week the question goes to the manager's manager too, and after two the request ends; nothing of that
// needs a person.
func ExampleNeverAnswers() {
	options := company()
	options.Document = nil
	options.Habits = map[entitlement.SubjectID]sim.Habit{"meg": sim.NeverAnswers()} // as for everybody without a habit
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	_, err = w.Offer(sim.Offer{Name: "Wiki", Roles: []string{"Wiki/Reader"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages: []entitlement.StageSettings{{
				PrimaryApprovers:    []entitlement.SubjectSet{entitlement.Manager(1)},
				IsEscalationEnabled: true, DurationBeforeEscalation: entitlement.Days(7),
				EscalationApprovers:           []entitlement.SubjectSet{entitlement.Manager(2)},
				DurationBeforeAutomaticDenial: entitlement.Days(14),
			}},
		},
	}})
	check(err)
	check(request(w, "ann", "Wiki"))
	check(w.RunUntilIdle(365 * day))
	show(w, "ann")
	// Output:
	// Monday, 5 January 2026
	//   09:00  Ann Berg asks for Wiki
	//   09:00  Meg Olsen can decide before 19 January 2026, 09:00, with the alternates from 12 January 2026, 09:00, about Ann Berg's request for Wiki
	//   09:00  Mail N04 to Meg Olsen: Ann Berg's request for Wiki waits for a decision before 19 January 2026, 09:00
	//
	// Thursday, 8 January 2026
	//   21:00  It is time to remind who can decide about Ann Berg's request for Wiki
	//   21:00  The directory was asked whether somebody can still decide about Ann Berg's request for Wiki
	//   21:00  Mail N05 to Meg Olsen: Ann Berg's request for Wiki still waits for a decision before 19 January 2026, 09:00
	//
	// Monday, 12 January 2026
	//   09:00  Alternates are looked up, because nobody has decided about Ann Berg's request for Wiki
	//   09:00  Bo Stone can decide too about Ann Berg's request for Wiki
	//   09:00  Mail N01 to Bo Stone: Ann Berg's request for Wiki was forwarded and waits for a decision before 19 January 2026, 09:00
	//
	// Monday, 19 January 2026
	//   09:00  The time to decide about Ann Berg's request for Wiki is over
	//   09:00  Ann Berg's request for Wiki is denied: nobody decided in time
	//   09:00  Mail N06 to Bo Stone and Meg Olsen: Ann Berg's request for Wiki was not decided in time
	//   09:00  Mail N10 to Ann Berg: Ann Berg's request for Wiki was not decided in time
}

// The first two attempts to grant fail, by a schedule that counts the attempts of one operation, whenever they come. The
// engine tries again.
func ExampleWorld_Target_retries() {
	w, err := sim.New(company())
	check(err)
	defer func() { check(w.Close()) }()
	check(w.Target().Inject(
		fake.Fault{Verb: provision.Grant, Subject: "ann", LastAttempt: 1, Answer: fake.AnswerHang, Effect: fake.EffectNone},
		fake.Fault{
			Verb: provision.Grant, Subject: "ann", FirstAttempt: 2, LastAttempt: 2, Answer: fake.AnswerError, Effect: fake.EffectNone,
			Err: provision.TransientAfter(provision.Throttled, time.Hour, ""),
		},
	))
	check(request(w, "ann", "Sales"))
	check(w.RunFor(3 * day))
	timeline, err := w.Timeline(sim.Filter{Person: "ann", From: w.Now().Add(-day)})
	check(err)
	fmt.Print(timeline)
	// Output:
	// Wednesday, 7 January 2026
	//   09:00  Meg Olsen approves Ann Berg's request for Sales
	//   09:00  Ann Berg's request for Sales is approved
	//   09:00  Ann Berg gets Sales until 14 January 2026, 09:00
	//   09:00  Ann Berg shall hold CRM/User
	//   09:00  Call: grant CRM/User to Ann Berg: no answer
	//   09:00  Mail N07 to Meg Olsen: Ann Berg's request for Sales was approved
	//   09:00:58.704791  Call: grant CRM/User to Ann Berg (attempt 2): failed, the target wants fewer calls
	//   10:00:58.704791  Call: grant CRM/User to Ann Berg (attempt 3): done
	//   10:00:58.704791  Ann Berg holds CRM/User
	//   10:00:58.704791  Ann Berg has all of Sales
	//   10:00:58.704791  Ann Berg's request for Sales is delivered
	//   10:00:58.704791  Mail N18 to Ann Berg: Ann Berg's access to Sales is there, until 14 January 2026, 09:00
}
