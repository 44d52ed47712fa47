package fake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// pends applies the operation, requires that it is not finished, and returns the answer.
func pends(t *testing.T, target *fake.Target, op provision.Operation) provision.Result {
	t.Helper()
	result, err := target.Apply(t.Context(), op)
	require.NoError(t, err)
	require.True(t, result.Pending)
	require.GreaterOrEqual(t, result.CheckAfter, time.Microsecond)
	require.NotEmpty(t, result.Token)
	return result
}

func TestLatencyPassesInLogicalTime(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
	first := pends(t, target, grant("alice", 1, start))
	require.Equal(t, time.Hour, first.CheckAfter)
	require.Equal(t, fake.None, target.Access("alice", sales, member))

	query := grant("alice", 1, at(20*time.Minute))
	query.Token = first.Token
	second := pends(t, target, query)
	require.Equal(t, 40*time.Minute, second.CheckAfter)
	require.Equal(t, first.Token, second.Token)

	query.At = at(time.Hour)
	done(t, target, query)
	require.Equal(t, fake.Managed, target.Access("alice", sales, member))
	require.Equal(t, at(time.Hour), target.Changes(0)[0].At)
}

func TestTheTargetWorksWithoutBeingAsked(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
	pends(t, target, grant("alice", 1, start))
	target.Advance(at(time.Hour - 1))
	require.Equal(t, fake.None, target.Access("alice", sales, member))
	target.Advance(at(30 * 24 * time.Hour))
	require.Equal(t, fake.Managed, target.Access("alice", sales, member))
	require.Equal(t, at(time.Hour), target.Changes(0)[0].At, "at the due instant, not when somebody looked") // I-77
	done(t, target, grant("alice", 1, at(31*24*time.Hour)))
}

func TestARepeatedCallGetsTheAnswerThatWasLost(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
	first := pends(t, target, grant("alice", 1, start))
	require.Equal(t, first, pends(t, target, grant("alice", 1, start)), "a crash before the answer was recorded") // I-65
	require.Equal(t, 40*time.Minute, pends(t, target, grant("alice", 1, at(20*time.Minute))).CheckAfter,
		"the token was lost, too")
	target.Advance(at(2 * time.Hour))
	for _, moment := range []time.Duration{20 * time.Minute, 10 * time.Minute} {
		require.Equal(t, 40*time.Minute, pends(t, target, grant("alice", 1, at(moment))).CheckAfter,
			"the latest answer, whatever happened in between")
	}
	require.Len(t, target.Changes(0), 1)
	attempts := []int{}
	for _, call := range target.Calls(0) {
		attempts = append(attempts, call.Attempt)
	}
	require.Equal(t, []int{1, 1, 2, 2, 2}, attempts, "a repetition is no attempt of its own")
}

func TestTheNewestGenerationWinsWhileBothAreUnderWay(t *testing.T) {
	t.Parallel()
	slowGrants := func(op provision.Operation) time.Duration {
		if op.Verb == provision.Grant {
			return time.Hour
		}
		return time.Minute
	}

	t.Run("the_overtaken_grant_has_no_effect", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{Latency: slowGrants})
		pends(t, target, grant("alice", 1, start))
		pends(t, target, revoke("alice", 2, at(time.Minute)))
		done(t, target, revoke("alice", 2, at(2*time.Minute)))
		fails(t, target, grant("alice", 1, at(time.Hour)), provision.ClassPermanent, provision.Superseded)
		require.Equal(t, fake.None, target.Access("alice", sales, member)) // I-64
		require.Empty(t, target.Changes(0))
	})

	t.Run("a_forgetful_target_leaves_an_orphan", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{Latency: slowGrants, Forgetful: true})
		pends(t, target, grant("alice", 1, start))
		pends(t, target, revoke("alice", 2, at(time.Minute)))
		done(t, target, revoke("alice", 2, at(2*time.Minute)))
		target.Advance(at(time.Hour))
		require.Equal(t, fake.Managed, target.Access("alice", sales, member))
	})

	t.Run("at_one_instant_generations_go_in_order", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour), Forgetful: true})
		pends(t, target, grant("alice", 9, start))
		pends(t, target, revoke("alice", 10, start))
		pends(t, target, revoke("bob", 2, start))
		pends(t, target, grant("bob", 1, start))
		target.Advance(at(time.Hour))
		require.Empty(t, target.Holdings())
	})
}

func TestSpreadLatency(t *testing.T) {
	t.Parallel()
	latency := fake.Spread(time.Hour)
	quick, slow := 0, 0
	for i := range 1000 {
		op := grant("alice", 1, start)
		op.Key = fmt.Sprint("key ", i)
		d := latency(op)
		require.Equal(t, d, latency(op), "a function of key and generation") // I-120
		require.GreaterOrEqual(t, d, time.Duration(0))
		require.LessOrEqual(t, d, time.Hour)
		require.Zero(t, d%time.Microsecond)                                  // I-9
		if d < 6*time.Minute {
			quick++
		}
		if d > 54*time.Minute {
			slow++
		}
	}
	require.InDelta(t, 100, quick, 50)
	require.InDelta(t, 100, slow, 50)
	require.NotEqual(t, latency(grant("alice", 1, start)), latency(grant("alice", 2, start)))
	require.Zero(t, fake.Spread(-time.Hour)(grant("alice", 1, start)))
}

func TestALatencyOfLessThanNothingIsNothing(t *testing.T) {
	t.Parallel()
	for _, latency := range []time.Duration{-time.Hour, 0, time.Microsecond - 1} {
		target := fake.New(fake.Options{Latency: fake.Fixed(latency)})
		done(t, target, grant("alice", 1, start))
		require.Equal(t, start, target.Changes(0)[0].At)
	}
}
