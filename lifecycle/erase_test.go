package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// textsOf are the texts of a person's requests, and with the decisions about them, as an administrator reads them.
func (r *rig) textsOf(who entitlement.SubjectID) (out []string) {
	r.Helper()
	for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
		return r.as("root").Requests(r.Context(), lifecycle.RequestsInput{Page: p, For: who})
	}) {
		require.NoError(r, err)
		out = append(out, v.Justification)
		for _, s := range v.Stages {
			out = append(out, s.Justification)
		}
	}
	return out
}

func (r *rig) erases(who entitlement.SubjectID) lifecycle.EraseTextsResult {
	r.Helper()
	done, err := r.as("root").EraseTexts(r.Context(), lifecycle.EraseTextsInput{Person: who})
	require.NoError(r, err)
	return done
}

// What was written about somebody goes when nobody needs it any more; the log stays as it was and tells of it.
func TestTextsAreErased(t *testing.T) {
	t.Parallel()
	for name, batch := range map[string]int{"at_once": 100, "in_batches": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				shop := r.simple("shop", approvedBy(stage(entitlement.User("hank"))))
				club := r.simple("club", approvedBy(stage(entitlement.User("hank"))))
				ask := func(who entitlement.SubjectID, pkg entitlement.AccessPackage, text, decision string) {
					asked := r.ask(who, lifecycle.SubmitInput{Package: pkg.ID, Justification: text})
					_, err := r.as("hank").Approve(t.Context(), lifecycle.DecideInput{Request: asked.Request, Justification: decision})
					require.NoError(r, err)
					r.settle()
				}
				ask("ann", shop, "for my shop", "she may")
				ask("bob", shop, "me too", "he may")
				r.ask("ann", lifecycle.SubmitInput{Package: club.ID, Justification: "for fun"})

				require.Equal(r, lifecycle.EraseTextsResult{Kept: 3}, r.erases("ann")) // it is needed
				require.Equal(r, []string{"for my shop", "she may", "for fun", ""}, r.textsOf("ann"))
				begin, report := r.seq(), r.verify()
				_, err := r.as("root").Offboard(t.Context(), lifecycle.OffboardInput{Person: "ann", Justification: "she left"})
				require.NoError(r, err)
				require.Equal(r, lifecycle.EraseTextsResult{Erased: 4}, r.erases("ann"))
				for _, text := range r.textsOf("ann") {
					require.Empty(r, text)
				}
				require.Equal(r, []string{"me too", "he may"}, r.textsOf("bob"))
				require.Zero(r, r.erases("ann"), "nothing is left")

				told := r.happened(begin, entitlement.ActivityTextsErased)
				require.NotEmpty(r, told) // I-98: it is audited
				for _, ev := range told {
					require.Equal(r, entitlement.SubjectID("ann"), ev.Subject)
					require.Equal(r, entitlement.Actor{Kind: entitlement.ActorPerson, Subject: "root"}, ev.Actor)
				}
				after, err := r.engine.VerifyLog(t.Context(), lifecycle.VerifyLogInput{Known: report.End})
				require.NoError(r, err) // I-100, I-101: the chain holds, and so do the rows
				require.Greater(r, after.End.Seq, report.End.Seq)
				require.Equal(r, tables(r, r.config.Store, besideLog), tables(r, r.replay(), besideLog))
			}, func(c *lifecycle.Config) { c.BatchSize, c.Notifier = batch, nil })
		})
	}
}

// What an approver wrote goes with the approver, where the access has ended.
func TestDecisionsOfAPersonAreErased(t *testing.T) {
	t.Parallel()
	for name, batch := range map[string]int{"at_once": 100, "in_batches": 1} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				shop := r.simple("shop", lasting(10), approvedBy(stage(entitlement.User("hank"))))
				for _, who := range []entitlement.SubjectID{"ann", "bob", "meg"} {
					asked := r.ask(who, lifecycle.SubmitInput{Package: shop.ID, Justification: "mine"})
					in := lifecycle.DecideInput{Request: asked.Request, Justification: "hank's words"}
					var err error
					if who == "meg" {
						_, err = r.as("hank").Approve(t.Context(), in)
					} else {
						_, err = r.as("hank").Deny(t.Context(), in)
					}
					require.NoError(r, err)
				}
				r.settle()
				require.Equal(r, lifecycle.EraseTextsResult{Erased: 2, Kept: 1}, r.erases("hank"))
				require.Equal(r, []string{"mine", ""}, r.textsOf("ann"))
				require.Equal(r, []string{"mine", "hank's words"}, r.textsOf("meg"))
				r.clock.Add(11 * day)
				require.Equal(r, lifecycle.EraseTextsResult{Erased: 1}, r.erases("hank"))
			}, func(c *lifecycle.Config) { c.BatchSize = batch })
		})
	}
}

// What reviewers wrote about access goes once it has ended.
func TestTextsOfReviewsAreErased(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview()
		item := r.items(review.ID)["ann"].Item
		_, err := r.as("meg").DecideReview(t.Context(), lifecycle.DecideReviewInput{
			Review: review.ID, Assignment: item.Assignment, Decision: entitlement.ReviewDeny, Justification: "no need",
		})
		require.NoError(r, err)
		require.Equal(r, 1, r.erases("ann").Kept)
		require.Equal(r, "no need", r.items(review.ID)["ann"].Justification)
		r.closes(review)
		require.Positive(r, r.erases("ann").Erased)
		require.Empty(r, r.items(review.ID)["ann"].Justification)
		r.verify() // I-100
	})
}

func TestErasingNeedsAPerson(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		require.Zero(r, r.erases("nobody-we-know"))
		r.refuses(refusal{op: "erase texts", code: entitlement.InvalidArgument, detail: "subject"}, func() error {
			_, err := r.as("root").EraseTexts(t.Context(), lifecycle.EraseTextsInput{Person: "a\x00b"})
			return err
		})
	})
}
