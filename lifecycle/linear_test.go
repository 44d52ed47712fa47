package lifecycle_test

import (
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// crew is some callers at the same person and package.
type crew struct {
	*rig
	pkg     entitlement.AccessPackage
	ticks   atomic.Int64
	request atomic.Pointer[entitlement.RequestID]    // the last one that somebody heard of
	given   atomic.Pointer[entitlement.AssignmentID] // likewise
}

// acts makes one call and notes what its caller saw. Refusals are answers; nothing else may go wrong.
func (c *crew) acts(verb string) heard {
	out := heard{verb: verb, began: c.ticks.Add(1)}
	request, given := c.request.Load(), c.given.Load()
	err := c.do(verb, request, given, &out)
	out.ended, out.ok = c.ticks.Add(1), err == nil
	if err != nil {
		switch entitlement.CodeOf(err) {
		case entitlement.Refused, entitlement.IllegalState, entitlement.NotFound:
		default:
			out.verb = err.Error() // makes no sense to the judge
		}
	}
	return out
}

func (c *crew) do(verb string, request *entitlement.RequestID, given *entitlement.AssignmentID, out *heard) error {
	ctx := c.Context()
	switch verb {
	case "submit":
		made, err := c.as("ann").Submit(ctx, lifecycle.SubmitInput{Package: c.pkg.ID})
		if err == nil {
			out.answer = made.Request.String()
			c.request.Store(&made.Request)
		}
		return err
	case "approve", "deny":
		out.about = request.String()
		answer := entitlement.Approve
		if verb == "deny" {
			answer = entitlement.Deny
		}
		decided, err := c.as("meg").Decide(ctx, lifecycle.DecideInput{Request: *request, Decision: answer})
		if err == nil && verb == "approve" {
			out.answer = decided.Assignment.String()
			c.given.Store(&decided.Assignment)
		}
		return err
	case "cancel":
		out.about = request.String()
		_, err := c.as("ann").Cancel(ctx, lifecycle.CancelInput{Request: *request})
		return err
	case "remove":
		out.about = given.String()
		_, err := c.as("ann").Remove(ctx, lifecycle.RemoveInput{Assignment: *given})
		return err
	}
	list, err := c.as("ann").Access(ctx, lifecycle.AccessInput{})
	if err == nil && len(list.Items) > 0 {
		out.answer = list.Items[0].Assignment.ID.String()
	}
	return err
}

// Commands and reads of four callers at once about one person and one package: there is an order in which all answers make
// sense. // I-110, I-13, I-19, I-117
func TestCallsAtTheSameTimeHaveAnOrder(t *testing.T) {
	t.Parallel()
	const rounds, callers, calls = 25, 4, 6
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		done := map[string]bool{}
		for round := range rounds {
			r := newRig(t, open(t))
			c := &crew{rig: r, pkg: r.simple("shop", approvedBy(stage(entitlement.User("meg"))))}
			c.request.Store(new(entitlement.RequestID))
			c.given.Store(new(entitlement.AssignmentID))
			var together sync.WaitGroup
			histories := make([][]heard, callers)
			for caller := range callers {
				together.Go(func() {
					choose := rand.New(rand.NewPCG(uint64(round), uint64(caller))) //nolint:gosec // not for secrets
					for range calls {
						verbs := []string{"submit", "submit", "approve", "deny", "cancel", "remove", "read", "read"}
						histories[caller] = append(histories[caller], c.acts(verbs[choose.IntN(len(verbs))]))
					}
				})
			}
			together.Wait()
			var history []heard
			for _, h := range histories {
				history = append(history, h...)
			}
			require.True(t, linearizable(history), "%+v", history) // I-110
			for _, h := range history {
				done[h.verb] = done[h.verb] || h.ok
			}
		}
		for _, verb := range []string{"submit", "approve", "deny", "cancel", "read"} {
			require.True(t, done[verb], "%s was never done", verb)
		}
	})
}

// An approval and a cancellation at the same time: one of them wins, and both callers are told the same. // I-19
func TestACancellationAndADecisionAtOnce(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop", approvedBy(stage(entitlement.User("meg"))))
		for range 20 {
			asked := r.submit("ann", pkg)
			var together sync.WaitGroup
			var approved, canceled error
			together.Go(func() {
				_, approved = r.as("meg").Approve(r.Context(), lifecycle.DecideInput{Request: asked.Request})
			})
			together.Go(func() {
				_, canceled = r.as("ann").Cancel(r.Context(), lifecycle.CancelInput{Request: asked.Request})
			})
			together.Wait()
			require.NotEqual(r, approved == nil, canceled == nil, "approval: %v, cancellation: %v", approved, canceled) // I-19
			if approved != nil {
				require.ErrorIs(r, approved, entitlement.IllegalState)
				r.requireCanceled(asked.Request, entitlement.ReasonRequestorCanceled)
				require.Empty(r, r.live("ann"))
				continue
			}
			require.ErrorIs(r, canceled, entitlement.IllegalState)
			require.Len(r, r.live("ann"), 1)
			r.remove(r.live("ann")[0].ID)
			r.settle()
		}
	})
}
