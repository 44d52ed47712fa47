package lifecycle

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// checkExtensions refuses a policy that has extensions called which its catalog does not have, or not at that stage, or that
// nobody could call.
func (u *unit) checkExtensions(p *entitlement.AssignmentPolicy) error {
	determiner := p.RequestApprovalSettings.DeterminedBy()
	if len(p.CustomExtensionStageSettings) == 0 && determiner == "" {
		return nil
	}
	if u.e.config.Extension == nil {
		at := "customExtensionStageSettings"
		if determiner != "" {
			at = determinerPath
		}
		return &entitlement.Error{
			Code: entitlement.Unsupported, Kind: entitlement.KindPolicy, ID: p.ID.String(),
			Detail: at + ": Config.Extension is not set: nobody could be called",
		}
	}
	pkg, err := u.knownPackage(p.Package)
	if err != nil {
		return err
	}
	c, err := u.catalog(pkg.Catalog)
	if err != nil {
		return err
	}
	for i, setting := range p.CustomExtensionStageSettings {
		at := fmt.Sprintf("customExtensionStageSettings[%d]", i)
		x := c.CustomExtension(setting.CustomExtension)
		switch {
		case x == nil:
			return invalid("%s.customExtension: the catalog %q has no extension %q", at, c.DisplayName, setting.CustomExtension)
		case x.Type != setting.Stage.Type():
			return invalid("%s.stage: an extension of the type %s is not called at %s", at, x.Type, setting.Stage)
		}
	}
	return checkDeterminer(c, determiner)
}

const determinerPath = "requestApprovalSettings.stages[0].customExtension"

// checkDeterminer refuses an extension that cannot determine a stage of approval: one that the catalog does not have, or that
// nobody waits for. "" is none.
func checkDeterminer(c *entitlement.Catalog, id entitlement.CustomExtensionID) error {
	const at = determinerPath
	switch x := c.CustomExtension(id); {
	case id == "":
		return nil
	case x == nil:
		return invalid("%s: the catalog %q has no extension %q", at, c.DisplayName, id)
	case !x.Waits():
		return invalid("%s: nobody waits for the extension %q: give it a callbackConfiguration", at, id)
	}
	return nil
}

// checkCatalogExtensions refuses extensions beyond what the tenant may have, and taking away, or turning into another
// type, one that a policy of the catalog has called, or waiting no more for one that determines a stage of approval.
// before is nil for a new catalog.
func (u *unit) checkCatalogExtensions(before, after *entitlement.Catalog) error {
	had := 0
	if before != nil {
		had = len(before.CustomExtensions)
	}
	if added := len(after.CustomExtensions) - had; added > 0 {
		limit := u.e.config.Limits.ExtensionsPerTenant
		n, err := store.ExtensionsIndex().Count(u.tx, limit)
		if err != nil {
			return err
		}
		if n+added > limit {
			return limitReached(entitlement.KindCatalog, "ExtensionsPerTenant", limit)
		}
	}
	for i := range had {
		x := &before.CustomExtensions[i]
		now := after.CustomExtension(x.ID)
		kept := now != nil && now.Type == x.Type
		if kept && (now.Waits() || !x.Waits()) {
			continue
		}
		p, err := u.policyCalling(after.ID, x.ID, kept)
		if err != nil {
			return err
		}
		if p != nil {
			return inUse(entitlement.KindCatalog, after.ID.String(),
				fmt.Sprintf("the policy %q has the extension %q called: change the policy first", p.DisplayName, x.ID))
		}
	}
	return nil
}

// policyCalling returns a policy of a catalog that has an extension called, or nil. With approval only those count whose first
// stage of approval it determines.
func (u *unit) policyCalling(
	catalog entitlement.CatalogID, id entitlement.CustomExtensionID, approval bool,
) (*entitlement.AssignmentPolicy, error) {
	packages, err := u.list(store.PackagesOf(catalog))
	if err != nil {
		return nil, err
	}
	calls := func(s entitlement.CustomExtensionStageSetting) bool { return s.CustomExtension == id }
	for _, pkg := range packages {
		policies, err := u.policiesOf(pkg)
		if err != nil {
			return nil, err
		}
		for _, p := range policies {
			if p.RequestApprovalSettings.DeterminedBy() == id || !approval && slices.ContainsFunc(p.CustomExtensionStageSettings, calls) {
				return p, nil
			}
		}
	}
	return nil, nil //nolint:nilnil // nobody calls it
}
