package lifecycle_test

import (
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
)

// What the tests of reviews configure, do and see.

// firstReview is when the reviews of the tests start for the first time.
var firstReview = start.Add(10 * day)

// reviewed has access reviewed by the manager of each person, every 90 days for 14 days, from firstReview on.
func reviewed(change ...func(*entitlement.ReviewSettings)) policyChange {
	return func(p *entitlement.AssignmentPolicy) {
		p.ReviewSettings = &entitlement.ReviewSettings{
			IsEnabled: true, PrimaryReviewers: []entitlement.SubjectSet{entitlement.Manager(1)},
			Schedule: entitlement.ReviewSchedule{StartDateTime: firstReview},
		}
		for _, c := range change {
			c(p.ReviewSettings)
		}
	}
}

func reviewedBy(sets ...entitlement.SubjectSet) func(*entitlement.ReviewSettings) {
	return func(s *entitlement.ReviewSettings) { s.PrimaryReviewers = sets }
}

func withoutAnswer(b entitlement.ReviewExpirationBehavior) func(*entitlement.ReviewSettings) {
	return func(s *entitlement.ReviewSettings) {
		s.ExpirationBehavior, s.IsRecommendationEnabled = b, true
	}
}

func byThemselves(s *entitlement.ReviewSettings) { s.IsSelfReview, s.PrimaryReviewers = true, nil }

func everyWeek(s *entitlement.ReviewSettings) {
	s.Schedule.Recurrence, s.Schedule.Duration = entitlement.Days(7), entitlement.Days(3)
}

// underReview gives ann and bob a package whose first review has just started, and returns both.
func (r *rig) underReview(change ...func(*entitlement.ReviewSettings)) (entitlement.AccessPackage, entitlement.Review) {
	r.Helper()
	pkg := r.simple("Wiki", reviewed(change...), lasting(1000))
	r.submit("ann", pkg)
	r.submit("bob", pkg)
	r.passTo(firstReview)
	return pkg, r.latestReview(pkg)
}

// reviews returns the reviews of a package as root sees them.
func (r *rig) reviews(pkg entitlement.AccessPackage) []entitlement.Review {
	r.Helper()
	var out []entitlement.Review
	for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewView], error) {
		return r.as("root").Reviews(r.Context(), lifecycle.ReviewsInput{Page: p, Package: pkg.ID})
	}) {
		require.NoError(r, err)
		out = append(out, v.Review)
	}
	return out
}

// latestReview returns the review of a package that started last.
func (r *rig) latestReview(pkg entitlement.AccessPackage) entitlement.Review {
	r.Helper()
	var latest entitlement.Review
	for _, v := range r.reviews(pkg) {
		if v.Number > latest.Number {
			latest = v
		}
	}
	require.NotZero(r, latest.Number, "a review has started")
	return latest
}

func (r *rig) reviewNow(id entitlement.ReviewID) entitlement.Review {
	r.Helper()
	v, err := r.as("root").Review(r.Context(), lifecycle.ReviewInput{Review: id})
	require.NoError(r, err)
	return v.Review
}

// items returns the items of a review by person, as root sees them.
func (r *rig) items(id entitlement.ReviewID) map[entitlement.SubjectID]lifecycle.ReviewItemView {
	r.Helper()
	out := map[entitlement.SubjectID]lifecycle.ReviewItemView{}
	for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewItemView], error) {
		return r.as("root").ReviewItems(r.Context(), lifecycle.ReviewItemsInput{Page: p, Review: id})
	}) {
		require.NoError(r, err)
		out[v.Item.Subject] = v
	}
	return out
}

// toDo returns the people whose access somebody may decide about.
func (r *rig) toDo(who entitlement.SubjectID) []entitlement.SubjectID {
	r.Helper()
	var out []entitlement.SubjectID
	for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewToDo], error) {
		return r.as(who).ReviewsToDo(r.Context(), lifecycle.ReviewsToDoInput{Page: p})
	}) {
		require.NoError(r, err)
		out = append(out, v.Item.Subject)
	}
	return out
}

// decides decides about somebody's access in a review, or answers why not.
func (r *rig) decides(
	who entitlement.SubjectID, review entitlement.Review, whose entitlement.SubjectID, d entitlement.ReviewDecision,
) error {
	r.Helper()
	item, found := r.items(review.ID)[whose]
	require.True(r, found, "the review has an item about %s", whose)
	_, err := r.as(who).DecideReview(r.Context(), lifecycle.DecideReviewInput{
		Review: review.ID, Assignment: item.Item.Assignment, Decision: d,
	})
	return err
}

// closes lets the time of a review pass.
func (r *rig) closes(review entitlement.Review) {
	r.Helper()
	r.passTo(review.End)
}

// signedIn makes the directory know when people signed in last.
func (r *rig) signedIn(last map[entitlement.SubjectID]time.Time) {
	r.Helper()
	next, err := directory.New(r.people, r.groups)
	require.NoError(r, err)
	r.directory.Replace(next.WithSignIns(last))
}
