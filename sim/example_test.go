package sim_test

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// company is a small organization: Meg leads Ann and Bob, Bo leads Meg.
func company() sim.Options {
	member := func(id entitlement.SubjectID, name string, manager entitlement.SubjectID) entitlement.Subject {
		return entitlement.Subject{ID: id, DisplayName: name, UserType: entitlement.UserMember, Manager: manager}
	}
	return sim.Options{
		People: []entitlement.Subject{
			member("bo", "Bo Stone", ""), member("meg", "Meg Olsen", "bo"), member("ann", "Ann Berg", "meg"), member("bob", "Bob Unger", "meg"),
		},
		Groups: []directory.Group{{ID: "staff", Members: []entitlement.SubjectID{"ann", "bob"}}},
		Habits: map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(2 * day)},
	}
}

// sales is a package for the staff that managers approve for a week at a time.
func sales() sim.Offer {
	return sim.Offer{Name: "Sales", Roles: []string{"CRM/User"}, Policy: entitlement.AssignmentPolicy{
		AllowedTargetScope:     entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.GroupMembers("staff")},
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true,
			Stages:                   []entitlement.StageSettings{{PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}}},
		},
		Expiration: entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(7)},
	}}
}

// check ends an example that did not go as planned.
func check(err error) {
	if err != nil {
		panic(err)
	}
}

// show prints what happened to a person.
func show(w *sim.World, about entitlement.SubjectID) {
	timeline, err := w.Timeline(sim.Filter{Person: about})
	check(err)
	fmt.Print(timeline)
}

// A first world: somebody asks for access and gets it once the manager has made up her mind; a month passes at once.
func Example() {
	w, err := sim.New(company())
	check(err)
	defer w.Close()

	pkg, err := w.Offer(sales())
	check(err)
	_, err = w.As("ann").Submit(context.Background(), lifecycle.SubmitInput{Package: pkg})
	check(err)
	check(w.RunFor(30 * day))

	show(w, "ann")
	// Output:
	// Monday, 5 January 2026
	//   09:00  Ann Berg asks for Sales
	//   09:00  Meg Olsen can decide before 4 February 2026, 09:00 about Ann Berg's request for Sales
	//   09:00  Mail N02 to Meg Olsen: Ann Berg's request for Sales waits for a decision before 4 February 2026, 09:00
	//
	// Wednesday, 7 January 2026
	//   09:00  Meg Olsen approves Ann Berg's request for Sales
	//   09:00  Ann Berg's request for Sales is approved
	//   09:00  Ann Berg gets Sales until 14 January 2026, 09:00
	//   09:00  Ann Berg shall hold CRM/User
	//   09:00  Call: grant CRM/User to Ann Berg: done
	//   09:00  Ann Berg holds CRM/User
	//   09:00  Ann Berg has all of Sales
	//   09:00  Ann Berg's request for Sales is delivered
	//   09:00  Mail N07 to Meg Olsen: Ann Berg's request for Sales was approved
	//   09:00  Mail N18 to Ann Berg: Ann Berg's access to Sales is there, until 14 January 2026, 09:00
	//
	// Wednesday, 14 January 2026
	//   09:00  Ann Berg loses Sales: its end has come
	//   09:00  Ann Berg shall no longer hold CRM/User
	//   09:00  Call: revoke CRM/User from Ann Berg: done
	//   09:00  Ann Berg does not hold CRM/User any more
	//   09:00  Mail N20 to Ann Berg: Ann Berg's access to Sales has ended: its end has come
}

