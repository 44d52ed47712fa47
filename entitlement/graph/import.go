package graph

import (
	"cmp"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// File is a file to import.
type File struct {
	Name string // for messages; may be empty
	Data []byte
}

// Options say what files leave open.
type Options struct {
	// Catalog is the display name of the catalog for access packages that do not say which one they are in: Graph's answers
	// do not unless they are expanded. Default: the built-in catalog General.
	Catalog string
}

// Import makes a document from objects of Graph v1.0 or beta, in one JSON text, and lists what of it the document does not
// have. See the package for what it understands. It refuses with InvalidArgument what is not JSON or gives a member twice, and
// with LimitExceeded more than MaxSize, MaxDepth or MaxValues; it never refuses what it does not understand. Whether an engine
// would take the document is for spec.Document.Check to say.
func Import(data []byte, o Options) (spec.Document, []Loss, error) {
	return ImportFiles([]File{{Data: data}}, o)
}

// ImportFiles is Import of several files together: objects of one may belong to, and refer to, objects of another.
func ImportFiles(files []File, o Options) (spec.Document, []Loss, error) {
	size, values := 0, 0
	var roots []*value
	c := collector{byID: map[class]map[string]*entity{}}
	for _, f := range files {
		if size += len(f.Data); size > MaxSize {
			return spec.Document{}, nil, &entitlement.Error{
				Op: "import", Code: entitlement.LimitExceeded, Detail: cmp.Or(f.Name, "the text") + ": it is longer than 16 MiB",
			}
		}
		root, err := parse(f, &values)
		if err != nil {
			return spec.Document{}, nil, err
		}
		roots = append(roots, root)
		c.collect(root, "")
	}
	im := importer{collector: &c, options: o, packages: map[*entity]*pkg{}, catalogs: map[*entity]*catalog{}, named: map[string]*catalog{}}
	document := im.document()
	for _, root := range roots {
		im.leftovers(root)
	}
	return document, im.all(), nil
}

// importer turns what was collected into a document.
type importer struct {
	*collector

	options  Options
	order    []*catalog
	catalogs map[*entity]*catalog
	named    map[string]*catalog // by folded name
	packages map[*entity]*pkg
	settings *spec.Settings
	// organizations are the connected organizations of the document.
	organizations []spec.ConnectedOrganization
}

func (im *importer) document() spec.Document {
	for _, e := range im.list {
		switch e.class {
		case classCatalog:
			im.place(e, readCatalog(e.all))
		case classOrganization:
			im.organizations = append(im.organizations, readOrganization(e.all))
		case classSettings:
			im.readSettings(e.all)
		case classEndUser:
			im.readEndUserSettings(e.all)
		case classPackage, classPolicy, classResource:
		}
	}
	im.placeResources()
	im.placePackages()
	im.placePolicies()
	d := spec.Document{ConnectedOrganizations: im.organizations, Settings: im.settings}
	for _, c := range im.order {
		for _, p := range c.packages {
			readRoleScopes(c, p)
		}
	}
	for _, c := range im.order {
		d.Catalogs = append(d.Catalogs, im.finish(c))
	}
	return d
}

// id reads the id of an object. The engine's are UUIDs; an object with another is known by its name.
func id[T any](v *value) entitlement.ID[T] {
	given := v.get("id")
	if given.raw() == "" {
		return entitlement.ID[T]{}
	}
	id, err := entitlement.ParseID[T](given.raw())
	if err != nil {
		given.lose("it is not a UUID: the engine knows the object by its name")
	}
	return id
}
