package spec

import (
	"strings"

	"example.com/tenure/entitlement"
)

// Check refuses, with InvalidArgument and an *InputError that lists the problems, a document that contradicts itself or that
// no engine with these limits would accept: objects that no Validate method of package entitlement accepts, names and ids
// that are used twice, identity sources of two organizations, roles in the wrong place, and references to nothing. An id in a
// reference may be that of a stored object, so it is not a problem here. Neither is a policy's end that has passed.
func (d *Document) Check(limits entitlement.Limits) error {
	var found findings
	check(d, limits, &found)
	return found.err("check document", nil)
}

// check looks at everything that was read. What found knows already may have made other things look wrong: see later.
func check(d *Document, limits entitlement.Limits, found *findings) {
	c := checker{limits: limits, found: found}
	c.ids(d)
	full := withIDs(d)
	c.names(full)
	c.objects(full, resolve(full, found))
}

// checker checks a document.
type checker struct {
	limits entitlement.Limits
	found  *findings
}

// fails reports what a Validate method says about the object at a path.
func (c *checker) fails(at path, err error) {
	if err == nil {
		return
	}
	field, detail := fieldOf(err)
	c.found.later(at.within(field), "%s", detail)
}

// fieldOf splits an error of package entitlement into the field that it names, in the words of documents, and what it says
// about it.
func fieldOf(err error) (field, detail string) {
	field, detail, found := strings.Cut(describe(err), ": ")
	if !found {
		return "", field
	}
	return strings.NewReplacer(
		".resourceId", ".resource", ".roleOriginId", ".role", ".connectedOrganizationId", ".connectedOrganization",
	).Replace(field), detail
}
