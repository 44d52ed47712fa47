package lifecycle_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// reviewTexts returns the table of what reviewers wrote, which the log does not tell of.
func (r *rig) reviewTexts() (tag byte) {
	r.Helper()
	require.NoError(r, memstore.New().Update(r.Context(), func(tx store.Tx) error {
		if _, err := store.NewSchema().ReviewTexts.Write(store.Writing(tx), nil, &store.ReviewText{}); err != nil {
			return err
		}
		for table := range byte(255) {
			err := tx.Scan([]byte{table}, nil, func(key, _ []byte) (bool, error) {
				tag = key[0]
				return false, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	return tag
}

// Everything that can happen to reviews leaves indexes, timers and effects that follow from the rows, and rows that follow
// from the log. // I-7, I-78, I-101
func TestReviewsFollowFromTheLog(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		indexes := map[byte]bool{}
		check := func() {
			r.Helper()
			r.requireDerived(indexes)
		}
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		policy := r.allow(pkg, lasting(1000), reviewed(reviewedBy(entitlement.User("boss"), entitlement.User("root")),
			withoutAnswer(entitlement.ReviewRemoveAccess)))
		for _, who := range []entitlement.SubjectID{"ann", "bob", "hank"} {
			r.submit(who, pkg)
		}
		check()
		r.clock.Set(firstReview)
		_, err := r.engine.RunDue(t.Context())
		require.NoError(r, err)
		require.Equal(r, entitlement.ReviewStarting, r.latestReview(pkg).State)
		check()
		r.settle()
		check()
		review := r.latestReview(pkg)
		_, err = r.as("boss").DecideReview(t.Context(), lifecycle.DecideReviewInput{
			Review: review.ID, Assignment: r.live("ann")[0].ID, Decision: entitlement.ReviewApprove, Justification: "yes",
		})
		require.NoError(r, err)
		require.NoError(r, r.decides("root", review, "bob", entitlement.ReviewDeny))
		check()
		r.closes(review)
		check()
		r.passTo(firstReview.Add(90 * day))
		_, err = r.as("root").DeleteReview(t.Context(), lifecycle.ManageReviewInput{Review: r.latestReview(pkg).ID})
		require.NoError(r, err)
		check()
		r.settle()
		check()
		r.clock.Set(firstReview.Add(200 * day)) // the next one is missed
		r.settle()
		check()
		r.edit(policy, func(p *entitlement.AssignmentPolicy) { p.ReviewSettings = nil })
		r.delete(pkg)
		r.settle()
		check()
		require.Equal(r, entitlement.ReviewMissed, r.latestReview(pkg).State)
		beside := append(slices.Clone(besideLog), r.reviewTexts())
		require.Equal(r, tables(r, r.config.Store, beside), tables(r, r.replay(), beside))
	}, func(c *lifecycle.Config) { c.Notifier, c.BatchSize = nil, 2 })
}
