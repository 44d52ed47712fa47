package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// extendable lets holders extend.
func extendable(p *entitlement.AssignmentPolicy) {
	p.RequestorSettings = &entitlement.RequestorSettings{
		EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: true, EnableTargetsToSelfUpdateAccess: true,
	}
}

// extendedBy makes extensions, and nothing else, wait for approval.
func extendedBy(stages ...entitlement.StageSettings) policyChange {
	return func(p *entitlement.AssignmentPolicy) {
		extendable(p)
		p.RequestApprovalSettings.IsApprovalRequiredForUpdate, p.RequestApprovalSettings.Stages = true, stages
	}
}

// extend asks for a later end of the only assignment that somebody has, or answers why not.
func (r *rig) extend(who, whose entitlement.SubjectID, end time.Time) (lifecycle.SubmitResult, error) {
	r.Helper()
	live := r.live(whose)
	require.Len(r, live, 1)
	return r.as(who).Extend(r.Context(), lifecycle.ExtendInput{Assignment: live[0].ID, End: end})
}

func (r *rig) extends(who entitlement.SubjectID) lifecycle.SubmitResult {
	r.Helper()
	extended, err := r.extend(who, who, time.Time{})
	require.NoError(r, err)
	return extended
}

func TestHoldersExtendByThePolicysDuration(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", extendable, lasting(30))
		first := r.submit("ann", pkg)
		r.pass(20 * day) // any time while delivered
		extended := r.extends("ann")
		require.Equal(r, entitlement.RequestDelivered, extended.State) // no approval asked for
		require.Equal(r, entitlement.RequestUserUpdate, r.request(extended.Request).Request.Type)
		a := r.live("ann")[0]
		require.Equal(r, first.Assignment, a.ID)            // I-50
		require.Equal(r, start.Add(60*day), a.Schedule.End) // from the present end
		require.Equal(r, start, a.Schedule.Start)
		r.passTo(start.Add(60*day - time.Minute))
		require.Len(r, r.target.Holdings(), 1)
		r.pass(time.Minute)
		require.Empty(r, r.target.Holdings())
	})
}

func TestTheEndStaysWithinThePolicy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("Wiki", extendable, lasting(30)))
		r.settle()
		present := start.Add(30 * day)
		for name, refused := range map[string]struct {
			end  time.Time
			code entitlement.Code
		}{
			"too_late": {present.Add(30*day + time.Second), entitlement.ScheduleTooLong},
			"the_same": {present, entitlement.NothingToExtend},
			"earlier":  {present.Add(-day), entitlement.NothingToExtend},
		} {
			_, err := r.extend("ann", "ann", refused.end)
			require.ErrorIs(r, err, refused.code, name)
		}
		_, err := r.extend("ann", "ann", present.Add(day))
		require.NoError(r, err)
		require.Equal(r, present.Add(day), r.live("ann")[0].Schedule.End) // custom end inside the bound

		project := start.Add(100 * day)
		r.submit("bob", r.simple("Project", extendable, func(p *entitlement.AssignmentPolicy) {
			p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: project}
		}))
		r.settle()
		_, err = r.extend("bob", "bob", time.Time{})
		require.ErrorIs(r, err, entitlement.NothingToExtend)
	})
}

func TestWhoMayExtend(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		policy := r.allow(pkg, scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff")))
		r.submit("ann", pkg)
		_, err := r.extend("ann", "ann", time.Time{})
		require.ErrorIs(r, err, entitlement.ExtensionDisabled) // off by default
		extendable(&policy)
		policy.Version = 0
		_, err = r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policy})
		require.NoError(r, err) // looked up live

		fresh := r.as("bob")
		_, err = fresh.Extend(t.Context(), lifecycle.ExtendInput{Assignment: r.live("ann")[0].ID})
		require.ErrorIs(r, err, entitlement.Forbidden)
		r.submit("bob", r.simple("Slow", extendable))
		_, err = r.extend("bob", "bob", time.Time{})
		require.ErrorIs(r, err, entitlement.NotDelivered)
		r.settle()

		r.gather("staff", "bob")
		_, err = r.extend("ann", "ann", time.Time{})
		require.ErrorIs(r, err, entitlement.NotInScope)
		_, err = r.extend("root", "ann", time.Time{})
		require.ErrorIs(r, err, entitlement.NotInScope) // I-50
		r.gather("staff", "ann", "bob")
		done, err := r.extend("root", "ann", time.Time{})
		require.NoError(r, err)
		require.Equal(r, entitlement.RequestAdminUpdate, r.request(done.Request).Request.Type)
	})
}

