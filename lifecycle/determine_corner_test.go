package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Who reads the events about themselves is told no more about the stage than the request says: neither in which order people
// would be asked, nor where the extension is. // R-078, R-161
func TestTheLogHidesHowAStageIsDetermined(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, id, call := r.determined()
		said := escalating(3, waiting(7, stage(entitlement.User("hank"))), entitlement.User("meg"))
		said.ApproverInformationVisibility = entitlement.ApproversVisible
		r.resume(call, saying(said))
		told := func(by entitlement.SubjectID) (all string) {
			list, err := r.as(by).Events(t.Context(), lifecycle.EventsInput{Subject: "ann"})
			require.NoError(r, err)
			for _, ev := range list.Items {
				all += string(ev.After) + "\n"
			}
			return all
		}
		for range 2 { // while it waits, and when it does not any more
			require.Contains(r, told("ann"), "hank", "she sees who is asked")
			require.NotContains(r, told("ann"), "meg")
			require.NotContains(r, told("ann"), "desk") // the endpoint
			require.Contains(r, told("root"), "meg")
			require.Contains(r, told("root"), "desk")
			if r.request(id).Request.State == entitlement.RequestPendingApproval {
				r.deny("hank", id)
			}
		}
		r.verify() // I-99
	})
}

// While the extension takes its time the request may end; a late answer is refused. // R-161, R-319
func TestWhatEndsWhileAStageIsDetermined(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		happens func(r *rig, desk kit, id entitlement.RequestID)
		reason  entitlement.EndReason
	}{
		"withdrawn": {func(r *rig, _ kit, id entitlement.RequestID) {
			_, err := r.as("ann").Cancel(r.Context(), lifecycle.CancelInput{Request: id})
			require.NoError(r, err)
		}, entitlement.ReasonRequestorCanceled},
		"package": {func(r *rig, desk kit, _ entitlement.RequestID) { r.delete(desk.pkg) }, entitlement.ReasonPackageDeleted},
		"policy": {func(r *rig, desk kit, _ entitlement.RequestID) {
			require.NoError(r, r.policyDeletion(desk.policy)())
		}, entitlement.ReasonPolicyDeleted},
		"person": {func(r *rig, _ kit, _ entitlement.RequestID) {
			_, err := r.as("root").Offboard(r.Context(), lifecycle.OffboardInput{Person: "ann"})
			require.NoError(r, err)
		}, entitlement.ReasonAdministratorCanceled},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				desk, id, call := r.determined()
				r.submit("bob", desk.pkg) // so that a job has more to do than one batch
				c.happens(r, desk, id)
				before := r.request(id)
				_, err := r.as("root").Resume(r.Context(), answerTo(call, saying(stage(entitlement.User("hank")))))
				require.ErrorIs(r, err, entitlement.IllegalState)
				r.settle()
				require.Equal(r, before, r.request(id), "settling changes nothing that was read")
				r.ends(id, entitlement.RequestCanceled, c.reason)
				require.Equal(r, []string{"ask calloutFailed"}, r.callouts(id))
				require.Empty(r, r.mails.of(entitlement.MailWithdrawn), "nobody was asked")
				r.requireDerived(map[byte]bool{}) // I-78
			}, func(c *lifecycle.Config) { c.BatchSize = 1 })
		})
	}
}

// A request to extend waits for the extension until the end of the access at most. // R-161, R-187
func TestDeterminingUntilTheEnd(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", extendable, lasting(10), approvedBy(determinedBy("ask")), func(p *entitlement.AssignmentPolicy) {
			p.RequestApprovalSettings.IsApprovalRequiredForAdd, p.RequestApprovalSettings.IsApprovalRequiredForUpdate = false, true
		})
		given := r.submit("ann", desk.pkg)
		r.pass(9 * day)
		asked, err := r.as("ann").Extend(t.Context(), lifecycle.ExtendInput{Assignment: given.Assignment})
		require.NoError(r, err)
		r.settle()
		r.clock.Add(day)
		before := r.request(asked.Request)
		require.Equal(r, entitlement.RequestCanceled, before.Request.State)
		_, err = r.as("root").Resume(t.Context(), answerTo(r.processes.last(), saying(stage(entitlement.User("hank")))))
		require.ErrorIs(r, err, entitlement.IllegalState)
		r.settle()
		require.Equal(r, before, r.request(asked.Request), "settling changes nothing that was read")
		require.Equal(r, []string{"ask calloutFailed"}, r.callouts(asked.Request))
	})
}

