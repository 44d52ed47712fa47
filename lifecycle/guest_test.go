package lifecycle_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// pat works for Fabrikam and has no account here.
func pat() entitlement.Subject { return outsider("pat", "fabrikam.example") }

func outsider(name, domain string) entitlement.Subject {
	return entitlement.Subject{
		ID: entitlement.SubjectID(name + "@" + domain), DisplayName: "P. " + name, Mail: name + "@" + domain,
		UserType: entitlement.UserOutside, Domain: domain,
	}
}

// partner makes a connected organization that a mail domain belongs to.
func (r *rig) partner(name, domain string) entitlement.ConnectedOrganization {
	r.Helper()
	made, err := r.as("root").CreateOrganization(r.Context(), lifecycle.OrganizationInput{
		Organization: organization(name, domain),
	})
	require.NoError(r, err)
	return made.Organization
}

func organization(name, domain string) entitlement.ConnectedOrganization {
	return entitlement.ConnectedOrganization{
		DisplayName:     name,
		IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: domain}},
	}
}

// partners makes the partner Fabrikam and a package of one group, called like it, for its people, without approval.
func (r *rig) partners(group string, change ...policyChange) entitlement.AccessPackage {
	r.Helper()
	if list, err := r.as("root").Organizations(r.Context(), lifecycle.OrganizationsInput{}); len(list.Items) == 0 {
		require.NoError(r, err)
		r.partner("Fabrikam", "fabrikam.example")
	}
	pkg := r.bundle(group, member(r.addGroup(group)))
	r.allow(pkg, append([]policyChange{scoped(entitlement.ScopeAllConfiguredOrganizations)}, change...)...)
	return pkg
}

// visits lets somebody from outside ask for a package.
func (r *rig) visits(who entitlement.Subject, pkg entitlement.AccessPackage) lifecycle.SubmitResult {
	r.Helper()
	submitted, err := r.visit(who).Submit(r.Context(), lifecycle.SubmitInput{Package: pkg.ID})
	require.NoError(r, err)
	return submitted
}

// set changes the tenant's settings.
func (r *rig) set(change func(*entitlement.Settings)) {
	r.Helper()
	settings, err := r.as("root").Settings(r.Context())
	require.NoError(r, err)
	change(&settings)
	_, err = r.as("root").UpdateSettings(r.Context(), lifecycle.SettingsInput{Settings: settings})
	require.NoError(r, err)
}

const patsAccount = "account of pat@fabrikam.example"

func TestAGuestIsInvitedWhenDeliveryBegins(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.partners("shop", approvedBy(stage(entitlement.User("hank"))))
		asked := r.visits(pat(), pkg)
		r.settle()
		require.Empty(r, r.accounts.verbs()) // not before the approval

		r.approve("hank", asked.Request)
		r.settle()
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
		invitation := r.accounts.last()
		require.Equal(r, pat().ID, invitation.Subject)
		require.Equal(r, pat().Mail, invitation.Mail)
		require.Equal(r, pat().DisplayName, invitation.DisplayName)
		require.True(r, r.has(patsAccount, "shop"))
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
	})
}

// Who asks for themselves is invited in the language that they read, as they last said before there is an account.
func TestTheLanguageOfAnInvitation(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		wiki, shop := r.partners("wiki", approvedBy(stage(entitlement.User("hank")))), r.partners("shop")
		ask := func(pkg entitlement.AccessPackage, language string) error {
			in := lifecycle.SubmitInput{Package: pkg.ID, PreferredLanguage: language}
			_, err := r.visit(pat()).Submit(t.Context(), in)
			return err
		}
		for _, bad := range []string{"de_CH", "-de", "de-", "deutschland", "de\r\nBcc: x", strings.Repeat("abcdefgh-", 4) + "x"} {
			require.ErrorIs(r, ask(wiki, bad), entitlement.InvalidArgument, bad)
		}
		require.NoError(r, ask(wiki, "fr"))
		r.settle()
		require.Empty(r, r.accounts.verbs())
		require.NoError(r, ask(shop, "de-CH"))
		r.open()
		r.settle()
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
		require.Equal(r, "de-CH", r.accounts.last().PreferredLanguage)

		require.NoError(r, ask(r.partners("club"), "it"))
		for _, held := range r.live(pat().ID) {
			r.remove(held.ID)
		}
		r.settle()
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		require.Equal(r, "de-CH", r.accounts.last().PreferredLanguage, "the account has its language already")
	})
}

