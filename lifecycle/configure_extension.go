package lifecycle

import (
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// checkExtensions refuses a policy that has extensions called which its catalog does not have, or not at that stage, or that
// nobody could call.
func (u *unit) checkExtensions(p *entitlement.AssignmentPolicy) error {
	if len(p.CustomExtensionStageSettings) == 0 {
		return nil
	}
	if u.e.config.Extension == nil {
		return &entitlement.Error{
			Code: entitlement.Unsupported, Kind: entitlement.KindPolicy, ID: p.ID.String(),
			Detail: "customExtensionStageSettings: Config.Extension is not set: nobody could be called",
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
	return nil
}

// checkCatalogExtensions refuses extensions beyond what the tenant may have, and taking away, or turning into another
// type, one that a policy of the catalog has called. before is nil for a new catalog.
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
	gone := map[entitlement.CustomExtensionID]bool{}
	for i := range had {
		x := &before.CustomExtensions[i]
		if now := after.CustomExtension(x.ID); now == nil || now.Type != x.Type {
			gone[x.ID] = true
		}
	}
	p, id, err := u.policyCalling(after.ID, gone)
	if err == nil && p != nil {
		err = inUse(entitlement.KindCatalog, after.ID.String(),
			fmt.Sprintf("the policy %q has the extension %q called: change the policy first", p.DisplayName, id))
	}
	return err
}

// policyCalling returns the first policy of a catalog that has one of some extensions called, with that extension, or nil.
func (u *unit) policyCalling(
	catalog entitlement.CatalogID, ids map[entitlement.CustomExtensionID]bool,
) (*entitlement.AssignmentPolicy, entitlement.CustomExtensionID, error) {
	if len(ids) == 0 {
		return nil, "", nil
	}
	packages, err := u.list(store.PackagesOf(catalog))
	if err != nil {
		return nil, "", err
	}
	for _, pkg := range packages {
		policies, err := u.policiesOf(pkg)
		if err != nil {
			return nil, "", err
		}
		for _, p := range policies {
			for _, setting := range p.CustomExtensionStageSettings {
				if ids[setting.CustomExtension] {
					return p, setting.CustomExtension, nil
				}
			}
		}
	}
	return nil, "", nil
}
