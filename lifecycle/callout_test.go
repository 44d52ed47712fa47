package lifecycle_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

const (
	created  = entitlement.StageRequestCreated
	approved = entitlement.StageRequestApproved
	granted  = entitlement.StageRequestGranted
	removed  = entitlement.StageRequestRemoved
)

// Where nothing is waited for a request goes on at once, and everybody who is to know is told after the commit.
func TestLaunchAndContinue(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(
			when(created, "tell"), when(approved, "tell"), when(granted, "tell"), when(removed, "tell"),
		))
		result := r.submit("ann", desk.pkg)
		require.Equal(r, entitlement.RequestDelivering, result.State)
		require.Empty(r, r.processes.told(), "nobody is called in a transaction")
		r.settle()
		require.Equal(r, []entitlement.CustomExtensionStage{created, approved, granted}, r.processes.told())
		first := r.processes.last()
		require.Equal(r, lifecycle.Callout{
			Key: first.Key, Stage: granted, StageInstance: first.StageInstance, Catalog: desk.pkg.Catalog, Extension: "tell",
			Endpoint: "bus", Request: result.Request, Type: entitlement.RequestUserAdd, Requestor: "ann", Assignment: result.Assignment,
			Target: "ann", Package: desk.pkg.ID, Policy: desk.policy.ID, At: start,
		}, first)
		r.remove(result.Assignment)
		r.settle()
		require.Equal(r, removed, r.processes.last().Stage)
		require.Equal(r, []string{"tell calloutSent", "tell calloutSent", "tell calloutSent"}, r.callouts(result.Request))
		require.Len(r, r.happened(0, entitlement.ActivityStartCallout), 4)
		keys := map[string]bool{}
		for _, c := range r.processes.calls {
			keys[c.Key] = true
		}
		require.Len(r, keys, 4, "every callout has a key of its own")
		_, err := r.as("root").Resume(r.Context(), answerTo(first))
		require.ErrorIs(r, err, entitlement.IllegalState)
		r.requireDerived(map[byte]bool{})
	})
}

func TestLaunchAndWait(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "ask")), approvedBy(stage(entitlement.User("boss"))))
		result := r.submit("ann", desk.pkg)
		require.Equal(r, entitlement.RequestSubmitted, result.State)
		require.Equal(r, []string{"ask calloutSent"}, r.callouts(result.Request))
		r.settle()
		require.Equal(r, []string{"ask waitingForCallback"}, r.callouts(result.Request))
		v := r.request(result.Request)
		require.True(r, v.Request.IsWaitingForCallback())
		require.Equal(r, entitlement.ProgressWaiting, v.Progress)
		require.Empty(r, r.asked("boss"))
		c := r.processes.last()
		require.True(r, c.Wait)
		require.Equal(r, start.Add(2*day), c.ResumeBy)

		r.pass(day)
		answered := r.resume(c, func(in *lifecycle.ResumeInput) { in.Source, in.Detail = "desk", "Ticket 7 is open." })
		require.Equal(r, entitlement.RequestPendingApproval, answered.State)
		require.Equal(r, []entitlement.RequestID{result.Request}, r.asked("boss"))
		require.Equal(r, r.now(), r.stageOf(result.Request, 1).Opened)
		shown, err := r.as("boss").Approvals(r.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		require.Equal(r, "Ticket 7 is open.", shown.Items[0].Callouts[0].Detail)
		require.Equal(r, "desk", shown.Items[0].Callouts[0].Source)
		own, err := r.as("ann").Request(r.Context(), lifecycle.RequestInput{Request: result.Request})
		require.NoError(r, err)
		require.Equal(r, entitlement.ProgressContinues, own.Progress)
		require.Empty(r, own.Callouts[0].Detail, "it is for approvers")

		_, err = r.as("root").Resume(r.Context(), answerTo(c))
		require.ErrorIs(r, err, entitlement.IllegalState, "once")
		r.approve("boss", result.Request)
		r.settle()
		r.ends(result.Request, entitlement.RequestDelivered, 0)
		r.requireDerived(map[byte]bool{})
	})
}

// With and without approval an extension can have the last word. // R-320
func TestWaitingOnceApproved(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended().ID
		for name, change := range map[string][]policyChange{ // order: they have nothing in common
			"with_approval":    {calling(when(approved, "ask")), approvedBy(stage(entitlement.User("boss")))},
			"without_approval": {calling(when(approved, "ask"))},
		} {
			for _, deny := range []bool{false, true} {
				if deny {
					name += " denied"
				}
				pkg := r.kit(hall, name, change...).pkg
				result := r.submit("ann", pkg)
				if result.State == entitlement.RequestPendingApproval {
					require.Equal(r, entitlement.RequestSubmitted, r.approve("boss", result.Request).State)
				}
				r.settle()
				v := r.request(result.Request)
				require.True(r, v.Request.IsWaitingForCallback(), name)
				require.Empty(r, r.live("ann"), name)
				answer := answerTo(r.processes.last())
				answer.Deny = deny
				out, err := r.as("root").Resume(r.Context(), answer)
				require.NoError(r, err)
				r.settle()
				if deny {
					require.Equal(r, entitlement.RequestDenied, out.State)
					r.ends(result.Request, entitlement.RequestDenied, entitlement.ReasonExtensionDenied)
					require.Empty(r, r.live("ann"))
					continue
				}
				require.Equal(r, entitlement.RequestDelivering, out.State)
				require.False(r, out.Assignment.IsZero())
				r.ends(result.Request, entitlement.RequestDelivered, 0)
				r.remove(out.Assignment)
				r.settle()
			}
		}
	})
}

