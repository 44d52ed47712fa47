package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func (r *rig) updateCatalog(c entitlement.Catalog) entitlement.Catalog {
	r.Helper()
	changed, err := r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: c})
	require.NoError(r, err)
	return changed.Catalog
}

func (r *rig) catalogs(who entitlement.SubjectID) []entitlement.Catalog {
	r.Helper()
	list, err := r.as(who).Catalogs(r.Context(), lifecycle.CatalogsInput{})
	require.NoError(r, err)
	return list.Items
}

// catalogDeletion is a DeleteCatalog as a command to refuse.
func (r *rig) catalogDeletion(id entitlement.CatalogID) func() error {
	return func() error {
		_, err := r.as("root").DeleteCatalog(r.Context(), lifecycle.DeleteCatalogInput{Catalog: id})
		return err
	}
}

func TestTheCatalogGeneral(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.Equal(r, []entitlement.Catalog{{
			ID: entitlement.GeneralCatalogID(), Stamp: r.catalogs("root")[0].Stamp, DisplayName: "General",
			Description: "The built-in catalog", Type: entitlement.CatalogServiceDefault, State: entitlement.CatalogPublished,
			IsExternallyVisible: true, CreatedAt: start, ModifiedAt: start,
		}}, r.catalogs("root"))
		r.bundle("shop")
		_, err := r.as("root").CreatePackage(t.Context(), lifecycle.PackageInput{Package: entitlement.AccessPackage{DisplayName: "wiki"}})
		require.NoError(r, err)
		inGeneral, err := r.as("root").Packages(t.Context(), lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
		require.NoError(r, err)
		require.Len(r, inGeneral.Items, 2) // also what names no catalog
		require.Equal(r, entitlement.GeneralCatalogID(), r.addGroup("shop").Catalog)

		for _, p := range inGeneral.Items {
			r.delete(p)
		}
		undeletable := refusal{
			op: "delete catalog", code: entitlement.InUse, kind: entitlement.KindCatalog,
			id: entitlement.GeneralCatalogID().String(), detail: "General cannot be deleted",
		}
		r.refuses(undeletable, r.catalogDeletion(entitlement.GeneralCatalogID())) // not even empty
		general := r.catalogs("root")[0]
		general.DisplayName = "Common"
		r.updateCatalog(general)
		r.refuses(undeletable, r.catalogDeletion(entitlement.GeneralCatalogID())) // nor under another name
	})
}

func TestACatalogIsDeletedWhenItIsEmpty(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		group := r.addGroup("shop", hall.ID)
		pkg := r.bundleIn(hall.ID, "shop", member(group))
		r.allow(pkg, lasting(10))
		r.appoint(entitlement.User("bob"), entitlement.RoleCatalogOwner, hall.ID)
		r.submit("ann", pkg)
		r.settle()
		full := refusal{
			op: "delete catalog", code: entitlement.InUse, kind: entitlement.KindCatalog, id: hall.ID.String(),
			detail: "it contains access packages",
		}
		r.refuses(full, r.catalogDeletion(hall.ID))

		r.delete(pkg)
		begin := r.seq()
		require.NoError(r, r.catalogDeletion(hall.ID)())
		r.requireLog(begin, happening{entitlement.ActivityRemoveResource, "root"},
			happening{entitlement.ActivityRemoveRole, "root"}, happening{entitlement.ActivityDeleteCatalog, "root"})
		require.Empty(r, r.catalogs("bob"))
		require.Len(r, r.catalogs("root"), 1)
		for _, command := range []func() error{
			r.catalogDeletion(hall.ID),
			func() error {
				_, err := r.as("root").UpdateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: hall})
				return err
			},
			func() error {
				_, err := r.as("root").Resources(t.Context(), lifecycle.InCatalogInput{Catalog: hall.ID})
				return err
			},
		} {
			require.ErrorIs(r, command(), entitlement.NotFound)
		}
		require.NotEqual(r, hall.ID, r.addCatalog("Hall").ID, "the name is free, the identifier new") // R-013, I-1

		require.True(r, r.has("ann", "shop")) // although package, catalog and resource are gone
		require.Len(r, r.live("ann"), 1)
		require.Equal(r, []string{"Group shop Member granted: shop"}, roleWords(r.roles("ann")))
		r.pass(10 * day)
		require.False(r, r.has("ann", "shop"))
	})
}

