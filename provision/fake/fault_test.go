package fake_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

func TestAnErrorBeforeTheEffect(t *testing.T) { // F10
	t.Parallel()
	target := fake.New(fake.Options{})
	inject(t, target, fake.Fault{LastAttempt: 2, Answer: fake.AnswerError, Effect: fake.EffectNone})
	for i := range 2 {
		op := grant("alice", 1, at(time.Duration(i)*time.Minute))
		err := failure(t, target, op, provision.ClassTransient, provision.TargetUnavailable)
		_, again := target.Apply(t.Context(), op)
		require.Equal(t, err, again, "the same attempt, repeated after a crash")
	}
	require.Empty(t, target.Changes(0))
	done(t, target, grant("alice", 1, at(2*time.Minute)))
	require.Len(t, target.Changes(0), 1)
}

func TestAnErrorAfterTheEffect(t *testing.T) { // F10
	t.Parallel()
	target := fake.New(fake.Options{})
	inject(t, target, fake.Fault{LastAttempt: 1, Answer: fake.AnswerError, Effect: fake.EffectAsUsual})
	fails(t, target, grant("alice", 1, start), provision.ClassTransient, provision.TargetUnavailable)
	require.Equal(t, fake.Managed, target.Access("alice", sales, member))
	done(t, target, grant("alice", 1, at(time.Minute)))
	require.Len(t, target.Changes(0), 1) // I-65: no second effect
}

func TestAnErrorWhileTheTargetIsAtWork(t *testing.T) {
	t.Parallel()
	target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
	inject(t, target, fake.Fault{FirstAttempt: 2, LastAttempt: 2, Answer: fake.AnswerError, Effect: fake.EffectNone})
	first := pends(t, target, grant("alice", 1, start))
	query := grant("alice", 1, at(30*time.Minute))
	query.Token = first.Token
	fails(t, target, query, provision.ClassTransient, provision.TargetUnavailable)
	query.At = at(time.Hour)
	done(t, target, query)
	require.Equal(t, at(time.Hour), target.Changes(0)[0].At, "the work went on")
}

func TestAScriptedErrorIsReturnedAsItIs(t *testing.T) { // F13
	t.Parallel()
	scripted := map[string]error{
		"throttled":          provision.TransientAfter(provision.Throttled, 5*time.Minute, ""),
		"missing_permission": provision.Permanent(provision.PermissionMissing, ""),
		"unknown_subject":    provision.Transient(provision.SubjectMissing, ""),
		"without_class":      errors.New("what now"),
	}
	for name, want := range scripted {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := fake.New(fake.Options{})
			inject(t, target, fake.Fault{Answer: fake.AnswerError, Effect: fake.EffectNone, Err: want})
			_, err := target.Apply(t.Context(), grant("alice", 1, start))
			require.Equal(t, want, err)
		})
	}
}

// watched is a context that tells when somebody begins to wait for its end.
type watched struct {
	context.Context
	waiting chan struct{}
}

func (w watched) Done() <-chan struct{} {
	close(w.waiting)
	return w.Context.Done()
}

func TestAHangLastsUntilTheContextIsDone(t *testing.T) { // F10, F15
	t.Parallel()
	for effect, want := range map[fake.Effect]fake.Access{fake.EffectNone: fake.None, fake.EffectAsUsual: fake.Managed} {
		target := fake.New(fake.Options{})
		inject(t, target, fake.Fault{Subject: "alice", LastAttempt: 1, Answer: fake.AnswerHang, Effect: effect})
		ctx, cancel := context.WithCancel(t.Context())
		hanging := watched{ctx, make(chan struct{})}
		answer := make(chan error)
		go func() {
			_, err := target.Apply(hanging, grant("alice", 1, start))
			answer <- err
		}()
		<-hanging.waiting
		done(t, target, grant("bob", 1, start)) // others do not wait: I-70
		cancel()
		err := <-answer
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, provision.NoAnswer, provision.Classify(err).Code)
		require.Equal(t, want, target.Access("alice", sales, member))
		done(t, target, grant("alice", 1, at(time.Minute))) // I-73
		require.Equal(t, fake.Managed, target.Access("alice", sales, member))
		require.Len(t, target.Changes(0), 2) // I-65
	}
}

