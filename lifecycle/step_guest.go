package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
)

// needGuest makes an external person's account wanted and tells whether grants have to wait for it. New
// access lifts a block that the engine set and cancels the deletion.
func (o *outcome) needGuest(g *entitlement.GuestAccount, settings *entitlement.Settings, at time.Time) account {
	hasAccount := g.HasAccount()
	if !hasAccount && !settings.MayInvite(g.Domain, g.Mail) {
		after := o.rows.guest(*g)
		after.Failure = string(entitlement.DomainBlocked)
		record(o, entitlement.ActivityInviteGuest, existingGuest(g), after).codes = []entitlement.Code{entitlement.DomainBlocked}
		return accountRefused // the tenant's list beats the policy
	}
	if g.Desired != entitlement.GuestActive || !g.DeleteAt.IsZero() {
		after := o.rows.guest(*g)
		after.Desired, after.DeleteAt, after.Failure = entitlement.GuestActive, zeroTime, ""
		activity := entitlement.ActivityGuestActive
		if !hasAccount {
			after.Lifecycle = entitlement.LifecycleGoverned // invited by us, so ours to clean up
			activity = entitlement.ActivityInviteGuest
		}
		after.Dirty = at
		if g.Observed == entitlement.GuestActive && g.Dirty.IsZero() {
			after.Dirty = zeroTime // an account from before: nothing to tell the directory
		}
		record(o, activity, existingGuest(g), after).fresh = !after.Dirty.IsZero()
	} else if g.Failure != "" && !hasAccount {
		after := o.rows.guest(*g)
		after.Dirty, after.Failure = at, "" // the invitation failed before; new access tries again
		record(o, entitlement.ActivityInviteGuest, g, after).fresh = true
	}
	if hasAccount {
		return accountReady
	}
	return accountAwaited
}

// accountElsewhere reports whether a person has an account that is not the engine's to make or unmake, and what the person is
// then: a member of the organization, who is external no more, or a guest whom somebody else invited.
// An account that shows while an invitation is under way is of the invitation's making.
func accountElsewhere(g *entitlement.GuestAccount, person *entitlement.Subject) (entitlement.SubjectLifecycle, bool) {
	awaited := !g.HasAccount() && !g.Dirty.IsZero()
	switch {
	case !person.HasAccount() || awaited:
		return 0, false
	case !person.IsExternal():
		return entitlement.LifecycleNotDefined, true
	}
	return entitlement.LifecycleNotGoverned, !g.HasAccount() || g.Lifecycle == entitlement.LifecycleNotDefined
}

// leaveAlone drops every wish about an account that is not the engine's.
func leaveAlone(g *entitlement.GuestAccount, lifecycle entitlement.SubjectLifecycle) {
	if !g.HasAccount() {
		g.AccountID = "" // of an account that was deleted
	}
	g.Lifecycle, g.Desired, g.Observed = lifecycle, entitlement.GuestActive, entitlement.GuestActive
	g.Dirty, g.DeleteAt, g.Failure = zeroTime, zeroTime, ""
}

// stepGuestElsewhere records that a person's account is not the engine's.
func stepGuestElsewhere(o *outcome, g *entitlement.GuestAccount, lifecycle entitlement.SubjectLifecycle) {
	after := o.rows.guest(*g)
	if leaveAlone(after, lifecycle); *after != *g {
		record(o, entitlement.ActivityGuestDone, g, after)
	}
}

// releaseGuest starts the clean-up of a governed guest who lost the last access package: blocked at once or not, deleted
// later or not, as the settings in force now say. An invitation that nobody has sent yet is dropped; one whose answer
// is out is waited for, so that an account it makes is found and cleaned up.
func (o *outcome) releaseGuest(g *entitlement.GuestAccount, settings *entitlement.Settings, invited bool, at time.Time) {
	if g.Desired != entitlement.GuestActive {
		return
	}
	if !g.HasAccount() {
		if invited && !g.Dirty.IsZero() {
			return
		}
		after := o.rows.guest(*g)
		after.Desired, after.Dirty, after.Failure = g.Observed, zeroTime, ""
		record(o, entitlement.ActivityGuestDone, g, after)
		return
	}
	action := settings.ExternalUserLifecycleAction
	if g.Lifecycle != entitlement.LifecycleGoverned || action == entitlement.ActionNone {
		return
	}
	after := o.rows.guest(*g)
	if action.Deletes() {
		after.DeleteAt = settings.DurationUntilExternalUserDeletedAfterBlocked.AddTo(at)
	}
	if !action.Blocks() {
		record(o, entitlement.ActivityDeleteGuest, g, after)
		return
	}
	after.Desired, after.Dirty, after.Failure = entitlement.GuestBlocked, at, ""
	record(o, entitlement.ActivityBlockGuest, g, after).fresh = true
}

// mayBlock reports whether a guest who loses the last access package is blocked: only governed ones ever are.
func mayBlock(g *entitlement.GuestAccount, settings *entitlement.Settings) bool {
	return g.Lifecycle == entitlement.LifecycleGoverned && settings.ExternalUserLifecycleAction.Blocks()
}

// stepGuestDeletion makes an account unwanted when its time has come, unless access has come back.
func stepGuestDeletion(o *outcome, g *entitlement.GuestAccount, hasAccess bool, at time.Time) {
	after := o.rows.guest(*g)
	after.DeleteAt = zeroTime
	if hasAccess || g.Desired != entitlement.GuestBlocked && g.Desired != entitlement.GuestActive {
		record(o, entitlement.ActivityGuestDone, g, after)
		return
	}
	after.Desired, after.Dirty, after.Failure = entitlement.GuestDeleted, at, ""
	record(o, entitlement.ActivityDeleteGuest, g, after).fresh = true
}

// stepGovern marks whether an account is the engine's to clean up. It takes effect with the next loss of access: what
// is on its way stays.
func stepGovern(o *outcome, g *entitlement.GuestAccount, to entitlement.SubjectLifecycle) {
	if g.Lifecycle == to {
		return
	}
	after := o.rows.guest(*g)
	after.Lifecycle = to
	if after.AccountID == "" {
		after.AccountID = string(g.Subject) // an account from before: the person is known by it
	}
	activity := entitlement.ActivityGovernGuest
	if to == entitlement.LifecycleNotGoverned {
		activity = entitlement.ActivityUngovernGuest
	}
	record(o, activity, g, after)
}

// stepGuestDone records that the directory did what was wanted of the account.
func stepGuestDone(o *outcome, g *entitlement.GuestAccount, accountID string) {
	after := o.rows.guest(*g)
	after.Observed, after.Dirty, after.Failure = g.Desired, zeroTime, ""
	if accountID != "" {
		after.AccountID = accountID
	}
	if g.Desired == entitlement.GuestDeleted {
		// Revokes may be under way that need to know which account it was: its identifier stays.
		after.DisplayName, after.Mail, after.PreferredLanguage = "", "", ""
	}
	record(o, entitlement.ActivityGuestDone, g, after)
}

// stepGuestFailed ends the attempts to invite somebody. Blocking and deleting never end.
func stepGuestFailed(o *outcome, g *entitlement.GuestAccount, failure entitlement.Code) {
	after := o.rows.guest(*g)
	after.Dirty, after.Failure = zeroTime, string(failure)
	record(o, entitlement.ActivityGuestDone, g, after).codes = []entitlement.Code{failure}
}

// existingGuest returns nil for a row that is not stored yet.
func existingGuest(g *entitlement.GuestAccount) *entitlement.GuestAccount {
	if g.Version == 0 {
		return nil
	}
	return g
}
