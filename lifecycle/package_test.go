package lifecycle_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store"
)

func (r *rig) packageUpdate(pkg entitlement.AccessPackage) func() error {
	return func() error {
		_, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
		return err
	}
}

func (r *rig) packageCreation(pkg entitlement.AccessPackage) func() error {
	return func() error {
		_, err := r.as("root").CreatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
		return err
	}
}

func (r *rig) packageDeletion(pkg entitlement.AccessPackage) func() error {
	return func() error {
		_, err := r.as("root").DeletePackage(r.Context(), lifecycle.DeletePackageInput{Package: pkg.ID})
		return err
	}
}

func TestNamesOfPackagesAreUniqueInTheirCatalog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.bundle("shop"), r.bundle("wiki")
		taken := refusal{
			op: "create package", code: entitlement.AlreadyExists, kind: entitlement.KindAccessPackage, id: shop.ID.String(),
			detail: `the display name "shop" is taken`,
		}
		r.refuses(taken, r.packageCreation(entitlement.AccessPackage{DisplayName: "shop"}))
		taken.op = "update package"
		wiki.DisplayName = "shop"
		r.refuses(taken, r.packageUpdate(wiki))
		hall := r.addCatalog("Hall")
		r.bundleIn(hall.ID, "shop")
		require.NoError(r, r.packageUpdate(shop)(), "its own name is its own")
		r.delete(shop)
		require.NoError(r, r.packageUpdate(wiki)(), "the name is free")

		id := shop.ID
		r.refuses(refusal{ // I-1
			op: "create package", code: entitlement.AlreadyExists, kind: entitlement.KindAccessPackage, id: id.String(),
			detail: "the identifier is taken",
		}, r.packageCreation(entitlement.AccessPackage{ID: id, DisplayName: "phoenix"}))
	})
}

// Everything that a package has is kept, changed as a whole, and numbered. // R-041
func TestThePropertiesOfAPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		first, second := r.addGroup("first", hall.ID), r.addGroup("second", hall.ID)
		rival := r.bundleIn(hall.ID, "rival")
		made, err := r.as("root").CreatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{
			Catalog: hall.ID, DisplayName: "shop", Description: "For the shop", IsHidden: true,
			Roles:                []entitlement.RoleRef{member(first)},
			IncompatiblePackages: []entitlement.AccessPackageID{rival.ID}, IncompatibleGroups: []entitlement.GroupID{"auditors"},
		}})
		require.NoError(r, err)
		policy := r.allow(made.Package)
		seen := func() entitlement.AccessPackage {
			v, err := r.as("root").Package(t.Context(), lifecycle.ReadPackageInput{Package: made.Package.ID})
			require.NoError(r, err)
			return v
		}
		require.Equal(r, made.Package, seen())
		policies := func() []entitlement.AssignmentPolicy {
			list, err := r.as("root").Policies(t.Context(), lifecycle.PoliciesInput{Package: made.Package.ID})
			require.NoError(r, err)
			return list
		}
		require.Equal(r, []entitlement.AssignmentPolicy{policy}, policies())

		changed := entitlement.AccessPackage{
			ID: made.Package.ID, Catalog: hall.ID, DisplayName: "shop two", Description: "For both shops",
			Roles: []entitlement.RoleRef{member(second)}, IncompatibleGroups: []entitlement.GroupID{"board"},
		}
		require.NoError(r, r.packageUpdate(changed)())
		after := seen()
		require.Equal(r, made.Package.Version+1, after.Version) // a change is a version
		require.Equal(r, made.Package.CreatedAt, after.CreatedAt)
		after.Stamp, after.CreatedAt, after.ModifiedAt = changed.Stamp, changed.CreatedAt, changed.ModifiedAt
		require.Equal(r, changed, after) // what is left out is gone
		require.Equal(r, []entitlement.AssignmentPolicy{policy}, policies(), "policies are objects of their own")
	})
}

func TestAPackageStaysInItsCatalog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		pkg := r.bundle("shop")
		pkg.Catalog = hall.ID
		r.refuses(refusal{
			op: "update package", code: entitlement.InvalidArgument, detail: "cannot be moved to another catalog",
		}, r.packageUpdate(pkg))
		foreign := r.addGroup("foreign", hall.ID)
		pkg.Catalog, pkg.Roles = entitlement.CatalogID{}, []entitlement.RoleRef{member(foreign)}
		r.refuses(refusal{
			op: "update package", code: entitlement.NotFound, kind: entitlement.KindResource, id: foreign.ID.String(),
			detail: "add it to the catalog first",
		}, r.packageUpdate(pkg))
		pkg.Roles = []entitlement.RoleRef{member(r.addGroup("foreign"))}
		require.NoError(r, r.packageUpdate(pkg)(), "without a catalog it stays where it is")
	})
}