func TestDenyingWhatWasJustAsked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "ask"), when(granted, "ask")),
			approvedBy(stage(entitlement.User("boss"))))
		first := r.submit("ann", desk.pkg)
		r.settle()
		require.Equal(r, entitlement.RequestDenied, r.resume(r.processes.last(), denying).State)
		r.ends(first.Request, entitlement.RequestDenied, entitlement.ReasonExtensionDenied)
		require.Empty(r, r.asked("boss"), "nobody is bothered")

		second := r.submit("ann", desk.pkg)
		r.settle()
		r.resume(r.processes.last())
		r.approve("boss", second.Request)
		r.settle()
		c := r.processes.last()
		require.Equal(r, granted, c.Stage)
		_, err := r.as("root").Resume(r.Context(), answerTo(c, denying))
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		r.resume(c)
		r.ends(second.Request, entitlement.RequestDelivered, 0)
	})
}

// Nothing at the deadline is too late, and reads see it whether or not anybody has settled it. // R-317, R-318
func TestCallbackTimeout(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended().ID
		desk := r.kit(hall, "desk", calling(when(created, "ask"), when(created, "vet")))
		result := r.submit("ann", desk.pkg)
		r.settle()
		c := r.processes.calls[0]
		r.pass(2*day - time.Microsecond)
		require.Equal(r, []string{"ask waitingForCallback", "vet waitingForCallback"}, r.callouts(result.Request))

		r.clock.Add(time.Microsecond)
		before := r.request(result.Request)
		require.Equal(r, entitlement.RequestDenied, before.Request.State)
		require.Equal(r, entitlement.ReasonExtensionTimeout, before.Request.Reason)
		require.Equal(r, entitlement.ProgressExpired, before.Progress)
		require.Equal(r, []string{"ask callbackTimedOut", "vet calloutFailed"}, r.callouts(result.Request))
		_, err := r.as("root").Resume(r.Context(), answerTo(c))
		require.ErrorIs(r, err, entitlement.IllegalState)
		r.settle()
		require.Equal(r, before, r.request(result.Request), "settling changes nothing that was read")
		require.Equal(r, r.now(), before.Request.Completed)
		r.requireDerived(map[byte]bool{})
		r.pass(20 * day)
		require.Equal(r, before, r.request(result.Request))
	})
}

// What cannot be called denies whoever waits for it, and nobody else. // R-318, R-321
func TestCalloutFailures(t *testing.T) {
	t.Parallel()
	refuse := func(context.Context, lifecycle.Callout) error {
		return provision.Permanent(provision.TargetRefused, "")
	}
	break1 := func(context.Context, lifecycle.Callout) error {
		return provision.Transient(provision.TargetUnavailable, "")
	}
	panics := func(context.Context, lifecycle.Callout) error { panic("broken") }
	for name, c := range map[string]struct {
		extension entitlement.CustomExtensionID
		take      func(context.Context, lifecycle.Callout) error
		calls     int
	}{
		"refused":                 {"vet", refuse, 1},
		"broken_without_retry":    {"ask", break1, 1},
		"broken_with_one_retry":   {"vet", break1, 2},
		"panics_with_one_retry":   {"vet", panics, 2},
		"panics_without_a_retry":  {"ask", panics, 1},
		"refused_without_a_retry": {"ask", refuse, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.processes.take(c.take)
				desk := r.kit(r.extended().ID, "desk", calling(when(created, c.extension)))
				result := r.submit("ann", desk.pkg)
				r.settle()
				require.Len(r, r.processes.calls, c.calls)
				keys := map[string]bool{}
				for _, call := range r.processes.calls {
					keys[call.Key] = true
				}
				require.Len(r, keys, 1, "a repetition has the key of the first call")
				r.ends(result.Request, entitlement.RequestDenied, entitlement.ReasonExtensionFailed)
				require.Equal(r, []string{string(c.extension) + " calloutFailed"}, r.callouts(result.Request))
				require.Equal(r, entitlement.ProgressExpired, r.request(result.Request).Progress)
				require.Len(r, r.happened(0, entitlement.ActivityFailCallout), 1)
			})
		})
	}
}

