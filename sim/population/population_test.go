package population_test

import (
	"bytes"
	"context"
	"errors"
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim/population"
)

func run(t *testing.T, o population.Options) *population.Report {
	t.Helper()
	o.Context = t.Context()
	r, err := population.Run(o)
	require.NoError(t, err)
	return r
}

// Equal options give equal reports, and another seed another one. // I-101
func TestReportsAreReproducible(t *testing.T) {
	t.Parallel()
	small := population.Options{Seed: 3, People: 40, Packages: 8}
	first := run(t, small)
	require.Equal(t, first, run(t, small))
	small.Seed++
	require.NotEqual(t, first.Requests, run(t, small).Requests)
}

// What went in came out: every request is waiting or was decided, every wish is open, confirmed or given up.
func TestReportsAddUp(t *testing.T) {
	t.Parallel()
	r := run(t, population.Options{Seed: 5, People: 60, Years: 2, Habits: population.Habits{Absent: 0.3, Leaves: 0.6}})
	q, last := r.Requests, 2*365-1
	require.Len(t, r.Approvals.Waiting, last+1)
	require.Equal(t, q.Submitted+q.Extended,
		q.Automatic+q.Approved+q.Denied+q.TimedOut+q.Canceled+r.Approvals.Waiting[last])
	for _, happened := range []int{q.Automatic, q.Approved, q.Denied, q.TimedOut, q.Canceled, q.Extended, q.Refused, q.Delivered} {
		require.Positive(t, happened, q)
	}
	require.Zero(t, r.Reviews.Open, "no review goes on after two years")
	require.Positive(t, r.Reviews.Moot)
	require.Positive(t, r.Reviews.Held*r.Reviews.Ended*r.Reviews.Undecided)
	require.LessOrEqual(t, r.Reviews.Busiest, r.Reviews.Decided)
	require.GreaterOrEqual(t, r.MostLive, r.Live)
	require.Positive(t, r.Hired)
	require.LessOrEqual(t, r.Revokes.Times.Median, r.Revokes.Times.P95)
	require.LessOrEqual(t, r.Revokes.Times.P95, r.Revokes.Times.Longest)
	require.LessOrEqual(t, r.Grants.Times.Longest, 6*time.Hour+2*time.Hour, "the retry window, and the latency")
	require.Greater(t, r.Revokes.Times.Longest, 8*time.Hour, "revokes never give up")
	require.Zero(t, r.Revokes.GivenUp)
}

func TestHabits(t *testing.T) {
	t.Parallel()
	world := func(h population.Habits) *population.Report {
		return run(t, population.Options{Seed: 7, People: 30, Packages: 4, Habits: h})
	}
	usual := world(population.Habits{})

	nobody := world(population.Habits{Absent: 1, Slow: -1})
	require.Zero(t, nobody.Requests.Approved+nobody.Requests.Denied+nobody.Reviews.Decided)
	require.Positive(t, nobody.Requests.TimedOut)
	require.Greater(t, nobody.Approvals.Escalated, usual.Approvals.Escalated)

	never := world(population.Habits{Denials: 1, Absent: -1})
	require.Zero(t, never.Requests.Approved)
	require.Positive(t, never.Requests.Denied)

	busy := world(population.Habits{Requests: 20})
	require.Greater(t, busy.Requests.Submitted+busy.Requests.Refused, 2*(usual.Requests.Submitted+usual.Requests.Refused))

	quiet := world(population.Habits{Requests: -1, Leaves: -1})
	require.Zero(t, quiet.Requests)
	require.Zero(t, quiet.Hired+quiet.Live)

	const hardly = 1e-12 // once in more years than a time.Duration has
	rare := world(population.Habits{Requests: hardly, Leaves: hardly, Outages: hardly})
	require.Zero(t, rare.Requests)
	require.Zero(t, rare.Hired)

	steady := world(population.Habits{Outages: -1, Leaves: -1})
	require.LessOrEqual(t, steady.Revokes.Times.Longest, 2*time.Hour)
	require.Zero(t, steady.Requests.Failed+steady.Grants.GivenUp)

	require.Zero(t, world(population.Habits{Renews: -1}).Requests.Extended)
}

func TestProgress(t *testing.T) {
	t.Parallel()
	var told []int
	run(t, population.Options{People: 2, Packages: 1, Progress: func(days, of int) {
		require.Equal(t, 365, of)
		told = append(told, days)
	}})
	require.Len(t, told, 365)
	require.Equal(t, 365, told[364])
}

func TestOrganizationsThatCannotBe(t *testing.T) {
	t.Parallel()
	for name, o := range map[string]population.Options{ // order: each stands for itself
		"people":   {People: -1},
		"many":     {People: 2_000_000},
		"packages": {Packages: -1},
		"years":    {Years: 101},
		"shares":   {Habits: population.Habits{Slow: 0.6, Absent: 0.6}},
		"denials":  {Habits: population.Habits{Denials: 1.5}},
		"number":   {Habits: population.Habits{Requests: math.NaN()}},
		"often":    {Habits: population.Habits{Outages: math.Inf(1)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := population.Run(o)
			require.ErrorIs(t, err, entitlement.InvalidArgument)
		})
	}
}

func TestARunThatIsCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	_, err := population.Run(population.Options{Context: ctx, People: 5, Progress: func(days, _ int) {
		if days == 10 {
			cancel()
		}
	}})
	require.ErrorIs(t, err, context.Canceled)
}

func TestWriting(t *testing.T) {
	t.Parallel()
	r := run(t, population.Options{People: 2, Packages: 1})
	var text bytes.Buffer
	require.NoError(t, r.WriteText(&text))
	require.Contains(t, text.String(), "Population  2 people, 1 access packages, years: 1, seed: 0")
	require.ErrorIs(t, r.WriteText(failing{}), errors.ErrUnsupported)
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }
