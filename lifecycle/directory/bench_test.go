package directory_test

import (
	"bytes"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// large is an organization of 100,000 people in 1,000 groups: each person in three groups of three hundred, each ten groups
// in a department, all departments in "everybody".
func large() ([]entitlement.Subject, []directory.Group) {
	const people, teams, departments = 100_000, 909, 90
	team := func(i int) entitlement.GroupID { return entitlement.GroupID(fmt.Sprintf("team-%04d", i)) }
	department := func(i int) entitlement.GroupID { return entitlement.GroupID(fmt.Sprintf("department-%02d", i)) }

	groups := make([]directory.Group, teams, teams+departments+1)
	for i := range groups {
		groups[i].ID = team(i)
	}
	subjects := make([]entitlement.Subject, people)
	for i := range subjects {
		id := entitlement.SubjectID(fmt.Sprintf("7d0a5f3e-0000-4000-8000-%012d", i))
		subjects[i] = entitlement.Subject{
			ID: id, DisplayName: fmt.Sprintf("Person %d", i), Mail: fmt.Sprintf("p%d@example.com", i),
			UserType: entitlement.UserMember, Manager: subjects[i/10].ID,
			Attributes: map[string]string{"department": "Department", "jobTitle": "Clerk"},
		}
		for k := range 3 {
			g := &groups[(i+k*301)%teams]
			g.Members = append(g.Members, id)
		}
	}
	everybody := directory.Group{ID: "everybody"}
	for i := range departments {
		g := directory.Group{ID: department(i)}
		for j := i; j < teams; j += departments {
			g.Groups = append(g.Groups, team(j))
		}
		groups = append(groups, g)
		everybody.Groups = append(everybody.Groups, g.ID)
	}
	return subjects, append(groups, everybody)
}

func BenchmarkView(b *testing.B) {
	people, groups := large()
	v := viewOf(b, newStatic(b, people, groups))
	b.Run("Subject", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			_, err := v.Subject(b.Context(), people[i%len(people)].ID)
			require.NoError(b, err)
		}
	})
	b.Run("Groups", func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			got, err := v.Groups(b.Context(), people[i%len(people)].ID)
			require.NoError(b, err)
			require.GreaterOrEqual(b, len(got), 5)
		}
	})
	for _, c := range []struct {
		id    entitlement.GroupID
		count int
	}{{"team-0000", 331}, {"department-00", 3630}, {"everybody", 100_000}} {
		b.Run(fmt.Sprintf("Members/of_%d", c.count), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				got, err := v.Members(b.Context(), c.id)
				require.NoError(b, err)
				require.InDelta(b, c.count, len(got), float64(c.count)/50)
			}
		})
	}
}

func BenchmarkNew(b *testing.B) {
	people, groups := large()
	b.ReportAllocs()
	for b.Loop() {
		newStatic(b, people, groups)
	}
}

func BenchmarkReadPeople(b *testing.B) {
	people, _ := large()
	var file bytes.Buffer
	require.NoError(b, directory.WritePeople(&file, people))
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		_, err := directory.ReadPeople(bytes.NewReader(file.Bytes()))
		require.NoError(b, err)
	}
}

func BenchmarkReadGroups(b *testing.B) {
	_, groups := large()
	var file bytes.Buffer
	require.NoError(b, directory.WriteGroups(&file, groups))
	b.SetBytes(int64(file.Len()))
	b.ReportAllocs()
	for b.Loop() {
		_, err := directory.ReadGroups(bytes.NewReader(file.Bytes()))
		require.NoError(b, err)
	}
}
