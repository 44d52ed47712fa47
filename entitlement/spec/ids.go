package spec

import (
	"encoding/binary"

	"example.com/tenure/entitlement"
)

// stand-ins are ids for the objects of a document that have none, so that it can be checked like one in which all have.

// standIns hands out ids that the document does not use.
type standIns struct {
	used map[[16]byte]bool
	last uint64
}

func (s *standIns) next() [16]byte {
	for {
		s.last++
		id := [16]byte{0xff}
		binary.BigEndian.PutUint64(id[8:], s.last)
		if !s.used[id] {
			return id
		}
	}
}

// withIDs returns a copy of the document in which every object has an id.
func withIDs(d *Document) *Document {
	s := standIns{used: map[[16]byte]bool{}}
	eachID(d, func(_ path, _ entitlement.Kind, id *[16]byte) { s.used[*id] = true })
	out := d.Clone()
	for i := range out.Catalogs {
		if c := &out.Catalogs[i]; c.IsGeneral() {
			c.ID = entitlement.GeneralCatalogID()
		}
	}
	eachID(&out, func(_ path, _ entitlement.Kind, id *[16]byte) {
		if *id == [16]byte{} {
			*id = s.next()
		}
	})
	return &out
}

// eachID visits the ids of all objects, in the order of the document.
func eachID(d *Document, visit func(at path, kind entitlement.Kind, id *[16]byte)) {
	roles := func(at path, list []RoleAssignment) {
		for i := range list {
			visit(at.member("roleAssignments").item(i), entitlement.KindRoleAssignment, (*[16]byte)(&list[i].ID))
		}
	}
	for i := range d.Catalogs {
		c, at := &d.Catalogs[i], path{}.member("catalogs").item(i)
		visit(at, entitlement.KindCatalog, (*[16]byte)(&c.ID))
		for j := range c.Resources {
			visit(at.member("resources").item(j), entitlement.KindResource, (*[16]byte)(&c.Resources[j].ID))
		}
		for j := range c.AccessPackages {
			p, at := &c.AccessPackages[j], at.member("accessPackages").item(j)
			visit(at, entitlement.KindAccessPackage, (*[16]byte)(&p.ID))
			for k := range p.AssignmentPolicies {
				visit(at.member("assignmentPolicies").item(k), entitlement.KindPolicy, (*[16]byte)(&p.AssignmentPolicies[k].ID))
			}
		}
		roles(at, c.RoleAssignments)
	}
	for i := range d.ConnectedOrganizations {
		at := path{}.member("connectedOrganizations").item(i)
		visit(at, entitlement.KindOrganization, (*[16]byte)(&d.ConnectedOrganizations[i].ID))
	}
	roles(nil, d.RoleAssignments)
}