// whoever was assigned through a direct-only policy cannot extend; an administrator can.
func TestDirectOnlyPoliciesAreExtendedByAdministrators(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Vault", scoped(entitlement.ScopeNotSpecified), extendable)
		r.assign(lifecycle.AssignInput{Package: pkg.ID, Target: "ann"})
		r.settle()
		_, err := r.extend("ann", "ann", time.Time{})
		require.ErrorIs(r, err, entitlement.PolicyDirectOnly)
		_, err = r.extend("root", "ann", time.Time{})
		require.NoError(r, err)
		r.pass(60 * day)
		require.Empty(r, r.mails.kinds()) // no mails about direct assignments
	})
}

func TestExtensionsWaitForApproval(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", extendedBy(stage(entitlement.Manager(1))), lasting(30))
		require.Equal(r, entitlement.RequestDelivering, r.submit("ann", pkg).State) // two flags
		r.pass(day)
		asked := r.extends("ann")
		require.Equal(r, entitlement.RequestPendingApproval, asked.State)
		require.Equal(r, start.Add(30*day), r.live("ann")[0].Schedule.End)
		_, err := r.extend("ann", "ann", time.Time{})
		require.ErrorIs(r, err, entitlement.RequestPending)
		r.approve("meg", asked.Request)
		require.Equal(r, start.Add(60*day), r.live("ann")[0].Schedule.End)

		second := r.extends("ann")
		r.deny("meg", second.Request)
		r.ends(second.Request, entitlement.RequestDenied, entitlement.ReasonApproverDenied)
		require.Equal(r, start.Add(60*day), r.live("ann")[0].Schedule.End)

		third := r.extends("ann")
		r.pass(30 * day)
		r.ends(third.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
		require.Equal(r, start.Add(60*day), r.live("ann")[0].Schedule.End)
	})
}

func TestAnExtensionThatWaitsDoesNotKeepAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", extendedBy(stage(entitlement.Manager(1))), lasting(30))
		r.submit("ann", pkg)
		r.pass(20 * day)
		asked := r.extends("ann")
		r.clock.Set(start.Add(30 * day))
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded) // R-187, read before settling
		_, err := r.as("meg").Approve(t.Context(), lifecycle.DecideInput{Request: asked.Request})
		require.ErrorIs(r, err, entitlement.IllegalState)
		r.settle()
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded)
		require.Empty(r, r.target.Holdings())
		require.Contains(r, r.posted(), "N26/1 to meg on day 30") // who was to decide is told

		r.submit("ann", pkg)
		r.settle()
		again := r.extends("ann")
		r.remove(r.live("ann")[0].ID)
		r.ends(again.Request, entitlement.RequestCanceled, entitlement.ReasonAssignmentEnded)
	})
}

func TestHoldersAreAskedTwiceBeforeTheEnd(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("ann", r.simple("Wiki", extendable, lasting(30)))
		r.submit("bob", r.simple("Short", extendable, lasting(10)))
		r.pass(30*day - time.Minute)
		at := func(prompts []lifecycle.Message) (out []time.Duration) {
			for _, m := range prompts {
				out = append(out, m.At.Sub(start))
			}
			return out
		}
		// 14 days and 1 day before the end; R-178: a lead time longer than the lifetime is skipped.
		require.Equal(r, []time.Duration{9 * day, 16 * day, 29 * day}, at(r.mails.of(entitlement.MailExtendBy)))

		r.extends("ann")
		r.pass(30 * day)
		all := at(r.mails.of(entitlement.MailExtendBy))
		require.Equal(r, []time.Duration{46 * day, 59 * day}, all[3:]) // a new end arms them again
	})
}

func TestPromptsFollowThePolicy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		policy := r.allow(pkg, lasting(30))
		set := func(change policyChange) {
			policy.Version = 0
			change(&policy)
			updated, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: policy})
			require.NoError(r, err)
			policy = updated.Policy
		}
		r.submit("ann", pkg)
		r.pass(day)
		set(extendable)
		r.pass(16 * day)
		require.Len(r, r.mails.of(entitlement.MailExtendBy), 1) // also for who had access before
		set(func(p *entitlement.AssignmentPolicy) { p.RequestorSettings = nil })
		r.pass(12*day + 12*time.Hour)
		require.Len(r, r.mails.of(entitlement.MailExtendBy), 1)

		r.submit("bob", pkg)
		set(func(p *entitlement.AssignmentPolicy) {
			extendable(p)
			p.NotificationSettings.IsAssignmentNotificationDisabled = true
		})
		r.pass(40 * day)
		require.Len(r, r.mails.of(entitlement.MailExtendBy), 1)
	})
}

// I-68: a role that is repaired after the first end is granted until the new one.
func TestRolesOfAnExtendedAssignmentAreStillWanted(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.submit("bob", r.simple("Wiki", extendable, lasting(30)))
		r.settle()
		r.extends("bob")
		r.pass(40 * day)
		held := r.target.Holdings()[0]
		r.target.AdminRemoves(r.clock.Now(), held.Account, held.Resource, held.Role)
		require.Empty(r, r.target.Holdings())
		r.reprocess(r.live("bob")[0].ID)
		r.settle()
		require.Len(r, r.target.Holdings(), 1)
	})
}
