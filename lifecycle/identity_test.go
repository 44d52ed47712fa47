package lifecycle_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// People are their identifiers: a new name changes nothing, and whoever has the old name and address inherits nothing.
// R-247, I-97
func TestAnIdentifierIsAPerson(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.change("ann", func(s *entitlement.Subject) { s.DisplayName, s.Mail = "Ann Lee", "ann@example.com" })
		pkg := r.simple("shop", extendable)
		asked := r.submit("ann", pkg)
		waits := r.submit("ann", r.simple("wiki", approvedBy(stage(entitlement.User("hank")))))
		r.settle()
		r.change("ann", func(s *entitlement.Subject) { s.DisplayName, s.Mail = "Ann Moor", "moor@example.com" })
		r.hire(entitlement.Subject{ID: "ann2", DisplayName: "Ann Lee", Mail: "ann@example.com", UserType: entitlement.UserMember})
		r.tell("ann")
		r.tell("ann2")
		r.settle()
		require.Len(r, r.live("ann"), 1)
		require.True(r, r.has("ann", "shop"))
		require.Empty(r, r.live("ann2")) // I-97
		require.False(r, r.has("ann2", "shop"))
		for _, command := range []func(s *lifecycle.Session) error{
			func(s *lifecycle.Session) error {
				_, err := s.Cancel(t.Context(), lifecycle.CancelInput{Request: waits.Request})
				return err
			},
			func(s *lifecycle.Session) error {
				_, err := s.Remove(t.Context(), lifecycle.RemoveInput{Assignment: asked.Assignment})
				return err
			},
		} {
			require.ErrorIs(r, command(r.as("ann2")), entitlement.Forbidden) // I-97
			require.NoError(r, command(r.as("ann")))
		}
	})
}

// What people find does not tell a package that is hidden, and not for them, from none. Explain answers about any package
// whose identifier somebody has. // I-134
func TestAHiddenPackageLeavesNoTrace(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		open := r.simple("shop")
		r.submit("ann", open)
		r.settle()
		look := func() []any {
			var out []any
			for _, in := range []lifecycle.OffersInput{{}, {Search: "s"}, {Search: "secret"}} {
				list, err := r.as("bob").Offers(t.Context(), in)
				require.NoError(r, err)
				out = append(out, list)
			}
			catalogs, err := r.as("bob").Catalogs(t.Context(), lifecycle.CatalogsInput{})
			require.NoError(r, err)
			approvals, err := r.as("bob").Approvals(t.Context(), lifecycle.ApprovalsInput{})
			require.NoError(r, err)
			return append(out, catalogs, approvals)
		}
		before := look()
		secret := r.bundle("secret shop", member(r.addGroup("secret")))
		secret.IsHidden = true
		require.NoError(r, r.packageUpdate(secret)())
		r.allow(secret, scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.User("hank")))
		r.submit("hank", secret)
		r.settle()
		require.Equal(r, before, look()) // I-134
	})
}

// Whatever is refused is told to the logger, at the level of details: what it was, who tried, and why. It leaves no trace in
// the store. // I-104
func TestRefusalsAreLogged(t *testing.T) {
	t.Parallel()
	onStores(t, func(t *testing.T, open func(*testing.T) store.Store) {
		for level, wanted := range map[slog.Level]bool{slog.LevelDebug: true, slog.LevelInfo: false} {
			var log bytes.Buffer
			r := newRig(t, open(t), func(c *lifecycle.Config) {
				c.Logger = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: level}))
			})
			pkg, _ := r.offer()
			asked := r.submit("ann", pkg)
			log.Reset()
			for _, command := range []func() error{
				func() error {
					_, err := r.as("ann").Approve(t.Context(), lifecycle.DecideInput{Request: asked.Request})
					return err
				},
				r.assignsAs("bob", pkg),
			} {
				require.Error(r, r.changesNothing(command)) // I-104, I-130
			}
			for _, text := range []string{
				`msg="command refused" op=decide actor=ann`, "notApprover", `msg="command refused" op=assign actor=bob`, "roleMissing",
			} {
				require.Equal(t, wanted, strings.Contains(log.String(), text), "%s in %s", text, log.String()) // I-104
			}
		}
	})
}

func (r *rig) assignsAs(who entitlement.SubjectID, pkg entitlement.AccessPackage) func() error {
	return func() error {
		_, err := r.as(who).Assign(r.Context(), lifecycle.AssignInput{Package: pkg.ID, Target: who})
		return err
	}
}
