package random

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// editPolicy puts other terms in the place of a package's, or suspends them (F24).
func editPolicy(s *story) error {
	c := command{verb: verbPolicy, pack: s.reel.pick(len(s.packs))}
	suspend := s.reel.chance(4)
	if c.terms = s.facts().packs[c.pack].terms; suspend {
		c.terms.suspended = !c.terms.suspended
	} else {
		c.terms = drawTerms(s.reel, s.now().Truncate(time.Hour))
		c.terms.review = s.facts().packs[c.pack].terms.review // whose start stays
	}
	return s.give(c)
}

// editReviewing gives a policy other reviewers, from its next review on (F26).
func editReviewing(s *story) error {
	c := command{verb: verbPolicy, pack: s.reel.pick(len(s.packs))}
	c.terms = s.facts().packs[c.pack].terms
	c.terms.review = drawReviewing(s.reel, c.terms.review.start)
	return s.give(c)
}

func deletePolicy(s *story) error {
	return s.give(command{verb: verbDeletePolicy, pack: s.reel.pick(len(s.packs))})
}

func deletePackage(s *story) error {
	return s.give(command{verb: verbDeletePackage, pack: s.reel.pick(len(s.packs))})
}

// editRoles gives a package other roles, perhaps none, of those that the tenant knows (F25).
func editRoles(s *story) error {
	c := command{verb: verbRoles, pack: s.reel.pick(len(s.packs))}
	for _, role := range s.swarm.knownRoles() {
		if s.reel.chance(2) {
			c.roles = append(c.roles, role)
		}
	}
	return s.give(c)
}

// editIncompatible declares a package incompatible with another one, or with none (F25).
func editIncompatible(s *story) error {
	c := command{verb: verbIncompatible, pack: s.reel.pick(len(s.packs))}
	if other := s.reel.pick(len(s.packs)); other != c.pack && !s.reel.chance(3) && !s.facts().packs[other].deleted {
		c.others = []int{other}
	}
	return s.give(c)
}

func editCatalog(s *story) error {
	return s.give(command{verb: verbCatalog, published: !s.facts().published})
}

// configureTenant gives a command about configuration to the engine.
func (s *story) configureTenant(c *command, p offeredIDs) error {
	switch c.verb {
	case verbCatalog:
		catalog := s.catalog
		catalog.State = entitlement.CatalogUnpublished
		if c.published {
			catalog.State = entitlement.CatalogPublished
		}
		_, err := s.w.Admin().UpdateCatalog(s.ctx, lifecycle.CatalogInput{Key: c.key, Catalog: catalog})
		return err
	case verbPolicy:
		policy := c.terms.policy()
		policy.ID, policy.Package = p.policy, p.pkg
		_, err := s.w.Admin().UpdatePolicy(s.ctx, lifecycle.PolicyInput{Key: c.key, Policy: policy})
		return err
	case verbRoles, verbIncompatible:
		return s.updatePackage(c, p)
	case verbDeletePolicy:
		_, err := s.w.Admin().DeletePolicy(s.ctx, lifecycle.DeletePolicyInput{Key: c.key, Policy: p.policy})
		return err
	case verbDeletePackage:
		_, err := s.w.Admin().DeletePackage(s.ctx, lifecycle.DeletePackageInput{Key: c.key, Package: p.pkg})
		return err
	case verbSubmit, verbAssign, verbDecide, verbCancel, verbRemove, verbExtend, verbReprocess, verbReview, verbTell:
	}
	return nil
}

// updatePackage gives a package its roles and incompatible packages, of which a command changes one.
func (s *story) updatePackage(c *command, p offeredIDs) error {
	now := s.facts().packs[c.pack]
	if c.verb == verbIncompatible {
		now.others = c.others
	} else {
		now.roles = c.roles
	}
	pkg := entitlement.AccessPackage{ID: p.pkg, DisplayName: now.name, Description: now.name}
	for _, other := range now.others {
		pkg.IncompatiblePackages = append(pkg.IncompatiblePackages, s.packs[other].pkg)
	}
	for _, role := range now.roles {
		pkg.Roles = append(pkg.Roles, s.roles[role])
	}
	_, err := s.w.Admin().UpdatePackage(s.ctx, lifecycle.PackageInput{Key: c.key, Package: pkg})
	return err
}
