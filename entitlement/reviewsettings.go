package entitlement

import (
	"fmt"
	"slices"
	"time"
)

// What a review schedule means where it says nothing, and the shortest and longest time between instances.
const (
	DefaultReviewCadenceDays  = 90
	DefaultReviewDurationDays = 14

	leastReviewCadenceDays = 7
	mostReviewCadenceDays  = 366
)

// ReviewLookBackDays is how far a recommendation looks back from the start of a review.
const ReviewLookBackDays = 30

// ReviewSettings say whether, when and by whom the assignments made through a policy are looked at again (Graph's
// accessPackageAssignmentReviewSettings; R-278). An instance that runs stays under the version of the policy with which it
// started.
type ReviewSettings struct {
	IsEnabled bool `json:"isEnabled"`
	// ExpirationBehavior is what happens to access that nobody decided about.
	ExpirationBehavior ReviewExpirationBehavior `json:"expirationBehavior"`
	// IsRecommendationEnabled gives each item a recommendation, from the person's sign-ins before the start.
	IsRecommendationEnabled         bool `json:"isRecommendationEnabled"`
	IsReviewerJustificationRequired bool `json:"isReviewerJustificationRequired"` // for every decision
	// IsSelfReview lets people review their own access; otherwise PrimaryReviewers do, or, if these come to nobody,
	// FallbackReviewers. Nobody reviews their own access as one of these (I-87).
	IsSelfReview      bool         `json:"isSelfReview"`
	PrimaryReviewers  []SubjectSet `json:"primaryReviewers,omitempty"`
	FallbackReviewers []SubjectSet `json:"fallbackReviewers,omitempty"`
	// AdditionalNotificationRecipients hear that an instance is finished, when its results are applied: users only (N25).
	AdditionalNotificationRecipients []SubjectSet   `json:"additionalNotificationRecipients,omitempty"`
	Schedule                         ReviewSchedule `json:"schedule"`
}

// ReviewSchedule says when the instances of a series of reviews start and how long each is open. It is written shorter than
// Graph's: recurrence is a period where Graph has a pattern, endDateTime the end of its range, duration that of its expiration.
type ReviewSchedule struct {
	StartDateTime time.Time `json:"startDateTime,omitzero"` // of the first instance; fixed as long as the series goes on
	// EndDateTime ends the series: no instance starts then or later. Zero means never.
	EndDateTime time.Time `json:"endDateTime,omitzero"`
	// Recurrence is the time from one start to the next, DefaultReviewCadenceDays if zero: from P7D to P1Y. Each start is
	// counted from the first, so that months do not drift (R-279, I-80).
	Recurrence Period `json:"recurrence,omitzero"`
	// Duration is how long an instance is open, DefaultReviewDurationDays if zero: whole days, less than the time to the next
	// start.
	Duration Period `json:"duration,omitzero"`
}

// Series returns the starts of the schedule.
func (s *ReviewSchedule) Series() Recurrence {
	return Recurrence{Anchor: s.StartDateTime.UTC(), Every: s.Recurrence.Or(Days(DefaultReviewCadenceDays))}
}

// NextStart returns the first start after t, or the zero time when the series has ended by then.
func (s *ReviewSchedule) NextStart(t time.Time) time.Time {
	_, next := s.Series().Next(t)
	if !s.EndDateTime.IsZero() && !next.Before(s.EndDateTime) {
		return time.Time{}
	}
	return next
}

// EndFrom returns the end of an instance that starts at an instant.
func (s *ReviewSchedule) EndFrom(start time.Time) time.Time {
	return s.length().AddTo(start)
}

func (s *ReviewSchedule) length() Period { return s.Duration.Or(Days(DefaultReviewDurationDays)) }

// Equal reports whether two schedules have the same starts and ends.
func (s *ReviewSchedule) Equal(o *ReviewSchedule) bool {
	return s.StartDateTime.Equal(o.StartDateTime) && s.EndDateTime.Equal(o.EndDateTime) &&
		s.Series().Every == o.Series().Every && s.length() == o.length()
}

// Reviews returns the review settings of a policy whose reviews are on, and nil otherwise. A nil policy has none.
func (p *AssignmentPolicy) Reviews() *ReviewSettings {
	if p == nil || p.ReviewSettings == nil || !p.ReviewSettings.IsEnabled {
		return nil
	}
	return p.ReviewSettings
}

