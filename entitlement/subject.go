package entitlement

import (
	"fmt"
	"maps"
	"slices"
)

// UserType tells a person's relation to the resource directory.
type UserType uint8

// User types.
const (
	UserMember  UserType = iota + 1 // belongs to the organization
	UserGuest                       // a guest account in the resource directory
	UserOutside                     // authenticated elsewhere; no account here yet
)

var userTypes = words[UserType]{UserMember: "member", UserGuest: "guest", UserOutside: "outside"}

// String returns the word for the type.
func (t UserType) String() string { return userTypes.text(t) }

// MarshalText returns the same text as String.
func (t UserType) MarshalText() ([]byte, error) { return userTypes.marshal("userType", t) }

// UnmarshalText accepts the texts of String only.
func (t *UserType) UnmarshalText(text []byte) error { return userTypes.unmarshal("userType", text, t) }

// Subject is what is known about a person at one moment: the facts that policies look at. It is read from the directory, or
// for people who are not in it from what the host says about who signed in. The engine stores only the identifier, and for
// external people what is needed to invite them.
type Subject struct {
	ID              SubjectID `json:"id"`
	DisplayName     string    `json:"displayName,omitempty"`
	Mail            string    `json:"mail,omitempty"`
	UserType        UserType  `json:"userType"`
	AccountDisabled bool      `json:"accountDisabled,omitempty"`
	TenantID        string    `json:"tenantId,omitempty"` // the home tenant of an external person
	Domain          string    `json:"domain,omitempty"`   // the mail domain that an external person has proved
	// IdentityProvider is the social provider with which an external person signed in, in Graph's word such as facebook.
	IdentityProvider string            `json:"identityProvider,omitempty"`
	Manager          SubjectID         `json:"manager,omitempty"`
	Sponsors         []SubjectID       `json:"sponsors,omitempty"`
	Attributes       map[string]string `json:"attributes,omitempty"` // department and the like, for rules and explanations
	// LinkedIDs are other identities of the same human being. Nobody approves for themselves under any of them.
	LinkedIDs []SubjectID `json:"linkedIds,omitempty"`
}

// IsExternal reports whether the person comes from another organization.
func (s *Subject) IsExternal() bool { return s.UserType != UserMember }

// HasAccount reports whether the person has an account in the resource directory.
func (s *Subject) HasAccount() bool { return s.UserType != UserOutside }

// Validate refuses a malformed subject with InvalidArgument or LimitExceeded. Sponsors, linked identities and attributes
// are at most ListLength each.
func (s *Subject) Validate() error {
	limits := SeedLimits()
	if err := firstError(
		checkKey("id", string(s.ID)),
		limits.checkLine("displayName", s.DisplayName),
		limits.checkLine("mail", s.Mail),
		checkEnum("userType", s.UserType, userTypes),
		checkOptionalKey("tenantId", s.TenantID),
		checkOptionalKey("domain", s.Domain),
		checkOptionalKey("identityProvider", s.IdentityProvider),
		checkOptionalKey("manager", string(s.Manager)),
		checkSubjects("sponsors", s.Sponsors),
		checkSubjects("linkedIds", s.LinkedIDs),
		checkLimit("attributes", "ListLength", len(s.Attributes), ListLength),
	); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(s.Attributes)) {
		if err := checkKey("attributes", name); err != nil {
			return err
		}
		if err := limits.checkDescription(fmt.Sprintf("attributes[%q]", name), s.Attributes[name]); err != nil {
			return err
		}
	}
	return nil
}

func checkSubjects(path string, ids []SubjectID) error {
	if err := checkLimit(path, "ListLength", len(ids), ListLength); err != nil {
		return err
	}
	for i, id := range ids {
		if err := checkKey(fmt.Sprintf("%s[%d]", path, i), string(id)); err != nil {
			return err
		}
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver.
func (s Subject) Clone() Subject {
	s.Sponsors = slices.Clone(s.Sponsors)
	s.LinkedIDs = slices.Clone(s.LinkedIDs)
	s.Attributes = maps.Clone(s.Attributes)
	return s
}

// SubjectLifecycle tells whether the engine governs an external person's account.
type SubjectLifecycle uint8

// Subject lifecycles.
const (
	LifecycleNotDefined  SubjectLifecycle = iota // not an external person, or not known
	LifecycleNotGoverned                         // had an account before: the engine never blocks or deletes it
	LifecycleGoverned                            // invited by the engine, or marked so by an administrator
)

var subjectLifecycles = words[SubjectLifecycle]{"notDefined", "notGoverned", "governed"}

// String returns Graph's word.
func (l SubjectLifecycle) String() string { return subjectLifecycles.text(l) }

// MarshalText returns Graph's word.
func (l SubjectLifecycle) MarshalText() ([]byte, error) {
	return subjectLifecycles.marshal("subjectLifecycle", l)
}

// UnmarshalText accepts Graph's words only.
func (l *SubjectLifecycle) UnmarshalText(text []byte) error {
	return subjectLifecycles.unmarshal("subjectLifecycle", text, l)
}
