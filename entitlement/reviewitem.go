package entitlement

import (
	"slices"
	"time"
)

// ReviewItem is one person's access in a review: who may decide about it, and what was decided.
type ReviewItem struct {
	Stamp
	Review         ReviewID
	Assignment     AssignmentID
	Subject        SubjectID // whose access it is
	Package        AccessPackageID
	Policy         PolicyRef   // as of the review
	Reviewers      []SubjectID // fixed when the review started, sorted; empty if nobody was found
	Fallback       bool        // they are the fallback reviewers
	Recommendation ReviewRecommendation
	Decision       ReviewDecision
	DecidedBy      SubjectID
	Decided        time.Time
	Result         ReviewResult // of the application
	Removed        bool         // the application ended the access
	TextHash       [32]byte     // salted hash of the ReviewText; zero when there is none
}

// ReviewText is what a reviewer wrote with a decision. It may be erased; the log keeps only its salted hash.
type ReviewText struct {
	Salt          [16]byte
	Justification string
}

// ReviewItemKey names an item.
type ReviewItemKey struct {
	Review     ReviewID
	Assignment AssignmentID
}

// Key returns the item's key.
func (i *ReviewItem) Key() ReviewItemKey { return ReviewItemKey{i.Review, i.Assignment} }

// MayReview reports whether a person is among those who may decide about the item.
func (i *ReviewItem) MayReview(id SubjectID) bool {
	_, found := slices.BinarySearch(i.Reviewers, id)
	return found
}

// Clone returns a copy that shares no memory with the receiver.
func (i ReviewItem) Clone() ReviewItem {
	i.Reviewers = slices.Clone(i.Reviewers)
	return i
}

// ReviewDecision is what a reviewer decides. The values are stored.
type ReviewDecision uint8

// Review decisions.
const (
	ReviewNotReviewed ReviewDecision = iota
	ReviewApprove                    // the access stays, to its end as before
	ReviewDeny                       // the access goes when the results are applied
	ReviewDontKnow                   // the access stays; it counts as reviewed
)

var reviewDecisions = words[ReviewDecision]{"NotReviewed", "Approve", "Deny", "DontKnow"}

// String returns Graph's word.
func (d ReviewDecision) String() string { return reviewDecisions.text(d) }

// MarshalText returns Graph's word.
func (d ReviewDecision) MarshalText() ([]byte, error) { return reviewDecisions.marshal("decision", d) }

// UnmarshalText accepts Graph's words only.
func (d *ReviewDecision) UnmarshalText(text []byte) error {
	return reviewDecisions.unmarshal("decision", text, d)
}

// ReviewRecommendation is what a person's sign-ins suggest. The values are stored.
type ReviewRecommendation uint8

// Review recommendations.
const (
	RecommendNothing ReviewRecommendation = iota // nothing is known, or recommendations are off
	RecommendApprove                             // the person signed in during the last ReviewLookBackDays before the start
	RecommendDeny                                // the person did not
)

var reviewRecommendations = words[ReviewRecommendation]{"NoInfoAvailable", "Approve", "Deny"}

// String returns Graph's word.
func (r ReviewRecommendation) String() string { return reviewRecommendations.text(r) }

// MarshalText returns Graph's word.
func (r ReviewRecommendation) MarshalText() ([]byte, error) {
	return reviewRecommendations.marshal("recommendation", r)
}

// UnmarshalText accepts Graph's words only.
func (r *ReviewRecommendation) UnmarshalText(text []byte) error {
	return reviewRecommendations.unmarshal("recommendation", text, r)
}

// ReviewResult is how far the application of an item got. The values are stored.
type ReviewResult uint8

// Review results.
const (
	ReviewResultNew         ReviewResult = iota // not applied yet
	ReviewResultApplied                         // the access was kept or removed as decided
	ReviewResultAccessEnded                     // the access had ended before the close: nothing was to be done
)

var reviewResults = words[ReviewResult]{"New", "AppliedSuccessfully", "AppliedSuccessfullyButObjectNotFound"}

// String returns Graph's word.
func (r ReviewResult) String() string { return reviewResults.text(r) }

// MarshalText returns Graph's word.
func (r ReviewResult) MarshalText() ([]byte, error) { return reviewResults.marshal("applyResult", r) }

// UnmarshalText accepts Graph's words only.
func (r *ReviewResult) UnmarshalText(text []byte) error {
	return reviewResults.unmarshal("applyResult", text, r)
}
