package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// nobody waits for the first approval when the second can never come.
func TestEveryStageNeedsSomebody(t *testing.T) {
	t.Parallel()
	manager, hank, self := stage(entitlement.Manager(1)), stage(entitlement.User("hank")), stage(entitlement.User("ann"))
	missing := []entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.ManagerMissing}
	excluded := []entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.SelfApproval}
	for name, c := range map[string]struct {
		stages  []entitlement.StageSettings
		refused []entitlement.Code
	}{
		"second_without_manager":                {[]entitlement.StageSettings{hank, manager}, missing},
		"first_without_manager":                 {[]entitlement.StageSettings{manager, hank}, missing},
		"second_with_a_fallback":                {[]entitlement.StageSettings{hank, orElse(manager, entitlement.User("boss"))}, nil},
		"a_missing_manager_takes_a_fallback":    {[]entitlement.StageSettings{hank, escalating(5, manager, entitlement.User("boss"))}, missing},
		"second_excluded":                       {[]entitlement.StageSettings{hank, self}, excluded},
		"second_excluded_with_alternates":       {[]entitlement.StageSettings{hank, escalating(5, self, entitlement.User("boss"))}, nil},
		"second_excluded_with_useless_fallback": {[]entitlement.StageSettings{hank, orElse(self, entitlement.User("ann"))}, excluded},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(c.stages...))
				r.change("ann", func(s *entitlement.Subject) { s.Manager = "" })
				if c.refused == nil {
					require.Equal(r, entitlement.RequestPendingApproval, r.submit("ann", pkg).State)
					return
				}
				r.refuses(refusal{
					op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
					detail: "nobody can approve", reasons: c.refused,
				}, r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}))
				if len(c.stages) > 1 && c.refused[2] == entitlement.ManagerMissing {
					r.submit("bob", pkg) // who has a manager
				}
			})
		})
	}
}

// the check at the submission fixes nothing; who decides a later stage is found when it opens.
func TestLaterStagesAreRoutedAgain(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(stage(entitlement.User("hank")), orElse(stage(entitlement.Manager(1)), entitlement.User("root"))))
		asked := r.submit("ann", pkg)
		require.Equal(r, []entitlement.SubjectID{"hank"}, r.stageOf(asked.Request, 1).Approvers)
		require.Empty(r, r.stageOf(asked.Request, 2).Approvers)
		r.disable("meg")
		from := r.seq()
		r.approve("hank", asked.Request)
		require.Equal(r, []entitlement.SubjectID{"root"}, r.stageOf(asked.Request, 2).Approvers)
		opened := r.happened(from, entitlement.ActivityCreateApproval)
		require.Len(r, opened, 1)
		require.Equal(r, []entitlement.Code{entitlement.ApproverSet, entitlement.ApproverDisabled}, opened[0].Codes) // I-25: why
	})
}

// The log also says why a stage opened with nobody.
func TestAStageThatOpensWithNobodySaysWhy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(stage(entitlement.User("hank")), stage(entitlement.Manager(1))))
		asked := r.submit("ann", pkg)
		r.change("ann", func(s *entitlement.Subject) { s.Manager = "" })
		from := r.seq()
		r.approve("hank", asked.Request)
		opened := r.happened(from, entitlement.ActivityCreateApproval)
		require.Len(r, opened, 1)
		require.Equal(r, []entitlement.Code{ // I-103
			entitlement.NoApprover, entitlement.ApproverSet, entitlement.ManagerMissing,
		}, opened[0].Codes)
	})
}

// where every approver of the first stage is excluded, the alternates are asked at once.
func TestExcludedApproversLeaveItToTheAlternates(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(escalating(5, stage(entitlement.User("ann")), entitlement.User("hank"))))
		from := r.seq()
		asked := r.submit("ann", pkg)
		require.Equal(r, entitlement.RequestPendingApproval, asked.State)
		made := r.happened(from, entitlement.ActivityUserRequests)
		require.Equal(r, []entitlement.Code{ // why nobody of the stage is asked
			entitlement.NoApprover, entitlement.ApproverSet, entitlement.SelfApproval,
		}, made[0].Codes)
		r.settle()
		require.Empty(r, r.stageOf(asked.Request, 1).Approvers)
		require.Equal(r, []entitlement.SubjectID{"hank"}, r.stageOf(asked.Request, 1).Alternates) // not in five days
		require.Equal(r, start.Add(30*day), r.stageOf(asked.Request, 1).Deadline)
		require.Equal(r, []entitlement.Code{entitlement.NotApprover, entitlement.SelfApproval},
			r.answers("ann", lifecycle.DecideInput{Request: asked.Request})) // I-23
		r.approve("hank", asked.Request)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
	})
}

