package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/lifecycle"
	"example.com/tenure/store/memstore"
)

// The log must not let anybody test guesses of a text that was erased: two engines that make the same request at the same
// instant, with the same identifiers, leave different hashes.
func TestSaltsAreNotFoundAgain(t *testing.T) {
	t.Parallel()
	hash := func() [32]byte {
		r := newRig(t, memstore.New(), func(c *lifecycle.Config) { c.Salt = nil })
		pkg, _ := r.offer()
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Justification: "new job"})
		return r.request(asked.Request).Request.TextHash
	}
	require.NotEqual(t, hash(), hash())
	require.NotZero(t, hash())
}
