package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

const (
	inFourteenDays = entitlement.StageFourteenDaysBeforeExpiration
	inOneDay       = entitlement.StageOneDayBeforeExpiration
)

// However a request ends that waits for an extension: nobody waits for the answer any more.
func TestEndsWhileWaiting(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		end    func(r *rig, k kit, id entitlement.RequestID)
		reason entitlement.EndReason
	}{
		"withdrawn": {func(r *rig, _ kit, id entitlement.RequestID) {
			_, err := r.as("ann").Cancel(r.Context(), lifecycle.CancelInput{Request: id})
			require.NoError(r, err)
		}, entitlement.ReasonRequestorCanceled},
		"canceled": {func(r *rig, _ kit, id entitlement.RequestID) {
			_, err := r.as("root").Cancel(r.Context(), lifecycle.CancelInput{Request: id})
			require.NoError(r, err)
		}, entitlement.ReasonAdministratorCanceled},
		"package_deleted": {func(r *rig, k kit, _ entitlement.RequestID) { r.delete(k.pkg) }, entitlement.ReasonPackageDeleted},
		"policy_deleted": {func(r *rig, k kit, _ entitlement.RequestID) {
			_, err := r.as("root").DeletePolicy(r.Context(), lifecycle.DeletePolicyInput{Policy: k.policy.ID})
			require.NoError(r, err)
		}, entitlement.ReasonPolicyDeleted},
	} {
		for _, at := range []entitlement.CustomExtensionStage{created, approved} {
			t.Run(name+"_"+at.String(), func(t *testing.T) {
				t.Parallel()
				onRigs(t, func(r *rig) {
					desk := r.kit(r.extended().ID, "desk", calling(when(at, "ask"), when(at, "tell")))
					result := r.submit("ann", desk.pkg)
					r.settle()
					r.pass(time.Hour)
					waiting := r.processes.call(at)
					c.end(r, desk, result.Request)
					before := r.request(result.Request)
					require.Equal(r, entitlement.RequestCanceled, before.Request.State)
					r.settle()
					r.ends(result.Request, entitlement.RequestCanceled, c.reason)
					require.Equal(r, before, r.request(result.Request), "settling changes nothing that was read")
					require.Equal(r, []string{"ask calloutFailed", "tell calloutSent"}, r.callouts(result.Request))
					require.Equal(r, entitlement.RequestEnded, before.Callouts[0].Failure)
					require.Zero(r, before.Progress)
					_, err := r.as("root").Resume(r.Context(), answerTo(waiting))
					require.ErrorIs(r, err, entitlement.IllegalState)
					r.pass(3 * day)
					r.ends(result.Request, entitlement.RequestCanceled, c.reason)
					r.requireDerived(map[byte]bool{})
				})
			})
		}
	}
}

// A request to extend passes the same stages, and does not outlive what it would extend. // R-187
func TestExtendingWaitsToo(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", extendable, lasting(10), calling(when(created, "ask"), when(approved, "vet")))
		given := r.submit("ann", desk.pkg)
		r.settle()
		r.resume(r.processes.last())
		r.settle()
		given.Assignment = r.resume(r.processes.last()).Assignment
		r.settle()
		first := r.made(given.Request)

		extend := func() entitlement.RequestID {
			out, err := r.as("ann").Extend(r.Context(), lifecycle.ExtendInput{Assignment: given.Assignment})
			require.NoError(r, err)
			require.Equal(r, entitlement.RequestSubmitted, out.State)
			r.settle()
			return out.Request
		}
		id := extend()
		r.resume(r.processes.last(), denying)
		r.ends(id, entitlement.RequestDenied, entitlement.ReasonExtensionDenied)
		require.Equal(r, first.Schedule.End, r.made(given.Request).Schedule.End)

		r.pass(day)
		id = extend()
		require.Equal(r, entitlement.RequestSubmitted, r.resume(r.processes.last()).State)
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.resume(r.processes.last()).State)
		r.ends(id, entitlement.RequestDelivered, 0)
		end := r.made(given.Request).Schedule.End
		require.True(r, end.After(first.Schedule.End))

		r.passTo(end.Add(-time.Hour))
		id = extend()
		r.clock.Add(time.Hour)
		before := r.request(id)
		r.settle()
		r.ends(id, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded)
		require.Equal(r, before, r.request(id))
	})
}

// The calls before the end come with the mails, where there is time for them. // R-313, R-326
func TestCallsBeforeTheEnd(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		days int
		want map[time.Duration]entitlement.CustomExtensionStage // by time before the end
	}{
		"long":      {20, map[time.Duration]entitlement.CustomExtensionStage{14 * day: inFourteenDays, day: inOneDay}},
		"fortnight": {14, map[time.Duration]entitlement.CustomExtensionStage{day: inOneDay}},
		"short":     {1, map[time.Duration]entitlement.CustomExtensionStage{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				desk := r.kit(r.extended().ID, "desk", lasting(c.days), calling(
					when(inFourteenDays, "remind"), when(inOneDay, "remind"), when(removed, "tell")))
				given := r.submit("ann", desk.pkg)
				r.settle()
				end := r.made(given.Request).Schedule.End
				r.passTo(end)
				got := map[time.Duration]entitlement.CustomExtensionStage{}
				for _, call := range r.processes.calls {
					if call.Stage != removed {
						got[end.Sub(call.At)] = call.Stage
						require.Equal(r, given.Assignment, call.Assignment)
					}
				}
				require.Equal(r, c.want, got)
				require.Equal(r, removed, r.processes.last().Stage)
				require.Empty(r, r.happened(0, entitlement.ActivityPromptExtension), "nobody is asked to extend")
			})
		})
	}
}

