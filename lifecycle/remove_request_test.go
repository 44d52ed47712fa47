package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// removesRequest removes the record of a request as somebody.
func (r *rig) removesRequest(who entitlement.SubjectID, id entitlement.RequestID) error {
	_, err := r.as(who).RemoveRequest(r.Context(), lifecycle.RemoveRequestInput{Request: id})
	return err
}

// The record of a request that came to nothing goes, and nothing that somebody wrote in it stays behind. The log keeps what
// happened. // R-109
func TestRecordsOfRequestsAreRemoved(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop", approvedBy(stage(entitlement.User("hank"))))
		asked := r.ask("ann", lifecycle.SubmitInput{Package: shop.ID, Justification: "for my shop"})
		require.ErrorIs(r, r.removesRequest("root", asked.Request), entitlement.IllegalState, "it waits")
		r.deny("hank", asked.Request)
		require.ErrorIs(r, r.removesRequest("ann", asked.Request), entitlement.Forbidden)
		r.clock.Add(day)

		begin := r.seq()
		require.NoError(r, r.removesRequest("root", asked.Request))
		require.Empty(r, r.textsOf("ann"))
		_, err := r.as("root").Request(r.Context(), lifecycle.RequestInput{Request: asked.Request})
		require.ErrorIs(r, err, entitlement.NotFound)
		require.ErrorIs(r, r.removesRequest("root", asked.Request), entitlement.NotFound)
		require.Len(r, r.happened(begin, entitlement.ActivityRemoveRequest), 2, "the request and its stage") // I-99
		require.NotEmpty(r, r.happened(0, entitlement.ActivityDeny), "the log keeps it")
		r.verify()

		r.settle()
		again := r.ask("ann", lifecycle.SubmitInput{Package: shop.ID, Justification: "again"})
		require.NotEqual(r, asked.Request, again.Request) // I-1
		require.NoError(r, firstOf(r.as("ann").Cancel(r.Context(), lifecycle.CancelInput{Request: again.Request})))
		require.NoError(r, r.removesRequest("root", again.Request)) // canceled ones too
	})
}

// Access refers to the request that it came from, also when it has ended. // R-109
func TestRequestsThatGaveAccessStay(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop", lasting(10))
		given := r.submit("ann", shop)
		require.ErrorIs(r, r.removesRequest("root", given.Request), entitlement.IllegalState)
		require.NoError(r, firstOf(r.as("root").Cancel(r.Context(), lifecycle.CancelInput{Request: given.Request})))
		require.ErrorIs(r, r.removesRequest("root", given.Request), entitlement.IllegalState, "canceled on its way")
		r.pass(30 * day)
		require.ErrorIs(r, r.removesRequest("root", given.Request), entitlement.IllegalState)
	})
}

// What was written in an extension that came to nothing goes with its record, though the access goes on: nothing else would find
// it any more. // R-109
func TestTextsOfRemovedExtensionsGo(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.simple("shop", lasting(30), extendedBy(stage(entitlement.User("hank"))))
		given := r.submit("ann", shop)
		r.settle()
		asked, err := r.as("ann").Extend(r.Context(), lifecycle.ExtendInput{Assignment: given.Assignment, Justification: "not done yet"})
		require.NoError(r, err)
		_, err = r.as("hank").Deny(r.Context(), lifecycle.DecideInput{Request: asked.Request, Justification: "she is"})
		require.NoError(r, err)
		require.NoError(r, r.removesRequest("root", asked.Request))
		require.Len(r, r.live("ann"), 1)
		table(r, func(s *store.Schema) *store.Table[entitlement.RequestID, store.RequestText] { return &s.RequestTexts },
			func(text *store.RequestText) { require.Fail(r, "stays behind", text.Justification) })
		table(r, func(s *store.Schema) *store.Table[entitlement.StageKey, store.StageText] { return &s.StageTexts },
			func(text *store.StageText) { require.Fail(r, "stays behind", text.Justification) })
		r.verify()
	})
}

func firstOf[T any](_ T, err error) error { return err }
