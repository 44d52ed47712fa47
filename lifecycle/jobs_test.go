package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/storetest"
)

// small makes batches of three.
func small(c *lifecycle.Config) { c.BatchSize = 3 }

// popular makes a package of two groups that many people have, without approval, and returns the groups too.
func (r *rig) popular(people []entitlement.SubjectID) (pkg entitlement.AccessPackage, stays, goes entitlement.Resource) {
	r.Helper()
	stays, goes = r.addGroup("stays"), r.addGroup("goes")
	pkg = r.bundle("Popular", member(stays), member(goes))
	r.allow(pkg, lasting(100))
	for _, who := range people {
		r.submit(who, pkg)
	}
	r.settle()
	return pkg, stays, goes
}

// jobs returns how many consequences of configuration changes are still to come.
func (r *rig) jobs() (n int) {
	r.Helper()
	table(r, func(s *store.Schema) *store.Table[uint64, store.Job] { return &s.Jobs }, func(*store.Job) { n++ })
	return n
}

// A role comes and a role goes for many people. Reads see it at once; the target systems are told in batches, each of them a
// commit of its own.
func TestAChangeOfRolesReachesEverybody(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.crowd(10)
		pkg, stays, _ := r.popular(people)
		comes := r.addGroup("comes")
		begin := r.seq()
		r.setRoles(pkg, member(stays), member(comes))
		require.Equal(r, 1, r.jobs())
		require.Empty(r, r.happened(begin, entitlement.ActivityWantGrant), "the command itself touches nobody")
		for _, who := range people { // reads see it at once
			state, _ := r.role(who, "comes")
			require.Equal(r, lifecycle.RoleDelivered, state)
			state, _ = r.role(who, "goes")
			require.Equal(r, lifecycle.RoleRemoved, state)
			require.Equal(r, uint32(2), r.live(who)[0].Package.Version)
		}
		counted := storetest.Count(r.config.Store)
		r.config.Store = counted
		r.open()
		counted.Reset()
		_, err := r.engine.RunDue(t.Context())
		require.NoError(r, err)
		require.GreaterOrEqual(r, counted.Counts().Commits, 4, "ten people, three at a time")
		require.Zero(r, r.jobs())
		r.settle()
		for _, who := range people {
			require.True(r, r.has(string(who), "comes"))
			require.False(r, r.has(string(who), "goes"))
			require.True(r, r.has(string(who), "stays"))
		}
		require.Len(r, r.operations("stays"), len(people), "what did not change is left alone")
		for _, ev := range r.happened(begin, entitlement.ActivityUpdateAssignment) {
			require.Equal(r, start, ev.At.UTC(), "at the instant of the change")
		}
	}, small)
}

// The engine dies after each of the batches, before or after its commit. What comes of it in the end is the same.
func TestAChangeOfRolesAndACrash(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		want := ""
		for crash := range 8 { // 0 does not crash
			r := newRig(t, open(t), small)
			pkg, stays, _ := r.popular(r.crowd(7))
			comes := r.addGroup("comes")
			r.setRoles(pkg, member(stays), member(comes))
			restart := r.commits(func(n int) storetest.Outcome {
				if n == (crash+1)/2 {
					return storetest.Outcome{Err: entitlement.Unavailable, Applied: crash%2 == 1, Crashed: true}
				}
				return storetest.Outcome{}
			})
			_, err := r.engine.RunDue(t.Context())
			if crash > 0 && (crash+1)/2 <= 3 {
				require.ErrorIs(t, err, entitlement.Unavailable)
			}
			restart()
			r.settle()
			got, err := sim.Canonical(t.Context(), r.config.Store)
			require.NoError(t, err)
			if crash == 0 {
				want = string(got)
			}
			require.Equal(t, want, string(got), "crash %d", crash) // I-109, I-114
			require.Zero(t, r.jobs())
			require.Len(t, r.target.Holdings(), 14)
			r.requireDerived(map[byte]bool{})
		}
	})
}

// A second change comes before the first has reached everybody: a command settles what is due before it, so the changes
// come one after the other, and nobody is left with a version in between.
func TestTwoChangesOfRoles(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.crowd(8)
		pkg, stays, goes := r.popular(people)
		comes := r.addGroup("comes")
		pkg = r.setRoles(pkg, member(stays), member(comes))
		r.setRoles(pkg, member(goes), member(comes))
		last := r.submit("ann", pkg)
		r.settle()
		require.Equal(r, uint32(3), r.made(last.Request).Package.Version)
		for _, who := range append(people, "ann") {
			require.False(r, r.has(string(who), "stays")) // I-55
			require.True(r, r.has(string(who), "goes"))
			require.True(r, r.has(string(who), "comes"))
			require.Equal(r, uint32(3), r.live(who)[0].Package.Version)
			require.Equal(r, entitlement.AssignmentDelivered, r.live(who)[0].State)
		}
	}, small)
}

// A role that somebody has by another package too stays.
func TestARoleThatIsRemovedFromOneOfTwoPackages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.crowd(4)
		pkg, stays, goes := r.popular(people)
		other := r.bundle("Other", member(goes))
		r.allow(other)
		r.submit(people[0], other)
		r.settle()
		r.setRoles(pkg, member(stays))
		r.settle()
		require.True(r, r.has(string(people[0]), "goes"))
		for _, who := range people[1:] {
			require.False(r, r.has(string(who), "goes"))
		}
	}, small)
}

// Losing the role that could not be granted completes the delivery.
func TestARemovedRoleCompletesADelivery(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		stays, goes := r.addGroup("stays"), r.addGroup("goes")
		pkg := r.bundle("Popular", member(stays), member(goes))
		r.allow(pkg)
		r.breaks(failing("goes", nil))
		asked := r.submit("ann", pkg)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivering, r.made(asked.Request).State)
		r.target.Heal()
		r.setRoles(pkg, member(stays))
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
		require.Len(r, r.target.Holdings(), 1)
	})
}

// A package is deleted while many wait for it. All requests are canceled, at the instant of the deletion; reads see it at
// once, and nobody can decide them any more.
func TestADeletedPackageCancelsWhatWaits(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.crowd(8)
		pkg := r.simple("club", approvedBy(stage(entitlement.User("hank"))))
		other := r.simple("other", approvedBy(stage(entitlement.User("hank"))))
		var asked []entitlement.RequestID
		for _, who := range people {
			asked = append(asked, r.submit(who, pkg).Request)
		}
		kept := r.submit("ann", other)
		r.clock.Add(day)
		_, err := r.as("root").DeletePackage(t.Context(), lifecycle.DeletePackageInput{Package: pkg.ID})
		require.NoError(r, err)
		require.Equal(r, 1, r.jobs())
		for _, id := range asked {
			r.ends(id, entitlement.RequestCanceled, entitlement.ReasonPackageDeleted)
			require.Equal(r, start.Add(day), r.request(id).Request.Completed.UTC())
		}
		require.Equal(r, []entitlement.RequestID{kept.Request}, r.asked("hank"))
		require.Equal(r, []entitlement.Code{entitlement.AlreadyDecided}, r.answers("hank", lifecycle.DecideInput{Request: asked[7]}))

		r.settle()
		require.Zero(r, r.jobs())
		for _, id := range asked {
			r.ends(id, entitlement.RequestCanceled, entitlement.ReasonPackageDeleted)
			require.Equal(r, start.Add(day), r.request(id).Request.Completed.UTC())
		}
		r.approve("hank", kept.Request)
	}, small)
}
