package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// A package is shown as it is, and as it was when something referred to it, even after it was deleted.
func TestAPackageIsRead(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		read := func(in lifecycle.ReadPackageInput) (entitlement.AccessPackage, error) {
			return r.as("root").Package(r.Context(), in)
		}
		first := r.bundle("club")
		renamed := first
		renamed.DisplayName = "society"
		second, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: renamed})
		require.NoError(r, err)
		now, err := read(lifecycle.ReadPackageInput{Package: first.ID})
		require.NoError(r, err)
		require.Equal(r, second.Package, now)
		then, err := read(lifecycle.ReadPackageInput{Package: first.ID, Version: 1})
		require.NoError(r, err)
		require.Equal(r, "club", then.DisplayName)
		_, err = read(lifecycle.ReadPackageInput{Package: first.ID, Version: 9})
		require.ErrorIs(r, err, entitlement.NotFound)

		r.delete(now)
		_, err = read(lifecycle.ReadPackageInput{Package: first.ID})
		require.ErrorIs(r, err, entitlement.NotFound)
		then, err = read(lifecycle.ReadPackageInput{Package: first.ID, Version: 1})
		require.NoError(r, err)
		require.Equal(r, "club", then.DisplayName)
		_, err = read(lifecycle.ReadPackageInput{Package: entitlement.AccessPackageID{9}, Version: 1})
		require.ErrorIs(r, err, entitlement.NotFound)
	})
}
