package directory_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

func readGroups(t *testing.T, lines ...string) []directory.Group {
	t.Helper()
	groups, err := directory.ReadGroups(strings.NewReader(strings.Join(lines, "\n")))
	require.NoError(t, err)
	return groups
}

func TestReadGroupsReadsMemberships(t *testing.T) {
	t.Parallel()
	want := []directory.Group{{
		ID: "s", DisplayName: "Sales", Members: []entitlement.SubjectID{"ann", "bob"}, Groups: []entitlement.GroupID{"n"},
	}, {
		ID: "n", Members: []entitlement.SubjectID{"cid"},
	}, {
		ID: "e", DisplayName: "Empty",
	}}
	files := map[string][]string{
		"plain": {
			"groupId,displayName,memberId,memberType",
			"s,Sales,ann,user", "s,Sales,n,group", "s,Sales,bob,user", "n,,cid,user", "e,Empty,,",
		},
		"name_in_any_row": {
			"groupId,displayName,memberId,memberType",
			"s,,ann,user", "n,,cid,user", "s, Sales ,n,group", "e,Empty,,", "s,,bob,user",
		},
		"other_headers_and_words": {
			"Member Type,Group ID,Comment,Group Name,MEMBER_ID",
			"#microsoft.graph.user,s,x,Sales,ann", "#Microsoft.Graph.Group,s,y,Sales,n", "User,s,,,bob",
			" user ,n,,,cid", ",e,,Empty,",
		},
		"what_is_no_person_is_ignored": {
			"groupId,displayName,memberId,memberType",
			"s,Sales,ann,user", "s,,printer,device", "s,,n,group", "s,,bob,user", "n,,cid,user",
			"e,Empty,robot,servicePrincipal", "e,,card,#microsoft.graph.orgContact",
		},
	}
	for name, lines := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, readGroups(t, lines...))
		})
	}
}

func TestReadGroupsWithoutNames(t *testing.T) {
	t.Parallel()
	got := readGroups(t, "groupId,memberId,memberType", "s,ann,user")
	require.Equal(t, []directory.Group{{ID: "s", Members: []entitlement.SubjectID{"ann"}}}, got)
}

func TestReadGroupsAcceptsCircles(t *testing.T) {
	t.Parallel()
	got := readGroups(t, "groupId,memberId,memberType", "a,b,group", "b,a,group", "b,b,group")
	require.Equal(t, []directory.Group{
		{ID: "a", Groups: []entitlement.GroupID{"b"}}, {ID: "b", Groups: []entitlement.GroupID{"a", "b"}},
	}, got) // I-96
}

func TestReadGroupsReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	got, err := directory.ReadGroups(strings.NewReader(strings.Join([]string{
		"groupId,displayName,memberId,memberType",
		"s,Sales,ann,robot",
		"s,Sails,ghosts,group",
		"s,,bob,",
		",Nameless,bob,user",
		"s,,,user",
		"h,\"Hid\u202eden\",ann,user",
	}, "\n")))
	require.Nil(t, got)
	require.Equal(t, []string{
		`line 2: "s": memberType: is "robot"; it is user or group`,
		`line 3: "s": displayName: differs from that in an earlier row`,
		`line 3: "s": memberId: there is no group with the id "ghosts"`,
		`line 4: "s": memberType: is empty; it is user or group`,
		`line 5: id: is missing`,
		`line 6: "s": memberId: subject: is missing`,
		`line 7: "h": displayName: contains the control character U+202E`,
	}, problems(t, err))
}

func TestReadGroupsChecksNoReferencesWhileRowsAreMissing(t *testing.T) {
	t.Parallel()
	_, err := directory.ReadGroups(strings.NewReader("groupId,memberId,memberType\na,b,group\nb,x\n"))
	require.Equal(t, []string{"line 3: the row has more or fewer cells than the header"}, problems(t, err))
}

func TestReadGroupsRefusesHeaders(t *testing.T) {
	t.Parallel()
	needed := func(header string) string {
		return `line 1: the columns groupId, memberId and memberType are needed; the header is "` + header + `"`
	}
	for name, c := range map[string][2]string{
		"empty":          {"", "line 1: the file is empty; a header row is expected"},
		"no_group":       {"memberId,memberType", needed("memberId,memberType")},
		"no_member":      {"groupId,memberType", needed("groupId,memberType")},
		"no_member_type": {"groupId,memberId", needed("groupId,memberId")},
		"same_meaning": {
			"groupId,memberId,memberType,member id\na,b,robot,c",
			`line 1: "member id": means the same as the column "memberId"`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := directory.ReadGroups(strings.NewReader(c[0]))
			require.Equal(t, []string{c[1]}, problems(t, err))
		})
	}
}
