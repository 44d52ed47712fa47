package store

import (
	"time"

	"example.com/tenure/entitlement"
)

// The named queries: each reads a range of one index, so its cost is that of its answer.

// lookup reads the id that a unique index entry points to.
func (t *Txn) lookup(key []byte) (id [16]byte, found bool, err error) {
	value, found, err := t.r.Get(key)
	if err != nil || !found || len(value) != 16 {
		return id, false, err
	}
	return [16]byte(value), true, nil
}

// CatalogByName finds a catalog by its display name.
func (t *Txn) CatalogByName(name string) (entitlement.CatalogID, bool, error) {
	return t.byName(tagCatalogName, nil, name)
}

// PackageByName finds an access package of a catalog by its display name.
func (t *Txn) PackageByName(catalog entitlement.CatalogID, name string) (entitlement.AccessPackageID, bool, error) {
	return t.byName(tagPackageName, catalog[:], name)
}

// PolicyByName finds a policy of an access package by its display name.
func (t *Txn) PolicyByName(pkg entitlement.AccessPackageID, name string) (entitlement.PolicyID, bool, error) {
	return t.byName(tagPolicyName, pkg[:], name)
}

// OrganizationByName finds a connected organization by its display name.
func (t *Txn) OrganizationByName(name string) (entitlement.OrganizationID, bool, error) {
	return t.byName(tagOrganizationName, nil, name)
}

// OrganizationBySource finds the organization that an identity source belongs to.
func (t *Txn) OrganizationBySource(source entitlement.IdentitySource) (entitlement.OrganizationID, bool, error) {
	return t.lookup(AppendText([]byte{tagOrganizationSource}, source.Key()))
}

// ResourceByOrigin finds a resource of a catalog by type and origin.
func (t *Txn) ResourceByOrigin(
	catalog entitlement.CatalogID, kind entitlement.ResourceType, origin string,
) (entitlement.ResourceID, bool, error) {
	return t.lookup(AppendText(AppendText(AppendID([]byte{tagResourceOrigin}, catalog), kind), origin))
}

func (t *Txn) byName(tag byte, scope []byte, name string) (id [16]byte, found bool, err error) {
	var e entries
	e.name(tag, scope, name, id)
	return t.lookup(e.key(0))
}

// OpenRequest finds the open request to add access to a package for a person (I-13).
func (t *Txn) OpenRequest(target entitlement.SubjectID, pkg entitlement.AccessPackageID) (entitlement.RequestID, bool, error) {
	t.key = AppendID(AppendText(append(t.key[:0], tagRequestOpen), target), pkg)
	return t.lookup(t.key)
}

// OpenRequestsOf returns the open requests to add access for a person, of all packages. Its cost does not grow with what has ended.
func (t *Txn) OpenRequestsOf(target entitlement.SubjectID) (ids []entitlement.RequestID, err error) {
	prefix := AppendText([]byte{tagRequestOpen}, target)
	err = t.scan(prefix, prefix, func(_, value []byte) (bool, error) {
		if len(value) != len(entitlement.RequestID{}) {
			return false, damaged(entitlement.KindRequest, "an entry of the open requests names none")
		}
		ids = append(ids, entitlement.RequestID(value))
		return true, nil
	})
	return ids, err
}

// OpenUpdate finds the open request to extend an assignment.
func (t *Txn) OpenUpdate(id entitlement.AssignmentID) (entitlement.RequestID, bool, error) {
	t.key = AppendID(append(t.key[:0], tagRequestUpdate), id)
	return t.lookup(t.key)
}

// LiveAssignment finds the assignment of a package to a person that has not expired (I-48).
func (t *Txn) LiveAssignment(target entitlement.SubjectID, pkg entitlement.AccessPackageID) (entitlement.AssignmentID, bool, error) {
	prefix := AppendID(append(AppendText(append(t.key[:0], tagAssignmentSubject), target), liveFirst), pkg)
	t.key = prefix
	key, err := t.first(prefix)
	if err != nil || key == nil {
		return entitlement.AssignmentID{}, false, err
	}
	return lastID(key), true, nil
}

// lastID returns the sixteen bytes at the end of an index key.
func lastID(key []byte) [16]byte { return [16]byte(key[len(key)-16:]) }

