package graph

import (
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// resource is a resource on its way into the document.
type resource struct {
	spec.Resource
	id    string // folded
	names map[string]int
	// isGuessed is set where the files have none of its roles but those that packages give.
	isGuessed bool
}

// The systems that the rule book has words for; others keep theirs.
const (
	systemGroup       = "AadGroup"
	systemApplication = "AadApplication"
	systemSite        = "SharePointOnline"
)

func typeOf(system string) entitlement.ResourceType {
	switch strings.ToLower(system) {
	case strings.ToLower(systemGroup):
		return entitlement.ResourceGroup
	case strings.ToLower(systemApplication):
		return entitlement.ResourceApplication
	case strings.ToLower(systemSite):
		return entitlement.ResourceSite
	}
	return entitlement.ResourceType(system)
}

func systemOf(t entitlement.ResourceType) string {
	switch t {
	case entitlement.ResourceGroup:
		return systemGroup
	case entitlement.ResourceApplication:
		return systemApplication
	case entitlement.ResourceSite:
		return systemSite
	}
	return string(t)
}

// placeResources reads the resources into their catalogs.
func (im *importer) placeResources() {
	for _, e := range im.list {
		if e.class != classResource {
			continue
		}
		c := im.catalogs[e.up(im.collector, classCatalog)]
		if c == nil {
			e.abandon("it does not say which catalog it is in: expand the resources of the catalogs")
			continue
		}
		c.add(readResource(e.all))
	}
}

func readResource(v *value) *resource {
	r := &resource{id: strings.ToLower(v.peek("id").raw()), Resource: spec.Resource{
		ID: id[entitlement.Resource](v), DisplayName: text(v.get("displayName")), Description: text(v.get("description")),
		Type: typeOf(text(v.get("originSystem"))), OriginID: text(v.get("originId")),
	}}
	for _, role := range objects(v.get("roles")) {
		readRole(r, role)
	}
	for _, scope := range objects(v.get("scopes")) {
		readScope(r, scope)
	}
	for _, a := range objects(v.get("attributes")) {
		readAttribute(r, a)
	}
	for _, name := range []string{"resourceType", "url", "isPendingOnboarding"} {
		if m := v.peek(name); m != nil {
			m.loseRecord("the target system knows it")
		}
	}
	r.isGuessed = len(r.Roles) == 0
	return r
}

// shorten leaves the roles out that the type implies, if there are no others.
func (r *resource) shorten() {
	implied := entitlement.Resource{Type: r.Type}.WithDefaultRoles().Roles
	if len(r.Roles) > len(implied) || len(r.Roles) < len(implied) && !r.isGuessed {
		return
	}
	for _, role := range r.Roles {
		if !slices.Contains(implied, role) {
			return
		}
	}
	r.Roles = nil
}

// readRole enters a role of a resource, and returns its id; "" if it cannot be given.
func readRole(r *resource, v *value) entitlement.RoleID {
	if kind := v.peek("type"); kind != nil {
		switch bare(kind.raw()) {
		case "active", "application":
			kind.read()
		default:
			v.lose("the engine gives active roles only")
			return ""
		}
	}
	if system := v.peek("originSystem"); typeOf(system.raw()) == r.Type {
		v.get("originSystem")
	}
	origin := text(v.get("originId"))
	role := entitlement.ResourceRole{
		OriginID: roleID(&r.Resource, origin), DisplayName: text(v.get("displayName")), Description: text(v.get("description")),
	}
	if role.OriginID == "" {
		v.lose("the role has no originId")
		return ""
	}
	v.get("id") // Graph's own key, which nothing refers to
	if role.DisplayName == string(role.OriginID) {
		role.DisplayName = ""
	}
	if r.Type == entitlement.ResourceGroup && role.OriginID != entitlement.RoleMember && role.OriginID != entitlement.RoleOwner {
		v.lose("the engine gives membership and ownership of groups only")
		return ""
	}
	if r.names == nil {
		r.names = map[string]int{}
	}
	if i, known := r.names[string(role.OriginID)]; known {
		if r.Roles[i].DisplayName == "" {
			r.Roles[i].DisplayName = role.DisplayName
		}
		return role.OriginID
	}
	r.names[string(role.OriginID)] = len(r.Roles)
	r.Roles = append(r.Roles, role)
	return role.OriginID
}

// roleID takes the id of the group out of the ids of a group's roles: "Member_" and the group's id is Member.
func roleID(r *spec.Resource, origin string) entitlement.RoleID {
	if r.Type == entitlement.ResourceGroup {
		for _, role := range []entitlement.RoleID{entitlement.RoleMember, entitlement.RoleOwner} {
			if strings.EqualFold(origin, string(role)+"_"+r.OriginID) || strings.EqualFold(origin, string(role)) {
				return role
			}
		}
	}
	return entitlement.RoleID(origin)
}

// readScope consumes the root scope of a resource, which is the resource; others the engine does not have.
func readScope(r *resource, v *value) {
	if !isRoot(r, v) {
		v.lose("the engine gives roles of whole resources only")
		return
	}
	for _, m := range v.inside {
		m.read()
	}
}

// isRoot reports whether a scope is the whole resource.
func isRoot(r *resource, v *value) bool {
	if root := v.peek("isRootScope"); root != nil {
		return strings.EqualFold(root.text, "true")
	}
	origin := v.peek("originId").raw()
	return origin == "" || origin == r.OriginID
}
