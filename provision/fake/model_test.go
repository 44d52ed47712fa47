package fake_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// step is one thing that happens to a target: an operation, or an edit by an administrator.
type step struct {
	op   provision.Operation
	edit bool
}

// steps draws a story of two people: wishes of rising generations, calls that are repeated or come too late, edits.
func steps() *rapid.Generator[[]step] {
	return rapid.Custom(func(t *rapid.T) []step {
		out := make([]step, rapid.IntRange(1, 40).Draw(t, "steps"))
		now := start
		newest := map[entitlement.SubjectID]uint64{}
		for i := range out {
			now = now.Add(rapid.SampledFrom([]time.Duration{0, time.Microsecond, time.Minute, time.Hour}).Draw(t, "pause"))
			subject := rapid.SampledFrom([]entitlement.SubjectID{"alice", "bob"}).Draw(t, "subject")
			generation := newest[subject] + 1
			if newest[subject] > 0 && rapid.Bool().Draw(t, "again") {
				generation = rapid.Uint64Range(1, newest[subject]).Draw(t, "generation")
			}
			newest[subject] = max(newest[subject], generation)
			verb := provision.Grant
			if generation%2 == 0 {
				verb = provision.Revoke
			}
			out[i] = step{op: wish(verb, subject, generation, now), edit: rapid.IntRange(0, 9).Draw(t, "edit") == 0}
		}
		return out
	})
}

// faults draws a script without hanging and panicking.
func faults() *rapid.Generator[[]fake.Fault] {
	one := rapid.Custom(func(t *rapid.T) fake.Fault {
		attempt := rapid.IntRange(1, 3).Draw(t, "attempt")
		return fake.Fault{
			Subject:      rapid.SampledFrom([]entitlement.SubjectID{"", "alice"}).Draw(t, "whom"),
			FirstAttempt: attempt, LastAttempt: attempt,
			Answer: fake.AnswerError,
			Effect: rapid.SampledFrom([]fake.Effect{
				fake.EffectNone, fake.EffectAsUsual, fake.EffectLate, fake.EffectRepeated,
			}).Draw(t, "effect"),
			After: 90 * time.Minute,
		}
	})
	return rapid.SliceOfN(one, 0, 3)
}

// play tells the story to a new target; each call is repeated as often as said, as after a crash.
func play(t *rapid.T, story []step, script []fake.Fault, repeat int) *fake.Target {
	target := fake.New(fake.Options{Latency: fake.Spread(time.Hour)})
	require.NoError(t, target.Inject(script...))
	for _, s := range story {
		if s.edit {
			target.AdminRemoves(s.op.At, s.op.Account(), s.op.Resource, s.op.Role)
			continue
		}
		first, firstErr := target.Apply(t.Context(), s.op)
		for range repeat {
			result, err := target.Apply(t.Context(), s.op)
			require.Equal(t, first, result, "a repeated call gets the same answer")
			require.Equal(t, firstErr, err)
		}
	}
	return target
}

func TestInvariantsOfAnyStory(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		story, script := steps().Draw(t, "story"), faults().Draw(t, "script")
		target := play(t, story, script, 0)

		twin := play(t, story, script, 0)
		require.Equal(t, target.Calls(0), twin.Calls(0)) // I-120
		require.Equal(t, target.Changes(0), twin.Changes(0))
		repeated := play(t, story, script, 2)
		require.Equal(t, target.Changes(0), repeated.Changes(0), "crashes between call and answer leave no trace") // I-65

		end := story[len(story)-1].op.At.Add(24 * time.Hour)
		target.Advance(end)
		effects := map[string]int{}
		newest := map[entitlement.SubjectID]uint64{}
		for _, change := range target.Changes(0) {
			if change.Cause == fake.CauseAdministrator {
				continue
			}
			effects[change.Key]++
			require.LessOrEqual(t, effects[change.Key], 1, change.Key)    // I-63
			require.Greater(t, change.Generation, newest[change.Subject]) // I-64
			newest[change.Subject] = change.Generation
		}
	})
}

func TestEveryStoryEndsAsTheNewestWishSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		story := steps().Draw(t, "story")
		target := play(t, story, faults().Draw(t, "script"), 0)
		target.Heal()
		end := story[len(story)-1].op.At
		for i, subject := range []entitlement.SubjectID{"alice", "bob"} {
			verb := []provision.Verb{provision.Grant, provision.Revoke}[i]
			op := wish(verb, subject, 1000, end.Add(24*time.Hour)) // a new wish after everything else has settled
			result, err := target.Apply(t.Context(), op)
			for ; result.Pending && err == nil; result, err = target.Apply(t.Context(), op) {
				op.At, op.Token = op.At.Add(result.CheckAfter), result.Token
			}
			require.NoError(t, err)
		}
		target.Advance(end.Add(365 * 24 * time.Hour))
		require.Equal(t, fake.Managed, target.Access("alice", sales, member)) // I-58
		require.Equal(t, fake.None, target.Access("bob", sales, member))      // I-57
	})
}

func TestATargetIsSafeForConcurrentUse(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{Latency: fake.Spread(time.Minute)})
	var people sync.WaitGroup
	for i := range 16 {
		people.Go(func() {
			subject := entitlement.SubjectID(fmt.Sprintf("person-%02d", i))
			for generation := range uint64(10) {
				moment := at(time.Duration(generation) * time.Hour)
				op := grant(subject, generation+1, moment)
				_, _ = target.Apply(t.Context(), op)
				op.At = moment.Add(time.Minute)
				_, _ = target.Apply(t.Context(), op)
				_, _ = list(t.Context(), target, sales, op.At)
				_ = target.Inject(fake.Fault{Subject: "nobody", Answer: fake.AnswerPanic})
				_ = target.AdminAdds(op.At, "x-"+string(subject), sales, member)
				_, _, _ = target.Holdings(), target.Changes(0), target.Access(string(subject), sales, member)
				target.Heal()
			}
		})
	}
	people.Wait()
	require.Len(t, target.Holdings(), 32)
	require.Len(t, target.Calls(0), 320)
	require.Len(t, target.Changes(0), 32)
}
