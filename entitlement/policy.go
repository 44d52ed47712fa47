package entitlement

import (
	"fmt"
	"slices"
	"time"
)

// AssignmentPolicy says who may get an access package, who approves, and how long access lasts. A package may have several
// for different audiences. A request, its assignment and everything that follows stay bound to the policy, and to
// the version of it, under which they were made.
type AssignmentPolicy struct {
	ID PolicyID `json:"id,omitzero"`
	Stamp
	Package     AccessPackageID `json:"accessPackageId,omitzero"`
	DisplayName string          `json:"displayName"` // unique within the package
	Description string          `json:"description,omitempty"`

	// AllowedTargetScope and, for the "specific" kinds, SpecificAllowedTargets say who may get access.
	AllowedTargetScope     TargetScope  `json:"allowedTargetScope"`
	SpecificAllowedTargets []SubjectSet `json:"specificAllowedTargets,omitempty"`

	// IsSuspended turns off new requests, and for a direct-only policy direct assignment too.
	IsSuspended bool `json:"isSuspended,omitzero"`

	// RequestorSettings refine who may ask for what; nil means that people in scope may ask for themselves, and give up
	// what they have, with the policy's own schedule, and that they cannot extend it.
	RequestorSettings *RequestorSettings `json:"requestorSettings,omitempty"`

	// AutomaticRequestSettings make the policy an automatic one; nil means that people ask, or are assigned.
	AutomaticRequestSettings *AutomaticRequestSettings `json:"automaticRequestSettings,omitempty"`

	RequestApprovalSettings ApprovalSettings     `json:"requestApprovalSettings"`
	Expiration              Expiration           `json:"expiration"`
	NotificationSettings    NotificationSettings `json:"notificationSettings,omitzero"`
	// ReviewSettings say how access is looked at again; nil means that it is not.
	ReviewSettings *ReviewSettings `json:"reviewSettings,omitempty"`

	// Questions are what requestors, and administrators who assign, have to answer.
	Questions []Question `json:"questions,omitempty"`

	// CustomExtensionStageSettings say which extensions of the catalog are called, and when. Those of one stage
	// are called together, and a request waits for all of them that it has to wait for.
	CustomExtensionStageSettings []CustomExtensionStageSetting `json:"customExtensionStageSettings,omitempty"`

	// VerifiableCredentialSettings say which verified credentials requestors have to present, all of them. Administrators
	// who assign present none, and who extends access is not asked again.
	VerifiableCredentialSettings VerifiableCredentialSettings `json:"verifiableCredentialSettings,omitzero"`

	CreatedAt  time.Time `json:"createdDateTime,omitzero"`
	ModifiedAt time.Time `json:"modifiedDateTime,omitzero"`
}

// PolicyRef names a version of an assignment policy.
type PolicyRef struct {
	ID      PolicyID
	Version uint32
}

// TargetScope says who may get access under a policy.
type TargetScope uint8

// Target scopes. The zero value is notSpecified: nobody may ask, administrators assign.
const (
	ScopeNotSpecified               TargetScope = iota
	ScopeSpecificDirectoryUsers                 // the users and groups named in SpecificAllowedTargets
	ScopeSpecificOrganizations                  // people of the organizations named in SpecificAllowedTargets
	ScopeAllMemberUsers                         // everybody in the directory except guests
	ScopeAllDirectoryUsers                      // everybody in the directory, guests too
	ScopeAllConfiguredOrganizations             // people of every configured organization
	ScopeAllExternalUsers                       // anybody from outside; approval is then mandatory
)

var targetScopes = words[TargetScope]{
	"notSpecified", "specificDirectoryUsers", "specificConnectedOrganizationUsers", "allMemberUsers", "allDirectoryUsers",
	"allConfiguredConnectedOrganizationUsers", "allExternalUsers",
}

// String returns Graph's word.
func (s TargetScope) String() string { return targetScopes.text(s) }

// MarshalText returns Graph's word.
func (s TargetScope) MarshalText() ([]byte, error) {
	return targetScopes.marshal("allowedTargetScope", s)
}

// UnmarshalText accepts Graph's words only.
func (s *TargetScope) UnmarshalText(text []byte) error {
	return targetScopes.unmarshal("allowedTargetScope", text, s)
}

// IsExternal reports whether the scope is for people of other organizations. A policy serves either audience, never both
//
func (s TargetScope) IsExternal() bool {
	return s == ScopeSpecificOrganizations || s == ScopeAllConfiguredOrganizations || s == ScopeAllExternalUsers
}

// RequestorSettings say who may submit which requests under a policy.
type RequestorSettings struct {
	EnableTargetsToSelfAddAccess bool `json:"enableTargetsToSelfAddAccess"`
	// EnableTargetsToSelfUpdateAccess lets holders ask for a later end. Who holds access is asked whether they still
	// need it, 14 days and 1 day before its end.
	EnableTargetsToSelfUpdateAccess bool `json:"enableTargetsToSelfUpdateAccess"`
	EnableTargetsToSelfRemoveAccess bool `json:"enableTargetsToSelfRemoveAccess"`
	AllowCustomAssignmentSchedule   bool `json:"allowCustomAssignmentSchedule"`

	// The OnBehalfRequestors may ask for access of other people, change it, and give it up, each where it is enabled (R-100,
	// singleUser, groupMembers, and targetManager for the managers of whom they ask for. An empty list means the
	// manager of whom they ask for: people ask for their direct reports.
	EnableOnBehalfRequestorsToAddAccess    bool         `json:"enableOnBehalfRequestorsToAddAccess,omitzero"`
	EnableOnBehalfRequestorsToUpdateAccess bool         `json:"enableOnBehalfRequestorsToUpdateAccess,omitzero"`
	EnableOnBehalfRequestorsToRemoveAccess bool         `json:"enableOnBehalfRequestorsToRemoveAccess,omitzero"`
	OnBehalfRequestors                     []SubjectSet `json:"onBehalfRequestors,omitempty"`
}

