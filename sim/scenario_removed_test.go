package sim_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// An extension that answers after the record of its request was removed is not heard, and the story goes on. // R-109, R-319
func TestAnswersToRequestsThatAreGone(t *testing.T) {
	t.Parallel()
	s := determined()
	w := s.begin(t, nil)
	require.NoError(t, w.RunUntil(after(2*time.Hour+time.Minute)))
	r, err := w.LastRequest("cem", "Ledger")
	require.NoError(t, err)
	require.Equal(t, entitlement.RequestSubmitted, r.Request.State)
	_, err = w.Admin().Cancel(t.Context(), lifecycle.CancelInput{Request: r.Request.ID})
	require.NoError(t, err)
	_, err = w.Admin().RemoveRequest(t.Context(), lifecycle.RemoveRequestInput{Request: r.Request.ID})
	require.NoError(t, err)
	require.NoError(t, w.RunUntil(after(3*day)))
}
