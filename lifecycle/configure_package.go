package lifecycle

import (
	"context"
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// PackageInput is an access package as it should be.
type PackageInput struct {
	Key     string                    `json:"-"`
	Package entitlement.AccessPackage `json:"package"`
}

// PackageResult is an access package as it is stored.
type PackageResult struct {
	Package entitlement.AccessPackage `json:"package"`
}

// DeletePackageInput names an access package to delete.
type DeletePackageInput struct {
	Key     string                      `json:"-"`
	Package entitlement.AccessPackageID `json:"package"`
}

// CreatePackage makes an access package; without a catalog, in General. It may be empty and filled later.
// Its roles must belong to resources of its catalog and be usable there: see entitlement.ResourceUse.
func (s *Session) CreatePackage(ctx context.Context, in PackageInput) (PackageResult, error) {
	return run(ctx, s, command[PackageResult]{op: "create package", key: in.Key, input: in, do: func(u *unit) (PackageResult, error) {
		p, err := u.createPackage(in.Package.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return PackageResult{}, err
		}
		return PackageResult{p.Clone()}, nil
	}})
}

func (u *unit) createPackage(p entitlement.AccessPackage) (*entitlement.AccessPackage, error) {
	if p.Catalog.IsZero() {
		p.Catalog = entitlement.GeneralCatalogID()
	}
	if _, err := u.knownCatalog(p.Catalog); err != nil {
		return nil, err
	}
	if err := u.authorize(taskManagePackages, p.Catalog); err != nil {
		return nil, err
	}
	p.Stamp = entitlement.Stamp{}
	if err := freshID(u, entitlement.KindAccessPackage, &p.ID, had(u, &u.e.schema.Packages, &p.ID, 1)); err != nil {
		return nil, err
	}
	if err := u.checkPackage(&p, nil); err != nil {
		return nil, err
	}
	limits := u.e.config.Limits
	if err := firstError(
		u.hasRoom(entitlement.KindAccessPackage, "PackagesPerCatalog", limits.PackagesPerCatalog, store.PackagesOf(p.Catalog)),
		u.hasRoom(entitlement.KindAccessPackage, "PackagesPerTenant", limits.PackagesPerTenant, store.PackagesIndex()),
	); err != nil {
		return nil, err
	}
	p.CreatedAt, p.ModifiedAt = stored(zeroTime, u.at)
	record(&u.out, entitlement.ActivityCreatePackage, nil, &p)
	return &p, nil
}

// checkPackage refuses a package that is malformed or refers to what does not exist. Incompatible packages that were named
// before may be gone.
func (u *unit) checkPackage(p *entitlement.AccessPackage, known []entitlement.AccessPackageID) error {
	if err := p.Validate(u.e.config.Limits); err != nil {
		return err
	}
	p.Normalize()
	for _, ref := range p.Roles {
		r, err := u.resource(ref.Resource)
		if err != nil {
			return err
		}
		if r == nil || r.Catalog != p.Catalog {
			return &entitlement.Error{
				Code: entitlement.NotFound, Kind: entitlement.KindResource, ID: ref.Resource.String(),
				Detail: "the package's catalog has no such resource: add it to the catalog first",
			}
		}
		if !r.HasRole(ref.Role) {
			return &entitlement.Error{
				Code: entitlement.NotFound, Kind: entitlement.KindRole, ID: string(ref.Role),
				Detail: fmt.Sprintf("the resource %q has no such role", r.DisplayName),
			}
		}
		if err := r.MayUse(ref.Role); err != nil {
			return err
		}
	}
	for _, id := range p.IncompatiblePackages {
		other, err := u.pkg(id)
		if err != nil {
			return err
		}
		if other == nil && !slices.Contains(known, id) {
			return notFound(entitlement.KindAccessPackage, id.String())
		}
	}
	return named(entitlement.KindAccessPackage, p.ID, p.DisplayName, func() (entitlement.AccessPackageID, bool, error) {
		return u.tx.PackageByName(p.Catalog, p.DisplayName)
	})
}

// UpdatePackage replaces an access package by a new version. The catalog cannot change. Roles that are added reach
// everybody who has the package, roles that are removed are taken from them: reads show it at once, the
// target systems are told in batches.
func (s *Session) UpdatePackage(ctx context.Context, in PackageInput) (PackageResult, error) {
	return run(ctx, s, command[PackageResult]{op: "update package", key: in.Key, input: in, do: func(u *unit) (PackageResult, error) {
		p, err := u.updatePackage(in.Package.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return PackageResult{}, err
		}
		return PackageResult{p.Clone()}, nil
	}})
}

func (u *unit) updatePackage(p entitlement.AccessPackage) (*entitlement.AccessPackage, error) {
	before, err := u.knownPackage(p.ID)
	if err != nil {
		return nil, err
	}
	if err := u.authorize(taskManagePackages, before.Catalog); err != nil {
		return nil, err
	}
	if err := checkBase(entitlement.KindAccessPackage, p.ID.String(), p.Version, before.Version); err != nil {
		return nil, err
	}
	if p.Catalog.IsZero() {
		p.Catalog = before.Catalog
	}
	if p.Catalog != before.Catalog {
		return nil, invalid("catalogId: a package cannot be moved to another catalog")
	}
	if err := u.checkPackage(&p, before.IncompatiblePackages); err != nil {
		return nil, err
	}
	p.CreatedAt, p.ModifiedAt = stored(before.CreatedAt, u.at)
	record(&u.out, entitlement.ActivityUpdatePackage, before, &p)
	same := slices.Equal(p.IncompatiblePackages, before.IncompatiblePackages) && slices.Equal(p.IncompatibleGroups, before.IncompatibleGroups)
	if !same || len(before.Roles) == 0 {
		if err := u.followPackage(p.ID); err != nil {
			return nil, err
		}
	}
	if slices.Equal(p.Roles, before.Roles) {
		return &p, nil
	}
	u.follow(store.Job{Kind: store.JobRolesChanged, Package: p.ID, Version: before.Version + 1})
	return &p, nil
}

// DeletePackage removes an access package and its policies. Who has it keeps it to the end of the assignment, without
// extension; requests that wait are canceled. With Config.StrictDelete a package with live assignments is
// refused with InUse.
func (s *Session) DeletePackage(ctx context.Context, in DeletePackageInput) (Deleted, error) {
	return run(ctx, s, command[Deleted]{op: "delete package", key: in.Key, input: in, do: func(u *unit) (Deleted, error) {
		if err := u.deletePackage(in.Package); err != nil {
			return Deleted{}, err
		}
		return Deleted{}, u.apply()
	}})
}

func (u *unit) deletePackage(id entitlement.AccessPackageID) error {
	p, err := u.knownPackage(id)
	if err != nil {
		return err
	}
	if err := u.authorize(taskManagePackages, p.Catalog); err != nil {
		return err
	}
	if u.e.config.StrictDelete {
		live, err := u.live(id, entitlement.PolicyID{}, 1)
		if err != nil {
			return err
		}
		if live > 0 {
			return inUse(entitlement.KindAccessPackage, id.String(), "people have it: remove their assignments first")
		}
	}
	policies, err := u.policiesOf(id)
	if err != nil {
		return err
	}
	for _, policy := range policies {
		record[entitlement.AssignmentPolicy](&u.out, entitlement.ActivityDeletePolicy, policy, nil)
		if err := firstError(u.followReviews(policy, nil), u.followAutomatic(policy, nil)); err != nil {
			return err
		}
	}
	record[entitlement.AccessPackage](&u.out, entitlement.ActivityDeletePackage, p, nil)
	u.follow(store.Job{Kind: store.JobPackageDeleted, Package: id})
	return nil
}

func (u *unit) knownPackage(id entitlement.AccessPackageID) (*entitlement.AccessPackage, error) {
	p, err := u.pkg(id)
	if err == nil && p == nil {
		err = notFound(entitlement.KindAccessPackage, id.String())
	}
	return p, err
}
