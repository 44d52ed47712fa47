package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

func TestWhoComesIntoScopeIsAssigned(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, policy := r.automatic("Sales", automatically(salesRule))
		require.Empty(r, r.live("ann"))
		changed := r.moves("ann", "Sales")
		require.Equal(r, []entitlement.PolicyID{policy.ID}, changed.Entered)
		a := r.live("ann")[0]
		require.Equal(r, policy.ID, a.Policy.ID)
		require.Equal(r, entitlement.AssignmentDelivered, a.State)
		require.True(r, a.Schedule.End.IsZero())
		require.Len(r, r.target.Holdings(), 1)
		require.Equal(r, []string{"systemAdd delivered"}, r.requestsOf("ann"))
		require.Empty(r, r.mails.sent)
		require.Equal(r, uint32(1), r.scope().People)

		again := r.tell("ann") // nothing more happens
		require.Empty(r, again.Entered)
		require.Len(r, r.requestsOf("ann"), 1)
	})
}

func TestWhoLeavesScopeIsRemoved(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, policy := r.automatic("Sales", automatically(salesRule))
		r.moves("ann", "Sales")
		changed := r.moves("ann", "Legal")
		require.Equal(r, []entitlement.PolicyID{policy.ID}, changed.Left)
		require.Empty(r, r.live("ann"))
		require.Empty(r, r.target.Holdings())
		require.Equal(r, []string{"systemAdd delivered", "systemRemove delivered"}, r.requestsOf("ann"))
		ended := r.access(lifecycle.AccessInput{For: "ann", Ended: true})
		require.Equal(r, entitlement.ReasonLeftScope, ended[0].Reason)
		require.Zero(r, r.scope().People)

		r.moves("ann", "Sales")
		require.Len(r, r.live("ann"), 1, "and comes back")
	})
}

func TestGraceKeepsAccess(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule, aWeekOfGrace))
		r.moves("ann", "Sales")
		first := r.live("ann")[0]
		r.pass(day)
		r.moves("ann", "Legal")
		require.Equal(r, start.Add(8*day), r.live("ann")[0].Schedule.End)
		r.tell("ann")
		require.Equal(r, start.Add(8*day), r.live("ann")[0].Schedule.End, "told again, the time runs on")
		r.passTo(start.Add(8*day - time.Minute))
		require.Len(r, r.target.Holdings(), 1)

		r.moves("ann", "Sales")
		require.Equal(r, first.ID, r.live("ann")[0].ID)
		require.True(r, r.live("ann")[0].Schedule.End.IsZero())
		r.pass(30 * day)
		require.Len(r, r.target.Holdings(), 1)
		require.Equal(r, []string{"systemAdd delivered"}, r.requestsOf("ann"))

		r.moves("ann", "Legal")
		r.pass(7 * day)
		require.Empty(r, r.target.Holdings())
		ended := r.access(lifecycle.AccessInput{For: "ann", Ended: true})
		require.Equal(r, entitlement.ReasonLeftScope, ended[0].Reason)
		require.Equal(r, []string{"systemAdd delivered", "systemRemove delivered"}, r.requestsOf("ann"))
	})
}

// Nobody but the rule decides: neither holders nor, about the end, administrators. // R-213, R-217
func TestAutomaticAccessIsNotExtendedOrGivenUp(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.automatic("Sales", automatically(salesRule, aWeekOfGrace))
		r.moves("ann", "Sales")
		r.moves("ann", "Legal")
		_, err := r.extend("root", "ann", start.Add(90*day))
		require.ErrorIs(r, err, entitlement.PolicyAutomatic)
		_, err = r.as("ann").Remove(r.Context(), lifecycle.RemoveInput{Assignment: r.live("ann")[0].ID})
		require.ErrorIs(r, err, entitlement.SelfRemoveDisabled)
		_, err = r.as("root").Assign(r.Context(), lifecycle.AssignInput{Package: pkg.ID, Policy: policy.ID, Target: "bob"})
		require.ErrorIs(r, err, entitlement.PolicyAutomatic)
		_, err = r.as("bob").Submit(r.Context(), lifecycle.SubmitInput{Package: pkg.ID})
		require.ErrorIs(r, err, entitlement.PolicyAutomatic)
	})
}

// A read sees the end of the grace period before anybody has settled it.
func TestReadsSeeTheEndOfGrace(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule, aWeekOfGrace))
		r.moves("ann", "Sales")
		r.moves("ann", "Legal")
		r.clock.Add(7 * day)
		before := r.access(lifecycle.AccessInput{For: "ann", Ended: true})
		require.Equal(r, entitlement.ReasonLeftScope, before[0].Reason)
		r.settle()
		after := r.access(lifecycle.AccessInput{For: "ann", Ended: true})
		require.Equal(r, before[0].Ended, after[0].Ended)
		require.Equal(r, before[0].Reason, after[0].Reason)
	})
}

