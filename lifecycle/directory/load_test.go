package directory_test

import (
	"io/fs"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

func files(people, groups string) fs.FS {
	return fstest.MapFS{"people.csv": {Data: []byte(people)}, "groups.csv": {Data: []byte(groups)}}
}

func TestLoadBuildsADirectory(t *testing.T) {
	t.Parallel()
	s, err := directory.Load(files("id\nann\nbob", "groupId,memberId,memberType\ns,ann,user"), "people.csv", "groups.csv")
	require.NoError(t, err)
	want := newStatic(t, members("ann", "bob"), []directory.Group{{ID: "s", Members: []entitlement.SubjectID{"ann"}}})
	require.Equal(t, want, s)
}

func TestLoadReportsTheProblemsOfBothFiles(t *testing.T) {
	t.Parallel()
	fsys := files("id,manager\nann,zed", "groupId,memberId,memberType\ns,yan,user\ns,t,group")
	_, err := directory.Load(fsys, "people.csv", "groups.csv")
	require.Equal(t, []string{ // members are not looked up among people who may be incomplete
		`groups.csv:3: "s": memberId: there is no group with the id "t"`,
		`people.csv:2: "ann": manager: "zed" is not the id, userPrincipalName or mail of anybody in the file`,
	}, problems(t, err))
}

func TestLoadReportsMembersWhoAreNotInTheFileOfPeople(t *testing.T) {
	t.Parallel()
	fsys := files("id\nann", "groupId,memberId,memberType\ns,ann,user\ns,yan,user")
	_, err := directory.Load(fsys, "people.csv", "groups.csv")
	require.Equal(t, []string{`groups.csv:3: "s": memberId: there is nobody with the id "yan"`}, problems(t, err))
}

func TestLoadReportsFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{"people.csv": {Data: []byte("id")}, "folder": {Mode: fs.ModeDir}}
	for name, c := range map[string]struct{ people, groups, detail string }{
		"no_people":           {"nobody.csv", "groups.csv", "open nobody.csv"},
		"no_groups":           {"people.csv", "none.csv", "open none.csv"},
		"people_is_a_folder":  {"folder", "groups.csv", "folder: unavailable"},
		"groups_are_a_folder": {"people.csv", "folder", "folder: unavailable"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, err := directory.Load(fsys, c.people, c.groups)
			require.Nil(t, s)
			require.ErrorIs(t, err, entitlement.Unavailable)
			require.ErrorContains(t, err, "load directory: ")
			require.ErrorContains(t, err, c.detail)
		})
	}
}

func TestLoadKeepsTheCauseOfAMissingFile(t *testing.T) {
	t.Parallel()
	_, err := directory.Load(fstest.MapFS{}, "people.csv", "groups.csv")
	require.ErrorIs(t, err, fs.ErrNotExist)
}
