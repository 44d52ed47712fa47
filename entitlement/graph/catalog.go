package graph

import (
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// catalog is a catalog on its way into the document.
type catalog struct {
	spec.Catalog
	resources []*resource
	packages  []*pkg

	byID     map[string]*resource             // by folded id
	byOrigin map[entitlement.Target]*resource // by what they are
	byName   map[string]int                   // how many resources have a folded name
	named    map[string]*pkg                  // packages, by folded name
}

func newCatalog(c spec.Catalog) *catalog {
	return &catalog{
		Catalog: c, byID: map[string]*resource{}, byOrigin: map[entitlement.Target]*resource{}, byName: map[string]int{},
		named: map[string]*pkg{},
	}
}

// add enters a resource.
func (c *catalog) add(r *resource) {
	c.resources = append(c.resources, r)
	if r.id != "" {
		c.byID[r.id] = r
	}
	c.byOrigin[entitlement.Target{Type: r.Type, OriginID: r.OriginID}] = r
	c.byName[strings.ToLower(r.DisplayName)]++
}

// pkg is an access package on its way into the document.
type pkg struct {
	spec.AccessPackage
	catalog      *catalog
	from         *entity
	scopes       []roleScope
	incompatible []packageRef
}

// place enters a catalog.
func (im *importer) place(e *entity, c *catalog) {
	im.order = append(im.order, c)
	im.named[strings.ToLower(c.DisplayName)] = c
	if e != nil {
		im.catalogs[e] = c
	}
}

func readCatalog(v *value) *catalog {
	c := newCatalog(spec.Catalog{DisplayName: text(v.get("displayName")), Description: text(v.get("description"))})
	word(v.get("catalogType"), &c.Type)
	if c.Type == entitlement.CatalogServiceDefault {
		readGeneral(v, c)
	} else {
		c.ID = id[entitlement.Catalog](v)
	}
	if state := v.get("state"); state != nil && !word(state, &c.State) {
		c.State = entitlement.CatalogUnpublished // what is not known does not let people in
	}
	if c.State == entitlement.CatalogPublished {
		c.State = 0
	}
	if visible := v.get("isExternallyVisible"); visible != nil && !flag(visible, false) {
		c.IsExternallyVisible = new(false)
	}
	return c
}

// readGeneral gives the built-in catalog the id that it has here.
func readGeneral(v *value, c *catalog) {
	given := v.get("id")
	general := entitlement.GeneralCatalogID().String()
	c.Type = 0 // which it has anyway
	switch {
	case strings.EqualFold(given.raw(), general) || !strings.EqualFold(c.DisplayName, entitlement.GeneralCatalogName):
		c.ID = entitlement.GeneralCatalogID()
	case given == nil:
		return
	}
	if !strings.EqualFold(given.raw(), general) {
		given.loseRecord("the built-in catalog has its own id")
	}
}

// placePackages reads the access packages into their catalogs.
func (im *importer) placePackages() {
	for _, e := range im.list {
		if e.class != classPackage {
			continue
		}
		at := e.up(im.collector, classCatalog)
		if at == nil && e.under != nil {
			e.abandon("its catalog is not there: export the catalogs too")
			continue
		}
		c := im.catalogs[at]
		if c == nil {
			c = im.unnamed(e)
		}
		p := readPackage(e)
		p.catalog = c
		c.packages = append(c.packages, p)
		c.named[strings.ToLower(p.DisplayName)] = p
		im.packages[e] = p
	}
}

// up returns what the entity belongs to, nil if that is not said or not there.
func (e *entity) up(c *collector, of class) *entity {
	if e.parent != nil {
		switch {
		case e.under == nil:
		case strings.EqualFold(e.under.raw(), e.parent.id):
			e.under.read()
		default:
			e.under.lose(elsewhere)
		}
		return e.parent
	}
	if e.under == nil {
		return nil
	}
	found := c.byID[of][strings.ToLower(e.under.raw())]
	if found != nil {
		e.all.get(e.under.name)
	}
	return found
}

// unnamed returns the catalog for packages that do not say which one is theirs.
func (im *importer) unnamed(e *entity) *catalog {
	name := im.options.Catalog
	if name == "" {
		name = entitlement.GeneralCatalogName
	}
	e.places[0].note = "it does not say which catalog it is in, and goes into " + name
	if c := im.named[strings.ToLower(name)]; c != nil {
		return c
	}
	c := newCatalog(spec.Catalog{DisplayName: name})
	im.place(nil, c)
	return c
}

func readPackage(e *entity) *pkg {
	v := e.all
	p := &pkg{from: e, AccessPackage: spec.AccessPackage{
		ID: id[entitlement.AccessPackage](v), DisplayName: text(v.get("displayName")),
		Description: text(v.get("description")), IsHidden: flag(v.get("isHidden"), false),
	}}
	for _, group := range objects(v.get("incompatibleGroups")) {
		if id := directoryID(group); id != "" {
			p.IncompatibleGroups = append(p.IncompatibleGroups, entitlement.GroupID(id))
		}
	}
	for _, other := range objects(v.get("incompatibleAccessPackages")) {
		p.incompatible = append(p.incompatible, readPackageRef(other))
	}
	return p
}

// directoryID reads a reference to an object of the directory, which the engine does not keep.
func directoryID(v *value) string {
	id := text(v.get("id"))
	if id == "" {
		v.lose("it has no id")
		return ""
	}
	for _, m := range v.inside {
		if !m.isRead && !m.isEmpty() && !isAnnotation(m) {
			m.loseRecord("the directory knows it")
		}
	}
	return id
}

// finish puts the catalog together, now that everything it could refer to is known.
func (im *importer) finish(c *catalog) spec.Catalog {
	for _, p := range c.packages {
		given := map[spec.RoleScope]bool{}
		for _, s := range p.scopes {
			if ref := s.ref(c); !given[ref] {
				given[ref] = true
				p.ResourceRoleScopes = append(p.ResourceRoleScopes, ref)
			}
		}
		for _, other := range p.incompatible {
			if ref := im.resolve(p, other); ref != (spec.PackageRef{}) {
				p.IncompatibleAccessPackages = append(p.IncompatibleAccessPackages, ref)
			}
		}
		c.AccessPackages = append(c.AccessPackages, p.AccessPackage)
	}
	for _, r := range c.resources {
		r.shorten()
		c.Resources = append(c.Resources, r.Resource)
	}
	return c.Catalog
}