// Habits are functions. This manager approves what comes in before noon within a day, and lets the rest lie.
func ExampleHabit() {
	mornings := func(asked sim.Waiting) sim.Reaction {
		if asked.Since.Hour() >= 12 {
			return sim.Reaction{}
		}
		return sim.Reaction{Decision: entitlement.Approve, After: time.Duration(asked.Rand.IntN(24)) * time.Hour}
	}
	options := company()
	options.Habits = map[entitlement.SubjectID]sim.Habit{"meg": mornings}
	w, err := sim.New(options)
	check(err)
	defer w.Close()
	pkg, err := w.Offer(sales())
	check(err)
	ask := func(who entitlement.SubjectID) func() error {
		return func() error {
			_, err := w.As(who).Submit(context.Background(), lifecycle.SubmitInput{Package: pkg})
			return err
		}
	}
	w.Schedule(w.Now(), "Ann asks in the morning", ask("ann"))
	w.Schedule(w.Now().Add(4*time.Hour), "Bob asks in the afternoon", ask("bob"))
	check(w.RunFor(3 * day))

	for _, who := range []entitlement.SubjectID{"ann", "bob"} {
		requests, err := w.As(who).Requests(context.Background(), lifecycle.RequestsInput{})
		check(err)
		fmt.Println(who, requests.Items[0].Request.State)
	}
	// Output:
	// ann delivered
	// bob pendingApproval
}

// RunUntil stops at an instant, RunNext where the next thing happens, RunUntilIdle when nothing is left to happen.
func ExampleWorld_RunUntil() {
	w, err := sim.New(company())
	check(err)
	defer w.Close()
	pkg, err := w.Offer(sales())
	check(err)
	_, err = w.As("ann").Submit(context.Background(), lifecycle.SubmitInput{Package: pkg})
	check(err)

	check(w.RunUntil(time.Date(2026, 1, 6, 0, 0, 0, 0, time.UTC)))
	fmt.Println(w.Now().Format(time.DateTime))
	moved, err := w.RunNext()
	check(err)
	fmt.Println(w.Now().Format(time.DateTime), moved)
	check(w.RunUntilIdle(365 * day))
	fmt.Println(w.Now().Format(time.DateTime))
	// Output:
	// 2026-01-06 00:00:00
	// 2026-01-07 09:00:00 true
	// 2026-01-14 09:00:00
}

// The last instant of an assignment is the one before its end.
func ExampleWorld_expiry() {
	w, err := sim.New(company())
	check(err)
	defer w.Close()
	pkg, err := w.Offer(sales())
	check(err)
	_, err = w.Admin().Assign(context.Background(), lifecycle.AssignInput{Package: pkg, Target: "ann"})
	check(err)
	check(w.RunUntil(w.Now().Add(2*day + 7*day - time.Microsecond)))
	fmt.Println(len(w.Target().Holdings()))
	check(w.RunFor(time.Microsecond))
	fmt.Println(len(w.Target().Holdings()))
	// Output:
	// 1
	// 0
}

// Ports misbehave as the script says, and the engine copes: here the first answer of the target is lost, and people still get
// one grant and one mail.
func ExampleWorld_Target() {
	options := company()
	options.Target = fake.Options{Latency: fake.Fixed(10 * time.Minute)}
	w, err := sim.New(options)
	check(err)
	defer w.Close()
	check(w.Target().Inject(fake.Fault{Resource: "CRM", LastAttempt: 1, Answer: fake.AnswerError, Effect: fake.EffectAsUsual}))
	check(w.Mailbox().Inject(sim.Fault{Person: "ann", Times: 1, Late: true}))
	pkg, err := w.Offer(sales())
	check(err)
	_, err = w.As("ann").Submit(context.Background(), lifecycle.SubmitInput{Package: pkg})
	check(err)
	check(w.RunFor(3 * day))

	for _, call := range w.Target().Calls(0) {
		fmt.Println(call.Operation.At.Format("15:04:05"), call.Operation.Verb, "attempt", call.Attempt, call.Result.Pending, call.Err)
	}
	fmt.Println(len(w.Target().Changes(0)), "change")
	for _, mail := range w.Mailbox().Mails(sim.MailFilter{To: "ann"}) {
		fmt.Println(mail.Kind, "sent", mail.Copies, "times")
	}
	// Output:
	// 09:00:00 grant attempt 1 false transient: targetUnavailable (Nothing to do unless it lasts; then check that the target system works.)
	// 09:00:51 grant attempt 2 true <nil>
	// 09:10:00 grant attempt 3 false <nil>
	// 1 change
	// N18 sent 2 times
}

