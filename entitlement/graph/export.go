package graph

import (
	"bytes"
	"encoding"
	"encoding/json"
	"fmt"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// Export writes a document as Graph v1.0 has it: one entitlementManagement with everything that belongs to it expanded, in
// Graph's names and words, always in the same order, and with the defaults of documents spelled out, because Graph has others.
// It lists what Graph v1.0 has no words for; the paths are those of the document. What Import makes of the result means the
// same as the document, but for these losses. It refuses, with InvalidArgument, values that have no word.
func Export(d spec.Document) ([]byte, []Loss, error) {
	x := exporter{organizations: map[string]*spec.ConnectedOrganization{}, catalogs: map[string]*exported{}}
	for i := range d.ConnectedOrganizations {
		o := &d.ConnectedOrganizations[i]
		keep(x.organizations, o.ID.String(), o.DisplayName, o)
	}
	for i := range d.Catalogs {
		c := &d.Catalogs[i]
		e := newExported(c)
		x.order = append(x.order, e)
		keep(x.catalogs, c.ID.String(), c.DisplayName, e)
	}
	out := record{
		{"catalogs", all(x.order, func(i int, e **exported) record { return x.catalog(fmt.Sprintf("catalogs[%d]", i), *e) })},
		{"connectedOrganizations", all(d.ConnectedOrganizations, func(i int, o *spec.ConnectedOrganization) record {
			return x.organization(fmt.Sprintf("connectedOrganizations[%d]", i), o)
		})},
	}
	x.roleAssignments("roleAssignments", d.RoleAssignments)
	if d.Schema != "" {
		x.add(Loss{Path: "$schema", Value: quote(d.Schema), Why: "it is for editors", IsRecord: true})
	}
	if d.Settings != nil {
		out = append(out, x.settings(d.Settings)...)
	}
	text, err := encode(out)
	if err == nil {
		err = x.err
	}
	if err != nil {
		return nil, nil, &entitlement.Error{Op: "export", Code: entitlement.InvalidArgument, Detail: "the document has a value without a word", Err: err}
	}
	var pretty bytes.Buffer
	_ = json.Indent(&pretty, text, "", "  ") // it was just encoded
	pretty.WriteByte('\n')
	return pretty.Bytes(), x.all(), nil
}

// exporter turns a document into objects of Graph.
type exporter struct {
	losses

	err           error
	order         []*exported
	catalogs      map[string]*exported
	organizations map[string]*spec.ConnectedOrganization
}

// exported is a catalog with what references in it can mean, by folded name and by id.
type exported struct {
	*spec.Catalog

	resources map[string]*spec.Resource
	packages  map[string]*spec.AccessPackage
}

func newExported(c *spec.Catalog) *exported {
	e := &exported{Catalog: c, resources: map[string]*spec.Resource{}, packages: map[string]*spec.AccessPackage{}}
	for i := range c.Resources {
		keep(e.resources, c.Resources[i].ID.String(), c.Resources[i].DisplayName, &c.Resources[i])
	}
	for i := range c.AccessPackages {
		keep(e.packages, c.AccessPackages[i].ID.String(), c.AccessPackages[i].DisplayName, &c.AccessPackages[i])
	}
	return e
}

// keep enters an object by id and name.
func keep[T any](into map[string]T, id, name string, object T) {
	into[strings.ToLower(name)] = object
	if id != "" {
		into[id] = object
	}
}

// lost reports something that Graph has no words for.
func (x *exporter) lost(path string, value any, why string) {
	text, _ := json.Marshal(value) // a value that cannot be encoded is shown as nothing
	x.add(Loss{Path: path, Value: brief(string(text)), Why: why})
}

// word returns the word for a value.
func (x *exporter) word(v encoding.TextMarshaler) string {
	text, err := v.MarshalText()
	if err != nil && x.err == nil {
		x.err = err
	}
	return string(text)
}

func (x *exporter) roleAssignments(path string, list []spec.RoleAssignment) {
	for i, a := range list {
		value := fmt.Sprintf("%s to %s", a.Role, a.Principal)
		x.lost(fmt.Sprintf("%s[%d]", path, i), value, "delegation is not a part of Graph's entitlement management objects")
	}
}
