package lifecycle_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// meanwhile is a directory during whose next answer something happens.
type meanwhile struct {
	lifecycle.Directory
	happens func()
}

func (m *meanwhile) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	if happens := m.happens; happens != nil {
		m.happens = nil
		happens()
	}
	return m.Directory.At(ctx, at)
}

// what a request waits for is deleted while its scheduled start is looked up.
func TestDeletedWhileAStartIsLookedUp(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		remove func(r *rig, pkg entitlement.AccessPackage, policy entitlement.AssignmentPolicy) error
		reason entitlement.EndReason
	}{
		"package": {func(r *rig, pkg entitlement.AccessPackage, _ entitlement.AssignmentPolicy) error {
			_, err := r.as("root").DeletePackage(r.Context(), lifecycle.DeletePackageInput{Package: pkg.ID})
			return err
		}, entitlement.ReasonPackageDeleted},
		"policy": {func(r *rig, _ entitlement.AccessPackage, policy entitlement.AssignmentPolicy) error {
			_, err := r.as("root").DeletePolicy(r.Context(), lifecycle.DeletePolicyInput{Policy: policy.ID})
			return err
		}, entitlement.ReasonPolicyDeleted},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				look := &meanwhile{Directory: r.config.Directory}
				r.config.Directory = look
				r.open()
				pkg := r.bundle("a", member(r.addGroup("a")))
				policy := r.allow(pkg, scheduled)
				asked := r.ask("ann", lifecycle.SubmitInput{Package: pkg.ID, Schedule: entitlement.Schedule{Start: start.Add(day)}})
				r.clock.Add(day)
				look.happens = func() { require.NoError(r, c.remove(r, pkg, policy)) }
				r.settle() // without an error
				require.Nil(r, look.happens)
				r.ends(asked.Request, entitlement.RequestCanceled, c.reason)
				require.Empty(r, r.live("ann"))
				require.Empty(r, r.target.Calls(0)) // I-15
				next, err := r.engine.NextDue(t.Context())
				require.NoError(r, err)
				require.True(r, next.IsZero(), "nothing is left to do")
			})
		})
	}
}

// whether mails are sent is looked up when they would be, also for a package that was emptied meanwhile.
func TestTheMailSwitchIsLookedUpLive(t *testing.T) {
	t.Parallel()
	quiet := func(p *entitlement.AssignmentPolicy) { p.NotificationSettings.IsAssignmentNotificationDisabled = true }
	loud := func(p *entitlement.AssignmentPolicy) { p.NotificationSettings.IsAssignmentNotificationDisabled = false }
	for name, c := range map[string]struct {
		first, then policyChange
		sent        int
	}{
		"switched_off": {loud, quiet, 0},
		"switched_on":  {quiet, loud, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg := r.bundle("a", member(r.addGroup("a")))
				policy := r.allow(pkg, approvedBy(stage(entitlement.User("boss"))), c.first)
				asked := r.submit("ann", pkg)
				r.setRoles(pkg)
				r.edit(policy, c.then)
				r.approve("boss", asked.Request)
				r.settle()
				require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
				require.Len(r, r.mails.of(entitlement.MailAccessGiven), c.sent)
			})
		})
	}
}
