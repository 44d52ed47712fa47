package entitlement

import "time"

// Callout is one call of a custom extension at a stage. What is needed for it is kept with it, so that changes of the
// extension affect later callouts only.
type Callout struct {
	Stamp
	Catalog   CatalogID // of the extension
	ID        CalloutID // what an answer names: Graph's customExtensionStageInstanceId
	State     CalloutState
	Stage     CustomExtensionStage
	Extension CustomExtensionID

	Request    RequestID    // what it is about: a request, or the one that made the assignment
	Assignment AssignmentID // zero before there is one
	Target     SubjectID
	Package    PackageRef
	Policy     PolicyRef

	Endpoint string
	Client   ClientConfiguration
	Pending  bool      // the call is still to be made
	Created  time.Time // when the stage was reached
	Deadline time.Time // an answer at this instant is too late; zero if none is waited for

	Completed time.Time // when it was accepted and nothing is waited for, or ended otherwise; zero before
	Denied    bool      // the answer denies the request
	Failure   Code      // why the call failed, or why nobody waits any more; "" otherwise
	TextHash  [32]byte  // salted hash of the CalloutText; zero when there is none
}

// CalloutID identifies a Callout.
type CalloutID = ID[Callout]

// CalloutKey names a callout. Those of one catalog are called one after the other.
type CalloutKey struct {
	Catalog CatalogID
	ID      CalloutID
}

// CalloutText is what an extension answered. It may be erased; the log keeps only its salted hash.
type CalloutText struct {
	Salt   [16]byte
	Source string // who or what answered, in the extension's words
	Detail string // shown to approvers
}

// Key returns the callout's key.
func (c *Callout) Key() CalloutKey { return CalloutKey{c.Catalog, c.ID} }

// IsOpen reports whether an answer is waited for: an extension that is quick may answer before its acceptance was recorded.
func (c *Callout) IsOpen() bool {
	return !c.Deadline.IsZero() && (c.State == CalloutSent || c.State == CalloutWaiting)
}

// CalloutState is where a callout stands. The values are stored.
type CalloutState uint8

// Callout states.
const (
	// CalloutSent is about to be called, or was accepted and is not waited for.
	CalloutSent CalloutState = iota
	// CalloutWaiting was accepted, and its answer is waited for until the deadline.
	CalloutWaiting
	// CalloutReceived has its answer.
	CalloutReceived
	// CalloutFailed was not accepted, or lost its request.
	CalloutFailed
	// CalloutTimedOut had no answer at its deadline.
	CalloutTimedOut
)

var calloutStates = words[CalloutState]{
	"calloutSent", "waitingForCallback", "callbackReceived", "calloutFailed", "callbackTimedOut",
}

// String returns Graph's word.
func (s CalloutState) String() string { return calloutStates.text(s) }

// MarshalText returns Graph's word.
func (s CalloutState) MarshalText() ([]byte, error) { return calloutStates.marshal("status", s) }

// UnmarshalText accepts Graph's words only.
func (s *CalloutState) UnmarshalText(text []byte) error {
	return calloutStates.unmarshal("status", text, s)
}

// CalloutInput is what moves a callout from state to state.
type CalloutInput uint8

// Callout inputs.
const (
	CalloutIsAccepted CalloutInput = iota + 1
	CalloutMustWait
	CalloutIsAnswered
	CalloutFails
	CalloutTimesOut
	CalloutIsDropped
)

var calloutInputs = words[CalloutInput]{
	CalloutIsAccepted: "accepted", CalloutMustWait: "accepted, answer awaited", CalloutIsAnswered: "resume",
	CalloutFails: "call fails", CalloutTimesOut: "callback deadline", CalloutIsDropped: "request ended",
}

// String returns the input in words.
func (e CalloutInput) String() string { return calloutInputs.text(e) }

// CalloutMachine returns the state machine of callouts.
func CalloutMachine() *Machine[CalloutState, CalloutInput] { return calloutMachine }

var calloutMachine = newMachine(KindCallout, calloutStates, calloutInputs, []Rule[CalloutState, CalloutInput]{
	{CalloutSent, CalloutIsAccepted, CalloutSent, "launch and continue: nothing is waited for (R-315)"},
	{CalloutSent, CalloutMustWait, CalloutWaiting, "launch and wait (R-316)"},
	{CalloutSent, CalloutIsAnswered, CalloutReceived, "the answer came before the acceptance was recorded"},
	{CalloutSent, CalloutFails, CalloutFailed, "not accepted, and no try is left (R-321)"},
	{CalloutSent, CalloutTimesOut, CalloutTimedOut, "nobody could be called before the deadline (R-317)"},
	{CalloutSent, CalloutIsDropped, CalloutFailed, "the request was withdrawn, or ended otherwise"},
	{CalloutWaiting, CalloutIsAnswered, CalloutReceived, "the extension lets the request go on, or denies it (R-319, R-320)"},
	{CalloutWaiting, CalloutTimesOut, CalloutTimedOut, "no answer before the deadline (R-317)"},
	{CalloutWaiting, CalloutIsDropped, CalloutFailed, "the request was withdrawn, or ended otherwise"},
})

// ExtensionProgress is what who asked is told about the extensions that a request waits for.
type ExtensionProgress uint8

// Progress of extensions. The zero value is none: no extension was waited for.
const (
	_                 ExtensionProgress = iota
	ProgressWaiting                     // an answer is waited for
	ProgressContinues                   // it has come
	ProgressExpired                     // it has not come in time, or could not be asked for
)

var extensionProgresses = words[ExtensionProgress]{
	ProgressWaiting: "waitingForInformation", ProgressContinues: "processContinues", ProgressExpired: "processExpired",
}

// String returns the word, or "" for none.
func (p ExtensionProgress) String() string {
	if p == 0 {
		return ""
	}
	return extensionProgresses.text(p)
}

// ProgressOf sums up the callouts of a request at the stages that decide.
func ProgressOf(list []Callout) ExtensionProgress {
	progress := ExtensionProgress(0)
	for i := range list {
		c := &list[i]
		switch {
		case !c.Stage.Decides() || c.Deadline.IsZero():
		case c.State == CalloutSent || c.State == CalloutWaiting:
			return ProgressWaiting
		case c.State == CalloutTimedOut || c.State == CalloutFailed && c.Failure != RequestEnded:
			progress = ProgressExpired
		case c.State == CalloutReceived && !c.Denied && progress == 0:
			progress = ProgressContinues
		}
	}
	return progress
}
