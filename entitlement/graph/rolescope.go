package graph

import (
	"cmp"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// roleScope is a role that an access package gives, on its way into the document.
type roleScope struct {
	resource *resource // nil if it is only known by id
	id       string
	role     entitlement.RoleID
}

// ref returns the role as documents have it.
func (s roleScope) ref(c *catalog) spec.RoleScope {
	if s.resource == nil {
		return spec.RoleScope{Resource: spec.Ref(s.id), Role: string(s.role)}
	}
	if !s.resource.ID.IsZero() && c.byName[strings.ToLower(s.resource.DisplayName)] > 1 {
		return spec.RoleScope{Resource: spec.RefTo(s.resource.ID), Role: string(s.role)}
	}
	return spec.RoleScope{Resource: spec.Ref(s.resource.DisplayName), Role: string(s.role)}
}

// readRoleScopes reads the roles of a package. A resource that only they name is taken from them.
func readRoleScopes(c *catalog, p *pkg) {
	for _, v := range objects(p.from.all.get("resourceRoleScopes")) {
		v.get("id") // Graph's own key, which nothing refers to
		role, scope := object(v.get("role")), object(v.get("scope"))
		if role == nil {
			v.lose("it names no role: expand role and scope")
			continue
		}
		named := object(role.get("resource"))
		r, id := resourceOf(c, role, scope, named)
		if r == nil && id == "" {
			v.lose("it does not say which resource it is: expand role and scope")
			continue
		}
		if r != nil && scope != nil && !isRoot(r, scope) {
			v.lose("the engine gives roles of whole resources only, which would be more")
			continue
		}
		found := roleScope{resource: r, id: id}
		if r == nil {
			found.role = entitlement.RoleID(text(role.get("originId")))
			role.get("id")
		} else {
			found.role = readRole(r, role)
			consume(scope)
		}
		if found.role == "" {
			v.lose(cmp.Or(role.why, "the role has no originId"))
			continue
		}
		p.scopes = append(p.scopes, found)
	}
}

// consume marks the parts of an object that say nothing else.
func consume(v *value) {
	if v == nil {
		return
	}
	for _, name := range []string{"id", "displayName", "description", "originId", "originSystem", "isRootScope"} {
		v.get(name)
	}
	if at := object(v.get("resource")); at != nil {
		consume(at)
	}
}

// resourceOf returns the resource that a role is of, or its id if it is one of those that are not in the files.
func resourceOf(c *catalog, role, scope, named *value) (*resource, string) {
	given := strings.ToLower(named.peek("id").raw())
	system, origin, name := origin(named)
	if origin == "" {
		system, origin, name = originOfScope(scope)
	}
	if origin == "" {
		if i := strings.IndexByte(role.peek("originId").raw(), '_'); typeOf(role.peek("originSystem").raw()) == entitlement.ResourceGroup && i > 0 {
			system, origin = systemGroup, role.peek("originId").raw()[i+1:]
		}
	}
	r := c.byID[given]
	if r == nil && origin != "" {
		r = c.byOrigin[entitlement.Target{Type: typeOf(system), OriginID: origin}]
	}
	switch {
	case r != nil:
		consume(named)
		return r, ""
	case origin == "":
		if _, err := entitlement.ParseID[entitlement.Resource](given); err == nil {
			consume(named)
			return nil, given
		}
		return nil, ""
	case named != nil:
		r = readResource(named) // of a package, which does not tell all of it
	default:
		r = &resource{isGuessed: true, Resource: spec.Resource{DisplayName: cmp.Or(name, origin), Type: typeOf(system), OriginID: origin}}
	}
	c.add(r)
	return r, ""
}

// origin returns what a resource is in its system.
func origin(v *value) (system, id, name string) {
	return v.peek("originSystem").raw(), v.peek("originId").raw(), v.peek("displayName").raw()
}

// originOfScope returns the same of the root scope of a resource. Its display name is the resource's, or a word for the root.
func originOfScope(scope *value) (system, id, name string) {
	system, id, name = origin(scope)
	if root := scope.peek("isRootScope"); root != nil && !strings.EqualFold(root.text, "true") {
		return "", "", ""
	}
	if strings.EqualFold(name, "Root") {
		name = ""
	}
	return system, id, name
}
