package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// conflicts returns the packages that a person has, at the logical instant, of those that a package must not be held with
//
func (u *unit) conflicts(pkg *entitlement.AccessPackage, who entitlement.SubjectID) ([]entitlement.AccessPackageID, error) {
	var held []entitlement.AccessPackageID
	for _, other := range pkg.IncompatiblePackages {
		has, err := u.holds(who, other)
		if err != nil {
			return nil, err
		}
		if has {
			held = append(held, other)
		}
	}
	return held, nil
}

// holds reports whether a person has a package at the logical instant.
func (u *unit) holds(who entitlement.SubjectID, pkg entitlement.AccessPackageID) (bool, error) {
	id, found, err := u.tx.LiveAssignment(who, pkg)
	if err != nil || !found {
		return false, err
	}
	a, err := u.assignment(id)
	if err != nil || a == nil {
		return false, err
	}
	return u.isLive(a, u.when)
}

// compatible asks again, after the submission, whether a person may have a package beside what they have by now (R-119,
//
func (u *unit) compatible(pkg *entitlement.AccessPackage, who entitlement.SubjectID) (bool, error) {
	held, err := u.conflicts(pkg, who)
	if err != nil {
		return false, err
	}
	ruling := policy.Compatible(pkg, who, held, &u.facts.known)
	if len(ruling.Needs) > 0 {
		return false, u.need(ruling.Final, ruling.Needs...)
	}
	return ruling.Allowed, nil
}

// IncompatibleInput asks which access packages declare one incompatible.
type IncompatibleInput struct {
	Page    Page
	Package entitlement.AccessPackageID
}

// IncompatibleWith lists the access packages that cannot be given to who has this one, by their own word; what
// this one lists itself is in its IncompatiblePackages. It needs a role in the package's catalog; of packages in catalogs that
// the actor may not view it tells identifiers and names only (I-131).
func (s *Session) IncompatibleWith(ctx context.Context, in IncompatibleInput) (List[entitlement.AccessPackage], error) {
	return ask(ctx, s, "incompatible with", func(u *unit) (List[entitlement.AccessPackage], error) {
		if err := u.viewPackage(in.Package); err != nil {
			return List[entitlement.AccessPackage]{}, err
		}
		return listed(u, "incompatible with "+in.Package.String(), store.PackagesAgainst(in.Package), in.Page, func(id [16]byte) (entitlement.AccessPackage, bool, error) {
			p, err := u.knownPackage(id)
			if err != nil {
				return entitlement.AccessPackage{}, false, err
			}
			err = u.authorize(taskView, p.Catalog)
			if entitlement.CodeOf(err) == entitlement.Forbidden {
				return entitlement.AccessPackage{ID: p.ID, Catalog: p.Catalog, DisplayName: p.DisplayName}, true, nil
			}
			return p.Clone(), true, err
		})
	})
}

// AdditionalAccessInput asks who has two access packages.
type AdditionalAccessInput struct {
	Page         Page
	Package      entitlement.AccessPackageID // whose assignments are listed
	Incompatible entitlement.AccessPackageID // what their holders have as well
}

// AdditionalAccess lists the live assignments of an access package whose holders have another one too: those who had
// both before they were declared incompatible keep both. It looks at the assignments of the first one by
// one. It needs a role in the catalogs of both.
func (s *Session) AdditionalAccess(ctx context.Context, in AdditionalAccessInput) (List[AssignmentView], error) {
	return ask(ctx, s, "additional access", func(u *unit) (List[AssignmentView], error) {
		for _, pkg := range [...]entitlement.AccessPackageID{in.Package, in.Incompatible} {
			if err := u.viewPackage(pkg); err != nil {
				return List[AssignmentView]{}, err
			}
		}
		index := store.LiveAssignmentsFor(in.Package, entitlement.PolicyID{})
		return listed(u, "additional access "+in.Package.String()+" "+in.Incompatible.String(), index, in.Page, func(id [16]byte) (AssignmentView, bool, error) {
			v, found, err := u.assignmentView(id)
			if err != nil || !found || v.Assignment.State == entitlement.AssignmentExpired {
				return v, false, err
			}
			both, err := u.holds(v.Assignment.Target, in.Incompatible)
			return v, both, err
		})
	})
}
