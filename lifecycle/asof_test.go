package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// at is an instant of the test's year.
func at(month time.Month, dayOfMonth, hour int) time.Time {
	return time.Date(2026, month, dayOfMonth, hour, 0, 0, 0, time.UTC)
}

// rolesAt returns the effective roles that a person had at an instant, in words.
func (r *rig) rolesAt(who entitlement.SubjectID, then time.Time) []string {
	r.Helper()
	roles, err := r.as("root").EffectiveRoles(r.Context(), lifecycle.RolesInput{For: who, AsOf: then})
	require.NoError(r, err)
	return roleWords(roles)
}

// heldAt returns the packages whose assignments a person had at an instant.
func (r *rig) heldAt(who entitlement.SubjectID, then time.Time) []string {
	r.Helper()
	list, err := r.as("root").Access(r.Context(), lifecycle.AccessInput{For: who, AsOf: then})
	require.NoError(r, err)
	return packageNames(list)
}

// Who had access on 1 March, and why.
func TestWhoHadAccessInMarch(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("crm")
		sales, audit := r.bundle("Sales", member(group)), r.bundle("Audit", member(group))
		salesPolicy := r.allow(sales, lasting(30), approvedBy(stage(entitlement.Manager(1))))
		r.allow(audit, lasting(90))
		r.passTo(at(time.February, 10, 9))
		asked := r.submit("ann", sales)
		r.pass(day)
		r.approve("meg", asked.Request)
		r.passTo(at(time.March, 1, 12))
		second := r.submit("ann", audit)
		r.pass(time.Hour)
		r.passTo(at(time.April, 1, 9))
		r.remove(second.Assignment)
		r.passTo(at(time.December, 24, 9))

		for then, want := range map[time.Time][]string{
			start:                     nil,
			at(time.February, 10, 10): nil, // it waited for approval
			at(time.February, 11, 9):  {"Sales"},
			at(time.March, 1, 11):     {"Sales"},
			at(time.March, 1, 12):     {"Audit", "Sales"},
			at(time.March, 13, 8):     {"Audit", "Sales"},
			at(time.March, 13, 9):     {"Audit"}, // the end of the first
			at(time.April, 1, 8):      {"Audit"},
			at(time.April, 1, 9):      nil,
			at(time.December, 24, 9):  nil,
		} {
			require.ElementsMatch(r, want, r.heldAt("ann", then), then)
			require.Empty(r, r.heldAt("bob", then))
		}
		before, err := r.as("ann").EffectiveRoles(t.Context(), lifecycle.RolesInput{AsOf: at(time.March, 1, 11)})
		require.NoError(r, err)
		require.Equal(r, []lifecycle.EffectiveRole{{
			Target: entitlement.Target{Type: entitlement.ResourceGroup, OriginID: "crm"}, ResourceName: "Group crm", Role: "Member",
			State: lifecycle.RoleGranted, Sources: []lifecycle.RoleSource{{
				Assignment: r.made(asked.Request).ID, Request: asked.Request, Package: sales.ID, PackageName: "Sales",
				Policy: salesPolicy.ID, Since: at(time.February, 11, 9), End: at(time.March, 13, 9),
			}},
		}}, before)
		require.Equal(r, []string{"Group crm Member granted: Sales, Audit"}, r.rolesAt("ann", at(time.March, 2, 0)))
		require.Equal(r, []string{"Group crm Member granted: Audit"}, r.rolesAt("ann", at(time.March, 20, 0)))
		require.Empty(r, r.rolesAt("ann", at(time.April, 2, 0)))

		list, err := r.as("root").Access(t.Context(), lifecycle.AccessInput{For: "ann", AsOf: at(time.March, 20, 0), Ended: true})
		require.NoError(r, err)
		states := map[string]entitlement.AssignmentState{}
		for _, v := range list.Items {
			states[v.PackageName] = v.Assignment.State
		}
		require.Equal(r, map[string]entitlement.AssignmentState{
			"Sales": entitlement.AssignmentExpired, "Audit": entitlement.AssignmentDelivered,
		}, states)
	})
}

// The past is told as it was: by the names and roles of then, although package, policy and resource have changed or gone.
func TestThePastDoesNotChange(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		old, added := r.addGroup("old"), r.addGroup("new")
		pkg := r.bundle("Sales", member(old))
		r.allow(pkg)
		asked := r.submit("ann", pkg)
		r.pass(day)
		then := r.clock.Now()
		want := []string{"Group old Member granted: Sales"}
		require.Equal(r, want, r.rolesAt("ann", then))
		r.pass(day)
		pkg.Version, pkg.DisplayName, pkg.Roles = 0, "Business", []entitlement.RoleRef{member(added)}
		_, err := r.as("root").UpdatePackage(t.Context(), lifecycle.PackageInput{Package: pkg})
		require.NoError(r, err)
		changed := r.clock.Now()
		r.pass(day)
		require.Equal(r, want, r.rolesAt("ann", then))
		require.Equal(r, []string{"Sales"}, r.heldAt("ann", then))
		require.Equal(r, []string{"Group new Member granted: Business"}, r.rolesAt("ann", changed))
		r.delete(pkg)
		require.NoError(r, r.resourceRemoval(old)())
		r.pass(day)
		r.remove(asked.Assignment)
		r.pass(day)
		require.Equal(r, want, r.rolesAt("ann", then))
		require.Equal(r, []string{"Sales"}, r.heldAt("ann", then))
		require.Equal(r, []string{"Business"}, r.heldAt("ann", changed))
		require.Empty(r, r.roles("ann"))
	})
}

