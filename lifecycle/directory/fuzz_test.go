package directory_test

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// FuzzReadPeople checks that a file, whatever is in it, is either refused with an error of a documented kind, or its people
// make a directory and are written and read back as they are.
func FuzzReadPeople(f *testing.F) {
	for _, seed := range []string{
		"", "\ufeff#TYPE x\r\nid\r\na\r\n", "id,id", "\xff\xfe", "objectId,upn,mail,manager\n'=1,A@b,c,a@B\n2,c,,c\n",
		"id,sponsors,linkedIds,accountEnabled,block credential\na,a;;a ,\"x;\",TRUE,false\n", "id,\"x\ny\"\n\"a\",\"'\n=\"\n\"",
		"id,displayName,userType\na,\"\u202e\",Guest\nb,c\n,,\nb,d,Robot\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		people, err := directory.ReadPeople(bytes.NewReader(data))
		if err != nil {
			requireDocumented(t, err)
			return
		}
		_, err = directory.New(people, nil)
		require.NoError(t, err)

		var out bytes.Buffer
		if err := directory.WritePeople(&out, people); err != nil {
			require.True(t, slices.ContainsFunc(people, hasSponsorBeyondLists), "%v", err)
			return
		}
		again, err := directory.ReadPeople(&out)
		require.NoError(t, err)
		require.Equal(t, people, again)
	})
}

// hasSponsorBeyondLists reports whether the person has a sponsor, named by mail, whose id cannot stand in a list.
func hasSponsorBeyondLists(s entitlement.Subject) bool {
	return slices.ContainsFunc(s.Sponsors, func(id entitlement.SubjectID) bool {
		return strings.Contains(string(id), ";") || strings.TrimSpace(string(id)) != string(id)
	})
}

// FuzzReadGroups checks the same for groups.
func FuzzReadGroups(f *testing.F) {
	for _, seed := range []string{
		"", "groupId,memberId,memberType\na,a,group\na,b,user\n", "groupId,groupName,memberId,memberType\n'@,'t,,\n",
		"groupId,memberId,memberType,displayName\na,b,device,x\na,c,user,y\nq,z,group,\n\"", "memberType,memberId,groupId\nx\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		groups, err := directory.ReadGroups(bytes.NewReader(data))
		if err != nil {
			requireDocumented(t, err)
			return
		}
		var out bytes.Buffer
		require.NoError(t, directory.WriteGroups(&out, groups))
		again, err := directory.ReadGroups(&out)
		require.NoError(t, err)
		require.Equal(t, groups, again)
	})
}

// requireDocumented checks that an error is one that the readers promise.
func requireDocumented(t *testing.T, err error) {
	t.Helper()
	if !errors.Is(err, entitlement.LimitExceeded) {
		problems(t, err)
	}
	require.NotContains(t, err.Error(), "\n") // CWE-117
}