func TestNamesOfCatalogsAreUnique(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall, attic := r.addCatalog("Hall"), r.addCatalog("Attic")
		taken := refusal{
			op: "create catalog", code: entitlement.AlreadyExists, kind: entitlement.KindCatalog, id: hall.ID.String(),
			detail: `the display name "Hall" is taken`,
		}
		r.refuses(taken, func() error {
			_, err := r.as("root").CreateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: catalogNamed("Hall")})
			return err
		})
		taken.op = "update catalog"
		r.refuses(taken, func() error {
			attic.DisplayName = "Hall"
			_, err := r.as("root").UpdateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: attic})
			return err
		})
		r.clock.Add(time.Hour)
		hall.Description = "Another"
		changed := r.updateCatalog(hall)
		require.Equal(r, "Hall", changed.DisplayName, "its own name is its own")
		require.Equal(r, []time.Time{start, start.Add(time.Hour)}, []time.Time{changed.CreatedAt, changed.ModifiedAt})
		changed.DisplayName = "Salon"
		r.updateCatalog(changed)
		r.addCatalog("Hall") // the old name is free
	})
}

func TestTheTypeOfACatalog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		require.Equal(r, entitlement.CatalogUserManaged, hall.Type)
		require.Equal(r, entitlement.CatalogPublished, hall.State)
		hall.Type = entitlement.CatalogServiceManaged
		r.refuses(refusal{
			op: "update catalog", code: entitlement.InvalidArgument, detail: "cannot change from userManaged to serviceManaged",
		}, func() error {
			_, err := r.as("root").UpdateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: hall})
			return err
		})
		hall.Type, hall.State = 0, 0
		hall = r.updateCatalog(hall)
		require.Equal(r, entitlement.CatalogUserManaged, hall.Type, "what is not given stays")
		require.Equal(r, entitlement.CatalogPublished, hall.State)
	})
}

func TestACatalogThatIsNotPublished(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		shop := r.kit(hall.ID, "shop", lasting(10)).pkg
		slow := r.kit(hall.ID, "slow", approvedBy(stage(entitlement.User("boss")))).pkg
		given, waiting := r.submit("ann", shop), r.submit("ann", slow)
		r.settle()
		hall.State = entitlement.CatalogUnpublished
		r.updateCatalog(hall)

		r.refuses(refusal{
			op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: shop.ID.String(),
			detail: "cannot be requested", reasons: []entitlement.Code{entitlement.PackageOK, entitlement.CatalogNotPublished},
		}, r.submission("bob", lifecycle.SubmitInput{Package: shop.ID}))
		require.Empty(r, r.offered("bob"))
		r.approve("boss", waiting.Request) // what is pending goes on
		r.settle()
		require.True(r, r.has("ann", "slow"))
		r.assign(lifecycle.AssignInput{Package: shop.ID, Target: "hank"}) // only requests are gated
		r.pass(10*day - time.Microsecond)
		require.True(r, r.has("ann", "shop")) // so does what is given
		r.pass(time.Microsecond)
		require.Equal(r, entitlement.AssignmentExpired, r.made(given.Request).State)

		hall.Version, hall.State = 0, entitlement.CatalogPublished
		r.updateCatalog(hall)
		require.Equal(r, []string{"shop", "slow"}, r.offered("bob"))
		r.submit("bob", shop)
	})
}

func TestACatalogThatIsClosedToPeopleFromOutside(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		r.partner("Fabrikam", "fabrikam.example")
		open := scoped(entitlement.ScopeAllConfiguredOrganizations)
		kit := r.kit(hall.ID, "shop", open, lasting(10))
		waiting := r.kit(hall.ID, "wiki", open, approvedBy(stage(entitlement.User("boss"))))
		r.allow(kit.pkg, called("Inside"), scoped(entitlement.ScopeAllMemberUsers))
		pending := r.visits(pat(), waiting.pkg)

		hall.IsExternallyVisible = false
		r.updateCatalog(hall)
		require.Equal(r, []entitlement.Code{entitlement.CatalogNotExternal}, r.codesFor(pat(), kit.pkg))
		list, err := r.visit(pat()).Offers(t.Context(), lifecycle.OffersInput{})
		require.NoError(r, err)
		require.Empty(r, list.Items)
		r.submit("ann", kit.pkg)           // people of the organization skip the check
		r.approve("boss", pending.Request)
		r.settle()
		require.True(r, r.has(patsAccount, "wiki"))

		hall.Version, hall.IsExternallyVisible = 0, true
		r.updateCatalog(hall)
		r.visits(pat(), kit.pkg)
	})
}
