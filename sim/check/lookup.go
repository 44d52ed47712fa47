package check

import (
	"iter"

	"example.com/tenure/entitlement"
)

// each yields all rows of a type, in any order.
func each[T any](m *model) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, o := range m.objects { // order: what is found is sorted
			if row, ok := o.row.(*T); ok && !yield(row) {
				return
			}
		}
	}
}

// ofPerson yields the rows of a type that count for a person, in any order.
func ofPerson[T any](m *model, id entitlement.SubjectID) iter.Seq[*T] {
	return func(yield func(*T) bool) {
		for _, o := range m.people[id] { // order: what is found is sorted
			if row, ok := o.row.(*T); ok && !yield(row) {
				return
			}
		}
	}
}

// row returns the row of an object, or nil.
func row[T any](m *model, kind entitlement.Kind, key []byte) *T {
	if o := m.objects[entitlement.ObjectRef{Kind: kind, Key: string(key)}]; o != nil {
		r, _ := o.row.(*T)
		return r
	}
	return nil
}

func (m *model) requestOf(id entitlement.RequestID) *entitlement.Request {
	return row[entitlement.Request](m, entitlement.KindRequest, id[:])
}

func (m *model) assignmentOf(id entitlement.AssignmentID) *entitlement.Assignment {
	return row[entitlement.Assignment](m, entitlement.KindAssignment, id[:])
}

func (m *model) grantOf(k entitlement.GrantKey) *entitlement.Grant {
	return row[entitlement.Grant](m, entitlement.KindGrant, m.schema.Grants.AppendKey(nil, &entitlement.Grant{Key: k}))
}

func (m *model) guestOf(id entitlement.SubjectID) *entitlement.GuestAccount {
	key := m.schema.Guests.AppendKey(nil, &entitlement.GuestAccount{Subject: id})
	return row[entitlement.GuestAccount](m, entitlement.KindGuest, key)
}

// packageOf returns an access package as it is now, or nil if it was deleted.
func (m *model) packageOf(id entitlement.AccessPackageID) *entitlement.AccessPackage {
	return row[entitlement.AccessPackage](m, entitlement.KindAccessPackage, id[:])
}

// stageOf returns a stage of a request, or nil.
func (m *model) stageOf(id entitlement.RequestID, index uint8) *entitlement.ApprovalStage {
	key := m.schema.Stages.AppendKey(nil, &entitlement.ApprovalStage{Request: id, Index: index})
	return row[entitlement.ApprovalStage](m, entitlement.KindStage, key)
}

// stagesOf returns the stages of a request that there are, in order.
func (m *model) stagesOf(r *entitlement.Request) []*entitlement.ApprovalStage {
	var out []*entitlement.ApprovalStage
	for i := range r.Stages {
		if s := m.stageOf(r.ID, i+1); s != nil {
			out = append(out, s)
		}
	}
	return out
}

// rolesOf returns the grants that an assignment stands for: the roles of the version of its package that is in effect for
// it.
func (m *model) rolesOf(a *entitlement.Assignment) []entitlement.GrantKey {
	pkg := m.packages[a.Package]
	if pkg == nil {
		return nil
	}
	out := make([]entitlement.GrantKey, len(pkg.Roles))
	for i, ref := range pkg.Roles {
		out[i] = entitlement.GrantKey{Subject: a.Target, Target: m.targets[ref.Resource].ID(), Role: ref.Role}
	}
	return out
}

// values returns the grants that an assignment may stand for besides its roles: the attributes of its resources.
func (m *model) values(a *entitlement.Assignment) []entitlement.GrantKey {
	var out []entitlement.GrantKey
	for _, ref := range rolesIn(m.packages[a.Package]) {
		for i := range m.attributes[ref.Resource] {
			target, role := m.attributes[ref.Resource][i].Grant()
			out = append(out, entitlement.GrantKey{Subject: a.Target, Target: target.ID(), Role: role})
		}
	}
	return out
}

// sourceOf returns the part that an assignment has in a grant, or nil.
func sourceOf(g *entitlement.Grant, id entitlement.AssignmentID) *entitlement.GrantSource {
	if g == nil {
		return nil
	}
	if i, found := g.Source(id); found {
		return &g.Sources[i]
	}
	return nil
}

// stageObjects returns the stages of a request as objects.
func (m *model) stageObjects(r *entitlement.Request) []*object {
	var out []*object
	for _, s := range m.stagesOf(r) {
		ref := entitlement.ObjectRef{Kind: entitlement.KindStage, Key: string(m.schema.Stages.AppendKey(nil, s))}
		out = append(out, m.objects[ref])
	}
	return out
}
