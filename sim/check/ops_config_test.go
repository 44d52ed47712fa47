package check_test

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

// pkg chooses an access package that is there.
func (s *story) pkg(n int) (entitlement.AccessPackage, bool) {
	schema := store.NewSchema()
	return pick(rows(s, &schema.Packages, func(*entitlement.AccessPackage) bool { return true }), n)
}

// update replaces an access package.
func (s *story) update(p entitlement.AccessPackage) error {
	in := lifecycle.PackageInput{Key: s.key(), Package: p}
	return s.command(func() error {
		_, err := s.w.Admin().UpdatePackage(background(), in)
		return err
	})
}

// changeRoles gives a package other roles: those that the bits of a number name.
func changeRoles(s *story, o op) error {
	p, some := s.pkg(o.a)
	if !some {
		return nil
	}
	schema := store.NewSchema()
	var refs []entitlement.RoleRef
	for _, r := range rows(s, &schema.Resources, func(*entitlement.Resource) bool { return true }) {
		for _, role := range r.Roles {
			if o.b&1 == 1 {
				refs = append(refs, entitlement.RoleRef{Resource: r.ID, Role: role.OriginID})
			}
			o.b >>= 1
		}
	}
	p.Roles = refs
	return s.update(p)
}

func incompatible(s *story, o op) error {
	p, some := s.pkg(o.a)
	other, _ := s.pkg(o.b)
	if !some || p.ID == other.ID {
		return nil
	}
	p.IncompatiblePackages = []entitlement.AccessPackageID{other.ID}
	if o.c%2 == 0 {
		p.IncompatiblePackages = nil
	}
	return s.update(p)
}

// changePolicy puts another policy in the place of one.
func changePolicy(s *story, o op) error {
	schema := store.NewSchema()
	p, some := pick(rows(s, &schema.Policies, func(*entitlement.AssignmentPolicy) bool { return true }), o.a)
	if !some {
		return nil
	}
	next, _ := pick(policies(), o.b)
	next.ID, next.Package, next.DisplayName, next.IsSuspended = p.ID, p.Package, p.DisplayName, o.c%5 == 0
	in := lifecycle.PolicyInput{Key: s.key(), Policy: next}
	return s.command(func() error {
		_, err := s.w.Admin().UpdatePolicy(background(), in)
		return err
	})
}

func deletePackage(s *story, o op) error {
	p, some := s.pkg(o.a)
	if !some {
		return nil
	}
	in := lifecycle.DeletePackageInput{Key: s.key(), Package: p.ID}
	return s.command(func() error {
		_, err := s.w.Admin().DeletePackage(background(), in)
		return err
	})
}

func deletePolicy(s *story, o op) error {
	schema := store.NewSchema()
	p, some := pick(rows(s, &schema.Policies, func(*entitlement.AssignmentPolicy) bool { return true }), o.a)
	if !some {
		return nil
	}
	in := lifecycle.DeletePolicyInput{Key: s.key(), Policy: p.ID}
	return s.command(func() error {
		_, err := s.w.Admin().DeletePolicy(background(), in)
		return err
	})
}

// offer makes a new package.
func offer(s *story, o op) error {
	one, _ := pick(roles, o.a)
	two, _ := pick(roles, o.a+1+o.b%3)
	policy, _ := pick(policies(), o.c)
	list := []string{one, two}
	if one == two {
		list = list[:1]
	}
	in := sim.Offer{Name: fmt.Sprintf("Package %d", s.offers), Roles: list, Policy: policy}
	s.offers++
	err := s.surviving(func() error { // several commands, of which the first may have been carried out
		id, err := s.w.Offer(in)
		if err == nil {
			s.packages = append(s.packages, id)
		}
		return err
	})
	if mayRefuse(err) {
		return nil
	}
	return err
}

// publish opens or closes the catalog.
func publish(s *story, o op) error {
	schema := store.NewSchema()
	c, _ := pick(rows(s, &schema.Catalogs, func(*entitlement.Catalog) bool { return true }), 0)
	c.State = entitlement.CatalogPublished
	if o.a%3 == 0 {
		c.State = entitlement.CatalogUnpublished
	}
	in := lifecycle.CatalogInput{Key: s.key(), Catalog: c}
	return s.command(func() error {
		_, err := s.w.Admin().UpdateCatalog(background(), in)
		return err
	})
}

// settings changes what happens to guests, and who may be invited.
func settings(s *story, o op) error {
	next := entitlement.DefaultSettings()
	next.ExternalUserLifecycleAction, _ = pick([]entitlement.ExternalUserAction{
		entitlement.ActionBlockSignInAndDelete, entitlement.ActionBlockSignInAndDelete, entitlement.ActionBlockSignIn,
		entitlement.ActionNone,
	}, o.a)
	next.DurationUntilExternalUserDeletedAfterBlocked, _ = pick([]entitlement.Period{
		entitlement.Days(2), {}, entitlement.Days(30),
	}, o.b)
	if next.ExternalUserLifecycleAction != entitlement.ActionBlockSignInAndDelete {
		next.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Days(30)
	}
	if o.c%3 == 0 {
		next.BlockedDomains = []string{"partner.example"}
	}
	in := lifecycle.SettingsInput{Key: s.key(), Settings: next}
	return s.command(func() error {
		_, err := s.w.Admin().UpdateSettings(background(), in)
		return err
	})
}
