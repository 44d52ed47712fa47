package entitlement

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

//
func TestReviewMachine(t *testing.T) {
	t.Parallel()
	testMachine(t, "review", ReviewMachine(), []move[ReviewState]{
		{ReviewStarting, ReviewInProgress},
		{ReviewStarting, ReviewApplied}, // nothing to review
		{ReviewStarting, ReviewMissed},
		{ReviewInProgress, ReviewInProgress}, // reminder
		{ReviewInProgress, ReviewApplying},
		{ReviewApplying, ReviewApplied},
	}, ReviewApplied, ReviewMissed)
}

// the words are Graph's.
func TestReviewWords(t *testing.T) {
	t.Parallel()
	testWords(t, reviewExpirationBehaviors, "keepAccess", "removeAccess", "acceptAccessRecommendation")
	testWords(t, reviewDecisions, "NotReviewed", "Approve", "Deny", "DontKnow")
	testWords(t, reviewRecommendations, "NoInfoAvailable", "Approve", "Deny")
	testWords(t, reviewResults, "New", "AppliedSuccessfully", "AppliedSuccessfullyButObjectNotFound")
	require.Equal(t, "end reached", ReviewEnds.String())
}

func TestReviewSettingsFlaws(t *testing.T) {
	t.Parallel()
	full := func() ReviewSettings { return fullPolicy().ReviewSettings.Clone() }
	validate := func(s *ReviewSettings) error { return s.Validate(SeedLimits()) }
	type settings = ReviewSettings
	testFlaws(t, full, validate, []flaw[settings]{
		{"unknown_behavior", func(s *settings) { s.ExpirationBehavior = 9 }, "reviewSettings.expirationBehavior"},
		{"no_start", func(s *settings) {
			s.Schedule.StartDateTime = time.Time{}
		}, "reviewSettings.schedule.startDateTime"},
		{"nobody_reviews", func(s *settings) { s.PrimaryReviewers = nil }, "reviewSettings.primaryReviewers"},
		{"reviewers_of_a_self_review", func(s *settings) { s.IsSelfReview = true }, "reviewSettings.isSelfReview"},
		{"sponsors", func(s *settings) { s.PrimaryReviewers[0] = Sponsors() }, "reviewSettings.primaryReviewers[0]"},
		{"an_organization_as_fallback", func(s *settings) {
			s.FallbackReviewers[0] = OrganizationMembers(OrganizationID{1})
		}, "reviewSettings.fallbackReviewers[0]"},
		{"a_group_is_told", func(s *settings) { // N25
			s.AdditionalNotificationRecipients[1] = GroupMembers("owners")
		}, "reviewSettings.additionalNotificationRecipients[1]"},
		{"told_twice", func(s *settings) {
			s.AdditionalNotificationRecipients[1] = User("sam")
		}, "reviewSettings.additionalNotificationRecipients[1]"},
		{"reviewer_twice", func(s *settings) {
			s.PrimaryReviewers = []SubjectSet{User("ann"), User("ann")}
		}, "reviewSettings.primaryReviewers[1]"},
		{"recommendations_off", func(s *settings) { s.IsRecommendationEnabled = false }, "reviewSettings.isRecommendationEnabled"},
		{"as_long_as_the_cadence", func(s *settings) {
			s.Schedule.Recurrence, s.Schedule.Duration = Days(14), Days(14)
		}, "reviewSettings.schedule.duration"},
		{"longer_than_a_short_month", func(s *settings) {
			s.Schedule.Recurrence, s.Schedule.Duration = Period{Months: 1}, Days(28)
		}, "reviewSettings.schedule.duration"},
		{"the_default_does_not_fit_a_week", func(s *settings) {
			s.Schedule.Recurrence, s.Schedule.Duration = Days(7), Period{}
		}, "reviewSettings.schedule.duration"},
		{"hours", func(s *settings) { s.Schedule.Duration = Hours(36) }, "reviewSettings.schedule.duration"},
		{"a_negative_cadence", func(s *settings) { s.Schedule.Recurrence = Days(-7) }, "reviewSettings.schedule.recurrence"},
		{"every_six_days", func(s *settings) { s.Schedule.Recurrence = Days(6) }, "reviewSettings.schedule.recurrence"},
		{"every_other_year", func(s *settings) { s.Schedule.Recurrence = Period{Years: 2} }, "reviewSettings.schedule.recurrence"},
		{"over_before_it_starts", func(s *settings) { s.Schedule.EndDateTime = s.Schedule.StartDateTime }, "reviewSettings.schedule.endDateTime"},
	})
	for _, cadence := range []Period{Days(7), {Months: 1}, Days(90), {Months: 3}, {Months: 6}, {Years: 1}} {
		s := full()
		s.Schedule.Recurrence, s.Schedule.Duration = cadence, Days(6)
		require.NoError(t, validate(&s), "%s", cadence)
	}
	off := ReviewSettings{}
	require.NoError(t, validate(&off), "what is switched off may be incomplete")
}

func TestReviewSchedule(t *testing.T) {
	t.Parallel()
	s := ReviewSchedule{StartDateTime: day(1, 31)}
	require.Equal(t, day(1, 31), s.NextStart(day(1, 1)))
	require.Equal(t, day(1, 31).AddDate(0, 0, 90), s.NextStart(day(1, 31)))
	require.Equal(t, day(2, 14), s.EndFrom(day(1, 31)))
	s.Recurrence, s.Duration, s.EndDateTime = Period{Months: 1}, Days(3), day(4, 30)
	require.Equal(t, day(2, 28), s.NextStart(day(1, 31)))
	require.Equal(t, day(3, 31), s.NextStart(day(2, 28))) // I-80
	require.Zero(t, s.NextStart(day(3, 31)))
	require.Equal(t, day(2, 3), s.EndFrom(day(1, 31)))

	explicit := ReviewSchedule{StartDateTime: day(1, 31), Recurrence: Days(90), Duration: Days(14)}
	require.True(t, explicit.Equal(&ReviewSchedule{StartDateTime: day(1, 31)}))
	require.False(t, explicit.Equal(&s))
}

func TestWhenAReviewIsOpen(t *testing.T) {
	t.Parallel()
	r := Review{State: ReviewInProgress, Start: day(1, 1), End: day(1, 15)}
	require.True(t, r.IsOpen(day(1, 14)))
	require.False(t, r.IsOpen(day(1, 15))) // I-87
	require.Zero(t, r.ClosedBy(day(1, 14)))
	require.Equal(t, day(1, 15), r.ClosedBy(day(1, 15)))
	r.State, r.Closed = ReviewApplying, day(1, 10)
	require.False(t, r.IsOpen(day(1, 5)))
	require.Equal(t, day(1, 10), r.ClosedBy(day(1, 12)))
	r.State = ReviewMissed
	require.Zero(t, r.ClosedBy(day(1, 20)))
}

func TestItemsAreCopiedWhole(t *testing.T) {
	t.Parallel()
	item := ReviewItem{Reviewers: []SubjectID{"ann", "meg"}}
	require.True(t, item.MayReview("meg"))
	require.False(t, item.MayReview("bob"))
	copied := item.Clone()
	copied.Reviewers[0] = "bob"
	require.Equal(t, SubjectID("ann"), item.Reviewers[0])
	require.Nil(t, (*AssignmentPolicy)(nil).Reviews())
	require.Nil(t, (&AssignmentPolicy{ReviewSettings: &ReviewSettings{}}).Reviews())
}
