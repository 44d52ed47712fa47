package lifecycle_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// joins makes somebody from outside a member of the organization: the same person, external no more.
func (r *rig) joins(who entitlement.Subject) {
	r.Helper()
	who.UserType, who.Domain = entitlement.UserMember, ""
	r.hire(who)
}

// arrives gives somebody from outside an account that the engine did not make.
func (r *rig) arrives(who entitlement.Subject) {
	r.Helper()
	who.UserType = entitlement.UserGuest
	r.hire(who)
}

// whoever is a member when something would be done to the account keeps it, whenever that came about.
func TestAGuestWhoBecameAMemberIsLeftAlone(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		until time.Duration // pat has access for ten days, is blocked then, and deleted after forty
		verbs []string
	}{
		"with_access":        {5 * day, []string{"invite"}},
		"as_access_ends":     {10*day - tick, []string{"invite"}},
		"blocked":            {20 * day, []string{"invite", "block"}},
		"before_the_removal": {40*day - tick, []string{"invite", "block"}},
		"deleted":            {50 * day, []string{"invite", "block", "delete"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				first := r.visits(pat(), r.partners("shop", lasting(10)))
				r.pass(c.until)
				r.joins(pat())
				r.pass(100 * day)
				require.Equal(r, c.verbs, r.accounts.verbs())
				require.Equal(r, start.Add(10*day), r.made(first.Request).Ended, "access ends all the same")

				inner := r.simple("inner", lasting(10))
				second := r.submit(pat().ID, inner)
				r.settle()
				require.Equal(r, entitlement.AssignmentDelivered, r.made(second.Request).State)
				extra := r.addGroup("extra")
				r.setRoles(inner, inner.Roles[0], member(extra)) // no role waits for an invitation
				r.settle()
				require.Equal(r, entitlement.AssignmentDelivered, r.made(second.Request).State)
				r.pass(100 * day)
				require.Equal(r, c.verbs, r.accounts.verbs()) // not invited again either
				require.Empty(r, r.stuck())
			})
		})
	}
}

// Between the request of an outsider and its approval the person was hired.
func TestAnOutsiderIsHiredWhileTheRequestWaits(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.visits(pat(), r.partners("shop", approvedBy(stage(entitlement.User("boss"))), lasting(10)))
		r.joins(pat())
		r.approve("boss", asked.Request)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		require.True(r, r.has(string(pat().ID), "shop"))
		r.pass(100 * day)
		require.Empty(r, r.accounts.verbs())
	})
}

// A delivery that failed because the tenant did not invite the person is repaired after the person was hired.
func TestReprocessingForSomebodyWhoBecameAMember(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.set(func(s *entitlement.Settings) { s.BlockedDomains = []string{"fabrikam.example"} })
		asked := r.visits(pat(), r.partners("shop", lasting(10)))
		require.Equal(r, entitlement.RequestDeliveryFailed, asked.State)
		r.joins(pat())
		r.reprocess(asked.Assignment)
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		r.pass(100 * day)
		require.Empty(r, r.accounts.verbs())
	})
}

// Nobody is blocked on a guess: the block waits until the directory says who the person is.
func TestABlockWaitsForTheDirectory(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.book()
		shop := r.partners("shop", lasting(10))
		r.visits(pat(), shop)
		r.visits(outsider("zoe", "fabrikam.example"), shop)
		r.pass(9 * day)
		book.set(errors.New("the line is dead"), nil, 0)
		r.pass(2 * day)
		require.Equal(r, []string{"invite", "invite"}, r.accounts.verbs()) // I-94, R-246
		require.Len(r, r.stuck(), 2)

		r.joins(pat())
		book.set(nil, nil, 0)
		r.pass(day)
		require.Equal(r, []string{"invite", "invite", "block"}, r.accounts.verbs())
		require.Equal(r, outsider("zoe", "fabrikam.example").ID, r.accounts.last().Subject)
		require.Empty(r, r.stuck())
	})
}

