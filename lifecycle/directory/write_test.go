package directory_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// tricky draws texts with everything of which CSV, spreadsheets and the lists in cells make something else.
func tricky() *rapid.Generator[string] {
	first := rapid.SampledFrom([]string{
		"", "'", "''", "=", "'=", "''=", "+", "-", "@", "\t", "\n", "＝", "#TYPE ", "\ufeff", " ",
	})
	rest := rapid.StringOfN(rapid.RuneFrom([]rune("aB1 ,\"'=\n\t\r#;\\.éж")), 0, 8, -1)
	return rapid.Custom(func(t *rapid.T) string { return first.Draw(t, "first") + rest.Draw(t, "rest") })
}

// trickyOrDull draws a tricky text that is valid as what a person has in that place and survives CSV, or a dull one.
func trickyOrDull(valid func(string) bool) *rapid.Generator[string] {
	return rapid.Map(tricky(), func(s string) string {
		if valid(s) && !strings.Contains(s, "\r\n") {
			return s
		}
		return "dull"
	})
}

func drawPeople(t *rapid.T) []entitlement.Subject {
	isKey := func(s string) bool { return entitlement.SubjectID(s).Validate() == nil }
	isItem := func(s string) bool { return isKey(s) && strings.TrimSpace(s) == s && !strings.Contains(s, ";") }
	isName := func(s string) bool {
		p := entitlement.Subject{ID: "x", UserType: entitlement.UserMember, DisplayName: s}
		return p.Validate() == nil
	}
	isValue := func(s string) bool {
		p := entitlement.Subject{ID: "x", UserType: entitlement.UserMember, Attributes: map[string]string{"x": s}}
		return s != "" && p.Validate() == nil
	}
	texts := rapid.SliceOfNDistinct(trickyOrDull(isItem), 1, 6, rapid.ID).Draw(t, "ids")
	ids := make([]entitlement.SubjectID, len(texts))
	for i, text := range texts {
		ids[i] = entitlement.SubjectID(text)
	}
	someone := rapid.SampledFrom(ids)
	key, name, value := trickyOrDull(isKey), trickyOrDull(isName), trickyOrDull(isValue)
	attribute := rapid.OneOf(rapid.SampledFrom([]string{"userPrincipalName", "department", "state"}), trickyOrDull(isItem))
	people := make([]entitlement.Subject, len(ids))
	for i, id := range ids {
		people[i] = entitlement.Subject{
			ID: id, DisplayName: name.Draw(t, "name"), Mail: name.Draw(t, "mail"),
			UserType:        rapid.SampledFrom([]entitlement.UserType{1, 2, 3}).Draw(t, "type"),
			AccountDisabled: rapid.Bool().Draw(t, "disabled"), TenantID: key.Draw(t, "tenant"),
			Domain: key.Draw(t, "domain"), IdentityProvider: key.Draw(t, "provider"),
			Manager:  rapid.OneOf(rapid.Just(entitlement.SubjectID("")), someone).Draw(t, "manager"),
			Sponsors: drawList(t, someone), LinkedIDs: drawList(t, someone),
		}
		for range rapid.IntRange(0, 3).Draw(t, "attributes") {
			if people[i].Attributes == nil {
				people[i].Attributes = make(map[string]string)
			}
			people[i].Attributes[attribute.Draw(t, "attribute")] = value.Draw(t, "value")
		}
	}
	return people
}

// drawList draws a list that is nil if it is empty.
func drawList[T any](t *rapid.T, item *rapid.Generator[T]) []T {
	n := rapid.IntRange(0, 3).Draw(t, "n")
	if n == 0 {
		return nil
	}
	return rapid.SliceOfN(item, n, n).Draw(t, "list")
}

func TestWrittenPeopleReadBackAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		want := drawPeople(r)
		var file bytes.Buffer
		require.NoError(r, directory.WritePeople(&file, want))
		got, err := directory.ReadPeople(&file)
		require.NoError(r, err)
		require.Equal(r, want, got)
	})
}

func TestWrittenGroupsReadBackAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		isKey := func(s string) bool { return entitlement.GroupID(s).Validate() == nil }
		isName := func(s string) bool {
			p := entitlement.Subject{ID: "x", UserType: entitlement.UserMember, DisplayName: s}
			return p.Validate() == nil
		}
		texts := rapid.SliceOfNDistinct(trickyOrDull(isKey), 0, 5, rapid.ID).Draw(r, "ids")
		person := rapid.Map(trickyOrDull(isKey), func(s string) entitlement.SubjectID { return entitlement.SubjectID(s) })
		var want []directory.Group
		for _, text := range texts {
			nested := rapid.Map(rapid.SampledFrom(texts), func(s string) entitlement.GroupID { return entitlement.GroupID(s) })
			want = append(want, directory.Group{
				ID: entitlement.GroupID(text), DisplayName: trickyOrDull(isName).Draw(r, "name"),
				Members: drawList(r, person), Groups: drawList(r, nested),
			})
		}
		var file bytes.Buffer
		require.NoError(r, directory.WriteGroups(&file, want))
		got, err := directory.ReadGroups(&file)
		require.NoError(r, err)
		require.Equal(r, want, got)
	})
}

