package graph

import (
	"strings"

	"example.com/tenure/entitlement"
)

// readReviews reads how access is looked at again, of v1.0 or of beta. Recommendations and reasons are on where nothing is
// said, as in Graph.
func readReviews(v *value) *entitlement.ReviewSettings {
	if v == nil || v.isEmpty() {
		return nil
	}
	s := &entitlement.ReviewSettings{
		IsEnabled:                       flag(v.get("isEnabled"), false),
		IsRecommendationEnabled:         flag(v.get("isRecommendationEnabled"), true),
		IsReviewerJustificationRequired: flag(v.get("isReviewerJustificationRequired"), true),
		IsSelfReview:                    flag(v.get("isSelfReview"), false),
	}
	word(v.get("expirationBehavior"), &s.ExpirationBehavior)
	s.PrimaryReviewers, s.FallbackReviewers = deciders(v.get("primaryReviewers"), v.get("fallbackReviewers"))
	if in := object(v.get("schedule")); in != nil {
		s.Schedule = readSchedule(in)
	}
	readBetaReviews(v, s)
	return s
}

// readBetaReviews reads what beta has in other words.
func readBetaReviews(v *value, s *entitlement.ReviewSettings) {
	switch kind := v.get("reviewerType"); strings.ToLower(kind.raw()) {
	case "":
	case "self":
		s.IsSelfReview = true
	case "manager":
		s.PrimaryReviewers = append(s.PrimaryReviewers, entitlement.Manager(1))
	case "reviewers":
	default:
		kind.lose("the engine has no such word")
	}
	primary, fallback := people(v.get("reviewers"))
	if len(s.PrimaryReviewers)+len(primary) == 0 && !s.IsSelfReview {
		primary, fallback = fallback, nil
	}
	s.PrimaryReviewers, s.FallbackReviewers = append(s.PrimaryReviewers, primary...), append(s.FallbackReviewers, fallback...)
	if start := v.get("startDateTime"); start != nil {
		s.Schedule.StartDateTime = instant(start)
	}
	if days := v.get("durationInDays"); days != nil {
		s.Schedule.Duration = shorter(entitlement.Days(count(days)), entitlement.Days(entitlement.DefaultReviewDurationDays))
	}
	switch every := v.get("recurrenceType"); strings.ToLower(every.raw()) {
	case "":
	case "weekly":
		s.Schedule.Recurrence = entitlement.Days(7)
	case "monthly":
		s.Schedule.Recurrence = entitlement.Period{Months: 1}
	case "quarterly":
		s.Schedule.Recurrence = entitlement.Period{Months: 3}
	case "halfyearly":
		s.Schedule.Recurrence = entitlement.Period{Months: 6}
	case "annual":
		s.Schedule.Recurrence = entitlement.Period{Years: 1}
	default:
		every.lose("the engine has no such word")
	}
}

// shorter leaves out what is the default.
func shorter(p, asDefault entitlement.Period) entitlement.Period {
	if p == asDefault {
		return entitlement.Period{}
	}
	return p
}
