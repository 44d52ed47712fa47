package entitlement

import "time"

// Request is an assignment request: the record that somebody asked for access to be added, changed or removed (R-002,
// What people wrote in it is kept apart in a RequestText, so that it can be erased.
type Request struct {
	Stamp
	ID        RequestID
	Type      RequestType
	State     RequestState
	Reason    EndReason // why it was denied or canceled; 0 otherwise
	Requestor SubjectID // who asked; "" for requests of the system
	Target    SubjectID // whose access it is about
	Package   PackageRef
	Policy    PolicyRef    // the version that governs the request to its end
	Schedule  Schedule     // as asked for
	Stage     uint8        // the stage of approval that is open, counted from 1; 0 when none is
	Stages    uint8        // how many stages the request has to pass
	Starting  bool         // the scheduled start has come and its facts are being looked up
	Direct    bool         // submitted by an administrator for the target: no request mails
	Assigned  AssignmentID // the assignment it made or is about; zero when there is none
	TextHash  [32]byte     // salted hash of the RequestText; zero when there is none
	Created   time.Time
	Completed time.Time // when it reached delivered, partiallyDelivered, deliveryFailed, denied or canceled; zero before
	Callouts  uint8     // how many custom extensions have to answer before it goes on; see IsWaitingForCallback
}

// IsWaitingForCallback reports whether the request is in Graph's sub status WaitingForCallback: it is submitted, or approved
// already, and goes on when custom extensions have answered.
func (r *Request) IsWaitingForCallback() bool { return r.State == RequestSubmitted && r.Callouts > 0 }

// RequestText is what people wrote in a request, and what the credentials say that they presented. It may be erased; the log
// keeps only its salted hash.
type RequestText struct {
	Salt          [16]byte
	Justification string
	Answers       []Answer // to the policy's questions, those that were given, by the ids of the questions

	VerifiedCredentials []VerifiedCredential // those that the policy demands, in its order
}

// IsEmpty reports whether nothing was written.
func (t *RequestText) IsEmpty() bool {
	return t.Justification == "" && len(t.Answers)+len(t.VerifiedCredentials) == 0
}

// IsAdd reports whether the request asks for new access.
func (t RequestType) IsAdd() bool {
	return t == RequestUserAdd || t == RequestAdminAdd || t == RequestSystemAdd || t == RequestOnBehalfAdd
}

// IsUpdate reports whether the request asks to change or extend access.
func (t RequestType) IsUpdate() bool {
	return t == RequestUserUpdate || t == RequestAdminUpdate || t == RequestSystemUpdate
}

// IsAskedFor reports whether people, or administrators, asked for access or for a change of it. What the system does, and what
// takes access away, is not asked for in this sense.
func (r *Request) IsAskedFor() bool {
	return r.Type.IsAdd() && r.Type != RequestSystemAdd || r.Type.IsUpdate() && r.Type != RequestSystemUpdate
}

// Waits reports whether the request waits for approval or for its start.
func (r *Request) Waits() bool {
	return r.State == RequestSubmitted || r.State == RequestPendingApproval || r.State == RequestScheduled
}

// IsOpen reports whether the request still waits: for a decision, its start, or its delivery.
func (r *Request) IsOpen() bool {
	switch r.State {
	case RequestSubmitted, RequestPendingApproval, RequestScheduled, RequestDelivering:
		return true
	case RequestDelivered, RequestDeliveryFailed, RequestDenied, RequestCanceled, RequestPartiallyDelivered:
	}
	return false
}

// RequestType says what is asked for and by whom. The values are stored.
type RequestType uint8

// Request types.
const (
	RequestNotSpecified   RequestType = iota
	RequestUserAdd                    // a person asks for themselves
	RequestUserUpdate                 // a person asks to change or extend what they have
	RequestUserRemove                 // a person gives up what they have
	RequestAdminAdd                   // an administrator assigns
	RequestAdminUpdate                // an administrator changes or extends
	RequestAdminRemove                // an administrator removes
	RequestSystemAdd                  // an automatic policy assigns
	RequestSystemUpdate               // the system changes
	RequestSystemRemove               // the system removes: review, automatic policy
	RequestOnBehalfAdd                // a manager asks for a direct report
	RequestApproverRemove             // an approver takes an approval back
)

var requestTypes = words[RequestType]{
	"notSpecified", "userAdd", "userUpdate", "userRemove", "adminAdd", "adminUpdate", "adminRemove", "systemAdd",
	"systemUpdate", "systemRemove", "onBehalfAdd", "approverRemove",
}

// RequestTypes returns all request types.
func RequestTypes() []RequestType { return requestTypes.all() }

// String returns Graph's word.
func (t RequestType) String() string { return requestTypes.text(t) }

// MarshalText returns Graph's word.
func (t RequestType) MarshalText() ([]byte, error) { return requestTypes.marshal("requestType", t) }

// UnmarshalText accepts Graph's words only.
func (t *RequestType) UnmarshalText(text []byte) error {
	return requestTypes.unmarshal("requestType", text, t)
}

// RequestState is where a request stands. The values are stored.
type RequestState uint8

// Request states.
const (
	// RequestSubmitted is where a request starts; the same command moves it on, unless custom extensions have to answer first.
	RequestSubmitted RequestState = iota
	// RequestPendingApproval waits for approvers. A decision, the stage's deadline or a cancellation ends it.
	RequestPendingApproval
	// RequestDelivering has an assignment whose roles are being granted. The provisioners' answers end it.
	RequestDelivering
	// RequestDelivered is done: the access was given, changed or removed as asked.
	RequestDelivered
	// RequestDeliveryFailed got none of its roles granted in time. Reprocessing, within 14 days, reopens it.
	RequestDeliveryFailed
	// RequestDenied was denied by an approver, by a deadline, or by a check at its start.
	RequestDenied
	// RequestScheduled is approved and waits for the start that was asked for.
	RequestScheduled
	// RequestCanceled was withdrawn, or lost its package, policy or target.
	RequestCanceled
	// RequestPartiallyDelivered got some of its roles granted in time. Reprocessing reopens it.
	RequestPartiallyDelivered
)

