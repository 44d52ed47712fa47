package lifecycle

import (
	"context"
	"errors"

	"example.com/tenure/entitlement"
)

// listing is a part of the list of everybody in the directory, for surveys.
type listing struct {
	after  entitlement.SubjectID
	limit  int
	wanted bool
	known  bool
	ids    []entitlement.SubjectID
}

// peopleAfter returns the identifiers of the people in the directory who come after one, at most limit of them, or asks for
// them; their records are known then. A directory that does not list people has none.
func (u *unit) peopleAfter(after entitlement.SubjectID, limit int) ([]entitlement.SubjectID, error) {
	l := &u.facts.listing
	if l.known && l.after == after && l.limit == limit {
		return l.ids, nil
	}
	*l = listing{after: after, limit: limit, wanted: true}
	return nil, u.need(false)
}

// list asks the directory for the part of the list that is wanted.
func (f *facts) list(ctx context.Context) error {
	l := &f.listing
	if !l.wanted {
		return nil
	}
	l.wanted, l.known = false, true
	view, lists := f.view.(People)
	if !lists {
		return nil
	}
	people, err := view.People(ctx, l.after, l.limit)
	if err != nil {
		return unavailable(err)
	}
	if len(people) == 0 && l.after == "" {
		return unavailable(errors.New("the directory lists nobody")) // I-95
	}
	last := l.after
	for i := range people {
		if people[i].ID <= last || len(people) > l.limit {
			return unavailable(errors.New("the directory lists people out of order, or too many"))
		}
		last = people[i].ID
		l.ids = append(l.ids, last)
		f.known.AddSubject(last, f.people.put(people[i]))
	}
	return nil
}