// who asked as an outsider, in vain, and was given an account by somebody else is a guest from before.
func TestAnAccountFromElsewhereStays(t *testing.T) {
	t.Parallel()
	for name, before := range map[string]struct {
		happens func(r *rig)
		verbs   []string
	}{
		"denied": {func(r *rig) {
			asked := r.visits(pat(), r.partners("first", approvedBy(stage(entitlement.User("boss")))))
			r.deny("boss", asked.Request)
		}, nil},
		"not_invited": {func(r *rig) {
			r.set(func(s *entitlement.Settings) { s.BlockedDomains = []string{"fabrikam.example"} })
			r.visits(pat(), r.partners("first"))
		}, nil},
		"deleted": {func(r *rig) {
			r.visits(pat(), r.partners("first", lasting(1)))
			r.pass(40 * day)
		}, []string{"invite", "block", "delete"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				before.happens(r)
				r.arrives(pat())
				asked := r.submit(pat().ID, r.partners("shop", lasting(10)))
				r.settle()
				require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
				require.True(r, r.has(string(pat().ID), "shop"))
				r.pass(100 * day)
				require.False(r, r.has(string(pat().ID), "shop"))
				require.Equal(r, before.verbs, r.accounts.verbs())
			})
		})
	}
	t.Run("while_the_request_waits", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			asked := r.visits(pat(), r.partners("shop", approvedBy(stage(entitlement.User("boss"))), lasting(10)))
			r.arrives(pat())
			r.approve("boss", asked.Request)
			r.pass(100 * day)
			require.Empty(r, r.accounts.verbs())
		})
	})
	t.Run("but_not_one_that_an_invitation_made", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.accounts.fail("invite", errors.New("the answer is lost"))
			shop := r.partners("shop", lasting(10))
			r.visits(pat(), shop)
			r.settle()
			r.arrives(pat()) // by that invitation
			r.visits(pat(), r.partners("wiki", lasting(10)))
			r.accounts.fail("invite", nil)
			r.pass(100 * day)
			require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs())
		})
	})
}

// the engine knows whom it blocked. What the directory shows, or does not show yet, makes no difference.
func TestABlockCountsBeforeItShows(t *testing.T) {
	t.Parallel()
	for name, shows := range map[string]func(*rig){
		"nobody":  func(*rig) {},
		"a_guest": func(r *rig) { r.arrives(pat()) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				shop, wiki := r.partners("shop", lasting(10)), r.partners("wiki")
				r.visits(pat(), shop)
				r.settle()
				shows(r)
				blocked := func() {
					r.Helper()
					r.refuses(unrequestable(wiki, entitlement.SubjectBlocked), func() error {
						_, err := r.visit(pat()).Submit(t.Context(), lifecycle.SubmitInput{Package: wiki.ID})
						return err
					})
				}
				mayAsk := func() bool {
					r.Helper()
					offer, err := r.visit(pat()).Explain(t.Context(), lifecycle.ExplainInput{Package: wiki.ID})
					require.NoError(r, err)
					return offer.MayRequest
				}
				r.clock.Set(start.Add(10*day - tick))
				require.True(r, mayAsk())
				r.clock.Set(start.Add(10 * day))
				require.False(r, mayAsk(), "a read before settling agrees with one after it")
				blocked()                                                                     // nobody was told yet
				r.settle()
				blocked()
				require.False(r, mayAsk())
				require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())

				claims := pat()
				r.assign(lifecycle.AssignInput{Package: shop.ID, Target: claims.ID, TargetClaims: &claims})
				r.settle()
				require.Equal(r, []string{"invite", "block", "invite"}, r.accounts.verbs())
				r.visits(pat(), wiki)
			})
		})
	}
	t.Run("not_for_members", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.visits(pat(), r.partners("shop", lasting(10)))
			r.pass(20 * day)
			r.joins(pat())
			r.submit(pat().ID, r.simple("inner"))
		})
	})
}

// somebody whose tenant is known but no domain is proved is invited by mail, so the mail's domain counts.
func TestTheMailsDomainCounts(t *testing.T) {
	t.Parallel()
	mal := entitlement.Subject{ID: "mal", UserType: entitlement.UserOutside, TenantID: "t1", Mail: "mal@Evil.example"}
	for name, c := range map[string]struct {
		change  func(*entitlement.Settings)
		invited bool
	}{
		"blocked":     {func(s *entitlement.Settings) { s.BlockedDomains = []string{"evil.example"} }, false},
		"not_blocked": {func(s *entitlement.Settings) { s.BlockedDomains = []string{"other.example"} }, true},
		"not_allowed": {func(s *entitlement.Settings) { s.AllowedDomains = []string{"good.example"} }, false},
		"allowed":     {func(s *entitlement.Settings) { s.AllowedDomains = []string{"evil.example"} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				org := entitlement.ConnectedOrganization{
					DisplayName:     "T",
					IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceTenant, TenantID: "t1"}},
				}
				_, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: org})
				require.NoError(r, err)
				pkg := r.simple("shop", scoped(entitlement.ScopeAllConfiguredOrganizations))
				r.set(c.change)
				asked := r.visits(mal, pkg)
				r.settle()
				require.Equal(r, c.invited, len(r.accounts.verbs()) > 0)
				if !c.invited {
					require.Equal(r, entitlement.RequestDeliveryFailed, asked.State)
				}
			})
		})
	}
}
