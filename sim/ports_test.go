package sim_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/sim"
)

func TestMailboxDeliversOnce(t *testing.T) { // R-337, I-128
	t.Parallel()
	c := sim.NewClock(start)
	b := sim.NewMailbox(c)
	to := []entitlement.SubjectID{"ann", "bob"}
	first := lifecycle.Message{Key: "1", Kind: entitlement.MailDenied, To: to, At: start}
	require.NoError(t, b.Notify(t.Context(), first))
	c.Add(day)
	require.NoError(t, b.Notify(t.Context(), first))
	require.NoError(t, b.Notify(t.Context(), lifecycle.Message{Key: "2", Kind: entitlement.MailApproved, To: to[:1]}))
	to[0] = "spoiled"

	mails := b.Mails(sim.MailFilter{})
	require.Len(t, mails, 2)
	require.Equal(t, start, mails[0].Delivered)
	require.Equal(t, 2, mails[0].Copies)
	require.Equal(t, []entitlement.SubjectID{"ann", "bob"}, mails[0].To)
	require.Equal(t, after(day), mails[1].Delivered)
	require.Len(t, b.Mails(sim.MailFilter{To: "ann"}), 2)
	require.Len(t, b.Mails(sim.MailFilter{To: "ann", Kind: entitlement.MailApproved}), 1)
	require.Empty(t, b.Mails(sim.MailFilter{To: "cem"}))
	require.Empty(t, b.Mails(sim.MailFilter{Request: entitlement.RequestID{1}}))
}

func TestMailboxFaults(t *testing.T) { // F34
	t.Parallel()
	c := sim.NewClock(start)
	b := sim.NewMailbox(c)
	send := func(key string, to ...entitlement.SubjectID) error {
		return b.Notify(t.Context(), lifecycle.Message{Key: key, To: to})
	}
	require.NoError(t, b.Inject(
		sim.Fault{Person: "ann", Times: 1},
		sim.Fault{Person: "bob", Late: true, Err: provision.Permanent(provision.TargetRefused, "")},
		sim.Fault{Person: "cem", From: after(day), Until: after(2 * day)},
	))
	err := send("1", "ann")
	require.ErrorIs(t, err, provision.TargetUnavailable)
	require.Equal(t, err, send("1", "ann"), "a call that is repeated at its instant gets the same answer")
	require.NoError(t, send("2", "ann"))
	c.Add(time.Hour)
	require.NoError(t, send("1", "ann"))

	require.ErrorIs(t, send("3", "meg", "bob"), provision.TargetRefused)
	require.Len(t, b.Mails(sim.MailFilter{To: "bob"}), 1, "only the answer was lost")

	require.NoError(t, send("4", "cem"))
	c.Set(after(day))
	require.Error(t, send("5", "cem"))
	c.Set(after(2 * day))
	require.NoError(t, send("5", "cem"))
	b.Heal()
	require.NoError(t, send("6", "bob"))

	require.ErrorIs(t, b.Inject(sim.Fault{Times: -1}), entitlement.InvalidArgument)
	require.ErrorIs(t, b.Inject(sim.Fault{From: start, Until: start}), entitlement.InvalidArgument)
}

// guest returns a call about the guest gil.
func guest(generation uint64, at time.Duration) lifecycle.AccountCall {
	return lifecycle.AccountCall{
		Key: string(rune('a' + generation)), Generation: generation, Subject: "gil", DisplayName: "Gil Guest", At: after(at),
	}
}

func TestAccountsShowInTheDirectory(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := sim.NewAccounts(p.Directory)
	require.Equal(t, entitlement.GuestAbsent, a.State("gil"))
	id, err := a.Invite(t.Context(), guest(1, 0))
	require.NoError(t, err)
	again, err := a.Invite(t.Context(), guest(1, time.Hour))
	require.NoError(t, err)
	require.Equal(t, id, again, "find or create")
	require.Equal(t, entitlement.UserGuest, p.person(0, "gil").UserType)
	require.Equal(t, "partner.example", p.person(0, "gil").Domain)

	require.NoError(t, a.Block(t.Context(), guest(2, day)))
	require.True(t, p.person(day, "gil").AccountDisabled)
	require.Equal(t, entitlement.GuestBlocked, a.State("gil"))
	require.False(t, p.person(day-1000, "gil").AccountDisabled)
	_, err = a.Invite(t.Context(), guest(1, day))
	require.ErrorIs(t, err, provision.Superseded) // I-64
	require.NoError(t, a.Delete(t.Context(), guest(3, 2*day)))
	require.Equal(t, entitlement.UserOutside, p.person(2*day, "gil").UserType)
	require.False(t, p.person(2*day, "gil").AccountDisabled)
	require.Len(t, p.Changes(after(3*day)), 3)

	calls := a.Calls(0)
	require.Len(t, calls, 5)
	require.Equal(t, sim.Block, calls[2].Verb)
	require.Equal(t, "invite block delete unknown",
		sim.Invite.String()+" "+sim.Block.String()+" "+sim.Delete.String()+" "+sim.AccountVerb(0).String())
	require.Len(t, a.Calls(4), 1)
	require.Empty(t, a.Calls(9))
}

func TestAccountsOfPeopleWhomTheDirectoryDoesNotKnow(t *testing.T) {
	t.Parallel()
	p := newPeople(t)
	a := sim.NewAccounts(p.Directory)
	for _, id := range []entitlement.SubjectID{"stranger", "ann"} {
		call := guest(1, 0)
		call.Subject = id
		_, err := a.Invite(t.Context(), call)
		require.NoError(t, err)
		require.Equal(t, entitlement.GuestActive, a.State(id))
	}
	require.Empty(t, p.Changes(after(day)), "nobody from outside was touched")
}

func TestAccountFaults(t *testing.T) { // F10
	t.Parallel()
	p := newPeople(t)
	a := sim.NewAccounts(p.Directory)
	require.NoError(t, a.Inject(sim.Fault{Times: 1}, sim.Fault{Person: "gil", Times: 2, Late: true}))
	_, err := a.Invite(t.Context(), guest(1, 0))
	require.Error(t, err)
	require.Equal(t, entitlement.GuestAbsent, a.State("gil"))
	_, err = a.Invite(t.Context(), guest(1, day))
	require.Error(t, err)
	require.Equal(t, entitlement.GuestActive, a.State("gil"), "only the answer was lost")
	require.Error(t, a.Block(t.Context(), guest(2, 2*day)))
	require.NoError(t, a.Block(t.Context(), guest(2, 3*day)))
	require.NoError(t, a.Inject(sim.Fault{}))
	require.Error(t, a.Delete(t.Context(), guest(3, 3*day)))
	a.Heal()
	require.NoError(t, a.Delete(t.Context(), guest(3, 4*day)))
	require.ErrorIs(t, a.Inject(sim.Fault{Times: -1}), entitlement.InvalidArgument)

	done, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = a.Invite(done, guest(4, 5*day))
	require.ErrorIs(t, err, context.Canceled)
}
