package sim_test

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// configuration offers one access package to the staff: managers approve, for a week at a time.
const configuration = `{
  "catalogs": [{
    "displayName": "Revenue",
    "description": "Everything for the sales team",
    "resources": [
      {"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}]}
    ],
    "accessPackages": [{
      "displayName": "Sales",
      "resourceRoleScopes": [{"resource": "CRM", "role": "User"}],
      "assignmentPolicies": [{
        "displayName": "Staff",
        "specificAllowedTargets": [{"groupId": "staff"}],
        "requestApprovalSettings": {"stages": [{"primaryApprovers": [{"@odata.type": "targetManager"}]}]},
        "expiration": {"duration": "P7D"}
      }]
    }]
  }]
}`

// company is a small organization: Meg leads Ann and Bob, Bo leads Meg. Meg approves everything after two days.
func company() sim.Options {
	member := func(id entitlement.SubjectID, name string, manager entitlement.SubjectID) entitlement.Subject {
		return entitlement.Subject{ID: id, DisplayName: name, UserType: entitlement.UserMember, Manager: manager}
	}
	document, err := spec.Parse([]byte(configuration), entitlement.SeedLimits())
	check(err)
	return sim.Options{
		Document: &document,
		People: []entitlement.Subject{
			member("bo", "Bo Stone", ""), member("meg", "Meg Olsen", "bo"),
			member("ann", "Ann Berg", "meg"), member("bob", "Bob Unger", "meg"),
		},
		Groups: []directory.Group{{ID: "staff", Members: []entitlement.SubjectID{"ann", "bob"}}},
		Habits: map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(2 * day)},
	}
}

// request asks for an access package.
func request(w *sim.World, who entitlement.SubjectID, name string) error {
	pkg, err := w.Package(name)
	if err != nil {
		return err
	}
	_, err = w.As(who).Submit(context.Background(), lifecycle.SubmitInput{Package: pkg})
	return err
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
	defer func() { check(w.Close()) }()
	check(request(w, "ann", "Sales"))
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
	defer func() { check(w.Close()) }()
	w.Schedule(w.Now(), "Ann asks in the morning", func() error { return request(w, "ann", "Sales") })
	w.Schedule(w.Now().Add(4*time.Hour), "Bob asks in the afternoon", func() error { return request(w, "bob", "Sales") })
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
	defer func() { check(w.Close()) }()
	check(request(w, "ann", "Sales"))

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

// Access that was approved after two days for seven ends to the microsecond.
func ExampleWorld_expiry() {
	w, err := sim.New(company())
	check(err)
	defer func() { check(w.Close()) }()
	check(request(w, "ann", "Sales"))
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
	defer func() { check(w.Close()) }()
	check(w.Target().Inject(fake.Fault{
		Resource: "crm", LastAttempt: 1, Answer: fake.AnswerError, Effect: fake.EffectAsUsual,
	}))
	check(w.Mailbox().Inject(sim.Fault{Person: "ann", Times: 1, Late: true}))
	check(request(w, "ann", "Sales"))
	check(w.RunFor(3 * day))

	for _, call := range w.Target().Calls(0) {
		fmt.Println(call.Operation.At.Format("15:04:05"), call.Operation.Verb, call.Attempt, call.Result.Pending, call.Err)
	}
	fmt.Println(len(w.Target().Changes(0)), "change")
	for _, mail := range w.Mailbox().Mails(sim.MailFilter{To: "ann"}) {
		fmt.Println(mail.Kind, "sent", mail.Copies, "times")
	}
	// Output:
	// 09:00:00 grant 1 false transient: targetUnavailable (Nothing to do unless it lasts; then check that the target system works.)
	// 09:00:58 grant 2 true <nil>
	// 09:10:00 grant 3 false <nil>
	// 1 change
	// N18 sent 2 times
}

// A restart changes nothing: everything is in the store.
func ExampleWorld_Restart() {
	story := func(restart bool) string {
		w, err := sim.New(company())
		check(err)
		defer func() { check(w.Close()) }()
		check(request(w, "ann", "Sales"))
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
	defer func() { check(w.Close()) }()
	check(request(w, "ann", "Sales"))
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
	//   09:00  The host (simulation) makes the catalog Revenue
	//   09:00  The host (simulation) makes the resource CRM
	//   09:00  The host (simulation) makes the access package Sales with CRM/User
	//   09:00  The host (simulation) makes the policy Staff of Sales
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
	defer func() { check(w.Close()) }()
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

// An offer makes an access package where a document would be too much.
func ExampleWorld_Offer() {
	w, err := sim.New(company())
	check(err)
	defer func() { check(w.Close()) }()
	_, err = w.Offer(sim.Offer{
		Name: "Newsroom", Roles: []string{"Wiki/Editor", "News team/Member"},
		Policy: entitlement.AssignmentPolicy{AllowedTargetScope: entitlement.ScopeAllMemberUsers},
	})
	check(err)
	check(request(w, "bo", "Newsroom"))
	check(w.Settle())
	for _, held := range w.Target().Holdings() {
		fmt.Println(held.Account, held.Resource.Type, held.Resource.OriginID, held.Role)
	}
	// Output:
	// bo application Wiki Editor
	// bo group News team Member
}
