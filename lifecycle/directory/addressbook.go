package directory

import "example.com/tenure/entitlement"

// addressBook finds the people of a file by what its reference columns call them.
type addressBook struct {
	ids            map[entitlement.SubjectID]int // the line of each
	principalNames map[string]entry
	mails          map[string]entry
}

// entry is who has a name.
type entry struct {
	id     entitlement.SubjectID
	shared bool // by several people
}

func newAddressBook() addressBook {
	return addressBook{make(map[entitlement.SubjectID]int), make(map[string]entry), make(map[string]entry)}
}

// add enters a person. If the id is taken it says so and by which line.
func (b addressBook) add(s *entitlement.Subject, line int) (int, bool) {
	if s.ID == "" {
		return 0, false
	}
	if other, taken := b.ids[s.ID]; taken {
		return other, true
	}
	b.ids[s.ID] = line
	enter(b.principalNames, s.Attributes[principalName], s.ID)
	enter(b.mails, s.Mail, s.ID)
	return 0, false
}

func enter(book map[string]entry, name string, id entitlement.SubjectID) {
	if name == "" {
		return
	}
	name = lower(name)
	_, taken := book[name]
	book[name] = entry{id, taken}
}

// find returns who is meant, or what is wrong with the name. An id wins over a principal name, which the directory keeps
// unique, and that over a mail, which people may be able to choose.
func (b addressBook) find(name string) (id entitlement.SubjectID, wrong string) {
	if _, ok := b.ids[entitlement.SubjectID(name)]; ok {
		return entitlement.SubjectID(name), ""
	}
	e, ok := b.principalNames[lower(name)]
	if !ok {
		e, ok = b.mails[lower(name)]
	}
	switch {
	case !ok:
		return "", "is not the id, userPrincipalName or mail of anybody in the file"
	case e.shared:
		return "", "is the userPrincipalName or mail of several people"
	}
	return e.id, ""
}
