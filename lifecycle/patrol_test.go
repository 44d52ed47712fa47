package lifecycle_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"testing"
	"testing/synctest"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store/memstore"
)

func patrolling(policy lifecycle.DriftPolicy) func(*lifecycle.Config) {
	return func(c *lifecycle.Config) { c.ReconcileEvery, c.Drift = 6*time.Hour, policy }
}

// newBubble is the rig of inBubbles, for a test that makes the bubble itself.
func newBubble(t *testing.T, change ...func(*lifecycle.Config)) *rig {
	t.Helper()
	running := func(c *lifecycle.Config) { c.Clock = &wrongClock{Clock: clock.New()} }
	return newRig(t, memstore.New(), append(change, running)...)
}

// Drift is reported within one period, and by default nothing else happens.
func TestTheRunnerReportsDrift(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		stop := r.runs()
		r.submit("ann", r.simple("club"))
		r.sleep(time.Hour)
		begin := r.seq()
		r.removesInTarget("ann", "club")
		r.sleep(6 * time.Hour)
		found := r.happened(begin, entitlement.ActivityFindDrift)
		require.Len(r, found, 1) // I-71
		require.Equal(r, entitlement.Actor{Kind: entitlement.ActorHost, Job: "reconciliation"}, found[0].Actor)
		require.False(r, r.has("ann", "club"))
		require.ErrorIs(r, stop(), context.Canceled)
	}, patrolling(lifecycle.DriftPolicy{}))
}

// What the policy lets it repair, it repairs, and delivers at once.
func TestTheRunnerRepairsDrift(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		stop := r.runs()
		r.submit("ann", r.simple("club"))
		r.sleep(time.Hour)
		r.removesInTarget("ann", "club")
		r.addsInTarget("zoe", "club")
		r.sleep(6 * time.Hour)
		require.True(r, r.has("ann", "club")) // I-71, I-58
		require.True(r, r.has("zoe", "club")) // I-60
		begin := r.seq()
		r.sleep(2 * day)
		require.Empty(r, r.happened(begin, entitlement.ActivityFindDrift), "what others gave is no news")
		require.ErrorIs(r, stop(), context.Canceled)
	}, patrolling(repairs))
}

// A target that does not list is told to the operator, and the others are reconciled all the same.
func TestTheRunnerTellsOfTargetsThatDoNotList(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		logs := func(c *lifecycle.Config) { c.Logger = slog.New(slog.NewTextHandler(&told, nil)) }
		r := newBubble(t, patrolling(repairs), logs)
		r.submit("ann", r.simple("club"))
		r.submit("ann", r.simple("pool"))
		stop := r.runs()
		r.sleep(time.Hour)
		r.removesInTarget("ann", "club")
		require.NoError(t, r.target.InjectList(fake.ListFault{Resource: "pool", Err: errors.New("out of order")}))
		r.sleep(6 * time.Hour)
		require.True(t, r.has("ann", "club"))
		require.Contains(t, told.String(), `msg="target not reconciled" origin=pool code=targetUnavailable`)
		require.ErrorIs(t, stop(), context.Canceled)
	})
}

// A reconciliation that fails is logged, and the next one is due after the period.
func TestTheRunnerOutlivesAFailedReconciliation(t *testing.T) {
	t.Parallel()
	var told bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		logs := func(c *lifecycle.Config) { c.Logger = slog.New(slog.NewTextHandler(&told, nil)) }
		r := newBubble(t, patrolling(repairs), logs)
		stop := r.runs()
		r.submit("ann", r.simple("club", lasting(100)))
		r.sleep(time.Hour)
		r.removesInTarget("ann", "club")
		r.wrong().set(46 * day)
		r.sleep(6 * time.Hour)
		require.Contains(t, told.String(), "reconciliation failed")
		require.False(t, r.has("ann", "club"))
		require.NoError(t, r.as("root").ConfirmTime(t.Context(), lifecycle.ConfirmTimeInput{UpTo: r.config.Clock.Now()}))
		r.sleep(6 * time.Hour)
		require.True(t, r.has("ann", "club"))
		require.ErrorIs(t, stop(), context.Canceled)
	})
}
