package directory

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Static is a directory that never changes: one revision of people and groups. It is safe for concurrent use and shares no
// memory with what it was built from nor with what its views return.
type Static struct {
	revision string
	readAt   time.Time
	people   []entitlement.Subject         // sorted by id
	ids      []entitlement.SubjectID       // of the people, close together in memory
	position map[entitlement.SubjectID]int // in people
	direct   [][]entitlement.GroupID       // by position: the groups that name the person
	groups   map[entitlement.GroupID]*node
	reports  map[entitlement.SubjectID][]entitlement.SubjectID // by manager, sorted
	signIns  map[entitlement.SubjectID]time.Time               // the last of each person; nil where nothing is known
}

// node is a group with its edges in both directions, repetitions included. Closures are computed per question, over the few
// groups around the one that is asked for, because stored closures would need the square of the memory where groups nest
// deeply.
type node struct {
	members  []int                 // positions of the people who are members directly
	children []entitlement.GroupID // groups whose members are members too
	parents  []entitlement.GroupID // groups that this one is a member of
}

// New builds a directory. Its revision is a hash of the content: the same people and groups in any order have the same
// revision, and any difference makes another.
//
// New refuses with InvalidArgument, caused by an *InputError, what entitlement refuses about a person (Subject.Validate),
// malformed groups, ids used twice, and managers, sponsors and members that are not in the directory.
// LinkedIDs may name identities elsewhere. Loops of managers and of groups are accepted.
func New(people []entitlement.Subject, groups []Group) (*Static, error) {
	found := new(findings)
	checkPeople(found, people)
	sorted, position := sortPeople(people)
	checkGroups(found, groups, func(id entitlement.SubjectID) bool {
		_, ok := position[id]
		return ok
	})
	if err := found.err("build directory"); err != nil {
		return nil, err
	}
	s := &Static{
		revision: contentHash(sorted, groups),
		people:   sorted,
		ids:      make([]entitlement.SubjectID, len(sorted)),
		position: position,
		direct:   make([][]entitlement.GroupID, len(sorted)),
		groups:   make(map[entitlement.GroupID]*node, len(groups)),
		reports:  make(map[entitlement.SubjectID][]entitlement.SubjectID),
	}
	s.connect(groups)
	return s, nil
}

// WithRevision returns the same directory under the name that the host gives this state of it, such as a change number.
func (s *Static) WithRevision(revision string) *Static {
	out := *s
	out.revision = revision
	return &out
}

// WithReadAt returns the same directory as known to be current at an instant, such as that of the export, so that an engine
// with a MaxFactAge refuses to decide on an export that is too old (I-94). Without it views are current by definition.
func (s *Static) WithReadAt(at time.Time) *Static {
	out := *s
	out.readAt = at.UTC()
	return &out
}

// WithSignIns returns the same directory with a record of when people signed in last; people who are not in it never did.
// Without it nothing is known of sign-ins, and reviews recommend nothing. The map is copied. The revision stays: it
// names people and groups.
func (s *Static) WithSignIns(last map[entitlement.SubjectID]time.Time) *Static {
	out := *s
	out.signIns = maps.Clone(last)
	if out.signIns == nil {
		out.signIns = map[entitlement.SubjectID]time.Time{}
	}
	return &out
}

// Size returns how many people and groups there are, for instance to compare an export with the one before (I-95).
func (s *Static) Size() (people, groups int) { return len(s.people), len(s.groups) }

// At implements lifecycle.Directory. The view is the same at every instant.
func (s *Static) At(context.Context, time.Time) (lifecycle.DirectoryView, error) { return view{s}, nil }

// sortPeople returns copies of the people, sorted by id, and where each is.
func sortPeople(people []entitlement.Subject) ([]entitlement.Subject, map[entitlement.SubjectID]int) {
	sorted := make([]entitlement.Subject, len(people))
	for i := range people {
		sorted[i] = people[i].Clone()
	}
	slices.SortFunc(sorted, func(a, b entitlement.Subject) int { return cmp.Compare(a.ID, b.ID) })
	position := make(map[entitlement.SubjectID]int, len(sorted))
	for i := range sorted {
		position[sorted[i].ID] = i
	}
	return sorted, position
}

// connect fills in the edges between groups and people.
func (s *Static) connect(groups []Group) {
	for i := range s.people {
		s.ids[i] = s.people[i].ID
		if manager := s.people[i].Manager; manager != "" {
			s.reports[manager] = append(s.reports[manager], s.ids[i])
		}
	}
	for i := range groups {
		s.groups[groups[i].ID] = &node{children: slices.Clone(groups[i].Groups)}
	}
	for i := range groups {
		g, n := &groups[i], s.groups[groups[i].ID]
		for _, id := range g.Members {
			p := s.position[id]
			n.members = append(n.members, p)
			s.direct[p] = append(s.direct[p], g.ID)
		}
		for _, id := range g.Groups {
			child := s.groups[id]
			child.parents = append(child.parents, g.ID)
		}
	}
}
