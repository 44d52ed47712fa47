package lifecycle_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// Two callouts of one request whose deadlines are the same instant both time out: a read before settling says what settling
// makes of them. // R-317
func TestTwoDeadlinesAtOneInstant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended()
		hall.CustomExtensions[2].CallbackConfiguration.TimeoutDuration = entitlement.Days(2)
		r.updateCatalog(hall)
		desk := r.kit(hall.ID, "desk", calling(when(created, "ask"), when(created, "vet")))
		result := r.submit("ann", desk.pkg)
		r.settle()
		r.clock.Add(2 * day)
		before := r.request(result.Request)
		require.Equal(r, entitlement.RequestDenied, before.Request.State)
		r.settle()
		require.Equal(r, before, r.request(result.Request), "settling changes nothing that was read")
		require.Equal(r, []string{"ask callbackTimedOut", "vet callbackTimedOut"}, r.callouts(result.Request))
		r.requireDerived(map[byte]bool{})
	})
}

// A host that is stopped between a call that failed and its second try has not failed: it tries again after it was started.
//
func TestStoppedBeforeTheSecondTry(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "vet")))
		result := r.submit("ann", desk.pkg)
		ctx, stop := context.WithCancel(r.Context())
		defer stop()
		r.processes.take(func(context.Context, lifecycle.Callout) error {
			stop()
			return provision.Transient(provision.TargetUnavailable, "")
		})
		_, err := r.engine.Dispatch(ctx)
		require.ErrorIs(r, err, context.Canceled)
		require.Equal(r, entitlement.RequestSubmitted, r.request(result.Request).Request.State)
		r.processes.take(nil)
		r.settle()
		require.Equal(r, []string{"vet waitingForCallback"}, r.callouts(result.Request))
	})
}

// A port may ask its context whether it has ended at the very moment when the host stops: nothing races, and the answer is the
// host's reason. // I-73
func TestAskingAContextThatEnds(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "vet")))
		r.submit("ann", desk.pkg)
		ctx, stop := context.WithCancel(r.Context())
		var reason error
		r.processes.take(func(ctx context.Context, _ lifecycle.Callout) error {
			go stop()
			for reason = ctx.Err(); reason == nil; reason = ctx.Err() {
				runtime.Gosched()
			}
			return reason
		})
		_, err := r.engine.Dispatch(ctx)
		require.ErrorIs(r, err, context.Canceled)
		require.Equal(r, context.Canceled, reason) // I-73
	})
}

// An engine that is opened without anybody to call fails what is still to be called, instead of having it wait at the head of
// the queue for ever. // R-318
func TestNobodyToCallAnyMore(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended().ID
		waits := r.submit("ann", r.kit(hall, "desk", calling(when(created, "ask"))).pkg)
		goes := r.submit("bob", r.kit(hall, "club", calling(when(created, "tell"))).pkg)
		r.config.Extension = nil
		require.NoError(r, r.engine.Close())
		r.open()
		r.pass(time.Hour)                                                                   // it refuses to go on with something left over by a dispatch
		r.ends(waits.Request, entitlement.RequestDenied, entitlement.ReasonExtensionFailed)
		r.ends(goes.Request, entitlement.RequestDelivered, 0)
	})
}
