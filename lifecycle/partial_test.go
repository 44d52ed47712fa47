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

// three makes a package of three groups.
func (r *rig) three(change ...policyChange) entitlement.AccessPackage {
	r.Helper()
	pkg := r.bundle("Three", member(r.addGroup("one")), member(r.addGroup("two")), member(r.addGroup("three")))
	r.allow(pkg, change...)
	return pkg
}

// How far a delivery got is what its roles got.
func TestTheStateOfADelivery(t *testing.T) {
	t.Parallel()
	broken := provision.Permanent(provision.PermissionMissing, "")
	for name, c := range map[string]struct {
		faults     []fake.Fault
		request    entitlement.RequestState
		assignment entitlement.AssignmentState
		activity   entitlement.Activity
		mails      int
	}{
		"all_granted": {nil, entitlement.RequestDelivered, entitlement.AssignmentDelivered, entitlement.ActivityFulfillRequest, 1},
		"some_failed": {
			[]fake.Fault{failing("two", broken)}, entitlement.RequestPartiallyDelivered, entitlement.AssignmentPartiallyDelivered,
			entitlement.ActivityPartiallyFulfill, 0,
		},
		"all_failed": {
			[]fake.Fault{failing("", broken)}, entitlement.RequestDeliveryFailed, entitlement.AssignmentDeliveryFailed,
			entitlement.ActivityFailRequest, 0,
		},
		"one_is_slow": { // not yet all
			[]fake.Fault{failing("two", nil), failing("three", broken)}, entitlement.RequestDelivering, entitlement.AssignmentDelivering,
			0, 0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.breaks(c.faults...)
				asked := r.submit("ann", r.three())
				begin := r.seq()
				r.pass(time.Hour)
				require.Equal(r, c.request, r.request(asked.Request).Request.State)
				require.Equal(r, c.assignment, r.made(asked.Request).State)
				if c.activity != 0 {
					require.Len(r, r.happened(begin, c.activity), 1)
				}
				require.Len(r, r.mails.of(entitlement.MailAccessGiven), c.mails)
				require.Len(r, r.live("ann"), 1, "whatever was granted stays, to its end")
				r.refuses(refusal{                                                         // R-105, I-48
					op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage,
					id: r.made(asked.Request).Package.ID.String(), detail: "cannot be requested",
					reasons: r.occupied(asked.Request),
				}, r.submission("ann", lifecycle.SubmitInput{Package: r.made(asked.Request).Package.ID}))
			})
		})
	}
}

// occupied is why nobody gets a package a second time.
func (r *rig) occupied(id entitlement.RequestID) []entitlement.Code {
	r.Helper()
	if request := r.request(id).Request; request.IsOpen() {
		return []entitlement.Code{entitlement.RequestPending, entitlement.AssignmentExists}
	}
	return []entitlement.Code{entitlement.AssignmentExists}
}

// Reprocessing tries what is missing, and only that, with a window of its own.
func TestReprocessingWhatIsMissing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("two", provision.Permanent(provision.GroupFull, "")))
		asked := r.submit("ann", r.three())
		r.pass(14*day - tick) // the last instant
		again := r.reprocess(asked.Assignment)
		require.Equal(r, entitlement.AssignmentDelivering, again.State)
		reopened := r.request(asked.Request).Request
		require.Equal(r, entitlement.RequestDelivering, reopened.State)
		require.True(r, reopened.Completed.IsZero())
		r.settle() // still full
		require.Equal(r, entitlement.RequestPartiallyDelivered, r.request(asked.Request).Request.State)

		r.target.Heal()
		r.pass(14*day - tick) // the time counts from the end of the delivery before
		r.reprocess(asked.Assignment)
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		require.Len(r, r.operations("one"), 1, "what was granted is left alone")
		require.Len(r, r.operations("two"), 3)
		require.Len(r, r.mails.of(entitlement.MailAccessGiven), 1)
	})
}

// After the time to reprocess the request is canceled and asked anew.
func TestTheTimeToReprocessIsOver(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("", provision.Permanent(provision.GroupFull, "")))
		pkg := r.three(lasting(60))
		asked := r.submit("ann", pkg)
		r.pass(14 * day)
		r.refuses(refusal{
			op: "reprocess", code: entitlement.Refused, kind: entitlement.KindRequest, id: asked.Request.String(),
			detail: "cancel it and ask anew", reasons: []entitlement.Code{entitlement.WindowClosed},
		}, func() error {
			_, err := r.as("root").Reprocess(t.Context(), lifecycle.ReprocessInput{Assignment: asked.Assignment})
			return err
		})
		r.target.Heal()
		_, err := r.as("root").Cancel(t.Context(), lifecycle.CancelInput{Request: asked.Request})
		require.NoError(r, err)
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonDeliveryFailedCanceled)
		require.Equal(r, entitlement.AssignmentExpired, r.made(asked.Request).State)
		r.submit("ann", pkg)
		r.settle()
		require.Len(r, r.target.Holdings(), 3)
	})
}

// Another package has the missing role granted: that counts for both.
func TestAMissingRoleComesByAnotherWay(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(failing("two", provision.Permanent(provision.GroupFull, "")))
		pkg := r.three()
		asked := r.submit("ann", pkg)
		r.settle()
		require.Equal(r, entitlement.AssignmentPartiallyDelivered, r.made(asked.Request).State)
		r.target.Heal()
		catalog := r.addCatalog("Other")
		other := r.bundleIn(catalog.ID, "Other", member(r.addGroup("two", catalog.ID)))
		r.allow(other)
		r.submit("ann", other)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
	})
}

// Removing a partial delivery takes back what was granted, and asks the target to make sure of the rest.
func TestTheEndOfAPartialDelivery(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.breaks(fake.Fault{ // the answer says no, but the target did it
			Resource: "two", Verb: provision.Grant, Answer: fake.AnswerError,
			Err: provision.Permanent(provision.PermissionMissing, ""),
		})
		asked := r.submit("ann", r.three(lasting(10)))
		r.settle()
		require.Equal(r, entitlement.AssignmentPartiallyDelivered, r.made(asked.Request).State)
		require.True(r, r.has("ann", "two"))
		r.pass(10 * day)
		require.Equal(r, entitlement.AssignmentExpired, r.made(asked.Request).State)
		require.Empty(r, r.target.Holdings()) // R-235, I-57
	})
}

// A group takes so many members and no more: the next person's delivery fails until somebody has left.
func TestAGroupThatIsFull(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		club := r.simple("club", lasting(90))
		first := r.submit("ann", club)
		r.submit("bob", club)
		last := r.submit("hank", club)
		r.settle()
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(last.Request).Request.State)
		_, failure := r.role("hank", "club")
		require.Equal(r, string(provision.GroupFull), failure)

		r.remove(first.Assignment)
		r.reprocess(last.Assignment)
		r.settle()                                                                            // the revoke goes out before the grant that needs its place
		require.Equal(r, entitlement.RequestDelivered, r.request(last.Request).Request.State) // I-69
	}, func(c *lifecycle.Config) { c.Provisioner = fake.New(fake.Options{MembersPerGroup: 2}) })
}
