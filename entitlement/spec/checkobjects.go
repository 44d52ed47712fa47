package spec

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

func (c *checker) objects(d *Document, all Objects) {
	for i := range all.Catalogs {
		if c.found.full() {
			c.found.more = true
			return
		}
		c.catalog(path{}.member("catalogs").item(i), &d.Catalogs[i], &all.Catalogs[i])
	}
	for i := range all.Organizations {
		c.organization(path{}.member("connectedOrganizations").item(i), &all.Organizations[i])
	}
	for i := range all.Roles {
		c.role(path{}.member("roleAssignments").item(i), &all.Roles[i])
	}
	if all.Settings != nil {
		c.fails(path{}.member("settings"), all.Settings.Validate())
	}
}

// parts checks an object. If something is wrong with it, each part is put into an object that is valid otherwise, so that a
// mistake in one part does not hide those in others.
func parts[T any](c *checker, at path, whole *T, validate func(*T) error, valid T, put ...func(into *T)) {
	err := validate(whole)
	if err == nil {
		return
	}
	for _, put := range put {
		part := valid
		put(&part)
		c.fails(at, validate(&part))
	}
	c.fails(at, err) // what no part is to blame for alone
}

func (c *checker) catalog(at path, d *Catalog, all *CatalogObjects) {
	o := all.Catalog
	c.catalogType(at, d, &o)
	parts(c, at, &o, func(o *entitlement.Catalog) error { return o.Validate(c.limits) },
		entitlement.Catalog{
			DisplayName: "x", Description: "x", Type: entitlement.CatalogUserManaged, State: entitlement.CatalogPublished,
		},
		func(part *entitlement.Catalog) { part.DisplayName = o.DisplayName },
		func(part *entitlement.Catalog) { part.Description = o.Description },
		func(part *entitlement.Catalog) { part.CustomExtensions = o.CustomExtensions },
	)
	for j := range all.Resources {
		c.resource(at.member("resources").item(j), &all.Resources[j])
	}
	for j := range all.Packages {
		p, at := &all.Packages[j], at.member("accessPackages").item(j)
		c.pkg(at, &p.Package)
		for k := range p.Policies {
			c.policy(at.member("assignmentPolicies").item(k), &p.Policies[k])
			c.extensionStages(at.member("assignmentPolicies").item(k), &o, &p.Policies[k])
		}
	}
	for j := range all.Roles {
		c.role(at.member("roleAssignments").item(j), &all.Roles[j])
	}
}

// extensionStages reports extensions that the catalog of a policy does not have, or not for their stage, or that cannot determine
// a stage of approval.
func (c *checker) extensionStages(at path, catalog *entitlement.Catalog, o *entitlement.AssignmentPolicy) {
	for i, setting := range o.CustomExtensionStageSettings {
		at := at.member("customExtensionStageSettings").item(i)
		switch x := catalog.CustomExtension(setting.CustomExtension); {
		case x == nil:
			c.found.later(at.member("customExtension"), "the catalog has no custom extension %q", setting.CustomExtension)
		case x.Type != setting.Stage.Type():
			c.found.later(at.member("stage"), "an extension of the type %s is not called at %s", x.Type, setting.Stage)
		}
	}
	if id := o.RequestApprovalSettings.DeterminedBy(); id != "" {
		at := at.member("requestApprovalSettings").member("stages").item(0).member("customExtension")
		switch x := catalog.CustomExtension(id); {
		case x == nil:
			c.found.later(at, "the catalog has no custom extension %q", id)
		case !x.Waits():
			c.found.later(at, "the extension %q is not waited for: give it a callbackConfiguration", id)
		}
	}
}

// catalogType completes what the document may leave open, and reports a built-in catalog that is none.
func (c *checker) catalogType(at path, d *Catalog, o *entitlement.Catalog) {
	const builtIn = entitlement.CatalogServiceDefault
	switch general := d.IsGeneral(); {
	case general && o.Type != 0 && o.Type != builtIn:
		c.found.later(at.member("catalogType"), "the built-in catalog is of the type %s", builtIn)
	case !general && o.Type == builtIn:
		c.found.later(at.member("catalogType"), "only the built-in catalog is of the type %s; its id is %s", builtIn,
			entitlement.GeneralCatalogID())
	case o.Type == 0:
		o.Type = entitlement.CatalogUserManaged
	}
	if d.IsGeneral() && o.Description == "" {
		o.Description = "x" // it keeps the one that it has
	}
}

func (c *checker) resource(at path, o *entitlement.Resource) {
	parts(c, at, o, func(o *entitlement.Resource) error { return o.Validate(c.limits) },
		entitlement.Resource{
			DisplayName: "x", Type: "x", OriginID: "x", Roles: []entitlement.ResourceRole{{OriginID: "x"}},
		},
		func(part *entitlement.Resource) { part.DisplayName = o.DisplayName },
		func(part *entitlement.Resource) { part.Description = o.Description },
		func(part *entitlement.Resource) { part.Type = o.Type },
		func(part *entitlement.Resource) { part.OriginID = o.OriginID },
		func(part *entitlement.Resource) { part.Attributes = o.Attributes },
		func(part *entitlement.Resource) { part.UsableRoles = o.UsableRoles },
		func(part *entitlement.Resource) {
			if o.Type != "" || len(o.Roles) > 0 { // without a type nobody knows which roles are implied
				part.Type, part.Roles = cmp.Or(o.Type, part.Type), o.Roles
			}
		},
	)
}

