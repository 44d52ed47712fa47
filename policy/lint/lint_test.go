package lint_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/policy/lint"
)

// What blocks comes first.
func TestOrderOfFindings(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.Package.IsHidden = true
	s.stage(0).FallbackPrimaryApprovers = nil
	s.people["bob"].Manager = ""
	var got []string
	for _, f := range s.check(t).Findings {
		got = append(got, string(f.Severity)+" "+string(f.Rule))
	}
	require.Equal(t, []string{"blocks noApprover", "warning packageHidden", "warning fallbackMissing"}, got)
}

// A large scope takes no more facts than another, and the report says that it was not looked at as a whole.
func TestLargeScopes(t *testing.T) {
	t.Parallel()
	large := func() *scene {
		s := newScene()
		s.stage(0).FallbackPrimaryApprovers = nil
		for i := range 1000 {
			id := entitlement.SubjectID(fmt.Sprintf("p%03d", i))
			s.people[id] = &entitlement.Subject{ID: id, UserType: entitlement.UserMember}
			s.groups["staff"] = append(s.groups["staff"], id)
			s.Listed = append(s.Listed, id)
		}
		slices.Sort(s.Listed)
		s.Most = 50
		return s
	}
	t.Run("group", func(t *testing.T) {
		t.Parallel()
		s := large()
		report := s.check(t)
		require.Equal(t, 50, report.People)
		require.True(t, report.IsPartial)
		found := of(report, lint.NoApprover)
		require.Len(t, found, 1)
		require.Equal(t, 48, found[0].Count) // ann and bob have a manager
		require.Equal(t, []entitlement.SubjectID{"p000", "p001", "p002", "p003", "p004"}, found[0].Who)

		var facts policy.Facts
		s.read([]policy.Need{{Kind: policy.NeedMembers, Group: "staff"}}, &facts)
		require.LessOrEqual(t, len(lint.Check(&s.Input, &facts).Needs), 60, "one for each person, and for those who are named")
	})
	t.Run("everybody", func(t *testing.T) {
		t.Parallel()
		s := large()
		s.scope(entitlement.ScopeAllMemberUsers)
		report := s.check(t)
		require.Equal(t, 50, report.People)
		require.True(t, report.IsPartial)
	})
}

// Who can be looked at, and whether there may be others.
func TestPeopleOfTheScope(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change  func(*scene)
		people  int
		partial bool
	}{
		"named_and_in_groups_once": {func(s *scene) {
			s.policy.SpecificAllowedTargets = append(s.policy.SpecificAllowedTargets, entitlement.User("ann"), entitlement.User("gus"))
		}, 3, false},
		"disabled_people_ask_for_nothing": {func(s *scene) {
			s.policy.SpecificAllowedTargets = append(s.policy.SpecificAllowedTargets, entitlement.User("off"), entitlement.User("zed"))
		}, 2, false},
		"members":                       {func(s *scene) { s.scope(entitlement.ScopeAllMemberUsers) }, 5, false},
		"guests_too":                    {func(s *scene) { s.scope(entitlement.ScopeAllDirectoryUsers) }, 6, false},
		"guests_of_organization":        {func(s *scene) { s.outside() }, 1, true}, // others have no account yet
		"directory_that_lists_nobody":   {func(s *scene) { s.scope(entitlement.ScopeAllMemberUsers); s.Listed, s.AllListed = nil, false }, 0, true},
		"people_whom_a_rule_takes":      {func(s *scene) { s.automatic("Sales") }, 2, false},
		"everybody_for_direct_assigner": {func(s *scene) { s.scope(entitlement.ScopeNotSpecified) }, 6, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			c.change(s)
			report := s.check(t)
			require.Equal(t, c.people, report.People)
			require.Equal(t, c.partial, report.IsPartial)
		})
	}
}

// While facts are missing nothing is said about people who are not known, and what does not depend on people is said.
func TestMissingFacts(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.Package.Roles, s.stage(0).FallbackPrimaryApprovers = nil, nil
	s.people["ann"].Manager = ""
	var facts policy.Facts
	report := lint.Check(&s.Input, &facts)
	require.True(t, report.IsPartial)
	require.Len(t, of(report, lint.PackageEmpty), 1)
	require.Empty(t, of(report, lint.NoApprover))
	require.Empty(t, of(report, lint.ScopeEmpty))
	require.Contains(t, report.Needs, policy.Need{Kind: policy.NeedMembers, Group: "staff"})
	require.Len(t, of(s.check(t), lint.NoApprover), 1)
}

// A finding for each cause, with advice that helps against it.
func TestCausesOfNoApprover(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*scene)
		detail string
	}{
		"manager": {func(s *scene) { s.stage(0).PrimaryApprovers = sets(entitlement.Manager(2)) }, "they have no manager"},
		"sponsor": {func(s *scene) {
			s.stage(0).PrimaryApprovers = sets(entitlement.SubjectSet{Type: entitlement.SetTargetUserSponsors})
		}, "nobody sponsors them"},
		"disabled": {func(s *scene) { s.stage(0).PrimaryApprovers = sets(entitlement.User("off")) }, "has left or is disabled"},
		"empty":    {func(s *scene) { s.stage(0).PrimaryApprovers = sets(entitlement.GroupMembers("empty")) }, "nobody is found"},
		"limit":    {func(s *scene) { s.stage(0).PrimaryApprovers = sets(entitlement.GroupMembers("board")) }, "more people are named"}, // I-133
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			s.stage(0).FallbackPrimaryApprovers, s.Options.MaxApprovers = nil, 1
			c.change(s)
			found := of(s.check(t), lint.NoApprover)
			require.Len(t, found, 1)
			require.Equal(t, 2, found[0].Count)
			require.Contains(t, found[0].Detail, c.detail)
		})
	}
}
