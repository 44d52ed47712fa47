package spec

import (
	"cmp"
	"slices"

	"example.com/tenure/entitlement"
)

// The objects without references to others.

func (c *Catalog) object() entitlement.Catalog {
	out := entitlement.Catalog{
		ID: c.ID, DisplayName: c.DisplayName, Description: c.Description, Type: c.Type,
		State: cmp.Or(c.State, entitlement.CatalogPublished), IsExternallyVisible: true,
	}
	out.CustomExtensions = entitlement.CloneCustomExtensions(c.CustomExtensions)
	for i := range out.CustomExtensions {
		x := &out.CustomExtensions[i]
		x.Type = cmp.Or(x.Type, entitlement.ExtensionRequestWorkflow)
	}
	if c.IsExternallyVisible != nil {
		out.IsExternallyVisible = *c.IsExternallyVisible
	}
	return out
}

func (r *Resource) object(catalog entitlement.CatalogID) entitlement.Resource {
	return entitlement.Resource{
		ID: r.ID, Catalog: catalog, DisplayName: r.DisplayName, Description: r.Description, Type: r.Type, OriginID: r.OriginID,
		Roles: slices.Clone(r.Roles), UsableRoles: r.UsableRoles,
		Attributes: named(r.Attributes, entitlement.AttributeQuestion),
	}.WithDefaultRoles()
}

func (o *ConnectedOrganization) object() entitlement.ConnectedOrganization {
	return entitlement.ConnectedOrganization{
		ID: o.ID, DisplayName: o.DisplayName, Description: o.Description,
		State: cmp.Or(o.State, entitlement.OrganizationConfigured), IdentitySources: slices.Clone(o.IdentitySources),
		InternalSponsors: slices.Clone(o.InternalSponsors), ExternalSponsors: slices.Clone(o.ExternalSponsors),
	}
}

func (a *RoleAssignment) object(catalog entitlement.CatalogID) entitlement.RoleAssignment {
	return entitlement.RoleAssignment{ID: a.ID, Role: a.Role, Catalog: catalog, Principal: a.Principal}
}

func (s *Settings) object() entitlement.Settings {
	return entitlement.Settings{
		ExternalUserLifecycleAction:                  s.ExternalUserLifecycleAction,
		DurationUntilExternalUserDeletedAfterBlocked: s.DurationUntilExternalUserDeletedAfterBlocked,
		AllowedDomains:                               slices.Clone(s.AllowedDomains), BlockedDomains: slices.Clone(s.BlockedDomains),
		ResourceVisibility: s.ResourceVisibility, RelatedPeopleInsightLevel: s.RelatedPeopleInsightLevel,
		ShowApproverDetailsToMembers: s.ShowApproverDetailsToMembers,
	}
}

// named returns attributes whose questions have the ids that their names give them.
func named(list []entitlement.ResourceAttribute, id func(name string) entitlement.QuestionID) []entitlement.ResourceAttribute {
	list = entitlement.CloneAttributes(list)
	for i := range list {
		list[i].Question.ID = id(list[i].Name)
	}
	return list
}

func nameless(string) entitlement.QuestionID { return "" }
