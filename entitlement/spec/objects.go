package spec

import (
	"encoding/binary"

	"example.com/tenure/entitlement"
)

// Objects are what a document describes, as the engine keeps it: what is absent has its default, every reference is an id.
// Stamps and times are not set.
type Objects struct {
	Catalogs      []CatalogObjects
	Organizations []entitlement.ConnectedOrganization
	Roles         []entitlement.RoleAssignment // of the tenant
	Settings      *entitlement.Settings        // nil if there are none
}

// CatalogObjects are a catalog and what it contains. The Type of a catalog, and General's Description, are as empty as in the
// document where that leaves them as they are.
type CatalogObjects struct {
	Catalog   entitlement.Catalog
	Resources []entitlement.Resource
	Packages  []PackageObjects
	Roles     []entitlement.RoleAssignment
}

// PackageObjects are an access package and its policies.
type PackageObjects struct {
	Package  entitlement.AccessPackage
	Policies []entitlement.AssignmentPolicy
}

// Objects returns what the document describes, in its order. Each object needs its id: who stores the objects gives ids to
// those that have none. References to nothing are refused with InvalidArgument, as Check does.
func (d *Document) Objects() (Objects, error) {
	var found findings
	out := resolve(d, &found)
	return out, found.err("resolve document", nil)
}

// resolver turns a document, all of whose objects have ids, into objects.
type resolver struct {
	found         *findings
	organizations names[entitlement.ConnectedOrganization]
	catalogs      names[entitlement.Catalog]
	resources     []names[entitlement.Resource] // of each catalog
	packages      []names[entitlement.AccessPackage]
	roles         map[*Resource]*roleNames // of the resources that packages refer to
	missing       uint64                   // references that lead nowhere so far
}

func resolve(d *Document, found *findings) Objects {
	r := newResolver(d, found)
	var out Objects
	for i := range d.Catalogs {
		out.Catalogs = append(out.Catalogs, r.catalog(path{}.member("catalogs").item(i), &d.Catalogs[i], i))
	}
	for i := range d.ConnectedOrganizations {
		out.Organizations = append(out.Organizations, d.ConnectedOrganizations[i].object())
	}
	for _, a := range d.RoleAssignments {
		out.Roles = append(out.Roles, a.object(entitlement.CatalogID{}))
	}
	if d.Settings != nil {
		out.Settings = new(d.Settings.object())
	}
	return out
}

func newResolver(d *Document, found *findings) *resolver {
	r := &resolver{
		found: found, organizations: namesOf[entitlement.ConnectedOrganization]("connectedOrganization"),
		catalogs: namesOf[entitlement.Catalog]("catalog"), roles: map[*Resource]*roleNames{},
	}
	for i, o := range d.ConnectedOrganizations {
		r.organizations.add(i, o.ID, o.DisplayName)
	}
	for i := range d.Catalogs {
		c := &d.Catalogs[i]
		r.catalogs.add(i, c.ID, c.DisplayName)
		resources := namesOf[entitlement.Resource]("resource of this catalog")
		for j, resource := range c.Resources {
			resources.add(j, resource.ID, resource.DisplayName)
		}
		packages := namesOf[entitlement.AccessPackage]("accessPackage of this catalog")
		for j := range c.AccessPackages {
			packages.add(j, c.AccessPackages[j].ID, c.AccessPackages[j].DisplayName)
		}
		r.resources = append(r.resources, resources)
		r.packages = append(r.packages, packages)
	}
	return r
}

func (r *resolver) catalog(at path, c *Catalog, i int) CatalogObjects {
	out := CatalogObjects{Catalog: c.object()}
	for j := range c.Resources {
		out.Resources = append(out.Resources, c.Resources[j].object(c.ID))
	}
	for j := range c.AccessPackages {
		p := &c.AccessPackages[j]
		packageAt := at.member("accessPackages").item(j)
		objects := PackageObjects{Package: r.pkg(packageAt, p, c, i)}
		for k := range p.AssignmentPolicies {
			policyAt := packageAt.member("assignmentPolicies").item(k)
			objects.Policies = append(objects.Policies, r.policy(policyAt, &p.AssignmentPolicies[k], p.ID))
		}
		out.Packages = append(out.Packages, objects)
	}
	for _, a := range c.RoleAssignments {
		out.Roles = append(out.Roles, a.object(c.ID))
	}
	return out
}

