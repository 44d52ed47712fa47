package provisiontest

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

func TestEveryPlantedDefectIsFound(t *testing.T) {
	t.Parallel()
	for _, m := range mutants {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			got := failures(t, func() Target { return targetOf(m.options, m.make()) })
			require.Subset(t, got, strings.Fields(m.found))
		})
	}

	t.Run("considerate_in_words_only", func(t *testing.T) {
		t.Parallel()
		got := failures(t, func() Target {
			target := targetOf(fake.Options{}, &mutant{})
			target.LeaveForeign = true
			return target
		})
		require.Equal(t, []string{"access_from_before_is_left_alone"}, got)
	})
}

func TestEveryCaseFindsAPlantedDefect(t *testing.T) {
	t.Parallel()
	finders := []string{"access_from_before_is_left_alone"} // found above
	for _, m := range mutants {
		finders = append(finders, strings.Fields(m.found)...)
	}
	all := targetOf(fake.Options{}, &mutant{})
	for _, leaveForeign := range []bool{true, false} {
		all.LeaveForeign = leaveForeign
		for _, c := range casesFor(t.Context(), all) {
			require.Contains(t, finders, c.name)
			require.NotEmpty(t, c.why, c.name)
		}
	}
}

func TestThePartsOfATargetMayFail(t *testing.T) {
	t.Parallel()

	t.Run("the_observer", func(t *testing.T) {
		t.Parallel()
		s := newSession(t.Context(), targetOf(fake.Options{}, &mutant{}))
		s.Observer = blind{}
		require.ErrorIs(t, s.expect("alice", s.Role, false), errStrange)
	})

	t.Run("the_editor", func(t *testing.T) {
		t.Parallel()
		for _, c := range casesFor(t.Context(), targetOf(fake.Options{}, &mutant{})) {
			if c.needs&anEditor == 0 {
				continue
			}
			s := newSession(t.Context(), targetOf(fake.Options{}, &mutant{}))
			s.Observer = clumsy{s.Observer}
			require.ErrorIs(t, c.check(s), errStrange, c.name)
		}
	})

	t.Run("the_wait", func(t *testing.T) {
		t.Parallel()
		newTarget := func() Target {
			target := targetOf(fake.Options{Latency: fake.Fixed(time.Hour)}, &mutant{})
			target.Wait = func(context.Context, time.Duration) error { return errStrange }
			return target
		}
		require.Contains(t, failures(t, newTarget), "a_lost_token_does_not_matter")
		require.Contains(t, failures(t, newTarget), "a_done_context_fails_at_once_and_later_succeeds")
		s := newSession(t.Context(), newTarget())
		require.ErrorIs(t, s.finish(s.grant("alice", 1)), errStrange)
		s.Target = targetOf(fake.Options{}, &mutant{})
		s.Wait = func(context.Context, time.Duration) error { return errStrange }
		require.ErrorIs(t, s.finishAll(s.grant("alice", 1)), errStrange)
	})
}

// recorder is a test that only takes notes.
type recorder struct {
	testing.TB
	notes []string
}

func (r *recorder) Errorf(format string, args ...any) {
	r.notes = append(r.notes, fmt.Sprintf(format, args...))
}

func TestAFailureSaysWhyItMatters(t *testing.T) {
	t.Parallel()
	c := applyCases()[1]
	good, bad := &recorder{TB: t}, &recorder{TB: t}
	c.run(good, targetOf(fake.Options{}, &mutant{}))
	require.Empty(t, good.notes)
	c.run(bad, targetOf(fake.Options{}, skips(func(provision.Operation, *fake.Target) bool { return true })()))
	require.Len(t, bad.notes, 1)
	require.Contains(t, bad.notes[0], "alice does not hold Member and should")
	require.Contains(t, bad.notes[0], c.why)
}

// blind is an observer that sees nothing.
type blind struct{}

func (blind) Holds(context.Context, time.Time, entitlement.SubjectID, entitlement.RoleID) (bool, error) {
	return false, errStrange
}

// clumsy is an editor that cannot edit.
type clumsy struct{ Observer }

func (clumsy) Add(context.Context, time.Time, entitlement.SubjectID, entitlement.RoleID) error {
	return errStrange
}

func (clumsy) Remove(context.Context, time.Time, entitlement.SubjectID, entitlement.RoleID) error {
	return errStrange
}

func TestAnIncompleteTargetIsRefused(t *testing.T) {
	t.Parallel()
	whole := targetOf(fake.Options{}, &mutant{})
	require.NoError(t, whole.incomplete())
	for want, damage := range map[string]func(*Target){
		"Provisioner": func(target *Target) { target.Provisioner = nil },
		"Observer":    func(target *Target) { target.Observer = nil },
		"Resource":    func(target *Target) { target.Resource.OriginID = "" },
		"Role":        func(target *Target) { target.Role = "" },
		"Subjects":    func(target *Target) { target.Subjects = target.Subjects[:2] },
	} {
		target := whole
		damage(&target)
		require.ErrorIs(t, target.incomplete(), entitlement.InvalidArgument)
		require.ErrorContains(t, target.incomplete(), want)
	}
}
