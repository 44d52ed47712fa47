package spec

import (
	"slices"

	"example.com/tenure/entitlement"
)

// Document is the configuration of a tenant, or a part of it. In this package's own types the zero value of a field is
// absence and stands for the default that is named beside it. The structures of package entitlement mean in Go what they
// mean there; only their JSON is shorter.
type Document struct {
	Schema                 string // "$schema": where editors find the JSON Schema; it means nothing else
	Catalogs               []Catalog
	ConnectedOrganizations []ConnectedOrganization
	RoleAssignments        []RoleAssignment // of the tenant
	Settings               *Settings        // nil leaves them as they are
}

// Catalog is a catalog with everything in it. The built-in catalog General is meant by its id and, without an id, by its
// name.
type Catalog struct {
	ID                  entitlement.CatalogID
	DisplayName         string                   // unique in the tenant
	Description         string                   // required; General alone keeps what it has without
	Type                entitlement.CatalogType  // default what it is; userManaged for a new catalog
	State               entitlement.CatalogState // default published
	IsExternallyVisible *bool                    // default true
	CustomExtensions    []entitlement.CustomExtension
	Resources           []Resource
	AccessPackages      []AccessPackage
	RoleAssignments     []RoleAssignment // in this catalog
}

// Resource is a resource of a catalog. Type and origin say which one it is; its name may change.
type Resource struct {
	ID          entitlement.ResourceID
	DisplayName string // what access packages call it
	Description string
	Type        entitlement.ResourceType
	OriginID    string
	Roles       []entitlement.ResourceRole      // default what the type implies
	UsableRoles entitlement.ResourceUse         // in access packages
	Attributes  []entitlement.ResourceAttribute // whose questions have no ids: they are AttributeQuestion of the names
}

// AccessPackage is an access package with its policies.
type AccessPackage struct {
	ID                         entitlement.AccessPackageID
	DisplayName                string // unique in the catalog
	Description                string
	IsHidden                   bool
	ResourceRoleScopes         []RoleScope
	IncompatibleAccessPackages []PackageRef
	IncompatibleGroups         []entitlement.GroupID
	AssignmentPolicies         []Policy
}

// Policy is an assignment policy of an access package.
type Policy struct {
	ID                      entitlement.PolicyID
	DisplayName             string // unique in the package
	Description             string
	AllowedTargetScope      entitlement.TargetScope // default what the targets imply; without targets nobody may ask
	SpecificAllowedTargets  []Target
	IsSuspended             bool
	RequestorSettings       *entitlement.RequestorSettings // default ask for oneself and give up, on the policy's schedule
	RequestApprovalSettings entitlement.ApprovalSettings   // default no approval
	Expiration              entitlement.Expiration         // default entitlement.DefaultLifetimeDays
	NotificationSettings    entitlement.NotificationSettings
	ReviewSettings          *entitlement.ReviewSettings // default no reviews
	Questions               []entitlement.Question      // in display order
	// AutomaticRequestSettings make the policy an automatic one, for one target with a MembershipRule.
	AutomaticRequestSettings *entitlement.AutomaticRequestSettings
	// CustomExtensionStageSettings have extensions of the catalog called.
	CustomExtensionStageSettings []entitlement.CustomExtensionStageSetting
	VerifiableCredentialSettings entitlement.VerifiableCredentialSettings // default none is demanded
}

// ConnectedOrganization is a connected organization.
type ConnectedOrganization struct {
	ID               entitlement.OrganizationID
	DisplayName      string // unique in the tenant
	Description      string
	State            entitlement.OrganizationState // default configured
	IdentitySources  []entitlement.IdentitySource
	InternalSponsors []entitlement.SubjectSet
	ExternalSponsors []entitlement.SubjectSet
}

// RoleAssignment gives a role to a user or group: in the catalog that it stands in, or in the tenant. Role and
// principal say which one it is; neither can change.
type RoleAssignment struct {
	ID        entitlement.RoleAssignmentID
	Role      entitlement.Role
	Principal entitlement.SubjectSet
}

