package check_test

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

const day = 24 * time.Hour

// start is when every world begins.
var start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// staff are the people who ask for access; the guests come from a partner.
var (
	staff  = []entitlement.SubjectID{"ann", "bob", "cem", "dot", "eli"}
	guests = []entitlement.SubjectID{"gil", "hal", "ivy"}
	all    = append(append([]entitlement.SubjectID{"boss", "meg"}, staff...), guests...)
)

// tenant returns the options of a world with an organization: boss leads meg, meg leads the staff. The boss approves what
// comes to them after a day; nobody else does anything by themselves.
func tenant() sim.Options {
	people := []entitlement.Subject{member("boss", ""), member("meg", "boss")}
	for _, id := range staff {
		people = append(people, member(id, "meg"))
	}
	for _, id := range guests {
		people = append(people, entitlement.Subject{
			ID: id, DisplayName: string(id), Mail: string(id) + "@partner.example", Domain: "partner.example",
			UserType: entitlement.UserOutside,
		})
	}
	return sim.Options{
		Seed: 11, Start: start, People: people, Groups: []directory.Group{{ID: "staff", Members: staff}},
		Habits: map[entitlement.SubjectID]sim.Habit{"boss": sim.Approves(day)},
		Target: fake.Options{MembersPerGroup: 4, Latency: fake.Spread(20 * time.Minute)},
		Config: func(c *lifecycle.Config) { c.BatchSize = 7 }, // so that work is split
	}
}

func member(id, manager entitlement.SubjectID) entitlement.Subject {
	return entitlement.Subject{ID: id, DisplayName: string(id), UserType: entitlement.UserMember, Manager: manager}
}

// roles are what packages may hold.
var roles = []string{
	"CRM/User", "CRM/Admin", "Wiki/Reader", "Wiki/Editor", "Ledger/Reader", "Sales team/Member", "Project room/Member",
}

// forStaff is a policy for the staff.
func forStaff(expires entitlement.Expiration, stages ...entitlement.StageSettings) entitlement.AssignmentPolicy {
	return entitlement.AssignmentPolicy{
		AllowedTargetScope:      entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets:  []entitlement.SubjectSet{entitlement.GroupMembers("staff")},
		RequestApprovalSettings: entitlement.ApprovalSettings{IsApprovalRequiredForAdd: len(stages) > 0, Stages: stages},
		Expiration:              expires,
		RequestorSettings: &entitlement.RequestorSettings{
			EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: true, AllowCustomAssignmentSchedule: true,
			EnableTargetsToSelfUpdateAccess: true,
		},
	}
}

func lasting(p entitlement.Period) entitlement.Expiration {
	return entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: p}
}

// policies are those that packages are offered under.
func policies() []entitlement.AssignmentPolicy {
	manager := entitlement.StageSettings{
		PrimaryApprovers:              []entitlement.SubjectSet{entitlement.Manager(1)},
		DurationBeforeAutomaticDenial: entitlement.Days(14),
	}
	escalating := manager
	escalating.IsEscalationEnabled, escalating.DurationBeforeEscalation = true, entitlement.Days(8)
	escalating.EscalationApprovers = []entitlement.SubjectSet{entitlement.Manager(2)}
	extending := forStaff(entitlement.Expiration{}, manager)
	extending.RequestApprovalSettings.IsApprovalRequiredForUpdate = true
	boss := entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("boss"), entitlement.User("eli")}}
	partner := forStaff(lasting(entitlement.Days(9)), entitlement.StageSettings{
		PrimaryApprovers: []entitlement.SubjectSet{entitlement.Sponsors()},
	})
	partner.AllowedTargetScope, partner.SpecificAllowedTargets = entitlement.ScopeAllConfiguredOrganizations, nil
	direct := forStaff(entitlement.Expiration{Type: entitlement.ExpirationNone})
	direct.AllowedTargetScope, direct.SpecificAllowedTargets = entitlement.ScopeNotSpecified, nil
	direct.ReviewSettings = &entitlement.ReviewSettings{
		IsEnabled: true, PrimaryReviewers: []entitlement.SubjectSet{entitlement.User("meg")},
		FallbackReviewers: []entitlement.SubjectSet{entitlement.User("boss")},
		Schedule: entitlement.ReviewSchedule{
			StartDateTime: start.Add(9 * day), EndDateTime: start.Add(30 * day), Recurrence: entitlement.Days(7), Duration: entitlement.Days(5),
		},
	}
	return []entitlement.AssignmentPolicy{
		forStaff(lasting(entitlement.Days(10))),
		extending,
		forStaff(lasting(entitlement.Hours(36)), escalating, boss),
		partner,
		direct,
		forStaff(entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: start.Add(40 * day)}),
	}
}

// furnish configures a new world: an organization that guests come from, and a package under each policy.
func furnish(w *sim.World) ([]entitlement.AccessPackageID, error) {
	_, err := w.Admin().CreateOrganization(background(), lifecycle.OrganizationInput{
		Key: "partner", Organization: entitlement.ConnectedOrganization{
			DisplayName: "Partner", State: entitlement.OrganizationConfigured,
			IdentitySources:  []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "partner.example"}},
			InternalSponsors: []entitlement.SubjectSet{entitlement.User("boss"), entitlement.User("meg")},
		},
	})
	if err != nil {
		return nil, err
	}
	var out []entitlement.AccessPackageID
	for i, policy := range policies() {
		id, err := w.Offer(sim.Offer{Name: fmt.Sprintf("Package %d", i), Roles: []string{roles[i], roles[i+1]}, Policy: policy})
		if err != nil {
			return nil, err
		}
		out = append(out, id)
	}
	return out, nil
}
