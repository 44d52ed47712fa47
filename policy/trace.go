package policy

import (
	"example.com/tenure/entitlement"
)

// trace accompanies a walk through checks. It keeps what every answer reports, failed checks and missing facts, and hands
// each check to the recorder if there is one. So that Evaluate and Explain cannot disagree, walks never ask whether they are
// recorded before deciding; only texts are made on condition.
type trace struct {
	facts  *Facts
	all    answer // the conjunction of the checks since the innermost open node
	failed checks
	needs  []Need
	more   bool      // needs that lead to further ones
	rec    *recorder // nil: nobody wants reasons
}

// mark remembers where a node was opened.
type mark struct {
	all    answer
	failed checks
	nodes  int
}

// open begins a node; the checks up to its close are its children.
func (t *trace) open() mark {
	m := mark{all: t.all, failed: t.failed}
	if t.rec != nil {
		m.nodes = t.rec.begin()
	}
	t.all = yes
	return m
}

// close ends a node with its own answer, which need not be the conjunction of its children: pass t.all if it is. Failures
// below a node that did not fail decided nothing and are forgotten.
func (t *trace) close(m mark, c check, a answer) *node {
	t.all = min(m.all, a)
	if a == no {
		t.failed = t.failed.with(c)
	} else {
		t.failed = m.failed
	}
	if t.rec == nil {
		return nil
	}
	return t.rec.close(m.nodes, c, a)
}

// check is a node without children. It returns the node for its texts, or nil if nobody wants them.
func (t *trace) check(c check, a answer) *node {
	t.all = min(t.all, a)
	if a == no {
		t.failed = t.failed.with(c)
	}
	if t.rec == nil {
		return nil
	}
	return t.rec.add(c, a, nil)
}

// subject looks a person up and notes the need if the answer is not known.
func (t *trace) subject(id entitlement.SubjectID) (record *entitlement.Subject, known bool) {
	record, known = t.facts.Subject(id)
	if !known {
		t.needs = append(t.needs, Need{Kind: NeedSubject, Subject: id})
	}
	return record, known
}

// members looks a group up and notes the need if the answer is not known.
func (t *trace) members(id entitlement.GroupID) (people []entitlement.SubjectID, known bool) {
	people, known = t.facts.Members(id)
	if !known {
		t.needs = append(t.needs, Need{Kind: NeedMembers, Group: id, Records: true})
	}
	return people, known
}

// ruling returns what the walk found. What a certain yes did not have to know is no need, such as whether a policy applies
// that is outranked anyway.
func (t *trace) ruling() Ruling {
	if t.all == yes {
		return Ruling{Allowed: true}
	}
	needs := t.missing()
	return Ruling{Codes: t.failed.codes(), Needs: needs, Final: len(needs) > 0 && !t.more}
}

// missing returns the needs, sorted and unique.
func (t *trace) missing() []Need {
	t.needs = sortNeeds(t.needs)
	return t.needs
}
