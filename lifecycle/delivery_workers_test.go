package lifecycle_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// crowd hires people who may have anything, and returns them.
func (r *rig) crowd(n int) []entitlement.SubjectID {
	r.Helper()
	var out []entitlement.SubjectID
	var people []entitlement.Subject
	for i := range n {
		out = append(out, entitlement.SubjectID(fmt.Sprintf("p%03d", i)))
		people = append(people, entitlement.Subject{ID: out[i], UserType: entitlement.UserMember})
	}
	r.hire(people...)
	return out
}

// A target that does not answer holds up its own calls, not those of others.
func TestATargetThatHangsDelaysNobodyElse(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		stop := r.runs()
		bad, good := r.simple("bad"), r.simple("good", lasting(1))
		r.breaks(hanging("bad"))
		people := r.crowd(20)
		for _, who := range people {
			r.submit(who, bad)
			r.submit(who, good)
		}
		synctest.Wait()
		for _, who := range people {
			require.True(r, r.has(string(who), "good")) // I-70: at once
		}
		r.sleep(day)
		for _, who := range people {
			require.False(r, r.has(string(who), "good")) // I-70, I-69
		}
		require.ErrorIs(r, stop(), context.Canceled)
	}, workers(2))
}

// Even with a single worker one target that does not answer costs the others one call timeout at a time, not one for each
// call that waits for it. Access that has to go goes first.
func TestATargetThatHangsForASingleWorker(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		stop := r.runs()
		bad, good := r.simple("bad"), r.simple("good", expiring(entitlement.Expiration{
			Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Hours(1),
		}))
		r.submit("ann", good)
		r.sleep(time.Hour - time.Minute)
		r.breaks(hanging("bad"))
		for _, who := range r.crowd(100) {
			r.submit(who, bad)
		}
		r.sleep(time.Minute)
		r.sleep(31 * time.Second)
		require.False(r, r.has("ann", "good")) // I-69, I-70
		other := r.submit("ann", r.simple("other"))
		r.sleep(time.Minute)                                                                   // the call that is out, and the first of the next batch
		require.Equal(r, entitlement.RequestDelivered, r.request(other.Request).Request.State) // I-70
		require.ErrorIs(r, stop(), context.Canceled)
	})
}

// meter is a provisioner that takes a minute for each call and notes how many are out at a time.
type meter struct {
	provision.Provisioner
	mu   sync.Mutex
	out  map[string]int // by resource
	most map[string]int // the most at a time, by resource; "" for all
	rest func(time.Duration)
}

func (m *meter) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	m.count(op.Resource.OriginID, 1)
	defer m.count(op.Resource.OriginID, -1)
	m.rest(time.Minute)
	return m.Provisioner.Apply(ctx, op)
}

func (m *meter) count(resource string, change int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, key := range []string{resource, ""} {
		m.out[key] += change
		m.most[key] = max(m.most[key], m.out[key])
	}
}

// Several workers serve several resources side by side, one resource one call at a time: never two for the same person and
// role.
func TestWorkersGoSideBySide(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		m := &meter{Provisioner: r.target, out: map[string]int{}, most: map[string]int{}, rest: r.config.Clock.Sleep}
		r.config.Provisioner = m
		r.open()
		groups := []string{"a", "b", "c", "d", "e"}
		people := r.crowd(4)
		for _, group := range groups {
			pkg := r.simple(group)
			for _, who := range people {
				r.submit(who, pkg)
			}
		}
		began := r.config.Clock.Now()
		report, err := r.engine.Dispatch(r.Context())
		require.NoError(r, err)
		require.Equal(r, len(groups)*len(people), report.Calls-20, "and a mail for each")
		require.Equal(r, 3, m.most[""], "as many as there are workers")
		for _, group := range groups {
			require.Equal(r, 1, m.most[group]) // I-64
		}
		took := r.config.Clock.Now().Sub(began)
		require.Less(r, took, 12*time.Minute, "twenty calls of a minute, by three")
		require.Len(r, r.target.Holdings(), 20)
	}, workers(3))
}

// Several calls of Dispatch at a time share the work: no call goes out twice, and none for one resource side by side.
func TestDispatchesAtTheSameTime(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		yield := func(time.Duration) { runtime.Gosched() }
		m := &meter{Provisioner: r.target, out: map[string]int{}, most: map[string]int{}, rest: yield}
		r.config.Provisioner = m
		r.open()
		pkg := r.simple("club")
		people := r.crowd(20)
		for _, who := range people {
			r.submit(who, pkg)
		}
		var done sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			done.Go(func() { _, errs[i] = r.engine.Dispatch(r.Context()) })
		}
		done.Wait()
		require.NoError(r, errors.Join(errs...))
		require.Equal(r, 1, m.most["club"]) // I-64
		require.Len(r, r.operations("club"), len(people))
	}, workers(4))
}

// A batch of calls takes long. What is not wanted any more when its turn comes is not called, and what has come to its end
// neither.
func TestALongBatchLooksAgain(t *testing.T) {
	t.Parallel()
	for name, n := range map[string]int{"one_worker": 1, "two_workers": 2} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubbles(t, func(r *rig) {
				people := r.crowd(3)
				club := r.simple("club", scheduled)
				r.submit(people[0], club)
				removed := r.submit(people[1], club)
				r.ask(people[2], endingAt(club, r.config.Clock.Now().Add(30*time.Second)))
				remove := once(func() {
					r.remove(removed.Assignment)
					r.config.Clock.Sleep(time.Minute)
				})
				r.intercept().after = func(op provision.Operation) {
					if op.Subject == people[0] {
						remove()
					}
				}
				_, err := r.engine.Dispatch(r.Context())
				require.NoError(r, err)
				require.True(r, r.has(string(people[0]), "club"))
				for _, c := range r.operations("club") {
					if c.Operation.Subject != people[0] {
						require.Equal(r, provision.Revoke, c.Operation.Verb) // I-68, I-61
					}
				}
				require.Len(r, r.target.Holdings(), 1)
			}, workers(n))
		})
	}
}

// A guest whose access comes back while the accounts port is busy with somebody else is not deleted.
func TestADeletionLooksAgain(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.partners("shop", lasting(10)), r.partners("wiki")
		other := outsider("aaa", "fabrikam.example")
		r.visits(other, shop)
		r.visits(pat(), shop)
		r.pass(40*day - tick)
		require.Equal(r, []string{"invite", "invite", "block", "block"}, r.accounts.verbs())
		busy := &busyAccounts{accounts: r.accounts}
		busy.during = once(func() {
			claims := pat()
			r.assign(assignTo(wiki, claims))
		})
		r.config.Accounts = busy
		r.open()
		r.pass(day)
		require.Equal(r, []string{"invite", "invite", "block", "block", "delete", "invite"}, r.accounts.verbs())
		require.Equal(r, pat().ID, r.accounts.last().Subject)
		require.Equal(r, fake.Managed, r.target.Access(patsAccount, inTarget("wiki"), entitlement.RoleMember))
	})
}
