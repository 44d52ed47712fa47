package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

const tick = time.Microsecond // the least that engine time can move

// twoStages makes a package that the manager approves within ten days and then hank within the default.
func (r *rig) twoStages() entitlement.AccessPackage {
	r.Helper()
	pkg, _ := r.offer(approvedBy(waiting(10, stage(entitlement.Manager(1))), stage(entitlement.User("hank"))))
	return pkg
}

func TestEachStageHasItsOwnTime(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.twoStages())
		require.Equal(r, start.Add(10*day), r.stageOf(asked.Request, 1).Deadline)
		require.True(r, r.stageOf(asked.Request, 2).Deadline.IsZero(), "the time of a stage begins with the stage")

		r.jump(10*day - tick)
		decided := r.approve("meg", asked.Request) // just in time
		require.Equal(r, uint8(2), decided.Stage)
		second := r.stageOf(asked.Request, 2)
		require.Equal(r, start.Add(10*day-tick), second.Opened)
		require.Equal(r, second.Opened.Add(30*day), second.Deadline) // thirty days unless the stage says otherwise

		r.jump(30*day - tick)
		require.Equal(r, entitlement.RequestPendingApproval, r.request(asked.Request).Request.State)
		r.jump(tick)
		r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
		require.Equal(r, second.Deadline, r.request(asked.Request).Request.Completed)
		require.Equal(r, entitlement.StageApproved, r.stageOf(asked.Request, 1).State)
		require.Equal(r, entitlement.StageTimedOut, r.stageOf(asked.Request, 2).State)
		r.pass(100 * day)
		require.Empty(r, r.target.Calls(0)) // I-15
	})
}

func TestTheFirstStageTimesOutForAllOfThem(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.twoStages())
		begin := r.seq()
		r.jump(365 * day)
		require.Equal(r, start.Add(10*day), r.request(asked.Request).Request.Completed)
		require.Equal(r, entitlement.StageSkipped, r.stageOf(asked.Request, 2).State, "it never opened")
		timeouts := r.happened(begin, entitlement.ActivityTimeout) // an activity of its own
		require.Len(r, timeouts, 1)
		require.Equal(r, start.Add(10*day), timeouts[0].At)
	})
}

// At the deadline the decision loses, whether or not anybody noticed the deadline before.
func TestTheLastInstantToDecide(t *testing.T) {
	t.Parallel()
	for name, moment := range map[string]struct {
		after time.Duration
		want  []entitlement.Code
	}{
		"before":  {10*day - tick, nil},
		"at":      {10 * day, []entitlement.Code{entitlement.DeadlinePassed}}, // R-136, I-30
		"after":   {10*day + tick, []entitlement.Code{entitlement.DeadlinePassed}},
		"a_month": {40 * day, []entitlement.Code{entitlement.DeadlinePassed}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				asked := r.submit("ann", r.twoStages())
				r.clock.Set(start.Add(moment.after))
				if moment.want != nil {
					require.Empty(r, r.asked("meg"), "nothing to decide is shown")
				}
				require.Equal(r, moment.want, r.answers("meg", lifecycle.DecideInput{Request: asked.Request}))
				if moment.want == nil {
					return
				}
				r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
				require.NotEmpty(r, r.answers("meg", lifecycle.DecideInput{Request: asked.Request, Stage: 1, Decision: entitlement.Deny}))
				r.submit("ann", entitlement.AccessPackage{ID: r.request(asked.Request).Request.Package.ID}) // ask anew
			})
		})
	}
}

// A pending request keeps the time, the stages and the approvers of the policy it was made under.
func TestAPendingRequestKeepsItsPolicy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer(approvedBy(stage(entitlement.Manager(1)), waiting(5, stage(entitlement.User("hank")))), lasting(20))
		asked := r.submit("ann", pkg)
		approvedBy(waiting(1, stage(entitlement.User("boss"))))(&policy)
		lasting(3)(&policy)
		_, err := r.as("root").UpdatePolicy(r.Context(), lifecycle.PolicyInput{Policy: policy})
		require.NoError(r, err)

		r.jump(29 * day)
		r.approve("meg", asked.Request) // thirty days, and the manager
		second := r.stageOf(asked.Request, 2)
		require.Equal(r, []entitlement.SubjectID{"hank"}, second.Approvers)       // R-058, I-28
		require.Equal(r, second.Opened.Add(5*day), second.Deadline)
		require.NotZero(r, r.approve("hank", asked.Request).Assignment)
		require.Equal(r, r.now().Add(20*day), r.made(asked.Request).Schedule.End) // R-057, I-42

		later := r.submit("bob", pkg)
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(later.Request, 1).Approvers)
		require.Equal(r, r.now().Add(day), r.stageOf(later.Request, 1).Deadline)
	})
}

func TestTheFirstDecisionCounts(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("team", "hank", "boss")
		pkg, _ := r.offer(approvedBy(stage(entitlement.GroupMembers("team")), stage(entitlement.GroupMembers("team"))))
		asked := r.submit("ann", pkg)
		require.Equal(r, []entitlement.RequestID{asked.Request}, r.asked("boss"))
		r.approve("hank", asked.Request) // one of them is enough
		late := lifecycle.DecideInput{Request: asked.Request, Stage: 1, Decision: entitlement.Deny}
		require.Equal(r, []entitlement.Code{entitlement.AlreadyDecided}, r.answers("boss", late)) // R-124, I-27
		require.Equal(r, []entitlement.Code{entitlement.AlreadyDecided}, r.answers("hank", late)) // I-36
		require.Equal(r, entitlement.SubjectID("hank"), r.stageOf(asked.Request, 1).DecidedBy)

		r.deny("boss", asked.Request) // one denial ends it, whatever was approved before
		r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApproverDenied)
		require.Equal(r, entitlement.StageDenied, r.stageOf(asked.Request, 2).State)
		require.Equal(r, []entitlement.Code{entitlement.AlreadyDecided}, r.answers("hank", lifecycle.DecideInput{Request: asked.Request}))
		require.Empty(r, r.asked("hank"))
		r.pass(60 * day)
		require.Empty(r, r.target.Calls(0)) // I-15, I-29
	})
}

// A request that is withdrawn takes its stages and their timers with it.
func TestAWithdrawnRequestHasNoDeadline(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.twoStages())
		_, err := r.as("ann").Cancel(r.Context(), lifecycle.CancelInput{Request: asked.Request})
		require.NoError(r, err)
		require.Equal(r, entitlement.StageCanceled, r.stageOf(asked.Request, 1).State)
		require.Equal(r, entitlement.StageSkipped, r.stageOf(asked.Request, 2).State)
		require.Empty(r, r.asked("meg"))
		begin := r.seq()
		r.jump(365 * day)
		require.Empty(r, r.since(begin)) // I-78
		require.Equal(r, []entitlement.Code{entitlement.AlreadyDecided}, r.answers("meg", lifecycle.DecideInput{Request: asked.Request}))
	})
}