// Settings are the tenant's settings. Its Go values say everything; members that are absent from the JSON are those of
// entitlement.DefaultSettings.
type Settings struct {
	ExternalUserLifecycleAction                  entitlement.ExternalUserAction
	DurationUntilExternalUserDeletedAfterBlocked entitlement.Period
	AllowedDomains                               []string
	BlockedDomains                               []string
	ResourceVisibility                           entitlement.ResourceVisibility
	RelatedPeopleInsightLevel                    entitlement.InsightLevel
	ShowApproverDetailsToMembers                 bool
}

// IsGeneral reports whether the built-in catalog is meant.
func (c *Catalog) IsGeneral() bool {
	if !c.ID.IsZero() {
		return c.ID == entitlement.GeneralCatalogID()
	}
	return fold(c.DisplayName) == fold(entitlement.GeneralCatalogName)
}

// Clone returns a copy that shares no memory with the receiver.
func (d Document) Clone() Document {
	d.Catalogs = cloned(d.Catalogs, Catalog.Clone)
	d.ConnectedOrganizations = cloned(d.ConnectedOrganizations, ConnectedOrganization.Clone)
	d.RoleAssignments = slices.Clone(d.RoleAssignments)
	if d.Settings != nil {
		d.Settings = new(d.Settings.Clone())
	}
	return d
}

// Clone returns a copy that shares no memory with the receiver.
func (c Catalog) Clone() Catalog {
	if c.IsExternallyVisible != nil {
		c.IsExternallyVisible = new(*c.IsExternallyVisible)
	}
	c.CustomExtensions = entitlement.CloneCustomExtensions(c.CustomExtensions)
	c.Resources = cloned(c.Resources, func(r Resource) Resource {
		r.Roles = slices.Clone(r.Roles)
		r.Attributes = entitlement.CloneAttributes(r.Attributes)
		return r
	})
	c.AccessPackages = cloned(c.AccessPackages, AccessPackage.Clone)
	c.RoleAssignments = slices.Clone(c.RoleAssignments)
	return c
}

// Clone returns a copy that shares no memory with the receiver.
func (p AccessPackage) Clone() AccessPackage {
	p.ResourceRoleScopes = slices.Clone(p.ResourceRoleScopes)
	p.IncompatibleAccessPackages = slices.Clone(p.IncompatibleAccessPackages)
	p.IncompatibleGroups = slices.Clone(p.IncompatibleGroups)
	p.AssignmentPolicies = cloned(p.AssignmentPolicies, Policy.Clone)
	return p
}

// Clone returns a copy that shares no memory with the receiver.
func (p Policy) Clone() Policy {
	p.SpecificAllowedTargets = slices.Clone(p.SpecificAllowedTargets)
	p.RequestorSettings = p.RequestorSettings.Clone()
	p.RequestApprovalSettings = p.RequestApprovalSettings.Clone()
	if p.ReviewSettings != nil {
		p.ReviewSettings = new(p.ReviewSettings.Clone())
	}
	p.Questions = entitlement.CloneQuestions(p.Questions)
	if p.AutomaticRequestSettings != nil {
		p.AutomaticRequestSettings = new(*p.AutomaticRequestSettings)
	}
	p.CustomExtensionStageSettings = slices.Clone(p.CustomExtensionStageSettings)
	p.VerifiableCredentialSettings = p.VerifiableCredentialSettings.Clone()
	return p
}

// Clone returns a copy that shares no memory with the receiver.
func (o ConnectedOrganization) Clone() ConnectedOrganization {
	o.IdentitySources = slices.Clone(o.IdentitySources)
	o.InternalSponsors = slices.Clone(o.InternalSponsors)
	o.ExternalSponsors = slices.Clone(o.ExternalSponsors)
	return o
}

// Clone returns a copy that shares no memory with the receiver.
func (s Settings) Clone() Settings {
	s.AllowedDomains = slices.Clone(s.AllowedDomains)
	s.BlockedDomains = slices.Clone(s.BlockedDomains)
	return s
}

func cloned[T any](list []T, clone func(T) T) []T {
	out := slices.Clone(list)
	for i := range out {
		out[i] = clone(out[i])
	}
	return out
}
