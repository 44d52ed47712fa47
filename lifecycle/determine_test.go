package lifecycle_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

const determining = entitlement.StageDeterminingApproval

// determinedBy is a stage that an extension determines.
func determinedBy(id entitlement.CustomExtensionID) entitlement.StageSettings {
	return entitlement.StageSettings{CustomExtension: id}
}

// saying answers with a stage.
func saying(s entitlement.StageSettings) func(*lifecycle.ResumeInput) {
	return func(in *lifecycle.ResumeInput) { in.ApprovalStage = &s }
}

// determined makes a package in whose policy "ask" says who approves, and ann's request for it that waits.
func (r *rig) determined(change ...policyChange) (kit, entitlement.RequestID, lifecycle.Callout) {
	r.Helper()
	desk := r.kit(r.extended().ID, "desk", append([]policyChange{approvedBy(determinedBy("ask"))}, change...)...)
	result := r.submit("ann", desk.pkg)
	require.Equal(r, entitlement.RequestSubmitted, result.State)
	r.settle()
	return desk, result.Request, r.processes.last()
}

// hall returns the catalog of a package as it is.
func (r *rig) hall(desk kit) entitlement.Catalog {
	r.Helper()
	list := r.catalogs("root")
	return list[slices.IndexFunc(list, func(c entitlement.Catalog) bool { return c.ID == desk.pkg.Catalog })]
}

func TestAnExtensionSaysWhoApproves(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk, id, call := r.determined(approvedBy(determinedBy("ask"), stage(entitlement.User("boss"))))
		require.Equal(r, determining, call.Stage)
		require.True(r, call.Wait)
		require.Equal(r, start.Add(2*day), call.ResumeBy)
		require.Equal(r, entitlement.ProgressWaiting, r.request(id).Progress)
		require.Empty(r, r.request(id).Stages, "nothing is known of them yet")

		r.pass(day)
		said := escalating(3, waiting(7, stage(entitlement.User("hank"))), entitlement.User("meg"))
		said.IsApproverJustificationRequired = true
		said.PrimaryApprovers[0].Description = "The owner of the desk"
		out := r.resume(call, saying(said), func(in *lifecycle.ResumeInput) { in.Detail = "Hank owns the desk." })
		require.Equal(r, entitlement.RequestPendingApproval, out.State)
		opened := r.stageOf(id, 1)
		require.Equal(r, []entitlement.SubjectID{"hank"}, opened.Approvers)
		require.Equal(r, r.now(), opened.Opened)
		require.Equal(r, r.now().Add(7*day), opened.Deadline)
		require.Equal(r, r.now().Add(3*day), opened.EscalateAt)
		require.Equal(r, said.Bare(), opened.Determined, "without what people are described as")
		shown, err := r.as("hank").Approvals(r.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		require.Equal(r, "Hank owns the desk.", shown.Items[0].Callouts[0].Detail)
		own, err := r.as("ann").Request(r.Context(), lifecycle.RequestInput{Request: id})
		require.NoError(r, err)
		require.Nil(r, own.Stages[0].Stage.Determined, "settings are not for who asks")

		r.pass(3 * day)
		require.Equal(r, []entitlement.SubjectID{"meg"}, r.stageOf(id, 1).Alternates)
		require.Equal(r, []entitlement.Code{entitlement.JustificationMissing}, r.answers("meg", lifecycle.DecideInput{Request: id}))
		_, err = r.as("meg").Approve(r.Context(), lifecycle.DecideInput{Request: id, Justification: "needs it"})
		require.NoError(r, err)
		require.Equal(r, []entitlement.RequestID{id}, r.asked("boss"), "the next stage is as the policy says")
		r.approve("boss", id)
		r.settle()
		r.ends(id, entitlement.RequestDelivered, 0)
		require.True(r, r.has("ann", desk.group.OriginID))
		require.Equal(r, []string{"ask callbackReceived"}, r.callouts(id))
		r.requireDerived(map[byte]bool{})
	})
}

