package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestManagersAndSponsorsApproveInOneStage(t *testing.T) {
	t.Parallel()
	stages := func(sets ...SubjectSet) error {
		a := ApprovalSettings{IsApprovalRequiredForAdd: true}
		for _, set := range sets {
			a.Stages = append(a.Stages, StageSettings{PrimaryApprovers: []SubjectSet{set}})
		}
		return a.Validate(SeedLimits())
	}
	require.NoError(t, stages(Manager(1), User("hank")))
	require.NoError(t, stages(Manager(1), Sponsors()))
	for _, twice := range [][]SubjectSet{
		{Manager(1), Manager(2)},
		{Manager(1), {Type: SetRequestorManager}},
		{Sponsors(), {Type: SetExternalSponsors}},
		{{Type: SetTargetUserSponsors}, Sponsors()},
	} {
		require.ErrorIs(t, stages(twice...), InvalidArgument)
	}
}
