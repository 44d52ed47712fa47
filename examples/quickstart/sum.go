package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// conclude tells what the year has come to. Everything but the calls to target systems is read from the file.
func conclude(ctx context.Context, out *strings.Builder, w *sim.World, people []entitlement.Subject) error {
	fmt.Fprintf(out, "Who holds what on %s, and why:\n", w.Now().Format("2 January 2006"))
	waiting, states := "", map[entitlement.RequestState]int{}
	for i := range people {
		who := &people[i]
		if err := holdings(ctx, out, w.Admin(), who); err != nil {
			return err
		}
		requests, err := w.Admin().Requests(ctx, lifecycle.RequestsInput{For: who.ID})
		if err != nil {
			return err
		}
		for j := range requests.Items {
			states[requests.Items[j].Request.State]++
			if requests.Items[j].Request.State == entitlement.RequestPendingApproval {
				waiting += fmt.Sprintf("  %s's request waits for a decision until %s.\n",
					who.DisplayName, date(requests.Items[j].Stages[0].Stage.Deadline))
			}
		}
	}
	grants, revokes := changes(w.Target())
	fmt.Fprintf(out, "\nRequests: %d delivered, %d denied, %d pending.\n",
		states[entitlement.RequestDelivered], states[entitlement.RequestDenied], states[entitlement.RequestPendingApproval])
	out.WriteString(waiting)
	fmt.Fprintf(out, "Target systems: %d roles granted, %d revoked.\n", grants, revokes)
	log, err := w.Engine().VerifyLog(ctx, lifecycle.VerifyLogInput{})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "The file was closed and opened again. Its log has %d events; their hashes form a whole chain, and the %d rows of the\n"+
		"file are those that the log tells of.\n", log.End.Seq, log.Rows)
	return nil
}

// holdings tells which roles somebody has, and which access package each comes from.
func holdings(ctx context.Context, out *strings.Builder, admin *lifecycle.Session, who *entitlement.Subject) error {
	roles, err := admin.EffectiveRoles(ctx, lifecycle.RolesInput{For: who.ID})
	for i := range roles {
		role := &roles[i]
		for _, source := range role.Sources {
			fmt.Fprintf(out, "  %-16s %-20s through %s until %s\n",
				who.DisplayName, role.ResourceName+"/"+string(role.Role), source.PackageName, date(source.End))
		}
	}
	return err
}

// changes counts what was really given and taken in the target systems.
func changes(target *fake.Target) (grants, revokes int) {
	for _, c := range target.Changes(0) {
		if c.To == fake.None {
			revokes++
		} else {
			grants++
		}
	}
	return grants, revokes
}

func date(t time.Time) string { return t.Format("2 January 2006") }
