package policy

import (
	"time"

	"example.com/tenure/entitlement"
)

// Reviewers returns who may decide about a person's access in a review that starts now; the engine keeps the list with the
// item.
//
// In a self-review it is the person. Otherwise it is the people of the primary reviewer sets, except the person under
// any identity (I-87) and people who do not exist or whose account is disabled; the people of the fallback sets take their
// place only if nobody remains (R-283, R-284, I-91). If nobody remains among these either, the first code is NoReviewer: the
// item will take the outcome of no response. A list that names more than Options.MaxApprovers people is refused as a
// whole, with ApproverLimit.
func Reviewers(settings *entitlement.ReviewSettings, target entitlement.SubjectID, facts *Facts, options Options) Route {
	t := trace{facts: facts}
	return t.reviewers(settings, target, options)
}

// ExplainReviewers is Reviewers with reasons: each reviewer set, whom it came to, and who was excluded and why.
func ExplainReviewers(
	settings *entitlement.ReviewSettings, target entitlement.SubjectID, facts *Facts, options Options,
) (Route, []entitlement.Reason) {
	t := trace{facts: facts, rec: newRecorder()}
	route := t.reviewers(settings, target, options)
	return route, t.rec.reasons()
}

func (t *trace) reviewers(settings *entitlement.ReviewSettings, target entitlement.SubjectID, options Options) Route {
	m := t.open()
	var route Route
	if settings.IsSelfReview {
		route = t.themselves(target)
	} else {
		route = t.people(Routing{Requestor: target, Target: target}, options,
			approverList{"primaryReviewers", settings.PrimaryReviewers},
			approverList{"fallbackReviewers", settings.FallbackReviewers}, nil)
	}
	found := is(len(route.Approvers) > 0)
	if len(route.Needs) > 0 {
		found = unknown
	}
	if n := t.close(m, noReviewer, found); n != nil {
		n.about(string(target), "reviewers", "at least 1", names(route.Approvers))
	}
	if found == no {
		codes := []entitlement.Code{entitlement.NoReviewer}
		for _, code := range route.Codes {
			if code != entitlement.NoApprover {
				codes = append(codes, code)
			}
		}
		route.Codes = codes
	}
	return route
}

// themselves is the route of a self-review.
func (t *trace) themselves(target entitlement.SubjectID) (route Route) {
	record, known := t.subject(target)
	enabled := is(record != nil && !record.AccountDisabled)
	if !known {
		enabled = unknown
	}
	if n := t.check(approverDisabled, enabled); n != nil {
		n.about(string(target), "account", "enabled", accountText(record))
	}
	switch enabled {
	case yes:
		route.Approvers = []entitlement.SubjectID{target}
	case no:
		route.Codes = []entitlement.Code{entitlement.ApproverDisabled}
	case unknown:
		route.Needs = t.missing()
	}
	return route
}

// Recommend returns what a person's last sign-in suggests about their access at the start of a review: to keep it if it was
// within the last entitlement.ReviewLookBackDays, else to deny it, and nothing if nothing is known of sign-ins or
// recommendations are off. While the fact is missing it returns the need.
func Recommend(
	settings *entitlement.ReviewSettings, target entitlement.SubjectID, start time.Time, facts *Facts,
) (entitlement.ReviewRecommendation, []Need) {
	if !settings.IsRecommendationEnabled {
		return entitlement.RecommendNothing, nil
	}
	last, recorded, known := facts.SignIn(target)
	switch {
	case !known:
		return entitlement.RecommendNothing, []Need{{Kind: NeedSignIn, Subject: target}}
	case !recorded:
		return entitlement.RecommendNothing, nil
	case last.Before(start.AddDate(0, 0, -entitlement.ReviewLookBackDays)):
		return entitlement.RecommendDeny, nil
	}
	return entitlement.RecommendApprove, nil
}

// EndsAccess reports whether the results of a review take the access of an item away: it was denied, or nobody decided and
// the settings, or the recommendation where they leave it to that, say so (R-292, R-294, R-297, I-88).
func EndsAccess(settings *entitlement.ReviewSettings, item *entitlement.ReviewItem) bool {
	if item.Decision != entitlement.ReviewNotReviewed {
		return item.Decision == entitlement.ReviewDeny
	}
	switch settings.ExpirationBehavior {
	case entitlement.ReviewRemoveAccess:
		return true
	case entitlement.ReviewAcceptRecommendation:
		return item.Recommendation == entitlement.RecommendDeny
	case entitlement.ReviewKeepAccess:
	}
	return false
}

// ReviewAsk is a question to MayReview: may this person decide about this access now?
type ReviewAsk struct {
	At               time.Time // the logical instant of the decision
	Review           *entitlement.Review
	Item             *entitlement.ReviewItem
	Settings         *entitlement.ReviewSettings // of the policy version that governs the review
	Reviewer         entitlement.SubjectID
	HasJustification bool
}

// MayReview answers whether a reviewer's decision counts. The review must be open, the reviewer be among those who
// were fixed for the item at its start (R-286, I-87), exist and not be disabled (I-93), and a justification be given if the
// settings want one.
func MayReview(ask *ReviewAsk, facts *Facts) Ruling {
	t := trace{facts: facts, all: yes}
	t.review(ask)
	return t.ruling()
}

// ExplainReview is MayReview with reasons, which all pass if and only if the decision counts.
func ExplainReview(ask *ReviewAsk, facts *Facts) (Ruling, []entitlement.Reason) {
	t := trace{facts: facts, all: yes, rec: newRecorder()}
	t.review(ask)
	return t.ruling(), t.rec.reasons()
}

func (t *trace) review(ask *ReviewAsk) {
	reviewer := string(ask.Reviewer)
	if n := t.check(reviewClosed, is(ask.Review.IsOpen(ask.At))); n != nil {
		n.about("", "status", entitlement.ReviewInProgress.String()+" before "+instant(ask.Review.End), ask.Review.State.String())
	}
	if n := t.check(notReviewer, is(ask.Item.MayReview(ask.Reviewer))); n != nil {
		n.about(reviewer, "reviewers", reviewer, names(ask.Item.Reviewers))
	}
	record, known := t.subject(ask.Reviewer)
	enabled := is(record != nil && !record.AccountDisabled)
	if !known {
		enabled = unknown
	}
	if n := t.check(approverDisabled, enabled); n != nil {
		n.about(reviewer, "account", "enabled", accountText(record))
	}
	if ask.Settings.IsReviewerJustificationRequired {
		if n := t.check(justificationMissing, is(ask.HasJustification)); n != nil {
			n.about(reviewer, "justification", "given", given(ask.HasJustification))
		}
	}
}
