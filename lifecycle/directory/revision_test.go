package directory_test

import (
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// fullSubject has every field set. It refers to "ann" and "bob".
func fullSubject() entitlement.Subject {
	return entitlement.Subject{
		ID: "full", DisplayName: "Full", Mail: "full@example.com", UserType: entitlement.UserGuest, AccountDisabled: true,
		TenantID: "tenant", Domain: "example.com", IdentityProvider: "facebook", Manager: "ann", Sponsors: []entitlement.SubjectID{"ann", "bob"},
		Attributes: map[string]string{"department": "Sales", "site": "Kiel"},
		LinkedIDs:  []entitlement.SubjectID{"other"},
	}
}

func fullGroups() []directory.Group {
	return []directory.Group{
		{ID: "a", DisplayName: "A", Members: []entitlement.SubjectID{"ann", "full"}, Groups: []entitlement.GroupID{"b"}},
		{ID: "b", DisplayName: "B", Members: []entitlement.SubjectID{"bob"}},
	}
}

func revision(t *testing.T, people []entitlement.Subject, groups []directory.Group) string {
	t.Helper()
	return viewOf(t, newStatic(t, people, groups)).Revision()
}

func TestRevisionIsAFunctionOfTheContent(t *testing.T) {
	t.Parallel()
	people, groups := append(members("ann", "bob"), fullSubject()), fullGroups()
	want := revision(t, people, groups)

	slices.Reverse(people)
	slices.Reverse(groups)
	for i := range groups {
		slices.Reverse(groups[i].Members)
		groups[i].Members = append(groups[i].Members, groups[i].Members[0]) // repetition means nothing
	}
	require.Equal(t, want, revision(t, people, groups)) // I-47
}

// Every field of a person is filled and changed by reflection, so that a new field cannot be forgotten in the revision.
func TestRevisionChangesWithEveryFieldOfAPerson(t *testing.T) {
	t.Parallel()
	full := fullSubject()
	require.NoError(t, full.Validate())
	before := revision(t, append(members("ann", "bob"), full), nil)
	for i := range reflect.TypeFor[entitlement.Subject]().NumField() {
		changed := full.Clone()
		field := reflect.ValueOf(&changed).Elem().Field(i)
		require.False(t, field.IsZero(), "fullSubject sets every field")
		change(t, field)
		after := revision(t, append(members("ann", "bob"), changed), nil)
		require.NotEqual(t, before, after, reflect.TypeFor[entitlement.Subject]().Field(i).Name)
	}
}

// change gives a field another value with which the person is still valid.
func change(t *testing.T, field reflect.Value) {
	t.Helper()
	switch field.Kind() {
	case reflect.String:
		if field.String() == "ann" {
			field.SetString("bob") // a reference
		} else {
			field.SetString(field.String() + "x")
		}
	case reflect.Bool:
		field.SetBool(!field.Bool())
	case reflect.Uint8:
		field.SetUint(uint64(entitlement.UserMember))
	case reflect.Slice:
		field.Set(field.Slice(0, field.Len()-1))
	case reflect.Map:
		field.SetMapIndex(reflect.ValueOf("site"), reflect.ValueOf("Porto"))
	default:
		t.Fatalf("no other value for the kind %v", field.Kind())
	}
}

func TestRevisionChangesWithEveryFieldOfAGroup(t *testing.T) {
	t.Parallel()
	people := append(members("ann", "bob"), fullSubject())
	before := revision(t, people, fullGroups())
	changes := map[string]func(*directory.Group){
		"ID":          func(g *directory.Group) { g.ID = "c" },
		"DisplayName": func(g *directory.Group) { g.DisplayName = "C" },
		"Members":     func(g *directory.Group) { g.Members = g.Members[:1] },
		"Groups":      func(g *directory.Group) { g.Groups = nil },
	}
	for i := range reflect.TypeFor[directory.Group]().NumField() {
		name := reflect.TypeFor[directory.Group]().Field(i).Name
		require.Contains(t, changes, name)
		groups := fullGroups()
		changes[name](&groups[0])
		require.NotEqual(t, before, revision(t, people, groups), name)
	}
}

func TestRevisionKeepsNeighboursApart(t *testing.T) {
	t.Parallel()
	one, other := members("ann"), members("ann")
	one[0].DisplayName, one[0].Mail = "ab", "c"
	other[0].DisplayName, other[0].Mail = "a", "bc"
	require.NotEqual(t, revision(t, one, nil), revision(t, other, nil))
}
