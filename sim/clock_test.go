package sim_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/sim"
)

func TestClockStandsStillUntilItIsMoved(t *testing.T) {
	t.Parallel()
	berlin := time.FixedZone("CET", 3600)
	c := sim.NewClock(time.Date(2026, 1, 5, 10, 0, 0, 1999, berlin))
	require.Equal(t, time.Date(2026, 1, 5, 9, 0, 0, 1000, time.UTC), c.Now(), "UTC, whole microseconds")
	require.Equal(t, c.Now(), c.Now())
	began := c.Now()

	c.Add(90 * day)
	require.Equal(t, began.Add(90*day), c.Now())
	require.Equal(t, 90*day, c.Since(began))
	require.Equal(t, -90*day, c.Until(began))

	c.Set(began.Add(100 * day))
	require.Equal(t, began.Add(100*day), c.Now())
}

func TestClockGoesBackOnlyWhenAsked(t *testing.T) { // I-74
	t.Parallel()
	c := sim.NewClock(start)
	c.Set(start.Add(-time.Microsecond))
	require.Equal(t, start, c.Now())
	c.Add(-day)
	require.Equal(t, start, c.Now())
	c.TurnBack(start.Add(-day))
	require.Equal(t, start.Add(-day), c.Now())
}

func TestClockReachesFarInstants(t *testing.T) { // I-82
	t.Parallel()
	c := sim.NewClock(start)
	end := time.Date(9999, 12, 31, 23, 59, 59, 999_999_000, time.UTC)
	c.Set(end)
	require.Equal(t, end, c.Now())
}

func TestClockIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	c := sim.NewClock(start)
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for range 100 {
				before := c.Now()
				c.Add(time.Second)
				ctx, cancel := c.WithTimeout(t.Context(), time.Second)
				require.False(t, c.Now().Before(before))
				cancel()
				require.Error(t, ctx.Err())
			}
		})
	}
	wait.Wait()
	require.False(t, c.Now().Before(start.Add(100*time.Second)))
}

func TestClockMakesTimersThatWork(t *testing.T) {
	t.Parallel()
	c := sim.NewClock(start)
	c.Add(10 * day) // the mock inside has not been told
	timer, ticker, channel := c.Timer(day), c.Ticker(day), c.After(day)
	called := make(chan time.Time, 1)
	c.AfterFunc(day, func() { called <- c.Now() })
	c.Add(day - time.Second)
	require.Empty(t, timer.C)
	c.Add(time.Second)
	want := start.Add(11 * day)
	require.Equal(t, want, (<-timer.C).UTC())
	require.Equal(t, want, (<-ticker.C).UTC())
	require.Equal(t, want, (<-channel).UTC())
	require.Equal(t, want, <-called)
	ticker.Stop()

	tick, slept := c.Tick(day), make(chan time.Time)
	go func() {
		c.Sleep(2 * day)
		slept <- c.Now()
	}()
	for waiting := true; waiting; {
		select {
		case at := <-slept:
			require.False(t, at.Before(want.Add(2*day)))
			waiting = false
		default:
			c.Add(day)
		}
	}
	require.NotEmpty(t, tick)
}

func TestClockWaitsForAllTimers(t *testing.T) {
	t.Parallel()
	c := sim.NewClock(start)
	timer := c.Timer(5 * day)
	require.Equal(t, after(5*day), c.WaitForAllTimers())
	require.Equal(t, after(5*day), c.Now())
	require.NotEmpty(t, timer.C)
}

func TestContextsEndAtTheirInstant(t *testing.T) {
	t.Parallel()
	c := sim.NewClock(start)
	ctx, cancel := c.WithTimeout(t.Context(), day)
	defer cancel()
	at, ok := ctx.Deadline()
	require.True(t, ok)
	require.Equal(t, after(day), at)
	c.Add(day - time.Microsecond)
	require.NoError(t, ctx.Err())
	c.Add(time.Microsecond)
	<-ctx.Done()
	require.ErrorIs(t, ctx.Err(), context.DeadlineExceeded)
	cancel()
	require.ErrorIs(t, ctx.Err(), context.DeadlineExceeded, "an end is final")

	late, cancel := c.WithDeadline(t.Context(), start)
	defer cancel()
	require.ErrorIs(t, late.Err(), context.DeadlineExceeded)
}

func TestContextsEndWithTheirParentsToo(t *testing.T) {
	t.Parallel()
	c := sim.NewClock(start)
	parent, end := context.WithCancel(t.Context())
	ctx, cancel := c.WithTimeout(parent, day)
	defer cancel()
	end()
	require.ErrorIs(t, ctx.Err(), context.Canceled)
	c.Add(2 * day)
	require.ErrorIs(t, ctx.Err(), context.Canceled, "an end is final")

	early, cancelEarly := c.WithTimeout(t.Context(), day)
	defer cancelEarly()
	ctx, cancel = c.WithTimeout(early, 3*day)
	defer cancel()
	at, _ := ctx.Deadline()
	require.Equal(t, after(3*day), at, "the earlier deadline")
	c.Add(day)
	<-ctx.Done()
	require.Error(t, ctx.Err())
}

func BenchmarkClock(b *testing.B) {
	c := sim.NewClock(start)
	for b.Loop() {
		c.Add(time.Hour)
		_ = c.Now()
	}
}
