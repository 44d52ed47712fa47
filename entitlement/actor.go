package entitlement

import "strconv"

// Actor is who acts: a person, the system itself (timers and deliveries), or a job of the host. The zero Actor is nobody,
// and nothing is permitted to it.
type Actor struct {
	Kind    ActorKind `json:"kind"`
	Subject SubjectID `json:"subject,omitempty"` // for a person
	Job     string    `json:"job,omitempty"`     // for the host: why it acts
}

// ActorKind tells persons from machines.
type ActorKind uint8

// Actor kinds.
const (
	ActorSystem ActorKind = iota + 1 // a timer, a delivery: the engine itself
	ActorPerson
	ActorHost // a job of the host, with a reason
)

var actorKinds = words[ActorKind]{ActorSystem: "system", ActorPerson: "person", ActorHost: "host"}

// String returns the word for the kind.
func (k ActorKind) String() string { return actorKinds.text(k) }

// MarshalText returns the same text as String.
func (k ActorKind) MarshalText() ([]byte, error) { return actorKinds.marshal("actorKind", k) }

// UnmarshalText accepts the texts of String only.
func (k *ActorKind) UnmarshalText(text []byte) error {
	return actorKinds.unmarshal("actorKind", text, k)
}

// String returns who acts, for people: "alice", "system", "host (nightly import)", or "nobody". A person whose identifier
// could be taken for one of the others is quoted.
func (a Actor) String() string {
	switch a.Kind {
	case ActorPerson:
		if id := string(a.Subject); id != "" && id != "system" && id != "nobody" {
			return quoteIfNeeded(id)
		}
		return strconv.Quote(string(a.Subject))
	case ActorHost:
		return "host (" + quoteIf(a.Job, "()") + ")"
	case ActorSystem:
		return "system"
	}
	return "nobody"
}

// Validate refuses the zero Actor, a person without identifier, a host without the job it acts for, and fields that the
// kind does not use.
func (a Actor) Validate() error {
	if err := checkEnum("actor.kind", a.Kind, actorKinds); err != nil {
		return err
	}
	if a.Kind != ActorPerson && a.Subject != "" {
		return invalid("actor.subject", "is set, but the actor is the %s", a.Kind)
	}
	if a.Kind != ActorHost && a.Job != "" {
		return invalid("actor.job", "is set, but the actor is the %s", a.Kind)
	}
	switch a.Kind {
	case ActorPerson:
		return checkKey("actor.subject", string(a.Subject))
	case ActorHost:
		return SeedLimits().checkName("actor.job", a.Job)
	case ActorSystem:
	}
	return nil
}
