package graph

import "example.com/tenure/entitlement"

// setType returns what kind of people a set is: what it says, or what its members say.
func (v *value) setType() string {
	kind := v.typeOf()
	switch {
	case kind != "":
	case v.peek("userId") != nil:
		kind = "singleuser"
	case v.peek("groupId") != nil:
		kind = "groupmembers"
	case v.peek("connectedOrganizationId") != nil:
		kind = "connectedorganizationmembers"
	case v.peek("membershipRule") != nil:
		kind = "attributerulemembers"
	}
	return kind
}

// named returns the member with an identifier, which beta calls id.
func named(v *value, name string) *value {
	if m := v.get(name); m != nil {
		return m
	}
	return v.get("id")
}

// deciders reads who decides, and who stands in for them: those of a list of their own, behind those whom beta marks among the
// others. Where all are marked they are the ones who decide.
func deciders(list, own *value) (primary, fallback []entitlement.SubjectSet) {
	primary, fallback = people(list)
	if len(primary) == 0 {
		primary, fallback = fallback, nil
	}
	more, marked := people(own)
	if len(marked) > 0 { // all in it stand in; in what order they were does not matter
		more = append(marked, more...)
	}
	return primary, append(fallback, more...)
}

// people reads sets of people; beta marks those who stand in for the others.
func people(v *value) (primary, fallback []entitlement.SubjectSet) {
	for _, item := range objects(v) {
		set, ok := readSet(item)
		switch isBackup := flag(item.get("isBackup"), false); {
		case !ok:
		case isBackup:
			fallback = append(fallback, set)
		default:
			primary = append(primary, set)
		}
	}
	return primary, fallback
}

func readSet(v *value) (entitlement.SubjectSet, bool) {
	set := entitlement.SubjectSet{Description: text(v.get("description"))}
	switch v.setType() {
	case "singleuser":
		set.Type, set.UserID = entitlement.SetSingleUser, entitlement.SubjectID(text(named(v, "userId")))
	case "groupmembers":
		set.Type, set.GroupID = entitlement.SetGroupMembers, entitlement.GroupID(text(named(v, "groupId")))
	case "requestormanager":
		set.Type, set.ManagerLevel = entitlement.SetRequestorManager, number(v.get("managerLevel"))
	case "targetmanager":
		set.Type, set.ManagerLevel = entitlement.SetTargetManager, number(v.get("managerLevel"))
	case "internalsponsors":
		set.Type = entitlement.SetInternalSponsors
	case "externalsponsors":
		set.Type = entitlement.SetExternalSponsors
	case "targetusersponsors":
		set.Type = entitlement.SetTargetUserSponsors
	default:
		v.lose("the engine has no such people")
		return set, false
	}
	if set.Type == entitlement.SetSingleUser && set.UserID == "" || set.Type == entitlement.SetGroupMembers && set.GroupID == "" {
		v.lose("it names nobody")
		return set, false
	}
	return set, true
}

// sponsors reads people of the directory. What Graph shows of them besides is the directory's.
func sponsors(v *value) []entitlement.SubjectSet {
	var out []entitlement.SubjectSet
	for _, item := range objects(v) {
		kind, name := item.typeOf(), text(item.get("displayName"))
		id := directoryID(item)
		switch {
		case id == "":
		case kind == "group":
			out = append(out, entitlement.SubjectSet{Type: entitlement.SetGroupMembers, GroupID: entitlement.GroupID(id), Description: name})
		case kind == "user" || kind == "":
			out = append(out, entitlement.SubjectSet{Type: entitlement.SetSingleUser, UserID: entitlement.SubjectID(id), Description: name})
		default:
			item.lose("a sponsor is a user or a group")
		}
	}
	return out
}
