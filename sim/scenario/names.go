package scenario

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// names are what sentences may be about.
type names struct {
	people     map[string]entitlement.SubjectID // by identifier and by display name
	attributes map[string]bool                  // of people: what somebody has
	groups     map[string]entitlement.GroupID
	packages   map[string]bool
	policies   map[string]bool
	resources  map[string][]string // display name → roles
	questions  map[string]question // of policies, by identifier; for properties of people, by their names
	extensions map[string]bool     // by identifier

	incomplete bool // a configuration could not be read, with all that it names
}

func newNames() *names {
	return &names{
		people: map[string]entitlement.SubjectID{}, groups: map[string]entitlement.GroupID{}, packages: map[string]bool{},
		policies: map[string]bool{}, resources: map[string][]string{}, attributes: map[string]bool{},
		questions: map[string]question{}, extensions: map[string]bool{},
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
		}
		for j := range catalog.AccessPackages {
			n.packages[catalog.AccessPackages[j].DisplayName] = true
			for _, policy := range catalog.AccessPackages[j].AssignmentPolicies {
				n.policies[policy.DisplayName] = true
				n.learnQuestions(policy.Questions)
			}
		}
	}
}

func (n *names) person(text string) (entitlement.SubjectID, error) {
	return find(n.people, "person", text)
}

func (n *names) group(text string) (entitlement.GroupID, error) {
	return find(n.groups, "group", text)
}

func (n *names) pkg(text string) (string, error) {
	_, err := find(n.packages, "access package", text)
	return text, err
}

func (n *names) policy(text string) (string, error) {
	_, err := find(n.policies, "policy", text)
	return text, err
}

func (n *names) resource(text string) (string, error) {
	_, err := find(n.resources, "resource", text)
	return text, err
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
	if near := suggest(text, sorted(n.attributes)); near != "" {
		return "", fmt.Errorf("nobody has the attribute %q%s", text, near)
	}
	return text, nil
}

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
		return "", fmt.Errorf("%q is not a role: write resource/role", text)
	}
	roles, err := find(n.resources, "resource", name)
	if err != nil {
		return "", err
	}
	if !slices.Contains(roles, role) {
		return "", nameError(fmt.Sprintf("%s has no role %q%s", name, role, cmp.Or(suggest(role, roles), listed(roles))))
	}
	return text, nil
}

// nameError is the error for a name that nothing bears.
type nameError string

func (u nameError) Error() string { return string(u) }

func find[T any](known map[string]T, what, text string) (T, error) {
	found, ok := known[text]
	if ok {
		return found, nil
	}
	all := sorted(known)
	return found, nameError(fmt.Sprintf("there is no %s %q%s", what, text, cmp.Or(suggest(text, all), listed(all))))
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
