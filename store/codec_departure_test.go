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

// A departure that is not due has the first version of the row: it is read, and written, as it was before there was another. // R-242
func TestADepartureThatIsNotDueIsOfTheFirstVersion(t *testing.T) {
	t.Parallel()
	s := store.NewSchema()
	c, row := table("departure", &s.Departures), new(entitlement.Departure)
	new(filler).fill(reflect.ValueOf(row).Elem())
	row.Due = false
	key, value := requireRoundTrip(t, c, row, "")
	require.Equal(t, byte(1), value[0])
	golden.Check(t, filepath.Join("testdata", "rows", "departure_1.hex"), []byte(dump("key", key)+dump("value", value)))
}
