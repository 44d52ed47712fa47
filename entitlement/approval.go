package entitlement

import (
	"slices"
	"time"
)

// ApprovalStage is one stage of a request's approval. The stages of a request exist from its submission; they open one
// after the other.
type ApprovalStage struct {
	Stamp
	Request    RequestID
	Index      uint8 // counted from 1
	State      StageState
	Resolving  StageResolving // which people are being looked up
	Since      time.Time      // the logical instant of that look-up; zero when none is under way
	Opened     time.Time
	Deadline   time.Time   // a decision at this instant is too late
	EscalateAt time.Time   // zero without escalation
	Approvers  []SubjectID // who may decide, fixed when the stage opened, sorted
	Alternates []SubjectID // who may decide since the escalation, sorted
	Fallback   bool        // the approvers are the fallback approvers
	DecidedBy  SubjectID
	Decided    time.Time
	Revision   string          // the directory's revision that the decision was checked against
	TextHash   [32]byte        // salted hash of the StageText; zero when there is none
	Remind     time.Time       // when the approvers are reminded; zero when they were, or never are
	Delegated  []StageDelegate // who decides beside those who appointed them
	Determined *StageSettings  // how the stage is, if an extension said so; nil for what the policy says
}

// StageText is what an approver wrote. It may be erased; the log keeps only its salted hash.
type StageText struct {
	Salt          [16]byte
	Justification string
}

// StageKey names a stage of a request.
type StageKey struct {
	Request RequestID
	Index   uint8
}

// Key returns the stage's key.
func (s *ApprovalStage) Key() StageKey { return StageKey{s.Request, s.Index} }

// Settings returns how the stage is: as an extension said for this request, or as the stages of the policy version that
// governs it say.
func (s *ApprovalStage) Settings(a *ApprovalSettings) *StageSettings {
	if s.Determined != nil {
		return s.Determined
	}
	return &a.Stages[s.Index-1]
}

// IsOpen reports whether the stage waits for a decision.
func (s *ApprovalStage) IsOpen() bool { return s.State == StageOpen || s.State == StageEscalated }

// StageDelegate is somebody who may decide a stage in the place of one of its people.
type StageDelegate struct {
	Approver SubjectID // an approver or alternate of the stage, who may still decide too
	Delegate SubjectID
}

// MayDecide reports whether a person is among those who may decide the stage: its approvers, alternates and their delegates.
func (s *ApprovalStage) MayDecide(id SubjectID) bool {
	return s.isAsked(id) || slices.ContainsFunc(s.Delegated, func(d StageDelegate) bool { return d.Delegate == id })
}

func (s *ApprovalStage) isAsked(id SubjectID) bool {
	if _, found := slices.BinarySearch(s.Approvers, id); found {
		return true
	}
	_, found := slices.BinarySearch(s.Alternates, id)
	return found
}

// DecidedFor returns the approver or alternate in whose place a delegate has decided, or "" if whoever decided was asked
// themselves, or nobody has.
func (s *ApprovalStage) DecidedFor() SubjectID {
	if s.DecidedBy == "" || s.isAsked(s.DecidedBy) {
		return ""
	}
	for _, d := range s.Delegated {
		if d.Delegate == s.DecidedBy {
			return d.Approver
		}
	}
	return ""
}

