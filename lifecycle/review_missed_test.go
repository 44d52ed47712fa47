package lifecycle_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// A review whose items could not be completed leaves none behind. // R-311
func TestAMissedReviewLeavesNothing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		failing := &failingDirectory{Directory: r.directory, from: never}
		r.config.Directory = failing
		r.open()
		pkg := r.simple("Wiki", reviewed(reviewedBy(entitlement.User("boss"))), lasting(1000))
		for _, who := range []entitlement.SubjectID{"ann", "bob", "meg"} {
			r.submit(who, pkg)
		}
		r.passTo(firstReview.Add(-time.Hour))
		failing.from = failing.calls + 3
		r.passTo(firstReview.Add(day))
		review := r.latestReview(pkg)
		require.EqualValues(r, 2, review.Items, "so far")
		r.clock.Set(review.End)
		require.Zero(r, r.reviewNow(review.ID).Items) // read before anybody has settled it
		require.Empty(r, r.items(review.ID))
		r.pass(day)
		review = r.latestReview(pkg)
		require.Equal(r, entitlement.ReviewMissed, review.State)
		require.Empty(r, r.items(review.ID))
		require.Zero(r, review.Items)
		failing.from = never
		r.requireDerived(map[byte]bool{}) // I-78
		r.passTo(firstReview.Add(90 * day))
		r.closes(r.latestReview(pkg))
		r.requireDerived(map[byte]bool{})
	}, func(c *lifecycle.Config) { c.BatchSize = 1 })
}

const never = 1 << 30

// failingDirectory answers no call from one on.
type failingDirectory struct {
	lifecycle.Directory
	calls, from int
}

func (d *failingDirectory) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	if d.calls++; d.calls >= d.from {
		return nil, errors.New("down")
	}
	return d.Directory.At(ctx, at)
}