// What was being granted and taken away is part of the past.
func TestThePastOfADelivery(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("shop"))
		r.pass(time.Hour)
		granted := r.clock.Now()
		r.pass(time.Hour)
		r.breaks(fake.Fault{Verb: provision.Revoke, Answer: fake.AnswerError, Effect: fake.EffectNone})
		r.remove(asked.Assignment)
		removed := r.clock.Now()
		r.pass(8 * time.Hour)
		r.target.Heal()
		r.pass(2 * day)
		r.clock.Add(365 * day)
		require.Equal(r, []string{"Group shop Member granted: shop"}, r.rolesAt("ann", granted))
		require.Equal(r, []string{"Group shop Member granted: shop"}, r.rolesAt("ann", removed.Add(-time.Microsecond)))
		require.Equal(r, []string{"Group shop Member removing"}, r.rolesAt("ann", removed))
		require.Equal(r, []string{"Group shop Member removing"}, r.rolesAt("ann", removed.Add(7*time.Hour)))
		require.Empty(r, r.rolesAt("ann", removed.Add(2*day)))
	}, leisurely)
}

// The past is the same before what is due was settled and after it.
func TestThePastIsSettled(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		old, added := r.addGroup("old"), r.addGroup("added")
		pkg := r.bundle("Sales", member(old))
		r.allow(pkg, lasting(100))
		r.submit("ann", pkg)
		r.submit("ann", r.simple("short", lasting(10)))
		r.settle()
		r.clock.Add(day)
		r.setRoles(pkg, member(added)) // nobody is told yet
		changed := r.clock.Now()
		r.clock.Set(start.Add(40 * day))
		tell := func() [][]string {
			var out [][]string
			for _, then := range []time.Time{
				start, changed.Add(-time.Microsecond), changed, start.Add(10*day - time.Microsecond), start.Add(10 * day),
				start.Add(40 * day),
			} {
				out = append(out, r.rolesAt("ann", then), r.heldAt("ann", then))
			}
			return out
		}
		before := tell()
		short := "Group short Member granted: short"
		require.Equal(r, []string{"Group old Member granted: Sales", short}, before[2])
		require.Equal(r, []string{"Group added Member delivering: Sales", "Group old Member removing", short}, before[4])
		require.Equal(r, []string{"Sales"}, before[9])
		_, err := r.engine.RunDue(t.Context())
		require.NoError(r, err)
		require.Equal(r, before, tell())
	})
}

// Roles that change after access has ended, or before it began, are not part of it.
func TestThePastOfWhoeverMissedAChange(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		old, added := r.addGroup("old"), r.addGroup("added")
		pkg := r.bundle("Sales", member(old))
		r.allow(pkg, lasting(10))
		r.submit("ann", pkg)
		r.submit("bob", pkg)
		r.settle()
		r.clock.Set(start.Add(10*day + time.Hour))
		r.settle()
		r.setRoles(pkg, member(added))
		tell := func() [][]string {
			list, err := r.as("root").Access(t.Context(), lifecycle.AccessInput{For: "ann", AsOf: r.clock.Now(), Ended: true})
			require.NoError(r, err)
			require.Equal(r, uint32(1), list.Items[0].Assignment.Package.Version)
			return [][]string{r.rolesAt("ann", start), r.rolesAt("bob", r.clock.Now())}
		}
		before := tell()
		require.Equal(r, [][]string{{"Group old Member granted: Sales"}, nil}, before)
		r.settle()
		require.Equal(r, before, tell())
	})
}

func TestInstantsThatCannotBeAskedAbout(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("shop"))
		r.settle()
		require.Equal(r, []string{"shop"}, r.heldAt("ann", start), "now is not the future")
		for _, future := range []time.Time{start.Add(time.Microsecond), start.Add(365 * day)} {
			r.refuses(refusal{op: "access", code: entitlement.InvalidArgument, detail: "lies in the future"}, func() error {
				_, err := r.as("ann").Access(t.Context(), lifecycle.AccessInput{AsOf: future})
				return err
			})
			r.refuses(refusal{op: "effective roles", code: entitlement.InvalidArgument, detail: "lies in the future"}, func() error {
				_, err := r.as("ann").EffectiveRoles(t.Context(), lifecycle.RolesInput{AsOf: future})
				return err
			})
		}
		require.Empty(r, r.heldAt("ann", start.Add(-time.Microsecond)), "before the first event nobody had anything")
		require.Empty(r, r.rolesAt("ann", start.Add(-1000*day)))
		local := time.FixedZone("", 7200)
		require.Equal(r, []string{"shop"}, r.heldAt("ann", start.In(local)), "an instant is one in every zone")
		r.clock.Set(start.Add(-day))
		require.Equal(r, []string{"shop"}, r.heldAt("ann", start), "a clock that went back does not make the past the future") // I-74
	})
}