// People returns everybody who may decide the stage: its approvers, alternates and their delegates, sorted, each once. The list
// may be the stage's own.
func (s *ApprovalStage) People() []SubjectID {
	if len(s.Alternates)+len(s.Delegated) == 0 {
		return s.Approvers
	}
	all := slices.Concat(s.Approvers, s.Alternates)
	for _, d := range s.Delegated {
		all = append(all, d.Delegate)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// Clone returns a copy that shares no memory with the receiver.
func (s ApprovalStage) Clone() ApprovalStage {
	s.Approvers = slices.Clone(s.Approvers)
	s.Alternates = slices.Clone(s.Alternates)
	s.Delegated = slices.Clone(s.Delegated)
	if s.Determined != nil {
		own := s.Determined.Clone()
		s.Determined = &own
	}
	return s
}

// StageResolving names the look-up that a stage waits for. Timers cannot ask the directory themselves: they leave this
// mark, and the answer comes back as an input with the timer's instant.
type StageResolving uint8

// Look-ups.
const (
	ResolvingNothing    StageResolving = iota
	ResolvingAlternates                // the escalation is due
	ResolvingApprovers                 // are the stage's people still there
)

var stageResolvings = words[StageResolving]{"nothing", "alternates", "approvers"}

// String returns the word for the look-up.
func (r StageResolving) String() string { return stageResolvings.text(r) }

// Decision is an approver's answer.
type Decision uint8

// Decisions.
const (
	Approve Decision = iota + 1
	Deny
)

var decisions = words[Decision]{Approve: "Approve", Deny: "Deny"}

// String returns Graph's word.
func (d Decision) String() string { return decisions.text(d) }

// MarshalText returns Graph's word.
func (d Decision) MarshalText() ([]byte, error) { return decisions.marshal("reviewResult", d) }

// UnmarshalText accepts Graph's words only.
func (d *Decision) UnmarshalText(text []byte) error {
	return decisions.unmarshal("reviewResult", text, d)
}

// StageState is where a stage stands. The values are stored.
type StageState uint8

// Stage states.
const (
	StageWaiting   StageState = iota // an earlier stage has to be approved first
	StageOpen                        // the approvers are asked
	StageEscalated                   // the alternates are asked too
	StageApproved
	StageDenied
	StageTimedOut // the deadline came first
	StageCanceled // the request ended while the stage was open
	StageSkipped  // the request ended before the stage opened
)

var stageStates = words[StageState]{
	"waiting", "open", "escalated", "approved", "denied", "timedOut", "canceled", "skipped",
}

// String returns the word for the state.
func (s StageState) String() string { return stageStates.text(s) }

// MarshalText returns the same text as String.
func (s StageState) MarshalText() ([]byte, error) { return stageStates.marshal("state", s) }

// UnmarshalText accepts the texts of String only.
func (s *StageState) UnmarshalText(text []byte) error { return stageStates.unmarshal("state", text, s) }

// StageInput is what moves a stage from state to state.
type StageInput uint8

// Stage inputs.
const (
	StageOpens StageInput = iota + 1
	StageEscalates
	StageIsApproved
	StageIsDenied
	StageTimesOut
	StageRequestEnds
)

var stageInputs = words[StageInput]{
	StageOpens: "turn comes", StageEscalates: "escalation instant", StageIsApproved: "approval", StageIsDenied: "denial",
	StageTimesOut: "deadline", StageRequestEnds: "request ends",
}

// String returns the input in words.
func (e StageInput) String() string { return stageInputs.text(e) }

// StageMachine returns the state machine of approval stages.
func StageMachine() *Machine[StageState, StageInput] { return stageMachine }

var stageMachine = newMachine(KindStage, stageStates, stageInputs, []Rule[StageState, StageInput]{
	{StageWaiting, StageOpens, StageOpen, "the previous stage is approved, or it is the first: approvers are fixed (R-145)"},
	{StageWaiting, StageRequestEnds, StageSkipped, "the request ended before"},
	{StageOpen, StageEscalates, StageEscalated, "nobody decided in time for the alternates (R-149)"},
	{StageOpen, StageIsApproved, StageApproved, "the first decision counts (R-124)"},
	{StageOpen, StageIsDenied, StageDenied, "one denial ends the request (R-125)"},
	{StageOpen, StageTimesOut, StageTimedOut, "nobody decided before the deadline (R-136)"},
	{StageOpen, StageRequestEnds, StageCanceled, "the request was canceled"},
	{StageEscalated, StageIsApproved, StageApproved, "by an approver or an alternate"},
	{StageEscalated, StageIsDenied, StageDenied, "by an approver or an alternate"},
	{StageEscalated, StageTimesOut, StageTimedOut, "escalation does not prolong the deadline (R-150)"},
	{StageEscalated, StageRequestEnds, StageCanceled, "the request was canceled"},
})
