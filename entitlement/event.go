package entitlement

import (
	"slices"
	"time"
)

// Event records one change of one object, in the transaction that made it. Events are never changed; together they are the
// audit log and replay to the same state.
type Event struct {
	Seq        uint64    // 1, 2, 3, … without gaps
	At         time.Time // the logical instant: of a timer its due instant, of a command the clock's
	Activity   Activity
	Actor      Actor
	OnBehalfOf SubjectID // the person for whom the actor acted, if another
	Object     ObjectRef // what changed
	Version    uint32    // its version after the change
	Previous   uint64    // the event before this one about the same object; 0 for the first
	Subject    SubjectID // whose access it is about, or ""
	LastSeen   uint64    // the event before this one about the same subject; 0 for the first
	Package    PackageRef
	Policy     PolicyRef
	Request    RequestID
	Assignment AssignmentID
	Codes      []Code // why: reason codes and failure codes, outermost first
	Facts      []Fact // the few facts that decided
	After      []byte // the stored form of the object after the change; nil when it was removed
	Link       [32]byte
}

// Clone returns a copy that shares no memory with the receiver.
func (e Event) Clone() Event {
	e.Codes = slices.Clone(e.Codes)
	e.Facts = slices.Clone(e.Facts)
	e.After = slices.Clone(e.After)
	return e
}

// Fact is something that was true when a decision was made.
type Fact struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// ObjectRef names an object of any kind. Key is its stored key: an id's sixteen bytes, or for stages, grants and guests the
// encoded composite key.
type ObjectRef struct {
	Kind Kind
	Key  string
}
