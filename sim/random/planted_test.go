package random

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// plantedBugs are defects between a story and its engine. Each must be found in a few runs, and be told in a few steps.
func plantedBugs() map[string]struct {
	setup setup
	steps int // the most that the story of it may take
} {
	return map[string]struct {
		setup setup
		steps int
	}{
		"expiry_is_skipped":                {setup{store: func(s store.Store) store.Store { return &sleepless{Store: s, kind: store.TimerAssignmentEnd} }}, 4},
		"access_is_given_twice":            {setup{store: func(s store.Store) store.Store { return blind{s} }}, 3},
		"a_revoke_is_not_made":             {setup{config: provisioning(func(p provisioner) provisioner { return liar{p} })}, 4},
		"anybody_approves":                 {setup{command: anybodyApproves}, 4},
		"a_denial_is_an_approval":          {setup{command: func(_ *story, c *command) { c.deny = false }}, 4},
		"an_extension_lengthens_too_much":  {setup{command: longerExtension}, 5},
		"an_effect_is_lost_after_a_crash":  {setup{store: forgetful()}, 4},
		"a_repeated_command_is_made_again": {setup{command: newKey()}, 4},
		"a_loss_is_not_found":              {setup{config: provisioning(func(p provisioner) provisioner { return &proud{provisioner: p} })}, 5},
		"a_gift_is_taken_away":             {setup{after: takeGifts}, 3},
		"a_denial_in_a_review_is_lost":     {setup{command: softReview}, 4},
		"anybody_reviews":                  {setup{command: anybodyReviews}, 4},
		"a_review_never_ends":              {setup{store: func(s store.Store) store.Store { return &sleepless{Store: s, kind: store.TimerReviewEnd} }}, 4},
		"a_schedule_is_ignored":            {setup{command: func(_ *story, c *command) { c.times = entitlement.Schedule{} }}, 3},
		"a_disabled_person_asks":           {setup{config: seeing}, 4},
		"who_gave_up_is_served":            {setup{context: context.WithoutCancel}, 2},
		"a_question_needs_no_answer":       {setup{command: answered}, 2},
		"anybody_asks_for_others":          {setup{command: askedByManager}, 2},
	}
}

// TestPlantedBugsAreFound looks for each bug until it is found, and shrinks its story.
func TestPlantedBugsAreFound(t *testing.T) {
	t.Parallel()
	for name, planted := range plantedBugs() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			const most, runs = 60, 400
			for seed := range uint64(most) {
				result, err := run(t.Context(), NewTape(seed, 40), planted.setup)
				require.NoError(t, err)
				if result.Failure == nil {
					continue
				}
				short, err := shrink(t.Context(), result.Failure, runs, planted.setup)
				require.NoError(t, err)
				t.Logf("seed %d\n%s", seed, short)
				require.Equal(t, result.Failure.Kind, short.Kind)
				require.LessOrEqual(t, len(short.Tape.list()), planted.steps, "%s", short)
				return
			}
			require.Fail(t, "nobody noticed")
		})
	}
}

// Tables whose entries bugs lose.
const (
	accessTable = 33 // by person
	timerTable  = 38
	queueTable  = 39
)

// sleepless is a store that forgets timers of a kind, such as when access ends. What waits for them may be looked at again
// and again at one instant: a story that reads too much fails.
type sleepless struct {
	store.Store

	kind  store.TimerKind
	reads int
}

func (s *sleepless) View(ctx context.Context, fn func(store.Reader) error) error {
	const most = 50_000 // some ten times what a story needs
	if s.reads++; s.reads > most {
		return errors.New("the story does not end")
	}
	return s.Store.View(ctx, fn)
}

func (s *sleepless) Update(ctx context.Context, fn func(store.Tx) error) error {
	return s.Store.Update(ctx, func(tx store.Tx) error { return fn(sleeplessTx{tx, s.kind}) })
}

type sleeplessTx struct {
	store.Tx

	kind store.TimerKind
}

func (t sleeplessTx) Put(key, value []byte) error {
	if key[0] == timerTable && key[len(key)-1] == byte(t.kind) {
		return nil
	}
	return t.Tx.Put(key, value)
}