func (c *checker) pkg(at path, o *entitlement.AccessPackage) {
	parts(c, at, o, func(o *entitlement.AccessPackage) error { return o.Validate(c.limits) },
		entitlement.AccessPackage{ID: o.ID, DisplayName: "x"},
		func(part *entitlement.AccessPackage) { part.DisplayName = o.DisplayName },
		func(part *entitlement.AccessPackage) { part.Description = o.Description },
		func(part *entitlement.AccessPackage) { part.Roles = o.Roles },
		func(part *entitlement.AccessPackage) { part.IncompatiblePackages = o.IncompatiblePackages },
		func(part *entitlement.AccessPackage) { part.IncompatibleGroups = o.IncompatibleGroups },
	)
}

func (c *checker) policy(at path, o *entitlement.AssignmentPolicy) {
	put := []func(part *entitlement.AssignmentPolicy){
		func(part *entitlement.AssignmentPolicy) { part.DisplayName = o.DisplayName },
		func(part *entitlement.AssignmentPolicy) { part.Description = o.Description },
		func(part *entitlement.AssignmentPolicy) { part.Expiration = o.Expiration },
		func(part *entitlement.AssignmentPolicy) { part.Questions = o.Questions },
		func(part *entitlement.AssignmentPolicy) {
			part.CustomExtensionStageSettings = o.CustomExtensionStageSettings
		},
		func(part *entitlement.AssignmentPolicy) { part.RequestorSettings = o.RequestorSettings },
		func(part *entitlement.AssignmentPolicy) {
			part.VerifiableCredentialSettings = o.VerifiableCredentialSettings
		},
		func(part *entitlement.AssignmentPolicy) {
			part.AllowedTargetScope, part.SpecificAllowedTargets = o.AllowedTargetScope, o.SpecificAllowedTargets
			part.AutomaticRequestSettings = o.AutomaticRequestSettings
			if part.IsAutomatic() {
				part.RequestApprovalSettings = entitlement.ApprovalSettings{}
				return
			}
			part.RequestApprovalSettings.IsApprovalRequiredForAdd = true // whether that is so is a matter of the whole
		},
	}
	stages := o.RequestApprovalSettings.Stages
	for i := range stages[:min(len(stages), c.limits.StagesPerPolicy)] {
		put = append(put, func(part *entitlement.AssignmentPolicy) {
			// The other stages are valid, so that the path is that of this one.
			part.RequestApprovalSettings.Stages = slices.Repeat(part.RequestApprovalSettings.Stages[:1], i+1)
			part.RequestApprovalSettings.Stages[i] = stages[i]
		})
	}
	stage := entitlement.StageSettings{PrimaryApprovers: []entitlement.SubjectSet{entitlement.User("x")}}
	valid := entitlement.AssignmentPolicy{DisplayName: "x"}
	valid.RequestApprovalSettings.Stages = []entitlement.StageSettings{stage}
	validate := func(o *entitlement.AssignmentPolicy) error { return o.Validate(c.limits, time.Time{}) }
	parts(c, at, o, validate, valid, put...)
	for i, target := range o.SpecificAllowedTargets[:min(len(o.SpecificAllowedTargets), MaxProblems)] {
		c.fails(at, target.Validate(fmt.Sprintf("specificAllowedTargets[%d]", i)))
	}
}

func (c *checker) organization(at path, o *entitlement.ConnectedOrganization) {
	parts(c, at, o, func(o *entitlement.ConnectedOrganization) error { return o.Validate(c.limits) },
		entitlement.ConnectedOrganization{
			DisplayName: "x", State: entitlement.OrganizationConfigured,
			IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceTenant, TenantID: "x"}},
		},
		func(part *entitlement.ConnectedOrganization) { part.DisplayName = o.DisplayName },
		func(part *entitlement.ConnectedOrganization) { part.Description = o.Description },
		func(part *entitlement.ConnectedOrganization) { part.IdentitySources = o.IdentitySources },
		func(part *entitlement.ConnectedOrganization) { part.InternalSponsors = o.InternalSponsors },
		func(part *entitlement.ConnectedOrganization) { part.ExternalSponsors = o.ExternalSponsors },
	)
}

func (c *checker) role(at path, o *entitlement.RoleAssignment) {
	switch {
	case o.Role == 0: // it is missing, which is known
	case o.Role.IsTenantRole() && !o.Catalog.IsZero():
		c.found.later(at.member("role"), "%s is a role in the tenant: give it outside the catalogs", o.Role)
		return
	case !o.Role.IsTenantRole() && o.Catalog.IsZero():
		c.found.later(at.member("role"), "%s is a role in a catalog: give it in one", o.Role)
		return
	}
	c.fails(at, o.Validate())
}
