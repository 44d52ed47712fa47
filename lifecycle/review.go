package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// DecideReviewInput is a reviewer's decision about one person's access.
type DecideReviewInput struct {
	Key           string                     `json:"-"`
	Review        entitlement.ReviewID       `json:"review"`
	Assignment    entitlement.AssignmentID   `json:"assignment"` // the item: whose access it is
	Decision      entitlement.ReviewDecision `json:"decision"`   // Approve, Deny or DontKnow
	Justification string                     `json:"justification,omitempty"`
}

// DecideReviewResult is the decision that counts now.
type DecideReviewResult struct {
	Review     entitlement.ReviewID       `json:"review"`
	Assignment entitlement.AssignmentID   `json:"assignment"`
	Decision   entitlement.ReviewDecision `json:"decision"`
}

// DecideReview decides about one person's access in a review. Until the review closes every one of the item's reviewers may
// decide, and decide again: the last decision counts. What is denied goes when the results are applied, after the
// close.
//
// It refuses with Refused, and reasons, who is not among the reviewers that were fixed when the review started, a
// disabled reviewer, decisions while the review is not open, and a missing justification; an unknown review or
// item with NotFound.
func (s *Session) DecideReview(ctx context.Context, in DecideReviewInput) (DecideReviewResult, error) {
	return run(ctx, s, command[DecideReviewResult]{
		op: "decide review", key: in.Key, input: in, do: func(u *unit) (none DecideReviewResult, err error) {
			if err := s.mayDecideReviews(); err != nil {
				return none, err
			}
			if in.Decision == entitlement.ReviewNotReviewed || in.Decision > entitlement.ReviewDontKnow {
				return none, invalid("the decision must be Approve, Deny or DontKnow")
			}
			if err := u.checkJustification(in.Justification); err != nil {
				return none, err
			}
			return u.decideReview(in)
		},
	})
}

// mayDecideReviews refuses the host: reviews are decided by people.
func (s *Session) mayDecideReviews() error {
	if !s.isPerson() {
		return invalid("a host job cannot decide: reviews are made by people")
	}
	return nil
}

func (u *unit) decideReview(in DecideReviewInput) (none DecideReviewResult, err error) {
	key := entitlement.ReviewItemKey{Review: in.Review, Assignment: in.Assignment}
	r, err := u.knownReview(in.Review)
	if err != nil {
		return none, err
	}
	item, err := u.reviewItem(key)
	if err != nil {
		return none, err
	}
	if item == nil {
		return none, notFound(entitlement.KindReviewItem, in.Assignment.String())
	}
	if err := u.mayReview(r, item, in.Justification != ""); err != nil {
		return none, err
	}
	if err := u.decideItem(item, in.Decision, in.Justification); err != nil {
		return none, err
	}
	return DecideReviewResult{in.Review, in.Assignment, in.Decision}, u.apply()
}

// knownReview returns a review, or NotFound.
func (u *unit) knownReview(id entitlement.ReviewID) (*entitlement.Review, error) {
	r, err := u.review(id)
	if err == nil && r == nil {
		err = notFound(entitlement.KindReview, id.String())
	}
	return r, err
}

// mayReview refuses a reviewer whose decision does not count.
func (u *unit) mayReview(r *entitlement.Review, item *entitlement.ReviewItem, justified bool) error {
	settings, err := u.reviewSettings(item.Policy)
	if err != nil {
		return err
	}
	ask := policy.ReviewAsk{
		At: u.at, Review: r, Item: item, Settings: settings, Reviewer: u.actor.Subject, HasJustification: justified,
	}
	if guest, err := u.guest(u.actor.Subject); err != nil {
		return err
	} else if guest != nil {
		u.claimGuest(guest) // somebody who reviews their own access may not be in the directory
	}
	ruling := policy.MayReview(&ask, &u.facts.known)
	if ruling.Allowed {
		return nil
	}
	if len(ruling.Needs) > 0 {
		return u.need(ruling.Final, ruling.Needs...) // also when it is refused already: the reasons are to be complete
	}
	_, reasons := policy.ExplainReview(&ask, &u.facts.known)
	if !item.MayReview(u.actor.Subject) {
		reasons = hush(reasons, entitlement.NotReviewer)
	}
	return refused(entitlement.KindReview, r.ID.String(), "the decision does not count", reasons)
}

// decideItem records the actor's decision about an item, with what was written.
func (u *unit) decideItem(item *entitlement.ReviewItem, d entitlement.ReviewDecision, justification string) error {
	var hash [32]byte
	text := store.ReviewText{Item: item.Key()}
	if justification != "" {
		text.Salt, text.Justification = u.e.config.Salt(saltedItem(item)), justification
		hash = textHash(text.Salt, justification)
	}
	stepReviewDecide(&u.out, item, d, u.actor.Subject, hash, u.at)
	if !u.write {
		return nil
	}
	if justification == "" {
		return u.eraseReviewText(item.Key())
	}
	_, err := u.e.schema.ReviewTexts.Write(u.tx, nil, &text)
	return err
}

