package directory_test

import (
	"os"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
)

// organisation is the company that the examples play in. The tests here keep what its README promises to them.
func organisation(t testing.TB) lifecycle.DirectoryView {
	t.Helper()
	s, err := directory.Load(os.DirFS("../../examples/organisation"), "people.csv", "groups.csv")
	require.NoError(t, err)
	return viewOf(t, s)
}

func organisationPeople(t testing.TB) []entitlement.Subject {
	t.Helper()
	file, err := os.Open("../../examples/organisation/people.csv")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, file.Close()) })
	people, err := directory.ReadPeople(file)
	require.NoError(t, err)
	return people
}

func TestOrganisationIsATreeOfManagers(t *testing.T) {
	t.Parallel()
	people := organisationPeople(t)
	require.Len(t, people, 40)
	managerOf := make(map[entitlement.SubjectID]entitlement.SubjectID)
	var without []entitlement.SubjectID
	for _, p := range people {
		managerOf[p.ID] = p.Manager
		if p.Manager == "" {
			without = append(without, p.ID)
		}
	}
	require.Equal(t, []entitlement.SubjectID{"ingrid", "oskar", "priya", "simon"}, without)
	for _, p := range people {
		top := p.ID
		for range people {
			if managerOf[top] != "" {
				top = managerOf[top]
			}
		}
		require.Contains(t, without, top, p.ID)
	}
}

func TestOrganisationGroupsItsManagers(t *testing.T) {
	t.Parallel()
	var want []entitlement.SubjectID
	seen := make(map[entitlement.SubjectID]bool)
	for _, p := range organisationPeople(t) {
		if p.Manager != "" && !seen[p.Manager] {
			seen[p.Manager] = true
			want = append(want, p.Manager)
		}
	}
	got, err := organisation(t).Members(t.Context(), "managers")
	require.NoError(t, err)
	require.ElementsMatch(t, want, got)
}

func TestOrganisationNestsGroups(t *testing.T) {
	t.Parallel()
	v := organisation(t)
	for id, want := range map[entitlement.SubjectID][]entitlement.GroupID{
		"alice": {"sales-north", "sales", "all-staff"},
		"nora":  {"sales-north", "sales", "all-staff", "managers"},
		"kemal": {"contractors", "externals"},
		"priya": {"partners", "externals"},
	} {
		got, err := v.Groups(t.Context(), id)
		require.NoError(t, err)
		require.ElementsMatch(t, want, got, id)
	}
	for id, want := range map[entitlement.GroupID]int{"all-staff": 35, "sales": 11, "externals": 5, "crisis-team": 0} {
		got, err := v.Members(t.Context(), id)
		require.NoError(t, err)
		require.Len(t, got, want, id)
	}
}

func TestOrganisationHasTheCharactersOfTheExamples(t *testing.T) {
	t.Parallel()
	v := organisation(t)
	subject := func(id entitlement.SubjectID) entitlement.Subject {
		s, err := v.Subject(t.Context(), id)
		require.NoError(t, err)
		return s
	}
	require.Equal(t, "Chief Executive Officer", subject("ingrid").Attributes["jobTitle"])
	require.Equal(t, "Director, Human Resources", subject("hanna").Attributes["jobTitle"])
	require.True(t, subject("hugo").AccountDisabled)
	require.Equal(t, "Contractor", subject("kemal").Attributes["employeeType"])
	require.Equal(t, "Zoë Thériault", subject("zoe").DisplayName)

	priya := subject("priya")
	require.Equal(t, entitlement.UserGuest, priya.UserType)
	require.Equal(t, "brightwater.example", priya.Domain)
	require.Equal(t, []entitlement.SubjectID{"gustav", "ivan"}, priya.Sponsors)
}
