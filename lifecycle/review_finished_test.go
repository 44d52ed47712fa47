package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// hearing names people who hear of the end of a review.
func hearing(people ...entitlement.SubjectID) func(*entitlement.ReviewSettings) {
	return func(s *entitlement.ReviewSettings) {
		for _, id := range people {
			s.AdditionalNotificationRecipients = append(s.AdditionalNotificationRecipients, entitlement.User(id))
		}
	}
}

// Who is named beside the reviewers hears of the end of each review, once, when its results are applied. // R-331
func TestRecipientsHearThatAReviewIsFinished(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, review := r.underReview(hearing("root", "hank"))
		finished := func() []lifecycle.Message { return r.mails.of(entitlement.MailReviewFinished) }
		r.passTo(review.End.Add(-time.Minute))
		require.Empty(r, finished())
		r.passTo(review.End)
		require.Equal(r, entitlement.ReviewApplied, r.reviewNow(review.ID).State)
		require.Len(r, finished(), 1) // N25
		m := finished()[0]
		require.Equal(r, []entitlement.SubjectID{"hank", "root"}, m.To)
		require.Equal(r, review.End, m.At)
		require.Equal(r, pkg.ID, m.Package)
		require.Equal(r, review.ID, m.Review)
		r.open() // a restart does not tell again // R-337
		r.pass(60 * day)
		require.Len(r, finished(), 1)
		r.pass(90 * day)
		require.Len(r, finished(), 2, "each instance")
		require.NotEqual(r, m.Key, finished()[1].Key)
	}, func(c *lifecycle.Config) { c.BatchSize = 1 })
}

// One that is stopped, or has nothing to review, is finished too. // R-331
func TestWhatElseFinishesAReview(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview(hearing("hank"))
		r.simple("Empty", reviewed(hearing("root"), func(s *entitlement.ReviewSettings) {
			s.Schedule.StartDateTime = firstReview.Add(day)
		}))
		_, err := r.as("root").StopReview(t.Context(), lifecycle.ManageReviewInput{Review: review.ID})
		require.NoError(r, err)
		r.settle()
		require.Len(r, r.mails.of(entitlement.MailReviewFinished), 1)
		r.pass(2 * day)
		all := r.mails.of(entitlement.MailReviewFinished)
		require.Len(r, all, 2)
		require.Equal(r, []entitlement.SubjectID{"root"}, all[1].To)
		require.Equal(r, firstReview.Add(day), all[1].At)
	})
}

// Where nobody is named nobody is told. // R-331
func TestNobodyHearsThatAReviewIsFinished(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview()
		r.passTo(review.End.Add(day))
		require.Equal(r, entitlement.ReviewApplied, r.reviewNow(review.ID).State)
		require.Empty(r, r.mails.of(entitlement.MailReviewFinished))
	})
}

// One that was missed has no results, and one that was deleted no end. // R-305, R-311, R-331
func TestReviewsThatAreNotFinished(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview(hearing("hank"))
		_, err := r.as("root").DeleteReview(t.Context(), lifecycle.ManageReviewInput{Review: review.ID})
		require.NoError(r, err)
		r.passTo(review.End.Add(day))
		require.Empty(r, r.mails.of(entitlement.MailReviewFinished))
	})
	onRigs(t, func(r *rig) {
		failing := &failingDirectory{Directory: r.directory, from: never}
		r.config.Directory = failing
		r.open()
		pkg := r.simple("Wiki", reviewed(reviewedBy(entitlement.User("boss")), hearing("hank")), lasting(1000))
		r.submit("ann", pkg)
		r.passTo(firstReview.Add(-time.Hour))
		failing.from = 0
		r.passTo(firstReview.Add(day))
		review := r.latestReview(pkg)
		r.passTo(review.End)
		failing.from = never
		r.passTo(review.End.Add(day))
		require.Equal(r, entitlement.ReviewMissed, r.reviewNow(review.ID).State)
		require.Empty(r, r.mails.of(entitlement.MailReviewFinished))
	})
}

// The settings that the review started under name who hears, whatever becomes of the policy. // R-057, R-312, R-331
func TestWhoHearsIsFixedWhenTheReviewStarts(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, review := r.underReview(hearing("hank"))
		policies, err := r.as("root").Policies(t.Context(), lifecycle.PoliciesInput{Package: pkg.ID})
		require.NoError(r, err)
		r.edit(policies[0], func(p *entitlement.AssignmentPolicy) {
			p.ReviewSettings.AdditionalNotificationRecipients = []entitlement.SubjectSet{entitlement.User("root")}
		})
		r.delete(pkg)
		r.passTo(review.End)
		all := r.mails.of(entitlement.MailReviewFinished)
		require.Len(r, all, 1)
		require.Equal(r, []entitlement.SubjectID{"hank"}, all[0].To)
	})
}
