package policy_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// Delegates are looked up like approvers, and left out for the same reasons.
func TestDelegates(t *testing.T) {
	t.Parallel()
	appointed := []entitlement.StageDelegate{
		{Approver: "meg", Delegate: "hank"}, {Approver: "boss", Delegate: "ann"}, {Approver: "olga", Delegate: "gone"},
	}
	routing := policy.Routing{Requestor: "ann", Target: "ann"}
	var facts policy.Facts
	asked := policy.Delegates(appointed, routing, &facts)
	require.Empty(t, asked.Delegates, "nothing rests on missing facts") // I-94
	require.Len(t, asked.Needs, 3, "ann, hank and whoever is gone")

	for _, id := range []entitlement.SubjectID{"ann", "hank"} {
		facts.AddSubject(id, &entitlement.Subject{ID: id, UserType: entitlement.UserMember})
	}
	facts.AddSubject("gone", nil)
	found, reasons := policy.ExplainDelegates(appointed, routing, &facts)
	require.Equal(t, policy.Delegates(appointed, routing, &facts), found)
	require.Equal(t, appointed[:1], found.Delegates)
	require.ElementsMatch(t, []entitlement.Code{entitlement.SelfApproval, entitlement.ApproverDisabled},
		entitlement.FailedCodes(reasons))
	require.Equal(t, policy.Delegation{}, policy.Delegates(nil, routing, &facts), "nobody was appointed, nobody is looked up")
}
