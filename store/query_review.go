package store

import "example.com/tenure/entitlement"

// ReviewsOf lists the reviews of a package: those that go on, then the others, oldest first.
func ReviewsOf(id entitlement.AccessPackageID) Index {
	return Index{AppendID([]byte{tagReviewPackage}, id)}
}

// ReviewItemsOf lists the assignments in a review.
func ReviewItemsOf(id entitlement.ReviewID) Index { return Index{AppendID([]byte{tagReviewItem}, id)} }

// OpenReviewOf finds the review that an assignment is in, whose results were not applied to it yet.
func (t *Txn) OpenReviewOf(id entitlement.AssignmentID) (entitlement.ReviewID, bool, error) {
	t.key = AppendID(append(t.key[:0], tagReviewAssignment), id)
	return t.lookup(t.key)
}

// ReviewsBy calls fn for the items that a person may decide about, of reviews whose results were not applied yet, from one
// on, until fn returns false.
func (t *Txn) ReviewsBy(
	id entitlement.SubjectID, from *entitlement.ReviewItemKey, fn func(entitlement.ReviewItemKey) (bool, error),
) error {
	prefix := AppendText([]byte{tagReviewReviewer}, id)
	start := prefix
	if from != nil {
		start = appendReviewItemKey(append([]byte(nil), prefix...), *from)
	}
	return t.scan(prefix, start, func(key, _ []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		item := parseReviewItemKey(&r)
		if err := r.End(); err != nil {
			return false, err
		}
		return fn(item)
	})
}

// NextReviewer returns the first reviewer of a review after one, in order, and "" when there is none; "" stands before the
// first. It skips the items of a reviewer, however many.
func (t *Txn) NextReviewer(review entitlement.ReviewID, after entitlement.SubjectID) (next entitlement.SubjectID, err error) {
	prefix := AppendID([]byte{tagReviewPeople}, review)
	from := prefix
	if after != "" {
		from = Successor(AppendText(append([]byte(nil), prefix...), after))
	}
	err = t.scan(prefix, from, func(key, _ []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		next = entitlement.SubjectID(r.Text())
		r.ID()
		return false, r.End()
	})
	return next, err
}
