package main

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/sim"
)

// introduce tells what there is before anything happens.
func introduce(out *strings.Builder, tenant *spec.Document) {
	out.WriteString(`A year at Halvard & Stone, an invented company that makes instruments for ships: who asks for access, who decides,
and what takes access away again. The engine and its file are real. People, target systems and the clock are
simulated, so that the year takes no time. An access package is a bundle of roles that people can ask for:

`)
	for _, catalog := range tenant.Catalogs {
		for _, pkg := range catalog.AccessPackages {
			roles := make([]string, len(pkg.ResourceRoleScopes))
			for i, scope := range pkg.ResourceRoleScopes {
				roles[i] = string(scope.Resource) + "/" + scope.Role
			}
			fmt.Fprintf(out, "  %-18s %s\n", pkg.DisplayName, strings.Join(roles, " and "))
		}
	}
	out.WriteString("\n")
}

// narrate tells what happened, as far as a newcomer wants to know it.
func narrate(out *strings.Builder, timeline sim.Timeline) {
	today := ""
	for i := range timeline {
		e := &timeline[i]
		if e.Source != sim.SourceLog || !isStory(e.Activity) {
			continue
		}
		date := e.At.Format("2 January")
		if date == today {
			date = ""
		} else {
			today = date
		}
		fmt.Fprintf(out, "%-13s%s\n", date, e.Text)
	}
	out.WriteString("\n")
}

// isStory reports whether an activity belongs to the story. The rest of the log is how the company was set up, and every
// step between these.
func isStory(a entitlement.Activity) bool {
	return slices.Contains([]entitlement.Activity{
		entitlement.ActivityRegisterGuest, entitlement.ActivityUserRequests, entitlement.ActivityAutoApprove,
		entitlement.ActivityEscalate, entitlement.ActivityStageCompleted, entitlement.ActivityTimeout,
		entitlement.ActivityCreateAssignment, entitlement.ActivityRemoveAssignment,
		entitlement.ActivityFulfillGrant, entitlement.ActivityUpdateGrant, entitlement.ActivityRemoveGrant,
		entitlement.ActivityBlockGuest, entitlement.ActivityGuestDone,
	}, a)
}