func TestGrantsWaitForTheAccount(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.accounts.fail("invite", provision.Transient(provision.TargetUnavailable, ""))
		asked := r.visits(pat(), r.partners("shop"))
		second := r.visits(pat(), r.partners("wiki"))
		r.pass(5 * time.Hour)
		require.Empty(r, r.target.Calls(0), "parked: nothing is sent, nothing is retried")
		require.Equal(r, entitlement.AssignmentDelivering, r.made(asked.Request).State)

		r.accounts.fail("invite", nil)
		r.pass(time.Hour)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(second.Request).State)
		require.Len(r, r.target.Calls(0), 2)
		require.Equal(r, []string{"invite"}, r.accounts.verbs(), "one account for both")
	})
}

func TestAnInvitationThatFailsForGoodFailsTheDelivery(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.accounts.fail("invite", provision.Permanent(provision.PermissionMissing, ""))
		asked := r.visits(pat(), r.partners("shop"))
		r.settle()
		require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)
		require.Empty(r, r.target.Calls(0))

		r.accounts.fail("invite", nil)
		r.reprocess(asked.Assignment)
		r.settle()
		require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
		require.True(r, r.has(patsAccount, "shop"))
	})
}

func TestAGuestWhoLosesTheLastPackageIsBlockedAndDeleted(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.visits(pat(), r.partners("shop", lasting(10)))
		r.pass(10 * day)
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs()) // at once
		require.Equal(r, patsAccount, r.accounts.last().AccountID)
		require.False(r, r.has(patsAccount, "shop"))

		r.pass(30*day - time.Microsecond)
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		r.pass(time.Microsecond)
		require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs()) // 30 days later
		require.Equal(r, start.Add(40*day), r.accounts.last().At)
		require.Len(r, r.mails.of(entitlement.MailAccessEnded), 1)
		require.Equal(r, start.Add(10*day), r.mails.of(entitlement.MailAccessEnded)[0].At)
		r.pass(365 * day)
		require.Len(r, r.accounts.verbs(), 3)
	})
}

//
func TestWhatHappensToGuestsIsASetting(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*entitlement.Settings)
		want   []string
	}{
		"nothing": {
			func(s *entitlement.Settings) {
				s.ExternalUserLifecycleAction = entitlement.ActionNone
				s.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Period{}
			},
			[]string{"invite"},
		},
		"block_only": {
			func(s *entitlement.Settings) { s.ExternalUserLifecycleAction = entitlement.ActionBlockSignIn },
			[]string{"invite", "block"},
		},
		"delete_at_once": {
			func(s *entitlement.Settings) {
				s.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Period{}
			},
			[]string{"invite", "delete"},
		},
		"delete_without_a_block": {
			func(s *entitlement.Settings) {
				s.ExternalUserLifecycleAction = entitlement.ActionDelete
				s.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Days(7)
			},
			[]string{"invite", "delete"},
		},
		"delete_after_a_week": {
			func(s *entitlement.Settings) {
				s.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Days(7)
			},
			[]string{"invite", "block", "delete"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				r.set(c.change)
				asked := r.visits(pat(), r.partners("shop", lasting(10)))
				r.settle()
				r.remove(asked.Assignment)
				r.pass(7 * day)
				require.Equal(r, c.want, r.accounts.verbs())
			})
		})
	}
}

func TestGuestSettingsChangeLaterLossesOnly(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.visits(pat(), r.partners("shop", lasting(10)))
		r.pass(11 * day)
		r.set(func(s *entitlement.Settings) { s.ExternalUserLifecycleAction = entitlement.ActionNone })
		r.pass(28 * day)
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		r.pass(day)
		require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs()) // on the original day
	})
}

func TestGuestsFromBeforeStay(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		known := pat()
		known.UserType = entitlement.UserGuest
		r.hire(known)
		asked := r.submit(known.ID, r.partners("shop", lasting(10)))
		r.settle()
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		require.True(r, r.has(string(known.ID), "shop"))
		r.pass(100 * day)
		require.False(r, r.has(string(known.ID), "shop"))
		require.Empty(r, r.accounts.verbs())
	})
}

