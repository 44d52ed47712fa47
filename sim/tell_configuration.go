package sim

import (
	"cmp"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// tellConfiguration tells an event about the configuration, and keeps the names in it.
func (c *chronicle) tellConfiguration(ev *entitlement.Event, e *Entry) error {
	var what string
	var err error
	switch ev.Object.Kind { //nolint:exhaustive // only the kinds of the configuration come here
	case entitlement.KindCatalog:
		what, err = named(&c.schema.Catalogs, ev, c.catalogs, func(o *entitlement.Catalog) string { return o.DisplayName })
		what = "the catalog " + what
	case entitlement.KindResource:
		what, err = named(&c.schema.Resources, ev, c.resources, func(o *entitlement.Resource) string {
			c.targets[o.Target().ID()], c.origins[o.Target().ID()] = o.DisplayName, o.Target()
			for i := range o.Attributes {
				target, _ := o.Attributes[i].Grant()
				c.targets[target.ID()], c.origins[target.ID()] = target.OriginID, target
			}
			return o.DisplayName
		})
		what = "the resource " + what
	case entitlement.KindAccessPackage:
		what, err = named(&c.schema.Packages, ev, c.packages, func(o *entitlement.AccessPackage) string { return o.DisplayName })
		what = "the access package " + what + c.content(ev)
	case entitlement.KindPolicy:
		what, err = named(&c.schema.Policies, ev, c.policies, func(o *entitlement.AssignmentPolicy) string { return o.DisplayName })
		what = "the policy " + what + " of " + c.pkg(ev.Package.ID)
	case entitlement.KindOrganization:
		what, err = named(&c.schema.Organizations, ev, c.organizations,
			func(o *entitlement.ConnectedOrganization) string { return o.DisplayName })
		what = "the organization " + what
	case entitlement.KindRoleAssignment:
		what, err = c.appointment(ev)
	default:
		what = "the settings of the tenant"
	}
	verb := " changes "
	switch {
	case ev.After == nil:
		verb = " removes "
	case ev.Version == 1:
		verb = " makes "
	}
	e.Text = c.who(ev) + verb + what
	return err
}

// named returns the name of the object of an event, the last one if it was removed.
func named[K comparable, T any](
	table *store.Table[K, T], ev *entitlement.Event, names map[K]string, name func(*T) string,
) (string, error) {
	var row T
	key, found, err := decode(table, ev, &row)
	if err != nil {
		return "", err
	}
	if found {
		names[key] = name(&row)
	}
	return names[key], nil
}

// content lists the roles of an access package.
func (c *chronicle) content(ev *entitlement.Event) string {
	var p entitlement.AccessPackage
	if _, found, err := decode(&c.schema.Packages, ev, &p); err != nil || !found || len(p.Roles) == 0 {
		return ""
	}
	roles := make([]string, len(p.Roles))
	for i, ref := range p.Roles {
		roles[i] = c.resources[ref.Resource] + "/" + string(ref.Role)
	}
	return " with " + listed(roles)
}

// appointment tells who has which administrative role.
func (c *chronicle) appointment(ev *entitlement.Event) (string, error) {
	var a entitlement.RoleAssignment
	_, found, err := decode(&c.schema.Roles, ev, &a)
	if err != nil || !found {
		return "a role", err
	}
	who := "the group " + string(a.Principal.GroupID)
	if a.Principal.Type == entitlement.SetSingleUser {
		who = c.name(a.Principal.UserID, ev.At)
	}
	return who + " " + a.Role.String() + " of " + cmp.Or(c.catalogs[a.Catalog], "the tenant"), nil
}
