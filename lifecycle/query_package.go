package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
)

// ReadPackageInput names an access package and one of its versions.
type ReadPackageInput struct {
	Package entitlement.AccessPackageID
	Version uint32 // as requests and assignments name it; 0 stands for the current one
}

// Package shows one access package, or a version of it that a request or an assignment refers to, also when the package was
// deleted. It needs a role in the package's catalog. What is not there is refused with NotFound.
func (s *Session) Package(ctx context.Context, in ReadPackageInput) (entitlement.AccessPackage, error) {
	return ask(ctx, s, "package", func(u *unit) (entitlement.AccessPackage, error) {
		if err := u.viewPackage(in.Package); err != nil {
			return entitlement.AccessPackage{}, err
		}
		p, err := u.pkg(in.Package)
		if err == nil && in.Version != 0 {
			p, _, err = loadVersion(u, &u.e.schema.Packages, in.Package, in.Version)
		}
		if err == nil && p == nil {
			err = notFound(entitlement.KindAccessPackage, in.Package.String())
		}
		if err != nil {
			return entitlement.AccessPackage{}, err
		}
		return p.Clone(), nil
	})
}
