package provision_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// A Mux sends each operation to the provisioner of its resource's type, and refuses the types that have none.
func ExampleMux() {
	groups := fake.New(fake.Options{})
	mux := provision.Mux{entitlement.ResourceGroup: groups}

	op := provision.Operation{
		Key: "alice/sales/Member/1", Generation: 1, Verb: provision.Grant,
		Subject:  "alice",
		Resource: provision.Resource{Type: entitlement.ResourceGroup, OriginID: "sales"},
		Role:     entitlement.RoleMember,
		At:       time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC),
	}
	_, err := mux.Apply(context.Background(), op)
	fmt.Println(err, groups.Access("alice", op.Resource, op.Role))

	fmt.Println(mux.Serves(entitlement.ResourceSite))
	op.Resource.Type = entitlement.ResourceSite
	_, err = mux.Apply(context.Background(), op)
	fmt.Println(err)
	// Output:
	// <nil> managed
	// false
	// permanent: unsupported: no provisioner for type "site" (Configure a provisioner for this type of resource, then reprocess.)
}

// A Backoff grows up to an hour. Every pause is a function of the attempt and the key.
func ExampleBackoff() {
	backoff := provision.DefaultBackoff()
	for _, attempt := range []int{1, 2, 3, 7, 10_000} {
		fmt.Println(attempt, backoff.Next(attempt, "alice/sales/Member/1").Truncate(time.Second))
	}

	throttled := provision.TransientAfter(provision.Throttled, 2*time.Hour, "")
	fmt.Println("throttled", backoff.NextAfter(1, "alice/sales/Member/1", throttled))
	// Output:
	// 1 37s
	// 2 1m32s
	// 3 3m3s
	// 7 54m37s
	// 10000 1h0m0s
	// throttled 2h0m0s
}

// Provisioners say whether trying again may help, and what the operator should do.
func ExamplePermanent() {
	err := provision.Permanent(fmt.Errorf("%w: 50,000 of 50,000", provision.GroupFull), "Ask for a second group.")
	fmt.Println(err)
	fmt.Println(errors.Is(err, provision.GroupFull))
	// Output:
	// permanent: groupFull: 50,000 of 50,000 (Ask for a second group.)
	// true
}

// The engine reads every error with Classify: one without a class is transient.
func ExampleClassify() {
	for _, err := range []error{
		errors.New("connection refused"),
		provision.Permanent(provision.PermissionMissing, ""),
		provision.Permanent(context.DeadlineExceeded, ""), // the target has not spoken
	} {
		failure := provision.Classify(err)
		fmt.Println(failure.Class, failure.Code)
	}
	// Output:
	// transient targetUnavailable
	// permanent permissionMissing
	// transient targetNoAnswer
}