// Neither who asked for somebody nor that person is asked, not even in the place of others. // R-104, R-140, R-158, R-161
func TestPartiesInAnAnswer(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", approvedBy(determinedBy("ask")), func(p *entitlement.AssignmentPolicy) {
			p.RequestorSettings = &entitlement.RequestorSettings{EnableTargetsToSelfAddAccess: true, EnableOnBehalfRequestorsToAddAccess: true}
		})
		r.delegates("boss", "meg", entitlement.Schedule{})
		r.delegates("hank", "ann", entitlement.Schedule{})
		asked := r.ask("meg", lifecycle.SubmitInput{Package: desk.pkg.ID, Target: "ann"})
		r.settle()
		call := r.processes.last()
		require.Equal(r, entitlement.SubjectID("meg"), call.Requestor)
		_, err := r.as("root").Resume(t.Context(), answerTo(call, saying(stage(entitlement.Manager(1), entitlement.User("ann")))))
		require.ErrorIs(r, err, entitlement.SelfApproval)
		r.resume(call, saying(stage(entitlement.User("boss"), entitlement.User("hank"), entitlement.User("meg"))))
		opened := r.stageOf(asked.Request, 1)
		require.Equal(r, []entitlement.SubjectID{"boss", "hank"}, opened.People()) // I-23
	})
}

// What was given meanwhile counts at the end of the approval. // R-119, R-161
func TestIncompatibleOnceDetermined(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk, id, call := r.determined()
		foe := r.simple("foe")
		r.against(desk.pkg, []entitlement.AccessPackage{foe})
		r.resume(call, saying(stage(entitlement.User("hank"))))
		r.submit("ann", foe)
		r.approve("hank", id)
		r.ends(id, entitlement.RequestDenied, entitlement.ReasonIncompatible)
	})
}

// Who comes from outside is known by what they said when they asked, and the sponsors of their organization can approve.
//
func TestSponsorsInAnAnswer(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		fabrikam := organization("Fabrikam", "fabrikam.example")
		fabrikam.InternalSponsors = []entitlement.SubjectSet{entitlement.User("boss")}
		_, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: fabrikam})
		require.NoError(r, err)
		desk := r.kit(r.extended().ID, "desk", approvedBy(determinedBy("ask"), stage(entitlement.User("hank"))),
			scoped(entitlement.ScopeAllConfiguredOrganizations))
		asked := r.visits(pat(), desk.pkg)
		r.settle()
		r.open() // what pat said was kept
		r.resume(r.processes.last(), saying(stage(entitlement.Sponsors())))
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(asked.Request, 1).Approvers)
		r.approve("boss", asked.Request)
		r.approve("hank", asked.Request)
		r.settle()
		require.True(r, r.has(patsAccount, "desk"))
	})
}

// All that were called first answer first. // R-161, R-316
func TestDeterminedAfterAllOthers(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, id, _ := r.determined(calling(when(created, "vet"), when(created, "ask")))
		for _, c := range r.request(id).Callouts {
			require.Equal(r, created, c.Stage)
			out, err := r.as("root").Resume(t.Context(), lifecycle.ResumeInput{Request: id, StageInstance: c.ID})
			require.NoError(r, err)
			require.Equal(r, entitlement.RequestSubmitted, out.State)
		}
		r.settle()
		key := answerTo(r.processes.last(), saying(stage(entitlement.User("hank"))))
		key.Key = "message"
		first, err := r.as("root").Resume(t.Context(), key)
		require.NoError(r, err)
		again, err := r.as("root").Resume(t.Context(), key) // I-63
		require.NoError(r, err)
		require.Equal(r, first, again)
		key.ApprovalStage = nil
		_, err = r.as("root").Resume(t.Context(), key)
		require.ErrorIs(r, err, entitlement.KeyReused)
		key.Key = ""
		_, err = r.as("root").Resume(t.Context(), key)
		require.ErrorIs(r, err, entitlement.IllegalState, "one answer counts")
		r.requireDerived(map[byte]bool{})
	})
}

// Callouts are listed as their stages were reached, also where all of that takes no time. // R-161, R-322
func TestCalloutsInTheirOrder(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, id, first := r.determined(calling(when(created, "vet"), when(entitlement.StageRequestApproved, "tell")))
		r.resume(first)
		r.settle()
		r.resume(r.processes.last(), saying(stage(entitlement.User("hank"))))
		r.approve("hank", id)
		var order []entitlement.CustomExtensionStage
		for _, c := range r.request(id).Callouts {
			require.Equal(r, start, c.Created.UTC())
			order = append(order, c.Stage)
		}
		require.Equal(r, []entitlement.CustomExtensionStage{created, determining, entitlement.StageRequestApproved}, order[:3])
	})
}
