package spec

import (
	"time"

	"example.com/tenure/entitlement"
)

var reviewForm = object("reviewSettings", "Whether, when and by whom access is looked at again.",
	flag("isEnabled", "Reviews are on.", func(s *entitlement.ReviewSettings) *bool { return &s.IsEnabled }, true),
	fieldOr("expirationBehavior", "What happens to access that nobody decides about. Default: keepAccess.",
		func(s *entitlement.ReviewSettings) *entitlement.ReviewExpirationBehavior {
			return &s.ExpirationBehavior
		},
		enum[entitlement.ReviewExpirationBehavior](), fixed[entitlement.ReviewSettings](entitlement.ReviewKeepAccess)),
	flag("isRecommendationEnabled", "Reviewers see a recommendation, from the last 30 days of sign-ins.",
		func(s *entitlement.ReviewSettings) *bool { return &s.IsRecommendationEnabled }, true),
	flag("isReviewerJustificationRequired", "Reviewers have to say why.",
		func(s *entitlement.ReviewSettings) *bool { return &s.IsReviewerJustificationRequired }, true),
	flag("isSelfReview", "People review their own access.",
		func(s *entitlement.ReviewSettings) *bool { return &s.IsSelfReview }, false),
	people("primaryReviewers", "Who reviews: users, groups, or managers of whoever has access.",
		func(s *entitlement.ReviewSettings) *[]entitlement.SubjectSet { return &s.PrimaryReviewers }),
	people("fallbackReviewers", "Who reviews when no primary reviewer is found.",
		func(s *entitlement.ReviewSettings) *[]entitlement.SubjectSet { return &s.FallbackReviewers }),
	people("additionalNotificationRecipients", "Which users are told when a review is finished.",
		func(s *entitlement.ReviewSettings) *[]entitlement.SubjectSet {
			return &s.AdditionalNotificationRecipients
		}),
	field("schedule", "When reviews start, and for how long each is open.",
		func(s *entitlement.ReviewSettings) *entitlement.ReviewSchedule { return &s.Schedule }, reviewScheduleForm),
)

var reviewScheduleForm = object("reviewSchedule", "When reviews start, and for how long each is open.",
	field("startDateTime", "The first start. Cannot change while reviews are on.",
		func(s *entitlement.ReviewSchedule) *time.Time { return &s.StartDateTime }, instant()),
	field("endDateTime", "No review starts then or later. Default: never.",
		func(s *entitlement.ReviewSchedule) *time.Time { return &s.EndDateTime }, instant()),
	field("recurrence", "From one start to the next, from P7D to P1Y. Default: P90D.",
		func(s *entitlement.ReviewSchedule) *entitlement.Period { return &s.Recurrence }, period()),
	field("duration", "How long a review is open, in days, less than the recurrence. Default: P14D.",
		func(s *entitlement.ReviewSchedule) *entitlement.Period { return &s.Duration }, period()),
)
