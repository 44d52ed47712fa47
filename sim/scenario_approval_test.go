package sim_test

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// delegations: the manager is away and olga decides in her place; then the manager leaves, and the reminder finds the
// fallback. An approval is taken back.
func delegations() scenario {
	return scenario{
		name: "delegations", length: 100 * day, still: 60 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{
			"meg": sim.NeverAnswers(), "olga": sim.Approves(day), "boss": sim.Approves(2 * day),
		}),
		script: func(s *script) {
			first := by(entitlement.Manager(1))
			first.FallbackPrimaryApprovers = []entitlement.SubjectSet{entitlement.User("olga")}
			s.offer("Sales", []string{"CRM/User"}, forStaff(first, by(entitlement.User("boss"))))
			s.ask(0, "ann", "Sales")
			s.at(day, "meg appoints olga", func() error {
				_, err := s.As("meg").Delegate(background(), lifecycle.DelegateInput{
					Key: "away", Delegate: "olga", Schedule: entitlement.Schedule{End: after(10 * day)},
				})
				return err
			})
			s.ask(2*day, "bob", "Sales")
			s.at(9*day, "olga takes it back", func() error { return s.takeBack("olga", "bob", "Sales") })
			s.at(11*day, "meg leaves", func() error { return ignoreRepeated(s.Directory().Leave(after(11*day), "meg")) })
		},
	}
}

// takeBack revokes an approval of what somebody has.
func (s *script) takeBack(who, of entitlement.SubjectID, pkg string) error {
	a, err := s.assignment(of, pkg)
	if err != nil || a == nil {
		return err
	}
	_, err = s.As(who).RevokeApproval(background(), lifecycle.RevokeApprovalInput{
		Key: "back " + string(of), Request: a.Request, Justification: "not needed any more",
	})
	return err
}
