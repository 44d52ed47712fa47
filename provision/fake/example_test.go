package fake_test

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// An hour of latency passes in logical time: the target is asked twice and nobody waits.
func Example() {
	target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
	sales := provision.Resource{Type: entitlement.ResourceGroup, OriginID: "sales"}
	op := provision.Operation{
		Key: "alice/sales/Member/1", Generation: 1, Verb: provision.Grant,
		Subject: "alice", Resource: sales, Role: entitlement.RoleMember,
		At: time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC),
	}

	answer, err := target.Apply(context.Background(), op)
	fmt.Println(answer.Pending, answer.CheckAfter, err, target.Access("alice", sales, op.Role))

	op.At, op.Token = op.At.Add(answer.CheckAfter), answer.Token
	answer, err = target.Apply(context.Background(), op)
	fmt.Println(answer.Pending, answer.CheckAfter, err, target.Access("alice", sales, op.Role))
	// Output:
	// true 1h0m0s <nil> none
	// false 0s <nil> managed
}

// A fault names the calls it strikes, what the caller is told, and what becomes of the effect: here the answer to the first
// attempt is lost after the effect.
func ExampleTarget_Inject() {
	target := fake.New(fake.Options{})
	err := target.Inject(fake.Fault{
		Subject: "alice", LastAttempt: 1,
		Answer: fake.AnswerError, Effect: fake.EffectAsUsual,
	})
	fmt.Println(err)

	op := provision.Operation{
		Key: "alice/sales/Member/1", Generation: 1, Verb: provision.Grant, Subject: "alice", Role: entitlement.RoleMember,
		Resource: provision.Resource{Type: entitlement.ResourceGroup, OriginID: "sales"},
		At:       time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC),
	}
	for range 2 {
		_, err = target.Apply(context.Background(), op)
		fmt.Println(err)
		op.At = op.At.Add(time.Minute)
	}
	for _, change := range target.Changes(0) {
		fmt.Println(change.At.Format("15:04"), change.Account, change.From, "to", change.To)
	}
	// Output:
	// <nil>
	// transient: targetUnavailable (Nothing to do unless it lasts; then check that the target system works.)
	// <nil>
	// 09:00 alice none to managed
}

// Administrators of the target change things behind the engine's back; a listing tells what the engine granted from what it did
// not.
func ExampleTarget_List() {
	target := fake.New(fake.Options{})
	sales := provision.Resource{Type: entitlement.ResourceGroup, OriginID: "sales"}
	at := time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC)

	_, err := target.Apply(context.Background(), provision.Operation{
		Key: "alice/sales/Member/1", Generation: 1, Verb: provision.Grant,
		Subject: "alice", Resource: sales, Role: entitlement.RoleMember, At: at,
	})
	fmt.Println(err)
	fmt.Println(target.AdminAdds(at, "mallory", sales, entitlement.RoleMember))

	for holding, err := range target.List(context.Background(), sales, at) {
		fmt.Println(holding.Subject, holding.Role, holding.Managed, err)
	}
	// Output:
	// <nil>
	// <nil>
	// alice Member true <nil>
	// mallory Member false <nil>
}
