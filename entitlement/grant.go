package entitlement

import (
	"cmp"
	"slices"
	"time"
)

// Grant is the desired state of one role for one person: it is wanted as long as at least one live assignment justifies it
// (its sources), so that overlapping packages never take access from each other. A grant that nobody wants
// and that the target system has confirmed to be gone is removed.
type Grant struct {
	Stamp
	Key     GrantKey
	Sources []GrantSource // sorted by assignment; empty means unwanted
	// Generation names the latest wish. It grows with every change of the desired state and every reprocessing, is never
	// used twice for the same role and person, and is part of the idempotency key of every call (I-63, I-64).
	Generation uint64
	Dirty      time.Time // since when the target system has to be told; zero when it agrees
	Observed   Observation
	Parked     bool   // the person has no account yet: nothing is sent until there is one
	Failure    string // code of the failure that ended the attempts to grant; "" otherwise
}

// GrantKey names a role of a target for a person.
type GrantKey struct {
	Subject SubjectID
	Target  TargetID
	Role    RoleID
}

// CompareRole orders keys by target, then role.
func (k GrantKey) CompareRole(o GrantKey) int {
	return cmp.Or(slices.Compare(k.Target[:], o.Target[:]), cmp.Compare(k.Role, o.Role))
}

// Validate refuses a key without person or role, or with malformed or oversized ones.
func (k GrantKey) Validate() error {
	if err := k.Subject.Validate(); err != nil {
		return err
	}
	return checkKey("role", string(k.Role))
}

// GrantSource is an assignment that justifies a grant.
type GrantSource struct {
	Assignment AssignmentID
	Since      time.Time
	End        time.Time // zero means without end
	State      SourceState
}

// SourceState tells how far a grant got for one of its sources.
type SourceState uint8

// Source states.
const (
	SourcePending SourceState = iota // not confirmed since this source came
	SourceGranted                    // confirmed for this source
	SourceFailed                     // the attempts ended without success
)

var sourceStates = words[SourceState]{"pending", "granted", "failed"}

// String returns the word for the state.
func (s SourceState) String() string { return sourceStates.text(s) }

// Observation is what the target system last said about a grant.
type Observation uint8

// Observations.
const (
	ObservedUnknown Observation = iota // never told, or the answer is still out
	ObservedPresent
	ObservedAbsent
)

var observations = words[Observation]{"unknown", "present", "absent"}

// String returns the word for the observation.
func (o Observation) String() string { return observations.text(o) }

// IsWanted reports whether any assignment justifies the grant.
func (g *Grant) IsWanted() bool { return len(g.Sources) > 0 }

// WantedAt reports whether any assignment justifies the grant at t.
func (g *Grant) WantedAt(t time.Time) bool {
	return slices.ContainsFunc(g.Sources, func(s GrantSource) bool { return s.End.IsZero() || t.Before(s.End) })
}

// Source returns the index of an assignment among the sources, and whether it is there.
func (g *Grant) Source(id AssignmentID) (int, bool) {
	return slices.BinarySearchFunc(g.Sources, id, func(s GrantSource, id AssignmentID) int {
		return slices.Compare(s.Assignment[:], id[:])
	})
}

// Clone returns a copy that shares no memory with the receiver.
func (g Grant) Clone() Grant {
	g.Sources = slices.Clone(g.Sources)
	return g
}

// GuestAccount is the desired state of an external person's account in the resource directory.
type GuestAccount struct {
	Stamp
	Subject    SubjectID
	Desired    GuestState
	Observed   GuestState
	Lifecycle  SubjectLifecycle // only governed accounts are ever blocked or deleted
	Generation uint64           // see Grant.Generation
	Dirty      time.Time        // since when the directory has to be told; zero when it agrees
	DeleteAt   time.Time        // when an account that lost its access is to be deleted; zero when it is not
	AccountID  string           // its identifier in the resource directory, kept when it is deleted; "" before there is one
	Failure    string           // code of the failure that the last attempt ended with; "" otherwise

	// What the host said about the person when they asked: what is needed to invite them, and to find their organization
	// again. Name, mail and language are erased when the account is deleted.
	DisplayName      string
	Mail             string
	TenantID         string
	Domain           string
	Organization     OrganizationID
	IdentityProvider string
	// PreferredLanguage is the language of the invitation, such as "de-CH"; "" if the person did not say.
	PreferredLanguage string
}

// HasAccount reports whether the account is there, as far as is known.
func (g *GuestAccount) HasAccount() bool {
	return g.Observed == GuestActive || g.Observed == GuestBlocked
}

// IsBlocked reports whether the engine took the right to sign in, or is about to: also while the directory does not show it.
func (g *GuestAccount) IsBlocked() bool {
	return g.HasAccount() && g.Desired != GuestActive
}

// Person returns what is known about the person, for when the directory does not know them.
func (g *GuestAccount) Person() Subject {
	s := Subject{
		ID: g.Subject, DisplayName: g.DisplayName, Mail: g.Mail, TenantID: g.TenantID, Domain: g.Domain,
		IdentityProvider: g.IdentityProvider, UserType: UserOutside,
	}
	if g.HasAccount() {
		s.UserType = UserGuest
	}
	return s
}

// GuestState is the state of a guest account, desired or observed. The values are stored.
type GuestState uint8

// Guest states.
const (
	GuestAbsent  GuestState = iota // there is no account yet
	GuestActive                    // the person can sign in
	GuestBlocked                   // sign-in is blocked
	GuestDeleted                   // the account was deleted
)

var guestStates = words[GuestState]{"absent", "active", "blocked", "deleted"}

// String returns the word for the state.
func (s GuestState) String() string { return guestStates.text(s) }

// MarshalText returns the same text as String.
func (s GuestState) MarshalText() ([]byte, error) { return guestStates.marshal("guestState", s) }

// UnmarshalText accepts the texts of String only.
func (s *GuestState) UnmarshalText(text []byte) error {
	return guestStates.unmarshal("guestState", text, s)
}

// GuestInput is what moves a guest account's desired state.
type GuestInput uint8

// Guest inputs.
const (
	GuestNeeded GuestInput = iota + 1
	GuestLosesLastAccess
	GuestDeletionDue
)

var guestInputs = words[GuestInput]{
	GuestNeeded: "access is delivered", GuestLosesLastAccess: "last access package lost", GuestDeletionDue: "deletion instant",
}

// String returns the input in words.
func (e GuestInput) String() string { return guestInputs.text(e) }

// GuestMachine returns the state machine of a governed guest's account, which the tenant's settings let go all the way.
func GuestMachine() *Machine[GuestState, GuestInput] { return guestMachine }

var guestMachine = newMachine(KindGuest, guestStates, guestInputs, []Rule[GuestState, GuestInput]{
	{GuestAbsent, GuestNeeded, GuestActive, "an approved external request enters delivering: the person is invited (R-249)"},
	{GuestActive, GuestNeeded, GuestActive, "further access changes nothing"},
	{GuestActive, GuestLosesLastAccess, GuestBlocked, "no other live access package remains: block at once (R-252)"},
	{GuestActive, GuestDeletionDue, GuestDeleted, "the settings delete without a block, and the time is over (R-253)"},
	{GuestBlocked, GuestNeeded, GuestActive, "new access before the deletion lifts the block and cancels the deletion (R-259)"},
	{GuestBlocked, GuestDeletionDue, GuestDeleted, "the time after the block is over (R-253)"},
	{GuestDeleted, GuestNeeded, GuestActive, "the person is invited again"},
})