// blind is a store that does not find whether somebody has a package, though it finds what somebody has.
type blind struct{ store.Store }

func (s blind) View(ctx context.Context, fn func(store.Reader) error) error {
	return s.Store.View(ctx, func(r store.Reader) error { return fn(blindReader{r}) })
}

func (s blind) Update(ctx context.Context, fn func(store.Tx) error) error {
	return s.Store.Update(ctx, func(tx store.Tx) error { return fn(blindTx{tx}) })
}

type blindReader struct{ store.Reader }

func (r blindReader) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	return r.Reader.Scan(from, to, func(key, value []byte) (bool, error) {
		const withPackage = 16
		if key[0] == accessTable && len(from) > withPackage {
			return true, nil
		}
		return fn(key, value)
	})
}

type blindTx struct{ store.Tx }

func (t blindTx) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	return blindReader{t.Tx}.Scan(from, to, fn)
}

// forgetful is a store that has lost its queue whenever it is opened again.
func forgetful() func(store.Store) store.Store {
	return func(s store.Store) store.Store {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			var lost [][]byte
			err := tx.Scan([]byte{queueTable}, []byte{queueTable + 1}, func(key, _ []byte) (bool, error) {
				lost = append(lost, slices.Clone(key))
				return true, nil
			})
			for _, key := range lost {
				if err == nil {
					err = tx.Delete(key)
				}
			}
			return err
		})
		if err != nil {
			panic(err)
		}
		return s
	}
}

// provisioning plants a bug behind the port to target systems.
func provisioning(wrap func(provisioner) provisioner) func(*lifecycle.Config) {
	return func(c *lifecycle.Config) { c.Provisioner = wrap(c.Provisioner.(provisioner)) }
}

// liar says that it has revoked.
type liar struct{ provisioner }

func (p liar) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	if op.Verb == provision.Revoke {
		return provision.Result{}, nil
	}
	return p.provisioner.Apply(ctx, op)
}

// anybodyApproves lets the engine think that it is an approver who decides.
func anybodyApproves(s *story, c *command) {
	if c.verb != verbDecide {
		return
	}
	if r := s.facts().request(c.request); r.state == waiting && len(r.stage().by) > 0 {
		c.actor = r.stage().by[0]
	}
}

// softReview lets nobody deny in a review.
func softReview(_ *story, c *command) {
	if c.verb == verbReview && c.decision == entitlement.ReviewDeny {
		c.decision = entitlement.ReviewDontKnow
	}
}

// anybodyReviews lets the engine think that it is a reviewer who decides.
func anybodyReviews(s *story, c *command) {
	if c.verb == verbReview {
		if by := s.facts().review(c.review).item(c.assignment).by; len(by) > 0 {
			c.actor = by[0]
		}
	}
}

// answered lets the engine think that the question was answered.
func answered(_ *story, c *command) {
	if c.verb == verbSubmit && c.answer == "" {
		c.answer = goodAnswer
	}
}

// askedByManager lets the engine think that it is the manager who asks for somebody.
func askedByManager(s *story, c *command) {
	if c.verb == verbSubmit && c.actor != c.person {
		if f := s.facts(); f.people(f.now)[c.person].manager != "" {
			c.actor = f.people(f.now)[c.person].manager
		}
	}
}

func longerExtension(s *story, c *command) {
	if c.verb == verbExtend && c.end.IsZero() {
		c.end = s.facts().assignment(c.assignment).end.Add(time.Hour)
	}
}

// newKey lets no two commands look the same.
func newKey() func(*story, *command) {
	return func(s *story, c *command) { c.key = s.key() }
}

// seeing shows the engine a directory in which everybody can sign in.
func seeing(c *lifecycle.Config) { c.Directory = enabling{c.Directory} }

type enabling struct{ lifecycle.Directory }

func (d enabling) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	v, err := d.Directory.At(ctx, at)
	if err != nil {
		return nil, err
	}
	return enablingView{v}, nil
}

type enablingView struct{ lifecycle.DirectoryView }

func (v enablingView) Subject(ctx context.Context, id entitlement.SubjectID) (entitlement.Subject, error) {
	s, err := v.DirectoryView.Subject(ctx, id)
	s.AccountDisabled = false
	return s, err
}
