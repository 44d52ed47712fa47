package store_test

import (
	"path/filepath"
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/internal/golden"
	"example.com/tenure/store"
)

// What was written with a request without credentials has the first version of the row, which was there before the second: it
// is read, and written, as it was. // R-097
func TestTextsWithoutCredentialsAreOfTheFirstVersion(t *testing.T) {
	t.Parallel()
	s := store.NewSchema()
	c, row := table("request_text", &s.RequestTexts), new(store.RequestText)
	new(filler).fill(reflect.ValueOf(row).Elem())
	row.VerifiedCredentials = nil
	key, value := requireRoundTrip(t, c, row, "")
	require.Equal(t, byte(1), value[0])
	golden.Check(t, filepath.Join("testdata", "rows", "request_text_1.hex"), []byte(dump("key", key)+dump("value", value)))
}
