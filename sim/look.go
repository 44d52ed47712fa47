package sim

import (
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Holds tells whether a person holds a role in a target system, and how one knows. "CRM/User" names the role;
// "Sales/CRM/User" also wants the engine to justify it with the access package Sales. Where Options.Config put a provisioner of
// the host's in place that is a provision.Lister, it is asked. It refuses with NotFound a resource that never had a role, with
// InvalidArgument a path that names none.
func (w *World) Holds(id entitlement.SubjectID, path string) (held bool, why string, err error) {
	pkg, role := "", path
	if strings.Count(path, "/") > 1 {
		pkg, role, _ = strings.Cut(path, "/")
	}
	inTarget, err := w.inTarget(id, role)
	if err != nil {
		return false, "", err
	}
	roles, err := w.Admin().EffectiveRoles(w.options.Context, lifecycle.RolesInput{For: id})
	if err != nil {
		return false, "", err
	}
	var packages []string
	for _, r := range roles {
		if r.ResourceName+"/"+string(r.Role) == role {
			for _, source := range r.Sources {
				packages = append(packages, source.PackageName)
			}
		}
	}
	through := len(packages) == 0 // left over: whatever it came from
	for _, name := range packages {
		through = through || name == pkg
	}
	switch reason := listed(packages); {
	case !inTarget:
		return false, "the target system does not give it", nil
	case pkg == "" || through && reason != "":
		return true, "the target system gives it", nil
	case through:
		return true, "the target system gives it, and no access package justifies it", nil
	default:
		return false, "it comes from " + reason, nil
	}
}

// inTarget reports whether the target system gives a person a role, under whatever account.
func (w *World) inTarget(id entitlement.SubjectID, role string) (bool, error) {
	name, roleID, err := splitRole(role)
	if err != nil {
		return false, err
	}
	if err := w.chronicle.read(w); err != nil {
		return false, err
	}
	known := false
	for target, resource := range w.chronicle.targets { // order: any that matches will do
		if resource != name {
			continue
		}
		known = true
		if held, err := w.gives(w.chronicle.origins[target], roleID, id); held || err != nil {
			return held, err
		}
	}
	if !known {
		err = missing(entitlement.KindResource, name)
	}
	return false, err
}

// gives reports whether a target system gives a person a role.
func (w *World) gives(origin entitlement.Target, role entitlement.RoleID, id entitlement.SubjectID) (bool, error) {
	if w.lister != nil {
		resource := provision.Resource{ID: origin.ID(), Type: origin.Type, OriginID: origin.OriginID}
		for held, err := range w.lister.List(w.options.Context, resource, w.Now()) {
			if err != nil {
				return false, err
			}
			if held.Role == role && (held.Subject == id || string(held.Subject) == accountOf(id)) {
				return true, nil
			}
		}
		return false, nil
	}
	for _, held := range w.target.Holdings() {
		mine := held.Account == string(id) || held.Account == accountOf(id)
		if held.Resource.Type == origin.Type && held.Resource.OriginID == origin.OriginID && held.Role == role && mine {
			return true, nil
		}
	}
	return false, nil
}

// Assignment returns a person's live assignment of an access package, by its display name; nil if there is none.
func (w *World) Assignment(id entitlement.SubjectID, pkg string) (*lifecycle.AssignmentView, error) {
	admin := w.Admin()
	for a, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		return admin.Access(w.options.Context, lifecycle.AccessInput{Page: p, For: id})
	}) {
		if err != nil {
			return nil, err
		}
		if a.PackageName == pkg {
			return &a, nil
		}
	}
	return nil, nil //nolint:nilnil // none is an answer
}

// LastRequest returns the latest request for a person and an access package, by its display name; nil if there is none.
func (w *World) LastRequest(id entitlement.SubjectID, pkg string) (*lifecycle.RequestView, error) {
	if err := w.chronicle.read(w); err != nil {
		return nil, err
	}
	admin := w.Admin()
	var last *lifecycle.RequestView
	for r, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
		return admin.Requests(w.options.Context, lifecycle.RequestsInput{Page: p, For: id})
	}) {
		if err != nil {
			return nil, err
		}
		if r.Request.Target == id && w.chronicle.pkg(r.Request.Package.ID) == pkg {
			last = &r
		}
	}
	return last, nil
}

// PackageName returns the display name of an access package, the last one if it was deleted; the identifier if there never
// was such a package.
func (w *World) PackageName(id entitlement.AccessPackageID) string {
	if err := w.chronicle.read(w); err != nil {
		return id.String()
	}
	return w.chronicle.pkg(id)
}