// Whatever is wrong with an answer is said to who gave it, and the request waits for another. // R-161
func TestAnswersThatAreNoStage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk, id, call := r.determined()
		good := stage(entitlement.User("hank"))
		for name, c := range map[string]struct {
			change func(*lifecycle.ResumeInput)
			code   entitlement.Code
		}{
			"nothing":     {func(*lifecycle.ResumeInput) {}, entitlement.InvalidArgument},
			"nobody":      {saying(stage()), entitlement.InvalidArgument},
			"a_denial":    {func(in *lifecycle.ResumeInput) { in.Deny, in.ApprovalStage = true, &good }, entitlement.InvalidArgument},
			"endless":     {saying(waiting(5000, good)), entitlement.LimitExceeded},
			"too_late":    {saying(escalating(20, waiting(14, good), entitlement.User("meg"))), entitlement.InvalidArgument},
			"window":      {saying(escalating(1, waiting(14, good), entitlement.User("meg"))), entitlement.InvalidArgument},
			"another":     {saying(determinedBy("vet")), entitlement.InvalidArgument},
			"a_rule":      {saying(stage(entitlement.AttributeRule("true"))), entitlement.InvalidArgument},
			"themselves":  {saying(stage(entitlement.User("ann"))), entitlement.Refused},
			"who_is_gone": {saying(orElse(stage(entitlement.User("x")), entitlement.User("y"))), entitlement.Refused},
		} {
			_, err := r.as("root").Resume(r.Context(), answerTo(call, c.change))
			require.ErrorIs(r, err, c.code, name)
			waiting := r.request(id).Request
			require.True(r, waiting.IsWaitingForCallback(), name)
		}
		_, err := r.as("root").Resume(r.Context(), answerTo(call, saying(stage(entitlement.User("ann")))))
		require.ErrorIs(r, err, entitlement.NoApprover)
		require.ErrorIs(r, err, entitlement.SelfApproval) // R-140, I-23
		_, err = r.as("ann").Resume(r.Context(), answerTo(call, saying(good)))
		require.ErrorIs(r, err, entitlement.Forbidden)
		require.Equal(r, entitlement.RequestPendingApproval, r.resume(call, saying(good)).State)
		require.Equal(r, []entitlement.RequestID{id}, r.asked("hank"))

		other := r.kit(desk.pkg.Catalog, "other", calling(when(created, "ask")))
		r.submit("bob", other.pkg)
		r.settle()
		_, err = r.as("root").Resume(r.Context(), answerTo(r.processes.last(), saying(good)))
		require.ErrorIs(r, err, entitlement.InvalidArgument, "nobody asked for a stage")
	}, func(c *lifecycle.Config) { c.Policy.Escalations = entitlement.EscalationAfterHalf })
}

// Who an extension names decides under the rules for everybody. // R-161
func TestApproversThatAnExtensionNames(t *testing.T) {
	t.Parallel()
	hank, ann := entitlement.User("hank"), entitlement.User("ann")
	for name, c := range map[string]struct {
		stage     entitlement.StageSettings
		approvers []entitlement.SubjectID
		fallback  bool
		at        time.Duration // of the escalation
	}{
		"themselves":    {stage(ann, hank), []entitlement.SubjectID{"hank"}, false, 0},
		"managers":      {stage(entitlement.Manager(1), entitlement.Manager(2)), []entitlement.SubjectID{"boss", "meg"}, false, 0},
		"groups":        {stage(entitlement.GroupMembers("staff")), []entitlement.SubjectID{"bob"}, false, 0},
		"fallback":      {orElse(stage(ann), hank), []entitlement.SubjectID{"hank"}, true, 0},
		"alternates":    {escalating(3, stage(ann), hank), nil, false, 1},
		"half_the_time": {orElse(waiting(10, stage(hank)), entitlement.User("meg")), []entitlement.SubjectID{"hank"}, false, 5 * day},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				_, id, call := r.determined()
				r.resume(call, saying(c.stage))
				opened := r.stageOf(id, 1)
				require.Equal(r, c.approvers, opened.Approvers)
				require.Equal(r, c.fallback, opened.Fallback)
				if c.at > 0 {
					require.Equal(r, start.Add(c.at.Truncate(time.Second)), opened.EscalateAt)
					r.pass(c.at.Truncate(time.Second))
					r.settle()
					require.NotEmpty(r, r.stageOf(id, 1).Alternates)
				}
				require.Empty(r, r.asked("ann")) // R-140, I-23
			}, func(c *lifecycle.Config) { c.Policy.FallbackAsAlternates = true })
		})
	}
}

