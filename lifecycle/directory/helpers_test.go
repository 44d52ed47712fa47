package directory_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
)

// at is the instant of all questions.
func at() time.Time { return time.Date(2031, time.March, 3, 9, 0, 0, 0, time.UTC) }

func newStatic(t testing.TB, people []entitlement.Subject, groups []directory.Group) *directory.Static {
	t.Helper()
	s, err := directory.New(people, groups)
	require.NoError(t, err)
	return s
}

func viewOf(t testing.TB, d lifecycle.Directory) lifecycle.DirectoryView {
	t.Helper()
	v, err := d.At(t.Context(), at())
	require.NoError(t, err)
	return v
}

// members returns members of the organization.
func members(ids ...entitlement.SubjectID) []entitlement.Subject {
	people := make([]entitlement.Subject, len(ids))
	for i, id := range ids {
		people[i] = entitlement.Subject{ID: id, UserType: entitlement.UserMember}
	}
	return people
}

// problems checks that an error is the refusal of an input, and returns its problems as texts.
func problems(t testing.TB, err error) []string {
	t.Helper()
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	var input *directory.InputError
	require.ErrorAs(t, err, &input)
	require.Len(t, input.Problems, min(input.Total, directory.MaxProblems))
	texts := make([]string, len(input.Problems))
	for i, p := range input.Problems {
		texts[i] = p.String()
	}
	return texts
}
