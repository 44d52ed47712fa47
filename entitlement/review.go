package entitlement

import "time"

// ReviewSeries is the series of reviews of a policy: when the next instance starts. It exists as long as its policy.
type ReviewSeries struct {
	Stamp
	Policy  PolicyID
	Package AccessPackageID
	Next    time.Time // the next start; zero when there will be none
	Number  uint32    // of instances so far
	Last    ReviewID  // the latest instance; zero before the first
}

// Review is one instance of a series: the people who held the policy's access when it started, and the time in which their
// reviewers decide.
type Review struct {
	Stamp
	ID      ReviewID
	Number  uint32 // within the series, counted from 1
	Package AccessPackageID
	Policy  PolicyRef // the version whose settings govern the instance to its end
	State   ReviewState
	Start   time.Time
	End     time.Time // a decision at this instant is too late
	Remind  time.Time // when the reviewers are reminded; zero once they were, or when they will not be
	Closed  time.Time // when decisions ended: the end, or when it was stopped; zero before
	Items   uint32
	// Unassigned counts the items for which no reviewer was found.
	Unassigned uint32
	Cursor     AssignmentID // the last assignment that was looked at while the items were put together
}

// IsOpen reports whether reviewers may decide at t.
func (r *Review) IsOpen(t time.Time) bool { return r.State == ReviewInProgress && t.Before(r.End) }

// ClosedBy returns when decisions ended, at t at the latest, or the zero time: whether or not anybody noticed the end.
func (r *Review) ClosedBy(t time.Time) time.Time {
	if r.State == ReviewInProgress && !t.Before(r.End) {
		return r.End
	}
	if r.State == ReviewApplying || r.State == ReviewApplied {
		return r.Closed
	}
	return time.Time{}
}

// ReviewState is where an instance stands. The values are stored.
type ReviewState uint8

// Review states. Graph's Initializing, Completing, Completed, AutoReviewing and AutoReviewed take no time here.
const (
	// ReviewStarting has its items put together. That they are complete ends it, or its end if that comes first.
	ReviewStarting ReviewState = iota
	// ReviewInProgress takes decisions. Its end ends it, or an administrator.
	ReviewInProgress
	// ReviewApplying has its results carried out, which goes on by itself to the last one.
	ReviewApplying
	// ReviewApplied is done.
	ReviewApplied
	// ReviewMissed ended before its items were complete, because nothing ran at the time (ours; R-311). It has no items, and
	// changed nothing.
	ReviewMissed
)

var reviewStates = words[ReviewState]{"Starting", "InProgress", "Applying", "Applied", "Missed"}

// String returns the word for the state, which is Graph's but for ReviewMissed.
func (s ReviewState) String() string { return reviewStates.text(s) }

// MarshalText returns the same text as String.
func (s ReviewState) MarshalText() ([]byte, error) { return reviewStates.marshal("status", s) }

// UnmarshalText accepts the texts of String only.
func (s *ReviewState) UnmarshalText(text []byte) error {
	return reviewStates.unmarshal("status", text, s)
}

// ReviewInput is what moves a review from state to state.
type ReviewInput uint8

// Review inputs.
const (
	ReviewIsReady ReviewInput = iota + 1
	ReviewIsEmpty
	ReviewIsReminded
	ReviewEnds
	ReviewIsStopped
	ReviewResultsDone
)

var reviewInputs = words[ReviewInput]{
	ReviewIsReady: "items complete", ReviewIsEmpty: "nothing to review", ReviewIsReminded: "reminder",
	ReviewEnds: "end reached", ReviewIsStopped: "stop", ReviewResultsDone: "all results applied",
}

// String returns the input in words.
func (e ReviewInput) String() string { return reviewInputs.text(e) }

// ReviewMachine returns the state machine of reviews.
func ReviewMachine() *Machine[ReviewState, ReviewInput] { return reviewMachine }

var reviewMachine = newMachine(KindReview, reviewStates, reviewInputs, []Rule[ReviewState, ReviewInput]{
	{ReviewStarting, ReviewIsReady, ReviewInProgress, "items and reviewers are fixed (R-286), and the reviewers are told (R-300)"},
	{ReviewStarting, ReviewIsEmpty, ReviewApplied, "nobody held the access when it started"},
	{ReviewStarting, ReviewEnds, ReviewMissed, "nothing ran while it should have been open (R-311)"},
	{ReviewInProgress, ReviewIsReminded, ReviewInProgress, "half of the time is over, or an administrator wants it (R-301, R-305)"},
	{ReviewInProgress, ReviewEnds, ReviewApplying, "decisions are frozen, and the results are applied (R-293, R-302)"},
	{ReviewInProgress, ReviewIsStopped, ReviewApplying, "by an administrator, for good (R-293)"},
	{ReviewApplying, ReviewResultsDone, ReviewApplied, "every item has its result"},
})
