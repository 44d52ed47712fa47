package entitlement

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// I-24
func TestMayDecide(t *testing.T) {
	t.Parallel()
	s := ApprovalStage{Request: RequestID{1}, Index: 2, Approvers: []SubjectID{"anna", "ben"}, Alternates: []SubjectID{"carl"}}
	for id, want := range map[SubjectID]bool{"anna": true, "ben": true, "carl": true, "Anna": false, "": false, "dana": false} {
		require.Equal(t, want, s.MayDecide(id), "%q", id)
	}
	require.False(t, (&ApprovalStage{}).MayDecide("anna"), "an empty set approves nothing") // I-33
	require.Equal(t, StageKey{RequestID{1}, 2}, s.Key())
}

//
func TestRequestTypesThatAdd(t *testing.T) {
	t.Parallel()
	add := []RequestType{RequestUserAdd, RequestAdminAdd, RequestSystemAdd, RequestOnBehalfAdd}
	for _, typ := range RequestTypes() {
		require.Equal(t, slices.Contains(add, typ), typ.IsAdd(), "%v", typ)
	}
}

// A grant is wanted as long as a source is left; an end that has come no longer counts. // R-031, R-032, I-61, I-68
func TestGrantSources(t *testing.T) {
	t.Parallel()
	g := Grant{Sources: []GrantSource{{Assignment: AssignmentID{1}, End: day(2, 1)}, {Assignment: AssignmentID{3}, End: day(3, 1)}}}
	require.True(t, g.IsWanted())
	require.True(t, g.WantedAt(day(2, 1)), "by the other")
	require.True(t, g.WantedAt(day(3, 1).Add(-1)))
	require.False(t, g.WantedAt(day(3, 1)))
	require.False(t, (&Grant{}).IsWanted())
	require.False(t, (&Grant{}).WantedAt(day(1, 1)))
	require.True(t, (&Grant{Sources: []GrantSource{{}}}).WantedAt(latest), "no end never comes")

	for id, want := range map[AssignmentID]struct {
		index int
		found bool
	}{{1}: {0, true}, {3}: {1, true}, {2}: {1, false}, {4}: {2, false}} {
		i, found := g.Source(id)
		require.Equal(t, want.index, i, "%v", id)
		require.Equal(t, want.found, found, "%v", id)
	}
}

// The numbers of the mails are those of the rule book. // R-331
func TestMailNumbers(t *testing.T) {
	t.Parallel()
	for want, k := range map[string]MailKind{
		"N02": MailDecideByDate, "N04": MailDecideByTime, "N07": MailApproved, "N09": MailDenied, "N18": MailAccessGiven,
		"N20": MailAccessEnded, "N25": MailReviewFinished, "N26": MailWithdrawn, "N??": 0,
	} {
		require.Equal(t, want, k.String())
	}
	require.Equal(t, "N??", MailKind(27).String())
}

// What Entra's audit log records too is recorded under its name. // R-347, R-348
func TestActivityNames(t *testing.T) {
	t.Parallel()
	entra := []string{
		"Create catalog", "Update catalog", "Delete catalog",
		"Create access package", "Update access package", "Delete access package",
		"Create access package assignment policy", "Update access package assignment policy",
		"Delete access package assignment policy",
		"Create connected organization", "Update connected organization", "Delete connected organization",
		"Create resource request", "Create resource remove request", "Update access package catalog resource",
		"Add Entitlement Management role assignment", "Remove Entitlement Management role assignment", "Update tenant setting",
		"User requests access package assignment", "User requests to remove access package assignment",
		"Administrator directly assigns user to access package", "Administrator directly removes user access package assignment",
		"Update access package assignment request", "Cancel access package assignment request",
		"Auto approve access package assignment request", "Create request approval",
		"Approval stage completed for access package assignment request", "Approve access package assignment request",
		"Deny access package assignment request",
		"Access package assignment request timed out (no approver action taken)",
		"Schedule a future access package assignment", "Ready to fulfill access package assignment request",
		"Fulfill access package assignment request", "Fulfill access package resource assignment",
		"Partially fulfill access package assignment request", "Failed access package assignment request",
		"Remove access package assignment", "Remove access package resource assignment",
		"Invite external user", "Delete external user",
	}
	var names []string
	for _, a := range Activities() {
		names = append(names, a.String())
		var back Activity
		text, err := a.MarshalText()
		require.NoError(t, err)
		require.NoError(t, back.UnmarshalText(text))
		require.Equal(t, a, back)
	}
	require.Subset(t, names, entra)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(names))), len(names), "each name once")
}
