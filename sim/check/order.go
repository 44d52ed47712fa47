package check

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// orderCheckers watch over the order of what happens by itself, event by event.
func orderCheckers() []Checker {
	return []Checker{
		{
			Invariant: 74, Rule: "Engine time does not go back.",
			change: func(m *model, c *change, out *report) {
				commanded := c.Actor.Kind == entitlement.ActorPerson || c.Actor.Kind == entitlement.ActorHost
				if commanded && c.At.Before(m.now) {
					out.wrong(c.object(), "nothing before "+instant(m.now), "a command at %s", instant(c.At))
				}
			},
		},
		{
			Invariant: 77, Rule: "A timer acts once, with the instant at which it was due.",
			change: func(_ *model, c *change, out *report) {
				if c.fired == nil {
					return
				}
				if _, waited := c.ended[*c.fired]; !waited {
					out.wrong(c.object(), "something that waited for this", "what is due at %s happens", instant(c.fired.due))
				}
				if !c.At.Equal(c.fired.due) {
					out.wrong(c.object(), "the instant "+instant(c.fired.due), "it happens at %s", instant(c.At))
				}
			},
		},
		{
			Invariant: 81, Rule: "What is due happens in the order of instant, class, object and kind.",
			change: func(m *model, c *change, out *report) {
				if c.fired == nil {
					return
				}
				last := m.timers.last
				since := c.ended[*c.fired]
				if c.fired.before(last.wait) && since.seq < last.by.seq && since.at.Before(c.fired.due) {
					out.wrong(c.object(), "first the timer of "+instant(c.fired.due), "event %d, due at %s, came before it",
						last.by.seq, instant(last.due))
				}
			},
		},
	}
}

// timer returns the timer by which the change came about, or nil.
func (c *change) timer() *wait {
	if c.Actor.Kind != entitlement.ActorSystem || c.before == nil {
		return nil
	}
	at := func(due time.Time, class store.Class, kind store.TimerKind) *wait {
		return &wait{due, class, kind, c.Object.Key}
	}
	if before, after, _ := rows[entitlement.Assignment](c); after != nil {
		switch {
		case isLive(before) && after.Reason == entitlement.ReasonExpired:
			return at(before.Schedule.End, store.ClassExpire, store.TimerAssignmentEnd)
		case c.Activity == entitlement.ActivityPromptExtension, c.Activity == entitlement.ActivityAnnounceEnd:
			return at(before.Prompt, store.ClassNotify, store.TimerAssignmentPrompt)
		}
	}
	if before, after, _ := rows[entitlement.ApprovalStage](c); after != nil {
		switch {
		case before.IsOpen() && after.State == entitlement.StageTimedOut:
			return at(before.Deadline, store.ClassDeny, store.TimerStageDeadline)
		case before.State == entitlement.StageOpen && after.State == entitlement.StageEscalated &&
			after.Resolving == entitlement.ResolvingAlternates: // otherwise alternates stand in for people who are gone
			return at(before.EscalateAt, store.ClassEscalate, store.TimerStageEscalation)
		case !before.Remind.IsZero() && c.Activity == entitlement.ActivityRemindApprovers:
			return at(before.Remind, store.ClassNotify, store.TimerStageReminder)
		}
	}
	if before, after, _ := rows[entitlement.Callout](c); after != nil && before.IsOpen() && after.State == entitlement.CalloutTimedOut {
		return at(before.Deadline, store.ClassDeny, store.TimerCallout)
	}
	if before, after, _ := rows[entitlement.Request](c); after != nil && !before.Starting && after.Starting {
		return at(before.Schedule.Start, store.ClassApprove, store.TimerRequestStart)
	}
	if before, after, _ := rows[entitlement.GuestAccount](c); after != nil && c.At.Equal(before.DeleteAt) && after.DeleteAt.IsZero() {
		if c.Activity == entitlement.ActivityDeleteGuest || c.Activity == entitlement.ActivityGuestDone {
			return at(before.DeleteAt, store.ClassRevoke, store.TimerGuestDeletion)
		}
	}
	return c.reviewTimer()
}

// instant writes an instant for people.
func instant(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format("2006-01-02 15:04:05.999999")
}
