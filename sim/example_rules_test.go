package sim_test

import (
	"context"
	"errors"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// members offers a package of one role to everybody, for 30 days.
func members(w *sim.World, name, role string, change func(*entitlement.AssignmentPolicy)) entitlement.AccessPackageID {
	policy := entitlement.AssignmentPolicy{
		AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		RequestorSettings:  &entitlement.RequestorSettings{EnableTargetsToSelfAddAccess: true},
		Expiration:         entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(30)},
	}
	if change != nil {
		change(&policy)
	}
	id, err := w.Offer(sim.Offer{Name: name, Roles: []string{role}, Policy: policy})
	check(err)
	return id
}

// Holders are asked 14 days and one day before the end, and extend their access where the policy lets them.
func ExampleWorld_extension() {
	options := company()
	options.Document = nil
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	members(w, "Wiki", "Wiki/Reader", func(p *entitlement.AssignmentPolicy) {
		p.RequestorSettings.EnableTargetsToSelfUpdateAccess = true
	})
	check(request(w, "ann", "Wiki"))
	check(w.RunFor(29 * day))
	held, err := w.Assignment("ann", "Wiki")
	check(err)
	_, err = w.As("ann").Extend(context.Background(), lifecycle.ExtendInput{Assignment: held.Assignment.ID})
	check(err)
	check(w.RunFor(31 * day))
	timeline, err := w.Timeline(sim.Filter{Person: "ann", From: w.Now().Add(-35 * day)})
	check(err)
	fmt.Print(timeline)
	// Output:
	// Tuesday, 3 February 2026
	//   09:00  Ann Berg's access to Wiki ends soon
	//   09:00  Ann Berg asks to keep Wiki longer
	//   09:00  Ann Berg's request for Wiki needs no approval
	//   09:00  Ann Berg keeps Wiki until 6 March 2026, 09:00
	//   09:00  Ann Berg keeps Wiki/Reader for longer
	//   09:00  Mail N19 to Ann Berg: Ann Berg's access to Wiki ends on 4 February 2026, 09:00 and can be extended
	//   09:00  Mail N18 to Ann Berg: Ann Berg's access to Wiki is there, until 6 March 2026, 09:00
	//
	// Friday, 20 February 2026
	//   09:00  Ann Berg's access to Wiki ends soon
	//   09:00  Mail N19 to Ann Berg: Ann Berg's access to Wiki ends on 6 March 2026, 09:00 and can be extended
	//
	// Thursday, 5 March 2026
	//   09:00  Ann Berg's access to Wiki ends soon
	//   09:00  Mail N19 to Ann Berg: Ann Berg's access to Wiki ends on 6 March 2026, 09:00 and can be extended
	//
	// Friday, 6 March 2026
	//   09:00  Ann Berg loses Wiki: its end has come
	//   09:00  Ann Berg shall no longer hold Wiki/Reader
	//   09:00  Call: revoke Wiki/Reader from Ann Berg: done
	//   09:00  Ann Berg does not hold Wiki/Reader any more
	//   09:00  Mail N20 to Ann Berg: Ann Berg's access to Wiki has ended: its end has come
}

// Whoever has one of two packages cannot have the other; which packages rule one out is a query.
func ExampleWorld_incompatible() {
	options := company()
	options.Document = nil
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	payments := members(w, "Payments", "Ledger/Poster", nil)
	audit := members(w, "Audit", "Ledger/Auditor", nil)
	ctx := context.Background()
	pkg, err := w.Admin().Package(ctx, lifecycle.ReadPackageInput{Package: audit})
	check(err)
	pkg.Version, pkg.IncompatiblePackages = 0, []entitlement.AccessPackageID{payments}
	_, err = w.Admin().UpdatePackage(ctx, lifecycle.PackageInput{Package: pkg})
	check(err)
	check(request(w, "ann", "Payments"))
	_, err = w.As("ann").Submit(ctx, lifecycle.SubmitInput{Package: audit})
	fmt.Println(errors.Is(err, entitlement.Incompatible))
	against, err := w.Admin().IncompatibleWith(ctx, lifecycle.IncompatibleInput{Package: payments})
	check(err)
	for _, p := range against.Items {
		fmt.Println(p.DisplayName, "is not for who has Payments")
	}
	// Output:
	// true
	// Audit is not for who has Payments
}

// A manager asks for somebody who reports to them; the access is that person's.
func ExampleWorld_onBehalf() {
	options := company()
	options.Document = nil
	w, err := sim.New(options)
	check(err)
	defer func() { check(w.Close()) }()
	pkg := members(w, "Wiki", "Wiki/Reader", func(p *entitlement.AssignmentPolicy) {
		p.RequestorSettings.EnableOnBehalfRequestorsToAddAccess = true
	})
	asked, err := w.As("meg").Submit(context.Background(), lifecycle.SubmitInput{Package: pkg, Target: "ann"})
	check(err)
	check(w.Settle())
	shown, err := w.As("ann").Request(context.Background(), lifecycle.RequestInput{Request: asked.Request})
	check(err)
	fmt.Println(shown.Request.Type, "by", shown.Request.Requestor, "for", shown.Request.Target)
	holds, _, err := w.Holds("ann", "Wiki/Wiki/Reader")
	fmt.Println(holds, err)
	// Output:
	// onBehalfAdd by meg for ann
	// true <nil>
}