func TestAPanic(t *testing.T) { // F15
	t.Parallel()
	for effect, want := range map[fake.Effect]fake.Access{fake.EffectNone: fake.None, fake.EffectAsUsual: fake.Managed} {
		target := fake.New(fake.Options{})
		inject(t, target, fake.Fault{LastAttempt: 1, Answer: fake.AnswerPanic, Effect: effect})
		apply := func() { _, _ = target.Apply(t.Context(), grant("alice", 1, start)) }
		require.Panics(t, apply)
		require.Panics(t, apply, "the same attempt again")
		require.Equal(t, want, target.Access("alice", sales, member))
		done(t, target, grant("alice", 1, at(time.Minute))) // I-73: and no lock was left behind
		require.Len(t, target.Changes(0), 1)                // I-65
	}
}

func TestSuccessWithoutEffect(t *testing.T) { // F14
	t.Parallel()
	target := fake.New(fake.Options{Latency: fake.Fixed(time.Hour)})
	inject(t, target, fake.Fault{Until: at(24 * time.Hour), Effect: fake.EffectNone})
	pends(t, target, grant("alice", 1, start))
	done(t, target, grant("alice", 1, at(time.Hour)))
	require.Equal(t, fake.None, target.Access("alice", sales, member))
	done(t, target, grant("alice", 1, at(25*time.Hour)))
	require.Equal(t, fake.None, target.Access("alice", sales, member), "to the target the key is done")
	pends(t, target, grant("alice", 2, at(25*time.Hour)))
	done(t, target, grant("alice", 2, at(26*time.Hour)))
	require.Equal(t, fake.Managed, target.Access("alice", sales, member), "a reprocess repairs")
}

func TestALateEffect(t *testing.T) { // F11
	t.Parallel()
	late := fake.Fault{Verb: provision.Grant, Effect: fake.EffectLate, After: 2 * time.Hour}

	t.Run("comes_after_the_answer", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		inject(t, target, late)
		done(t, target, grant("alice", 1, start))
		require.Equal(t, fake.None, target.Access("alice", sales, member))
		target.Heal()
		target.Advance(at(2 * time.Hour))
		require.Equal(t, fake.Managed, target.Access("alice", sales, member), "healing does not call it back")
		require.Equal(t, at(2*time.Hour), target.Changes(0)[0].At)
		done(t, target, grant("alice", 1, at(3*time.Hour)))
		require.Len(t, target.Changes(0), 1) // I-63
	})

	t.Run("is_stopped_by_a_newer_generation", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		inject(t, target, late)
		done(t, target, grant("alice", 1, start))
		done(t, target, revoke("alice", 2, at(time.Hour)))
		target.Advance(at(2 * time.Hour))
		require.Equal(t, fake.None, target.Access("alice", sales, member)) // I-64
	})

	t.Run("passes_later_operations_in_a_forgetful_target", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{Forgetful: true})
		inject(t, target, late)
		done(t, target, grant("alice", 1, start))
		done(t, target, revoke("alice", 2, at(time.Hour)))
		target.Advance(at(2 * time.Hour))
		require.Equal(t, fake.Managed, target.Access("alice", sales, member))
	})
}

func TestARepeatedEffect(t *testing.T) { // F12
	t.Parallel()
	script := func(t *testing.T, options fake.Options, times int) *fake.Target {
		target := fake.New(options)
		inject(t, target, fake.Fault{Verb: provision.Grant, Effect: fake.EffectRepeated, After: 48 * time.Hour, Times: times})
		done(t, target, grant("alice", 1, start))
		for day := range 5 {
			target.AdminRemoves(at(time.Duration(day)*48*time.Hour+time.Hour), "alice", sales, member)
		}
		return target
	}

	t.Run("is_absorbed_by_a_target_with_a_memory", func(t *testing.T) {
		t.Parallel()
		target := script(t, fake.Options{}, 2)
		require.Len(t, target.Changes(0), 2) // I-63: the grant and the first removal
	})

	t.Run("happens_to_a_forgetful_target", func(t *testing.T) {
		t.Parallel()
		for times, want := range map[int]int{0: 1, 1: 1, 2: 2, 3: 3} {
			var replays []fake.Change
			for _, change := range script(t, fake.Options{Forgetful: true}, times).Changes(0) {
				if change.Cause == fake.CauseReplay {
					replays = append(replays, change)
				}
			}
			require.Len(t, replays, want)
			for i, replay := range replays {
				require.Equal(t, at(time.Duration(i+1)*48*time.Hour), replay.At)
				require.Equal(t, fake.Managed, replay.To)
			}
		}
	})
}