// Validate refuses reviews without a start or without reviewers, reviewers beside a self-review, kinds of reviewers that
// cannot review, durations that are not shorter than the time to the next start, and recommendations that
// decide while they are off. Settings that are switched off may lack a start and reviewers.
func (s *ReviewSettings) Validate(limits Limits) error {
	const path = "reviewSettings"
	if err := firstError(
		checkEnum(path+".expirationBehavior", s.ExpirationBehavior, reviewExpirationBehaviors),
		validateReviewers(path+".primaryReviewers", s.PrimaryReviewers, limits),
		validateReviewers(path+".fallbackReviewers", s.FallbackReviewers, limits),
		validateRecipients(path+".additionalNotificationRecipients", s.AdditionalNotificationRecipients, limits),
		s.Schedule.validate(path+".schedule"),
	); err != nil {
		return err
	}
	named := len(s.PrimaryReviewers)+len(s.FallbackReviewers) > 0
	switch {
	case s.IsSelfReview && named:
		return invalid(path+".isSelfReview", "people review their own access, but reviewers are named")
	case s.ExpirationBehavior == ReviewAcceptRecommendation && !s.IsRecommendationEnabled:
		return invalid(path+".isRecommendationEnabled", "must be set when recommendations decide")
	case !s.IsEnabled:
		return nil
	case s.Schedule.StartDateTime.IsZero():
		return invalid(path+".schedule.startDateTime", "is missing")
	case !s.IsSelfReview && len(s.PrimaryReviewers) == 0:
		return invalid(path+".primaryReviewers", "a review needs at least one, unless people review their own access")
	}
	return nil
}

func validateReviewers(path string, sets []SubjectSet, limits Limits) error {
	if err := validateApprovers(path, sets, limits); err != nil {
		return err
	}
	for i, set := range sets {
		switch set.Type {
		case SetSingleUser, SetGroupMembers, SetRequestorManager, SetTargetManager:
		case SetOrganizationMember, SetInternalSponsors, SetExternalSponsors, SetTargetUserSponsors, SetAttributeRule:
			return invalid(fmt.Sprintf("%s[%d]", path, i), "%s cannot review", set.Type)
		}
	}
	return nil
}

func validateRecipients(path string, sets []SubjectSet, limits Limits) error {
	if err := validateApprovers(path, sets, limits); err != nil {
		return err
	}
	for i, set := range sets {
		if set.Type != SetSingleUser {
			return invalid(fmt.Sprintf("%s[%d]", path, i), "a recipient is a user, not %s", set.Type)
		}
	}
	return nil
}

// Recipients returns the people who hear that an instance is finished, sorted.
func (s *ReviewSettings) Recipients() []SubjectID {
	var out []SubjectID
	for _, set := range s.AdditionalNotificationRecipients {
		out = append(out, set.UserID)
	}
	slices.Sort(out)
	return out
}

func (s *ReviewSchedule) validate(path string) error {
	if err := firstError(s.Recurrence.check(path+".recurrence"), s.Duration.check(path+".duration")); err != nil {
		return err
	}
	every, duration := s.Series().Every, s.length()
	if duration != Days(duration.Days) {
		return invalid(path+".duration", "%s is not a number of days", duration)
	}
	for _, start := range monthStarts() {
		next := every.AddTo(start)
		if next.Before(start.AddDate(0, 0, leastReviewCadenceDays)) || next.After(start.AddDate(0, 0, mostReviewCadenceDays)) {
			return invalid(path+".recurrence", "%s is not between a week and a year", every)
		}
		if !duration.AddTo(start).Before(next) {
			return invalid(path+".duration", "%s is not shorter than the %s to the next start", duration, every)
		}
	}
	if !s.EndDateTime.IsZero() && !s.EndDateTime.After(s.StartDateTime) {
		return invalid(path+".endDateTime", "is not after the start")
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver.
func (s ReviewSettings) Clone() ReviewSettings {
	s.PrimaryReviewers = slices.Clone(s.PrimaryReviewers)
	s.FallbackReviewers = slices.Clone(s.FallbackReviewers)
	s.AdditionalNotificationRecipients = slices.Clone(s.AdditionalNotificationRecipients)
	return s
}

// ReviewExpirationBehavior says what becomes of access that nobody decided about in a review.
type ReviewExpirationBehavior uint8

// Expiration behaviors. The zero value keeps access.
const (
	ReviewKeepAccess           ReviewExpirationBehavior = iota // nothing changes
	ReviewRemoveAccess                                         // as if it had been denied
	ReviewAcceptRecommendation                                 // as recommended; kept where nothing is known
)

var reviewExpirationBehaviors = words[ReviewExpirationBehavior]{"keepAccess", "removeAccess", "acceptAccessRecommendation"}

// String returns Graph's word.
func (b ReviewExpirationBehavior) String() string { return reviewExpirationBehaviors.text(b) }

// MarshalText returns Graph's word.
func (b ReviewExpirationBehavior) MarshalText() ([]byte, error) {
	return reviewExpirationBehaviors.marshal("expirationBehavior", b)
}

// UnmarshalText accepts Graph's words only.
func (b *ReviewExpirationBehavior) UnmarshalText(text []byte) error {
	return reviewExpirationBehaviors.unmarshal("expirationBehavior", text, b)
}