// No answer in time, a denial, and a call that nobody takes end the request. // R-161, R-317, R-318, R-320
func TestNobodySaysWhoApproves(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end    func(r *rig, call lifecycle.Callout)
		reason entitlement.EndReason
	}{
		"silence": {func(r *rig, _ lifecycle.Callout) { r.jump(tick) }, entitlement.ReasonExtensionTimeout},
		"denial":  {func(r *rig, call lifecycle.Callout) { r.resume(call, denying) }, entitlement.ReasonExtensionDenied},
		"too_late": {func(r *rig, call lifecycle.Callout) {
			r.jump(2 * day)
			_, err := r.as("root").Resume(r.Context(), answerTo(call, saying(stage(entitlement.User("hank")))))
			require.ErrorIs(r, err, entitlement.IllegalState)
		}, entitlement.ReasonExtensionTimeout},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				_, id, call := r.determined()
				r.pass(2*day - tick)
				waiting := r.request(id).Request
				require.True(r, waiting.IsWaitingForCallback())
				c.end(r, call)
				before := r.request(id)
				r.settle()
				r.ends(id, entitlement.RequestDenied, c.reason)
				require.Equal(r, before, r.request(id), "settling changes nothing that was read")
				r.requireDerived(map[byte]bool{})
			})
		})
	}
	onRigs(t, func(r *rig) {
		r.processes.take(func(context.Context, lifecycle.Callout) error {
			return provision.Permanent(provision.TargetRefused, "")
		})
		_, id, _ := r.determined()
		r.ends(id, entitlement.RequestDenied, entitlement.ReasonExtensionFailed)
	})
}

// What was asked and answered stays, whatever becomes of policy and catalog, and after a restart. // R-161, R-058
func TestAnAnswerStays(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk, id, call := r.determined()
		desk.policy = r.edit(desk.policy, approvedBy(stage(entitlement.User("boss"))))
		hall := r.hall(desk)
		hall.CustomExtensions = nil
		_, err := r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: hall})
		require.NoError(r, err)
		r.open()
		said := escalating(3, waiting(7, stage(entitlement.User("hank"))), entitlement.User("meg"))
		r.resume(call, saying(said))
		r.open()
		r.pass(3 * day)
		require.Equal(r, []entitlement.SubjectID{"meg"}, r.stageOf(id, 1).Alternates)
		r.disable("hank")
		r.disable("meg")
		require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers("boss", lifecycle.DecideInput{Request: id}),
			"the sets of the answer are asked again, not those of the policy")
		r.pass(4 * day)
		r.ends(id, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)

		require.Equal(r, entitlement.RequestPendingApproval, r.submit("ann", desk.pkg).State, "now as the policy says")
	})
}

// Others are asked first. If the extension to ask is gone by then, nobody can say who approves. // R-161, R-316, R-318
func TestDeterminedAfterOtherExtensions(t *testing.T) {
	t.Parallel()
	for _, lost := range []bool{false, true} {
		onRigs(t, func(r *rig) {
			desk, id, first := r.determined(calling(when(created, "vet")))
			require.Equal(r, created, first.Stage)
			if lost {
				r.edit(desk.policy, approvedBy(stage(entitlement.User("boss"))))
				hall := r.hall(desk)
				hall.CustomExtension("ask").CallbackConfiguration = nil
				_, err := r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: hall})
				require.NoError(r, err)
			}
			out := r.resume(first)
			if lost {
				require.Equal(r, entitlement.RequestDenied, out.State)
				r.ends(id, entitlement.RequestDenied, entitlement.ReasonExtensionFailed)
				return
			}
			require.Equal(r, entitlement.RequestSubmitted, out.State)
			r.settle()
			call := r.processes.last()
			require.Equal(r, determining, call.Stage)
			require.Equal(r, entitlement.RequestPendingApproval, r.resume(call, saying(stage(entitlement.User("hank")))).State)
			require.Equal(r, []string{"vet callbackReceived", "ask callbackReceived"}, r.callouts(id))
			r.approve("hank", id)
			r.settle()
			r.ends(id, entitlement.RequestDelivered, 0)
			r.requireDerived(map[byte]bool{})
		})
	}
}