// A process that does not answer costs its own time and not more. // R-321, I-73
func TestCalloutThatHangs(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "vet")))
		var limits []time.Duration
		r.processes.take(func(ctx context.Context, _ lifecycle.Callout) error {
			deadline, ok := ctx.Deadline()
			require.True(r, ok)
			limits = append(limits, deadline.Sub(r.clock.Now()))
			r.clock.Add(deadline.Sub(r.clock.Now()))
			<-ctx.Done()
			return ctx.Err()
		})
		result := r.submit("ann", desk.pkg)
		r.settle()
		require.Equal(r, []time.Duration{200 * time.Millisecond, 200 * time.Millisecond}, limits)
		r.ends(result.Request, entitlement.RequestDenied, entitlement.ReasonExtensionFailed)
	})
}

// Access that was given or taken stays so, whatever becomes of a callout about it. // R-318
func TestCalloutsThatDecideNothing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended().ID
		desk := r.kit(hall, "desk", calling(when(granted, "ask"), when(removed, "vet"), when(approved, "tell")))
		r.processes.take(func(_ context.Context, c lifecycle.Callout) error {
			if c.Stage == granted {
				return nil
			}
			return provision.Permanent(provision.TargetRefused, "")
		})
		result := r.submit("ann", desk.pkg)
		r.settle()
		r.ends(result.Request, entitlement.RequestDelivered, 0)
		r.pass(2 * day)
		require.Equal(r, []string{"tell calloutFailed", "ask callbackTimedOut"}, r.callouts(result.Request))
		require.Len(r, r.live("ann"), 1)
		require.Zero(r, r.request(result.Request).Progress, "who asked waits for nothing")
		r.remove(result.Assignment)
		r.settle()
		require.Empty(r, r.live("ann"))
		require.Len(r, r.happened(0, entitlement.ActivityFailCallout), 2)
		require.False(r, r.has("ann", "desk"))
	})
}

// An extension may answer before the engine knows that it took the call.
func TestAnAnswerMayOvertakeItsAcceptance(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "ask")))
		r.processes.take(func(ctx context.Context, c lifecycle.Callout) error {
			_, err := r.as("root").Resume(ctx, answerTo(c))
			require.NoError(r, err)
			return provision.Transient(provision.TargetUnavailable, "the connection broke") // which does not matter any more
		})
		result := r.submit("ann", desk.pkg)
		r.settle()
		r.ends(result.Request, entitlement.RequestDelivered, 0)
		require.Equal(r, []string{"ask callbackReceived"}, r.callouts(result.Request))
	})
}

// A request waits for all of a stage. // R-316
func TestTwoAtOneStage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", calling(when(created, "ask"), when(created, "tell"), when(created, "vet")))
		result := r.submit("ann", desk.pkg)
		r.settle()
		require.Len(r, r.processes.calls, 3)
		require.Equal(r, entitlement.RequestSubmitted, r.resume(r.processes.calls[0]).State)
		require.Equal(r, entitlement.ProgressWaiting, r.request(result.Request).Progress)
		require.Equal(r, entitlement.RequestDelivering, r.resume(r.processes.calls[2]).State)
		r.settle()
		require.Equal(r, []string{"ask callbackReceived", "tell calloutSent", "vet callbackReceived"}, r.callouts(result.Request))
	})
}

func TestResumeIsChecked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended().ID
		desk := r.kit(hall, "desk", calling(when(created, "ask")))
		r.submit("bob", desk.pkg)
		r.settle()
		other := r.processes.last()
		result := r.submit("ann", desk.pkg)
		r.settle()
		c := r.processes.last()
		for name, try := range map[string]struct {
			by   entitlement.SubjectID
			in   lifecycle.ResumeInput
			code entitlement.Code
		}{
			"nobody":     {"ann", answerTo(c), entitlement.Forbidden},
			"no_request": {"root", lifecycle.ResumeInput{StageInstance: c.StageInstance}, entitlement.NotFound},
			"another_callout": {
				"root", lifecycle.ResumeInput{Request: c.Request, StageInstance: other.StageInstance}, entitlement.NotFound,
			},
			"another_stage": {
				"root", lifecycle.ResumeInput{Request: c.Request, StageInstance: c.StageInstance, Stage: approved}, entitlement.InvalidArgument,
			},
			"too_long": {"root", answerTo(c, func(in *lifecycle.ResumeInput) {
				in.Detail = strings.Repeat("x", 5000)
			}), entitlement.LimitExceeded},
		} {
			_, err := r.as(try.by).Resume(r.Context(), try.in)
			require.Equal(r, try.code, entitlement.CodeOf(err), "%s: %v", name, err)
		}
		r.appoint(entitlement.User("hank"), entitlement.RoleAssignmentManager, hall)
		_, err := r.as("hank").Resume(r.Context(), answerTo(c))
		require.NoError(r, err)
		r.settle()
		r.ends(result.Request, entitlement.RequestDelivered, 0)
	})
}
