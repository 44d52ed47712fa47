package check_test

import (
	"testing"

	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/sim/check"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// weighted are the names of what happens in random workloads, the frequent ones several times.
var weighted = []string{
	"submit", "submit", "submit", "submit", "submit", "submit", "decide", "decide", "decide", "decide", "cancel",
	"assign", "assign", "assign", "remove", "remove", "reprocess", "reprocess", "extend", "extend", "extend",
	"roles", "roles", "policy", "delete_package", "delete_policy", "offer", "publish", "incompatible", "settings",
	"disable", "leave", "group", "manager", "convert",
	"target_fault", "target_fault", "target_fault", "account_fault", "mail_fault", "outage", "resource_gone", "heal",
	"drift", "drift", "reconcile",
	"pass", "pass", "pass", "pass", "pass", "jump", "sleep", "sleep", "turn_back", "restart", "misfortune", "misfortune",
}

// draw chooses what happens next.
func draw(t *rapid.T, names []string) op {
	return op{
		rapid.SampledFrom(names).Draw(t, "op"), rapid.IntRange(0, 255).Draw(t, "a"), rapid.IntRange(0, 255).Draw(t, "b"),
		rapid.IntRange(0, 255).Draw(t, "c"),
	}
}

// TestWorkloads lets anything happen in any order, and checks everything.
func TestWorkloads(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		options := tenant()
		workers, configure := rapid.SampledFrom([]int{1, 1, 3}).Draw(t, "workers"), options.Config
		options.Config = func(c *lifecycle.Config) {
			configure(c)
			c.Workers = workers
		}
		guard := check.Watch(&options)
		inner := memstore.New()
		s, err := begin(options, inner)
		must(t, err)
		s.w.SetReviewHabit("meg", sim.Reviews(entitlement.ReviewApprove, day).About("gil", sim.Reviews(entitlement.ReviewDeny, day)))
		defer func() {
			must(t, s.w.Close())
			must(t, inner.Close())
		}()
		steps := 0
		t.Repeat(map[string]func(*rapid.T){
			"": func(t *rapid.T) {
				found, err := guard.Step(background(), s.w)
				check.Fail(t, s.w, found, err)
				if steps++; steps%16 == 0 && !s.asleep {
					guard.Expect(t, s.w)
				}
			},
			"step": func(t *rapid.T) { must(t, s.do(draw(t, weighted))) },
		})
		must(t, s.surviving(s.w.Settle))
		guard.Expect(t, s.w)
		settleEverything(t, s, guard)
	})
}

// settleEverything heals the world, lets what is under way arrive, and then everything come to its end.
func settleEverything(t *rapid.T, s *story, guard *check.Guard) {
	must(t, s.do(op{name: "heal"}))
	s.w.Clock().Set(s.now())
	must(t, s.w.RunFor(4*day)) // an outage of three days may have begun just now
	arrive(t, s)
	_, err := s.w.Reconcile("", repairing) // I-71
	must(t, err)
	arrive(t, s)
	found, err := guard.Rest(background(), s.w)
	check.Fail(t, s.w, found, err)
	must(t, s.w.RunUntilIdle(400*day)) // I-125
	found, err = guard.Rest(background(), s.w)
	check.Fail(t, s.w, found, err)
}

// arrive lets what is under way come to its end.
func arrive(t *rapid.T, s *story) {
	for range 1000 {
		if !s.underWay() {
			break
		}
		_, err := s.w.RunNext()
		must(t, err)
	}
}

// underWay reports whether anything is to be done outside.
func (s *story) underWay() bool {
	waits := false
	err := s.view(func(tx *store.Txn) error {
		next, err := tx.NextEffect()
		waits = !next.IsZero()
		return err
	})
	return waits || err != nil
}

func must(t *rapid.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%v", err)
	}
}
