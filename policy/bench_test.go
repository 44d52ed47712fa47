package policy_test

import (
	"fmt"
	"runtime"
	"slices"
	"testing"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/cputime"
	"example.com/tenure/policy"
)

// The benchmarks ask: may this person (20 groups, enabled, with a manager)
// request this package (three groups in scope), and who approves (the manager, else a fallback). BenchmarkEvaluatePlainGo is
// the same decision written by hand for this one policy: the floor.

func benchScene(policies int) *scene {
	s := newScene()
	var groups []entitlement.GroupID
	for i := range 20 {
		groups = append(groups, entitlement.GroupID(fmt.Sprintf("group-%04d", i*7)))
	}
	s.facts.AddGroups("ana", groups)
	s.ask.Policies = nil
	for i := range policies {
		name := func(k int) entitlement.SubjectSet {
			return entitlement.GroupMembers(entitlement.GroupID(fmt.Sprintf("team-%d-%d", i, k)))
		}
		s.policy = newPolicy(byte(i+1), entitlement.ScopeSpecificDirectoryUsers, name(1), name(2), name(3))
		s.approval(entitlement.StageSettings{
			PrimaryApprovers:         []entitlement.SubjectSet{entitlement.Manager(1)},
			FallbackPrimaryApprovers: []entitlement.SubjectSet{entitlement.User("dan")},
		})
		s.ask.Policies = append(s.ask.Policies, s.policy)
	}
	s.policy.SpecificAllowedTargets[2] = entitlement.GroupMembers("group-0070") // the last clause of the last policy
	s.ask.Buffer = make([]entitlement.SubjectID, 0, 4)
	return s
}

func benchmarkEvaluate(b *testing.B, s *scene, allowed bool) {
	if v := policy.Evaluate(&s.ask, s.facts, s.options); v.Allowed != allowed || v.Needs != nil {
		b.Fatalf("unexpected verdict: %+v", v)
	}
	measure(b, func() { policy.Evaluate(&s.ask, s.facts, s.options) })
}

func benchmarkExplain(b *testing.B, s *scene) {
	measure(b, func() { policy.Explain(&s.ask, s.facts, s.options) })
}

// measure reports what a call costs in processor time, and its ratio to the decision by hand. The engine runs in a host that
// has memory of its own; without any, the collector would run after every thousand explanations.
func measure(b *testing.B, do func()) {
	host := make([]byte, 64<<20)
	defer runtime.KeepAlive(host)
	b.ReportAllocs()
	begin := cputime.Now(b)
	for b.Loop() {
		do()
	}
	own := float64(cputime.Now(b)-begin) / float64(b.N)
	b.ReportMetric(own, "cpu-ns/op")
	b.ReportMetric(own/floor(b), "xplain")
}

// floor returns the processor time that the decision by hand takes.
func floor(b *testing.B) float64 {
	const calls = 1_000_000
	s := benchScene(1)
	begin := cputime.Now(b)
	for range calls {
		plain(&s.ask, s.facts, s.ask.Buffer)
	}
	return float64(cputime.Now(b)-begin) / calls
}

func BenchmarkEvaluateAllow(b *testing.B) {
	for _, policies := range []int{1, 10} {
		b.Run(fmt.Sprintf("policies=%d", policies), func(b *testing.B) { benchmarkEvaluate(b, benchScene(policies), true) })
	}
}

func BenchmarkEvaluateFallback(b *testing.B) {
	s := benchScene(1)
	s.facts.AddSubject("ana", &entitlement.Subject{ID: "ana", UserType: entitlement.UserMember})
	benchmarkEvaluate(b, s, true)
}

func BenchmarkEvaluateRefuse(b *testing.B) {
	for _, policies := range []int{1, 10} {
		s := benchScene(policies)
		s.facts.AddGroups("ana", nil)
		b.Run(fmt.Sprintf("policies=%d", policies), func(b *testing.B) { benchmarkEvaluate(b, s, false) })
	}
}

func BenchmarkExplain(b *testing.B) {
	for _, policies := range []int{1, 10} {
		s := benchScene(policies)
		b.Run(fmt.Sprintf("allow/policies=%d", policies), func(b *testing.B) { benchmarkExplain(b, s) })
		s = benchScene(policies)
		s.facts.AddGroups("ana", nil)
		b.Run(fmt.Sprintf("refuse/policies=%d", policies), func(b *testing.B) { benchmarkExplain(b, s) })
	}
}

// plain decides the benchmark's question and nothing else: one policy, one kind of scope, one kind of approver.
func plain(ask *policy.Ask, facts *policy.Facts, into []entitlement.SubjectID) ([]entitlement.SubjectID, bool) {
	p := ask.Policies[0]
	if ask.PackageDeleted || len(ask.Package.Roles) == 0 || ask.Catalog.State != entitlement.CatalogPublished || p.IsSuspended {
		return nil, false
	}
	target, _ := facts.Subject(ask.Target)
	groups, _ := facts.Groups(ask.Target)
	inScope := slices.ContainsFunc(p.SpecificAllowedTargets, func(set entitlement.SubjectSet) bool {
		_, found := slices.BinarySearch(groups, set.GroupID)
		return found
	})
	if target == nil || target.AccountDisabled || !inScope {
		return nil, false
	}
	stage := &p.RequestApprovalSettings.Stages[0]
	approver := target.Manager
	if approver == "" || approver == ask.Target {
		approver = stage.FallbackPrimaryApprovers[0].UserID
	}
	if record, _ := facts.Subject(approver); record == nil || record.AccountDisabled {
		return nil, false
	}
	return append(into[:0], approver), true
}

func BenchmarkEvaluatePlainGo(b *testing.B) {
	s := benchScene(1)
	if approvers, ok := plain(&s.ask, s.facts, s.ask.Buffer); !ok || approvers[0] != "bob" {
		b.Fatal("the floor is wrong")
	}
	measure(b, func() { plain(&s.ask, s.facts, s.ask.Buffer) })
}