func TestAFaultStrikesWhatItNames(t *testing.T) {
	t.Parallel()
	op := grant("alice", 1, at(time.Hour))
	strike := fake.Fault{Answer: fake.AnswerError, Effect: fake.EffectNone}
	tests := map[string]struct {
		change func(*fake.Fault)
		hit    bool
	}{
		"everything":          {func(*fake.Fault) {}, true},
		"this_subject":        {func(f *fake.Fault) { f.Subject = "alice" }, true},
		"another_subject":     {func(f *fake.Fault) { f.Subject = "bob" }, false},
		"this_resource":       {func(f *fake.Fault) { f.Resource = "sales" }, true},
		"another_resource":    {func(f *fake.Fault) { f.Resource = "intranet" }, false},
		"this_role":           {func(f *fake.Fault) { f.Role = member }, true},
		"another_role":        {func(f *fake.Fault) { f.Role = entitlement.RoleOwner }, false},
		"this_verb":           {func(f *fake.Fault) { f.Verb = provision.Grant }, true},
		"another_verb":        {func(f *fake.Fault) { f.Verb = provision.Revoke }, false},
		"from_this_instant":   {func(f *fake.Fault) { f.From = op.At }, true},
		"from_a_later_one":    {func(f *fake.Fault) { f.From = op.At.Add(1) }, false},
		"until_this_instant":  {func(f *fake.Fault) { f.Until = op.At }, false},
		"until_a_later_one":   {func(f *fake.Fault) { f.Until = op.At.Add(1) }, true},
		"this_attempt":        {func(f *fake.Fault) { f.FirstAttempt, f.LastAttempt = 1, 1 }, true},
		"a_later_attempt":     {func(f *fake.Fault) { f.FirstAttempt = 2 }, false},
		"one_wrong_among_all": {func(f *fake.Fault) { f.Subject, f.Resource, f.Verb = "alice", "sales", provision.Revoke }, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := fake.New(fake.Options{})
			fault := strike
			test.change(&fault)
			inject(t, target, fault)
			_, err := target.Apply(t.Context(), op)
			require.Equal(t, test.hit, err != nil)
		})
	}

	t.Run("the_first_that_matches", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		first, second := strike, strike
		first.Err, second.Err = provision.Transient(provision.Throttled, ""), provision.Permanent(provision.PermissionMissing, "")
		inject(t, target, fake.Fault{Subject: "bob", Answer: fake.AnswerPanic}, first, second)
		fails(t, target, op, provision.ClassTransient, provision.Throttled)
	})

	t.Run("nothing_once_it_is_healed", func(t *testing.T) {
		t.Parallel()
		target := fake.New(fake.Options{})
		inject(t, target, strike)
		target.Heal()
		done(t, target, op)
	})
}

func TestMalformedFaultsAreRefused(t *testing.T) {
	t.Parallel()
	valid := fake.Fault{Answer: fake.AnswerError, Effect: fake.EffectNone}
	breaks := map[string]func(*fake.Fault){
		"does_nothing":           func(f *fake.Fault) { *f = fake.Fault{Subject: "alice"} },
		"unknown_answer":         func(f *fake.Fault) { f.Answer = 99 },
		"unknown_effect":         func(f *fake.Fault) { f.Effect = 99 },
		"late_by_nothing":        func(f *fake.Fault) { f.Effect = fake.EffectLate },
		"repeated_after_nothing": func(f *fake.Fault) { f.Effect = fake.EffectRepeated },
		"negative_times":         func(f *fake.Fault) { f.Times = -1 },
		"negative_first_attempt": func(f *fake.Fault) { f.FirstAttempt = -1 },
		"negative_last_attempt":  func(f *fake.Fault) { f.LastAttempt = -1 },
		"reversed_attempts":      func(f *fake.Fault) { f.FirstAttempt, f.LastAttempt = 3, 2 },
		"empty_window":           func(f *fake.Fault) { f.From, f.Until = start, start },
	}
	for name, damage := range breaks {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			target := fake.New(fake.Options{})
			fault := valid
			damage(&fault)
			err := target.Inject(valid, fault)
			require.ErrorIs(t, err, entitlement.InvalidArgument)
			require.ErrorContains(t, err, "faults[1]")
			done(t, target, grant("alice", 1, start)) // not even the valid one was added
		})
	}
}
