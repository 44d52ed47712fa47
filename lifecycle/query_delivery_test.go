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

func (r *rig) deliveryErrors(who entitlement.SubjectID, id entitlement.RequestID) []lifecycle.DeliveryError {
	r.Helper()
	list, err := r.as(who).DeliveryErrors(r.Context(), lifecycle.DeliveryErrorsInput{Request: id})
	require.NoError(r, err)
	return list
}

// What is wrong with a delivery is listed, and counted, for each request: while the attempts go on, and after they ended.
func TestDeliveryErrors(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("All", member(r.addGroup("full")), member(r.addGroup("down")), member(r.addGroup("fine")))
		r.allow(pkg, lasting(10))
		down := failing("down", nil)
		down.Verb = provision.Grant
		require.NoError(r, r.target.Inject(failing("full", provision.Permanent(provision.GroupFull, "Make room.")), down))
		asked, other := r.submit("ann", pkg), r.submit("bob", r.simple("other"))
		require.Empty(r, r.deliveryErrors("ann", asked.Request), "nothing was tried yet")
		r.settle()

		errors := r.deliveryErrors("ann", asked.Request)
		require.Len(r, errors, 2) // counted
		full, tried := errors[0], errors[1]
		require.Equal(r, entitlement.Target{Type: entitlement.ResourceGroup, OriginID: "full"}, full.Target)
		require.Equal(r, "Group full", full.ResourceName)
		require.Equal(r, entitlement.RoleMember, full.Role)
		require.Equal(r, provision.GroupFull, full.Code)
		require.NotEmpty(r, full.Hint)
		require.Zero(r, full.Next, "nobody tries again") // C2
		require.Equal(r, provision.TargetUnavailable, tried.Code)
		require.Equal(r, 1, tried.Attempts)
		require.Equal(r, r.now(), tried.First)
		require.True(r, tried.Next.After(r.now()))
		require.Empty(r, r.deliveryErrors("root", other.Request))

		r.pass(7 * time.Hour)
		require.Equal(r, entitlement.RequestPartiallyDelivered, r.request(asked.Request).Request.State)
		errors = r.deliveryErrors("root", asked.Request)
		require.Len(r, errors, 2)
		require.Zero(r, errors[1].Next)
		require.NotEmpty(r, errors[1].Hint)

		r.target.Heal()
		r.reprocess(asked.Assignment)
		r.settle()
		require.Empty(r, r.deliveryErrors("ann", asked.Request))
	})
}

// Access that has ended has no errors of delivery, noticed or not.
func TestDeliveryErrorsOfWhatHasEnded(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.NoError(r, r.target.Inject(fake.Fault{Answer: fake.AnswerError, Effect: fake.EffectNone}))
		asked := r.submit("ann", r.simple("club", lasting(10)))
		r.pass(7 * time.Hour)
		require.Len(r, r.deliveryErrors("ann", asked.Request), 1)
		r.clock.Add(10 * day)
		require.Empty(r, r.deliveryErrors("ann", asked.Request))
		r.settle()
		require.Empty(r, r.deliveryErrors("ann", asked.Request))
		denied := entitlement.RequestID{1}
		r.refuses(refusal{
			op: "delivery errors", code: entitlement.NotFound, kind: entitlement.KindRequest, id: denied.String(), detail: "there is none",
		}, func() error {
			_, err := r.as("root").DeliveryErrors(r.Context(), lifecycle.DeliveryErrorsInput{Request: denied})
			return err
		})
	})
}
