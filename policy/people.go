package policy

import "example.com/tenure/entitlement"

// people is a list of people that needs no memory of its own while it is short, as most lists of approvers are.
type people struct {
	few  [8]entitlement.SubjectID
	used int
	many []entitlement.SubjectID // all of them, once there are more
}

func (p *people) add(ids ...entitlement.SubjectID) {
	if p.many == nil && p.used+len(ids) <= len(p.few) {
		p.used += copy(p.few[p.used:], ids)
		return
	}
	if p.many == nil {
		p.many = append(make([]entitlement.SubjectID, 0, p.used+len(ids)), p.few[:p.used]...)
	}
	p.many = append(p.many, ids...)
}

func (p *people) reset() { p.used, p.many = 0, nil }

// all returns the list, which is valid until the next change.
func (p *people) all() []entitlement.SubjectID {
	if p.many != nil {
		return p.many
	}
	return p.few[:p.used]
}

func (p *people) len() int { return len(p.all()) }