func TestNewAccessCancelsTheDeletionAndLiftsTheBlock(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.partners("shop", lasting(10)), r.partners("wiki", lasting(100))
		r.visits(pat(), shop)
		r.pass(39 * day)
		require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		claims := pat()
		r.assign(lifecycle.AssignInput{Package: wiki.ID, Target: claims.ID, TargetClaims: &claims})
		r.settle()
		require.Equal(r, []string{"invite", "block", "invite"}, r.accounts.verbs())
		r.pass(50 * day)
		require.Equal(r, []string{"invite", "block", "invite"}, r.accounts.verbs(), "not deleted")
		require.True(r, r.has(patsAccount, "wiki"))
		r.pass(100 * day)
		require.Equal(r, []string{"invite", "block", "invite", "block", "delete"}, r.accounts.verbs())
	})
}

func TestACanceledDeletionStaysCanceled(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop, wiki := r.partners("shop", lasting(10)), r.partners("wiki", lasting(1))
		r.visits(pat(), shop)
		r.pass(30 * day)
		claims := pat()
		r.assign(lifecycle.AssignInput{Package: wiki.ID, Target: claims.ID, TargetClaims: &claims})
		r.set(func(s *entitlement.Settings) { s.ExternalUserLifecycleAction = entitlement.ActionBlockSignIn })
		r.pass(60 * day)
		require.Equal(r, []string{"invite", "block", "invite", "block"}, r.accounts.verbs())
	})
}

// What was erased with the account is known again from the new request.
func TestAGuestComesBackAfterTheDeletion(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.partners("shop", lasting(10))
		r.visits(pat(), shop)
		r.pass(50 * day)
		require.Equal(r, []string{"invite", "block", "delete"}, r.accounts.verbs())

		married := pat()
		married.DisplayName = "P. Newname"
		asked := r.visits(married, shop)
		r.settle()
		require.Equal(r, []string{"invite", "block", "delete", "invite"}, r.accounts.verbs())
		require.Equal(r, married.Mail, r.accounts.last().Mail)
		require.Equal(r, married.DisplayName, r.accounts.last().DisplayName)
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		r.pass(100 * day)
		require.Equal(r, []string{"invite", "block", "delete", "invite", "block", "delete"}, r.accounts.verbs())
	})
}

// what is pending does not keep the account, what is being delivered does.
func TestWhichAccessKeepsAGuest(t *testing.T) {
	t.Parallel()
	t.Run("a_pending_request_does_not", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.visits(pat(), r.partners("shop", lasting(10)))
			r.visits(pat(), r.partners("wiki", approvedBy(stage(entitlement.User("hank")))))
			r.pass(10 * day)
			require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		})
	})
	t.Run("a_delivery_under_way_does", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.visits(pat(), r.partners("shop", lasting(10)))
			wiki := r.partners("wiki", lasting(20))
			require.NoError(r, r.target.Inject(fake.Fault{Resource: "wiki", Answer: fake.AnswerError, Effect: fake.EffectNone}))
			r.pass(10*day - time.Hour)
			r.visits(pat(), wiki)
			r.pass(2 * time.Hour)
			require.Equal(r, []string{"invite"}, r.accounts.verbs())
		})
	})
	t.Run("two_that_end_together_do_not", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.visits(pat(), r.partners("shop", lasting(10)))
			r.visits(pat(), r.partners("wiki", lasting(10)))
			r.pass(10 * day)
			require.Equal(r, []string{"invite", "block"}, r.accounts.verbs())
		})
	})
}

// Access that is gone before the invitation went out leaves nothing behind: there is no account to invite or to block.
func TestAccessThatEndsBeforeTheInvitation(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		shop := r.partners("shop")
		asked := r.visits(pat(), shop)
		r.remove(asked.Assignment)
		r.pass(60 * day)
		require.Empty(r, r.accounts.verbs())
		require.Empty(r, r.target.Calls(0))

		asked = r.visits(pat(), shop)
		r.settle()
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
		require.True(r, r.has(patsAccount, "shop"))
		require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
	})
}