func TestWrittenCellsAreNoFormulas(t *testing.T) {
	t.Parallel()
	people := members("=1+1")
	people[0].DisplayName, people[0].Mail, people[0].TenantID = "'t Hooft", "'=x", "＝y"
	people[0].Attributes = map[string]string{"+phone": "+49 431", "note": "\n@cmd"}
	var file strings.Builder
	require.NoError(t, directory.WritePeople(&file, people))
	require.Equal(t, "id,displayName,mail,userType,accountEnabled,tenantId,domain,manager,sponsors,linkedIds,identityProvider,'+phone,note\n"+
		"'=1+1,'t Hooft,''=x,Member,true,'＝y,,,,,,'+49 431,\"'\n@cmd\"\n", file.String()) // CWE-1236

	file.Reset()
	require.NoError(t, directory.WriteGroups(&file, []directory.Group{{ID: "-a", DisplayName: "@b"}}))
	require.Equal(t, "groupId,displayName,memberId,memberType\n'-a,'@b,,\n", file.String()) // CWE-1236
}

func TestWritePeopleLeavesEmptyAttributesOut(t *testing.T) {
	t.Parallel()
	people := members("ann")
	people[0].Attributes = map[string]string{"site": ""}
	var file bytes.Buffer
	require.NoError(t, directory.WritePeople(&file, people))
	got, err := directory.ReadPeople(&file)
	require.NoError(t, err)
	require.Equal(t, members("ann"), got)
}

func TestWritePeopleRefusesWhatWouldNotReadBack(t *testing.T) {
	t.Parallel()
	attribute := func(name string) func(*entitlement.Subject) {
		return func(s *entitlement.Subject) { s.Attributes = map[string]string{name: "x"} }
	}
	const lost, unlisted = ": an attribute of this name would not be read back", " has a semicolon in it, or a space at an end"
	cases := map[string]struct {
		change func(*entitlement.Subject)
		want   string
	}{
		"attribute_like_a_field": {attribute("mail"), `mail` + lost},
		"attribute_like_a_word":  {attribute("Object-ID"), `"Object-ID"` + lost},
		"attribute_like_another": {attribute("Department"), `Department` + lost},
		"attribute_with_a_space": {attribute("site "), `"site "` + lost},
		"sponsor_with_a_semicolon": {
			func(s *entitlement.Subject) { s.Sponsors = []entitlement.SubjectID{"a;b"} },
			`"ann": sponsors: "a;b"` + unlisted,
		},
		"linked_identity_with_a_space": {
			func(s *entitlement.Subject) { s.LinkedIDs = []entitlement.SubjectID{"a "} },
			`"ann": linkedIds: "a "` + unlisted,
		},
		"nobody": {
			func(s *entitlement.Subject) { s.Manager = "zed" }, `"ann": manager: there is nobody with the id "zed"`,
		},
		"malformed": {
			func(s *entitlement.Subject) { s.UserType = 9 },
			`"ann": userType: is unknown(9); it is one of member, guest, outside`,
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			people := members("ann", "a;b")
			c.change(&people[0])
			var file bytes.Buffer
			require.Equal(t, []string{c.want}, problems(t, directory.WritePeople(&file, people)))
			require.Zero(t, file.Len())
		})
	}
}

func TestWritePeopleRefusesTooManyColumns(t *testing.T) {
	t.Parallel()
	people := members("ann", "bob")
	for i := range people {
		people[i].Attributes = make(map[string]string)
		for j := range 300 {
			people[i].Attributes[string(people[i].ID)+strings.Repeat("x", j%100)+strings.Repeat("y", j/100)] = "z"
		}
	}
	err := directory.WritePeople(new(bytes.Buffer), people)
	require.Equal(t, []string{"attributes: make more than 512 columns"}, problems(t, err))
}

func TestWriteGroupsRefusesWhatWouldNotReadBack(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	err := directory.WriteGroups(&file, []directory.Group{
		{ID: "a", Members: []entitlement.SubjectID{""}}, {ID: "a"}, {ID: "b", Groups: []entitlement.GroupID{"z"}},
	})
	require.Equal(t, []string{
		`"a": id: is used more than once`,
		`"a": memberId: subject: is missing`,
		`"b": memberId: there is no group with the id "z"`,
	}, problems(t, err))
	require.Zero(t, file.Len())
}

// brokenWriter fails with its error.
type brokenWriter struct{ err error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.err }

func TestWritersReportABrokenWriter(t *testing.T) {
	t.Parallel()
	full := errors.New("disk full")
	for _, err := range []error{
		directory.WritePeople(brokenWriter{full}, members("ann")),
		directory.WriteGroups(brokenWriter{full}, []directory.Group{{ID: "a"}}),
	} {
		require.ErrorIs(t, err, entitlement.Unavailable)
		require.ErrorIs(t, err, full)
	}
}