// Requests to extend pass the same stage, and what will happen can be asked before. // R-161, R-163, R-086
func TestExtendingIsDeterminedToo(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended().ID
		desk := r.kit(hall, "desk", extendable, lasting(10), approvedBy(determinedBy("ask")), func(p *entitlement.AssignmentPolicy) {
			p.RequestApprovalSettings.IsApprovalRequiredForAdd = false
			p.RequestApprovalSettings.IsApprovalRequiredForUpdate = true
		})
		foreseen := r.ask("ann", lifecycle.SubmitInput{Package: desk.pkg.ID, IsValidationOnly: true})
		require.Equal(r, entitlement.RequestDelivering, foreseen.State)
		given := r.submit("ann", desk.pkg)
		r.settle()
		out, err := r.as("ann").Extend(r.Context(), lifecycle.ExtendInput{Assignment: given.Assignment})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestSubmitted, out.State)
		r.settle()
		r.resume(r.processes.last(), saying(stage(entitlement.User("hank"))))
		r.approve("hank", out.Request)
		r.ends(out.Request, entitlement.RequestDelivered, 0)
		require.Equal(r, start.Add(20*day), r.made(given.Request).Schedule.End)

		other := r.kit(hall, "other", approvedBy(determinedBy("ask")))
		foreseen = r.ask("ann", lifecycle.SubmitInput{Package: other.pkg.ID, IsValidationOnly: true})
		require.Equal(r, entitlement.RequestSubmitted, foreseen.State)
		require.True(r, r.explain("ann", other.pkg).MayRequest)
		required, err := r.as("ann").Requirements(r.Context(), lifecycle.RequirementsInput{Package: other.pkg.ID})
		require.NoError(r, err)
		require.True(r, required[0].IsApprovalRequiredForAdd)
	})
}

// A policy names an extension of its catalog that is waited for, and the catalog keeps it so. // R-161
func TestWhichExtensionsDetermineStages(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended()
		desk := r.kit(hall.ID, "desk")
		for name, stages := range map[string][]entitlement.StageSettings{
			"unknown":     {determinedBy("nobody")},
			"continues":   {determinedBy("tell")},
			"never_waits": {determinedBy("remind")},
			"second":      {stage(entitlement.User("boss")), determinedBy("ask")},
		} {
			p := desk.policy
			approvedBy(stages...)(&p)
			_, err := r.as("root").UpdatePolicy(r.Context(), lifecycle.PolicyInput{Policy: p})
			require.ErrorIs(r, err, entitlement.InvalidArgument, name)
		}
		r.edit(desk.policy, approvedBy(determinedBy("ask")))
		update := func(change func(c *entitlement.Catalog)) error {
			c := r.hall(desk)
			change(&c)
			_, err := r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: c})
			return err
		}
		require.ErrorIs(r, update(func(c *entitlement.Catalog) { c.CustomExtensions = nil }), entitlement.InUse)
		require.ErrorIs(r, update(func(c *entitlement.Catalog) { c.CustomExtension("ask").CallbackConfiguration = nil }), entitlement.InUse)
		require.NoError(r, update(func(c *entitlement.Catalog) { c.CustomExtension("vet").CallbackConfiguration = nil }))
		require.NoError(r, update(func(c *entitlement.Catalog) {
			c.CustomExtension("ask").CallbackConfiguration.TimeoutDuration = entitlement.Days(1)
		}))
	})
	onRigs(t, func(r *rig) {
		_, err := r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{
			Policy: policyFor(r.kit(r.extended().ID, "desk").pkg.ID, approvedBy(determinedBy("ask"))),
		})
		require.ErrorIs(r, err, entitlement.Unsupported) // nobody could be called
	}, func(c *lifecycle.Config) { c.Extension = nil })
}
