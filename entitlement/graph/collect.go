package graph

import (
	"slices"
	"strings"
)

// class is a kind of object of Graph.
type class string

const (
	classCatalog      class = "accesspackagecatalog"
	classPackage      class = "accesspackage"
	classPolicy       class = "accesspackageassignmentpolicy"
	classResource     class = "accesspackageresource"
	classOrganization class = "connectedorganization"
	classSettings     class = "entitlementmanagementsettings"
	classEndUser      class = "endusersettings"
)

// entity is an object of Graph with everything that the files say about it, wherever they say it.
type entity struct {
	class   class
	id      string // as text, folded; "" if it has none
	all     *value // all its members
	members map[string]int
	parent  *entity  // the catalog of a package or resource, the package of a policy; nil if it is not said
	under   *value   // the id of the parent, if that is said
	places  []*value // where the files have it
}

// abandon leaves the entity out, and says why.
func (e *entity) abandon(why string) {
	for _, v := range e.places {
		v.lose(why)
	}
}

// collector finds the objects in files.
type collector struct {
	losses
	list []*entity // in order
	byID map[class]map[string]*entity
}

// collect finds the objects in a value: one object, a list, a collection, or a bundle, whose members are named like the
// collections of Graph.
func (c *collector) collect(v *value, hint class) {
	if v.kind == kindList {
		v.read()
		for _, item := range v.inside {
			c.collect(item, hint)
		}
		return
	}
	if v.kind != kindObject {
		v.lose("it must be an object")
		return
	}
	if named := ofContext(v.peek("@odata.context").raw()); named != "" {
		hint = named
	}
	if found := classify(v, hint); found != "" {
		c.add(found, v, nil)
		return
	}
	v.read()
	if !c.bundle(v, hint) {
		v.lose("it does not say what it is")
	}
}

// bundle collects from the members of an object that is none of Graph's, and reports whether there are any.
func (c *collector) bundle(v *value, hint class) bool {
	known := false
	for _, m := range v.inside {
		inside, isCollection := ofCollection(m.key)
		if m.key == "value" {
			inside, isCollection = hint, true
		}
		if isCollection {
			known = true
			if m.kind != kindNull {
				c.collect(m, inside)
			}
		}
	}
	return known
}

// ofCollection returns the class of the objects in a collection of Graph. Wrappers have objects of several.
func ofCollection(key string) (found class, known bool) {
	switch key {
	case "catalogs":
		return classCatalog, true
	case "accesspackages":
		return classPackage, true
	case "assignmentpolicies":
		return classPolicy, true
	case "resources":
		return classResource, true
	case "connectedorganizations":
		return classOrganization, true
	case "settings":
		return classSettings, true
	case "controlconfigurations":
		return classEndUser, true
	case "entitlementmanagement", "identitygovernance":
		return "", true
	}
	return "", false
}

// ofContext returns what a context says that an answer has: the last collection in it.
func ofContext(context string) class {
	_, fragment, _ := strings.Cut(context, "#")
	fragment, _, _ = strings.Cut(strings.TrimSuffix(fragment, "/$entity"), "(")
	last := fragment[strings.LastIndexByte(fragment, '/')+1:]
	found, _ := ofCollection(canonical(last))
	return found
}

// classify says what an object is: what it says itself, what it can only be, or else what the place that it stands in has.
func classify(v *value, hint class) class {
	switch tag := class(v.typeOf()); tag {
	case classCatalog, classPackage, classPolicy, classResource, classOrganization, classSettings, classEndUser:
		return tag
	case "entitlementmanagement", "identitygovernance":
		return ""
	}
	if v.peek("catalogs") != nil || v.peek("connectedOrganizations") != nil {
		return ""
	}
	for _, telling := range []struct {
		member string
		class  class
	}{
		{"identitySources", classOrganization}, {"catalogType", classCatalog}, {"isExternallyVisible", classCatalog},
		{"requestApprovalSettings", classPolicy}, {"requestorSettings", classPolicy}, {"allowedTargetScope", classPolicy},
		{"originSystem", classResource}, {"externalUserLifecycleAction", classSettings},
		{"relatedPeopleInsightLevel", classEndUser}, {"showApproverDetailsToMembers", classEndUser},
		{"isHidden", classPackage}, {"resourceRoleScopes", classPackage}, {"catalogId", classPackage},
	} {
		if v.peek(telling.member) != nil && (v.peek("id") != nil || v.peek("displayName") != nil ||
			telling.class == classSettings || telling.class == classEndUser) {
			return telling.class
		}
	}
	if hint != "" && v.peek("value") == nil {
		return hint
	}
	return ""
}

