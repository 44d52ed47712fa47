package spec

import "example.com/tenure/entitlement"

// ids reports identifiers that two objects of a kind share.
func (c *checker) ids(d *Document) {
	type key struct {
		kind entitlement.Kind
		id   [16]byte
	}
	first := map[key]path{}
	eachID(d, func(at path, kind entitlement.Kind, id *[16]byte) {
		if *id == [16]byte{} {
			return
		}
		k := key{kind, *id}
		if other, taken := first[k]; taken {
			c.found.later(at.member("id"), "the id is that of %s", other)
			return
		}
		first[k] = at
	})
}

// once reports what may be there only once and was there before.
type once[K comparable] struct {
	found *findings
	seen  map[K]path
}

func onlyOnce[K comparable](found *findings) once[K] { return once[K]{found, map[K]path{}} }

func (o once[K]) add(at path, key K, flaw string) {
	if other, taken := o.seen[key]; taken {
		o.found.later(at, "%s %s", flaw, other)
		return
	}
	o.seen[key] = at
}

// taken is the flaw of the second display name.
const taken = "the name is taken by"

// name reports a display name that was there before; where there is none, there is nothing to compare.
func name(o once[string], at path, displayName string) {
	if displayName != "" {
		o.add(at.member("displayName"), fold(displayName), taken)
	}
}

// names reports what must be unique in the tenant, or among its siblings, and is not.
func (c *checker) names(d *Document) {
	catalogs, organizations, sources := onlyOnce[string](c.found), onlyOnce[string](c.found), onlyOnce[string](c.found)
	for i := range d.Catalogs {
		at := path{}.member("catalogs").item(i)
		name(catalogs, at, d.Catalogs[i].DisplayName)
		c.namesIn(at, &d.Catalogs[i])
	}
	for i, o := range d.ConnectedOrganizations {
		at := path{}.member("connectedOrganizations").item(i)
		name(organizations, at, o.DisplayName)
		for j, s := range o.IdentitySources {
			sources.add(at.member("identitySources").item(j), s.Key(), "the same people are recognised by")
		}
	}
	c.principals(nil, d.RoleAssignments)
}

func (c *checker) namesIn(at path, d *Catalog) {
	type origin struct {
		system entitlement.ResourceType
		id     string
	}
	packages, origins := onlyOnce[string](c.found), onlyOnce[origin](c.found)
	for i, r := range d.Resources {
		origins.add(at.member("resources").item(i).member("originId"), origin{r.Type, r.OriginID}, "the resource is that of")
	}
	for i := range d.AccessPackages {
		p, at := &d.AccessPackages[i], at.member("accessPackages").item(i)
		name(packages, at, p.DisplayName)
		policies := onlyOnce[string](c.found)
		for j := range p.AssignmentPolicies {
			name(policies, at.member("assignmentPolicies").item(j), p.AssignmentPolicies[j].DisplayName)
		}
	}
	c.principals(at, d.RoleAssignments)
}

func (c *checker) principals(at path, list []RoleAssignment) {
	type gift struct {
		role  entitlement.Role
		user  entitlement.SubjectID
		group entitlement.GroupID
	}
	given := onlyOnce[gift](c.found)
	for i, a := range list {
		key := gift{a.Role, a.Principal.UserID, a.Principal.GroupID}
		given.add(at.member("roleAssignments").item(i), key, "the principal has the role by")
	}
}
