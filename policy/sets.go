package policy

import (
	"strconv"

	"example.com/tenure/entitlement"
)

// add adds the people whom a set names, or notes why it names nobody.
func (r *resolver) add(set *entitlement.SubjectSet) {
	switch set.Type {
	case entitlement.SetSingleUser:
		r.named.add(set.UserID)
	case entitlement.SetGroupMembers:
		r.addGroup(set.GroupID)
	case entitlement.SetRequestorManager:
		r.addManager(r.Requestor, r.requestor, set.Level())
	case entitlement.SetTargetManager:
		r.addManager(r.Target, r.target, set.Level())
	case entitlement.SetInternalSponsors, entitlement.SetExternalSponsors:
		r.addOrganizationSponsors(set.Type)
	case entitlement.SetTargetUserSponsors:
		r.addSponsors()
	case entitlement.SetOrganizationMember, entitlement.SetAttributeRule: // the people of an organization, or of a rule, do not approve
	}
}

func (r *resolver) addGroup(id entitlement.GroupID) {
	people, known := r.members(id)
	r.partial = r.partial || !known
	if len(people) > r.limit {
		r.over = true // not even worth asking about each
		return
	}
	r.named.add(people...)
}

// addManager goes one or two steps up from a person, never more, and never back to the person: a loop in the organization
// chart leads to nobody (I-34).
func (r *resolver) addManager(of entitlement.SubjectID, record *entitlement.Subject, level int) {
	manager := managerOf(of, record)
	r.above(of, level)
	if level == 2 && manager != "" {
		r.above(manager, 1)
		manager = managerOf(manager, r.person(manager))
	}
	if manager != "" && manager != of && level <= 2 {
		r.named.add(manager)
		return
	}
	if n := r.nobody(managerMissing); n != nil {
		n.about(string(of), "manager", "level "+strconv.Itoa(level), string(manager))
	}
}

// managerOf returns a person's manager, "" if there is none. Nobody is their own manager.
func managerOf(id entitlement.SubjectID, record *entitlement.Subject) entitlement.SubjectID {
	if record == nil || record.Manager == id {
		return ""
	}
	return record.Manager
}

// addSponsors adds the target's own sponsors.
func (r *resolver) addSponsors() {
	if r.target != nil && len(r.target.Sponsors) > 0 {
		r.named.add(r.target.Sponsors...)
		return
	}
	r.more = r.more || r.partial                 // the record names others
	if n := r.nobody(sponsorMissing); n != nil {
		n.about(string(r.Target), "sponsors", "at least 1", "")
	}
}

// addOrganizationSponsors adds those who vouch for the target's organization: users and members of groups.
func (r *resolver) addOrganizationSponsors(kind entitlement.SubjectSetType) {
	before := r.named.len()
	organization := home(r.Organization, r.target)
	if organization != nil {
		sponsors := organization.InternalSponsors
		if kind == entitlement.SetExternalSponsors {
			sponsors = organization.ExternalSponsors
		}
		for i := range sponsors {
			if t := sponsors[i].Type; t == entitlement.SetSingleUser || t == entitlement.SetGroupMembers {
				r.add(&sponsors[i])
			}
		}
	}
	if r.named.len() > before {
		return
	}
	r.more = r.more || r.partial
	if n := r.nobody(sponsorMissing); n != nil {
		n.about(string(r.Target), kind.String(), "at least 1", organizationText(organization))
	}
}

// nobody notes why a set came to nobody, which is not certain while facts are missing.
func (r *resolver) nobody(c check) *node {
	if r.partial {
		return r.check(c, unknown)
	}
	return r.check(c, no)
}
