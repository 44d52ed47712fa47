package sim_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/lifecycle/directory/directorytest"
	"example.com/tenure/sim"
)

func TestDirectoryKeepsTheContract(t *testing.T) {
	t.Parallel()
	directorytest.Run(t, func(t *testing.T, people []entitlement.Subject, groups []directory.Group) lifecycle.Directory {
		d, err := sim.NewDirectory(people, groups)
		require.NoError(t, err)
		return d
	})
}

// people is a directory of the staff, and questions about it.
type people struct {
	*testing.T
	*sim.Directory
}

func newPeople(t *testing.T) people {
	t.Helper()
	list, groups := staff()
	d, err := sim.NewDirectory(list, append(groups, directory.Group{ID: "all", Groups: []entitlement.GroupID{"staff"}}))
	require.NoError(t, err)
	return people{t, d}
}

func (p people) at(d time.Duration) lifecycle.DirectoryView {
	p.Helper()
	v, err := p.At(p.Context(), after(d))
	require.NoError(p, err)
	return v
}

func (p people) person(d time.Duration, id entitlement.SubjectID) entitlement.Subject {
	p.Helper()
	s, err := p.at(d).Subject(p.Context(), id)
	require.NoError(p, err)
	return s
}

// everybody returns the members of the group that contains the staff.
func (p people) everybody(d time.Duration) []entitlement.SubjectID {
	p.Helper()
	out, err := p.at(d).Members(p.Context(), "all")
	require.NoError(p, err)
	return out
}

func (p people) groups(d time.Duration, id entitlement.SubjectID) []entitlement.GroupID {
	p.Helper()
	out, err := p.at(d).Groups(p.Context(), id)
	require.NoError(p, err)
	return out
}

func TestPeopleJoinMoveAndLeave(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	dora := entitlement.Subject{
		ID: "dora", DisplayName: "Dora New", UserType: entitlement.UserMember, Manager: "meg",
		Sponsors: []entitlement.SubjectID{"meg"},
	}
	require.NoError(t, p.Join(after(day), dora, "staff"))
	require.NoError(t, p.Move(after(2*day), "dora", func(s *entitlement.Subject) { s.Manager = "boss" }))
	require.NoError(t, p.Leave(after(3*day), "meg"))
	require.NoError(t, p.AddMember(after(3*day), "staff", "olga"))
	require.NoError(t, p.RemoveMember(after(4*day), "staff", "ann"))

	_, err := p.at(day-time.Microsecond).Subject(t.Context(), "dora")
	require.ErrorIs(t, err, entitlement.NotFound)
	require.Equal(t, dora, p.person(day, "dora"))
	require.Equal(t, []entitlement.SubjectID{"ann", "bob", "cem"}, p.everybody(0))
	require.Equal(t, []entitlement.SubjectID{"ann", "bob", "cem", "dora"}, p.everybody(day))
	require.Equal(t, []entitlement.GroupID{"all", "staff"}, p.groups(day, "dora"))
	require.Equal(t, entitlement.SubjectID("boss"), p.person(2*day, "dora").Manager)

	require.Equal(t, entitlement.SubjectID("meg"), p.person(3*day-1000, "ann").Manager)
	require.Empty(t, p.person(3*day, "ann").Manager, "who is gone is nobody's manager")
	require.Empty(t, p.person(3*day, "dora").Sponsors)
	require.Equal(t, []entitlement.SubjectID{"ann", "bob", "cem", "dora", "olga"}, p.everybody(3*day))
	require.Equal(t, []entitlement.SubjectID{"bob", "cem", "dora", "olga"}, p.everybody(4*day))
	require.Empty(t, p.groups(4*day, "ann"))

	require.NoError(t, p.Join(after(5*day), p.subject("meg")))
	require.Equal(t, entitlement.SubjectID("meg"), p.person(5*day, "ann").Manager, "the same person is back")
}

func (p people) subject(id entitlement.SubjectID) entitlement.Subject {
	list, _ := staff()
	return list[slices.IndexFunc(list, func(s entitlement.Subject) bool { return s.ID == id })]
}

func TestEditsMayComeInAnyOrder(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	require.NoError(t, p.Move(after(9*day), "ann", func(s *entitlement.Subject) { s.DisplayName = "Ann Unger" }))
	require.NoError(t, p.Move(after(5*day), "ann", func(s *entitlement.Subject) { s.Manager = "boss" }))
	require.NoError(t, p.Leave(after(8*day), "ann"))
	require.Equal(t, entitlement.SubjectID("boss"), p.person(6*day, "ann").Manager)
	require.Equal(t, "Ann Berg", p.person(6*day, "ann").DisplayName)
	_, err := p.at(9*day).Subject(t.Context(), "ann")
	require.ErrorIs(t, err, entitlement.NotFound)
	require.Equal(t, "Ann Unger", p.DisplayName("ann", after(10*day)), "the last name there was")
	require.Equal(t, "nobody", p.DisplayName("nobody", after(10*day)))
}