// ids calls fn for the ids at the end of the index keys with a prefix that come after an id's position.
func (t *Txn) ids(prefix, after []byte, fn func(id [16]byte, position []byte) (bool, error)) error {
	from := prefix
	if after != nil {
		from = append(append(append([]byte(nil), prefix...), after...), 0) // the next possible key
	}
	return t.scan(prefix, from, func(key, _ []byte) (bool, error) {
		return fn(lastID(key), key[len(prefix):])
	})
}

// An Index is a list of ids in a fixed order. Each calls fn with the ids that come after a position, together with their
// own positions, until fn returns false; a nil position is the beginning. fn may read through tx, not write.
type Index struct{ prefix []byte }

// Each walks the index.
func (x Index) Each(tx *Txn, after []byte, fn func(id [16]byte, position []byte) (bool, error)) error {
	return tx.ids(x.prefix, after, fn)
}

// Count returns the number of entries, counting at most limit.
func (x Index) Count(tx *Txn, limit int) (int, error) {
	n := 0
	err := x.Each(tx, nil, func([16]byte, []byte) (bool, error) {
		n++
		return n < limit, nil
	})
	return n, err
}

// CatalogsIndex lists catalogs.
func CatalogsIndex() Index { return Index{[]byte{tagCatalog}} }

// PackagesIndex lists access packages by id.
func PackagesIndex() Index { return Index{[]byte{tagPackage}} }

// PoliciesIndex lists assignment policies by id.
func PoliciesIndex() Index { return Index{[]byte{tagPolicy}} }

// OrganizationsIndex lists connected organizations by id.
func OrganizationsIndex() Index { return Index{[]byte{tagOrganization}} }

// ResourcesOf lists the resources of a catalog.
func ResourcesOf(id entitlement.CatalogID) Index {
	return Index{AppendID([]byte{tagResourceCatalog}, id)}
}

// AttributesOf lists the resources of a catalog once for each of their attributes.
func AttributesOf(id entitlement.CatalogID) Index {
	return Index{AppendID([]byte{tagResourceAttribute}, id)}
}

// PackagesOf lists the access packages of a catalog.
func PackagesOf(id entitlement.CatalogID) Index {
	return Index{AppendID([]byte{tagPackageCatalog}, id)}
}

// PackagesWith lists the access packages that hold a role of a resource; an empty role means any.
func PackagesWith(ref entitlement.RoleRef) Index {
	prefix := AppendID([]byte{tagPackageRole}, ref.Resource)
	if ref.Role != "" {
		prefix = AppendText(prefix, ref.Role)
	}
	return Index{prefix}
}

// PoliciesOf lists the policies of an access package.
func PoliciesOf(id entitlement.AccessPackageID) Index {
	return Index{AppendID([]byte{tagPolicyPackage}, id)}
}

// RolesIn lists the role assignments of a catalog; the zero id stands for the tenant.
func RolesIn(id entitlement.CatalogID) Index { return Index{AppendID([]byte{tagRoleCatalog}, id)} }

// RequestsOf lists the requests of a person, as target or requestor, oldest first.
func RequestsOf(id entitlement.SubjectID) Index {
	return Index{AppendText([]byte{tagRequestSubject}, id)}
}

// RequestsFor lists the requests for a package: those that wait for approval or their start, then the others.
func RequestsFor(id entitlement.AccessPackageID) Index {
	return Index{AppendID([]byte{tagRequestPackage}, id)}
}

// WaitingRequests lists the requests for a package that wait for approval or their start, by policy; a zero policy means
// all.
func WaitingRequests(id entitlement.AccessPackageID, policy entitlement.PolicyID) Index {
	prefix := append(AppendID([]byte{tagRequestPackage}, id), liveFirst)
	if !policy.IsZero() {
		prefix = AppendID(prefix, policy)
	}
	return Index{prefix}
}

// AssignmentsOf lists the assignments of a person: the live ones by package, then the ended ones, oldest first.
func AssignmentsOf(id entitlement.SubjectID) Index {
	return Index{AppendText([]byte{tagAssignmentSubject}, id)}
}

