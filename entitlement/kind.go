package entitlement

// Kind names a kind of object in errors, events and references. The values are stored: append, never renumber.
type Kind uint8

// The kinds of objects.
const (
	_ Kind = iota
	KindCatalog
	KindResource
	KindAccessPackage
	KindPolicy
	KindOrganization
	KindRoleAssignment
	KindSettings
	KindRequest
	KindStage
	KindAssignment
	KindGrant
	KindGuest
	KindSubject
	KindGroup
	KindRole
	KindStore
	KindEngine
	KindReviewSeries
	KindReview
	KindReviewItem
	KindDelegation
	KindAutomaticScope
	KindAutomaticMember
	KindDeparture
	KindCallout
)

var kinds = words[Kind]{
	KindCatalog: "catalog", KindResource: "resource", KindAccessPackage: "accessPackage", KindPolicy: "assignmentPolicy",
	KindOrganization: "connectedOrganization", KindRoleAssignment: "roleAssignment", KindSettings: "settings",
	KindRequest: "assignmentRequest", KindStage: "approvalStage", KindAssignment: "assignment", KindGrant: "grant",
	KindGuest: "guestAccount", KindSubject: "subject", KindGroup: "group", KindRole: "resourceRole", KindStore: "store",
	KindEngine: "engine", KindReviewSeries: "reviewSeries", KindReview: "review", KindReviewItem: "reviewItem",
	KindDelegation: "approvalDelegation", KindAutomaticScope: "automaticScope", KindAutomaticMember: "automaticMember",
	KindDeparture: "departure", KindCallout: "callout",
}

// String returns the name used in messages.
func (k Kind) String() string { return kinds.text(k) }

// MarshalText returns the same text as String.
func (k Kind) MarshalText() ([]byte, error) { return kinds.marshal("Kind", k) }

// UnmarshalText accepts the texts of String only.
func (k *Kind) UnmarshalText(text []byte) error { return kinds.unmarshal("Kind", text, k) }
