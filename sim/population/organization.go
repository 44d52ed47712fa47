package population

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

const staff entitlement.GroupID = "staff"

const reports = 8 // of a manager

// personID names the n-th person, counted from 0.
func personID(n int) entitlement.SubjectID { return entitlement.SubjectID(fmt.Sprintf("p%06d", n)) }

// person makes the n-th person, who works in the place of the one with a number: everybody but the first has a manager.
func person(n, place int) entitlement.Subject {
	s := entitlement.Subject{ID: personID(n), UserType: entitlement.UserMember}
	if place > 0 {
		s.Manager = personID((place - 1) / reports)
	}
	return s
}

// managers is how many people have reports.
func (p *population) managers() int { return (p.People + reports - 2) / reports }

// hire fills the organization: a tree of managers.
func (p *population) hire(o *sim.Options) {
	for n := range p.People {
		s := person(n, n)
		o.People = append(o.People, s)
		o.Groups[0].Members = append(o.Groups[0].Members, s.ID)
		if n < max(p.managers(), 1) {
			temper := p.temper(s.ID)
			o.Habits[s.ID], o.Reviewers[s.ID] = p.approves(temper), p.reviews(temper)
		}
	}
	p.hired = p.People
}

// applications is how many target systems the packages share.
func (p *population) applications() int { return p.Packages/2 + 1 }

// offer makes the access packages. They come in four kinds: with approval by the manager; without approval; with two stages and
// reviews each quarter that take away what nobody keeps; and without end, with reviews twice a year.
func (p *population) offer() error {
	for n := range p.Packages {
		draw := p.draw("package", fmt.Sprint(n))
		owner := personID(draw.IntN(max(p.managers(), 1)))
		var roles []string
		for range 1 + draw.IntN(3) {
			roles = append(roles, application(draw.IntN(p.applications()))+"/"+[]string{"Reader", "Editor"}[draw.IntN(2)])
		}
		slices.Sort(roles)
		id, err := p.world.Offer(sim.Offer{
			Name: fmt.Sprintf("Package %04d", n), Roles: slices.Compact(roles), Policy: p.policy(n%kinds, owner),
		})
		if err != nil {
			return err
		}
		p.packages = append(p.packages, id)
	}
	return nil
}

const kinds = 4

func (p *population) policy(kind int, owner entitlement.SubjectID) entitlement.AssignmentPolicy {
	byOwner := []entitlement.SubjectSet{entitlement.User(owner)}
	byManager := entitlement.StageSettings{
		PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}, FallbackPrimaryApprovers: byOwner,
		DurationBeforeAutomaticDenial: entitlement.Days(14),
		IsEscalationEnabled:           true, DurationBeforeEscalation: entitlement.Days(5),
		EscalationApprovers: []entitlement.SubjectSet{entitlement.Manager(2)}, FallbackEscalationApprovers: byOwner,
	}
	out := entitlement.AssignmentPolicy{
		AllowedTargetScope:     entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets: []entitlement.SubjectSet{entitlement.GroupMembers(staff)},
		RequestorSettings: &entitlement.RequestorSettings{
			EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfUpdateAccess: true, EnableTargetsToSelfRemoveAccess: true,
		},
		RequestApprovalSettings: entitlement.ApprovalSettings{
			IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{byManager},
		},
	}
	lasts := func(days int) entitlement.Expiration {
		return entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(days)}
	}
	reviewed := func(months int, otherwise entitlement.ReviewExpirationBehavior) *entitlement.ReviewSettings {
		return &entitlement.ReviewSettings{
			IsEnabled: true, ExpirationBehavior: otherwise,
			PrimaryReviewers:  []entitlement.SubjectSet{entitlement.Manager(1)},
			FallbackReviewers: byOwner,
			Schedule: entitlement.ReviewSchedule{
				StartDateTime: p.world.Now().Add(30 * day), Recurrence: entitlement.Period{Months: months}, Duration: entitlement.Days(14),
			},
		}
	}
	switch kind {
	case 0:
		out.Expiration = lasts(90)
	case 1:
		out.Expiration, out.RequestApprovalSettings = lasts(180), entitlement.ApprovalSettings{}
	case 2:
		second := entitlement.StageSettings{PrimaryApprovers: byOwner, DurationBeforeAutomaticDenial: entitlement.Days(14)}
		out.RequestApprovalSettings.Stages = append(out.RequestApprovalSettings.Stages, second)
		out.Expiration, out.ReviewSettings = lasts(365), reviewed(3, entitlement.ReviewRemoveAccess)
	default:
		out.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
		out.ReviewSettings = reviewed(6, entitlement.ReviewKeepAccess)
	}
	return out
}
