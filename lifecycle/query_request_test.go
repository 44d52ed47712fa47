package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// requestIDs are those of a list of requests.
func requestIDs(list lifecycle.List[lifecycle.RequestView]) []entitlement.RequestID {
	var out []entitlement.RequestID
	for _, v := range list.Items {
		out = append(out, v.Request.ID)
	}
	return out
}

func TestRequestsOfAPerson(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.simple("shop"), r.simple("wiki", approvedBy(stage(entitlement.User("hank"))))
		first := r.submit("ann", shop)
		r.submit("bob", shop)
		r.clock.Add(time.Hour)
		second := r.ask("ann", lifecycle.SubmitInput{Package: wiki.ID, Justification: "to write"})
		third := r.assign(lifecycle.AssignInput{Package: r.simple("chat").ID, Target: "ann"})
		want := []entitlement.RequestID{first.Request, second.Request, third.Request}

		for _, in := range []lifecycle.RequestsInput{{}, {For: "ann"}} {
			mine, err := r.as("ann").Requests(t.Context(), in)
			require.NoError(r, err)
			require.Equal(r, want, requestIDs(mine)) // made for her, by whomever
		}
		byRoot, err := r.as("root").Requests(t.Context(), lifecycle.RequestsInput{})
		require.NoError(r, err)
		require.Equal(r, want[2:], requestIDs(byRoot)) // made by him, for whomever
		hers, err := r.as("root").Requests(t.Context(), lifecycle.RequestsInput{For: "ann"})
		require.NoError(r, err)
		require.Equal(r, want, requestIDs(hers))
		require.Equal(r, "to write", hers.Items[1].Justification)
		require.Equal(r, entitlement.Request{
			ID: second.Request, Type: entitlement.RequestUserAdd, State: entitlement.RequestPendingApproval, Requestor: "ann",
			Target: "ann", Package: hers.Items[1].Request.Package, Policy: hers.Items[1].Request.Policy, Stage: 1, Stages: 1,
			TextHash: hers.Items[1].Request.TextHash, Created: start.Add(time.Hour),
		}, hers.Items[1].Request)
		require.Equal(r, entitlement.SubjectID("root"), hers.Items[2].Request.Requestor)
		require.True(r, hers.Items[2].Request.Direct)

		nobody, err := r.as("nobody").Requests(t.Context(), lifecycle.RequestsInput{})
		require.NoError(r, err)
		require.Empty(r, nobody.Items)
		r.refuses(lacks("requests", entitlement.CatalogID{}), func() error {
			_, err := r.as("bob").Requests(t.Context(), lifecycle.RequestsInput{For: "ann"})
			return err
		})
		r.refuses(refusal{op: "requests", code: entitlement.InvalidArgument, detail: "subject"}, func() error {
			_, err := r.as("root").Requests(t.Context(), lifecycle.RequestsInput{For: "a\x00b"})
			return err
		})
	})
}

