package policy_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

func TestFactsKeepWhatIsKnownAndWhatIsNot(t *testing.T) {
	t.Parallel()
	var f policy.Facts
	f.AddSubject("gone", nil)
	f.AddGroups("ana", []entitlement.GroupID{"it", "hr", "it"})
	f.AddMembers("it", ids{"dan", "ana", "dan"}, true)
	f.AddMembers("gone", ids{"ana"}, false)

	record, known := f.Subject("gone")
	require.True(t, known)
	require.Nil(t, record)
	groups, known := f.Groups("ana")
	require.True(t, known)
	require.Equal(t, []entitlement.GroupID{"hr", "it"}, groups)
	members, known := f.Members("it")
	require.True(t, known)
	require.Equal(t, ids{"ana", "dan"}, members)
	members, known = f.Members("gone")
	require.True(t, known)
	require.Empty(t, members, "a group that does not exist has no members")

	needs := []policy.Need{
		membersOf("it"), recordOf("ana"), groupsOf("ana"),
		recordOf("gone"), membersOf("ana"), groupsOf("gone"), {},
	}
	require.False(t, f.Satisfies(needs))
	require.Equal(t, []policy.Need{needs[1], needs[4], needs[5], {}}, f.Missing(needs))
	require.True(t, f.Satisfies([]policy.Need{needs[0], needs[2], needs[3]}))
	require.Nil(t, f.Missing([]policy.Need{needs[0], needs[2], needs[3]}))
	f.Reset()
	require.Equal(t, needs, f.Missing(needs))
}

func TestFactsShareNoListsWithTheirCallers(t *testing.T) {
	t.Parallel()
	var f policy.Facts
	groups, members := []entitlement.GroupID{"b", "a"}, ids{"y", "x"}
	f.AddGroups("ana", groups)
	f.AddMembers("it", members, true)
	require.Equal(t, []entitlement.GroupID{"b", "a"}, groups, "left as it was")
	groups[0], members[0] = "z", "z"
	got, _ := f.Groups("ana")
	require.Equal(t, []entitlement.GroupID{"a", "b"}, got)
	people, _ := f.Members("it")
	require.Equal(t, ids{"x", "y"}, people)
}

func TestFactsMayBeReadByMany(t *testing.T) {
	t.Parallel()
	s := newScene()
	s.policy.AllowedTargetScope = entitlement.ScopeSpecificDirectoryUsers
	s.policy.SpecificAllowedTargets = sets{entitlement.GroupMembers("it")}
	s.approval(entitlement.StageSettings{PrimaryApprovers: sets{entitlement.GroupMembers("hr"), entitlement.Manager(2)}})
	want := s.requireAllowed(t)
	verdicts := make([]policy.Verdict, 4)
	var wait sync.WaitGroup
	for i := range verdicts {
		wait.Go(func() { verdicts[i] = policy.Evaluate(&s.ask, s.facts, s.options) }) // the race detector looks on
	}
	wait.Wait()
	for _, v := range verdicts {
		require.Equal(t, want, v)
	}
}

func TestNoFactsKnowNothing(t *testing.T) {
	t.Parallel()
	var f *policy.Facts
	_, subject := f.Subject("ana")
	_, groups := f.Groups("ana")
	_, members := f.Members("it")
	require.False(t, subject || groups || members)
	require.False(t, f.Satisfies([]policy.Need{recordOf("ana")}))
	require.True(t, f.Satisfies(nil))
}

// answer looks up what is needed, and what that leads to, in complete facts.
func answer(from, into *policy.Facts, needs []policy.Need) {
	answerOnly(from, into, needs)
	for _, n := range needs {
		for id, managers := n.Subject, n.Managers; managers > 0; managers-- {
			record, _ := from.Subject(id)
			if record == nil || record.Manager == "" {
				break
			}
			id = record.Manager
			answerOnly(from, into, []policy.Need{recordOf(id)})
		}
		if members, known := from.Members(n.Group); known && n.Records {
			for _, id := range members {
				answerOnly(from, into, []policy.Need{recordOf(id)})
			}
		}
	}
}

// answerOnly copies what is needed from complete facts.
func answerOnly(from, into *policy.Facts, needs []policy.Need) {
	for _, n := range needs {
		switch n.Kind {
		case policy.NeedSubject:
			record, _ := from.Subject(n.Subject)
			into.AddSubject(n.Subject, record)
		case policy.NeedGroups:
			groups, _ := from.Groups(n.Subject)
			into.AddGroups(n.Subject, groups)
		case policy.NeedMembers:
			members, known := from.Members(n.Group)
			into.AddMembers(n.Group, members, known)
		case policy.NeedSignIn:
			at, recorded, _ := from.SignIn(n.Subject)
			into.AddSignIn(n.Subject, at, recorded)
		}
	}
}
