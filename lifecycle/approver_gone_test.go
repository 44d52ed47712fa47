package lifecycle_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// When the host says that the last approver is gone, others are asked at once. // R-147
func TestApproversWhoLeftAreReplacedWhenTheHostSaysSo(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stage entitlement.StageSettings
		who   entitlement.SubjectID
		want  []string
	}{
		"the_same_sets":          {stage(entitlement.Manager(1)), "boss", []string{"N02/1 to boss on day 3"}},
		"the_fallback":           {orElse(stage(entitlement.User("meg")), entitlement.User("hank")), "hank", []string{"N02/1 to hank on day 3"}},
		"the_alternates_at_once": {escalating(20, stage(entitlement.User("meg")), entitlement.User("hank")), "hank", []string{"N01/1 to hank on day 3"}},
		"nobody":                 {stage(entitlement.User("meg")), "", nil},
		"somebody_is_left":       {stage(entitlement.User("meg"), entitlement.User("root")), "root", nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.offer(approvedBy(c.stage))
				asked := r.submit("ann", pkg)
				r.pass(3 * day)
				r.posted()
				r.change("ann", func(s *entitlement.Subject) { s.Manager = "boss" })
				r.disable("meg")
				r.settle()
				require.Empty(r, r.posted(), "nobody has said so")
				r.tell("meg")
				r.settle()
				require.Equal(r, c.want, r.posted())
				open := r.stageOf(asked.Request, 1)
				require.Equal(r, entitlement.ResolvingNothing, open.Resolving)
				require.Equal(r, start.Add(30*day), open.Deadline)
				if c.who == "" {
					require.Equal(r, []entitlement.SubjectID{"meg"}, open.Approvers)
					r.pass(27 * day)
					r.ends(asked.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
					return
				}
				r.approve(c.who, asked.Request)
			})
		})
	}
}

// Who was deleted is replaced like who was disabled, in every stage that waits, however many: a batch at a time. // R-147
func TestEveryStageOfWhoWasDeletedIsLookedAt(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.hire(entitlement.Subject{ID: "zoe", UserType: entitlement.UserMember})
		var asked []entitlement.RequestID
		for i := range 5 {
			pkg := r.simple(fmt.Sprint("package ", i), approvedBy(orElse(stage(entitlement.User("zoe")), entitlement.User("hank"))))
			asked = append(asked, r.submit("ann", pkg).Request)
		}
		other := r.submit("ann", r.simple("other", approvedBy(stage(entitlement.User("boss"))))).Request
		r.approve("zoe", asked[0])
		r.settle()
		begin := r.seq()
		r.dismiss("zoe")
		r.tell("zoe")
		r.settle()
		for _, request := range asked[1:] {
			require.Equal(r, []entitlement.SubjectID{"hank"}, r.stageOf(request, 1).Approvers)
		}
		require.Len(r, r.happened(begin, entitlement.ActivityAddApprover), 4, "each once")
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(other, 1).Approvers)
		r.tell("zoe")
		r.settle()
		require.Len(r, r.happened(begin, entitlement.ActivityAddApprover), 4, "nothing waits for her any more")
	}, func(c *lifecycle.Config) { c.BatchSize = 2 })
}
