package lifecycle

import (
	"bytes"
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// Suggestion is an access package that a person may want, and why: Graph's accessPackageSuggestion.
type Suggestion struct {
	Offer
	// Of the person's own past: when they last got it, and how often they had it.
	LastAssigned    time.Time
	PastAssignments int
	// Of related people: how many have it, and who, as far as the tenant's settings let that be told.
	RelatedPeopleCount int
	RelatedPeople      []entitlement.SubjectID
}

// The most people that suggestions look at, groups larger than that being no teams, and the most suggestions.
const (
	mostRelated     = 100
	mostSuggestions = 50
)

// SuggestionsInput asks what a person may want.
type SuggestionsInput struct {
	For entitlement.SubjectID // who; "" means the actor
}

// Suggestions returns access packages that a person sees and has not got, because they had them before, or because related
// people have them: the person's manager, and the members of the person's groups of at most 100 people; if the directory lists
// direct reports, these too, and those of the same manager. The manager and the first 100 people of all are looked at.
// What related people have counts only if the tenant's settings say so. The most frequent come first; 50 at most.
func (s *Session) Suggestions(ctx context.Context, in SuggestionsInput) ([]Suggestion, error) {
	return ask(ctx, s, "suggestions", func(u *unit) ([]Suggestion, error) {
		who, err := u.whose(in.For)
		if err != nil {
			return nil, err
		}
		return u.suggestions(who)
	})
}

func (u *unit) suggestions(who entitlement.SubjectID) ([]Suggestion, error) {
	found := map[entitlement.AccessPackageID]*Suggestion{}
	if err := u.suggestOwn(found, who); err != nil {
		return nil, err
	}
	settings, err := u.settings()
	if err != nil {
		return nil, err
	}
	if settings.RelatedPeopleInsightLevel != entitlement.InsightDisabled {
		names := settings.RelatedPeopleInsightLevel == entitlement.InsightCountAndNames
		if err := u.suggestRelated(found, who, names); err != nil {
			return nil, err
		}
	}
	ids := slices.SortedFunc(maps.Keys(found), func(a, b entitlement.AccessPackageID) int {
		return cmp.Or(cmp.Compare(found[b].weight(), found[a].weight()), bytes.Compare(a[:], b[:]))
	})
	var out []Suggestion
	for _, id := range ids {
		if len(out) == mostSuggestions {
			break
		}
		wanted, err := u.wanted(found[id], id, who)
		if err != nil && err != errNeedFacts { //nolint:errorlint // collected below, so that one round fetches what the list needs
			return nil, err
		}
		if wanted {
			out = append(out, *found[id])
		}
	}
	if len(u.facts.wanted) > 0 {
		return nil, errNeedFacts
	}
	return out, nil
}

// weight is how much speaks for a suggestion.
func (s *Suggestion) weight() int { return s.PastAssignments + s.RelatedPeopleCount }

// suggestion returns the one of a package, made if need be.
func suggestion(found map[entitlement.AccessPackageID]*Suggestion, id entitlement.AccessPackageID) *Suggestion {
	if found[id] == nil {
		found[id] = &Suggestion{}
	}
	return found[id]
}

// suggestOwn finds what a person had before.
func (u *unit) suggestOwn(found map[entitlement.AccessPackageID]*Suggestion, who entitlement.SubjectID) error {
	return u.eachAssignment(store.AssignmentsOf(who), func(a *entitlement.Assignment, live bool) {
		if live {
			return
		}
		s := suggestion(found, a.Package.ID)
		s.PastAssignments++
		if s.LastAssigned.Before(a.Schedule.Start) {
			s.LastAssigned = a.Schedule.Start
		}
	})
}

// suggestRelated finds what related people have.
func (u *unit) suggestRelated(found map[entitlement.AccessPackageID]*Suggestion, who entitlement.SubjectID, names bool) error {
	related, err := u.related(who)
	if err != nil {
		return err
	}
	for _, id := range related {
		err := u.eachAssignment(store.LiveAssignmentsOf(id), func(a *entitlement.Assignment, live bool) {
			if !live {
				return
			}
			s := suggestion(found, a.Package.ID)
			s.RelatedPeopleCount++
			if names {
				s.RelatedPeople = append(s.RelatedPeople, id)
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// eachAssignment visits the assignments of an index, and says of each whether it gives access at the instant of the read.
func (u *unit) eachAssignment(index store.Index, fn func(a *entitlement.Assignment, live bool)) error {
	ids, err := u.list(index)
	if err != nil {
		return err
	}
	for _, id := range ids {
		a, err := u.assignment(id)
		if err != nil {
			return err
		}
		if a == nil {
			continue
		}
		live, err := u.isLive(a, u.at)
		if err != nil {
			return err
		}
		fn(a, live)
	}
	return nil
}

// related returns the people whose access says something about what a person needs, sorted.
func (u *unit) related(who entitlement.SubjectID) ([]entitlement.SubjectID, error) {
	person, err := u.subject(who)
	if err != nil || person == nil {
		return nil, err
	}
	groups, known := u.facts.known.Groups(who)
	if !known {
		return nil, u.need(false, policy.Need{Kind: policy.NeedGroups, Subject: who})
	}
	people := map[entitlement.SubjectID]bool{}
	if person.Manager != "" {
		people[person.Manager] = true
	}
	for _, manager := range [...]entitlement.SubjectID{who, person.Manager} { // whom the person leads, and who has the same manager
		if manager == "" {
			continue
		}
		led, _, err := u.directReports(manager)
		if err != nil {
			return nil, err
		}
		for _, id := range led[:min(len(led), mostRelated)] {
			people[id] = true
		}
	}
	var needs []policy.Need
	for _, group := range groups {
		members, known := u.facts.known.Members(group)
		if !known {
			needs = append(needs, policy.Need{Kind: policy.NeedMembers, Group: group})
			continue
		}
		if len(members) > mostRelated {
			continue
		}
		for _, m := range members {
			people[m] = true
		}
	}
	if len(needs) > 0 {
		return nil, u.need(false, needs...)
	}
	delete(people, who)
	out := slices.Sorted(maps.Keys(people))
	if len(out) > mostRelated {
		out = out[:mostRelated]
		if last := &out[mostRelated-1]; person.Manager > *last {
			*last = person.Manager // who is one of several colleagues gives way
		}
	}
	return out, nil
}

// wanted completes a suggestion, and reports whether the person sees the package and has nothing of it.
func (u *unit) wanted(s *Suggestion, id entitlement.AccessPackageID, who entitlement.SubjectID) (bool, error) {
	pkg, err := u.pkg(id)
	if err != nil || pkg == nil {
		return false, err // deleted
	}
	o, visible, err := u.offer(id, who, policy.Ask{Requestor: who})
	s.Offer = o
	for _, code := range o.Codes {
		switch code {
		case entitlement.AssignmentExists, entitlement.RequestPending, entitlement.Incompatible:
			return false, err
		}
	}
	return visible, err
}
