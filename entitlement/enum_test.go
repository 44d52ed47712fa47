package entitlement

import (
	"encoding"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A textual is an enumeration with a text form that is read and written.
type textual[E any] interface {
	*E
	encoding.TextUnmarshaler
}

// testWords checks that an enumeration has exactly the words given, in the order of its values, and that its text forms
// are inverse to each other and refuse everything else.
func testWords[E interface {
	~uint8
	fmt.Stringer
	encoding.TextMarshaler
}, P textual[E]](t *testing.T, known words[E], want ...string) {
	t.Helper()
	first, contiguous := 0, true
	for i := range known {
		if known[i] == "" {
			first, contiguous = i+1, contiguous && i == first
		}
	}
	require.True(t, contiguous && first <= 1, "values count from 0 or 1, without holes: they are stored")

	var got []string
	for v := range E(len(known) + 2) {
		text, err := v.MarshalText()
		if !known.has(v) {
			if len(text) > 0 || err == nil {
				require.Empty(t, text, "the zero value may stand for nothing")
				require.Zero(t, v)
				continue
			}
			require.ErrorIs(t, err, InvalidArgument)
			require.Equal(t, fmt.Sprintf("unknown(%d)", v), known.text(v))
			continue
		}
		require.NoError(t, err)
		require.Equal(t, v.String(), strings.TrimPrefix(string(text), graphType))
		got = append(got, v.String())

		var back E
		require.NoError(t, P(&back).UnmarshalText(text))
		require.Equal(t, v, back)
		data, err := json.Marshal(v)
		require.NoError(t, err)
		back = 0
		require.NoError(t, json.Unmarshal(data, &back))
		require.Equal(t, v, back)

		for _, other := range []string{strings.ToUpper(string(text)), string(text) + " ", string(text) + "s"} {
			require.ErrorIs(t, P(&back).UnmarshalText([]byte(other)), InvalidArgument, "%q", other) // I-8
		}
	}
	require.Equal(t, want, got)
	require.Len(t, slices.Compact(slices.Sorted(slices.Values(want))), len(want), "each word once")

	var e E
	require.ErrorIs(t, P(&e).UnmarshalText([]byte("unknownFutureValue")), InvalidArgument, "nobody stores what nobody knows")
	require.Error(t, json.Unmarshal([]byte("1"), P(&e)), "numbers are not words")
}

// Enumerations that are ours alone. Values are stored, so their order never changes.
func TestOwnWords(t *testing.T) {
	t.Parallel()
	testWords(t, stageStates, "waiting", "open", "escalated", "approved", "denied", "timedOut", "canceled", "skipped")
	testWords(t, userTypes, "member", "guest", "outside")
	testWords(t, guestStates, "absent", "active", "blocked", "deleted")
	testWords(t, actorKinds, "system", "person", "host")
	testWords(t, roles, "globalAdministrator", "identityGovernanceAdministrator", "catalogCreator",
		"connectedOrganizationAdministrator", "catalogOwner", "catalogReader", "accessPackageManager",
		"accessPackageAssignmentManager", "globalReader", "securityReader", "userAdministrator")
	testWords(t, kinds, "catalog", "resource", "accessPackage", "assignmentPolicy", "connectedOrganization", "roleAssignment",
		"settings", "assignmentRequest", "approvalStage", "assignment", "grant", "guestAccount", "subject", "group",
		"resourceRole", "store", "engine", "reviewSeries", "review", "reviewItem", "approvalDelegation",
		"automaticScope", "automaticMember", "departure", "callout")
	testWords(t, endReasons, "approverDenied", "approvalTimeout", "requestorCanceled", "administratorCanceled",
		"packageDeleted", "policyDeleted", "scheduleElapsed", "targetNotFound", "targetDisabled", "assignmentEnded", "expired",
		"administratorRemoved", "selfRemoved", "incompatible", "deliveryFailedCanceled", "policyEnded", "reviewDenied",
		"onBehalfRemoved", "approverRevoked", "leftScope", "userDeleted", "extensionTimeout", "extensionFailed", "extensionDenied")
	testWords(t, reviewStates, "Starting", "InProgress", "Applying", "Applied", "Missed")
}

// Words for messages only; they are never read back.
func TestWordsForMessages(t *testing.T) {
	t.Parallel()
	for word, got := range map[string]fmt.Stringer{
		"nothing": ResolvingNothing, "alternates": ResolvingAlternates, "unknown(9)": StageResolving(9),
		"pending": SourcePending, "granted": SourceGranted, "failed": SourceFailed,
		"unknown": ObservedUnknown, "present": ObservedPresent, "absent": ObservedAbsent, "unknown(3)": Observation(3),
		"deadline": StageTimesOut, "reprocess or late success": AssignmentReprocessed, "stage approved": RequestStageApproved,
		"deletion instant": GuestDeletionDue,
	} {
		require.Equal(t, word, got.String())
	}
}

func TestNoReasonIsNoText(t *testing.T) {
	t.Parallel()
	require.Empty(t, EndReason(0).String())
	r := ReasonExpired
	require.NoError(t, r.UnmarshalText(nil))
	require.Zero(t, r)
}

func TestUnknownWordsAreQuotedAndCut(t *testing.T) {
	t.Parallel()
	var s RequestState
	err := s.UnmarshalText([]byte("delivered\nlog: forged " + strings.Repeat("x", 1000)))
	require.ErrorIs(t, err, InvalidArgument)
	require.Contains(t, err.Error(), `state has no value "delivered\nlog: forged x`)
	require.Contains(t, err.Error(), "submitted, pendingApproval, delivering", "the message lists what there is")
	require.Less(t, len(err.Error()), 300)
	require.NotContains(t, err.Error(), "\n")
}

func TestListsOfValues(t *testing.T) {
	t.Parallel()
	require.Len(t, RequestTypes(), 12)
	require.Equal(t, RequestNotSpecified, RequestTypes()[0])
	require.Equal(t, ActivityCreateCatalog, Activities()[0])
}
