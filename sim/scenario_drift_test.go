package sim_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// repairing repairs all drift that may be repaired.
var repairing = lifecycle.DriftPolicy{
	Missing: lifecycle.DriftRepair, Extra: lifecycle.DriftRepair, Foreign: lifecycle.DriftRepair,
}

// reconcile schedules a reconciliation.
func (s *script) reconcile(d time.Duration, policy lifecycle.DriftPolicy) {
	s.at(d, "reconcile", func() error {
		_, err := s.Reconcile("reconcile "+d.String(), policy)
		return err
	})
}

// drifting: targets say that they are done and are not, administrators of theirs give and take behind the engine's back; it is
// found, and repaired.
func drifting() scenario {
	return scenario{
		name: "drift_and_reconciliation", length: 60 * day, still: 26 * day, endless: true,
		options: world(nil, func(o *sim.Options) { o.Target = fake.Options{Latency: fake.Spread(time.Hour)} }),
		script: func(s *script) {
			s.at(0, "lies", func() error {
				return s.Target().Inject(
					fake.Fault{Subject: "cem", Resource: "Wiki", Verb: provision.Grant, Until: after(day), Effect: fake.EffectNone},
					fake.Fault{
						Subject: "bob", Resource: "CRM", Verb: provision.Revoke, Until: after(21 * day), Effect: fake.EffectNone,
					},
				)
			})
			policy := forStaff()
			policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(20)}
			s.offer("Tools", []string{"CRM/User", "Wiki/Editor"}, policy)
			s.ask(0, "ann", "Tools")
			s.ask(time.Hour, "bob", "Tools")
			s.ask(2*time.Hour, "cem", "Tools")
			s.at(day, "administrators of the targets", func() error {
				return errors.Join(
					s.AdminRemoves("ann", "CRM/User"), s.AdminAdds("olga", "CRM/User"), s.AdminRemoves("cem", "CRM/User"),
				)
			})
			s.reconcile(2*day, lifecycle.DriftPolicy{})
			s.reconcile(3*day, lifecycle.DriftPolicy{Missing: lifecycle.DriftRepair})
			s.reconcile(3*day+time.Minute, repairing) // while the repairs are on their way
			s.at(22*day, "ann comes back by the back door", func() error { return s.AdminAdds("ann", "Wiki/Editor") })
			s.reconcile(23*day, repairing)
			s.ask(24*day, "cem", "Tools")
		},
	}
}

// What becomes of the drift, step by step (I-71, F14, F16).
func TestDrifting(t *testing.T) {
	t.Parallel()
	s := drifting()
	w := s.begin(t, nil)
	e := w.Expect(t)
	until := func(d time.Duration) {
		t.Helper()
		require.NoError(t, w.RunUntil(after(d)))
	}
	until(3*day - time.Hour)
	e.NotHolds("ann", "CRM/User")
	e.NotHolds("cem", "Wiki/Editor")
	found, err := w.Reconcile("", lifecycle.DriftPolicy{})
	require.NoError(t, err)
	require.Len(t, found, 4, "three are missing, one is foreign")

	until(3*day + 2*time.Hour)
	for _, held := range [][2]string{{"ann", "CRM/User"}, {"cem", "Wiki/Editor"}, {"cem", "CRM/User"}, {"olga", "CRM/User"}} {
		e.Holds(entitlement.SubjectID(held[0]), held[1]) // I-58, I-60
	}
	until(23*day - time.Hour)
	e.Holds("bob", "CRM/User")
	until(23*day + 2*time.Hour)
	e.NotHolds("bob", "CRM/User")    // I-57
	e.NotHolds("ann", "Wiki/Editor")
	e.Holds("olga", "CRM/User")      // I-60, R-033
	found, err = w.Reconcile("", repairing)
	require.NoError(t, err)
	require.Equal(t, []lifecycle.DriftKind{lifecycle.DriftForeign}, kindsOf(found))
}

func kindsOf(drifts []lifecycle.Drift) []lifecycle.DriftKind {
	var out []lifecycle.DriftKind
	for _, d := range drifts {
		out = append(out, d.Kind)
	}
	return out
}

func TestHelpersOfDrift(t *testing.T) {
	t.Parallel()
	s := drifting()
	w := s.begin(t, nil)
	require.NoError(t, w.RunUntil(after(time.Hour)))
	for _, path := range []string{"CRM", "Nowhere/User"} {
		require.Error(t, w.AdminAdds("olga", path))
		require.Error(t, w.AdminRemoves("olga", path))
	}
	_, err := w.Reconcile("", lifecycle.DriftPolicy{Missing: 9})
	require.ErrorIs(t, err, entitlement.InvalidArgument)
}
