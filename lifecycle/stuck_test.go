package lifecycle_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// What takes access away comes before everything else, however short the list. // R-233
func TestStuckRevokesComeFirst(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		given := r.submit("hank", r.simple("club"))
		r.visits(pat(), r.partners("shop", lasting(10)))
		r.settle()
		r.breaks(failing("club", nil), failing("wiki", nil))
		r.accounts.fail("block", provision.Transient(provision.TargetUnavailable, "Wait."))
		r.mails.failure = provision.Permanent(provision.PermissionMissing, "Let the engine send mails.")
		r.clock.Set(start.Add(10 * day))
		r.submit("ann", r.simple("wiki"))
		r.submit("bob", r.simple("chat"))
		r.remove(given.Assignment)
		r.settle()

		type line struct {
			kind entitlement.Kind
			who  entitlement.SubjectID
			verb provision.Verb
			mail entitlement.MailKind
			code entitlement.Code
		}
		list := func(size int) []line {
			items, err := r.as("root").Stuck(t.Context(), lifecycle.StuckInput{Page: lifecycle.Page{Size: size}})
			require.NoError(r, err)
			var out []line
			for _, i := range items {
				out = append(out, line{i.Kind, i.Subject, i.Verb, i.Mail.Kind, i.Code})
			}
			return out
		}
		all := list(0)
		require.Equal(r, []line{
			{entitlement.KindGrant, "hank", provision.Revoke, 0, provision.TargetUnavailable},
			{entitlement.KindGuest, pat().ID, 0, 0, provision.TargetUnavailable},
			{entitlement.KindGrant, "ann", provision.Grant, 0, provision.TargetUnavailable},
		}, all[:3])
		for _, mail := range all[3:] {
			require.Equal(r, entitlement.KindEngine, mail.kind)
			require.Equal(r, provision.PermissionMissing, mail.code)
			require.NotZero(r, mail.mail)
		}
		require.NotEmpty(r, all[3:])
		for size := 1; size < len(all); size++ {
			require.Equal(r, all[:size], list(size))
		}

		r.target.Heal()
		r.accounts.fail("block", nil)
		r.mails.failure = nil
		r.pass(2 * time.Hour)
		require.Equal(r, all[3:], list(0), "what is done is stuck no more; a mail that was given up stays")
	})
}

// The list is short by intention: there is no second page.
func TestStuckHasOnePage(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.refuses(refusal{op: "stuck", code: entitlement.InvalidArgument, detail: "page token"}, func() error {
			_, err := r.as("root").Stuck(t.Context(), lifecycle.StuckInput{Page: lifecycle.Page{Token: "AAAAAAAA"}})
			return err
		})
	})
}
