package lifecycle

import (
	"context"
	"errors"

	"example.com/tenure/entitlement"
)

// ask answers a query in one View. Where the directory has to be asked, the View ends first and begins again with the
// answers. A query never writes.
func ask[R any](ctx context.Context, s *Session, op string, do func(u *unit) (R, error)) (R, error) {
	return askWith(ctx, s, op, s.newFacts(), do)
}

// askWith is ask with facts that the caller has begun to collect, and gives up.
func askWith[R any](ctx context.Context, s *Session, op string, f *facts, do func(u *unit) (R, error)) (R, error) {
	var answer, none R
	if s.bad != nil {
		return none, withOp(op, s.bad)
	}
	if err := s.e.enter(); err != nil {
		return none, withOp(op, err)
	}
	defer s.e.leave()
	defer s.e.release(f)
	now := s.e.now()
	for {
		at := now
		err := s.e.read(ctx, now, func(u *unit) (err error) {
			u.actor, u.facts, at = s.actor, f, u.at
			answer, err = do(u)
			return err
		})
		if err == nil {
			return answer, nil
		}
		if err != errNeedFacts { //nolint:errorlint // a sentinel of this package, never wrapped
			return none, withOp(op, err) // a refusal shows nothing of what it was about
		}
		if err := s.e.fetch(ctx, f, at); err != nil {
			return none, withOp(op, err)
		}
	}
}

// whose returns the person that a query is about. People may look at themselves; looking at others needs an administrator
// of the tenant.
func (u *unit) whose(id entitlement.SubjectID) (entitlement.SubjectID, error) {
	isPerson := u.actor.Kind == entitlement.ActorPerson
	if isPerson && (id == "" || id == u.actor.Subject) {
		return u.actor.Subject, nil
	}
	if err := id.Validate(); err != nil {
		return "", err
	}
	return id, u.authorize(taskView, entitlement.CatalogID{})
}

// viewPackage refuses who may not view the catalog of a package, which may be deleted.
func (u *unit) viewPackage(id entitlement.AccessPackageID) error {
	return u.authorizePackage(taskView, id)
}

// viewPackageOrAll is viewPackage, and for the zero id refuses who may not view the whole tenant: they name a package.
func (u *unit) viewPackageOrAll(id entitlement.AccessPackageID) error {
	if !id.IsZero() {
		return u.viewPackage(id)
	}
	err := u.authorize(taskView, entitlement.CatalogID{})
	if e, ok := errors.AsType[*entitlement.Error](err); ok && e.Code == entitlement.Forbidden {
		e.Detail = "the actor lacks a role in the whole tenant: name the access package"
	}
	return err
}

// authorizePackage is authorize for the catalog of a package, which may be deleted.
func (u *unit) authorizePackage(t task, id entitlement.AccessPackageID) error {
	pkg, err := u.pkg(id)
	if err != nil {
		return err
	}
	if pkg == nil {
		// The first version of a deleted package still says which catalog it was in.
		if pkg, _, err = loadVersion(u, &u.e.schema.Packages, id, 1); err != nil {
			return err
		}
	}
	if pkg == nil {
		return notFound(entitlement.KindAccessPackage, id.String())
	}
	return u.authorize(t, pkg.Catalog)
}