func TestDomainListsBindInvitations(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*entitlement.Settings){
		"blocked":     func(s *entitlement.Settings) { s.BlockedDomains = []string{"FABRIKAM.example"} },
		"not_allowed": func(s *entitlement.Settings) { s.AllowedDomains = []string{"contoso.example"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				shop := r.partners("shop")
				r.set(change)
				asked := r.visits(pat(), shop) // beats the policy, at the invitation
				require.Equal(r, entitlement.RequestDeliveryFailed, asked.State)
				r.pass(day)
				require.Empty(r, r.accounts.verbs())
				require.Empty(r, r.target.Calls(0))
				roles, err := r.as("root").EffectiveRoles(t.Context(), lifecycle.RolesInput{For: pat().ID})
				require.NoError(r, err)
				require.Equal(r, lifecycle.RoleFailed, roles[0].State)
				require.Equal(r, string(entitlement.DomainBlocked), roles[0].Failure)

				again := r.reprocess(asked.Assignment)
				require.Equal(r, entitlement.AssignmentDeliveryFailed, again.State, "nothing was repaired")
				require.Equal(r, entitlement.RequestDeliveryFailed, r.request(asked.Request).Request.State)

				r.set(func(s *entitlement.Settings) { s.BlockedDomains, s.AllowedDomains = nil, nil })
				again = r.reprocess(asked.Assignment)
				require.Equal(r, entitlement.AssignmentDelivering, again.State)
				r.settle()
				require.Equal(r, entitlement.RequestDelivered, r.request(asked.Request).Request.State)
				require.True(r, r.has(patsAccount, "shop"))
			})
		})
	}
	t.Run("not_accounts_that_exist", func(t *testing.T) {
		t.Parallel()
		onRigs(t, func(r *rig) {
			r.visits(pat(), r.partners("shop"))
			wiki := r.partners("wiki")
			r.settle()
			r.set(func(s *entitlement.Settings) { s.BlockedDomains = []string{"fabrikam.example"} })
			asked := r.visits(pat(), wiki)
			r.settle()
			require.Equal(r, entitlement.AssignmentDelivered, r.made(asked.Request).State)
		})
	})
}

func TestBlockingNeverGivesUp(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.accounts.fail("block", provision.Permanent(provision.PermissionMissing, ""))
		r.visits(pat(), r.partners("shop", lasting(10)))
		r.pass(20 * day)
		stuck, err := r.as("root").Stuck(t.Context(), lifecycle.StuckInput{})
		require.NoError(r, err)
		require.Len(r, stuck, 1)
		require.Equal(r, entitlement.KindGuest, stuck[0].Kind)
		require.Equal(r, pat().ID, stuck[0].Subject)
		require.Equal(r, provision.PermissionMissing, stuck[0].Code)
		require.NotEmpty(r, stuck[0].Hint)
		require.Equal(r, start.Add(10*day), stuck[0].First)

		r.accounts.fail("block", nil)
		r.pass(time.Hour)
		stuck, err = r.as("root").Stuck(t.Context(), lifecycle.StuckInput{})
		require.NoError(r, err)
		require.Empty(r, stuck)
	})
}

// Without a block the guest can ask again until the account is deleted, and access that comes back cancels it. // R-253, R-259
func TestAGuestWhoWaitsForTheDeletionCanComeBack(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.set(func(s *entitlement.Settings) { s.ExternalUserLifecycleAction = entitlement.ActionDelete })
		pkg := r.partners("shop", lasting(10))
		r.visits(pat(), pkg)
		r.settle()
		r.clock.Add(10 * day)
		offer, err := r.visit(pat()).Explain(t.Context(), lifecycle.ExplainInput{Package: pkg.ID})
		require.NoError(r, err)
		require.True(r, offer.MayRequest, "a read before settling agrees with one after it") // nothing is blocked
		r.settle()
		require.Equal(r, []string{"invite"}, r.accounts.verbs(), "not blocked")
		require.False(r, r.has(patsAccount, "shop"), "but without access")
		r.pass(29 * day)
		begin := r.seq()
		r.visits(pat(), pkg)
		require.Len(r, r.happened(begin, entitlement.ActivityGuestActive), 1) // the deletion is off at once
		r.pass(9 * day)
		require.Equal(r, []string{"invite"}, r.accounts.verbs())
		require.True(r, r.has(patsAccount, "shop"))
		r.pass(day + 30*day - tick)
		require.Equal(r, []string{"invite"}, r.accounts.verbs()) // it counts from the last loss
		r.pass(tick)
		require.Equal(r, []string{"invite", "delete"}, r.accounts.verbs())
		r.pass(365 * day)
		require.Len(r, r.accounts.verbs(), 2)
	})
}
