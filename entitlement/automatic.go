package entitlement

import "time"

// AutomaticRequestSettings make a policy an automatic one: whom its membership rule takes has access, without asking (R-209,
// Its scope is one attributeRuleMembers; it has no approval, no questions, no demand for credentials and no end.
type AutomaticRequestSettings struct {
	// RequestAccessForAllowedTargets gives access to whoever comes into the scope and has no assignment of the package (R-210,
	//
	RequestAccessForAllowedTargets bool `json:"requestAccessForAllowedTargets"`
	// RemoveAccessWhenTargetLeavesAllowedTargets takes the policy's own assignments away from whoever leaves the scope.
	RemoveAccessWhenTargetLeavesAllowedTargets bool `json:"removeAccessWhenTargetLeavesAllowedTargets"`
	// GracePeriodBeforeAccessRemoval is how long they stay, in days or hours; zero takes them away at once.
	GracePeriodBeforeAccessRemoval Period `json:"gracePeriodBeforeAccessRemoval,omitzero"`
}

// DefaultAutomaticRequestSettings are those of a new automatic policy: assign and remove, without grace.
func DefaultAutomaticRequestSettings() *AutomaticRequestSettings {
	return &AutomaticRequestSettings{
		RequestAccessForAllowedTargets: true, RemoveAccessWhenTargetLeavesAllowedTargets: true,
	}
}

// IsAutomatic reports whether attributes decide who has access under the policy.
func (p *AssignmentPolicy) IsAutomatic() bool { return p.AutomaticRequestSettings != nil }

// MembershipRule returns the rule of an automatic policy, "" of any other.
func (p *AssignmentPolicy) MembershipRule() string {
	if !p.IsAutomatic() || len(p.SpecificAllowedTargets) != 1 {
		return ""
	}
	return p.SpecificAllowedTargets[0].MembershipRule
}

// validateAutomatic refuses an automatic policy that is for people who ask, and other policies with a rule. Whether the rule
// is one is for package membership to say.
func (p *AssignmentPolicy) validateAutomatic(limits Limits) error {
	ofRule := false
	for _, t := range p.SpecificAllowedTargets {
		ofRule = ofRule || t.Type == SetAttributeRule
	}
	if !p.IsAutomatic() {
		if ofRule {
			return invalid("automaticRequestSettings", "are missing: a membership rule is for automatic policies")
		}
		return nil
	}
	grace := p.AutomaticRequestSettings.GracePeriodBeforeAccessRemoval
	const path = "automaticRequestSettings.gracePeriodBeforeAccessRemoval"
	switch {
	case !ofRule || len(p.SpecificAllowedTargets) != 1:
		return invalid("specificAllowedTargets", "an automatic policy is for one attributeRuleMembers")
	case p.RequestApprovalSettings.IsApprovalRequiredForAdd || p.RequestApprovalSettings.IsApprovalRequiredForUpdate:
		return invalid("requestApprovalSettings", "an automatic policy has no approval")
	case p.Expiration.Type != ExpirationNone && p.Expiration.Type != ExpirationNotSpecified:
		return invalid("expiration.type", "is %s: what an automatic policy gives does not expire", p.Expiration.Type)
	case len(p.Questions) > 0:
		return invalid("questions", "nobody could answer them: nobody asks under an automatic policy")
	case !p.VerifiableCredentialSettings.IsZero():
		return invalid("verifiableCredentialSettings", "nobody could present them: nobody asks under an automatic policy")
	case p.RequestorSettings != nil && p.RequestorSettings.permitsAny():
		return invalid("requestorSettings", "nobody asks under an automatic policy")
	case grace.Years != 0 || grace.Months != 0:
		return invalid(path, "%s is not in days or hours", grace)
	}
	return firstError(grace.check(path), checkLimit(path, "AssignmentDays", grace.longestDays(), limits.AssignmentDays))
}

// permitsAny reports whether people may do anything themselves.
func (s *RequestorSettings) permitsAny() bool {
	return s.EnableTargetsToSelfAddAccess || s.EnableTargetsToSelfUpdateAccess || s.EnableTargetsToSelfRemoveAccess ||
		s.AllowCustomAssignmentSchedule || s.EnableOnBehalfRequestorsToAddAccess || s.EnableOnBehalfRequestorsToUpdateAccess ||
		s.EnableOnBehalfRequestorsToRemoveAccess
}

// AutomaticScope is how far the engine has followed the scope of an automatic policy. It exists as long as its policy.
type AutomaticScope struct {
	Stamp
	Policy  PolicyID
	Package AccessPackageID
	Rule    uint32 // the version of the policy since which its rule is what it is
	People  uint32 // in the scope, as far as is known: its members
	Beyond  uint32 // people whom the last survey found in the scope beyond the limit (R-212, I-54)
	Leaving uint32 // of People, those who have left and whose removal waits: for the end of the survey, or for an operator (I-95)
	Held    bool   // removals wait for an operator, because too many people would lose access (I-95)
	Lost    uint32 // people who lost access since LostSince
	// LostSince is when the day began in which Lost people are counted; zero before the first.
	LostSince time.Time
	// Survey is when everybody was to be looked at; zero when that is done.
	Survey time.Time
	Cursor SubjectID // the last person who was looked at in the survey
	Pushes uint32    // changes of people that were told during the survey: what it has read before is out of date
}

// AutomaticMember is a person in the scope of an automatic policy: somebody who does not come into it, but was there before.
type AutomaticMember struct {
	Stamp
	Policy  PolicyID
	Subject SubjectID
	Rule    uint32    // that of the AutomaticScope under which the person came into it
	Leaving bool      // has left it, and the removal waits
	Since   time.Time // when the person came into it, or left
	Waiting Code      // why there is no assignment yet, if that may change: it is tried again then; "" otherwise
	Retry   time.Time // when it changed: the directory is asked for the rest; zero otherwise
}

// AutomaticMemberKey is the key of an AutomaticMember.
type AutomaticMemberKey struct {
	Policy  PolicyID
	Subject SubjectID
}

// Key returns the member's key.
func (m *AutomaticMember) Key() AutomaticMemberKey { return AutomaticMemberKey{m.Policy, m.Subject} }

// Departure is a person with access who has left the directory and may come back within DepartureDays
//
type Departure struct {
	Stamp
	Subject SubjectID
	Since   time.Time // when that was noticed
	Due     bool      // End has come: the directory is asked whether the person is back
}

// DepartureDays is how long somebody who left the directory can be restored.
const DepartureDays = 30

// End returns when what the person has ends, if the directory does not have them then either.
func (d *Departure) End() time.Time { return d.Since.AddDate(0, 0, DepartureDays) }
