package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func TestTheLogIsReadFromAnyEvent(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("shop"))
		r.settle()
		all := r.events(0)
		require.Equal(r, uint64(1), all[0].Seq)
		require.Equal(r, all, r.events(1))
		for i := range all {
			require.Equal(r, all[i:], r.events(all[i].Seq))
		}
		require.Empty(r, r.events(uint64(len(all)+1)), "not yet")

		about, err := r.as("root").Events(t.Context(), lifecycle.EventsInput{Subject: "ann"})
		require.NoError(r, err)
		mine, err := r.as("ann").Events(t.Context(), lifecycle.EventsInput{Subject: "ann"})
		require.NoError(r, err)
		require.Equal(r, about, mine, "people may read what is about them")
		none, err := r.as("root").Events(t.Context(), lifecycle.EventsInput{Subject: "nobody"})
		require.NoError(r, err)
		require.Empty(r, none)
		for _, in := range []lifecycle.EventsInput{{}, {From: 3}, {Subject: "bob"}} {
			r.refuses(lacks("events", entitlement.CatalogID{}), func() error {
				_, err := r.as("ann").Events(t.Context(), in)
				return err
			})
		}
		mine.Items[0].After[0] ^= 0xff
		again, err := r.as("ann").Events(t.Context(), lifecycle.EventsInput{Subject: "ann"})
		require.NoError(r, err)
		require.Equal(r, about.Items[1:], again.Items[1:])
		require.NotEqual(r, mine.Items[0].After, again.Items[0].After, "the answer was a copy")
	})
}

// Each configuration command leaves one event for each object, with who did it, to what, and how often it has changed.
func TestTheLogOfTheConfiguration(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		begin := r.seq()
		hall := r.addCatalog("Hall")
		r.clock.Add(time.Minute)
		kit := r.kit(hall.ID, "shop")
		hall.Description = "Changed"
		r.updateCatalog(hall)
		r.setRoles(kit.pkg)
		r.edit(kit.policy, lasting(5))
		r.delete(kit.pkg)
		by := func(a entitlement.Activity) happening { return happening{a, "root"} }
		r.requireLog(begin, by(entitlement.ActivityCreateCatalog),
			by(entitlement.ActivityAddResource), by(entitlement.ActivityCreatePackage), by(entitlement.ActivityCreatePolicy),
			by(entitlement.ActivityUpdateCatalog), by(entitlement.ActivityUpdatePackage), by(entitlement.ActivityUpdatePolicy),
			by(entitlement.ActivityDeletePolicy), by(entitlement.ActivityDeletePackage),
		)
		events := r.events(begin)
		at := start
		for i, want := range []struct {
			kind    entitlement.Kind
			id      [16]byte
			version uint32
			gone    bool
		}{
			{entitlement.KindCatalog, hall.ID, 1, false}, {entitlement.KindResource, kit.group.ID, 1, false},
			{entitlement.KindAccessPackage, kit.pkg.ID, 1, false}, {entitlement.KindPolicy, kit.policy.ID, 1, false},
			{entitlement.KindCatalog, hall.ID, 2, false}, {entitlement.KindAccessPackage, kit.pkg.ID, 2, false},
			{entitlement.KindPolicy, kit.policy.ID, 2, false}, {entitlement.KindPolicy, kit.policy.ID, 3, true},
			{entitlement.KindAccessPackage, kit.pkg.ID, 3, true},
		} {
			require.Equal(r, entitlement.ObjectRef{Kind: want.kind, Key: string(want.id[:])}, events[i].Object)
			require.Equal(r, want.version, events[i].Version, events[i].Activity.String())                      // I-6
			require.Equal(r, want.gone, events[i].After == nil)
			require.Equal(r, at, events[i].At)
			at = start.Add(time.Minute)
		}
	})
}

// Without a log there is nothing to read, and nobody can be asked about the past.
func TestALogThatIsNotKept(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("shop"))
		r.settle()
		for op, query := range map[string]func() error{
			"events": func() error {
				_, err := r.as("root").Events(t.Context(), lifecycle.EventsInput{})
				return err
			},
			"access": func() error {
				_, err := r.as("ann").Access(t.Context(), lifecycle.AccessInput{AsOf: start})
				return err
			},
			"effective roles": func() error {
				_, err := r.as("ann").EffectiveRoles(t.Context(), lifecycle.RolesInput{AsOf: start})
				return err
			},
		} {
			r.refuses(refusal{
				op: op, code: entitlement.Unsupported, kind: entitlement.KindEngine, detail: "the log is not kept",
			}, query)
		}
		require.Len(r, r.live("ann"), 1, "the present is known")
		require.Equal(r, []string{"Group shop Member granted: shop"}, roleWords(r.roles("ann")))
	}, func(c *lifecycle.Config) { c.Log.Discard = true })
}
