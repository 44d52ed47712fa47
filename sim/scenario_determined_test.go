package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

// determined: an extension says who approves. The two owners that it names stay silent, so that the manager
// is asked too; then olga decides as the policy says. Bob is denied, and of Cem it says that he decides for himself.
func determined() scenario {
	said := by(entitlement.User("boss"), entitlement.User("cem"))
	said.DurationBeforeAutomaticDenial, said.IsEscalationEnabled = entitlement.Days(9), true
	said.DurationBeforeEscalation, said.EscalationApprovers = entitlement.Days(3), []entitlement.SubjectSet{entitlement.Manager(1)}
	return scenario{
		name: "approval_that_an_extension_determines", length: 70 * day, still: 20 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{
			"boss": sim.NeverAnswers(), "meg": sim.Approves(2 * day), "olga": sim.Approves(day),
		}, func(o *sim.Options) {
			o.Processes = map[entitlement.CustomExtensionID]sim.Process{
				"desk": sim.Names(day, said).Saying("two owners").About("bob", sim.Declines(2*time.Hour)).
					About("cem", sim.Names(day, by(entitlement.User("cem")))),
			}
		}),
		script: func(s *script) {
			s.at(0, "offer Ledger", func() error {
				id, err := s.Offer(sim.Offer{
					Name: "Ledger", Roles: []string{"Ledger/Reader"}, Extensions: processExtensions(),
					Policy: forStaff(entitlement.StageSettings{CustomExtension: "desk"}, by(entitlement.User("olga"))),
				})
				s.packages["Ledger"] = id
				return err
			})
			for i, who := range []entitlement.SubjectID{"ann", "bob", "cem"} {
				s.ask(time.Duration(i)*time.Hour, who, "Ledger")
			}
			s.at(2*day, "an outage over the escalation", func() error {
				s.Directory().Outage(after(4*day-time.Hour), after(4*day+5*time.Hour))
				return nil
			})
			s.ask(12*day, "bob", "Ledger")
		},
	}
}

// What becomes of the requests. // R-161, R-317, R-320
func TestDetermined(t *testing.T) {
	t.Parallel()
	s := determined()
	w := s.begin(t, nil)
	stands := func(d time.Duration, who entitlement.SubjectID, state entitlement.RequestState, reason entitlement.EndReason) {
		t.Helper()
		require.NoError(t, w.RunUntil(after(d)))
		r, err := w.LastRequest(who, "Ledger")
		require.NoError(t, err)
		require.Equal(t, state.String(), r.Request.State.String(), "%s on day %d", who, d/day)
		require.Equal(t, reason.String(), r.Request.Reason.String())
	}
	stands(day-time.Minute, "ann", entitlement.RequestSubmitted, 0)
	stands(day-time.Minute, "bob", entitlement.RequestDenied, entitlement.ReasonExtensionDenied)
	stands(day, "ann", entitlement.RequestPendingApproval, 0)
	stands(5*day+2*time.Hour, "cem", entitlement.RequestDenied, entitlement.ReasonExtensionTimeout) // nobody decides for themselves
	r, err := w.LastRequest("ann", "Ledger")
	require.NoError(t, err)
	require.Equal(t, []entitlement.SubjectID{"boss", "cem"}, r.Stages[0].Stage.Approvers)
	require.Equal(t, []entitlement.SubjectID{"meg"}, r.Stages[0].Stage.Alternates)
	require.Equal(t, after(10*day), r.Stages[0].Stage.Deadline)
	stands(9*day, "ann", entitlement.RequestDelivered, 0)
	require.NoError(t, w.RunUntil(after(s.length)))
}
