package entitlement

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// ConnectedOrganization is another organization whose people may be let in: a set of identity sources and the people who
// vouch for it.
type ConnectedOrganization struct {
	ID OrganizationID `json:"id,omitzero"`
	Stamp
	DisplayName      string            `json:"displayName"` // unique in the tenant
	Description      string            `json:"description,omitempty"`
	State            OrganizationState `json:"state,omitzero"`
	IdentitySources  []IdentitySource  `json:"identitySources"`
	InternalSponsors []SubjectSet      `json:"internalSponsors,omitempty"` // singleUser or groupMembers
	ExternalSponsors []SubjectSet      `json:"externalSponsors,omitempty"` // singleUser or groupMembers
	CreatedAt        time.Time         `json:"createdDateTime,omitzero"`
	ModifiedAt       time.Time         `json:"modifiedDateTime,omitzero"`
}

// OrganizationState tells whether an organization counts as one of "all configured".
type OrganizationState uint8

// Organization states.
const (
	OrganizationConfigured OrganizationState = iota + 1 // made by an administrator; the default
	OrganizationProposed                                // known, but not one of "all configured"
)

var organizationStates = words[OrganizationState]{OrganizationConfigured: "configured", OrganizationProposed: "proposed"}

// String returns Graph's word.
func (s OrganizationState) String() string { return organizationStates.text(s) }

// MarshalText returns Graph's word.
func (s OrganizationState) MarshalText() ([]byte, error) {
	return organizationStates.marshal("state", s)
}

// UnmarshalText accepts Graph's words only.
func (s *OrganizationState) UnmarshalText(text []byte) error {
	return organizationStates.unmarshal("state", text, s)
}

// Matches reports whether the subject is one of the organization's people. Members of the resource directory never are.
func (o *ConnectedOrganization) Matches(p *Subject) bool {
	return p.IsExternal() && slices.ContainsFunc(o.IdentitySources, func(s IdentitySource) bool { return s.Matches(p) })
}

// Validate refuses an organization that no engine would accept, with InvalidArgument or LimitExceeded.
func (o *ConnectedOrganization) Validate(limits Limits) error {
	if err := firstError(
		limits.checkName("displayName", o.DisplayName),
		limits.checkDescription("description", o.Description),
		checkEnum("state", o.State, organizationStates),
		checkLimit("identitySources", "ListLength", len(o.IdentitySources), ListLength),
	); err != nil {
		return err
	}
	if len(o.IdentitySources) == 0 {
		return invalid("identitySources", "an organization needs at least one")
	}
	for i, s := range o.IdentitySources {
		path := fmt.Sprintf("identitySources[%d]", i)
		if err := s.validate(path, limits); err != nil {
			return err
		}
		if slices.ContainsFunc(o.IdentitySources[:i], func(other IdentitySource) bool { return other.Key() == s.Key() }) {
			return invalid(path, "%q is listed twice", s.Key())
		}
	}
	if err := validateSponsors("internalSponsors", o.InternalSponsors, limits); err != nil {
		return err
	}
	return validateSponsors("externalSponsors", o.ExternalSponsors, limits)
}

func validateSponsors(path string, sets []SubjectSet, limits Limits) error {
	if err := checkLimit(path, "ApproversPerStage", len(sets), limits.ApproversPerStage); err != nil {
		return err
	}
	for i, s := range sets {
		at := fmt.Sprintf("%s[%d]", path, i)
		if err := s.Validate(at); err != nil {
			return err
		}
		if s.Type != SetSingleUser && s.Type != SetGroupMembers {
			return invalid(at, "a sponsor is a user or a group, not %s", s.Type)
		}
		if slices.ContainsFunc(sets[:i], s.same) {
			return invalid(at, "%s is listed twice", s)
		}
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver.
func (o ConnectedOrganization) Clone() ConnectedOrganization {
	o.IdentitySources = slices.Clone(o.IdentitySources)
	o.InternalSponsors = slices.Clone(o.InternalSponsors)
	o.ExternalSponsors = slices.Clone(o.ExternalSponsors)
	return o
}

// lowerASCII folds the letters that domain names have; anything else stays as it is, so that no two different domains of
// the internet's name system become equal.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, s)
}
