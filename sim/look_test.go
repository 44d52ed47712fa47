package sim_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// A world looks at the host's own target systems where they can be listed, also after a restart.
func TestHoldsOnTargetsOfTheHost(t *testing.T) {
	t.Parallel()
	own := fake.New(fake.Options{})
	options := company()
	options.Config = func(c *lifecycle.Config) { c.Provisioner = provision.Mux{entitlement.ResourceApplication: own} }
	w := sim.Test(t, options)
	require.NoError(t, request(w, "ann", "Sales"))
	require.NoError(t, w.RunFor(3*day))
	w.Expect(t).Holds("ann", "Sales/CRM/User")
	w.Expect(t).NotHolds("bob", "CRM/User")
	require.NoError(t, w.Restart())
	w.Expect(t).Holds("ann", "CRM/User")
	require.NoError(t, own.InjectList(fake.ListFault{Err: provision.Transient(provision.TargetUnavailable, "")}))
	_, _, err := w.Holds("ann", "CRM/User")
	require.ErrorIs(t, err, provision.TargetUnavailable)
	own.Heal()
	require.NoError(t, w.RunFor(30*day))
	w.Expect(t).NotHolds("ann", "CRM/User")
}
