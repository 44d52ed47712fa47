package sim

import (
	"fmt"
	"time"

	"example.com/tenure/entitlement"
)

// tellReviewSeries tells an event about a series of reviews.
func (c *chronicle) tellReviewSeries(ev *entitlement.Event, e *Entry) error {
	var s entitlement.ReviewSeries
	_, found, err := decode(&c.schema.ReviewSeries, ev, &s)
	if err != nil {
		return err
	}
	switch {
	case !found || s.Next.IsZero():
		e.Text = "There is no further review of " + c.pkg(ev.Package.ID)
	case ev.Version == 1:
		e.Text = "The first review of " + c.pkg(ev.Package.ID) + " starts on " + date(s.Next)
	default:
		e.Text = "After that, the next review of " + c.pkg(ev.Package.ID) + " starts on " + date(s.Next)
	}
	return nil
}

// tellReview tells an event about an instance of a review.
func (c *chronicle) tellReview(ev *entitlement.Event, e *Entry) error {
	var r entitlement.Review
	id, found, err := decode(&c.schema.Reviews, ev, &r)
	if err != nil {
		return err
	}
	if found {
		c.reviews[id] = r
	}
	r = c.reviews[id]
	it := c.reviewName(&r)
	switch ev.Activity { //nolint:exhaustive // the activities of reviews
	case entitlement.ActivityCreateReview:
		e.Text = "The reviewers of " + it + " are looked up"
	case entitlement.ActivityUpdateReview:
		e.Text = "More reviewers of " + it + " are looked up"
	case entitlement.ActivityStartReview:
		e.Text = fmt.Sprintf("%s starts with %d people and is open until %s", capital(it), r.Items, date(r.End))
	case entitlement.ActivityMissReview:
		e.Text = capital(it) + " is missed, because nothing ran: it changes nothing"
	case entitlement.ActivityRemindReviewers:
		e.Text = "The reviewers of " + it + " are reminded"
	case entitlement.ActivityStopReview:
		e.Text = c.who(ev) + " stops " + it
	case entitlement.ActivityDeleteReview:
		e.Text = c.who(ev) + " deletes " + it
	case entitlement.ActivityReviewEnded:
		e.Text = capital(it) + " is over: there are results to apply"
		if r.Items == 0 {
			e.Text = capital(it) + " is over: there is nobody to review"
		}
	case entitlement.ActivityApplyReview:
		e.Text = "The results of " + it + " are applied"
	default:
		e.Text = ev.Activity.String()
	}
	return nil
}

// reviewName names a review.
func (c *chronicle) reviewName(r *entitlement.Review) string {
	return fmt.Sprintf("review %d of %s", r.Number, c.pkg(r.Package))
}

// reviewItemTexts tell events about one person's access in a review.
var reviewItemTexts = map[entitlement.Activity]string{
	entitlement.ActivityCreateReviewItem: "{reviewers} can review {access}{advice}",
	entitlement.ActivityDeleteReviewItem: "{access} is not reviewed any more",
	entitlement.ActivityReviewApprove:    "{who} decides that {access} stays",
	entitlement.ActivityReviewDeny:       "{who} decides that {access} goes",
	entitlement.ActivityReviewDontKnow:   "{who} does not know about {access}",
	entitlement.ActivityReviewReset:      "{who} takes back the decision about {access}",
	entitlement.ActivityApplyDecision:    "{result} {access}, as decided",
	entitlement.ActivityAutoReview:       "{result} {access}: nobody has decided",
}

// tellReviewItem tells an event about one person's access in a review.
func (c *chronicle) tellReviewItem(ev *entitlement.Event, e *Entry) error {
	var i entitlement.ReviewItem
	_, found, err := decode(&c.schema.ReviewItems, ev, &i)
	if err != nil {
		return err
	}
	if found {
		e.involved = append(e.involved, i.Reviewers...)
	}
	reviewers := "Nobody"
	if len(i.Reviewers) > 0 {
		reviewers = c.names(i.Reviewers, ev.At)
	}
	if i.Fallback {
		reviewers += " (in place of a reviewer who was not found)"
	}
	result := "Nothing changes about"
	switch {
	case i.Result == entitlement.ReviewResultAccessEnded:
		result = "Nothing is left of"
	case i.Removed:
		result = "The review ends"
	}
	e.Text = fill(ev, reviewItemTexts,
		"{who}", c.who(ev), "{reviewers}", reviewers, "{advice}", advice(i.Recommendation), "{result}", result,
		"{access}", c.name(ev.Subject, ev.At)+"'s access to "+c.pkg(ev.Package.ID),
	)
	return nil
}

// advice renders a recommendation.
func advice(r entitlement.ReviewRecommendation) string {
	switch r {
	case entitlement.RecommendApprove:
		return ", which is recommended to stay"
	case entitlement.RecommendDeny:
		return ", which is recommended to go"
	case entitlement.RecommendNothing:
	}
	return ""
}

// noteReview keeps that somebody could not review.
func (c *chronicle) noteReview(at time.Time, who entitlement.SubjectID, err error) {
	c.note(at, waitingKey{person: who}, err)
}

// capital begins a sentence.
func capital(text string) string { return string(text[0]-'a'+'A') + text[1:] }
