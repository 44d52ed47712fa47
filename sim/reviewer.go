package sim

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Reviewing is one person's access that a reviewer has just been asked to look at.
type Reviewing struct {
	lifecycle.ReviewToDo

	Person entitlement.SubjectID // who is asked
	Since  time.Time             // when the reviewer noticed
	Number int                   // of the item among those that the reviewer was asked about, counted from 1
	// Rand is where a choice comes from. It depends on nothing but the seed of the world, the reviewer and the item.
	Rand *rand.Rand
}

// ReviewReaction is what a reviewer is going to do about an item. The zero ReviewReaction is to let it lie.
type ReviewReaction struct {
	Decision      entitlement.ReviewDecision // zero lets it lie
	After         time.Duration              // from when the reviewer noticed
	Justification string
}

// A ReviewHabit is how a person reviews: called once for every item that the person is asked about, at the instant at which
// the person notices. It must be a function of its argument.
type ReviewHabit func(Reviewing) ReviewReaction

// Reviews returns the habit of deciding everything in the same way after a while.
func Reviews(d entitlement.ReviewDecision, after time.Duration) ReviewHabit {
	return func(Reviewing) ReviewReaction { return ReviewReaction{Decision: d, After: after} }
}

// FollowsRecommendations returns the habit of deciding as recommended after a while, and of letting lie what comes without a
// recommendation.
func FollowsRecommendations(after time.Duration) ReviewHabit {
	return func(r Reviewing) ReviewReaction {
		decision := entitlement.ReviewNotReviewed
		switch r.Item.Recommendation {
		case entitlement.RecommendApprove:
			decision = entitlement.ReviewApprove
		case entitlement.RecommendDeny:
			decision = entitlement.ReviewDeny
		case entitlement.RecommendNothing:
		}
		return ReviewReaction{Decision: decision, After: after}
	}
}

// Because returns the habit with a justification.
func (h ReviewHabit) Because(justification string) ReviewHabit {
	return func(r Reviewing) ReviewReaction {
		reaction := h(r)
		reaction.Justification = justification
		return reaction
	}
}

// About returns the habit of treating one person's access as another habit does.
func (h ReviewHabit) About(whose entitlement.SubjectID, other ReviewHabit) ReviewHabit {
	return func(r Reviewing) ReviewReaction {
		if r.Item.Subject == whose {
			return other(r)
		}
		return h(r)
	}
}

// SetReviewHabit gives a person a habit of reviewing, for what the person notices from now on; nil takes it away.
func (w *World) SetReviewHabit(id entitlement.SubjectID, h ReviewHabit) {
	if h == nil {
		delete(w.reviewers, id)
		return
	}
	w.reviewers[id] = h
	w.watch.reviewers = true
}

// reviewKey names an item that waits for a reviewer.
type reviewKey struct {
	person entitlement.SubjectID
	entitlement.ReviewItemKey
}

// noticeReviews lets a reviewer see what waits for them, and decide when to do what about it.
func (w *World) noticeReviews(id entitlement.SubjectID) error {
	habit := w.reviewers[id]
	if habit == nil {
		return nil
	}
	for todo, err := range w.reviewsToDo(id) {
		if err != nil {
			return err
		}
		key := reviewKey{id, todo.Item.Key()}
		if w.reviewed[key] {
			continue
		}
		w.reviewed[key] = true
		w.asked[id]++
		r := habit(Reviewing{ReviewToDo: todo, Person: id, Since: w.Now(), Number: w.asked[id], Rand: w.drawReview(key)})
		if r.Decision != entitlement.ReviewNotReviewed {
			at := w.Now().Add(max(r.After, 0).Truncate(time.Microsecond))
			w.agenda.add(at, fmt.Sprintf("%s reviews", id), func() error { return w.review(key, r) })
		}
	}
	return nil
}

// reviewsToDo walks what waits for a reviewer.
func (w *World) reviewsToDo(id entitlement.SubjectID) func(func(lifecycle.ReviewToDo, error) bool) {
	session := w.As(id)
	return lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewToDo], error) {
		return session.ReviewsToDo(w.options.Context, lifecycle.ReviewsToDoInput{Page: p})
	})
}

// drawReview returns the source of choices of a reviewer about an item.
func (w *World) drawReview(key reviewKey) *rand.Rand {
	text := binary.BigEndian.AppendUint64([]byte("review "), w.options.Seed)
	text = append(append(text, key.Review[:]...), key.Assignment[:]...)
	sum := sha256.Sum256(append(text, key.person...))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))
}

// review does what a reviewer had in mind, unless the item does not wait any more.
func (w *World) review(key reviewKey, r ReviewReaction) error {
	_, err := w.As(key.person).Review(w.options.Context, lifecycle.ReviewInput{Review: key.Review})
	if errors.Is(err, entitlement.Forbidden) || errors.Is(err, entitlement.NotFound) {
		return nil // its results were applied, or it was deleted: it is not the person's any more
	}
	if err != nil {
		return err
	}
	_, err = w.As(key.person).DecideReview(w.options.Context, lifecycle.DecideReviewInput{
		Key:    fmt.Sprintf("%s %s", key.Review, key.Assignment), // decisions can be changed: after a crash it is made once
		Review: key.Review, Assignment: key.Assignment, Decision: r.Decision, Justification: r.Justification,
	})
	switch {
	case errors.Is(err, entitlement.Unavailable), errors.Is(err, entitlement.StaleFacts):
		w.agenda.add(w.Now().Add(whenUnavailable), fmt.Sprintf("%s tries again to review", key.person), func() error {
			return w.review(key, r)
		})
		return nil
	case errors.Is(err, entitlement.Refused), errors.Is(err, entitlement.LimitExceeded):
		w.chronicle.noteReview(w.Now(), key.person, err)
		return nil
	}
	return err
}
