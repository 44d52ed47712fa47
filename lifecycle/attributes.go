package lifecycle

import (
	"cmp"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// What is answered to the attributes of resources is delivered like a role: a grant whose target is the property. So a value
// stays while one assignment justifies it, is retried, waits for an account, and is taken away with the last assignment. The
// value itself lies with the request, where it can be erased; the grant has only the property.

// attributesOf returns the attributes of a package's resources, each once, in the order of its roles.
func (u *unit) attributesOf(pkg *entitlement.AccessPackage) ([]entitlement.ResourceAttribute, error) {
	var out []entitlement.ResourceAttribute
	for _, ref := range pkg.Roles {
		r, err := u.resourceLast(ref.Resource)
		if err != nil {
			return nil, err
		}
		for _, a := range r.Attributes {
			if !slices.ContainsFunc(out, func(o entitlement.ResourceAttribute) bool { return o.Name == a.Name }) {
				out = append(out, a)
			}
		}
	}
	return out, nil
}

// values returns the grants that the attributes of the resources of roles are, each once.
func (u *unit) values(subject entitlement.SubjectID, roles []entitlement.RoleRef) ([]entitlement.Grant, error) {
	var out []entitlement.Grant
	for _, ref := range roles {
		r, err := u.resourceLast(ref.Resource)
		if err != nil {
			return nil, err
		}
		for i := range r.Attributes {
			target, role := r.Attributes[i].Grant()
			key := entitlement.GrantKey{Subject: subject, Target: target.ID(), Role: role}
			if slices.ContainsFunc(out, func(g entitlement.Grant) bool { return g.Key == key }) {
				continue
			}
			g := entitlement.Grant{Key: key}
			if _, err := u.e.schema.Grants.Get(u.tx, key, &g); err != nil {
				return nil, err
			}
			out = append(out, g)
		}
	}
	return out, nil
}

// answered leaves out the grants of attributes to which nothing was answered: the person had a value already.
func (u *unit) answered(grants []entitlement.Grant, answers []entitlement.Answer) ([]entitlement.Grant, error) {
	out := grants[:0]
	for _, g := range grants {
		name, err := u.attributeName(&g.Key)
		if err != nil {
			return nil, err
		}
		if name == "" || valueOf(answers, name) != "" {
			out = append(out, g)
		}
	}
	return out, nil
}

// attributeName returns the property that a grant is about, "" if it is about a role.
func (u *unit) attributeName(key *entitlement.GrantKey) (string, error) {
	if key.Role != entitlement.RoleValue && key.Role != entitlement.RolePersistedValue {
		return "", nil
	}
	t, err := u.target(key.Target)
	if err != nil || t.Type != entitlement.ResourceUserAttribute {
		return "", err
	}
	return t.OriginID, nil
}

// isValue reports whether a grant looks like one of a property.
func isValue(g *entitlement.Grant) bool {
	return g.Key.Role == entitlement.RoleValue || g.Key.Role == entitlement.RolePersistedValue
}

// valueOf returns what was answered to an attribute.
func valueOf(answers []entitlement.Answer, name string) string {
	for _, a := range answers {
		if a.Question == entitlement.AttributeQuestion(name) {
			return a.Values[0]
		}
	}
	return ""
}

// prepareValue finds the value of a property that is to be written: what holds for the assignment that justifies it and began
// last. It reports false if nobody knows it any more: what was answered is erased.
func (u *unit) prepareValue(g *entitlement.Grant, name string) (value string, known bool, err error) {
	if len(g.Sources) == 0 {
		return "", true, nil
	}
	latest := slices.MaxFunc(g.Sources, func(a, b entitlement.GrantSource) int {
		return cmp.Or(a.Since.Compare(b.Since), slices.Compare(a.Assignment[:], b.Assignment[:]))
	})
	a, err := u.assignment(latest.Assignment)
	if err != nil || a == nil {
		return "", false, err
	}
	_, answers, err := u.answersOf(a)
	value = valueOf(answers, name)
	return value, value != "", err
}

// changedValues leaves out of the grants that an assignment gains with roles, or loses, the attributes that it keeps through
// other roles, and those to which nothing was answered.
func (u *unit) changedValues(
	a *entitlement.Assignment, was, is *entitlement.AccessPackage, gained, lost []entitlement.Grant,
) (_, _ []entitlement.Grant, err error) {
	if !slices.ContainsFunc(slices.Concat(gained, lost), func(g entitlement.Grant) bool { return isValue(&g) }) {
		return gained, lost, nil
	}
	kept, err := u.values(a.Target, is.Roles)
	if err != nil {
		return nil, nil, err
	}
	had, err := u.values(a.Target, was.Roles)
	if err != nil {
		return nil, nil, err
	}
	in := func(list []entitlement.Grant) func(entitlement.Grant) bool {
		return func(g entitlement.Grant) bool {
			return isValue(&g) && slices.ContainsFunc(list, func(o entitlement.Grant) bool { return o.Key == g.Key })
		}
	}
	_, answers, err := u.answersOf(a)
	if err != nil {
		return nil, nil, err
	}
	gained, err = u.answered(slices.DeleteFunc(gained, in(had)), answers)
	return gained, slices.DeleteFunc(lost, in(kept)), err
}

// rewrite asks for the value of a property again, after its answer changed, and reports whether the grant is one.
func (o *outcome) rewrite(g *entitlement.Grant, a *entitlement.Assignment, in *extension, at time.Time) bool {
	_, found := g.Source(a.ID)
	if !found || !isValue(g) || !in.rewrites {
		return false
	}
	o.want(g, a, in.account, at)
	return true
}

// checkAttributes refuses attributes of a resource that nobody could write, that change while packages use the resource, or
// that are too many for the catalog.
func (u *unit) checkAttributes(r, before *entitlement.Resource) error {
	if len(r.Attributes) > 0 && !provision.Serves(u.e.config.Provisioner, entitlement.ResourceUserAttribute) {
		return &entitlement.Error{
			Code: entitlement.Unsupported, Kind: entitlement.KindResource,
			Detail: "no provisioner serves the type userAttribute: nobody would write what is answered",
		}
	}
	if before != nil && !sameProperties(r.Attributes, before.Attributes) {
		if err := u.unusedRole(entitlement.RoleRef{Resource: r.ID}); err != nil {
			return err
		}
	}
	if before != nil && len(r.Attributes) <= len(before.Attributes) {
		return nil
	}
	used := len(r.Attributes)
	err := store.AttributesOf(r.Catalog).Each(u.tx, nil, func(id [16]byte, _ []byte) (bool, error) {
		if id != r.ID {
			used++
		}
		return true, nil
	})
	if limit := u.e.config.Limits.AttributesPerCatalog; err == nil && used > limit {
		err = limitReached(entitlement.KindResource, "AttributesPerCatalog", limit)
	}
	return err
}

// sameProperties reports whether two lists are about the same properties, kept alike.
func sameProperties(a, b []entitlement.ResourceAttribute) bool {
	has := func(list []entitlement.ResourceAttribute, x entitlement.ResourceAttribute) bool {
		return slices.ContainsFunc(list, func(y entitlement.ResourceAttribute) bool {
			return x.Name == y.Name && x.IsPersistedOnAssignmentRemoval == y.IsPersistedOnAssignmentRemoval
		})
	}
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x entitlement.ResourceAttribute) bool { return !has(b, x) })
}

// nameQuestions gives the questions for attributes their ids.
func nameQuestions(list []entitlement.ResourceAttribute) {
	for i := range list {
		if list[i].Question.ID == "" {
			list[i].Question.ID = entitlement.AttributeQuestion(list[i].Name)
		}
	}
}
