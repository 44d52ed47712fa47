package entitlement

import "time"

// Assignment is a person's entitlement to an access package from its start to its end.
type Assignment struct {
	Stamp
	ID       AssignmentID
	Target   SubjectID
	Package  PackageRef // the version whose roles have been put into effect for this assignment
	Policy   PolicyRef
	Request  RequestID // the request that made it
	State    AssignmentState
	Reason   EndReason // why it ended; 0 while it lives
	Schedule Schedule  // from the approval or the start asked for to the end, which slow delivery does not move
	Prompt   time.Time // when the holder is asked next whether to extend it; zero if never
	Created  time.Time
	Ended    time.Time // zero while it lives
}

// IsLive reports whether the person has the access package at t: the assignment has neither been removed nor come to its
// end, whether or not anybody noticed the end, and however far its delivery got.
func (a *Assignment) IsLive(t time.Time) bool {
	return a.State != AssignmentExpired && !a.Schedule.EndedBy(t)
}

// AssignmentState is where an assignment stands. The values are stored.
type AssignmentState uint8

// Assignment states.
const (
	// AssignmentDelivering has roles that are not granted yet. The provisioners' answers, its end or a removal end it.
	AssignmentDelivering AssignmentState = iota
	// AssignmentPartiallyDelivered got only some of its roles in time. Reprocessing makes it delivering again.
	AssignmentPartiallyDelivered
	// AssignmentDelivered has all its roles.
	AssignmentDelivered
	// AssignmentExpired gives no access any more. It is final: who wants to return asks again.
	AssignmentExpired
	// AssignmentDeliveryFailed got none of its roles in time. Reprocessing makes it delivering again.
	AssignmentDeliveryFailed
)

var assignmentStates = words[AssignmentState]{"delivering", "partiallyDelivered", "delivered", "expired", "deliveryFailed"}

// String returns Graph's word.
func (s AssignmentState) String() string { return assignmentStates.text(s) }

// MarshalText returns Graph's word.
func (s AssignmentState) MarshalText() ([]byte, error) { return assignmentStates.marshal("state", s) }

// UnmarshalText accepts Graph's words only.
func (s *AssignmentState) UnmarshalText(text []byte) error {
	return assignmentStates.unmarshal("state", text, s)
}

// AssignmentInput is what moves an assignment from state to state.
type AssignmentInput uint8

// Assignment inputs.
const (
	AssignmentAllGranted AssignmentInput = iota + 1
	AssignmentSomeFailed
	AssignmentAllFailed
	AssignmentReprocessed
	AssignmentRolesChanged
	AssignmentEnds
	AssignmentIsRemoved
	AssignmentIsExtended
)

var assignmentInputs = words[AssignmentInput]{
	AssignmentAllGranted: "all roles granted", AssignmentSomeFailed: "some roles failed", AssignmentAllFailed: "all roles failed",
	AssignmentReprocessed: "reprocess or late success", AssignmentRolesChanged: "package roles changed",
	AssignmentEnds: "end reached", AssignmentIsRemoved: "removal", AssignmentIsExtended: "extension",
}

// String returns the input in words.
func (e AssignmentInput) String() string { return assignmentInputs.text(e) }

// AssignmentMachine returns the state machine of assignments.
func AssignmentMachine() *Machine[AssignmentState, AssignmentInput] { return assignmentMachine }

var assignmentMachine = newMachine(KindAssignment, assignmentStates, assignmentInputs, []Rule[AssignmentState, AssignmentInput]{
	{AssignmentDelivering, AssignmentAllGranted, AssignmentDelivered, "every role is confirmed (R-223)"},
	{AssignmentDelivering, AssignmentSomeFailed, AssignmentPartiallyDelivered, "the retry window is over, some roles are granted (R-227)"},
	{AssignmentDelivering, AssignmentAllFailed, AssignmentDeliveryFailed, "the retry window is over, no role is granted (R-227)"},
	{AssignmentDelivering, AssignmentRolesChanged, AssignmentDelivering, "the difference is granted or revoked (R-029, R-030)"},
	{AssignmentDelivering, AssignmentIsExtended, AssignmentDelivering, "the end moves: it was asked for before a reprocess"},
	{AssignmentDelivering, AssignmentEnds, AssignmentExpired, "what was granted is revoked (R-235)"},
	{AssignmentDelivering, AssignmentIsRemoved, AssignmentExpired, "what was granted is revoked (R-235)"},
	{AssignmentPartiallyDelivered, AssignmentReprocessed, AssignmentDelivering, "what is missing is granted again"},
	{AssignmentPartiallyDelivered, AssignmentRolesChanged, AssignmentPartiallyDelivered, "the difference is granted or revoked"},
	{AssignmentPartiallyDelivered, AssignmentIsExtended, AssignmentPartiallyDelivered, "the end moves (R-185)"},
	{AssignmentPartiallyDelivered, AssignmentEnds, AssignmentExpired, "what was granted is revoked"},
	{AssignmentPartiallyDelivered, AssignmentIsRemoved, AssignmentExpired, "what was granted is revoked"},
	{AssignmentDelivered, AssignmentReprocessed, AssignmentDelivered, "every role is granted again; what is there is confirmed (R-229)"},
	{AssignmentDelivered, AssignmentRolesChanged, AssignmentDelivered, "the difference is granted or revoked (R-029, R-030)"},
	{AssignmentDelivered, AssignmentSomeFailed, AssignmentPartiallyDelivered, "a role that was added or granted again failed (ours)"},
	{AssignmentDelivered, AssignmentAllFailed, AssignmentDeliveryFailed, "all roles were granted again and failed (ours)"},
	{AssignmentDelivered, AssignmentIsExtended, AssignmentDelivered, "the end moves (R-185)"},
	{AssignmentDelivered, AssignmentEnds, AssignmentExpired, "every role is revoked that nothing else justifies (R-173)"},
	{AssignmentDelivered, AssignmentIsRemoved, AssignmentExpired, "every role is revoked that nothing else justifies"},
	{AssignmentDeliveryFailed, AssignmentReprocessed, AssignmentDelivering, "what is missing is granted again"},
	{AssignmentDeliveryFailed, AssignmentRolesChanged, AssignmentDeliveryFailed, "the difference is granted or revoked"},
	{AssignmentDeliveryFailed, AssignmentIsExtended, AssignmentDeliveryFailed, "the end moves: it was asked for before a failure"},
	{AssignmentDeliveryFailed, AssignmentEnds, AssignmentExpired, "nothing was granted"},
	{AssignmentDeliveryFailed, AssignmentIsRemoved, AssignmentExpired, "nothing was granted"},
})
