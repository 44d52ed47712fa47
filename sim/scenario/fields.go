package scenario

import (
	"cmp"
	"iter"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement/spec"
)

// field reads one member of a mapping.
type field struct {
	name string
	read func(r *reader, n *yaml.Node)
}

// reader turns nodes into values and collects what is wrong with them.
type reader struct {
	*problems

	meant []string // members that misspelled ones were probably meant to be
}

// near reports whether a member that is missing is there, misspelled.
func (r *reader) near(name string) bool { return slices.Contains(r.meant, name) }

// mapping reads a mapping whose members are known. Unknown ones and repeated ones are problems.
func (r *reader) mapping(n *yaml.Node, what string, fields []field) {
	for key, value := range r.members(n, what) {
		i := slices.IndexFunc(fields, func(f field) bool { return f.name == key.Value })
		if i < 0 {
			names := make([]string, len(fields))
			for i, f := range fields {
				names[i] = f.name
			}
			if i := spec.Nearest(key.Value, names); i >= 0 {
				r.meant = append(r.meant, names[i])
			}
			r.add(key.Line, "%s has no %q%s", what, key.Value, cmp.Or(suggest(key.Value, names), ": there is "+strings.Join(names, ", ")))
			continue
		}
		fields[i].read(r, value)
	}
}

// members returns the members of a mapping, in the order of the file, until there are as many problems as are listed.
func (r *reader) members(n *yaml.Node, what string) func(yield func(key, value *yaml.Node) bool) {
	return func(yield func(key, value *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			r.add(n.Line, "%s is written as lines of \"name: value\"", what)
			return
		}
		seen := map[string]bool{}
		for i := 0; i < len(n.Content); i += 2 {
			key, value := n.Content[i], n.Content[i+1]
			switch {
			case r.full():
				return
			case key.Kind != yaml.ScalarNode:
				r.add(key.Line, "a name is a text")
			case seen[key.Value]:
				r.add(key.Line, "%q is there twice", key.Value)
			default:
				seen[key.Value] = true
				if !yield(key, value) {
					return
				}
			}
		}
	}
}

// items returns the elements of a list, until there are as many problems as are listed; a single text stands for a list of one.
func (r *reader) items(n *yaml.Node, what string) iter.Seq[*yaml.Node] {
	return func(yield func(*yaml.Node) bool) {
		list := n.Content
		switch n.Kind { //nolint:exhaustive // the others are refused
		case yaml.SequenceNode:
		case yaml.ScalarNode:
			list = []*yaml.Node{n}
		default:
			r.add(n.Line, "%s is a list", what)
			return
		}
		for _, item := range list {
			if r.full() || !yield(item) {
				return
			}
		}
	}
}

// text reads a text: what is in the file, whatever YAML takes it for.
func (r *reader) text(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.add(n.Line, "%s is a text", what)
		return ""
	}
	return n.Value
}

// texts reads texts of one line each.
func (r *reader) texts(n *yaml.Node, what string) []string {
	var out []string
	for item := range r.items(n, what) {
		out = append(out, oneLine(r.text(item, what)))
	}
	return out
}

// oneLine returns a text that was written on several lines on one.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

func (r *reader) yes(n *yaml.Node, what string) bool {
	if n.Kind != yaml.ScalarNode || n.Value != "true" && n.Value != "false" {
		r.add(n.Line, "%s is true or false", what)
	}
	return n.Value == "true"
}

// number reads a whole number of so many bits.
func (r *reader) number(n *yaml.Node, what string, bits int) uint64 {
	value, err := strconv.ParseUint(n.Value, 10, bits)
	if n.Kind != yaml.ScalarNode || err != nil {
		r.add(n.Line, "%s is a whole number", what)
	}
	return value
}

// suggest names what a misspelled word was probably meant to be.
func suggest(word string, known []string) string {
	i := spec.Nearest(word, known)
	if i < 0 {
		return ""
	}
	return ": did you mean " + strconv.Quote(known[i]) + "?"
}
