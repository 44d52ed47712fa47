package entitlement

// ResourceVisibility says who sees what is in an access package before having it. Whoever does not see the package
// never does.
type ResourceVisibility uint8

// Resource visibilities.
const (
	ResourcesForAllUsers ResourceVisibility = iota // guests too; the default
	ResourcesForMembers
	ResourcesForNobody
)

var resourceVisibilities = words[ResourceVisibility]{"allUsers", "members", "nobody"}

// String returns the word for the visibility.
func (v ResourceVisibility) String() string { return resourceVisibilities.text(v) }

// MarshalText returns the same text as String.
func (v ResourceVisibility) MarshalText() ([]byte, error) {
	return resourceVisibilities.marshal("resourceVisibility", v)
}

// UnmarshalText accepts the texts of String only.
func (v *ResourceVisibility) UnmarshalText(text []byte) error {
	return resourceVisibilities.unmarshal("resourceVisibility", text, v)
}

// Shows reports whether a person of a type sees the resources of a package that they see.
func (v ResourceVisibility) Shows(t UserType) bool {
	return v == ResourcesForAllUsers || v == ResourcesForMembers && t == UserMember
}

// InsightLevel says how much suggestions tell about what other people have.
type InsightLevel uint8

// Insight levels.
const (
	InsightDisabled      InsightLevel = iota // nothing: suggestions come from one's own past only; the default
	InsightCount                             // how many related people have it
	InsightCountAndNames                     // who they are as well
)

var insightLevels = words[InsightLevel]{"disabled", "count", "countAndNames"}

// String returns Graph's word.
func (l InsightLevel) String() string { return insightLevels.text(l) }

// MarshalText returns Graph's word.
func (l InsightLevel) MarshalText() ([]byte, error) {
	return insightLevels.marshal("relatedPeopleInsightLevel", l)
}

// UnmarshalText accepts Graph's words only.
func (l *InsightLevel) UnmarshalText(text []byte) error {
	return insightLevels.unmarshal("relatedPeopleInsightLevel", text, l)
}

// ApproverVisibility says whether requestors see who approves a stage while their request waits.
type ApproverVisibility uint8

// Approver visibilities.
const (
	ApproversByDefault  ApproverVisibility = iota // as the tenant's settings say
	ApproversNotVisible                           // never
	ApproversVisible                              // guests see them too
)

var approverVisibilities = words[ApproverVisibility]{"default", "notVisible", "visible"}

// String returns Graph's word.
func (v ApproverVisibility) String() string { return approverVisibilities.text(v) }

// MarshalText returns Graph's word.
func (v ApproverVisibility) MarshalText() ([]byte, error) {
	return approverVisibilities.marshal("approverInformationVisibility", v)
}

// UnmarshalText accepts Graph's words only.
func (v *ApproverVisibility) UnmarshalText(text []byte) error {
	return approverVisibilities.unmarshal("approverInformationVisibility", text, v)
}

// Shows reports whether requestors see the approvers, where the tenant's setting for them says so or not.
func (v ApproverVisibility) Shows(tenant bool) bool {
	return v == ApproversVisible || v == ApproversByDefault && tenant
}
