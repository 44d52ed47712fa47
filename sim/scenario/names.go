package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/sim"
)

// names are what sentences may be about.
type names struct {
	people     map[string]entitlement.SubjectID // by identifier and by display name
	attributes map[string]bool                  // of people: what somebody has
	groups     map[string]entitlement.GroupID
	packages   map[string]bool
	policies   map[string]bool
	resources  map[string][]string // display name → roles
	origins    map[string]sim.Owned
	questions  map[string]question // of policies, by identifier; for properties of people, by their names
	extensions map[string]bool     // by identifier
	bearers    map[called][]string // whatever has a name that others may have too, in the order of the file
	catalogs   map[string]string   // what they were called first, by identifier and by folded name

	incomplete bool // a configuration could not be read, with all that it names
	guesses    int  // how often it was looked whether an attribute is misspelled
}

// called is a name that several things of a kind may have.
type called struct{ kind, name string }

// call notes that a thing has a name.
func (n *names) call(kind, name, thing string) {
	if things := n.bearers[called{kind, name}]; !slices.Contains(things, thing) {
		n.bearers[called{kind, name}] = append(things, thing)
	}
}

// catalog returns what a catalog was called first: a step may give one another name, whose case does not matter.
func (n *names) catalog(c *spec.Catalog) string {
	id, folded := c.ID.String(), strings.ToLower(c.DisplayName)
	first := cmp.Or(n.catalogs[id], n.catalogs[folded], c.DisplayName)
	n.catalogs[folded] = first
	if !c.ID.IsZero() {
		n.catalogs[id] = first
	}
	return first
}

// clear refuses a name that two things have: a sentence could mean either.
func (n *names) clear(kind, name, which string) error {
	things := n.bearers[called{kind, name}]
	if len(things) < 2 {
		return nil
	}
	return fmt.Errorf("there are two %s called %q: "+which, kind, name, things[0], things[1])
}

func newNames() *names {
	return &names{
		people: map[string]entitlement.SubjectID{}, groups: map[string]entitlement.GroupID{}, packages: map[string]bool{},
		policies: map[string]bool{}, resources: map[string][]string{}, attributes: map[string]bool{},
		questions: map[string]question{}, extensions: map[string]bool{}, bearers: map[called][]string{},
		origins: map[string]sim.Owned{}, catalogs: map[string]string{},
	}
}

// learn adds the names of a configuration.
func (n *names) learn(d *spec.Document) {
	for i := range d.Catalogs {
		catalog := &d.Catalogs[i]
		for _, extension := range catalog.CustomExtensions {
			n.extensions[string(extension.ID)] = true
		}
		for i := range catalog.Resources {
			resource := &catalog.Resources[i]
			n.learnAttributes(resource)
			roles := n.resources[resource.DisplayName]
			for _, role := range resource.Roles {
				roles = append(roles, string(role.OriginID))
			}
			if resource.Type == entitlement.ResourceGroup {
				roles = append(roles, "Member", "Owner")
			}
			n.resources[resource.DisplayName] = roles
			n.origins[resource.DisplayName] = sim.Owned{Type: resource.Type, OriginID: resource.OriginID}
			n.call(calledResources, resource.DisplayName, "the "+string(resource.Type)+" "+resource.OriginID)
		}
		for j := range catalog.AccessPackages {
			n.packages[catalog.AccessPackages[j].DisplayName] = true
			n.call(calledPackages, catalog.AccessPackages[j].DisplayName, n.catalog(catalog))
			for _, policy := range catalog.AccessPackages[j].AssignmentPolicies {
				n.policies[policy.DisplayName] = true
				n.learnQuestions(policy.Questions)
			}
		}
	}
}

// Kinds of things that may have one name.
const (
	calledPeople    = "people"
	calledPackages  = "access packages"
	calledResources = "resources"
)

