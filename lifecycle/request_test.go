package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

func TestOneRequestFromSubmissionToCleanUp(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		r := newRig(t, open(t))
		pkg, _ := r.offer()
		submitted, err := r.as("ann").Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID, Justification: "new job"})
		require.NoError(t, err)
		require.Equal(t, entitlement.RequestPendingApproval, submitted.State)
		r.settle()
		require.Empty(t, r.target.Holdings()) // I-15: nothing before the approval

		decided, err := r.as("meg").Approve(t.Context(), lifecycle.DecideInput{Request: submitted.Request})
		require.NoError(t, err)
		require.Equal(t, entitlement.RequestDelivering, decided.State)
		r.settle()
		require.Len(t, r.target.Holdings(), 2)

		r.pass(30 * day)
		require.Empty(t, r.target.Holdings())
	})
}
