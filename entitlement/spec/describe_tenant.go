package spec

import "example.com/tenure/entitlement"

var organizationForm = object("connectedOrganization", "Another organization whose people may be let in.",
	identity(func(o *ConnectedOrganization) *entitlement.OrganizationID { return &o.ID }),
	displayName(func(o *ConnectedOrganization) *string { return &o.DisplayName }, "Unique in the tenant."),
	description(func(o *ConnectedOrganization) *string { return &o.Description }),
	field("state", "Whether it is one of all configured organizations. Default: configured.",
		func(o *ConnectedOrganization) *entitlement.OrganizationState { return &o.State }, enum[entitlement.OrganizationState]()),
	field("identitySources", "How its people are recognised.",
		func(o *ConnectedOrganization) *[]entitlement.IdentitySource { return &o.IdentitySources },
		set[entitlement.IdentitySource](sourceForm)).must(),
	people("internalSponsors", "Who vouches for its people, here.",
		func(o *ConnectedOrganization) *[]entitlement.SubjectSet { return &o.InternalSponsors }),
	people("externalSponsors", "Who vouches for its people, there.",
		func(o *ConnectedOrganization) *[]entitlement.SubjectSet { return &o.ExternalSponsors }),
)

var sourceForm = object("identitySource", "A tenant, a mail domain or a social provider.",
	fieldOr("@odata.type", "Default: what the other members say.",
		func(s *entitlement.IdentitySource) *entitlement.IdentitySourceType { return &s.Type }, enum[entitlement.IdentitySourceType](),
		impliedSource).must(),
	field("displayName", "What people call it.",
		func(s *entitlement.IdentitySource) *string { return &s.DisplayName }, text[string]()),
	field("tenantId", "Whoever authenticates in this tenant.",
		func(s *entitlement.IdentitySource) *string { return &s.TenantID }, text[string]()),
	field("cloudInstance", "The tenant is in this other cloud.",
		func(s *entitlement.IdentitySource) *string { return &s.CloudInstance }, text[string]()),
	field("domainName", "Whoever has proved an address of exactly this mail domain.",
		func(s *entitlement.IdentitySource) *string { return &s.DomainName }, text[string]()),
	field("issuerUri", "The identity provider that the domain is federated with.",
		func(s *entitlement.IdentitySource) *string { return &s.IssuerURI }, text[string]()),
	field("socialIdentitySourceType", "Whoever signs in with this social provider, such as facebook.",
		func(s *entitlement.IdentitySource) *string { return &s.SocialType }, text[string]()),
)

// impliedSource returns the type that the members of a source imply, 0 if there are none.
func impliedSource(s *entitlement.IdentitySource) entitlement.IdentitySourceType {
	switch {
	case s.CloudInstance != "":
		return entitlement.SourceCloud
	case s.TenantID != "":
		return entitlement.SourceTenant
	case s.IssuerURI != "":
		return entitlement.SourceFederation
	case s.DomainName != "":
		return entitlement.SourceDomain
	case s.SocialType != "":
		return entitlement.SourceSocial
	}
	return 0
}

var roleAssignmentForm = object("roleAssignment", "Gives a role to a user or group: in the catalog it stands in, or in the tenant.",
	identity(func(a *RoleAssignment) *entitlement.RoleAssignmentID { return &a.ID }),
	field("role", "The role.", func(a *RoleAssignment) *entitlement.Role { return &a.Role }, enum[entitlement.Role]()).must(),
	field("principal", "Who gets it.",
		func(a *RoleAssignment) *entitlement.SubjectSet { return &a.Principal }, subjectSetForm).must(),
)

var settingsForm = object("settings", "The tenant's settings.",
	fieldOr("externalUserLifecycleAction", "What happens to a guest's account after the last access package. Default: blockSignInAndDelete.",
		func(s *Settings) *entitlement.ExternalUserAction { return &s.ExternalUserLifecycleAction },
		enum[entitlement.ExternalUserAction](), fixed[Settings](entitlement.DefaultSettings().ExternalUserLifecycleAction)),
	fieldOr("durationUntilExternalUserDeletedAfterBlocked", "Default: P30D.",
		func(s *Settings) *entitlement.Period { return &s.DurationUntilExternalUserDeletedAfterBlocked }, period(),
		fixed[Settings](entitlement.DefaultSettings().DurationUntilExternalUserDeletedAfterBlocked)),
	field("allowedDomains", "Only people of these mail domains are invited.",
		func(s *Settings) *[]string { return &s.AllowedDomains }, set[string](text[string]())),
	field("blockedDomains", "People of these mail domains are not invited.",
		func(s *Settings) *[]string { return &s.BlockedDomains }, set[string](text[string]())),
	fieldOr("resourceVisibility", "Who sees what is in an access package before having it. Default: allUsers.",
		func(s *Settings) *entitlement.ResourceVisibility { return &s.ResourceVisibility },
		enum[entitlement.ResourceVisibility](), fixed[Settings](entitlement.ResourcesForAllUsers)),
	fieldOr("relatedPeopleInsightLevel", "How much suggestions tell about others. Default: disabled.",
		func(s *Settings) *entitlement.InsightLevel { return &s.RelatedPeopleInsightLevel },
		enum[entitlement.InsightLevel](), fixed[Settings](entitlement.InsightDisabled)),
	flag("showApproverDetailsToMembers", "Members see who approves, where a stage does not say.",
		func(s *Settings) *bool { return &s.ShowApproverDetailsToMembers }, true),
)
