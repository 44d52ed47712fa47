package sim_test

import (
	"context"
	"fmt"

	"go.uber.org/goleak"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// The log knows who had access at any instant that has passed, also after the access has gone.
func ExampleWorld_past() {
	w, err := sim.New(company())
	check(err)
	defer func() { check(w.Close()) }()
	first := w.Now()
	check(request(w, "ann", "Sales"))
	check(w.RunFor(30 * day))
	for _, at := range []int{1, 2, 8, 9} {
		for _, who := range []entitlement.SubjectID{"ann", "bob"} {
			access, err := w.Admin().Access(context.Background(), lifecycle.AccessInput{For: who, AsOf: first.AddDate(0, 0, at)})
			check(err)
			for _, a := range access.Items {
				fmt.Println(first.AddDate(0, 0, at).Format("2 January"), who, a.PackageName)
			}
		}
	}
	// Output:
	// 7 January ann Sales
	// 13 January ann Sales
}

// Timeline tells what happened, for people and for programs. A Filter takes a part of it.
func ExampleWorld_Timeline() {
	w, err := sim.New(company())
	check(err)
	defer func() { check(w.Close()) }()
	check(request(w, "ann", "Sales"))
	check(w.RunFor(30 * day))
	last, err := w.Timeline(sim.Filter{Person: "ann", From: w.Now().Add(-25 * day)})
	check(err)
	fmt.Print(last)
	fmt.Println(last[0].At, last[0].Source, last[0].Activity, last[0].Codes)
	// Output:
	// Wednesday, 14 January 2026
	//   09:00  Ann Berg loses Sales: its end has come
	//   09:00  Ann Berg shall no longer hold CRM/User
	//   09:00  Call: revoke CRM/User from Ann Berg: done
	//   09:00  Ann Berg does not hold CRM/User any more
	//   09:00  Mail N20 to Ann Berg: Ann Berg's access to Sales has ended: its end has come
	// 2026-01-14 09:00:00 +0000 UTC log Remove access package assignment []
}

// Close leaves no goroutine behind. A package of tests says so for all its worlds with goleak.VerifyTestMain.
func ExampleWorld_Close() {
	before := goleak.IgnoreCurrent()
	w, err := sim.New(company())
	check(err)
	check(request(w, "ann", "Sales"))
	check(w.RunFor(30 * day))
	check(w.Close())
	fmt.Println(goleak.Find(before))
	// Output:
	// <nil>
}
