package policy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

func TestEveryCheckHasACodeOfItsOwn(t *testing.T) {
	t.Parallel()
	require.LessOrEqual(t, len(codes), 64, "a set of checks is one word")
	seen := map[entitlement.Code]bool{}
	var all checks
	for c, code := range codes {
		require.NotEmpty(t, code)
		require.False(t, seen[code], "%s", code)
		seen[code] = true
		all = all.with(check(c))
	}
	require.Equal(t, codes[:], all.codes())
	require.Nil(t, checks(0).codes())
}
