package lifecycle

import (
	"cmp"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/store"
)

func (r *reconciliation) catalogs() error {
	general := false
	for i := range r.objects.Catalogs {
		o := &r.objects.Catalogs[i]
		general = general || o.Catalog.ID == entitlement.GeneralCatalogID()
		if err := r.catalog(o); err != nil {
			return err
		}
		if err := r.contents(o); err != nil {
			return err
		}
	}
	if !r.prune {
		return nil
	}
	if !general {
		c, err := r.knownCatalog(entitlement.GeneralCatalogID())
		if err != nil {
			return err
		}
		if err := r.pruneIn(c); err != nil {
			return err
		}
	}
	return prune(r, entitlement.KindCatalog, store.CatalogsIndex(), r.knownCatalog,
		func(c *entitlement.Catalog) string { return c.DisplayName },
		func(c *entitlement.Catalog) error {
			if c.ID == entitlement.GeneralCatalogID() {
				return nil
			}
			if err := r.prunePackages(c.ID, c.DisplayName); err != nil {
				return err
			}
			resources, err := r.resourcesOf(c.ID)
			if err != nil {
				return err
			}
			r.managed = append(r.managed, resources...)
			r.add(c.ID, PlannedChange{Action: PlanDelete, Kind: entitlement.KindCatalog, Path: c.DisplayName, Effect: EffectNone},
				planStep{phase: phaseDelete, do: func() error { return r.deleteCatalog(c.ID) }})
			return nil
		})
}

// catalog compares one catalog, without what is in it. To see what a stored one is like needs a role in it.
func (r *reconciliation) catalog(o *spec.CatalogObjects) error {
	is := &o.Catalog
	was, err := r.unit.catalog(is.ID)
	if err != nil {
		return err
	}
	if was == nil {
		is.Type = cmp.Or(is.Type, entitlement.CatalogUserManaged)
		r.add(is.ID, PlannedChange{Action: PlanCreate, Kind: entitlement.KindCatalog, Path: is.DisplayName, Effect: EffectNone},
			planStep{phase: phaseCatalogs, do: func() error {
				_, err := r.createCatalog(*is)
				return err
			}})
		return nil
	}
	if err := r.authorize(taskView, is.ID); err != nil {
		return err
	}
	is.Type = cmp.Or(is.Type, was.Type)
	is.Description = cmp.Or(is.Description, was.Description) // only General may have none
	fields := spec.CatalogOf(is).Differences(spec.CatalogOf(was))
	if len(fields) == 0 {
		return nil
	}
	r.add(is.ID, PlannedChange{
		Action: PlanUpdate, Kind: entitlement.KindCatalog, Path: is.DisplayName, Fields: fields, Effect: unlessText(fields),
	}, r.catalogSteps(is, was)...)
	return nil
}

// catalogSteps are those that update a catalog: custom extensions that it gains come before the policies that have them called,
// those that it loses, or that are not waited for any more, leave after them.
func (r *reconciliation) catalogSteps(is, was *entitlement.Catalog) []planStep {
	update := func(c entitlement.Catalog) func() error {
		return func() error {
			_, err := r.updateCatalog(c)
			return err
		}
	}
	both, loses := is.Clone(), false
	for i := range was.CustomExtensions {
		x := &was.CustomExtensions[i]
		switch now := both.CustomExtension(x.ID); {
		case now == nil:
			both.CustomExtensions = append(both.CustomExtensions, *x)
		case now.Type == x.Type && x.Waits() && !now.Waits():
			now.CallbackConfiguration = x.CallbackConfiguration
		default:
			continue
		}
		loses = true
	}
	if !loses {
		return []planStep{{phase: phaseCatalogs, do: update(*is)}}
	}
	return []planStep{{phase: phaseCatalogs, do: update(both)}, {phase: phaseForget, do: update(*is)}}
}

// contents compares what is in a catalog.
func (r *reconciliation) contents(o *spec.CatalogObjects) error {
	name := o.Catalog.DisplayName
	for i := range o.Resources {
		if err := r.resourceOf(&o.Resources[i], name); err != nil {
			return err
		}
	}
	for i := range o.Packages {
		if err := r.packageOf(&o.Packages[i], name); err != nil {
			return err
		}
	}
	for i := range o.Roles {
		if err := r.roleOf(&o.Roles[i], name); err != nil {
			return err
		}
	}
	if !r.prune {
		return nil
	}
	return r.pruneIn(&o.Catalog)
}

// pruneIn deletes what a catalog that stays has beyond the document.
func (r *reconciliation) pruneIn(c *entitlement.Catalog) error {
	if err := r.prunePackages(c.ID, c.DisplayName); err != nil {
		return err
	}
	err := prune(r, entitlement.KindResource, store.ResourcesOf(c.ID), r.knownResource,
		func(o *entitlement.Resource) string { return o.DisplayName },
		func(o *entitlement.Resource) error {
			r.managed = append(r.managed, o)
			r.add(o.ID, PlannedChange{
				Action: PlanDelete, Kind: entitlement.KindResource, Path: under(c.DisplayName, o.DisplayName), Effect: EffectNone,
			}, planStep{phase: phaseRelease, do: func() error { return r.removeResource(o.ID) }})
			return nil
		})
	if err != nil {
		return err
	}
	return r.pruneRoles(c.ID, c.DisplayName)
}

// prune plans to delete the objects of an index that the document does not have, in the order of their names.
func prune[T any](
	r *reconciliation, kind entitlement.Kind, index store.Index, load func(entitlement.ID[T]) (*T, error),
	name func(*T) string, remove func(*T) error,
) error {
	ids, err := r.list(index)
	if err != nil {
		return err
	}
	type extra struct {
		name   string
		object *T
	}
	var extras []extra
	for _, id := range ids {
		if r.kept[objectID{kind, id}] {
			continue
		}
		object, err := load(id)
		if err != nil {
			return err
		}
		extras = append(extras, extra{name(object), object})
	}
	slices.SortStableFunc(extras, func(a, b extra) int { return strings.Compare(a.name, b.name) })
	for _, e := range extras {
		if err := remove(e.object); err != nil {
			return err
		}
	}
	return nil
}

// under is the path of an object below others.
func under(names ...string) string { return strings.Join(names, " / ") }

// moved refuses an object that the document has in another place than the store.
func moved(kind entitlement.Kind, id, path string) error {
	return &entitlement.Error{
		Code: entitlement.InvalidArgument, Kind: kind, ID: id,
		Detail: path + ": the object with this id is somewhere else, and cannot be moved",
	}
}
