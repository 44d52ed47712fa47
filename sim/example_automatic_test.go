package sim_test

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

// Ann has what everybody in Sales has. When she moves to Legal she keeps it for a week.
func ExampleWorld_automatic() {
	options := company()
	options.Document, options.TellsChanges = nil, true
	department(&options, "Sales", "ann")
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	_, err = w.Offer(sim.Offer{Name: "CRM", Roles: []string{"CRM/User"}, Policy: ofSales()})
	check(err)
	check(w.Directory().Move(w.Now().Add(20*day), "ann", func(s *entitlement.Subject) {
		s.Attributes = map[string]string{"department": "Legal"}
	}))
	check(w.RunFor(30 * day))
	timeline, err := w.Timeline(sim.Filter{Person: "ann"})
	check(err)
	fmt.Print(timeline)
	// Output:
	// Monday, 5 January 2026
	//   09:00  Ann Berg is in the scope of All of Sales
	//   09:00  The engine assigns CRM to Ann Berg
	//   09:00  Ann Berg's request for CRM needs no approval
	//   09:00  Ann Berg gets CRM without end
	//   09:00  Ann Berg shall hold CRM/User
	//   09:00  Call: grant CRM/User to Ann Berg: done
	//   09:00  Ann Berg holds CRM/User
	//   09:00  Ann Berg has all of CRM
	//   09:00  Ann Berg's request for CRM is delivered
	//
	// Sunday, 25 January 2026
	//   09:00  Ann Berg moves to Legal
	//   09:00  Ann Berg is not in the scope of All of Sales any more
	//   09:00  Ann Berg has left the scope of CRM and keeps it until 1 February 2026, 09:00
	//   09:00  Ann Berg keeps CRM/User until then
	//
	// Sunday, 1 February 2026
	//   09:00  The engine removes CRM from Ann Berg
	//   09:00  Ann Berg loses CRM: left the scope of the automatic policy
	//   09:00  Ann Berg shall no longer hold CRM/User
	//   09:00  Call: revoke CRM/User from Ann Berg: done
	//   09:00  Ann Berg does not hold CRM/User any more
}