// add enters an object, together with the objects that it was expanded with.
func (c *collector) add(of class, v *value, parent *entity) *entity {
	v.read()
	id := strings.ToLower(v.peek("id").raw())
	e := c.byID[of][id]
	if e == nil || id == "" {
		e = &entity{class: of, id: id, all: &value{kind: kindObject, parent: v.parent, name: v.name, item: v.item}, members: map[string]int{}}
		c.list = append(c.list, e)
		if c.byID[of] == nil {
			c.byID[of] = map[string]*entity{}
		}
		c.byID[of][id] = e
	}
	e.places = append(e.places, v)
	if parent != nil {
		e.within(parent, v)
	}
	switch of {
	case classCatalog:
		c.children(v, "accessPackages", classPackage, e)
		c.children(v, "resources", classResource, e)
	case classPackage:
		c.parent(e, v, "catalog", "catalogId", classCatalog)
		c.children(v, "assignmentPolicies", classPolicy, e)
	case classPolicy:
		c.parent(e, v, "accessPackage", "accessPackageId", classPackage)
		if catalog := object(v.get("catalog")); catalog != nil {
			at := c.add(classCatalog, catalog, nil)
			if e.parent != nil && e.parent.parent == nil && e.parent.under == nil {
				e.parent.parent = at
			}
		}
	case classResource:
		c.parent(e, v, "catalog", "catalogId", classCatalog)
	case classOrganization, classSettings, classEndUser:
	}
	e.merge(v)
	return e
}

func (c *collector) children(v *value, name string, of class, parent *entity) {
	for _, child := range objects(v.get(name)) {
		c.add(of, child, parent)
	}
}

// parent finds out where an object belongs: by an expanded parent, or by its id.
func (c *collector) parent(e *entity, v *value, expanded, id string, of class) {
	if at := object(v.get(expanded)); at != nil {
		e.within(c.add(of, at, nil), at)
	}
	at := v.get(id)
	switch {
	case at == nil:
	case e.under == nil:
		e.under = at
	case !strings.EqualFold(e.under.raw(), at.raw()):
		at.lose(elsewhere)
	}
}

// elsewhere is why a place is lost that an object is said to be in.
const elsewhere = "the object is said to be elsewhere too, and is there"

// within puts an entity where it is said to be. Where it is said to be first counts, and the rest is noted.
func (e *entity) within(parent *entity, said *value) {
	switch {
	case e.parent == nil:
		e.parent = parent
	case e.parent != parent:
		said.note = elsewhere
	}
}

// merge adds what an object says about the entity. What is said twice has to be the same; lists add up.
func (e *entity) merge(v *value) {
	for _, m := range v.inside {
		if m.kind == kindNull {
			continue
		}
		i, known := e.members[m.key]
		if !known {
			e.members[m.key] = len(e.all.inside)
			e.all.inside = append(e.all.inside, m)
			continue
		}
		old := e.all.inside[i]
		switch {
		case equal(old, m):
			old.said = append(old.said, m)
		case old.kind == kindList && m.kind == kindList:
			if !old.isJoint {
				old = &value{parent: old.parent, kind: kindList, name: old.name, key: old.key, said: []*value{old}, inside: slices.Clone(old.inside), isJoint: true}
				e.all.inside[i] = old
			}
			old.said = append(old.said, m)
			old.inside = append(old.inside, m.inside...)
		case !m.isRead:
			m.lose("it is said differently in " + strings.TrimSpace(old.file()+" "+old.path()))
		}
	}
}

// equal reports whether two values are the same.
func equal(a, b *value) bool {
	if a.kind != b.kind || a.text != b.text || len(a.inside) != len(b.inside) {
		return false
	}
	for i := range a.inside {
		if a.inside[i].key != b.inside[i].key || !equal(a.inside[i], b.inside[i]) {
			return false
		}
	}
	return true
}