// LiveAssignmentsOf lists the assignments of a person that have not expired, by package.
func LiveAssignmentsOf(id entitlement.SubjectID) Index {
	return Index{append(AppendText([]byte{tagAssignmentSubject}, id), liveFirst)}
}

// AssignmentsFor lists the assignments of a package: the live ones by policy, then the ended ones by policy, as they ended.
func AssignmentsFor(id entitlement.AccessPackageID) Index {
	return Index{AppendID([]byte{tagAssignmentPackage}, id)}
}

// LiveAssignmentsFor lists the assignments of a package that have not expired, by policy; a zero policy means all.
func LiveAssignmentsFor(id entitlement.AccessPackageID, policy entitlement.PolicyID) Index {
	prefix := append(AppendID([]byte{tagAssignmentPackage}, id), liveFirst)
	if !policy.IsZero() {
		prefix = AppendID(prefix, policy)
	}
	return Index{prefix}
}

// AssignmentsEnded calls fn for the assignments of a package that were made through a policy and ended after an instant, in the
// order in which they ended, until fn returns false.
func (t *Txn) AssignmentsEnded(
	id entitlement.AccessPackageID, policy entitlement.PolicyID, after time.Time, fn func(entitlement.AssignmentID) (bool, error),
) error {
	prefix := AppendID(append(AppendID([]byte{tagAssignmentPackage}, id), doneAfter), policy)
	from := Successor(AppendTime(append([]byte(nil), prefix...), after))
	return t.scan(prefix, from, func(key, _ []byte) (bool, error) { return fn(lastID(key)) })
}

// PackagesAgainst lists the packages that a package is incompatible with by their own word.
func PackagesAgainst(id entitlement.AccessPackageID) Index {
	return Index{AppendID([]byte{tagPackageConflict}, id)}
}

// AssignmentsIndex lists all assignments by id.
func AssignmentsIndex() Index { return Index{[]byte{tagAssignment}} }

// RequestsIndex lists all requests by id.
func RequestsIndex() Index { return Index{[]byte{tagRequest}} }

// StagesOpenTo calls fn for the open stages that a person may decide, from one on, until fn returns false.
func (t *Txn) StagesOpenTo(id entitlement.SubjectID, from *entitlement.StageKey, fn func(entitlement.StageKey) (bool, error)) error {
	return t.stages(AppendText([]byte{tagStageApprover}, id), from, fn)
}

// StagesDecidedBy calls fn for the stages that a person decided, from one on, until fn returns false.
func (t *Txn) StagesDecidedBy(id entitlement.SubjectID, from *entitlement.StageKey, fn func(entitlement.StageKey) (bool, error)) error {
	return t.stages(AppendText([]byte{tagStageDecided}, id), from, fn)
}

func (t *Txn) stages(prefix []byte, from *entitlement.StageKey, fn func(entitlement.StageKey) (bool, error)) error {
	start := prefix
	if from != nil {
		start = appendStageKey(append([]byte(nil), prefix...), *from)
	}
	return t.scan(prefix, start, func(key, _ []byte) (bool, error) {
		r := ReadKey(key[len(prefix):])
		stage := parseStageKey(&r)
		if err := r.End(); err != nil {
			return false, err
		}
		return fn(stage)
	})
}

// GrantsOf calls fn for the grants of a person, in order, until fn returns false. The row is reused.
func (s *Schema) GrantsOf(t *Txn, id entitlement.SubjectID, fn func(*entitlement.Grant) (bool, error)) error {
	var row entitlement.Grant
	t.key = AppendText(append(t.key[:0], tagGrant), id)
	return t.scan(t.key, nil, func(key, value []byte) (bool, error) {
		k, err := t.GrantKey(key[1:])
		if err != nil {
			return false, err
		}
		if err := decodeGrant(k, value, &t.memory, &row); err != nil {
			return false, err
		}
		return fn(&row)
	})
}

// GrantKey reads the key of a grant, without its table.
func (t *Txn) GrantKey(key []byte) (entitlement.GrantKey, error) {
	r := ReadKey(key)
	k := entitlement.GrantKey{
		Subject: entitlement.SubjectID(r.name(&t.memory)), Target: r.ID(), Role: entitlement.RoleID(r.name(&t.memory)),
	}
	return k, r.End()
}
