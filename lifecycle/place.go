package lifecycle

import (
	"bytes"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// place is where a reconciliation is.
type place struct {
	target store.Target
	id     [16]byte              // of the resource, or without a catalog of the target, in the walk
	after  *entitlement.GrantKey // up to which grant the target was compared; nil at its beginning
	more   bool                  // another target follows
	seen   uint64                // the last event before the target is asked
	at     time.Time             // the instant for which it is asked
	roles  []entitlement.RoleID  // only these are looked at; nil are all
}

// walk names the list of targets that a reconciliation goes through.
func (in *ReconcileInput) walk() string {
	switch {
	case !in.Resource.IsZero():
		return "reconcile resource " + in.Resource.String()
	case !in.Catalog.IsZero():
		return "reconcile catalog " + in.Catalog.String()
	case !in.Package.IsZero():
		return "reconcile package " + in.Package.String()
	}
	return "reconcile"
}

// placeOf finds the target that a call is about, or nil when there is none.
func (u *unit) placeOf(in ReconcileInput) (*place, error) {
	if err := u.authorize(taskReconcile, entitlement.CatalogID{}); err != nil {
		return nil, err
	}
	if err := in.Policy.validate(); err != nil {
		return nil, err
	}
	if !in.Package.IsZero() && !(in.Resource.IsZero() && in.Catalog.IsZero()) {
		return nil, invalid("package: name an access package, or a resource or catalog, not both")
	}
	position, err := in.Page.position(in.walk())
	if err != nil {
		return nil, err
	}
	p := &place{seen: u.meta.Seq, at: u.at}
	if position != nil {
		if p.id, p.after, err = parsePlace(position); err != nil {
			return nil, err
		}
	}
	ids, err := u.targetsToWalk(&in, p)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	id := ids[0].target
	target, err := u.target(id)
	if err != nil {
		return nil, err
	}
	p.id, p.target, p.more = ids[0].id, *target, len(ids) > 1
	if p.after != nil {
		p.after.Target = id
	}
	return p, nil
}

// stop is a target in a walk.
type stop struct {
	id     [16]byte
	target entitlement.TargetID
}

// targetsToWalk returns the target to go on with and, if there is one, the next.
func (u *unit) targetsToWalk(in *ReconcileInput, p *place) ([]stop, error) {
	switch {
	case !in.Resource.IsZero():
		return u.oneResource(in.Resource)
	case !in.Catalog.IsZero():
		return u.resourcesFrom(in.Catalog, p)
	case !in.Package.IsZero():
		return u.packageFrom(in.Package, p)
	}
	return u.targetsFrom(p)
}

func (u *unit) oneResource(id entitlement.ResourceID) ([]stop, error) {
	r, err := u.resource(id)
	if err != nil {
		return nil, err
	}
	if r == nil {
		return nil, notFound(entitlement.KindResource, id.String())
	}
	return []stop{{id, r.Target().ID()}}, nil
}

// resourcesFrom returns the next resources of a catalog. A token in the middle of one that has left leads to the one after.
func (u *unit) resourcesFrom(id entitlement.CatalogID, p *place) (out []stop, err error) {
	c, err := u.catalog(id)
	if err != nil {
		return nil, err
	}
	if c == nil {
		return nil, notFound(entitlement.KindCatalog, id.String())
	}
	if p.after != nil {
		if r, err := u.resource(p.id); err != nil {
			return nil, err
		} else if r != nil {
			out = append(out, stop{p.id, r.Target().ID()})
		} else {
			p.after = nil
		}
	}
	var after []byte
	if !entitlement.ResourceID(p.id).IsZero() {
		after = p.id[:]
	}
	var next [][16]byte
	err = store.ResourcesOf(id).Each(u.tx, after, func(id [16]byte, _ []byte) (bool, error) {
		next = append(next, id)
		return len(out)+len(next) < 2, nil
	})
	for _, id := range next {
		if err != nil {
			break
		}
		var r *entitlement.Resource
		if r, err = u.resource(id); err == nil && r != nil {
			out = append(out, stop{id, r.Target().ID()})
		}
	}
	return out, err
}

// packageFrom returns the next resources of an access package, and which of the roles of the first are looked at. A token in the
// middle of one that has left leads to the one after.
func (u *unit) packageFrom(id entitlement.AccessPackageID, p *place) (out []stop, err error) {
	pkg, err := u.knownPackage(id)
	if err != nil {
		return nil, err
	}
	refs := slices.SortedFunc(slices.Values(pkg.Roles), entitlement.RoleRef.Compare)
	for _, ref := range refs {
		order := bytes.Compare(ref.Resource[:], p.id[:])
		if order < 0 || order == 0 && p.after == nil || len(out) == 2 {
			continue
		}
		if len(out) == 0 || out[len(out)-1].id != ref.Resource {
			r, err := u.knownResource(ref.Resource)
			if err != nil {
				return nil, err
			}
			out = append(out, stop{ref.Resource, r.Target().ID()})
		}
		if len(out) == 1 {
			p.roles = append(p.roles, ref.Role)
		}
	}
	if len(out) > 0 && out[0].id != p.id {
		p.after = nil
	}
	return out, nil
}

// concerns reports whether a role is looked at.
func (p *place) concerns(role entitlement.RoleID) bool {
	return p.roles == nil || slices.Contains(p.roles, role)
}

// targetsFrom returns the next targets that a catalog offers, or about which there are grants: for a resource that has left,
// there may be access still.
func (u *unit) targetsFrom(p *place) (out []stop, err error) {
	if p.after != nil {
		out = append(out, stop{p.id, p.id})
	}
	after := entitlement.TargetID(p.id)
	for len(out) < 2 {
		next, err := u.targetAfter(after)
		if err != nil || next.IsZero() {
			return out, err
		}
		used, err := u.isInUse(next)
		if err != nil {
			return nil, err
		}
		if used {
			out = append(out, stop{next, next})
		}
		after = next
	}
	return out, nil
}

func (u *unit) targetAfter(after entitlement.TargetID) (next entitlement.TargetID, err error) {
	err = u.tx.Targets(after, func(id entitlement.TargetID) (bool, error) {
		next = id
		return false, nil
	})
	return next, err
}

// isInUse reports whether a target, other than a property of people, is a resource somewhere or has grants.
func (u *unit) isInUse(id entitlement.TargetID) (used bool, err error) {
	t, err := u.target(id)
	if err != nil || t.Type == entitlement.ResourceUserAttribute {
		return false, err
	}
	err = u.tx.GrantsAt(id, nil, func(entitlement.GrantKey) (bool, error) {
		used = true
		return false, nil
	})
	if err != nil || used {
		return used, err
	}
	var catalogs []entitlement.CatalogID
	err = store.CatalogsIndex().Each(u.tx, nil, func(id [16]byte, _ []byte) (bool, error) {
		catalogs = append(catalogs, id)
		return true, nil
	})
	for _, c := range catalogs {
		if err != nil || used {
			break
		}
		_, used, err = u.tx.ResourceByOrigin(c, t.Type, t.OriginID)
	}
	return used, err
}

// appendPlace writes a position: a target, and up to which grant of it; nil is its end.
func appendPlace(id [16]byte, last *entitlement.GrantKey) []byte {
	b := store.AppendID(nil, entitlement.TargetID(id))
	if last == nil {
		return b
	}
	return store.AppendText(store.AppendText(b, last.Subject), last.Role)
}

// parsePlace is the inverse of appendPlace.
func parsePlace(position []byte) (id [16]byte, last *entitlement.GrantKey, err error) {
	r := store.ReadKey(position)
	id = r.ID()
	const atItsEnd = 16
	if len(position) > atItsEnd {
		last = &entitlement.GrantKey{Subject: entitlement.SubjectID(r.Text()), Role: entitlement.RoleID(r.Text())}
	}
	if r.End() != nil {
		return id, nil, errToken
	}
	return id, last, nil
}
