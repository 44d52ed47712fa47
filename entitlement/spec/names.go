package spec

import (
	"fmt"

	"example.com/tenure/entitlement"
)

// names finds the objects of one kind and one parent by what refers to them.
type names[T any] struct {
	kind  string
	ids   map[entitlement.ID[T]]int
	named map[string][]int // by folded name
	all   []entitlement.ID[T]
	texts []string
}

func namesOf[T any](kind string) names[T] {
	return names[T]{kind: kind, ids: map[entitlement.ID[T]]int{}, named: map[string][]int{}}
}

func (n *names[T]) add(i int, id entitlement.ID[T], name string) {
	n.ids[id] = i
	n.named[fold(name)] = append(n.named[fold(name)], i)
	n.all = append(n.all, id)
	n.texts = append(n.texts, name)
}

// find sets the id of the object that is meant and returns its position, or -1 if an id is meant that is not in the
// document. Otherwise it says what is wrong.
func (n *names[T]) find(ref Ref, id *entitlement.ID[T]) (i int, flaw string) {
	if given, isID := idOf[T](ref); isID {
		*id = given
		if i, known := n.ids[given]; known {
			return i, ""
		}
		return -1, ""
	}
	switch found := n.named[fold(string(ref))]; {
	case ref == "":
		return -1, "is empty"
	case len(found) == 1:
		*id = n.all[found[0]]
		return found[0], ""
	case len(found) > 1:
		return -1, fmt.Sprintf("there is more than one %s called %s: refer to one by its id", n.kind, brief(string(ref)))
	}
	return -1, suggest(fmt.Sprintf("the document has no %s called %s", n.kind, brief(string(ref))), string(ref), n.texts)
}

// roleNames finds the roles of a resource.
type roleNames struct {
	resource string
	known    map[entitlement.RoleID]bool
	named    map[string][]entitlement.RoleID // by folded display name
	texts    []string
}

func (r *Resource) roleNames() *roleNames {
	n := &roleNames{
		resource: r.DisplayName, known: map[entitlement.RoleID]bool{}, named: map[string][]entitlement.RoleID{},
	}
	for _, role := range r.object(entitlement.CatalogID{}).Roles {
		n.known[role.OriginID] = true
		n.texts = append(n.texts, string(role.OriginID))
		if role.DisplayName != "" {
			n.named[fold(role.DisplayName)] = append(n.named[fold(role.DisplayName)], role.OriginID)
		}
	}
	return n
}

// find returns the role with an originId, or else with a display name. Otherwise it says what is wrong.
func (n *roleNames) find(text string) (id entitlement.RoleID, flaw string) {
	if id = entitlement.RoleID(text); n.known[id] {
		return id, ""
	}
	switch named := n.named[fold(text)]; {
	case len(named) == 1:
		return named[0], ""
	case len(named) > 1:
		return "", fmt.Sprintf("more than one role of %q is called %s: name one by its originId", n.resource, brief(text))
	}
	return "", suggest(fmt.Sprintf("%q has no role %s", n.resource, brief(text)), text, n.texts)
}
