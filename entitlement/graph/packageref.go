package graph

import (
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// packageRef is what a file says about an access package that another one excludes.
type packageRef struct {
	at            *value
	id            string // folded
	name, catalog string
}

func readPackageRef(v *value) packageRef {
	ref := packageRef{at: v, id: strings.ToLower(text(v.get("id"))), name: text(v.get("displayName"))}
	if at := object(v.get("catalog")); at != nil {
		at.get("id")
		ref.catalog = text(at.get("displayName"))
	}
	for _, m := range v.inside {
		if !m.isRead {
			m.loseRecord("the access package itself says it")
		}
	}
	return ref
}

// resolve returns the reference as documents have it: the name in the same catalog, the names of catalog and package, or the
// id of a package that is not in the files.
func (im *importer) resolve(from *pkg, ref packageRef) spec.PackageRef {
	to := im.find(from, ref)
	switch {
	case to == from:
		ref.at.lose("it is the same access package")
	case to != nil && to.catalog == from.catalog:
		return spec.PackageRef{AccessPackage: spec.Ref(to.DisplayName)}
	case to != nil:
		return spec.PackageRef{Catalog: spec.Ref(to.catalog.DisplayName), AccessPackage: spec.Ref(to.DisplayName)}
	default:
		if id, err := entitlement.ParseID[entitlement.AccessPackage](ref.id); err == nil {
			return spec.PackageRef{AccessPackage: spec.RefTo(id)}
		}
		ref.at.lose("the access package is not there")
	}
	return spec.PackageRef{}
}

func (im *importer) find(from *pkg, ref packageRef) *pkg {
	if ref.id != "" {
		return im.packages[im.byID[classPackage][ref.id]]
	}
	c := from.catalog
	if ref.catalog != "" {
		c = im.named[strings.ToLower(ref.catalog)]
	}
	if c == nil {
		return nil
	}
	return c.named[strings.ToLower(ref.name)]
}
