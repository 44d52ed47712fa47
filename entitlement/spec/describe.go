package spec

import "example.com/tenure/entitlement"

// The description of a document: its objects, their members in the order in which they are written, and what absent members
// mean.

var documentForm = object("document", "The configuration of a tenant, or a part of it.",
	field("$schema", "Where this schema is found.", func(d *Document) *string { return &d.Schema }, text[string]()),
	field("catalogs", "The catalogs with everything in them.",
		func(d *Document) *[]Catalog { return &d.Catalogs }, set[Catalog](catalogForm)),
	field("connectedOrganizations", "The organizations whose people may be let in.",
		func(d *Document) *[]ConnectedOrganization { return &d.ConnectedOrganizations }, set[ConnectedOrganization](organizationForm)),
	field("roleAssignments", "Who administers the tenant.",
		func(d *Document) *[]RoleAssignment { return &d.RoleAssignments }, set[RoleAssignment](roleAssignmentForm)),
	field("settings", "The tenant's settings. Without them they stay as they are.",
		func(d *Document) **Settings { return &d.Settings }, optional[Settings]{settingsForm}),
)

var catalogForm = object("catalog", "A container of resources and access packages, and the unit of delegation.",
	identity(func(c *Catalog) *entitlement.CatalogID { return &c.ID }),
	displayName(func(c *Catalog) *string { return &c.DisplayName }, "Unique in the tenant."),
	field("description", "What requestors read. Required, except for the built-in catalog General.",
		func(c *Catalog) *string { return &c.Description }, text[string]()),
	field("catalogType", "Who made it. Cannot change. Default for a new catalog: userManaged.",
		func(c *Catalog) *entitlement.CatalogType { return &c.Type }, enum[entitlement.CatalogType]()),
	field("state", "Whether anybody may request from it. Default: published.",
		func(c *Catalog) *entitlement.CatalogState { return &c.State }, enum[entitlement.CatalogState]()),
	field("isExternallyVisible", "Whether people from outside may request from it. Default: true.",
		func(c *Catalog) **bool { return &c.IsExternallyVisible }, optional[bool]{boolean()}),
	field("customWorkflowExtensions", "Processes outside that its policies can have called.",
		func(c *Catalog) *[]entitlement.CustomExtension { return &c.CustomExtensions },
		set[entitlement.CustomExtension](customExtensionForm)),
	field("resources", "What access can be given to.",
		func(c *Catalog) *[]Resource { return &c.Resources }, set[Resource](resourceForm)).asApart(),
	field("accessPackages", "Bundles of roles that people can have.",
		func(c *Catalog) *[]AccessPackage { return &c.AccessPackages }, set[AccessPackage](accessPackageForm)).asApart(),
	field("roleAssignments", "Who administers the catalog.",
		func(c *Catalog) *[]RoleAssignment { return &c.RoleAssignments }, set[RoleAssignment](roleAssignmentForm)).asApart(),
)

var resourceForm = object("resource", "Something that access can be given to.",
	identity(func(r *Resource) *entitlement.ResourceID { return &r.ID }),
	displayName(func(r *Resource) *string { return &r.DisplayName }, "What access packages call it."),
	description(func(r *Resource) *string { return &r.Description }),
	field("type", "The kind of system it lives in: group, application, site, or one of your own.",
		func(r *Resource) *entitlement.ResourceType { return &r.Type }, text[entitlement.ResourceType]()).must(),
	field("originId", "Its identity in that system. Unique within type and catalog.",
		func(r *Resource) *string { return &r.OriginID }, text[string]()).must(),
	field("roles", "Its roles. Default: Member and Owner for a group, Default Access for an application.",
		func(r *Resource) *[]entitlement.ResourceRole { return &r.Roles }, set[entitlement.ResourceRole](roleForm)),
	fieldOr("usableRoles", "Which roles access packages may have: ownerRole for groups whose members follow a rule. Default: allRoles.",
		func(r *Resource) *entitlement.ResourceUse { return &r.UsableRoles }, enum[entitlement.ResourceUse](),
		fixed[Resource](entitlement.UseAllRoles)),
	field("attributes", "What requestors are asked about themselves, and is written to them.",
		func(r *Resource) *[]entitlement.ResourceAttribute { return &r.Attributes }, set[entitlement.ResourceAttribute](attributeForm)),
)

var roleForm = object("resourceRole", "A role within a resource.",
	field("originId", "Its identity in the target system.",
		func(r *entitlement.ResourceRole) *entitlement.RoleID { return &r.OriginID }, text[entitlement.RoleID]()).must(),
	field("displayName", "What people call it.",
		func(r *entitlement.ResourceRole) *string { return &r.DisplayName }, text[string]()),
	description(func(r *entitlement.ResourceRole) *string { return &r.Description }),
)

// The members that several objects have.

func identity[S, T any](at func(*S) *entitlement.ID[T]) member[S] {
	return field("id", "Its identifier. Default: an object of that name, or a new one.", at, id[T]()).asApart()
}

func displayName[S any](at func(*S) *string, doc string) member[S] {
	return field("displayName", doc, at, text[string]()).must()
}

func description[S any](at func(*S) *string) member[S] {
	return field("description", "For people.", at, text[string]())
}

func flag[S any](name, doc string, at func(*S) *bool, absent bool) member[S] {
	return fieldOr(name, doc, at, boolean(), fixed[S](absent))
}

func people[S any](name, doc string, at func(*S) *[]entitlement.SubjectSet) member[S] {
	return field(name, doc, at, set[entitlement.SubjectSet](subjectSetForm))
}
