package entitlement

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestVisibilities(t *testing.T) {
	t.Parallel()
	testWords(t, resourceVisibilities, "allUsers", "members", "nobody")
	for v, want := range map[ResourceVisibility][3]bool{ // member, guest, outside // R-077
		ResourcesForAllUsers: {true, true, true}, ResourcesForMembers: {true, false, false}, ResourcesForNobody: {},
	} {
		for i, t0 := range []UserType{UserMember, UserGuest, UserOutside} {
			require.Equal(t, want[i], v.Shows(t0), "%s for %s", v, t0)
		}
	}
	for v, want := range map[ApproverVisibility][2]bool{ // the tenant hides, shows // R-078
		ApproversByDefault: {false, true}, ApproversNotVisible: {false, false}, ApproversVisible: {true, true},
	} {
		require.Equal(t, want, [2]bool{v.Shows(false), v.Shows(true)}, v.String())
	}
	for _, s := range []Settings{{ResourceVisibility: 9}, {RelatedPeopleInsightLevel: 9}} {
		require.ErrorIs(t, s.Validate(), InvalidArgument)
	}
}

func TestRequestLink(t *testing.T) {
	t.Parallel()
	require.Equal(t, "https://myaccess.microsoft.com/@contoso.com#/access-packages/01000000-0000-0000-0000-000000000000",
		RequestLink(DefaultPortal, "contoso.com", AccessPackageID{1}))
	require.Equal(t, "https://a.example/@x%2Fy#/access-packages/01000000-0000-0000-0000-000000000000",
		RequestLink("https://a.example", "x/y", AccessPackageID{1}))
}
