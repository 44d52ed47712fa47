package scenario

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// names are what sentences may be about.
type names struct {
	people    map[string]entitlement.SubjectID // by identifier and by display name
	groups    map[string]entitlement.GroupID
	packages  map[string]bool
	policies  map[string]bool
	resources map[string][]string // display name → roles
}

func newNames() *names {
	return &names{
		people: map[string]entitlement.SubjectID{}, groups: map[string]entitlement.GroupID{}, packages: map[string]bool{},
		policies: map[string]bool{}, resources: map[string][]string{},
	}
}

// learn adds the names of a configuration.
func (n *names) learn(d *spec.Document) {
	for i := range d.Catalogs {
		catalog := &d.Catalogs[i]
		for _, resource := range catalog.Resources {
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
		return "", fmt.Errorf("%s has no role %q%s", name, role, suggest(role, roles))
	}
	return text, nil
}

func find[T any](known map[string]T, what, text string) (T, error) {
	found, ok := known[text]
	if !ok {
		all := make([]string, 0, len(known))
		for name := range known { // order: sorted below
			all = append(all, name)
		}
		slices.Sort(all)
		return found, fmt.Errorf("there is no %s %q%s", what, text, suggest(text, all))
	}
	return found, nil
}