// Switched off, an automatic policy does neither. // R-210, R-220, R-053
func TestSwitchesOfAutomaticPolicies(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, policy := r.automatic("Sales", automatically(salesRule))
		r.moves("ann", "Sales")
		policy = r.edit(policy, automatically(salesRule, func(s *entitlement.AutomaticRequestSettings) {
			s.RequestAccessForAllowedTargets, s.RemoveAccessWhenTargetLeavesAllowedTargets = false, false
		}))
		r.settle()
		require.Len(r, r.live("ann"), 1)
		r.moves("bob", "Sales")
		require.Empty(r, r.live("bob"))
		r.moves("ann", "Legal")
		require.Len(r, r.live("ann"), 1)

		r.edit(policy, automatically(salesRule))
		r.settle()
		require.Len(r, r.live("bob"), 1, "whoever is in the scope by now")
		require.Empty(r, r.live("ann"), "whoever is not")
	})
}

// Only the policy's own assignments are its business. // R-211, R-216
func TestOtherPoliciesAssignmentsAreLeftAlone(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.automatic("Sales", automatically(salesRule))
		members := r.allow(pkg, lasting(30))
		r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Policy: members.ID})
		r.moves("ann", "Sales")
		require.Equal(r, members.ID, r.live("ann")[0].Policy.ID, "not adopted")
		r.moves("ann", "Legal")
		require.Len(r, r.live("ann"), 1)
		r.moves("ann", "Sales")
		r.pass(30 * day) // its end, after which the person has no assignment, and is in the scope
		require.Equal(r, []string{"userAdd delivered", "systemAdd delivered"}, r.requestsOf("ann"))
		require.Len(r, r.target.Holdings(), 1)
	})
}

// What was taken away by hand stays away until the person leaves and comes back, or the rule changes. // R-219
func TestRemovedByHandStaysAway(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, policy := r.automatic("Sales", automatically(salesRule))
		r.moves("ann", "Sales")
		removed := func() {
			r.remove(r.live("ann")[0].ID)
			r.tell("ann")
			r.reconciles()
			require.Empty(r, r.live("ann"))
		}
		removed()
		r.moves("ann", "Legal")
		r.moves("ann", "Sales")
		require.Len(r, r.live("ann"), 1)
		removed()
		r.edit(policy, automatically(salesRule+` -or user.department -eq "Legal"`))
		r.settle()
		require.Len(r, r.live("ann"), 1)
	})
}

// The policy obeys separation of duties, leaves a failed request, once, and tries again. // R-121
func TestAutomaticPoliciesRespectIncompatibility(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		audit := r.simple("Audit", lasting(10))
		r.submit("ann", audit)
		pkg, _ := r.automatic("Sales", automatically(salesRule))
		pkg.Version, pkg.IncompatiblePackages = 0, []entitlement.AccessPackageID{audit.ID}
		_, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
		require.NoError(r, err)
		r.moves("ann", "Sales")
		r.tell("ann")
		require.Equal(r, []string{"userAdd delivered", "systemAdd denied"}, r.requestsOf("ann"))
		r.pass(10 * day)
		require.Equal(r, []string{"userAdd delivered", "systemAdd denied", "systemAdd delivered"}, r.requestsOf("ann"))
		require.Len(r, r.live("ann"), 1)
	})
}

// Groups count too; the host tells that somebody left one. // R-121
func TestAutomaticPoliciesRespectIncompatibleGroups(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.gather("auditors", "ann")
		pkg, _ := r.automatic("Sales", automatically(salesRule))
		pkg.Version, pkg.IncompatibleGroups = 0, []entitlement.GroupID{"auditors"}
		_, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
		require.NoError(r, err)
		r.moves("ann", "Sales")
		require.Empty(r, r.live("ann"))
		r.gather("auditors")
		r.tell("ann")
		require.Len(r, r.live("ann"), 1)
	})
}

//
func TestPeopleBeyondTheLimitStayUnassigned(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule))
		r.moves("ann", "Sales")
		r.moves("bob", "Sales")
		r.moves("meg", "Sales")
		require.Len(r, r.live("bob"), 1)
		require.Empty(r, r.live("meg"))
		r.reconciles()
		require.Equal(r, uint32(1), r.scope().Beyond) // I-54
		r.moves("ann", "Legal")
		r.reconciles()
		require.Len(r, r.live("meg"), 1)
		require.Zero(r, r.scope().Beyond)
	}, func(c *lifecycle.Config) {
		c.Limits = entitlement.SeedLimits()
		c.Limits.PeoplePerAutomaticPolicy = 2
	})
}

