package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// a delivered assignment is repaired at any time, also when the delivery of its request ended in part, long ago.
func TestReprocessingADeliveryThatWasOncePartial(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		good, gone := r.addGroup("good"), r.addGroup("gone")
		pkg := r.bundle("mix", member(good), member(gone))
		r.allow(pkg)
		r.target.RemoveResource(start, inTarget("gone"))
		asked := r.submit("ann", pkg)
		r.pass(day)
		require.Equal(r, entitlement.AssignmentPartiallyDelivered, r.made(asked.Request).State)

		r.setRoles(pkg, member(good)) // what was missing is not part of it any more
		r.pass(20 * day)
		made := r.made(asked.Request)
		require.Equal(r, entitlement.AssignmentDelivered, made.State)
		require.Equal(r, entitlement.RequestPartiallyDelivered, r.request(asked.Request).Request.State)
		calls := len(r.target.Calls(0))
		r.reprocess(made.ID)
		r.settle()
		require.Equal(r, []provision.Verb{provision.Grant, provision.Grant}, r.verbs("good"))
		require.Len(r, r.target.Calls(0), calls+1)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		require.Equal(r, entitlement.RequestPartiallyDelivered, r.request(asked.Request).Request.State, "that one is over")
	})
}

// what was not delivered has its window still.
func TestReprocessingAPartialDeliveryHasItsWindow(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("mix", member(r.addGroup("good")), member(r.addGroup("gone")))
		r.allow(pkg)
		r.target.RemoveResource(start, inTarget("gone"))
		asked := r.submit("ann", pkg)
		r.settle()
		ended := r.request(asked.Request).Request.Completed
		r.passTo(ended.Add(14 * day))
		_, err := r.as("root").Reprocess(t.Context(), lifecycle.ReprocessInput{Assignment: r.made(asked.Request).ID})
		require.ErrorIs(r, err, entitlement.WindowClosed)
	})
}
