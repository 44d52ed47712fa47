package graph

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

func (x *exporter) catalog(at string, c *exported) record {
	var kind any
	if c.Type != 0 {
		kind = x.word(c.Type)
	} else if c.IsGeneral() {
		kind = x.word(entitlement.CatalogServiceDefault)
	}
	x.roleAssignments(at+".roleAssignments", c.RoleAssignments)
	if len(c.CustomExtensions) > 0 {
		x.lost(at+".customWorkflowExtensions", c.CustomExtensions, "Graph has only those that call a logic app of Azure")
	}
	return record{
		{"id", c.ID.String()}, {"displayName", c.DisplayName}, {"description", c.Description}, {"catalogType", kind},
		{"state", x.word(cmp.Or(c.State, entitlement.CatalogPublished))},
		{"isExternallyVisible", c.IsExternallyVisible == nil || *c.IsExternallyVisible},
		{"resources", all(c.Resources, func(i int, r *spec.Resource) record {
			return x.resource(fmt.Sprintf("%s.resources[%d]", at, i), r)
		})},
		{"accessPackages", all(c.AccessPackages, func(i int, p *spec.AccessPackage) record {
			return x.accessPackage(fmt.Sprintf("%s.accessPackages[%d]", at, i), c, p)
		})},
	}
}

func (x *exporter) resource(at string, r *spec.Resource) record {
	if typeOf(systemOf(r.Type)) != r.Type {
		x.lost(at+".type", r.Type, "the word means another system in Graph")
	}
	if r.UsableRoles != entitlement.UseAllRoles {
		x.lost(at+".usableRoles", r.UsableRoles, "Graph has no word for it: every role can be put into access packages")
	}
	full := entitlement.Resource{Type: r.Type, Roles: r.Roles}.WithDefaultRoles()
	return record{
		{"id", r.ID.String()}, {"displayName", r.DisplayName}, {"description", r.Description}, {"originId", r.OriginID},
		{"originSystem", systemOf(r.Type)},
		{"roles", all(full.Roles, func(i int, role *entitlement.ResourceRole) record {
			if r.Type == entitlement.ResourceGroup && role.OriginID != entitlement.RoleMember && role.OriginID != entitlement.RoleOwner {
				x.lost(fmt.Sprintf("%s.roles[%d]", at, i), role.OriginID, "groups have members and owners in Graph")
			}
			return writeRole(r, *role)
		})},
		{"attributes", all(r.Attributes, func(_ int, a *entitlement.ResourceAttribute) record {
			return record{
				{"name", a.Name}, {"isEditable", a.IsEditable}, {"isPersistedOnAssignmentRemoval", a.IsPersistedOnAssignmentRemoval},
				{"source", record{typed("accessPackageResourceAttributeQuestion"), {"question", x.question(&a.Question)}}},
				{"destination", record{typed("accessPackageUserDirectoryAttributeStore")}},
			}
		})},
	}
}

func writeRole(r *spec.Resource, role entitlement.ResourceRole) record {
	origin := string(role.OriginID)
	if r.Type == entitlement.ResourceGroup {
		origin += "_" + r.OriginID
	}
	return record{
		{"displayName", cmp.Or(role.DisplayName, string(role.OriginID))}, {"description", role.Description},
		{"originId", origin}, {"originSystem", systemOf(r.Type)},
	}
}

func (x *exporter) accessPackage(at string, c *exported, p *spec.AccessPackage) record {
	return record{
		{"id", p.ID.String()}, {"displayName", p.DisplayName}, {"description", p.Description}, {"isHidden", p.IsHidden},
		{"resourceRoleScopes", all(p.ResourceRoleScopes, func(_ int, s *spec.RoleScope) record { return writeRoleScope(c, *s) })},
		{"incompatibleAccessPackages", all(p.IncompatibleAccessPackages, func(_ int, ref *spec.PackageRef) record {
			return x.packageRef(c, *ref)
		})},
		{"incompatibleGroups", all(p.IncompatibleGroups, func(_ int, id *entitlement.GroupID) record {
			return record{{"id", string(*id)}}
		})},
		{"assignmentPolicies", all(p.AssignmentPolicies, func(i int, policy *spec.Policy) record {
			return x.policy(fmt.Sprintf("%s.assignmentPolicies[%d]", at, i), policy)
		})},
	}
}

// writeRoleScope writes a role that a package gives: of a resource of the catalog, or of one that only has an id here.
func writeRoleScope(c *exported, s spec.RoleScope) record {
	r := c.resources[strings.ToLower(string(s.Resource))]
	if r == nil {
		return record{{"role", record{{"originId", s.Role}, {"resource", record{{"id", string(s.Resource)}}}}}}
	}
	return record{
		{"role", append(writeRole(r, roleOf(r, s.Role)), field{"resource", record{
			{"id", r.ID.String()}, {"displayName", r.DisplayName}, {"originId", r.OriginID}, {"originSystem", systemOf(r.Type)},
		}})},
		{"scope", record{
			{"displayName", "Root"}, {"originId", r.OriginID}, {"originSystem", systemOf(r.Type)}, {"isRootScope", true},
		}},
	}
}

// roleOf returns the role with an id, or else with a name.
func roleOf(r *spec.Resource, named string) entitlement.ResourceRole {
	roles := entitlement.Resource{Type: r.Type, Roles: r.Roles}.WithDefaultRoles().Roles
	i := slices.IndexFunc(roles, func(role entitlement.ResourceRole) bool { return string(role.OriginID) == named })
	if i < 0 {
		i = slices.IndexFunc(roles, func(role entitlement.ResourceRole) bool { return strings.EqualFold(role.DisplayName, named) })
	}
	if i < 0 {
		return entitlement.ResourceRole{OriginID: entitlement.RoleID(named)}
	}
	return roles[i]
}

// packageRef writes a reference: by the id that the package has, and by its names.
func (x *exporter) packageRef(c *exported, ref spec.PackageRef) record {
	at := c
	if ref.Catalog != "" {
		at = x.catalogs[strings.ToLower(string(ref.Catalog))]
	}
	var p *spec.AccessPackage
	if at != nil {
		p = at.packages[strings.ToLower(string(ref.AccessPackage))]
	}
	if p == nil {
		return record{{"id", string(ref.AccessPackage)}}
	}
	out := record{{"id", p.ID.String()}, {"displayName", p.DisplayName}}
	if at != c {
		out = append(out, field{"catalog", record{{"id", at.ID.String()}, {"displayName", at.DisplayName}}})
	}
	return out
}
