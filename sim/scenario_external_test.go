package sim_test

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// openScope: anybody from outside may ask, so organizations are proposed; one guest is kept, and one who was here before is
// marked for the clean-up.
func openScope() scenario {
	return scenario{
		name: "open_scope_and_marked_guests", length: 120 * day, still: 50 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"boss": sim.Approves(day)}, func(o *sim.Options) {
			o.Config = func(c *lifecycle.Config) { c.Policy.OpenExternalScope = true }
		}),
		script: func(s *script) {
			s.offer("Project", []string{"Project room/Member"}, entitlement.AssignmentPolicy{
				AllowedTargetScope: entitlement.ScopeAllExternalUsers,
				RequestApprovalSettings: entitlement.ApprovalSettings{
					IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{by(entitlement.User("boss"))},
				},
			})
			s.at(0, "ivy has an account already", func() error {
				return s.Directory().Move(s.Now(), "ivy", func(p *entitlement.Subject) { p.UserType = entitlement.UserGuest })
			})
			s.ask(time.Hour, "gil", "Project")
			s.ask(day, "hal", "Project")
			s.ask(2*day, "ivy", "Project")
			s.mark(10*day, "hal", "Project", entitlement.LifecycleNotGoverned)
			s.mark(10*day, "ivy", "Project", entitlement.LifecycleGoverned)
		},
	}
}

// mark schedules that an administrator says whose a guest is.
func (s *script) mark(d time.Duration, who entitlement.SubjectID, pkg string, to entitlement.SubjectLifecycle) {
	s.at(d, string(who)+" is marked", func() error {
		a, err := s.assignment(who, pkg)
		if err != nil || a == nil {
			return err
		}
		_, err = s.Admin().Govern(background(), lifecycle.GovernInput{
			Key: "mark " + string(who), Assignment: a.ID, Lifecycle: to,
		})
		return err
	})
}