// what waits comes first, and everything with its history; also of a package that is gone.
func TestRequestsForAPackage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(stage(entitlement.User("meg")), stage(entitlement.User("hank"))),
			scoped(entitlement.ScopeAllMemberUsers))
		done, waiting := r.submit("ann", pkg), r.submit("bob", pkg)
		r.clock.Add(time.Hour)
		_, err := r.as("meg").Approve(t.Context(), lifecycle.DecideInput{Request: done.Request, Justification: "she may"})
		require.NoError(r, err)
		r.clock.Add(time.Hour)
		_, err = r.as("hank").Deny(t.Context(), lifecycle.DecideInput{Request: done.Request, Justification: "she may not"})
		require.NoError(r, err)
		list := func() lifecycle.List[lifecycle.RequestView] {
			list, err := r.as("root").PackageRequests(t.Context(), lifecycle.PackageRequestsInput{Package: pkg.ID})
			require.NoError(r, err)
			return list
		}
		require.Equal(r, []entitlement.RequestID{waiting.Request, done.Request}, requestIDs(list()))
		history := list().Items[1]
		require.Equal(r, start.Add(2*time.Hour), history.Request.Completed)
		for i, want := range []struct {
			by    entitlement.SubjectID
			at    time.Time
			state entitlement.StageState
			text  string
		}{
			{"meg", start.Add(time.Hour), entitlement.StageApproved, "she may"},
			{"hank", start.Add(2 * time.Hour), entitlement.StageDenied, "she may not"},
		} {
			require.Equal(r, want.by, history.Stages[i].Stage.DecidedBy)
			require.Equal(r, want.at, history.Stages[i].Stage.Decided)
			require.Equal(r, want.state, history.Stages[i].Stage.State)
			require.Equal(r, want.text, history.Stages[i].Justification)
		}
		other := r.simple("other")
		r.submit("ann", other)
		require.Len(r, list().Items, 2, "of this package only")
		r.delete(pkg)
		require.Len(r, list().Items, 2)
		r.refuses(refusal{
			op: "package requests", code: entitlement.NotFound, kind: entitlement.KindAccessPackage, id: absent, detail: "none",
		}, func() error {
			_, err := r.as("root").PackageRequests(t.Context(), lifecycle.PackageRequestsInput{Package: id[entitlement.AccessPackage]()})
			return err
		})
	})
}

// A request is shown to the people it concerns, and a refusal shows nothing of it.
func TestWhoSeesARequest(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer(approvedBy(stage(entitlement.User("meg")), stage(entitlement.User("hank"))))
		asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Justification: "private"})
		see := func(who entitlement.SubjectID) (lifecycle.RequestView, error) {
			return r.as(who).Request(t.Context(), lifecycle.RequestInput{Request: asked.Request})
		}
		for _, who := range []entitlement.SubjectID{"ann", "meg", "root"} {
			view, err := see(who)
			require.NoError(r, err, who)
			require.Equal(r, "private", view.Justification, who)
		}
		for _, who := range []entitlement.SubjectID{"bob", "nobody", "hank"} { // hank's stage has not come
			view, err := see(who)
			require.ErrorIs(r, err, entitlement.Forbidden, who)
			require.Zero(r, view, "nothing is shown")
		}
		r.approve("meg", asked.Request)
		_, err := see("hank")
		require.NoError(r, err)
		_, err = see("meg")
		require.NoError(r, err, "she still sees what she decided")
	})
}

func TestApprovalsThatWaitForSomebody(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("shop", member(r.addGroup("shop")))
		r.allow(pkg, scheduled, approvedBy(stage(entitlement.GroupMembers("staff"), entitlement.User("hank"))))
		window := entitlement.Schedule{Start: start.Add(day), End: start.Add(2 * day)}
		first := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Schedule: window, Justification: "new job"})
		r.clock.Add(time.Hour)
		second := r.submit("bob", pkg)

		require.Equal(r, []entitlement.RequestID{first.Request, second.Request}, r.asked("hank"))
		require.Equal(r, []entitlement.RequestID{second.Request}, r.asked("ann")) // not her own
		require.Equal(r, []entitlement.RequestID{first.Request}, r.asked("bob"))
		require.Empty(r, r.asked("meg"))
		require.Empty(r, r.asked("root"), "administrators approve nothing")
		list, err := r.as("hank").Approvals(t.Context(), lifecycle.ApprovalsInput{})
		require.NoError(r, err)
		view := list.Items[0]
		require.Equal(r, uint8(1), view.Stage)
		require.Equal(r, start.Add(30*day), view.DecideBy)
		require.Equal(r, "new job", view.Justification)
		require.Equal(r, window, view.Request.Schedule)
		require.Equal(r, entitlement.SubjectID("ann"), view.Request.Requestor)
		require.Equal(r, start, view.Request.Created)

		r.approve("bob", first.Request)
		require.Equal(r, []entitlement.RequestID{second.Request}, r.asked("hank"))
		r.clock.Set(start.Add(30*day + time.Hour - time.Microsecond))
		require.Len(r, r.asked("hank"), 1)
		r.clock.Set(start.Add(30*day + time.Hour))
		require.Empty(r, r.asked("hank")) // also when nobody has settled it yet
	})
}