// saltedItem names the text of a decision for Config.Salt: another one for each.
func saltedItem(item *entitlement.ReviewItem) [16]byte {
	id := item.Assignment
	for i := range id {
		id[i] ^= item.Review[i]
	}
	id[15] ^= uint8(item.Version)
	return id
}

// AcceptRecommendationsInput takes recommendations as the actor's decisions.
type AcceptRecommendationsInput struct {
	Review        entitlement.ReviewID
	Justification string // for each of them, where the review wants one
}

// AcceptRecommendationsResult is how many items were decided by it.
type AcceptRecommendationsResult struct {
	Decided int
}

// AcceptRecommendations decides about the items of a review that nobody decided about and that the actor may, as recommended;
// items without a recommendation stay as they are. Many items take several commits: when it fails on the way, what was
// decided stays, and a repetition goes on from there. It refuses like DecideReview.
func (s *Session) AcceptRecommendations(
	ctx context.Context, in AcceptRecommendationsInput,
) (out AcceptRecommendationsResult, err error) {
	for from := (entitlement.ReviewItemKey{Review: in.Review}); ; {
		batch, err := run(ctx, s, command[acceptedBatch]{
			op: "accept recommendations", input: in, do: func(u *unit) (acceptedBatch, error) {
				if err := firstError(s.mayDecideReviews(), u.checkJustification(in.Justification)); err != nil {
					return acceptedBatch{}, err
				}
				return u.acceptRecommendations(in, from)
			},
		})
		if err != nil {
			return out, err
		}
		out.Decided += batch.decided
		if batch.rest == nil {
			return out, nil
		}
		from = *batch.rest
	}
}

// acceptedBatch is one commit of AcceptRecommendations.
type acceptedBatch struct {
	decided int
	rest    *entitlement.ReviewItemKey // where to go on; nil at the end
}

func (u *unit) acceptRecommendations(
	in AcceptRecommendationsInput, from entitlement.ReviewItemKey,
) (out acceptedBatch, err error) {
	r, err := u.knownReview(in.Review)
	if err != nil {
		return out, err
	}
	items, rest, err := u.itemsOfReviewer(in.Review, from)
	if err != nil {
		return out, err
	}
	if len(items) == 0 {
		items = append(items, &entitlement.ReviewItem{Policy: r.Policy}) // which refuses everybody, and says why
	}
	for _, item := range items {
		if err := u.mayReview(r, item, in.Justification != ""); err != nil {
			return out, err
		}
	}
	out.rest = rest
	for _, item := range items {
		decision := recommended(item)
		if decision == entitlement.ReviewNotReviewed {
			continue
		}
		out.decided++
		if err := u.decideItem(item, decision, in.Justification); err != nil {
			return out, err
		}
	}
	return out, u.apply()
}

// itemsOfReviewer returns the next items of a review that the actor may decide about, and where to go on.
func (u *unit) itemsOfReviewer(
	id entitlement.ReviewID, from entitlement.ReviewItemKey,
) (items []*entitlement.ReviewItem, rest *entitlement.ReviewItemKey, err error) {
	var keys []entitlement.ReviewItemKey
	err = u.tx.ReviewsBy(u.actor.Subject, &from, func(k entitlement.ReviewItemKey) (bool, error) {
		if k.Review != id {
			return false, nil
		}
		keys = append(keys, k)
		return len(keys) <= u.e.config.BatchSize, nil
	})
	if err != nil {
		return nil, nil, err
	}
	if len(keys) > u.e.config.BatchSize {
		rest = &keys[u.e.config.BatchSize]
		keys = keys[:u.e.config.BatchSize]
	}
	for _, key := range keys {
		item, err := u.reviewItem(key)
		if err != nil {
			return nil, nil, err
		}
		if item == nil {
			return nil, nil, broken(entitlement.KindReviewItem, key.Assignment.String(), "is indexed and missing")
		}
		items = append(items, item)
	}
	return items, rest, nil
}

// recommended returns the decision that an undecided item's recommendation comes to.
func recommended(item *entitlement.ReviewItem) entitlement.ReviewDecision {
	if item.Decision != entitlement.ReviewNotReviewed {
		return entitlement.ReviewNotReviewed
	}
	switch item.Recommendation {
	case entitlement.RecommendApprove:
		return entitlement.ReviewApprove
	case entitlement.RecommendDeny:
		return entitlement.ReviewDeny
	case entitlement.RecommendNothing:
	}
	return entitlement.ReviewNotReviewed
}
