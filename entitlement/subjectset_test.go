package entitlement

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"
)

// Each type in Graph's form, and in words. // R-007
func TestSubjectSetForms(t *testing.T) {
	t.Parallel()
	organization := OrganizationID{15: 7}
	for words, c := range map[string]struct {
		set  SubjectSet
		json string
	}{
		"singleUser alice":   {User("alice"), `{"@odata.type":"#microsoft.graph.singleUser","userId":"alice"}`},
		"groupMembers sales": {GroupMembers("sales"), `{"@odata.type":"#microsoft.graph.groupMembers","groupId":"sales"}`},
		"connectedOrganizationMembers 00000000-0000-0000-0000-000000000007": {OrganizationMembers(organization),
			`{"@odata.type":"#microsoft.graph.connectedOrganizationMembers","connectedOrganizationId":"00000000-0000-0000-0000-000000000007"}`},
		"targetManager level 2":    {Manager(2), `{"@odata.type":"#microsoft.graph.targetManager","managerLevel":2}`},
		"requestorManager level 1": {SubjectSet{Type: SetRequestorManager}, `{"@odata.type":"#microsoft.graph.requestorManager"}`},
		"internalSponsors":         {Sponsors(), `{"@odata.type":"#microsoft.graph.internalSponsors"}`},
		"externalSponsors":         {SubjectSet{Type: SetExternalSponsors}, `{"@odata.type":"#microsoft.graph.externalSponsors"}`},
		`attributeRuleMembers "user.city -eq \"Bern\""`: {AttributeRule(`user.city -eq "Bern"`),
			`{"@odata.type":"#microsoft.graph.attributeRuleMembers","membershipRule":"user.city -eq \"Bern\""}`},
		"targetUserSponsors": {SubjectSet{Type: SetTargetUserSponsors, Description: "Who vouches."},
			`{"@odata.type":"#microsoft.graph.targetUserSponsors","description":"Who vouches."}`},
	} {
		t.Run(c.set.Type.String(), func(t *testing.T) {
			t.Parallel()
			require.NoError(t, c.set.Validate("set"))
			require.Equal(t, words, c.set.String())
			data, err := json.Marshal(c.set)
			require.NoError(t, err)
			require.JSONEq(t, c.json, string(data))
			var back SubjectSet
			require.NoError(t, json.Unmarshal(data, &back))
			require.Equal(t, c.set, back)
		})
	}
}

func TestSubjectSetReadsTypesWithoutPrefix(t *testing.T) {
	t.Parallel()
	var s SubjectSet
	require.NoError(t, json.Unmarshal([]byte(`{"@odata.type":"singleUser","userId":"alice"}`), &s))
	require.Equal(t, User("alice"), s)
}

func TestSubjectSetRefusesOtherDocuments(t *testing.T) {
	t.Parallel()
	for name, document := range map[string]string{
		"no_type":          `{"userId":"alice"}`,
		"unknown_type":     `{"@odata.type":"#microsoft.graph.attributeRule","membershipRule":"x"}`,
		"other_namespace":  `{"@odata.type":"#example.singleUser","userId":"alice"}`,
		"type_in_capitals": `{"@odata.type":"#microsoft.graph.SingleUser","userId":"alice"}`,
		"null":             `null`,
		"text":             `"alice"`,
		"bad_id":           `{"@odata.type":"#microsoft.graph.connectedOrganizationMembers","connectedOrganizationId":"x"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := User("bob")
			require.Error(t, s.UnmarshalJSON([]byte(document)))
			require.Equal(t, User("bob"), s, "a refused document changes nothing")
		})
	}
	_, err := json.Marshal(SubjectSet{})
	require.ErrorIs(t, err, InvalidArgument, "a set of no type has no form")
}

func TestSubjectSetFlaws(t *testing.T) {
	t.Parallel()
	validate := func(s *SubjectSet) error { return s.Validate("set") }
	testFlaws(t, func() SubjectSet { return User("alice") }, validate, []flaw[SubjectSet]{
		{"no_type", func(s *SubjectSet) { s.Type = 0 }, "set.@odata.type"},
		{"no_user", func(s *SubjectSet) { s.UserID = "" }, "set.userId"},
		{"no_group", func(s *SubjectSet) { *s = GroupMembers("") }, "set.groupId"},
		{"no_rule", func(s *SubjectSet) { *s = AttributeRule("") }, "set.membershipRule"},
		{"user_with_rule", func(s *SubjectSet) { s.MembershipRule = "x" }, "set"},
		{"no_organization", func(s *SubjectSet) { *s = OrganizationMembers(OrganizationID{}) }, "set.connectedOrganizationId"},
		{"user_and_group", func(s *SubjectSet) { s.GroupID = "sales" }, "set"},
		{"user_of_level_1", func(s *SubjectSet) { s.ManagerLevel = 1 }, "set"},
		{"manager_of_somebody", func(s *SubjectSet) { s.Type = SetTargetManager }, "set"},
		{"sponsors_of_somebody", func(s *SubjectSet) { s.Type = SetInternalSponsors }, "set"},
		{"level_3", func(s *SubjectSet) { *s = Manager(3) }, "set.managerLevel"},
		{"level_below_0", func(s *SubjectSet) { *s = Manager(-1) }, "set.managerLevel"},
		{"bell_in_the_text", func(s *SubjectSet) { s.Description = "\a" }, "set.description"},
	})
}

// No level means the direct manager. // R-007
func TestManagerLevel(t *testing.T) {
	t.Parallel()
	for given, level := range map[int]int{0: 1, 1: 1, 2: 2} {
		require.Equal(t, level, Manager(given).Level())
	}
}

func TestSubjectSetWordsCannotBeForged(t *testing.T) {
	t.Parallel()
	require.Equal(t, `singleUser "alice\ngroupMembers all"`, User("alice\ngroupMembers all").String())
	require.Equal(t, `groupMembers "sales: all"`, GroupMembers("sales: all").String())
}
