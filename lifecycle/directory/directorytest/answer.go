package directorytest

import (
	"reflect"
	"slices"
	"sync"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
)

// answerCases are about views and the memory of answers.
func answerCases() []testCase {
	return []testCase{{
		name: "answers_are_copies",
		why:  "an answer shares no memory with the directory: whoever changes it changes nothing else",
		check: func(p *probe) {
			want, others := guest()
			d := p.directory(append(others, want), append(group("sales", want.ID, "host"), group("it", want.ID)...))
			v := p.view(d)
			p.spoil(v, want.ID)
			for _, v := range []lifecycle.DirectoryView{v, p.view(d)} {
				if got := p.subject(v, want.ID); !reflect.DeepEqual(got, want) {
					p.failf("after a caller changed an answer, Subject(%q) = %+v, want %+v", want.ID, got, want)
				}
				p.groups(v, want.ID, "sales", "it")
				p.members(v, "sales", want.ID, "host")
			}
		},
	}, {
		name: "input_is_copied",
		why:  "a directory shares no memory with what it was made from",
		check: func(p *probe) {
			want, others := guest()
			people, groups := append(slices.Clone(others), want.Clone()), group("sales", want.ID, "host")
			groups = append(groups, directory.Group{ID: "staff", Groups: []entitlement.GroupID{"sales"}})
			v := p.view(p.directory(people, groups))
			for i := range people {
				spoilSubject(&people[i])
				people[i].ID = "spoiled"
			}
			groups[0].ID, groups[0].Members[0], groups[1].Groups[0] = "spoiled", "spoiled", "spoiled"
			if got := p.subject(v, want.ID); !reflect.DeepEqual(got, want) {
				p.failf("after its input was changed, Subject(%q) = %+v, want %+v", want.ID, got, want)
			}
			p.members(v, "sales", want.ID, "host")
			p.members(v, "staff", want.ID, "host")
		},
	}, {
		name: "revision_is_stable",
		why:  "a view shows one revision, and views of an unchanged directory at one instant show the same (I-47)",
		check: func(p *probe) {
			d := p.directory(persons("ann", "bob"), group("sales", "ann"))
			first := p.view(d)
			revision, readAt := first.Revision(), first.ReadAt()
			p.groups(first, "ann", "sales")
			for _, v := range []lifecycle.DirectoryView{first, p.view(d)} {
				if got := v.Revision(); got != revision {
					p.failf("Revision() = %q, before %q", got, revision)
				}
				if got := v.ReadAt(); !got.Equal(readAt) {
					p.failf("ReadAt() = %v, before %v", got, readAt)
				}
			}
		},
	}, {
		name: "equal_questions_have_equal_answers",
		why:  "answers are a function of the instant; even their order is the same each time",
		check: func(p *probe) {
			d := p.directory(persons("ann", "bob", "cid"), append(group("sales", "cid", "ann", "bob"), group("it", "cid")...))
			for range 20 {
				one, other := p.view(d), p.view(d)
				equalAnswers(p, "Groups", one.Groups, other.Groups, "cid")
				equalAnswers(p, "Members", one.Members, other.Members, "sales")
			}
		},
	}, {
		name: "views_in_parallel",
		why:  "At may be called from several goroutines; each uses its own view",
		check: func(p *probe) {
			d := p.directory(persons("ann", "bob"), group("sales", "ann", "bob"))
			var wait sync.WaitGroup
			for range 8 {
				wait.Go(func() {
					v, err := d.At(p.Context(), at())
					if err != nil {
						p.failf("At: %v", err)
						return
					}
					p.groups(v, "ann", "sales")
					p.members(v, "sales", "ann", "bob")
				})
			}
			wait.Wait()
		},
	}}
}

// spoil overwrites everything that a view returns.
func (p *probe) spoil(v lifecycle.DirectoryView, id entitlement.SubjectID) {
	s := p.subject(v, id)
	spoilSubject(&s)
	groups, err := v.Groups(p.Context(), id)
	if err != nil {
		p.Fatalf("Groups(%q): %v", id, err)
	}
	members, err := v.Members(p.Context(), "sales")
	if err != nil {
		p.Fatalf("Members(%q): %v", "sales", err)
	}
	fill(groups[:cap(groups)], "spoiled")
	fill(members[:cap(members)], "spoiled")
}

func spoilSubject(s *entitlement.Subject) {
	fill(s.Sponsors, "spoiled")
	fill(s.LinkedIDs, "spoiled")
	for name := range s.Attributes { // order: every value is replaced
		s.Attributes[name] = "spoiled"
	}
}

// equalAnswers asks two views the same question.
func equalAnswers[Q, A ~string](p *probe, method string, one, other question[Q, A], id Q) {
	p.Helper()
	a, errA := one(p.Context(), id)
	b, errB := other(p.Context(), id)
	if errA != nil || errB != nil || !slices.Equal(a, b) {
		p.failf("%s(%q) = %q, %v and then %q, %v", method, id, a, errA, b, errB)
	}
}

func fill[T any](list []T, value T) {
	for i := range list {
		list[i] = value
	}
}