func (r *resolver) pkg(at path, p *AccessPackage, c *Catalog, i int) entitlement.AccessPackage {
	out := entitlement.AccessPackage{
		ID: p.ID, Catalog: c.ID, DisplayName: p.DisplayName, Description: p.Description, IsHidden: p.IsHidden,
		IncompatibleGroups: append([]entitlement.GroupID(nil), p.IncompatibleGroups...),
	}
	scopes := onlyOnce[entitlement.RoleRef](r.found)
	for j, scope := range p.ResourceRoleScopes {
		if r.found.full() {
			break
		}
		scopeAt := at.member("resourceRoleScopes").item(j)
		ref := entitlement.RoleRef{Role: entitlement.RoleID(scope.Role)}
		k, flaw := r.resources[i].find(scope.Resource, &ref.Resource)
		if flaw != "" {
			dangles(r, scopeAt.member("resource"), listOf(i, "resources"), &ref.Resource, flaw)
		} else if k >= 0 {
			role, flaw := r.rolesOf(&c.Resources[k]).find(scope.Role)
			switch {
			case flaw == "":
				ref.Role = role
			case !r.found.hides(listOf(i, "resources")):
				r.found.later(scopeAt.member("role"), "%s", flaw)
			}
		}
		scopes.add(scopeAt, ref, "the package gives the role by")
		out.Roles = append(out.Roles, ref)
	}
	others := onlyOnce[entitlement.AccessPackageID](r.found)
	for j, ref := range p.IncompatibleAccessPackages {
		if r.found.full() {
			break
		}
		refAt := at.member("incompatibleAccessPackages").item(j)
		id := r.incompatible(refAt, ref, i)
		others.add(refAt, id, "the access package is that of")
		out.IncompatiblePackages = append(out.IncompatiblePackages, id)
	}
	return out
}

func (r *resolver) rolesOf(resource *Resource) *roleNames {
	roles := r.roles[resource]
	if roles == nil {
		roles = resource.roleNames()
		r.roles[resource] = roles
	}
	return roles
}

// incompatible resolves a reference to an access package from catalog i.
func (r *resolver) incompatible(at path, ref PackageRef, i int) (out entitlement.AccessPackageID) {
	if ref.Catalog != "" {
		var id entitlement.CatalogID
		k, flaw := r.catalogs.find(ref.Catalog, &id)
		if flaw == "" && k < 0 {
			if _, isID := idOf[entitlement.AccessPackage](ref.AccessPackage); !isID {
				flaw = "the catalog is not in the document: refer to the accessPackage by its id"
			}
		}
		if flaw != "" {
			dangles(r, at.member("catalog"), path{}.member("catalogs"), &out, flaw)
			return out
		}
		at, i = at.member("accessPackage"), max(k, 0)
	}
	if _, flaw := r.packages[i].find(ref.AccessPackage, &out); flaw != "" {
		dangles(r, at, listOf(i, "accessPackages"), &out, flaw)
	}
	return out
}

// listOf returns the path of a list of a catalog.
func listOf(catalog int, name string) path {
	return path{}.member("catalogs").item(catalog).member(name)
}

// dangles reports a reference that leads nowhere, unless it may be the list's fault, and lets it lead to nothing else, so that
// the rest of the object can be checked.
func dangles[T any](r *resolver, at, list path, id *entitlement.ID[T], flaw string) {
	if !r.found.hides(list) {
		r.found.later(at, "%s", flaw)
	}
	r.missing++
	*id = entitlement.ID[T]{0: 0xfe}
	binary.BigEndian.PutUint64(id[8:], r.missing)
}

func (r *resolver) policy(at path, p *Policy, pkg entitlement.AccessPackageID) entitlement.AssignmentPolicy {
	out := entitlement.AssignmentPolicy{
		ID: p.ID, Package: pkg, DisplayName: p.DisplayName, Description: p.Description, AllowedTargetScope: p.scope(),
		IsSuspended: p.IsSuspended, RequestApprovalSettings: p.RequestApprovalSettings.Clone(), Expiration: p.Expiration,
		NotificationSettings: p.NotificationSettings, Questions: entitlement.CloneQuestions(p.Questions),
		RequestorSettings:            p.RequestorSettings.Clone(),
		VerifiableCredentialSettings: p.VerifiableCredentialSettings.Clone(),
		CustomExtensionStageSettings: p.Clone().CustomExtensionStageSettings,
	}
	if p.AutomaticRequestSettings != nil {
		out.AutomaticRequestSettings = new(*p.AutomaticRequestSettings)
	}
	if p.ReviewSettings != nil {
		out.ReviewSettings = new(p.ReviewSettings.Clone())
	}
	targets := onlyOnce[entitlement.SubjectSet](r.found)
	for j, t := range p.SpecificAllowedTargets {
		if r.found.full() {
			break
		}
		targetAt := at.member("specificAllowedTargets").item(j)
		set := entitlement.SubjectSet{Type: t.kind(), Description: t.Description, UserID: t.UserID, GroupID: t.GroupID, MembershipRule: t.MembershipRule}
		if set.Type == 0 {
			r.found.later(targetAt, "must name one of userId, groupId, connectedOrganization and membershipRule")
		}
		if set.Type == entitlement.SetOrganizationMember {
			if _, flaw := r.organizations.find(t.ConnectedOrganization, &set.Organization); flaw != "" {
				list := path{}.member("connectedOrganizations")
				dangles(r, targetAt.member("connectedOrganization"), list, &set.Organization, flaw)
			}
		}
		same := set
		same.Description = ""
		targets.add(targetAt, same, "the policy is for the same people by")
		out.SpecificAllowedTargets = append(out.SpecificAllowedTargets, set)
	}
	return out
}
