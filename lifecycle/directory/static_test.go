package directory_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/lifecycle/directory/directorytest"
)

func TestStaticKeepsTheContract(t *testing.T) {
	t.Parallel()
	directorytest.Run(t, func(t *testing.T, people []entitlement.Subject, groups []directory.Group) lifecycle.Directory {
		return newStatic(t, people, groups)
	})
}

func TestStaticWithRevisionKeepsTheContract(t *testing.T) {
	t.Parallel()
	directorytest.Run(t, func(t *testing.T, people []entitlement.Subject, groups []directory.Group) lifecycle.Directory {
		return newStatic(t, people, groups).WithRevision("7").WithReadAt(at().Add(-time.Hour))
	})
}

func TestWithRevisionAndReadAt(t *testing.T) {
	t.Parallel()
	plain := newStatic(t, members("ann"), nil)
	zone := time.FixedZone("east", 3600)
	named := plain.WithRevision("change 12").WithReadAt(time.Date(2031, 3, 1, 1, 0, 0, 0, zone))

	v := viewOf(t, named)
	require.Equal(t, "change 12", v.Revision())
	require.False(t, viewOf(t, plain.WithReadAt(at())).ReadAt().IsZero())
	require.Equal(t, time.Date(2031, 3, 1, 0, 0, 0, 0, time.UTC), v.ReadAt()) // I-94
	require.NotEqual(t, "change 12", viewOf(t, plain).Revision())             // a Static never changes
	require.True(t, viewOf(t, plain).ReadAt().IsZero())                       // current by definition
}

// what is known of sign-ins, and that nothing is.
func TestSignIns(t *testing.T) {
	t.Parallel()
	plain := newStatic(t, members("ann", "bob"), nil)
	last := func(s *directory.Static, id entitlement.SubjectID) (time.Time, bool) {
		signIns, ok := viewOf(t, s).(lifecycle.SignIns)
		require.True(t, ok)
		when, recorded, err := signIns.LastSignIn(t.Context(), id)
		require.NoError(t, err)
		return when, recorded
	}
	_, recorded := last(plain, "ann")
	require.False(t, recorded)
	known := map[entitlement.SubjectID]time.Time{"ann": at()}
	s := plain.WithSignIns(known)
	delete(known, "ann") // it was copied
	when, recorded := last(s, "ann")
	require.True(t, recorded)
	require.Equal(t, at(), when)
	when, recorded = last(s, "bob")
	require.True(t, recorded)
	require.Zero(t, when, "never")
	_, recorded = last(s, "nobody")
	require.False(t, recorded)
	_, recorded = last(plain.WithSignIns(nil), "ann")
	require.True(t, recorded, "nobody ever signed in")
}

func TestSizeCountsPeopleAndGroups(t *testing.T) {
	t.Parallel()
	people, groups := newStatic(t, members("ann", "bob"), []directory.Group{{ID: "empty"}}).Size()
	require.Equal(t, 2, people)
	require.Equal(t, 1, groups)
}

func TestNewAcceptsLoops(t *testing.T) {
	t.Parallel()
	people := members("ann", "bob")
	people[0].Manager, people[1].Manager = "bob", "ann"
	v := viewOf(t, newStatic(t, people, []directory.Group{
		{ID: "a", Groups: []entitlement.GroupID{"b", "a"}, Members: []entitlement.SubjectID{"ann", "ann"}},
		{ID: "b", Groups: []entitlement.GroupID{"a", "a"}},
	}))
	got, err := v.Members(t.Context(), "b")
	require.NoError(t, err)
	require.Equal(t, []entitlement.SubjectID{"ann"}, got) // I-96
}

func TestNewAcceptsLinkedIdentitiesElsewhere(t *testing.T) {
	t.Parallel()
	people := members("ann")
	people[0].LinkedIDs = []entitlement.SubjectID{"ann at the subsidiary"}
	s, err := viewOf(t, newStatic(t, people, nil)).Subject(t.Context(), "ann")
	require.NoError(t, err)
	require.Equal(t, people[0].LinkedIDs, s.LinkedIDs)
}

func TestNewRefuses(t *testing.T) {
	t.Parallel()
	type people = []entitlement.Subject
	type groups = []directory.Group
	cases := map[string]struct {
		change func(people, groups)
		want   string
	}{
		"a_person_without_id":   {func(p people, _ groups) { p[1].ID = "" }, `id: is missing`},
		"a_person_without_type": {func(p people, _ groups) { p[1].UserType = 0 }, `"bob": userType: is unknown(0)`},
		"an_id_used_twice":      {func(p people, _ groups) { p[1].ID = "ann" }, `"ann": id: is used more than once`},
		"an_unknown_manager": {
			func(p people, _ groups) { p[1].Manager = "zed" }, `"bob": manager: there is nobody with the id "zed"`,
		},
		"an_unknown_sponsor": {
			func(p people, _ groups) { p[1].Sponsors[1] = "zed" }, `"bob": sponsors: there is nobody with the id "zed"`,
		},
		"a_hidden_character": {
			func(p people, _ groups) { p[0].Attributes["site"] = "\u202e" },
			`"ann": attributes["site"]: contains the control character U+202E`,
		},
		"a_group_without_id": {func(_ people, g groups) { g[1].ID = "" }, `id: is missing`},
		"a_group_misnamed": {
			func(_ people, g groups) { g[1].DisplayName = "\x1b[2J" },
			`"it": displayName: contains the control character U+001B`,
		},
		"a_group_used_twice": {func(_ people, g groups) { g[1].ID = "sales" }, `"sales": id: is used more than once`},
		"an_unknown_member": {
			func(_ people, g groups) { g[1].Members[0] = "zed" }, `"it": memberId: there is nobody with the id "zed"`,
		},
		"a_malformed_member": {
			func(_ people, g groups) { g[1].Members[0] = "" }, `"it": memberId: subject: is missing`,
		},
		"an_unknown_member_group": {
			func(_ people, g groups) { g[1].Groups[0] = "zed" }, `"it": memberId: there is no group with the id "zed"`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			people := members("ann", "bob")
			people[0].Attributes = make(map[string]string)
			people[1].Sponsors = []entitlement.SubjectID{"ann", "ann"}
			groups := []directory.Group{
				{ID: "sales"},
				{ID: "it", Members: []entitlement.SubjectID{"ann"}, Groups: []entitlement.GroupID{"it"}},
			}
			newStatic(t, people, groups) // so that the change alone is what is wrong
			c.change(people, groups)
			s, err := directory.New(people, groups)
			require.Nil(t, s)
			require.True(t, slices.ContainsFunc(problems(t, err), func(p string) bool {
				return strings.HasPrefix(p, c.want)
			}), "%v", err)
		})
	}
}

func TestNewReportsAllProblemsTogether(t *testing.T) {
	t.Parallel()
	people := members("ann", "ann")
	people[0].Manager = "zed"
	_, err := directory.New(people, []directory.Group{{ID: "it", Members: []entitlement.SubjectID{"yan"}}})
	require.Equal(t, []string{
		`"ann": id: is used more than once`,
		`"ann": manager: there is nobody with the id "zed"`,
		`"it": memberId: there is nobody with the id "yan"`,
	}, problems(t, err))
}
