package policy

import (
	"strconv"
	"strings"

	"example.com/tenure/entitlement"
)

// recorder builds the tree of reasons bottom-up: finished nodes wait until their parent closes over them.
type recorder struct {
	policy entitlement.PolicyID // stamped on every node
	open   entitlement.Reason   // takes the texts of a check that waits for facts, which is no reason for anything
	done   []entitlement.Reason // finished nodes, children of nodes that are still open
	arena  []entitlement.Reason // backs the children of closed nodes, so that a tree costs a few allocations
}

func newRecorder() *recorder {
	const usual = 16 // most trees fit
	return &recorder{done: make([]entitlement.Reason, 0, usual), arena: make([]entitlement.Reason, 0, usual)}
}

func (r *recorder) add(c check, a answer, children []entitlement.Reason) *node {
	if a == unknown {
		return (*node)(&r.open)
	}
	r.done = append(r.done, entitlement.Reason{Code: codes[c], Pass: a == yes, Policy: r.policy, Children: children})
	return (*node)(&r.done[len(r.done)-1])
}

// close makes the nodes finished since first the children of a new one.
func (r *recorder) close(first int, c check, a answer) *node {
	if first == len(r.done) {
		return r.add(c, a, nil)
	}
	if count := len(r.done) - first; len(r.arena)+count > cap(r.arena) {
		r.arena = make([]entitlement.Reason, 0, max(count, 2*cap(r.arena))) // earlier children keep theirs; nothing is copied
	}
	from := len(r.arena)
	r.arena = append(r.arena, r.done[first:]...)
	r.done = r.done[:first]
	return r.add(c, a, r.arena[from:len(r.arena):len(r.arena)])
}

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
	if strings.ContainsAny(id, `,"`) {
		return strconv.Quote(id)
	}
	return id
}