var requestStates = words[RequestState]{
	"submitted", "pendingApproval", "delivering", "delivered", "deliveryFailed", "denied", "scheduled", "canceled",
	"partiallyDelivered",
}

// String returns Graph's word.
func (s RequestState) String() string { return requestStates.text(s) }

// MarshalText returns Graph's word.
func (s RequestState) MarshalText() ([]byte, error) { return requestStates.marshal("state", s) }

// UnmarshalText accepts Graph's words only.
func (s *RequestState) UnmarshalText(text []byte) error {
	return requestStates.unmarshal("state", text, s)
}

// RequestInput is what moves a request from state to state.
type RequestInput uint8

// Request inputs.
const (
	RequestNeedsApproval RequestInput = iota + 1
	RequestStageApproved
	RequestEscalates
	RequestIsDenied
	RequestTimesOut
	RequestWaitsForStart
	RequestStartRefused
	RequestStarts
	RequestFulfilled
	RequestPartlyFulfilled
	RequestNotFulfilled
	RequestReprocessed
	RequestIsCanceled
	RequestAccessEnded
	RequestWaitsForCallback
	RequestCalloutEnds
)

var requestInputs = words[RequestInput]{
	RequestNeedsApproval: "approval required", RequestStageApproved: "stage approved", RequestEscalates: "escalation",
	RequestIsDenied: "denial", RequestTimesOut: "stage deadline", RequestWaitsForStart: "start lies ahead",
	RequestStartRefused: "check at start fails", RequestStarts: "access starts", RequestFulfilled: "all done",
	RequestPartlyFulfilled: "some roles failed", RequestNotFulfilled: "all roles failed", RequestReprocessed: "reprocess",
	RequestIsCanceled: "cancellation", RequestAccessEnded: "assignment ended",
	RequestWaitsForCallback: "extension must answer", RequestCalloutEnds: "extension says no, or nothing",
}

// String returns the input in words.
func (e RequestInput) String() string { return requestInputs.text(e) }

// RequestMachine returns the state machine of requests.
func RequestMachine() *Machine[RequestState, RequestInput] { return requestMachine }

var requestMachine = newMachine(KindRequest, requestStates, requestInputs, []Rule[RequestState, RequestInput]{
	{RequestSubmitted, RequestNeedsApproval, RequestPendingApproval, "the policy asks for approval: the first stage opens"},
	{RequestSubmitted, RequestWaitsForStart, RequestScheduled, "no approval needed, and the start asked for lies ahead"},
	{RequestSubmitted, RequestStarts, RequestDelivering, "no approval needed (R-127), or a removal (R-164)"},
	{RequestSubmitted, RequestIsDenied, RequestDenied, "a check between submission and approval says no"},
	{RequestSubmitted, RequestIsCanceled, RequestCanceled, "withdrawn, or its package, policy or target is gone"},
	{RequestPendingApproval, RequestStageApproved, RequestPendingApproval, "another stage follows (R-126)"},
	{RequestPendingApproval, RequestEscalates, RequestPendingApproval, "alternates are asked too (R-149)"},
	{RequestPendingApproval, RequestIsDenied, RequestDenied, "one denial ends the request (R-125)"},
	{RequestPendingApproval, RequestTimesOut, RequestDenied, "nobody decided before the deadline (R-134)"},
	{RequestPendingApproval, RequestWaitsForStart, RequestScheduled, "the last stage is approved, the start lies ahead (R-191)"},
	{RequestPendingApproval, RequestStarts, RequestDelivering, "the last stage is approved (R-126)"},
	{RequestPendingApproval, RequestIsCanceled, RequestCanceled, "withdrawn (R-107), or its package, policy or target is gone"},
	{RequestScheduled, RequestStarts, RequestDelivering, "the start has come and the checks passed (R-192)"},
	{RequestScheduled, RequestStartRefused, RequestDenied, "the start has come and a check failed (R-192)"},
	{RequestScheduled, RequestIsCanceled, RequestCanceled, "withdrawn, or its package, policy or target is gone"},
	{RequestDelivering, RequestFulfilled, RequestDelivered, "every role is granted, or every removal is done (R-223)"},
	{RequestDelivering, RequestPartlyFulfilled, RequestPartiallyDelivered, "the retry window is over (R-227)"},
	{RequestDelivering, RequestNotFulfilled, RequestDeliveryFailed, "the retry window is over (R-227)"},
	{RequestDelivering, RequestIsCanceled, RequestCanceled, "an administrator cancels before delivery: grants are rolled back"},
	{RequestDelivering, RequestAccessEnded, RequestCanceled, "the assignment ended before it was delivered (R-235)"},
	{RequestPartiallyDelivered, RequestReprocessed, RequestDelivering, "repaired within 14 days (R-228)"},
	{RequestDeliveryFailed, RequestReprocessed, RequestDelivering, "repaired within 14 days (R-228)"},
	{RequestDeliveryFailed, RequestIsCanceled, RequestCanceled, "an administrator gives up (R-108)"},
	{RequestSubmitted, RequestWaitsForCallback, RequestSubmitted, "a custom extension has to answer first (R-316)"},
	{RequestPendingApproval, RequestWaitsForCallback, RequestSubmitted, "approved, and a custom extension has to answer (R-316)"},
	{RequestSubmitted, RequestCalloutEnds, RequestDenied, "denied by an extension, which failed or timed out (R-318, R-320)"},
})
