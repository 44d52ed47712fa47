package store_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
)

// A stage that is as its policy says has the bytes that it always had. // R-161
func TestStagesThatAreConfigured(t *testing.T) {
	t.Parallel()
	for _, c := range codecs() {
		if c.name != "stage" {
			continue
		}
		row := c.filled().(*entitlement.ApprovalStage)
		row.Determined = nil
		key, value, err := c.encode(row)
		require.NoError(t, err)
		golden.Check(t, filepath.Join("testdata", "rows", "stage_configured.hex"), []byte(dump("key", key)+dump("value", value)))
		back, err := c.decode(key, value)
		require.NoError(t, err)
		require.Equal(t, row, back)
	}
}