// Requestor returns the settings in force: those given, or the defaults.
func (p *AssignmentPolicy) Requestor() RequestorSettings {
	if p.RequestorSettings != nil {
		return *p.RequestorSettings
	}
	if p.IsAutomatic() {
		return RequestorSettings{} // attributes decide, not people
	}
	return RequestorSettings{EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: true}
}

// IsDirectOnly reports whether nobody can request under the policy.
func (p *AssignmentPolicy) IsDirectOnly() bool { return p.AllowedTargetScope == ScopeNotSpecified }

// NotificationSettings switch mails about assignments off (N18 to N20; R-328).
type NotificationSettings struct {
	IsAssignmentNotificationDisabled bool `json:"isAssignmentNotificationDisabled"`
}

// Validate refuses a policy that no engine would accept, with InvalidArgument or LimitExceeded. A fixed end
// that has come at the instant at is refused: under such a policy nobody could have access.
func (p *AssignmentPolicy) Validate(limits Limits, at time.Time) error {
	if err := firstError(
		limits.checkName("displayName", p.DisplayName),
		limits.checkDescription("description", p.Description),
		checkEnum("allowedTargetScope", p.AllowedTargetScope, targetScopes),
		p.validateTargets(limits),
		p.RequestApprovalSettings.Validate(limits),
		p.Expiration.Validate(limits),
		validateQuestions(limits, p.Questions),
		p.RequestorSettings.validate(limits),
		p.validateAutomatic(limits),
		p.validateExtensionStages(limits),
		p.VerifiableCredentialSettings.validate(limits),
	); err != nil {
		return err
	}
	if p.Expiration.Type == ExpirationAfterDateTime && !p.Expiration.EndDateTime.After(at) {
		return invalid("expiration.endDateTime", "%s has passed: the policy would end before it starts",
			p.Expiration.EndDateTime.UTC().Format(time.RFC3339))
	}
	if p.ReviewSettings != nil {
		if err := p.ReviewSettings.Validate(limits); err != nil {
			return err
		}
	}
	approval := &p.RequestApprovalSettings
	if p.AllowedTargetScope == ScopeAllExternalUsers && !approval.IsApprovalRequiredForAdd {
		return invalid("requestApprovalSettings.isApprovalRequiredForAdd", "must be set when anybody from outside may request")
	}
	if p.AllowedTargetScope.IsExternal() {
		return approval.validateExternal()
	}
	return nil
}

func (p *AssignmentPolicy) validateTargets(limits Limits) error {
	limit, most := "UsersAndGroupsPerPolicy", limits.UsersAndGroupsPerPolicy
	if p.AllowedTargetScope == ScopeSpecificOrganizations {
		limit, most = "OrganizationsPerPolicy", limits.OrganizationsPerPolicy
	}
	if err := checkLimit("specificAllowedTargets", limit, len(p.SpecificAllowedTargets), most); err != nil {
		return err
	}
	for i, t := range p.SpecificAllowedTargets {
		path := fmt.Sprintf("specificAllowedTargets[%d]", i)
		if err := t.Validate(path); err != nil {
			return err
		}
		if !p.AllowedTargetScope.takes(t.Type) {
			return invalid(path, "%s does not fit the scope %s", t.Type, p.AllowedTargetScope)
		}
		if slices.ContainsFunc(p.SpecificAllowedTargets[:i], t.same) {
			return invalid(path, "%s is listed twice", t)
		}
	}
	specific := p.AllowedTargetScope == ScopeSpecificDirectoryUsers || p.AllowedTargetScope == ScopeSpecificOrganizations
	if specific && len(p.SpecificAllowedTargets) == 0 {
		return invalid("specificAllowedTargets", "the scope %s needs at least one", p.AllowedTargetScope)
	}
	return nil
}

// takes reports whether sets of a type may be named in the scope's SpecificAllowedTargets.
func (s TargetScope) takes(t SubjectSetType) bool {
	return s == ScopeSpecificDirectoryUsers && (t == SetSingleUser || t == SetGroupMembers || t == SetAttributeRule) ||
		s == ScopeSpecificOrganizations && t == SetOrganizationMember
}

// Clone returns a copy that shares no memory with the receiver.
func (p AssignmentPolicy) Clone() AssignmentPolicy {
	p.SpecificAllowedTargets = slices.Clone(p.SpecificAllowedTargets)
	p.RequestorSettings = p.RequestorSettings.Clone()
	if p.AutomaticRequestSettings != nil {
		settings := *p.AutomaticRequestSettings
		p.AutomaticRequestSettings = &settings
	}
	p.RequestApprovalSettings = p.RequestApprovalSettings.Clone()
	if p.ReviewSettings != nil {
		settings := p.ReviewSettings.Clone()
		p.ReviewSettings = &settings
	}
	p.Questions = CloneQuestions(p.Questions)
	p.CustomExtensionStageSettings = slices.Clone(p.CustomExtensionStageSettings)
	p.VerifiableCredentialSettings = p.VerifiableCredentialSettings.Clone()
	return p
}
