package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Who may decide is settled when the stage opens. What becomes of these people later counts; who else joins does not.
func TestApproversAreFixedWhenTheStageOpens(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for _, id := range []entitlement.SubjectID{"amy", "ben", "cat", "dot", "eve"} {
			r.hire(entitlement.Subject{ID: id, UserType: entitlement.UserMember})
		}
		r.gather("inner", "dot")
		r.gather("board", "amy", "ben", "cat")
		r.nest("approvers", "board", "inner")
		pkg, _ := r.offer(approvedBy(stage(entitlement.GroupMembers("approvers"))))
		asked := r.submit("ann", pkg)
		want := []entitlement.SubjectID{"amy", "ben", "cat", "dot"}
		require.Equal(r, want, r.stageOf(asked.Request, 1).Approvers)

		r.gather("board", "ben", "cat", "eve") // amy has left the group, eve has joined
		r.disable("ben")
		r.dismiss("cat")
		approve := lifecycle.DecideInput{Request: asked.Request}
		require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers("eve", approve))
		require.Equal(r, []entitlement.Code{entitlement.ApproverDisabled}, r.answers("ben", approve)) // R-146, I-37
		require.Equal(r, []entitlement.Code{entitlement.ApproverDisabled}, r.answers("cat", approve))
		require.Equal(r, want, r.stageOf(asked.Request, 1).Approvers)
		require.Nil(r, r.answers("amy", approve)) // leaving the group takes nothing away
		require.Equal(r, entitlement.SubjectID("amy"), r.stageOf(asked.Request, 1).DecidedBy)
	})
}

// An account that is enabled again may decide again: nothing was lost but the time.
func TestAnApproverWhoComesBack(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		asked := r.submit("ann", pkg)
		r.disable("meg")
		r.pass(10 * day)
		require.Equal(r, []entitlement.Code{entitlement.ApproverDisabled}, r.answers("meg", lifecycle.DecideInput{Request: asked.Request}))
		r.change("meg", func(s *entitlement.Subject) { s.AccountDisabled = false })
		r.approve("meg", asked.Request)
		require.Equal(r, start.Add(30*day), r.stageOf(asked.Request, 1).Deadline)
	})
}

// All approvers of the stage are gone and nobody else is asked: the request waits for its deadline.
func TestAllApproversAreGone(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		asked := r.submit("ann", pkg)
		r.disable("meg")
		r.pass(30*day - tick)
		require.Equal(r, entitlement.RequestPendingApproval, r.request(asked.Request).Request.State) // I-33, R-147
		r.pass(tick)
		r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
	})
}

// A new manager decides from the next stage on, the old one keeps what is pending.
func TestTheManagerChangesMeanwhile(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(stage(entitlement.User("hank")), stage(entitlement.Manager(1))))
		pending, _ := r.submit("ann", pkg), r.submit("bob", pkg)
		first := r.submit("ann", r.simple("first", approvedBy(stage(entitlement.Manager(1)))))
		r.change("ann", func(s *entitlement.Subject) { s.Manager = "boss" })

		require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers("boss", lifecycle.DecideInput{Request: first.Request}))
		r.approve("meg", first.Request) // hers already
		r.approve("hank", pending.Request)
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(pending.Request, 2).Approvers)
		require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers("meg", lifecycle.DecideInput{Request: pending.Request}))
		r.approve("boss", pending.Request)
	})
}

