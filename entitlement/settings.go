package entitlement

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Settings are the tenant's own settings.
type Settings struct {
	Stamp
	// ExternalUserLifecycleAction is what happens to a governed guest who loses the last access package.
	ExternalUserLifecycleAction ExternalUserAction `json:"externalUserLifecycleAction"`
	// DurationUntilExternalUserDeletedAfterBlocked counts from the loss; a zero value deletes at once.
	DurationUntilExternalUserDeletedAfterBlocked Period `json:"durationUntilExternalUserDeletedAfterBlocked,omitzero"`
	// AllowedDomains or BlockedDomains, never both, decide whom the engine may invite; both empty allow everybody.
	AllowedDomains []string `json:"allowedDomains,omitempty"`
	BlockedDomains []string `json:"blockedDomains,omitempty"`

	// What people see of packages that they do not have, of others who have them, and of who decides.
	ResourceVisibility           ResourceVisibility `json:"resourceVisibility,omitzero"`
	RelatedPeopleInsightLevel    InsightLevel       `json:"relatedPeopleInsightLevel,omitzero"`
	ShowApproverDetailsToMembers bool               `json:"showApproverDetailsToMembers"`       // where a stage does not say

	ModifiedAt time.Time `json:"modifiedDateTime,omitzero"`
}

// DefaultGuestDeletionDays is how long a guest stays blocked before the account is deleted.
const DefaultGuestDeletionDays = 30

// DefaultSettings are the settings of a new tenant: block at once, delete after 30 days; members see who approves.
func DefaultSettings() Settings {
	return Settings{
		ExternalUserLifecycleAction:                  ActionBlockSignInAndDelete,
		DurationUntilExternalUserDeletedAfterBlocked: Days(DefaultGuestDeletionDays),
		ShowApproverDetailsToMembers:                 true,
	}
}

// ExternalUserAction is what happens to a governed guest's account after the last access package is lost.
type ExternalUserAction uint8

// External user actions.
const (
	ActionNone                 ExternalUserAction = iota // the account stays as it is
	ActionBlockSignIn                                    // sign-in is blocked at once
	ActionBlockSignInAndDelete                           // blocked at once, deleted later; the default
	ActionDelete                                         // deleted later without a block before, as the product's portal offers
)

var externalUserActions = words[ExternalUserAction]{"none", "blockSignIn", "blockSignInAndDelete", "delete"}

// Blocks reports whether the account is blocked at once.
func (a ExternalUserAction) Blocks() bool {
	return a == ActionBlockSignIn || a == ActionBlockSignInAndDelete
}

// Deletes reports whether the account is deleted later.
func (a ExternalUserAction) Deletes() bool {
	return a == ActionBlockSignInAndDelete || a == ActionDelete
}

// String returns Graph's word, or "delete", for which Graph has none.
func (a ExternalUserAction) String() string { return externalUserActions.text(a) }

// MarshalText returns the same text as String.
func (a ExternalUserAction) MarshalText() ([]byte, error) {
	return externalUserActions.marshal("externalUserLifecycleAction", a)
}

// UnmarshalText accepts the texts of String only.
func (a *ExternalUserAction) UnmarshalText(text []byte) error {
	return externalUserActions.unmarshal("externalUserLifecycleAction", text, a)
}

// Validate refuses settings with both domain lists, lists of more than ListLength, malformed domains or an unknown action.
func (s *Settings) Validate() error {
	if err := firstError(
		checkEnum("externalUserLifecycleAction", s.ExternalUserLifecycleAction, externalUserActions),
		checkEnum("resourceVisibility", s.ResourceVisibility, resourceVisibilities),
		checkEnum("relatedPeopleInsightLevel", s.RelatedPeopleInsightLevel, insightLevels),
	); err != nil {
		return err
	}
	delay := s.DurationUntilExternalUserDeletedAfterBlocked
	if err := delay.check("durationUntilExternalUserDeletedAfterBlocked"); err != nil {
		return err
	}
	if len(s.AllowedDomains) > 0 && len(s.BlockedDomains) > 0 {
		return invalid("blockedDomains", "a tenant has either allowedDomains or blockedDomains")
	}
	return firstError(checkDomains("allowedDomains", s.AllowedDomains), checkDomains("blockedDomains", s.BlockedDomains))
}

func checkDomains(path string, domains []string) error {
	if err := checkLimit(path, "ListLength", len(domains), ListLength); err != nil {
		return err
	}
	for i, d := range domains {
		if err := checkDomain(fmt.Sprintf("%s[%d]", path, i), d); err != nil {
			return err
		}
	}
	return nil
}

// MayInvite reports whether the domain lists let the engine invite a person with this proved domain and this mail address
// . Either may be ""; where both are known both have to be allowed.
func (s *Settings) MayInvite(domain, mail string) bool {
	ofMail := mail[strings.LastIndexByte(mail, '@')+1:]
	return s.allows(cmp.Or(domain, ofMail)) && s.allows(cmp.Or(ofMail, domain))
}

// allows reports whether the domain lists let people of a domain in.
func (s *Settings) allows(domain string) bool {
	in := func(list []string) bool {
		return slices.ContainsFunc(list, func(d string) bool { return lowerASCII(d) == lowerASCII(domain) })
	}
	if len(s.AllowedDomains) > 0 {
		return in(s.AllowedDomains)
	}
	return !in(s.BlockedDomains)
}

// Clone returns a copy that shares no memory with the receiver.
func (s Settings) Clone() Settings {
	s.AllowedDomains = slices.Clone(s.AllowedDomains)
	s.BlockedDomains = slices.Clone(s.BlockedDomains)
	return s
}
