package policy

import (
	"strconv"
	"strings"

	"example.com/tenure/entitlement"
)

// recorder builds the tree of reasons bottom-up. The nodes of one depth lie side by side: when a node closes, the nodes that
// were finished one level deeper since it opened are its children where they lie, so nothing is copied.
type recorder struct {
	policy entitlement.PolicyID // stamped on every node
	open   entitlement.Reason   // takes the texts of a check that waits for facts, which is no reason for anything
	depth  int
	levels [maxDepth][]entitlement.Reason // finished nodes by depth; what lies behind them is zero
	usual  [8 + 6 + 6 + 4]entitlement.Reason
}

const maxDepth = 8 // deeper than any walk goes

func newRecorder() *recorder {
	r := &recorder{}
	rest := r.usual[:]
	for depth, n := range [...]int{8, 6, 6, 4} { // nodes by depth of a tree with one policy
		r.levels[depth], rest = rest[:0:n], rest[n:]
	}
	return r
}

// begin goes one level deeper and returns where the children of the node that opens will start.
func (r *recorder) begin() int {
	r.depth++
	return len(r.levels[r.depth])
}

// close ends the node whose children start at first.
func (r *recorder) close(first int, c check, a answer) *node {
	level := r.levels[r.depth]
	children := level[first:len(level):len(level)]
	r.depth--
	if len(children) == 0 {
		children = nil
	}
	if a == unknown { // the node is no reason, so what is below it is none either
		clear(level[first:])
		r.levels[r.depth+1] = level[:first]
	}
	return r.add(c, a, children)
}

func (r *recorder) add(c check, a answer, children []entitlement.Reason) *node {
	if a == unknown {
		return (*node)(&r.open)
	}
	level := &r.levels[r.depth]
	if used := len(*level); used < cap(*level) {
		*level = (*level)[:used+1]
	} else {
		*level = append(*level, entitlement.Reason{})
	}
	n := &(*level)[len(*level)-1] // filled in where it lies: a reason is too large to be copied
	n.Code, n.Pass, n.Policy = codes[c], a == yes, r.policy
	if children != nil {
		n.Children = children
	}
	return (*node)(n)
}

// reasons returns the finished forest.
func (r *recorder) reasons() []entitlement.Reason { return r.levels[0] }

// node is a reason that still wants its texts. It is valid until the next check.
type node entitlement.Reason

// about sets the texts of a check.
func (n *node) about(principal, attribute, want, got string) {
	n.Principal, n.Attribute, n.Want, n.Got = principal, attribute, want, got
}

// passed counts the children that passed.
func (n *node) passed() int {
	count := 0
	for i := range n.Children {
		if n.Children[i].Pass {
			count++
		}
	}
	return count
}

// names lists identifiers as text, the first ones if there are many: a reason is read by people.
func names[T ~string](list []T) string {
	const most = 10
	switch len(list) {
	case 0:
		return ""
	case 1:
		return distinct(string(list[0]))
	}
	var b strings.Builder
	b.Grow(16 * min(len(list), most))
	for i, id := range list {
		if i == most {
			b.WriteString(" and " + strconv.Itoa(len(list)-most) + " more")
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(distinct(string(id)))
	}
	return b.String()
}

// distinct quotes an identifier that could pass for two (CWE-117).
func distinct(id string) string {
	for i := range len(id) {
		if id[i] == ',' || id[i] == '"' {
			return strconv.Quote(id)
		}
	}
	return id
}
