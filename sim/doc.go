// Package sim runs entitlement management in a world of its own: months of requests, approvals, deliveries, expiries and
// guests in milliseconds, the same in every run.
//
// A World is a real engine with everything around it that a real one has: a store, a directory of people, target systems,
// guest accounts, mailboxes, and people with habits. Nothing in it is real but the engine: time is a Clock that stands
// still until the world runs, and every choice is drawn from a seed.
//
//	w := sim.Test(t, sim.Options{
//		People: sim.Team("meg", "ann", "bob"),
//		Habits: map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(2 * 24 * time.Hour)},
//	})
//	pkg, err := w.Offer(sim.Offer{
//		Name: "Sales", Roles: []string{"CRM/User"}, Approvers: []entitlement.SubjectSet{entitlement.Manager(1)},
//		Policy: entitlement.AssignmentPolicy{AllowedTargetScope: entitlement.ScopeAllMemberUsers},
//	})
//	require.NoError(t, err)
//	_, err = w.As("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg})
//	require.NoError(t, err)
//	w.Expect(t).RequestIs("ann", "Sales", entitlement.RequestPendingApproval)
//	require.NoError(t, w.RunFor(3*24*time.Hour))
//	w.Expect(t).Holds("ann", "Sales/CRM/User")
//
// The configuration comes by World.Offer, as a document of package entitlement/spec, such as the one that production applies,
// or by the engine's own commands. Package sim/scenario plays stories in YAML, as tests too.
//
// # First questions
//
// Each has an example that runs:
//
//   - What is the smallest world? See the example of New; the one of the package adds a manager with a habit who approves.
//   - What happens when nobody answers? Reminders, escalation and the timeout: see NeverAnswers. Other habits: see Habit.
//   - How do months pass at once? See World.RunUntil, with World.RunNext and World.RunUntilIdle beside it.
//   - How does a test expect who holds what? See World.Expect: a failure prints the timeline.
//   - How does a target system fail at the second attempt? See World.Target (Retries); faults count attempts of one operation.
//   - How does a review go? See ReviewHabit.
//   - How does a guest come and go? See World.Accounts.
//   - Who may add which group to a catalog, and who owns a partner's mail domain? See Owners and Directory.OwnDomain.
//   - How do own parts get under the world: store, provisioner, the engine's configuration? See Options.
//   - Does it go without a world, on a plain clock.NewMock() or in a bubble of testing/synctest? See the example Mock of the
//     package, and TestARunnerInABubble beside it.
//   - Who had access on a date, and what happened? See World (Past) and World.Timeline. World.Close leaves nothing behind.
//
// # Time
//
// RunUntil, RunFor, RunNext and RunUntilIdle let time pass. They stop at every instant at which something happens: the
// engine has a timer or an effect due, something is scheduled, a person does what they had in mind. At each instant the
// engine comes first and runs to a fixed point, so that a decision at a deadline is too late; then what is scheduled and
// what people do follows one after the other, each with what it makes due. Nothing happens between runs: a command that a
// test gives is carried out at once, its mails and deliveries wait for Settle or the next run.
//
// World.Clock moves time without running anything, as a host's clock does while the host sleeps; Engine.RunDue and
// Engine.Dispatch then do what a host's loop does.
//
// # People
//
// A Habit decides about every request that a person is asked about, when the person notices it; a ReviewHabit likewise about
// access that is to be reviewed, with Directory.SignIn for what the recommendations rest on. What the directory says is
// a function of the instant: Directory.Join, Move and Leave also schedule what is to come. An Options.People with
// entitlement.UserOutside is somebody from another organization, who gets an account with the first access.
//
// # Faults
//
// Target systems misbehave as provision/fake describes, mailboxes and accounts by Fault, the directory by Outage, the clock
// by TurnBack, and the store by the wrapper that Options.Store is given: FaultCommits, which strikes what is committed by its
// activity, person and attempt, or storetest.Fault, which counts. An error of the engine
// ends the run where it is; Restart or Reopen, and run on: what had been acknowledged is there, and the rest is done again.
//
// # What happened
//
// World.Timeline tells the whole story by day, for slides and for the output of a failing test; Timeline.WriteJSON tells it
// to programs. World.Expect checks a world and prints the timeline with a failure. Canonical returns what the history of a
// store has come to, byte for byte, to compare two of them.
package sim
