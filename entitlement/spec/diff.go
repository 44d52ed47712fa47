package spec

import (
	"fmt"
	"slices"

	"example.com/tenure/entitlement"
)

// Difference is a part of an object that is not as it was.
type Difference struct {
	Field string // such as requestApprovalSettings.stages[0].durationBeforeAutomaticDenial
	Old   string // as JSON; "" where nothing was
	New   string // as JSON; "" where nothing is any more
}

// String returns the difference in words.
func (d Difference) String() string {
	switch {
	case d.Old == "":
		return d.Field + ": + " + d.New
	case d.New == "":
		return d.Field + ": - " + d.Old
	}
	return d.Field + ": " + d.Old + " → " + d.New
}

// The differences of two objects, in the order in which their members are written. Identifiers are not compared, nor objects
// of their own such as the packages of a catalog. Lists whose order means nothing are compared as sets.

// Differences returns what is not as it was in old.
func (c Catalog) Differences(old Catalog) []Difference { return differences(catalogForm, old, c) }

// Differences returns what is not as it was in old.
func (r Resource) Differences(old Resource) []Difference { return differences(resourceForm, old, r) }

// Differences returns what is not as it was in old.
func (p AccessPackage) Differences(old AccessPackage) []Difference {
	return differences(accessPackageForm, old, p)
}

// Differences returns what is not as it was in old.
func (p Policy) Differences(old Policy) []Difference {
	return differences(policyForm, old.explicit(), p.explicit())
}

// explicit returns the policy with what it leaves to defaults.
func (p Policy) explicit() Policy {
	p.AllowedTargetScope = p.scope()
	settings := (&entitlement.AssignmentPolicy{RequestorSettings: p.RequestorSettings}).Requestor()
	p.RequestorSettings = &settings
	return p
}

// Differences returns what is not as it was in old.
func (o ConnectedOrganization) Differences(old ConnectedOrganization) []Difference {
	return differences(organizationForm, old, o)
}

// Differences returns what is not as it was in old.
func (a RoleAssignment) Differences(old RoleAssignment) []Difference {
	return differences(roleAssignmentForm, old, a)
}

// Differences returns what is not as it was in old.
func (s Settings) Differences(old Settings) []Difference { return differences(settingsForm, old, s) }

func differences[S any](f *objectForm[S], before, after S) []Difference {
	w := writer{full: true}
	var c comparison
	c.compare("", f.write(&w, &before), f.write(&w, &after))
	return c.found
}

// comparison collects the differences of two values.
type comparison struct{ found []Difference }

func (c *comparison) compare(field string, before, after node) {
	kind := max(before.kind, after.kind) // what is absent is like an empty object or list
	switch {
	case kind == nodeObject:
		c.objects(field, before, after)
	case kind == nodeList && (before.ordered || after.ordered):
		c.sequences(field, before.items, after.items)
	case kind == nodeList:
		c.sets(field, lines(before.items), lines(after.items))
	case before.scalar != after.scalar:
		c.found = append(c.found, Difference{field, before.scalar, after.scalar})
	}
}

func (c *comparison) objects(field string, before, after node) {
	var names []string
	for _, m := range slices.Concat(before.members, after.members) {
		if !slices.Contains(names, m.name) {
			names = append(names, m.name)
		}
	}
	if field != "" {
		field += "."
	}
	for _, name := range names {
		c.compare(field+name, before.get(name), after.get(name))
	}
}

// sequences compares the elements at the same positions.
func (c *comparison) sequences(field string, before, after []node) {
	for i := range max(len(before), len(after)) {
		field := fmt.Sprintf("%s[%d]", field, i)
		switch {
		case i >= len(after):
			c.found = append(c.found, Difference{Field: field, Old: before[i].short})
		case i >= len(before):
			c.found = append(c.found, Difference{Field: field, New: after[i].short})
		default:
			c.compare(field, before[i], after[i])
		}
	}
}

// sets reports the elements that are in one of two sets only.
func (c *comparison) sets(field string, before, after []string) {
	for _, line := range before {
		if !slices.Contains(after, line) {
			c.found = append(c.found, Difference{Field: field, Old: line})
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			c.found = append(c.found, Difference{Field: field, New: line})
		}
	}
}

func lines(items []node) []string {
	out := make([]string, len(items))
	for i, item := range items {
		out[i] = string(item.line(nil))
	}
	return out
}
