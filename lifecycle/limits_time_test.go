package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// I-9: no row holds an instant beyond the year 9999.
func TestNothingEndsBeyondTheLastYear(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", scheduled, lasting(30))
		last := time.Date(entitlement.LatestYear, 12, 31, 0, 0, 0, 0, time.UTC)
		ask := func(at time.Time) error {
			schedule := entitlement.Schedule{Start: at}
			_, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, Schedule: schedule})
			return err
		}
		require.ErrorIs(r, ask(last.AddDate(0, 0, -29)), entitlement.ScheduleTooLong)
		require.NoError(r, ask(last.AddDate(0, 0, -30)))
	})
}

// A store that was made under a wrong clock can be lowered to before it was made, but not to no time at all.
func TestEngineTimeIsNotLoweredToNothing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.ErrorIs(r, r.as("root").LowerTime(t.Context(), lifecycle.LowerTimeInput{}), entitlement.InvalidArgument)
		require.NoError(r, r.as("root").LowerTime(t.Context(), lifecycle.LowerTimeInput{To: start.Add(-day)}))
	})
}

// I-1: the identifier of an object that was deleted is never used again, so nobody inherits what still refers to it.
func TestIdentifiersAreNotUsedAgain(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		catalog := r.addCatalog("Sales")
		_, err := r.as("root").DeleteCatalog(t.Context(), lifecycle.DeleteCatalogInput{Catalog: catalog.ID})
		require.NoError(r, err)
		again := catalogNamed("Sales")
		again.ID = catalog.ID
		_, err = r.as("root").CreateCatalog(t.Context(), lifecycle.CatalogInput{Catalog: again})
		require.ErrorIs(r, err, entitlement.AlreadyExists)

		org := r.partner("Fabrikam", "fabrikam.example")
		_, err = r.as("root").DeleteOrganization(t.Context(), lifecycle.DeleteOrganizationInput{Organization: org.ID})
		require.NoError(r, err)
		org.Stamp = entitlement.Stamp{}
		_, err = r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: org})
		require.ErrorIs(r, err, entitlement.AlreadyExists)
	})
}