// The limit keeps nobody from coming back within the grace period. // R-215, R-212
func TestWhoIsBackWithinGraceIsNotBeyondTheLimit(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule, aWeekOfGrace))
		r.moves("ann", "Sales")
		r.moves("bob", "Sales")
		first := r.live("ann")[0]
		r.moves("ann", "Legal")
		r.moves("meg", "Sales")
		r.moves("ann", "Sales")
		r.pass(10 * day)
		require.Equal(r, first.ID, r.live("ann")[0].ID)
		r.moves("hank", "Sales")
		require.Empty(r, r.live("hank"))
	}, func(c *lifecycle.Config) {
		c.Limits = entitlement.SeedLimits()
		c.Limits.PeoplePerAutomaticPolicy = 2
	})
}

// Disabled people match unless the rule asks. // R-218
func TestDisabledPeopleMatch(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule))
		r.automatic("Enabled", automatically(salesRule+" -and user.accountEnabled -eq true"))
		r.disable("ann")
		r.moves("ann", "Sales")
		require.Len(r, r.live("ann"), 1)
	})
}

// Who may, and how many. // R-207, R-208
func TestWhoMakesAutomaticPolicies(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.appoint(entitlement.User("hank"), entitlement.RoleCatalogOwner, entitlement.GeneralCatalogID())
		pkg := r.bundle("Sales", member(r.addGroup("sales")))
		in := lifecycle.PolicyInput{Policy: policyFor(pkg.ID, automatically(salesRule))}
		_, err := r.as("hank").CreatePolicy(r.Context(), in)
		require.ErrorIs(r, err, entitlement.Forbidden)
		made, err := r.as("root").CreatePolicy(r.Context(), in)
		require.NoError(r, err)
		_, err = r.as("hank").UpdatePolicy(r.Context(), lifecycle.PolicyInput{Policy: made.Policy})
		require.ErrorIs(r, err, entitlement.Forbidden)
		_, err = r.as("hank").DeletePolicy(r.Context(), lifecycle.DeletePolicyInput{Policy: made.Policy.ID})
		require.ErrorIs(r, err, entitlement.Forbidden)
		_, err = r.as("hank").ReconcilePeople(r.Context(), lifecycle.ReconcilePeopleInput{})
		require.ErrorIs(r, err, entitlement.Forbidden)
		_, err = r.as("hank").AutomaticScopes(r.Context(), lifecycle.AutomaticScopesInput{})
		require.ErrorIs(r, err, entitlement.Forbidden)

		in.Policy.DisplayName = "Another"
		_, err = r.as("root").CreatePolicy(r.Context(), in)
		require.ErrorIs(r, err, entitlement.AlreadyExists)
		bad := policyFor(r.bundle("Wiki", member(r.addGroup("wiki"))).ID, automatically("user.department -eq"))
		_, err = r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{Policy: bad})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		plain := made.Policy
		plain.AutomaticRequestSettings, plain.AllowedTargetScope, plain.SpecificAllowedTargets = nil, entitlement.ScopeAllMemberUsers, nil
		_, err = r.as("root").UpdatePolicy(r.Context(), lifecycle.PolicyInput{Policy: plain})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
	})
}

// Deleting obeys R-059; the scope goes with its policy. // R-220
func TestDeletingAnAutomaticPolicy(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, policy := r.automatic("Sales", automatically(salesRule))
		r.moves("ann", "Sales")
		_, err := r.as("root").DeletePolicy(r.Context(), lifecycle.DeletePolicyInput{Policy: policy.ID})
		require.ErrorIs(r, err, entitlement.InUse)
		r.remove(r.live("ann")[0].ID)
		_, err = r.as("root").DeletePolicy(r.Context(), lifecycle.DeletePolicyInput{Policy: policy.ID})
		require.NoError(r, err)
		r.settle()
		r.moves("bob", "Sales")
		require.Empty(r, r.live("bob"))
		list, err := r.as("root").AutomaticScopes(r.Context(), lifecycle.AutomaticScopesInput{})
		require.NoError(r, err)
		require.Empty(r, list.Items)
	})
}

// Everything that follows from the rows is there, and the log replays to them. // I-78, I-101
func TestAutomaticRowsReplay(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.automatic("Sales", automatically(salesRule, aWeekOfGrace))
		known := map[byte]bool{}
		r.moves("ann", "Sales")
		r.moves("bob", "Sales")
		r.requireDerived(known)
		r.moves("ann", "Legal")
		r.requireDerived(known)
		r.pass(8 * day)
		r.dismiss("bob")
		r.tell("bob")
		r.requireDerived(known)
		require.Equal(r, tables(r, r.config.Store, besideLog), tables(r, r.replay(), besideLog))
		r.pass(30 * day)
		r.requireDerived(known)
		require.Equal(r, tables(r, r.config.Store, besideLog), tables(r, r.replay(), besideLog))
	}, func(c *lifecycle.Config) { c.Notifier = nil }) // mails on their way are not in the log
}