// Nobody decides for themselves: not as a member of the approving group, not under another identity, not as the manager who
// gives the access directly.
func TestNobodyDecidesForThemselves(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.hire(entitlement.Subject{ID: "ann-admin", UserType: entitlement.UserMember, LinkedIDs: []entitlement.SubjectID{"ann"}})
		r.gather("team", "ann", "bob", "ann-admin")
		pkg, policy := r.offer(approvedBy(stage(entitlement.GroupMembers("team"))))
		asked := r.submit("ann", pkg)
		require.Equal(r, []entitlement.SubjectID{"bob"}, r.stageOf(asked.Request, 1).Approvers) // R-140, I-23
		require.Empty(r, r.asked("ann"))
		approve := lifecycle.DecideInput{Request: asked.Request}
		require.Equal(r, []entitlement.Code{entitlement.NotApprover, entitlement.SelfApproval}, r.answers("ann", approve))
		require.Equal(r, []entitlement.Code{entitlement.NotApprover, entitlement.SelfApproval}, r.answers("ann-admin", approve)) // I-23

		// The link was made after the stage opened: what counts is who decides, at the time of the decision.
		r.change("bob", func(s *entitlement.Subject) { s.LinkedIDs = []entitlement.SubjectID{"ann"} })
		require.Equal(r, []entitlement.Code{entitlement.SelfApproval}, r.answers("bob", approve)) // I-23

		// Whoever assigns is the requestor, and does not approve either.
		_, err := r.as("root").AssignRole(r.Context(), lifecycle.RoleInput{Role: entitlement.RoleAssignment{
			Role: entitlement.RoleCatalogOwner, Catalog: entitlement.GeneralCatalogID(), Principal: entitlement.User("hank"),
		}})
		require.NoError(r, err)
		policy.RequestApprovalSettings.Stages[0].PrimaryApprovers = []entitlement.SubjectSet{
			entitlement.User("hank"), entitlement.User("boss"),
		}
		_, err = r.as("root").UpdatePolicy(r.Context(), lifecycle.PolicyInput{Policy: policy})
		require.NoError(r, err)
		given, err := r.as("hank").Assign(r.Context(), lifecycle.AssignInput{Package: pkg.ID, Target: "bob"})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestPendingApproval, given.State)
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(given.Request, 1).Approvers) // I-23
	})
}

// What happens when the second stage has nobody: fallback approvers, else the alternates at once, else the deadline.
func TestNobodyForTheSecondStage(t *testing.T) {
	t.Parallel()
	manager := stage(entitlement.Manager(1))
	for name, c := range map[string]struct {
		second     entitlement.StageSettings
		approvers  []entitlement.SubjectID
		alternates []entitlement.SubjectID
	}{
		"fallback": {orElse(manager, entitlement.User("boss")), []entitlement.SubjectID{"boss"}, nil},
		"fallback_rather_than_alternates": {
			escalating(5, orElse(manager, entitlement.User("boss")), entitlement.User("root")), []entitlement.SubjectID{"boss"}, nil,
		},
		"alternates_at_once": {escalating(5, manager, entitlement.User("boss")), nil, []entitlement.SubjectID{"boss"}},
		"nobody":             {manager, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(stage(entitlement.User("hank")), c.second))
				asked := r.submit("ann", pkg)
				r.change("ann", func(s *entitlement.Subject) { s.Manager = "" })
				r.pass(day)
				r.approve("hank", asked.Request)
				r.settle()
				second := r.stageOf(asked.Request, 2)
				require.Equal(r, c.approvers, second.Approvers)
				require.Equal(r, c.approvers != nil, second.Fallback) // I-25
				require.Equal(r, c.alternates, second.Alternates)
				require.Equal(r, start.Add(31*day), second.Deadline)
				if c.approvers != nil || c.alternates != nil {
					r.approve("boss", asked.Request)
					return
				}
				r.pass(30 * day) // I-33: no approver is no approval
				r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
			})
		})
	}
}

// At submission a stage without anybody is refused at once.
func TestNobodyForTheFirstStage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(stage(entitlement.User("ann")))) // only the requestor
		r.refuses(refusal{
			op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
			detail:  "nobody can approve",
			reasons: []entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.SelfApproval},
		}, r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}))
		require.Equal(r, []entitlement.SubjectID{"ann"}, r.stageOf(r.submit("bob", pkg).Request, 1).Approvers)
	})
}
