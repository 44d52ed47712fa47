package spec

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
)

// node is a JSON value on its way out: a scalar in its JSON form, an object, or a list. The zero node is absent.
type node struct {
	kind    nodeKind
	scalar  string
	members []namedNode
	items   []node
	ordered bool   // the order of the list means something
	short   string // of an element of such a list that is to be compared: its line as it is printed
}

type nodeKind uint8

const (
	nodeAbsent nodeKind = iota
	nodeScalar
	nodeObject
	nodeList
)

type namedNode struct {
	name string
	node
}

func words(s string) node {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string can always be encoded
	return node{kind: nodeScalar, scalar: strings.TrimSuffix(b.String(), "\n")}
}

func literal(s string) node { return node{kind: nodeScalar, scalar: s} }

func items(nodes ...node) node { return node{kind: nodeList, items: nodes} }

// with adds a member to an object.
func (n node) with(name string, value node) node {
	n.kind = nodeObject
	n.members = append(slices.Clip(n.members), namedNode{name, value})
	return n
}

// get returns a member of an object, absent if there is none.
func (n node) get(name string) node {
	for _, m := range n.members {
		if m.name == name {
			return m.node
		}
	}
	return node{}
}

// width is how long a line of a printed document may be.
const width = 100

// print appends the value, laid out for people: on one line what is short and simple, one line each for everything else.
func (n node) print(dst []byte, indent int) []byte {
	if depth := n.depth(); depth <= 2 {
		if line := n.line(nil); len(line)+2*indent <= width || depth == 0 {
			return append(dst, line...)
		}
	}
	separate := func(i int) {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(append(dst, '\n'), strings.Repeat("  ", indent+1)...)
	}
	start, end := byte('{'), byte('}')
	if n.kind == nodeList {
		start, end = '[', ']'
	}
	dst = append(dst, start)
	for i, item := range n.items {
		separate(i)
		dst = item.print(dst, indent+1)
	}
	for i, m := range n.members {
		separate(i)
		dst = append(append(dst, words(m.name).scalar...), ": "...)
		dst = m.print(dst, indent+1)
	}
	return append(append(append(dst, '\n'), strings.Repeat("  ", indent)...), end)
}

// line appends the value on one line.
func (n node) line(dst []byte) []byte {
	separate := func(i int) {
		if i > 0 {
			dst = append(dst, ", "...)
		}
	}
	switch n.kind {
	case nodeObject:
		dst = append(dst, '{')
		for i, m := range n.members {
			separate(i)
			dst = append(append(dst, words(m.name).scalar...), ": "...)
			dst = m.line(dst)
		}
		return append(dst, '}')
	case nodeList:
		dst = append(dst, '[')
		for i, item := range n.items {
			separate(i)
			dst = item.line(dst)
		}
		return append(dst, ']')
	case nodeScalar, nodeAbsent:
	}
	return append(dst, n.scalar...)
}

// depth returns how many objects and lists lie inside each other. One that has a single part is no deeper than the part.
func (n node) depth() int {
	parts, deepest := len(n.items)+len(n.members), 0
	for _, item := range n.items {
		deepest = max(deepest, item.depth())
	}
	for _, m := range n.members {
		deepest = max(deepest, m.depth())
	}
	switch {
	case n.kind == nodeScalar || n.kind == nodeAbsent:
		return 0
	case parts == 1:
		return max(1, deepest)
	}
	return deepest + 1
}
