package nesting_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement/internal/nesting"
)

func TestTooDeep(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{ // order: they have nothing in common
		``: -1, `[[1],[2]]`: -1, `[[[`: 2, `{"a":{"b":[]}}`: 10, `["[[[", "\"[[[", "\\"]`: -1, `["\\", [[`: 8, `]]]]][[`: -1,
	} {
		require.Equal(t, want, nesting.TooDeep([]byte(text), 2), text)
	}
}