// alternates who come to nobody are no way out, and neither are they for a manager who does not exist.
func TestNobodyStandsInForAMissingManager(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		nobody, _ := r.offer(approvedBy(escalating(5, stage(entitlement.User("ann")), entitlement.User("ann"))))
		unmanaged := r.simple("unmanaged", approvedBy(escalating(5, stage(entitlement.Manager(1)), entitlement.User("root"))))
		require.ErrorIs(r, r.submission("ann", lifecycle.SubmitInput{Package: nobody.ID})(), entitlement.NoApprover)
		require.ErrorIs(r, r.submission("hank", lifecycle.SubmitInput{Package: unmanaged.ID})(), entitlement.NoApprover)
	})
}

// an open stage whose approvers are all gone is decided by whoever is found now: the same sets again, then the
// fallback, then the alternates.
func TestApproversWhoLeftAreReplacedWhenSomebodyElseDecides(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stage entitlement.StageSettings
		who   entitlement.SubjectID
		codes []entitlement.Code
	}{
		"the_new_manager": {stage(entitlement.Manager(1)), "boss", nil},
		"the_fallback": {
			orElse(stage(entitlement.User("meg")), entitlement.User("hank")), "hank",
			[]entitlement.Code{entitlement.ApproverSet, entitlement.ApproverDisabled},
		},
		"an_alternate": {
			escalating(5, stage(entitlement.User("meg")), entitlement.User("hank")), "hank",
			[]entitlement.Code{entitlement.NoApprover, entitlement.ApproverSet, entitlement.ApproverDisabled},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(c.stage))
				asked := r.submit("ann", pkg)
				approve := lifecycle.DecideInput{Request: asked.Request}
				r.change("ann", func(s *entitlement.Subject) { s.Manager = "boss" })
				require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers(c.who, approve), "meg is there") // R-145, I-98
				r.disable("meg")
				require.Equal(r, []entitlement.Code{entitlement.ApproverDisabled}, r.answers("meg", approve))
				require.Equal(r, []entitlement.Code{entitlement.NotApprover}, r.answers("bob", approve))      // I-24
				require.Equal(r, []entitlement.SubjectID{"meg"}, r.stageOf(asked.Request, 1).Approvers)

				from := r.seq()
				r.approve(c.who, asked.Request)
				decided := r.stageOf(asked.Request, 1)
				require.Equal(r, c.who, decided.DecidedBy)
				require.Equal(r, start.Add(30*day), decided.Deadline)
				replaced := r.happened(from, entitlement.ActivityAddApprover)
				require.Len(r, replaced, 1)
				require.Equal(r, c.codes, replaced[0].Codes) // I-103: why somebody else decides
				r.settle()
				require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
			})
		})
	}
}

// at the escalation the engine asks the directory anyway, and looks after the approvers as well.
func TestApproversWhoLeftAreReplacedAtTheEscalation(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(escalating(5, orElse(stage(entitlement.User("meg")), entitlement.User("root")), entitlement.User("hank"))))
		gone, stays := r.submit("ann", pkg), r.submit("bob", r.simple("other", approvedBy(
			escalating(5, orElse(stage(entitlement.User("boss")), entitlement.User("root")), entitlement.User("hank")))))
		r.pass(5*day - tick)
		r.disable("meg") // since the reminder, which looks too
		require.Equal(r, []entitlement.SubjectID{"meg"}, r.stageOf(gone.Request, 1).Approvers)
		r.pass(tick)
		require.Equal(r, []entitlement.SubjectID{"root"}, r.stageOf(gone.Request, 1).Approvers)
		require.True(r, r.stageOf(gone.Request, 1).Fallback)                                    // I-25
		require.Equal(r, []entitlement.SubjectID{"hank"}, r.stageOf(gone.Request, 1).Alternates)
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(stays.Request, 1).Approvers)
		require.Contains(r, r.asked("root"), gone.Request)
		r.approve("root", gone.Request)
	})
}

// an approval finds the people of the next stage, however many questions to the directory that takes.
func TestAnApprovalLooksAsFarAsItTakes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		second  entitlement.SubjectSet
		happens func(*rig)
		want    entitlement.SubjectID
	}{
		"two_managers_up":           {entitlement.Manager(2), func(*rig) {}, "boss"},
		"nobody_left_in_the_group":  {entitlement.GroupMembers("own"), func(r *rig) { r.gather("own", "ann") }, "hank"},
		"two_managers_up_and_back":  {entitlement.Manager(2), func(r *rig) { r.disable("boss") }, "hank"},
		"a_group_that_is_gone_away": {entitlement.GroupMembers("own"), func(r *rig) { r.dismiss("zoe") }, "hank"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.hire(entitlement.Subject{ID: "zoe", UserType: entitlement.UserMember})
				r.gather("own", "zoe", "ann")
				r.gather("inner", "hank")
				r.nest("hr", "inner")
				second := orElse(stage(c.second), entitlement.GroupMembers("hr"))
				asked := r.submit("ann", r.simple("a", approvedBy(stage(entitlement.User("root")), second)))
				c.happens(r)
				require.Equal(r, entitlement.RequestPendingApproval, r.approve("root", asked.Request).State)
				require.Equal(r, []entitlement.SubjectID{c.want}, r.stageOf(asked.Request, 2).Approvers)
			})
		})
	}
}
