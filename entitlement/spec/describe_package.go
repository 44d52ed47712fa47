package spec

import "example.com/tenure/entitlement"

var accessPackageForm = object("accessPackage", "A bundle of roles that is requested under one of its policies.",
	identity(func(p *AccessPackage) *entitlement.AccessPackageID { return &p.ID }),
	displayName(func(p *AccessPackage) *string { return &p.DisplayName }, "Unique in the catalog."),
	description(func(p *AccessPackage) *string { return &p.Description }),
	flag("isHidden", "Not listed: whoever is in scope and has the link may request it.",
		func(p *AccessPackage) *bool { return &p.IsHidden }, false),
	field("resourceRoleScopes", "The roles it gives.",
		func(p *AccessPackage) *[]RoleScope { return &p.ResourceRoleScopes }, set[RoleScope](roleScopeForm)),
	field("incompatibleAccessPackages", "Who has one of these cannot get it: by name in the same catalog, by id, or by catalog and name.",
		func(p *AccessPackage) *[]PackageRef { return &p.IncompatibleAccessPackages }, set[PackageRef](packageReference())),
	field("incompatibleGroups", "Whose members cannot get it.",
		func(p *AccessPackage) *[]entitlement.GroupID { return &p.IncompatibleGroups }, set[entitlement.GroupID](text[entitlement.GroupID]())),
	field("assignmentPolicies", "Who may have it, who approves, and how long.",
		func(p *AccessPackage) *[]Policy { return &p.AssignmentPolicies }, set[Policy](policyForm)).asApart(),
)

var roleScopeForm = object("resourceRoleScope", "A role that an access package gives.",
	field("resource", "A resource of the same catalog, by display name or id.",
		func(s *RoleScope) *Ref { return &s.Resource }, text[Ref]()).must(),
	field("role", "One of its roles, by originId or display name.",
		func(s *RoleScope) *string { return &s.Role }, text[string]()).must(),
)

var packageRefForm = object("accessPackageReference", "An access package of another catalog.",
	field("catalog", "Its catalog, by display name or id.", func(p *PackageRef) *Ref { return &p.Catalog }, text[Ref]()).must(),
	field("accessPackage", "The access package, by display name or id.",
		func(p *PackageRef) *Ref { return &p.AccessPackage }, text[Ref]()).must(),
)