// whoever has the package gets what is added and loses what is removed; reads show it before anybody is told.
func TestRolesOfAPackageChangeForEverybodyWhoHasIt(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		old, kept, added := r.addGroup("old"), r.addGroup("kept"), r.addGroup("added")
		pkg := r.bundle("shop", member(old), member(kept))
		r.allow(pkg)
		people := []entitlement.SubjectID{"boss", "meg", "ann", "bob", "hank"}
		for _, who := range people {
			r.submit(who, pkg)
		}
		r.settle()
		begin := r.seq()
		pkg = r.setRoles(pkg, member(kept), member(added))
		require.Equal(r, []entitlement.Activity{entitlement.ActivityUpdatePackage}, r.since(begin), "the rest follows in batches")
		before := []string{
			"Group added Member delivering: shop", "Group kept Member granted: shop", "Group old Member removing",
		}
		for _, who := range people {
			require.Equal(r, before, roleWords(r.roles(who)), who)
			require.Equal(r, pkg.Version, r.live(who)[0].Package.Version, who)
		}
		report, err := r.engine.RunDue(t.Context())
		require.NoError(r, err)
		require.Equal(r, 5, report.Fired)
		for _, who := range people {
			require.Equal(r, before, roleWords(r.roles(who)), who)
			require.Equal(r, pkg.Version, r.live(who)[0].Package.Version, who)
		}
		r.settle()
		for _, who := range people {
			require.False(r, r.has(string(who), "old"), who)
			require.True(r, r.has(string(who), "kept"), who)
			require.True(r, r.has(string(who), "added"), who)
			require.Equal(r, entitlement.AssignmentDelivered, r.live(who)[0].State)
		}
		r.pass(30 * day)
		require.Empty(r, r.target.Holdings()) // the old roles and the new ones
	}, func(c *lifecycle.Config) { c.BatchSize = 2 })
}

// The batches of a change go on after a restart, and the next change follows in its turn.
func TestChangesOfRolesSurviveARestart(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		r := newRig(t, open(t), func(c *lifecycle.Config) { c.BatchSize = 1 })
		var groups []entitlement.Resource
		for i := range 4 {
			groups = append(groups, r.addGroup(fmt.Sprint("g", i)))
		}
		pkg := r.bundle("shop", member(groups[0]))
		r.allow(pkg)
		for _, who := range []entitlement.SubjectID{"ann", "bob", "meg"} {
			r.submit(who, pkg)
		}
		r.settle()
		for _, group := range groups[1:] {
			r.setRoles(pkg, member(group))
			r.open()
		}
		r.settle()
		require.Len(r, r.target.Holdings(), 3)
		for _, who := range []string{"ann", "bob", "meg"} {
			require.True(r, r.has(who, "g3"), who)
		}
	})
}

func TestARoleThatAnotherPackageGivesStays(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		group := r.addGroup("shared")
		first, second := r.bundle("first", member(group)), r.bundle("second", member(group))
		for _, pkg := range []entitlement.AccessPackage{first, second} {
			r.allow(pkg)
			r.submit("ann", pkg)
		}
		r.settle()
		r.setRoles(first)
		r.settle()
		require.True(r, r.has("ann", "shared"))
		require.Equal(r, []string{"Group shared Member granted: second"}, roleWords(r.roles("ann")))
		r.setRoles(second)
		r.settle()
		require.False(r, r.has("ann", "shared"))
	})
}

func TestAnEmptiedPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop")
		r.submit("ann", pkg)
		r.settle()
		r.setRoles(pkg)
		r.refuses(refusal{
			op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
			detail: "cannot be requested", reasons: []entitlement.Code{entitlement.PackageOK, entitlement.PackageEmpty},
		}, r.submission("bob", lifecycle.SubmitInput{Package: pkg.ID}))
		r.settle()
		require.False(r, r.has("ann", "shop"))
		require.Len(r, r.live("ann"), 1, "who has it has it, and gets what is put into it")
		r.setRoles(pkg, member(r.addGroup("wiki")))
		r.settle()
		require.True(r, r.has("ann", "wiki"))
	})
}

// A role that could not be granted leaves the package: what is left is all there.
func TestTheRoleThatFailedIsTakenOut(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		good, bad := r.addGroup("good"), r.addGroup("bad")
		pkg := r.bundle("shop", member(good), member(bad))
		r.allow(pkg)
		r.target.RemoveResource(start, inTarget("bad"))
		asked := r.submit("ann", pkg)
		r.settle()
		require.Equal(r, entitlement.AssignmentPartiallyDelivered, r.made(asked.Request).State)
		r.setRoles(pkg, member(good))
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		require.Equal(r, []string{"Group good Member granted: shop"}, roleWords(r.roles("ann")))
	})
}

func TestADeletedPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop", scheduled)
		slow := r.allow(pkg, called("Slow"), approvedBy(stage(entitlement.User("boss"))))
		fast := r.explain("ann", pkg).Policies[0]
		if fast == slow.ID {
			fast = r.explain("ann", pkg).Policies[1]
		}
		ask := func(who entitlement.SubjectID, policy entitlement.PolicyID, schedule entitlement.Schedule) lifecycle.SubmitResult {
			return r.ask(who, lifecycle.SubmitInput{Package: pkg.ID, Policy: policy, Schedule: schedule})
		}
		require.NoError(r, r.target.Inject(fake.Fault{Subject: "bob", Answer: fake.AnswerError, Effect: fake.EffectNone}))
		given, under := ask("ann", fast, entitlement.Schedule{}), ask("bob", fast, entitlement.Schedule{})
		later := ask("meg", fast, entitlement.Schedule{Start: start.Add(day)})
		pending := ask("hank", slow.ID, entitlement.Schedule{})
		r.settle()
		r.delete(pkg)
		for range 2 { // before settling, and after it
			r.ends(pending.Request, entitlement.RequestCanceled, entitlement.ReasonPackageDeleted)
			r.ends(later.Request, entitlement.RequestCanceled, entitlement.ReasonPackageDeleted)
			require.Equal(r, entitlement.RequestDelivering, r.request(under.Request).Request.State)
			require.Equal(r, entitlement.RequestDelivered, r.request(given.Request).Request.State)
			require.Empty(r, r.offered("boss"))
			r.settle()
		}
		gone := refusal{code: entitlement.NotFound, kind: entitlement.KindAccessPackage, id: pkg.ID.String(), detail: "none"}
		for op, command := range map[string]func() error{ // nothing new
			"submit":         r.submission("boss", lifecycle.SubmitInput{Package: pkg.ID}),
			"update package": r.packageUpdate(pkg),
			"delete package": r.packageDeletion(pkg),
			"create policy": func() error {
				_, err := r.as("root").CreatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policyFor(pkg.ID)})
				return err
			},
			"assign": func() error {
				_, err := r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: pkg.ID, Target: "boss"})
				return err
			},
			"explain": func() error {
				_, err := r.as("boss").Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID})
				return err
			},
		} {
			gone.op = op
			r.refuses(gone, command)
		}
		r.target.Heal()
		r.pass(time.Hour)
		require.True(r, r.has("bob", "shop"), "a delivery under way goes on")
		r.target.AdminRemoves(r.clock.Now(), "ann", inTarget("shop"), entitlement.RoleMember)
		r.reprocess(given.Assignment)
		r.settle()
		require.True(r, r.has("ann", "shop"))
		r.remove(under.Assignment)
		r.settle()
		require.False(r, r.has("bob", "shop"))
	})
}

func TestStrictDeletion(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop", lasting(10))
		held := refusal{
			op: "delete package", code: entitlement.InUse, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
			detail: "remove their assignments first",
		}
		given := r.submit("ann", pkg)
		r.refuses(held, r.packageDeletion(pkg)) // R-044, I-5: while it is being delivered
		r.settle()
		r.refuses(held, r.packageDeletion(pkg))
		r.remove(given.Assignment)
		require.NoError(r, r.target.Inject(fake.Fault{
			Answer: fake.AnswerError, Effect: fake.EffectNone, Err: provision.Permanent(provision.ResourceMissing, ""),
		}))
		failed := r.submit("bob", pkg)
		r.settle()
		require.Equal(r, entitlement.AssignmentDeliveryFailed, r.made(failed.Request).State)
		r.refuses(held, r.packageDeletion(pkg))
		r.clock.Set(start.Add(10*day - time.Microsecond))
		r.refuses(held, r.packageDeletion(pkg))
		r.clock.Set(start.Add(10 * day))
		require.NoError(r, r.packageDeletion(pkg)()) // it has ended
	}, func(c *lifecycle.Config) { c.StrictDelete = true })
}

// What a package is incompatible with may be gone: it can still be changed.
func TestAnIncompatiblePackageIsDeleted(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		other := r.bundle("other")
		pkg := r.bundle("shop")
		pkg.IncompatiblePackages = []entitlement.AccessPackageID{other.ID}
		changed, err := r.as("root").UpdatePackage(t.Context(), lifecycle.PackageInput{Package: pkg})
		require.NoError(r, err)
		r.delete(other)
		changed.Package.Description = "For everybody"
		require.NoError(r, r.packageUpdate(changed.Package)())
		unknown := r.bundle("wiki")
		unknown.IncompatiblePackages = []entitlement.AccessPackageID{other.ID}
		r.refuses(refusal{
			op: "update package", code: entitlement.NotFound, kind: entitlement.KindAccessPackage, id: other.ID.String(), detail: "none",
		}, r.packageUpdate(unknown))
	})
}
