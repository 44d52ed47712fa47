package sim_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// department puts people into a department.
func department(o *sim.Options, name string, who ...entitlement.SubjectID) {
	for i := range o.People {
		for _, id := range who {
			if o.People[i].ID == id {
				o.People[i].Attributes = map[string]string{"department": name}
			}
		}
	}
}

// moved schedules that somebody moves to a department.
func (s *script) moved(d time.Duration, who entitlement.SubjectID, to string) error {
	return s.Directory().Move(after(d), who, func(p *entitlement.Subject) {
		p.Attributes = map[string]string{"department": to}
	})
}

// ofSales is an automatic policy for sales, with a week of grace.
func ofSales() entitlement.AssignmentPolicy {
	settings := entitlement.DefaultAutomaticRequestSettings()
	settings.GracePeriodBeforeAccessRemoval = entitlement.Days(7)
	return entitlement.AssignmentPolicy{
		DisplayName: "All of Sales", AllowedTargetScope: entitlement.ScopeSpecificDirectoryUsers,
		SpecificAllowedTargets:   []entitlement.SubjectSet{entitlement.AttributeRule(`user.department -eq "Sales"`)},
		AutomaticRequestSettings: settings,
	}
}

// movers: people come into a department, leave it, come back within the grace period, or leave altogether; who has something
// incompatible waits for its end.
func movers() scenario {
	return scenario{
		name: "movers_under_an_automatic_policy", length: 90 * day, still: 28 * day, endless: true,
		options: world(nil, func(o *sim.Options) {
			department(o, "Sales", "ann", "bob")
			o.TellsChanges, o.Target = true, fake.Options{Latency: fake.Spread(time.Hour)}
		}),
		script: func(s *script) {
			own := forStaff()
			own.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(20)}
			s.offer("Tools", []string{"CRM/User"}, own)
			s.ask(time.Hour, "cem", "Tools")
			s.ask(time.Hour, "bob", "Tools")
			s.at(2*time.Hour, "offer Sales", func() error {
				id, err := s.Offer(sim.Offer{Name: "Sales", Roles: []string{"CRM/User", "Sales team/Member"}, Policy: ofSales()})
				s.packages["Sales"] = id
				return err
			})
			s.at(3*time.Hour, "what will happen", func() error {
				if len(s.Directory().Changes(after(100*day))) > 0 {
					return nil // a repetition after a crash
				}
				return errors.Join(
					s.moved(2*day, "cem", "Sales"), s.moved(3*day, "ann", "Legal"), s.moved(5*day, "ann", "Sales"),
					s.moved(10*day, "cem", "Legal"), s.Directory().Leave(after(12*day), "bob"), s.moved(25*day, "ann", "Legal"),
				)
			})
		},
	}
}

// What becomes of the movers, day by day. // R-209, R-214, R-215, R-237, R-242
func TestMovers(t *testing.T) {
	t.Parallel()
	s := movers()
	w := s.begin(t, nil)
	holds := func(d time.Duration, who entitlement.SubjectID, want bool) {
		t.Helper()
		require.NoError(t, w.RunUntil(after(d)))
		a, err := w.Assignment(who, "Sales")
		require.NoError(t, err)
		require.Equal(t, want, a != nil, "%s on day %d", who, d/day)
	}
	holds(day, "ann", true)
	holds(day, "bob", true)
	holds(day, "cem", false)
	holds(2*day, "cem", true)
	holds(4*day, "ann", true)
	holds(16*day, "cem", true)
	holds(17*day, "cem", false)
	holds(31*day, "ann", true)
	holds(32*day, "ann", false)
	holds(41*day, "bob", true)
	holds(42*day, "bob", false)
}
