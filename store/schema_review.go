package store

import "example.com/tenure/entitlement"

// ReviewText is the free text of a review item, with the item's key.
type ReviewText struct {
	Item entitlement.ReviewItemKey
	entitlement.ReviewText
}

// reviewTables defines the tables of reviews.
func (s *Schema) reviewTables() {
	s.ReviewSeries = Table[entitlement.PolicyID, entitlement.ReviewSeries]{
		tag: tagReviewSeries, kind: entitlement.KindReviewSeries, encode: encodeReviewSeries, decode: decodeReviewSeries,
		of:      func(r *entitlement.ReviewSeries) entitlement.PolicyID { return r.Policy },
		entries: reviewSeriesEntries,
	}
	idTable(&s.ReviewSeries)
	s.Reviews = Table[entitlement.ReviewID, entitlement.Review]{
		tag: tagReview, kind: entitlement.KindReview, encode: encodeReview, decode: decodeReview,
		of:      func(r *entitlement.Review) entitlement.ReviewID { return r.ID },
		entries: reviewEntries, effect: reviewEffect,
	}
	idTable(&s.Reviews)
	s.ReviewItems = Table[entitlement.ReviewItemKey, entitlement.ReviewItem]{
		tag: tagReviewItem, kind: entitlement.KindReviewItem, encode: encodeReviewItem, decode: decodeReviewItem,
		of:  func(i *entitlement.ReviewItem) entitlement.ReviewItemKey { return i.Key() },
		key: appendReviewItemKey, parse: parseReviewItemKey, entries: reviewItemEntries,
	}
	s.ReviewTexts = Table[entitlement.ReviewItemKey, ReviewText]{
		tag: tagReviewText, kind: entitlement.KindReviewItem, key: appendReviewItemKey, parse: parseReviewItemKey,
		of:     func(t *ReviewText) entitlement.ReviewItemKey { return t.Item },
		encode: func(dst []byte, t *ReviewText) []byte { return encodeReviewText(dst, &t.ReviewText) },
		decode: func(k entitlement.ReviewItemKey, data []byte, _ *memory, t *ReviewText) error {
			t.Item = k
			return decodeReviewText(data, &t.ReviewText)
		},
	}
}

func appendReviewItemKey(dst []byte, k entitlement.ReviewItemKey) []byte {
	return AppendID(AppendID(dst, k.Review), k.Assignment)
}

func parseReviewItemKey(r *KeyReader) entitlement.ReviewItemKey {
	return entitlement.ReviewItemKey{Review: r.ID(), Assignment: r.ID()}
}

func reviewSeriesEntries(e *entries, s *entitlement.ReviewSeries) {
	if !s.Next.IsZero() {
		e.timer(s.Next, ClassApprove, TimerReviewStart, s.Policy[:])
	}
}

func reviewEntries(e *entries, r *entitlement.Review) {
	order := doneAfter
	if r.State < entitlement.ReviewApplied {
		order = liveFirst
	}
	e.begin(tagReviewPackage)
	e.buf = AppendID(append(AppendID(e.buf, r.Package), order), r.ID)
	e.end(nil)
	if r.State == entitlement.ReviewStarting || r.State == entitlement.ReviewInProgress {
		e.timer(r.End, ClassClose, TimerReviewEnd, r.ID[:])
	}
	if r.State == entitlement.ReviewInProgress && !r.Remind.IsZero() {
		e.timer(r.Remind, ClassNotify, TimerReviewReminder, r.ID[:])
	}
}

// reviewEffect asks for the look-up of reviewers, anew for each part of the items.
func reviewEffect(r *entitlement.Review) Effect {
	if r.State != entitlement.ReviewStarting {
		return Effect{}
	}
	return Effect{Class: ClassApprove, Kind: EffectReview, Since: r.Start, Generation: uint64(r.Version)}
}

// reviewItemEntries lists an item until it is applied: by its assignment, which is in one review at a time, by its reviewers,
// and the reviewers by their review.
func reviewItemEntries(e *entries, i *entitlement.ReviewItem) {
	if i.Result != entitlement.ReviewResultNew {
		return
	}
	e.begin(tagReviewAssignment)
	e.buf = AppendID(e.buf, i.Assignment)
	e.end(i.Review[:])
	for n, reviewer := range i.Reviewers {
		if n > 0 && i.Reviewers[n-1] == reviewer {
			continue
		}
		e.begin(tagReviewReviewer)
		e.buf = appendReviewItemKey(AppendText(e.buf, reviewer), i.Key())
		e.end(nil)
		e.begin(tagReviewPeople)
		e.buf = AppendID(AppendText(AppendID(e.buf, i.Review), reviewer), i.Assignment)
		e.end(nil)
	}
}
