package spec

import (
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// Naming says how objects are referred to. A nil function stands for references by id.
type Naming struct {
	Resource     func(entitlement.ResourceID) Ref
	Package      func(from entitlement.CatalogID, id entitlement.AccessPackageID) PackageRef
	Organization func(entitlement.OrganizationID) Ref
}

// CatalogOf returns a catalog as documents write it, without what is in it.
func CatalogOf(o *entitlement.Catalog) Catalog {
	return Catalog{
		ID: o.ID, DisplayName: o.DisplayName, Description: o.Description, Type: o.Type, State: o.State,
		IsExternallyVisible: new(o.IsExternallyVisible), CustomExtensions: entitlement.CloneCustomExtensions(o.CustomExtensions),
	}
}

// ResourceOf returns a resource as documents write it.
func ResourceOf(o *entitlement.Resource) Resource {
	return Resource{
		ID: o.ID, DisplayName: o.DisplayName, Description: o.Description, Type: o.Type, OriginID: o.OriginID,
		Roles: slices.Clone(o.Roles), UsableRoles: o.UsableRoles, Attributes: named(o.Attributes, nameless),
	}
}

// OrganizationOf returns a connected organization as documents write it.
func OrganizationOf(o *entitlement.ConnectedOrganization) ConnectedOrganization {
	return ConnectedOrganization{
		ID: o.ID, DisplayName: o.DisplayName, Description: o.Description, State: o.State,
		IdentitySources:  slices.Clone(o.IdentitySources),
		InternalSponsors: slices.Clone(o.InternalSponsors), ExternalSponsors: slices.Clone(o.ExternalSponsors),
	}
}

// RoleOf returns a role assignment as documents write it.
func RoleOf(o *entitlement.RoleAssignment) RoleAssignment {
	return RoleAssignment{ID: o.ID, Role: o.Role, Principal: o.Principal}
}

// SettingsOf returns the settings as documents write them.
func SettingsOf(o *entitlement.Settings) Settings {
	return Settings{
		ExternalUserLifecycleAction:                  o.ExternalUserLifecycleAction,
		DurationUntilExternalUserDeletedAfterBlocked: o.DurationUntilExternalUserDeletedAfterBlocked,
		AllowedDomains:                               slices.Clone(o.AllowedDomains), BlockedDomains: slices.Clone(o.BlockedDomains),
		ResourceVisibility: o.ResourceVisibility, RelatedPeopleInsightLevel: o.RelatedPeopleInsightLevel,
		ShowApproverDetailsToMembers: o.ShowApproverDetailsToMembers,
	}
}

// AccessPackage returns an access package as documents write it, without its policies.
func (n Naming) AccessPackage(o *entitlement.AccessPackage) AccessPackage {
	p := AccessPackage{
		ID: o.ID, DisplayName: o.DisplayName, Description: o.Description, IsHidden: o.IsHidden,
		IncompatibleGroups: slices.Clone(o.IncompatibleGroups),
	}
	for _, role := range o.Roles {
		scope := RoleScope{Resource: RefTo(role.Resource), Role: string(role.Role)}
		if n.Resource != nil {
			scope.Resource = n.Resource(role.Resource)
		}
		p.ResourceRoleScopes = append(p.ResourceRoleScopes, scope)
	}
	for _, id := range o.IncompatiblePackages {
		ref := PackageRef{AccessPackage: RefTo(id)}
		if n.Package != nil {
			ref = n.Package(o.Catalog, id)
		}
		p.IncompatibleAccessPackages = append(p.IncompatibleAccessPackages, ref)
	}
	slices.SortStableFunc(p.ResourceRoleScopes, func(a, b RoleScope) int {
		return cmpText(string(a.Resource), string(b.Resource), a.Role, b.Role)
	})
	slices.SortStableFunc(p.IncompatibleAccessPackages, func(a, b PackageRef) int {
		return cmpText(string(a.Catalog), string(b.Catalog), string(a.AccessPackage), string(b.AccessPackage))
	})
	return p
}

func cmpText(a, b, thenA, thenB string) int {
	if c := strings.Compare(a, b); c != 0 {
		return c
	}
	return strings.Compare(thenA, thenB)
}

// Policy returns an assignment policy as documents write it.
func (n Naming) Policy(o *entitlement.AssignmentPolicy) Policy {
	p := Policy{
		ID: o.ID, DisplayName: o.DisplayName, Description: o.Description, AllowedTargetScope: o.AllowedTargetScope,
		IsSuspended: o.IsSuspended, RequestApprovalSettings: o.RequestApprovalSettings.Clone(), Expiration: o.Expiration,
		NotificationSettings: o.NotificationSettings, Questions: entitlement.CloneQuestions(o.Questions),
		RequestorSettings:            o.RequestorSettings.Clone(),
		VerifiableCredentialSettings: o.VerifiableCredentialSettings.Clone(),
		CustomExtensionStageSettings: slices.Clone(o.CustomExtensionStageSettings),
	}
	if o.AutomaticRequestSettings != nil {
		p.AutomaticRequestSettings = new(*o.AutomaticRequestSettings)
	}
	if o.ReviewSettings != nil {
		p.ReviewSettings = new(o.ReviewSettings.Clone())
	}
	for _, set := range o.SpecificAllowedTargets {
		t := Target{UserID: set.UserID, GroupID: set.GroupID, Description: set.Description, MembershipRule: set.MembershipRule}
		if set.Type == entitlement.SetOrganizationMember {
			t.ConnectedOrganization = RefTo(set.Organization)
			if n.Organization != nil {
				t.ConnectedOrganization = n.Organization(set.Organization)
			}
		}
		p.SpecificAllowedTargets = append(p.SpecificAllowedTargets, t)
	}
	return p
}

// naming refers to the objects by name, where the name is theirs alone and could not be taken for an id.
func (o *Objects) naming() Naming {
	resources := map[entitlement.ResourceID]Ref{}
	packages := map[entitlement.AccessPackageID]PackageRef{}
	home := map[entitlement.AccessPackageID]entitlement.CatalogID{}
	for i := range o.Catalogs {
		c := &o.Catalogs[i]
		shared := map[string]int{}
		for _, r := range c.Resources {
			shared[fold(r.DisplayName)]++
		}
		for _, r := range c.Resources {
			if shared[fold(r.DisplayName)] == 1 {
				resources[r.ID] = refBy(r.DisplayName, r.ID)
			}
		}
		for j := range c.Packages {
			p := &c.Packages[j].Package
			home[p.ID] = c.Catalog.ID
			packages[p.ID] = PackageRef{refBy(c.Catalog.DisplayName, c.Catalog.ID), refBy(p.DisplayName, p.ID)}
		}
	}
	organizations := map[entitlement.OrganizationID]Ref{}
	for i := range o.Organizations {
		organizations[o.Organizations[i].ID] = refBy(o.Organizations[i].DisplayName, o.Organizations[i].ID)
	}
	return Naming{
		Resource: func(id entitlement.ResourceID) Ref { return known(resources, id) },
		Package: func(from entitlement.CatalogID, id entitlement.AccessPackageID) PackageRef {
			ref := packages[id]
			if _, isID := idOf[entitlement.AccessPackage](ref.AccessPackage); isID || ref.AccessPackage == "" {
				return PackageRef{AccessPackage: RefTo(id)}
			}
			if home[id] == from {
				ref.Catalog = ""
			}
			return ref
		},
		Organization: func(id entitlement.OrganizationID) Ref { return known(organizations, id) },
	}
}

// refBy refers by name, or by id where the name has the form of an id.
func refBy[T any](name string, id entitlement.ID[T]) Ref {
	if _, isID := idOf[T](Ref(name)); isID {
		return RefTo(id)
	}
	return Ref(name)
}

func known[T any](refs map[entitlement.ID[T]]Ref, id entitlement.ID[T]) Ref {
	if ref, found := refs[id]; found {
		return ref
	}
	return RefTo(id)
}