func (n *names) person(text string) (entitlement.SubjectID, error) {
	if err := n.clear(calledPeople, text, "write %s or %s"); err != nil {
		return "", err
	}
	return find(n.people, "person", text)
}

func (n *names) group(text string) (entitlement.GroupID, error) {
	return find(n.groups, "group", text)
}

func (n *names) pkg(text string) (string, error) {
	if err := n.clear(calledPackages, text, "in the catalogs %s and %s"); err != nil {
		return "", err
	}
	_, err := find(n.packages, "access package", text)
	return text, err
}

func (n *names) policy(text string) (string, error) {
	_, err := find(n.policies, "policy", text)
	return text, err
}

func (n *names) resource(text string) (string, error) {
	_, err := n.rolesOf(text)
	return text, err
}

// rolesOf returns the roles of a resource.
func (n *names) rolesOf(resource string) ([]string, error) {
	if err := n.clear(calledResources, resource, "%s and %s"); err != nil {
		return nil, err
	}
	return find(n.resources, "resource", resource)
}

func (n *names) question(text string) (question, error) {
	return find(n.questions, "question", text)
}

func (n *names) extension(text string) (entitlement.CustomExtensionID, error) {
	_, err := find(n.extensions, "custom extension", text)
	return entitlement.CustomExtensionID(text), err
}

// attribute refuses what was probably meant to be another attribute, or is none. A name of its own is a new attribute.
func (n *names) attribute(text string) (string, error) {
	switch text {
	case "manager", "sponsors", "name", "mail", "type", "disabled", "habit", "reviews":
		return "", fmt.Errorf("%q is no attribute", text)
	}
	if n.attributes[text] {
		return text, nil
	}
	const most = 500
	if n.guesses++; n.guesses > most {
		return text, nil
	}
	if near := suggest(text, sorted(n.attributes)); near != "" {
		return "", fmt.Errorf("nobody has the attribute %q%s", text, near)
	}
	return text, nil
}

// targetRole checks "resource/role".
func (n *names) targetRole(text string) (string, error) {
	if strings.Count(text, "/") > 1 {
		return "", notARole(text)
	}
	return n.role(text)
}

func notARole(text string) error { return fmt.Errorf("%q is not a role: write resource/role", text) }

// role checks "resource/role" or "access package/resource/role".
func (n *names) role(text string) (string, error) {
	resource := text
	if strings.Count(text, "/") > 1 {
		pkg, rest, _ := strings.Cut(text, "/")
		if _, err := n.pkg(pkg); err != nil {
			return "", err
		}
		resource = rest
	}
	name, role, found := strings.Cut(resource, "/")
	if !found {
		return "", notARole(text)
	}
	roles, err := n.rolesOf(name)
	if err != nil {
		return "", err
	}
	if !slices.Contains(roles, role) {
		return "", nameError{func() string {
			return fmt.Sprintf("%s has no role %q%s", name, role, cmp.Or(suggest(role, roles), listed(roles)))
		}}
	}
	return text, nil
}

// nameError is the error for a name that nothing bears. What was probably meant is looked for when somebody wants to read it: most
// of these errors nobody does.
type nameError struct{ text func() string }

func (e nameError) Error() string { return e.text() }

func find[T any](known map[string]T, what, text string) (T, error) {
	found, ok := known[text]
	if ok {
		return found, nil
	}
	return found, nameError{func() string {
		all := sorted(known)
		return fmt.Sprintf("there is no %s %q%s", what, text, cmp.Or(suggest(text, all), listed(all)))
	}}
}

func sorted[T any](known map[string]T) []string {
	all := make([]string, 0, len(known))
	for name := range known { // order: sorted below
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// listed says what could be written instead, if that is not too much.
func listed(all []string) string {
	const most = 12
	switch n := len(all); {
	case n == 0:
		return ": there is none at all"
	case n > most:
		return fmt.Sprintf(": there are %s and %d more", strings.Join(all[:most], ", "), n-most)
	}
	return ": there is " + strings.Join(all, ", ")
}
