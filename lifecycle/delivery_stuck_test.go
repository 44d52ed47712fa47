package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// A revoke never gives up, whatever the target says. The access ended at once; the operator is told after the window, once,
// and sees it listed until it is done.
func TestARevokeNeverGivesUp(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]error{
		"transient": provision.Transient(provision.TargetUnavailable, ""),
		"permanent": provision.Permanent(provision.PermissionMissing, "Give the engine the right to change the group."),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				asked := r.submit("ann", r.simple("club", lasting(10)))
				r.settle()
				r.breaks(failing("club", answer))
				end, begin := start.Add(10*day), r.seq()
				r.passTo(end)
				require.Equal(r, entitlement.AssignmentExpired, r.made(asked.Request).State) // at once
				require.Empty(r, r.live("ann"))
				state, _ := r.role("ann", "club")
				require.Equal(r, lifecycle.RoleRemoved, state)

				r.pass(6*time.Hour - tick)
				require.Empty(r, r.happened(begin, entitlement.ActivityStuckRevoke))
				r.pass(30 * day)
				failure := provision.Classify(answer)
				told := r.happened(begin, entitlement.ActivityStuckRevoke)
				require.Len(r, told, 1) // the operator is told, once
				require.Equal(r, []entitlement.Code{failure.Code}, told[0].Codes)
				require.False(r, told[0].At.Before(end.Add(6*time.Hour)))
				require.Less(r, told[0].At, end.Add(7*time.Hour+tick))
				attempts := r.instants("club")
				requireBackoff(r, attempts[1:])
				require.Greater(r, len(attempts), 30*24) // I-67: about every hour

				stuck := r.stuck()
				require.Len(r, stuck, 1)
				require.Equal(r, entitlement.KindGrant, stuck[0].Kind)
				require.Equal(r, entitlement.SubjectID("ann"), stuck[0].Subject)
				require.Equal(r, "club", stuck[0].Target.OriginID)
				require.Equal(r, entitlement.RoleMember, stuck[0].Role)
				require.Equal(r, failure.Code, stuck[0].Code)
				require.Equal(r, failure.Hint, stuck[0].Hint)
				require.Equal(r, len(attempts)-1, stuck[0].Attempts)
				require.Equal(r, end, stuck[0].First)
				require.True(r, stuck[0].Next.After(r.now()))
				_, shown := r.role("ann", "club")
				require.Equal(r, string(failure.Code), shown)

				r.target.Heal()
				r.pass(time.Hour)
				require.False(r, r.has("ann", "club")) // I-123
				require.Empty(r, r.stuck())
				state, _ = r.role("ann", "club")
				require.Zero(r, state)
			})
		})
	}
}

// Who asks again while the revoke is stuck gets the role back, and nobody is told of a stuck revoke any more.
func TestAStuckRevokeIsOvertaken(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club", lasting(10))
		r.submit("ann", club)
		r.settle()
		r.breaks(fake.Fault{Resource: "club", Verb: provision.Revoke, Answer: fake.AnswerError, Effect: fake.EffectNone})
		r.pass(12 * day)
		require.Len(r, r.stuck(), 1)
		again := r.submit("ann", club)
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(again.Request).Request.State)
		require.Empty(r, r.stuck())
		revokes := len(r.instants("club"))
		r.pass(9 * day)
		require.Len(r, r.instants("club"), revokes, "nothing is revoked while it is wanted")
		require.True(r, r.has("ann", "club"))
	})
}

// A revoke that is stuck keeps nobody else's from going out.
func TestAStuckRevokeDelaysNobody(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for _, group := range []string{"bad", "good"} {
			club := r.simple(group, lasting(10))
			for _, who := range []entitlement.SubjectID{"ann", "bob"} {
				r.submit(who, club)
			}
		}
		r.settle()
		r.breaks(fake.Fault{
			Resource: "bad", Subject: "ann", Verb: provision.Revoke, Answer: fake.AnswerError, Effect: fake.EffectNone,
		})
		r.passTo(start.Add(10 * day))
		require.Len(r, r.target.Holdings(), 1) // I-70: within the same instant
		require.True(r, r.has("ann", "bad"))
	})
}

// After a bare jump of the clock only the latest wish goes out: access whose end has passed is not granted, and access that
// ended is revoked.
func TestAccessThatEndedMeanwhileIsNotGranted(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("failing", nil))
		failed := r.submit("ann", r.simple("failing", expiring(entitlement.Expiration{
			Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Hours(3),
		})))
		r.pass(time.Hour)
		never := r.submit("ann", r.simple("never", lasting(1))) // nobody dispatches it before its end
		r.submit("ann", r.simple("longer", lasting(100)))
		r.target.Heal()
		tried := len(r.instants("failing"))
		r.clock.Set(start.Add(50 * day))
		r.settle()
		for _, group := range []string{"failing", "never"} {
			require.False(r, r.has("ann", group))
			calls := r.operations(group)
			for i, c := range calls {
				granted := c.Operation.Verb == provision.Grant
				require.False(r, granted && (group == "never" || i >= tried), "%s: no attempt to grant after the end", group) // I-68
			}
		}
		require.Equal(r, start.Add(3*time.Hour), r.made(failed.Request).Ended) // I-77
		require.Equal(r, start.Add(day+time.Hour), r.made(never.Request).Ended)
		require.True(r, r.has("ann", "longer"))
		require.Empty(r, r.mails.of(entitlement.MailAccessEnded))
		require.Len(r, r.mails.of(entitlement.MailAccessGiven), 1)
	})
}
