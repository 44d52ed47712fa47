package sim

import (
	"cmp"
	"strconv"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// AdminAdds gives an account a role in its target system at the present instant, behind the engine's back (F16). "CRM/User"
// names the role, whatever the catalog of the resource. It refuses with NotFound a resource that there never was.
func (w *World) AdminAdds(account, path string) error {
	r, role, err := w.placeOf(path)
	if err != nil {
		return err
	}
	return w.target.AdminAdds(w.Now(), account, r, role)
}

// AdminRemoves takes a role from an account in its target system at the present instant, behind the engine's back (F16). It
// refuses what AdminAdds does.
func (w *World) AdminRemoves(account, path string) error {
	r, role, err := w.placeOf(path)
	if err != nil {
		return err
	}
	w.target.AdminRemoves(w.Now(), account, r, role)
	return nil
}

// placeOf returns the resource and the role that a path such as "CRM/User" names, as the target system knows them.
func (w *World) placeOf(path string) (r provision.Resource, role entitlement.RoleID, err error) {
	name, role, err := splitRole(path)
	if err != nil {
		return r, "", err
	}
	if err := w.chronicle.read(w); err != nil {
		return r, "", err
	}
	found := false
	for target, resource := range w.chronicle.targets { // order: the smallest of those with the name
		origin := w.chronicle.origins[target]
		if resource == name && (!found || origin.OriginID < r.OriginID) {
			r, found = provision.Resource{Type: origin.Type, OriginID: origin.OriginID}, true
		}
	}
	if !found {
		err = missing(entitlement.KindResource, name)
	}
	return r, role, err
}

// Reconcile compares what all target systems hold with what is wanted of them, and returns the drift (I-71). Run again with
// its key, as after a crash, it goes on where it was; without one, it looks anew.
func (w *World) Reconcile(key string, policy lifecycle.DriftPolicy) ([]lifecycle.Drift, error) {
	var out []lifecycle.Drift
	in := lifecycle.ReconcileInput{Policy: policy}
	for page := 1; ; page++ {
		if key != "" {
			in.Key = key + ", page " + strconv.Itoa(page)
		}
		found, err := w.Admin().Reconcile(w.options.Context, in)
		if err != nil {
			return nil, err
		}
		out = append(out, found.Items...)
		if in.Page.Token = found.Next; found.Next == "" {
			return out, nil
		}
	}
}

// driftFound returns the placeholders of what a reconciliation found.
func (c *chronicle) driftFound(ev *entitlement.Event) []string {
	if ev.Activity != entitlement.ActivityFindDrift {
		return nil
	}
	var target entitlement.Target
	var pairs []string
	for _, f := range ev.Facts {
		switch f.Name {
		case "type":
			target.Type = entitlement.ResourceType(f.Value)
		case "origin":
			target.OriginID = f.Value
		default:
			pairs = append(pairs, "{"+f.Name+"}", f.Value)
		}
	}
	return append(pairs, "{resource}", cmp.Or(c.targets[target.ID()], target.OriginID))
}