// A policy that begins to have extensions called does so for access that was given before. // R-058
func TestBindingsAreLookedUpLive(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", lasting(30), approvedBy(stage(entitlement.User("boss"))))
		result := r.submit("ann", desk.pkg)
		changed := r.edit(desk.policy, calling(when(approved, "ask")))
		require.Equal(r, entitlement.RequestSubmitted, r.approve("boss", result.Request).State)
		r.settle()
		r.resume(r.processes.last())
		r.settle()
		changed = r.edit(changed, calling(when(inOneDay, "remind")))
		r.settle()
		end := r.made(result.Request).Schedule.End
		r.passTo(end.Add(-day))
		require.Equal(r, inOneDay, r.processes.last().Stage)

		told := len(r.processes.told())
		r.edit(changed, calling())
		r.passTo(end)
		require.Len(r, r.processes.told(), told)
	})
}

// What was configured when a stage was reached holds for its callouts.
func TestCalloutsKeepTheirConfiguration(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended()
		desk := r.kit(hall.ID, "desk", calling(when(created, "ask")))
		r.submit("ann", desk.pkg)
		hall.CustomExtensions[1].Endpoint = "elsewhere"
		hall.CustomExtensions[1].CallbackConfiguration.TimeoutDuration = entitlement.Days(7)
		_, err := r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: hall})
		require.NoError(r, err)
		require.Len(r, r.happened(0, entitlement.ActivityUpdateExtensions), 1)
		r.settle()
		require.Equal(r, "desk", r.processes.last().Endpoint)
		require.Equal(r, start.Add(2*day), r.processes.last().ResumeBy)
	})
}

// Nobody asks under an automatic policy; that access comes and goes is told all the same. // R-213
func TestAutomaticAccessCallsOut(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		desk := r.kit(r.extended().ID, "desk", automatically(`user.department -eq "Sales"`),
			calling(when(granted, "tell"), when(removed, "ask")))
		r.moves("ann", "Sales")
		require.Equal(r, []entitlement.CustomExtensionStage{granted}, r.processes.told())
		require.Equal(r, entitlement.RequestSystemAdd, r.processes.last().Type)
		require.Equal(r, desk.pkg.ID, r.processes.last().Package)
		r.moves("ann", "Legal")
		require.Equal(r, []entitlement.CustomExtensionStage{granted, removed}, r.processes.told())
		require.Empty(r, r.live("ann"))
	})
}

func TestExtensionsAreChecked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.extended()
		pkg := r.kit(hall.ID, "desk", calling(when(created, "ask"))).pkg
		for name, c := range map[string]struct {
			setting entitlement.CustomExtensionStageSetting
			code    entitlement.Code
		}{
			"unknown":                {when(created, "nobody"), entitlement.InvalidArgument},
			"waits_before_the_end":   {when(inOneDay, "ask"), entitlement.InvalidArgument},
			"reminds_when_requested": {when(created, "remind"), entitlement.InvalidArgument},
		} {
			_, err := r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{
				Policy: policyFor(pkg.ID, called(name), calling(c.setting)),
			})
			require.ErrorIs(r, err, c.code, name)
		}
		less := hall
		less.CustomExtensions = hall.CustomExtensions[2:]
		_, err := r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: less})
		require.ErrorIs(r, err, entitlement.InUse, "a policy has it called")
		less.CustomExtensions = hall.CustomExtensions[1:]
		_, err = r.as("root").UpdateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: less})
		require.NoError(r, err)
	})
}

//
func TestExtensionsPerTenant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.extended()
		c := catalogNamed("Yard")
		c.CustomExtensions = extensions()
		_, err := r.as("root").CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: c})
		require.ErrorIs(r, err, entitlement.LimitExceeded)
		c.CustomExtensions = c.CustomExtensions[:2]
		_, err = r.as("root").CreateCatalog(r.Context(), lifecycle.CatalogInput{Catalog: c})
		require.NoError(r, err)
	}, func(c *lifecycle.Config) {
		c.Limits = entitlement.SeedLimits()
		c.Limits.ExtensionsPerTenant = 6
	})
}

// Without somebody to call there is nothing to configure.
func TestExtensionsNeedThePort(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundleIn(r.extended().ID, "desk")
		_, err := r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{
			Policy: policyFor(pkg.ID, calling(when(created, "tell"))),
		})
		require.ErrorIs(r, err, entitlement.Unsupported)
	}, func(c *lifecycle.Config) { c.Extension = nil })
}
