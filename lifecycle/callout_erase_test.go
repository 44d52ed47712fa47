package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/lifecycle"
)

// What an extension answered goes with what was written in its request, once nobody needs it. // R-319
func TestAnswersOfExtensionsAreErased(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "ask")))
		result := r.submit("ann", desk.pkg)
		r.settle()
		given := r.resume(r.processes.last(), func(in *lifecycle.ResumeInput) { in.Detail = "Ann is known to us." })
		r.settle()
		require.Equal(r, lifecycle.EraseTextsResult{Kept: 1}, r.erases("ann")) // it is needed
		r.remove(given.Assignment)
		r.settle()
		require.Equal(r, lifecycle.EraseTextsResult{Erased: 1}, r.erases("ann"))
		require.Empty(r, r.request(result.Request).Callouts[0].Detail)
		r.verify()
	})
}
