package lifecycle_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// tenEach makes batches that the effects of one target fill.
func tenEach(c *lifecycle.Config) { c.BatchSize = 10 }

// queues lets two hundred people wait for each of some groups that hang, and zoe for one that does not, as after a restart:
// nobody wakes the runner.
func (r *rig) queues(hang ...string) {
	r.Helper()
	people := r.crowd(200)
	for _, group := range hang {
		pkg := r.simple(group)
		for _, who := range people {
			r.submit(who, pkg)
		}
		require.NoError(r, r.target.Inject(hanging(group)))
	}
	r.hire(entitlement.Subject{ID: "zoe", UserType: entitlement.UserMember})
	r.submit("zoe", r.simple("good"))
	r.open()
}

// A target that hangs with more effects than fit into a batch costs the others one call timeout, not one for each of its
// batches.
func TestALongQueueOfATargetThatHangs(t *testing.T) {
	t.Parallel()
	forWorkers(t, func(r *rig) {
		r.queues("bad")
		stop := r.runs()
		r.sleep(31 * time.Second)
		require.True(r, r.has("zoe", "good")) // I-70
		require.ErrorIs(r, stop(), context.Canceled)
	}, tenEach)
}

// Workers that are free take up whatever another target waits for, at once.
func TestFreeWorkersDoNotWaitForATargetThatHangs(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		r.queues("bad")
		stop := r.runs()
		r.sleep(time.Second)
		require.True(r, r.has("zoe", "good")) // I-70
		require.ErrorIs(r, stop(), context.Canceled)
	}, tenEach, workers(4))
}

// When more targets hang than there are workers, each is known after its first timeout, and whoever comes then waits for one
// timeout at most.
func TestMoreTargetsHangThanThereAreWorkers(t *testing.T) {
	t.Parallel()
	inBubbles(t, func(r *rig) {
		r.queues("bad1", "bad2", "bad3")
		stop := r.runs()
		r.sleep(3*30*time.Second + time.Second)
		require.True(r, r.has("zoe", "good")) // I-70
		for i := range 5 {
			group := fmt.Sprintf("good%d", i)
			r.submit("zoe", r.simple(group))
			r.sleep(31 * time.Second)
			require.True(r, r.has("zoe", group)) // I-70
		}
		for _, group := range []string{"bad1", "bad2", "bad3"} {
			require.Greater(r, len(r.operations(group)), 1, "%s is asked again", group) // I-126
		}
		require.ErrorIs(r, stop(), context.Canceled)
	}, tenEach)
}

// A target that works again is served whole.
func TestATargetThatHungRecovers(t *testing.T) {
	t.Parallel()
	forWorkers(t, func(r *rig) {
		r.queues("bad")
		stop := r.runs()
		r.sleep(10 * time.Minute)
		r.target.Heal()
		r.sleep(time.Hour)
		require.Len(r, r.target.Holdings(), 201) // I-124
		require.ErrorIs(r, stop(), context.Canceled)
	}, tenEach)
}
