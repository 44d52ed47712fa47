package store_test

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/store"
)

// Guests who did not say what they read, or did not come by a social provider, have the versions of the row that were there
// before: they are read, and written, as they were. // R-092, I-116
func TestGuestsWithoutLanguageAreOfEarlierVersions(t *testing.T) {
	t.Parallel()
	s := store.NewSchema()
	for version, provider := range map[byte]string{1: "", 2: "facebook"} {
		c, row := table("guest", &s.Guests), new(entitlement.GuestAccount)
		new(filler).fill(reflect.ValueOf(row).Elem())
		row.PreferredLanguage, row.IdentityProvider = "", provider
		key, value := requireRoundTrip(t, c, row, "")
		require.Equal(t, version, value[0])
		name := "guest_" + string('0'+rune(version)) + ".hex"
		golden.Check(t, filepath.Join("testdata", "rows", name), []byte(dump("key", key)+dump("value", value)))
	}
}
