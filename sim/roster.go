package sim

import (
	"cmp"
	"maps"
	"slices"
	"sort"
	"time"

	"example.com/tenure/entitlement"
)

// DirectoryChange is an edit of a Directory, in words.
type DirectoryChange struct {
	At     time.Time
	Person entitlement.SubjectID
	What   string // continues a sentence that begins with the person: "moves to Sales"
}

// Join puts somebody into the directory and into groups, from an instant on. A person who left may come back. It refuses
// with AlreadyExists somebody who is there, with InvalidArgument a malformed record, and with NotFound groups, managers and
// sponsors that the directory never knew.
func (d *Directory) Join(at time.Time, s entitlement.Subject, groups ...entitlement.GroupID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := cmp.Or(s.Validate(), d.check(at, &s, groups)); err != nil {
		return err
	}
	if d.people[s.ID].at(at).present {
		return &entitlement.Error{
			Code: entitlement.AlreadyExists, Kind: entitlement.KindSubject, ID: string(s.ID),
			Detail: "the person is in the directory",
		}
	}
	d.put(at, s)
	for _, g := range groups {
		d.members.set(at, g, s.ID, true)
	}
	d.note(at, s.ID, "joins the organization")
	return nil
}

// Leave takes somebody out of the directory, and so out of every group, from an instant on. It refuses with NotFound
// somebody who is not there.
func (d *Directory) Leave(at time.Time, id entitlement.SubjectID) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := cmp.Or(d.check(at, nil, nil), d.present(at, id)); err != nil {
		return err
	}
	d.people[id].add(at, func(p person) person {
		p.present = false
		return p
	})
	for _, g := range d.members.with(at, id) {
		d.members.set(at, g, id, false)
	}
	d.note(at, id, "leaves the organization")
	return nil
}

// Move changes somebody's record from an instant on: a new manager, another department, a disabled account. The change is
// made again on whatever the record is when an earlier edit is added later. It refuses with NotFound somebody who is not
// there, and otherwise what Join refuses; the identifier cannot change.
func (d *Directory) Move(at time.Time, id entitlement.SubjectID, change func(*entitlement.Subject)) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := cmp.Or(d.check(at, nil, nil), d.present(at, id)); err != nil {
		return err
	}
	before := d.people[id].at(at).Subject
	after := before.Clone()
	change(&after)
	if after.ID != id {
		return invalid("the identifier of %q cannot change", id)
	}
	if err := cmp.Or(after.Validate(), d.check(at, &after, nil)); err != nil {
		return err
	}
	d.people[id].add(at, func(p person) person {
		p.Subject = p.Subject.Clone()
		change(&p.Subject)
		return p
	})
	d.note(at, id, d.describe(&before, &after))
	return nil
}

// showAccount shows what was done to an external person's account, if the directory knows the person.
func (d *Directory) showAccount(at time.Time, id entitlement.SubjectID, state entitlement.GuestState) {
	d.mu.Lock()
	defer d.mu.Unlock()
	before := d.people[id].at(at)
	if !before.present || !before.IsExternal() {
		return
	}
	change := func(p person) person {
		p.Subject = p.Subject.Clone()
		p.AccountDisabled = state == entitlement.GuestBlocked
		p.UserType = entitlement.UserGuest
		if state == entitlement.GuestDeleted {
			p.UserType = entitlement.UserOutside
		}
		return p
	}
	after := change(before)
	if after.UserType == before.UserType && after.AccountDisabled == before.AccountDisabled {
		return
	}
	d.people[id].add(at, change)
	d.note(at, id, d.describe(&before.Subject, &after.Subject))
}

// AddMember puts somebody into a group from an instant on. It refuses with NotFound who or what is not there.
func (d *Directory) AddMember(at time.Time, group entitlement.GroupID, id entitlement.SubjectID) error {
	return d.setMember(at, group, id, true, "joins the group ")
}

// RemoveMember takes somebody out of a group from an instant on; groups inside the group are not affected. It refuses with
// NotFound who or what is not there.
func (d *Directory) RemoveMember(at time.Time, group entitlement.GroupID, id entitlement.SubjectID) error {
	return d.setMember(at, group, id, false, "leaves the group ")
}

func (d *Directory) setMember(
	at time.Time, group entitlement.GroupID, id entitlement.SubjectID, belongs bool, what string,
) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if err := cmp.Or(d.check(at, nil, []entitlement.GroupID{group}), d.present(at, id)); err != nil {
		return err
	}
	if d.members.has(at, group, id) == belongs {
		return nil
	}
	d.members.set(at, group, id, belongs)
	d.note(at, id, what+cmp.Or(d.groups[group], string(group)))
	return nil
}

// Changes returns the edits up to an instant, in the order of their instants.
func (d *Directory) Changes(until time.Time) []DirectoryChange {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.changes[:d.changesUntil(until)])
}

// changesUntil returns how many edits are not after an instant.
func (d *Directory) changesUntil(t time.Time) int {
	return sort.Search(len(d.changes), func(i int) bool { return d.changes[i].At.After(t) })
}

// check refuses an edit of the past, and one that refers to what the directory never knew.
func (d *Directory) check(at time.Time, s *entitlement.Subject, groups []entitlement.GroupID) error {
	if at.Before(d.asked) {
		return invalid("%s has passed: the past does not change", at.UTC().Format(time.RFC3339))
	}
	for _, g := range groups {
		if _, known := d.groups[g]; !known {
			return missing(entitlement.KindGroup, string(g))
		}
	}
	if s == nil {
		return nil
	}
	for _, id := range append(slices.Clone(s.Sponsors), s.Manager) {
		if id != "" && id != s.ID && d.people[id] == nil {
			return missing(entitlement.KindSubject, string(id))
		}
	}
	return nil
}

func (d *Directory) present(at time.Time, id entitlement.SubjectID) error {
	if !d.people[id].at(at).present {
		return missing(entitlement.KindSubject, string(id))
	}
	return nil
}

// note keeps an edit in words.
func (d *Directory) note(at time.Time, id entitlement.SubjectID, what string) {
	d.changes = slices.Insert(d.changes, d.changesUntil(at), DirectoryChange{at, id, what})
}

// describe says how a record differs from what it was before.
func (d *Directory) describe(before, after *entitlement.Subject) string {
	department := after.Attributes["department"]
	switch {
	case after.UserType != before.UserType && !after.HasAccount():
		return "has no account any more"
	case after.AccountDisabled && !before.AccountDisabled:
		return "cannot sign in any more"
	case !after.AccountDisabled && before.AccountDisabled:
		return "can sign in again"
	case after.UserType != before.UserType:
		return "becomes a " + after.UserType.String()
	case after.Manager != before.Manager && after.Manager == "":
		return "has no manager any more"
	case after.Manager != before.Manager:
		return "has a new manager: " + cmp.Or(d.people[after.Manager].values[0].DisplayName, string(after.Manager))
	case department != before.Attributes["department"] && department != "":
		return "moves to " + department
	case after.DisplayName != before.DisplayName:
		return "is now called " + after.DisplayName
	case !maps.Equal(after.Attributes, before.Attributes):
		return "has other attributes"
	}
	return "has another record"
}