// A restart changes nothing: everything is in the store.
func ExampleWorld_Restart() {
	story := func(restart bool) string {
		w, err := sim.New(company())
		check(err)
		defer w.Close()
		pkg, err := w.Offer(sales())
		check(err)
		_, err = w.As("ann").Submit(context.Background(), lifecycle.SubmitInput{Package: pkg})
		check(err)
		for range 30 {
			if restart {
				check(w.Restart())
			}
			check(w.RunFor(day))
		}
		timeline, err := w.Timeline(sim.Filter{})
		check(err)
		return timeline.String()
	}
	fmt.Println(story(true) == story(false))
	// Output:
	// true
}

// A check that fails ends the test and tells what happened. This test stops at the screen instead.
func ExampleWorld_Expect() {
	options := company()
	options.Habits = map[entitlement.SubjectID]sim.Habit{"meg": sim.Denies(day)}
	w, err := sim.New(options)
	check(err)
	defer w.Close()
	pkg, err := w.Offer(sales())
	check(err)
	_, err = w.As("ann").Submit(context.Background(), lifecycle.SubmitInput{Package: pkg})
	check(err)
	check(w.RunFor(2 * day))

	fmt.Println(failure(w, func(expect sim.Expectation) {
		expect.RequestIs("ann", "Sales", entitlement.RequestDenied)
		expect.Mailed(entitlement.MailDenied, "ann")
		expect.Holds("ann", "Sales/CRM/User")
	}))
	// Output:
	// on 7 January 2026, 09:00 ann does not hold Sales/CRM/User: the target system does not give it
	//
	// Monday, 5 January 2026
	//   09:00  The engine makes the catalog General
	//   09:00  The engine makes the settings of the tenant
	//   09:00  The host (simulation) makes the resource CRM
	//   09:00  The host (simulation) makes the access package Sales with CRM/User
	//   09:00  The host (simulation) makes the policy Standard of Sales
	//   09:00  Ann Berg asks for Sales
	//   09:00  Meg Olsen can decide before 4 February 2026, 09:00 about Ann Berg's request for Sales
	//   09:00  Mail N02 to Meg Olsen: Ann Berg's request for Sales waits for a decision before 4 February 2026, 09:00
	//
	// Tuesday, 6 January 2026
	//   09:00  Meg Olsen denies Ann Berg's request for Sales
	//   09:00  Ann Berg's request for Sales is denied: an approver said no
	//   09:00  Mail N09 to Ann Berg: Ann Berg's request for Sales was denied: an approver said no
}

// People join, move and leave at instants, also at instants to come.
func ExampleDirectory() {
	w, err := sim.New(company())
	check(err)
	defer w.Close()
	people, first := w.Directory(), w.Now()
	check(people.Join(first.Add(day), entitlement.Subject{
		ID: "cleo", DisplayName: "Cleo Novak", UserType: entitlement.UserMember, Manager: "meg",
	}, "staff"))
	check(people.Move(first.Add(2*day), "cleo", func(s *entitlement.Subject) { s.Manager = "bo" }))
	check(people.Leave(first.Add(3*day), "cleo"))
	check(w.RunFor(7 * day))
	show(w, "cleo")
	// Output:
	// Tuesday, 6 January 2026
	//   09:00  Cleo Novak joins the organization
	//
	// Wednesday, 7 January 2026
	//   09:00  Cleo Novak has a new manager: Bo Stone
	//
	// Thursday, 8 January 2026
	//   09:00  Cleo Novak leaves the organization
}
