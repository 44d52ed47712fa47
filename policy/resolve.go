package policy

import (
	"slices"
	"strconv"

	"example.com/tenure/entitlement"
)

// resolver turns approver sets into people.
type resolver struct {
	trace
	Routing
	limit int

	requestor, target *entitlement.Subject // nil if not known, or nobody

	named   people // everybody whom the sets of a list name, for the limit
	found   people // those among them who may decide
	partial bool   // facts are missing, so found may lack people
	over    bool   // the list names too many people
}

// parties looks up the people who must not decide, for their other identities and their managers.
func (r *resolver) parties() {
	r.target = r.person(r.Target)
	switch r.Requestor {
	case r.Target:
		r.requestor = r.target
	case "": // the system has neither identities nor a manager
	default:
		r.requestor = r.person(r.Requestor)
	}
}

// person returns the record, nil if there is none or it is not known.
func (r *resolver) person(id entitlement.SubjectID) *entitlement.Subject {
	record, known := r.subject(id)
	r.partial = r.partial || !known
	return record
}

// above notes that so many managers above somebody are needed, if the person is not known yet.
func (r *resolver) above(id entitlement.SubjectID, managers int) {
	if _, known := r.facts.Subject(id); !known && id != "" {
		r.needs = append(r.needs, Need{Kind: NeedSubject, Subject: id, Managers: managers})
	}
}

// standIns finds the alternates of a stage whose approvers came to nobody, because they were excluded or disabled. For a
// manager or sponsor who does not exist nobody stands in: that takes a fallback.
func (r *resolver) standIns(stage *entitlement.StageSettings) answer {
	if r.over || !stage.IsEscalationEnabled || r.failed.has(managerMissing) || r.failed.has(sponsorMissing) {
		return no
	}
	a := r.list(escalation(stage))
	if a == no && !r.over {
		a = r.list(fallbackEscalation(stage))
	}
	return a
}

// list finds the people of all sets together. While facts are missing the list is as good as unknown, because it could turn
// out to be empty, or longer.
func (r *resolver) list(l approverList) answer {
	m := r.open()
	r.named.reset()
	for i := range l.sets {
		r.set(l.name, &l.sets[i])
	}
	a := r.somebody(0)
	if r.over = r.over || r.tooMany(); r.over {
		a = no
		if n := r.check(approverLimit, no); n != nil { // I-133
			n.about(string(r.Target), "people", "at most "+strconv.Itoa(r.limit), "more")
		}
	}
	if n := r.close(m, approverSet, a); n != nil {
		n.about(string(r.Target), l.name, "somebody", names(r.found.all()))
	}
	return a
}

// set finds the people of one set.
func (r *resolver) set(name string, set *entitlement.SubjectSet) {
	m := r.open()
	first, before := r.named.len(), r.found.len()
	r.add(set)
	for _, id := range r.named.all()[first:] {
		if r.mayDecide(id) {
			r.found.add(id)
		}
	}
	if n := r.close(m, approverSet, r.somebody(before)); n != nil {
		n.about(string(r.Target), name, set.String(), names(r.found.all()[before:]))
	}
}

// somebody answers whether anybody was found beyond the first so many.
func (r *resolver) somebody(beyond int) answer {
	if r.partial {
		return unknown
	}
	return is(r.found.len() > beyond)
}

// tooMany counts each person once.
func (r *resolver) tooMany() bool {
	return r.named.len() > r.limit && len(sortedSet(r.named.all())) > r.limit
}

// mayDecide asks whether a person whom a set names can be an approver, and notes why not.
func (r *resolver) mayDecide(id entitlement.SubjectID) bool {
	if r.isParty(id, nil) {
		return r.exclude(id, selfApproval, "identity", "somebody else", "requestor or target")
	}
	record, known := r.subject(id)
	if !known {
		r.partial = true
		return false
	}
	if record == nil || record.AccountDisabled {
		return r.exclude(id, approverDisabled, "account", "enabled", accountText(record)) // R-146, I-37
	}
	if r.isParty(id, record) {
		return r.exclude(id, selfApproval, "identity", "somebody else", "linked to requestor or target")
	}
	return true
}

// isParty reports whether the person is the target or the requestor under whatever identity (R-140, I-23).
func (r *resolver) isParty(id entitlement.SubjectID, record *entitlement.Subject) bool {
	return sameHuman(id, record, r.Target, r.target) ||
		r.Requestor != r.Target && sameHuman(id, record, r.Requestor, r.requestor)
}

func (r *resolver) exclude(id entitlement.SubjectID, c check, attribute, want, got string) bool {
	if n := r.check(c, no); n != nil {
		n.about(string(id), attribute, want, got)
	}
	return false
}

// approvers returns the people found, in the buffer if it has room.
func (r *resolver) approvers() []entitlement.SubjectID {
	found := r.found.all()
	slices.Sort(found)
	return append(r.Buffer[:0], slices.Compact(found)...)
}