func TestAnswersAreAFunctionOfTheInstant(t *testing.T) { // I-47
	t.Parallel()
	p := newPeople(t)
	before := p.at(day).Revision()
	require.NoError(t, p.Leave(after(2*day), "ann"))
	require.Equal(t, before, p.at(day).Revision(), "what comes later does not show")
	require.NotEqual(t, before, p.at(2*day).Revision())
	require.Equal(t, "Ann Berg", p.person(day, "ann").DisplayName)

	require.ErrorIs(t, p.Leave(after(2*day-1000), "bob"), entitlement.InvalidArgument, "the past does not change")
	require.NoError(t, p.Leave(after(2*day), "bob"), "the present does")
	require.True(t, p.at(2*day).ReadAt().IsZero())
}

func TestDirectoryRefusesWhatCannotBe(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	fresh := func(change func(*entitlement.Subject)) entitlement.Subject {
		s := entitlement.Subject{ID: "dora", UserType: entitlement.UserMember}
		change(&s)
		return s
	}
	nothing := func(*entitlement.Subject) {}
	for name, c := range map[string]struct {
		err  error
		want entitlement.Code
	}{
		"join_twice":          {p.Join(after(0), p.subject("ann")), entitlement.AlreadyExists},
		"join_malformed":      {p.Join(after(0), fresh(func(s *entitlement.Subject) { s.UserType = 0 })), entitlement.InvalidArgument},
		"join_no_manager":     {p.Join(after(0), fresh(func(s *entitlement.Subject) { s.Manager = "x" })), entitlement.NotFound},
		"join_no_group":       {p.Join(after(0), fresh(nothing), "x"), entitlement.NotFound},
		"leave_nobody":        {p.Leave(after(0), "x"), entitlement.NotFound},
		"move_nobody":         {p.Move(after(0), "x", nothing), entitlement.NotFound},
		"move_id":             {p.Move(after(0), "ann", func(s *entitlement.Subject) { s.ID = "x" }), entitlement.InvalidArgument},
		"move_malformed":      {p.Move(after(0), "ann", func(s *entitlement.Subject) { s.UserType = 0 }), entitlement.InvalidArgument},
		"add_nobody":          {p.AddMember(after(0), "staff", "x"), entitlement.NotFound},
		"add_to_nothing":      {p.AddMember(after(0), "x", "ann"), entitlement.NotFound},
		"remove_from_nothing": {p.RemoveMember(after(0), "x", "ann"), entitlement.NotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.ErrorIs(t, c.err, c.want)
		})
	}
	require.Empty(t, p.Changes(after(day)))
	_, err := sim.NewDirectory([]entitlement.Subject{{ID: "a"}}, nil)
	require.ErrorIs(t, err, entitlement.InvalidArgument)
}

func TestDirectoryChangesAreToldInWords(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	set := func(d time.Duration, change func(*entitlement.Subject)) {
		t.Helper()
		require.NoError(t, p.Move(after(d), "ann", change))
	}
	set(7*day, func(s *entitlement.Subject) { s.Mail = "ann@example.com" })
	set(1*day, func(s *entitlement.Subject) { s.Manager = "boss" })
	set(2*day, func(s *entitlement.Subject) { s.Manager = "" })
	set(3*day, func(s *entitlement.Subject) { s.Attributes = map[string]string{"department": "Sales"} })
	set(4*day, func(s *entitlement.Subject) { s.Attributes["x"] = "y" })
	set(5*day, func(s *entitlement.Subject) { s.AccountDisabled = true })
	set(6*day, func(s *entitlement.Subject) { s.AccountDisabled = false })
	set(8*day, func(s *entitlement.Subject) { s.DisplayName = "Ann Unger" })
	set(9*day, func(s *entitlement.Subject) { s.UserType = entitlement.UserGuest })
	require.NoError(t, p.AddMember(after(9*day), "staff", "ann"), "she is in it already: nothing to tell")
	require.NoError(t, p.RemoveMember(after(9*day), "staff", "ann"))
	set(10*day, func(s *entitlement.Subject) { s.AccountDisabled = true })
	set(11*day, func(s *entitlement.Subject) { s.UserType, s.AccountDisabled = entitlement.UserOutside, false })
	require.NoError(t, p.Leave(after(12*day), "ann"))
	var told []string
	for _, c := range p.Changes(after(11 * day)) {
		require.Equal(t, entitlement.SubjectID("ann"), c.Person)
		told = append(told, c.What)
	}
	require.Equal(t, []string{
		"has a new manager: Bo Boss", "has no manager any more", "moves to Sales", "has other attributes", "cannot sign in any more",
		"can sign in again", "has another record", "is now called Ann Unger", "becomes a guest", "leaves the group staff",
		"cannot sign in any more", "has no account any more",
	}, told)
}

func TestDirectoryHasOutages(t *testing.T) { // F20
	t.Parallel()
	p := newPeople(t)
	p.Outage(after(day), after(2*day))
	p.at(day - 1000)
	_, err := p.At(t.Context(), after(day))
	require.ErrorIs(t, err, entitlement.Unavailable)
	p.at(2 * day)

	people, groups := staff()
	w := sim.Test(t, sim.Options{Start: start, People: people, Groups: groups})
	w.Directory().Outage(after(day), after(2*day))
	_, err = w.Directory().At(t.Context(), after(day))
	require.NoError(t, err, "in a world the present counts, not the instant that is asked about")
	w.Clock().Set(after(day))
	_, err = w.Directory().At(t.Context(), start)
	require.ErrorIs(t, err, entitlement.Unavailable)
}
