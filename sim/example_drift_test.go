package sim_test

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// An administrator of the CRM takes ann's access and gives olga some. A reconciliation finds both, and gives back what ann is
// to have; what olga has is not the engine's.
func ExampleWorld_Reconcile() {
	options := company()
	options.Document = nil
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	pkg, err := w.Offer(sim.Offer{Name: "CRM", Roles: []string{"CRM/User"}, Policy: forStaff()})
	check(err)
	_, err = w.As("ann").Submit(background(), lifecycle.SubmitInput{Package: pkg})
	check(err)
	check(w.RunFor(day))
	check(w.AdminRemoves("ann", "CRM/User"))
	check(w.AdminAdds("olga", "CRM/User"))

	drifts, err := w.Reconcile("", lifecycle.DriftPolicy{Missing: lifecycle.DriftRepair})
	check(err)
	for _, d := range drifts {
		fmt.Printf("%s: %s in %s, repaired: %t\n", d.Kind, d.Subject, d.ResourceName, d.Repaired)
	}
	check(w.Settle())
	for _, who := range []entitlement.SubjectID{"ann", "olga"} {
		held, why, err := w.Holds(who, "CRM/User")
		check(err)
		fmt.Printf("%s: %t, %s\n", who, held, why)
	}
	// Output:
	// missing: ann in CRM, repaired: true
	// foreign: olga in CRM, repaired: false
	// ann: true, the target system gives it
	// olga: true, the target system gives it
}
