package lifecycle

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// extension is what is needed to move the end of an assignment.
type extension struct {
	assignment *entitlement.Assignment
	end        time.Time           // zero for no end
	grants     []entitlement.Grant // those that the assignment justifies
	prompts    entitlement.EndNotices
	notify     bool    // the policy lets N18 be sent
	keeps      bool    // the end stays: only answers change
	rewrites   bool    // answers change, and with them the values of attributes
	account    account // of the holder
}

// stepExtend grants an extension: the assignment gets its later end, and its prompts are armed again. A request
// that only changes answers is done with that.
func stepExtend(o *outcome, r *entitlement.Request, in extension, activity entitlement.Activity, at time.Time) error {
	started, err := o.moveRequest(r, entitlement.RequestStarts)
	if err != nil {
		return err
	}
	done, err := o.moveRequest(started, entitlement.RequestFulfilled)
	if err != nil {
		return err
	}
	done.Completed, done.Stage = at, 0
	record(o, activity, r, done)
	if in.keeps {
		for i := range in.grants {
			o.rewrite(&in.grants[i], in.assignment, &in, at)
		}
		return nil
	}
	extended, err := o.moveAssignment(in.assignment, entitlement.AssignmentIsExtended)
	if err != nil {
		return err
	}
	extended.Schedule.End, extended.Prompt = in.end, nextPrompt(at, in.end, in.prompts)
	record(o, entitlement.ActivityExtendAssignment, in.assignment, extended)
	for i := range in.grants {
		if !o.rewrite(&in.grants[i], extended, &in, at) {
			o.prolong(&in.grants[i], extended)
		}
	}
	if in.notify && !r.Direct {
		o.mail(entitlement.Mail{
			Kind: entitlement.MailAccessGiven, To: parties(r), At: at, Request: r.ID,
			Assignment: extended.ID, Package: r.Package.ID, Target: r.Target, End: in.end,
		})
	}
	return nil
}

// prolong gives the source that an assignment is of a grant its new end.
func (o *outcome) prolong(g *entitlement.Grant, a *entitlement.Assignment) {
	i, found := g.Source(a.ID)
	if !found {
		return
	}
	after := o.rows.grant(*g)
	after.Sources = slices.Clone(g.Sources)
	after.Sources[i].End = a.Schedule.End
	record(o, entitlement.ActivityExtendAssignment, g, after)
}

// nextPrompt returns when something happens next before the end of an assignment, be it that the holder is asked whether to
// extend it: 14 days before, or 1 day before. What would come at the instant at or before is skipped (R-178,
// Zero is never.
func nextPrompt(at, end time.Time, notices entitlement.EndNotices) time.Time {
	if end.IsZero() {
		return zeroTime
	}
	if prompt := end.AddDate(0, 0, -14); notices.FourteenDays && prompt.After(at) {
		return prompt
	}
	if prompt := end.AddDate(0, 0, -1); notices.OneDay && prompt.After(at) {
		return prompt
	}
	return zeroTime
}

// prompt is what the policy of an assignment that is about to end wants.
type prompt struct {
	notices entitlement.EndNotices
	asks    bool // the holder whether to extend it
	notify  bool // mails may be sent
}

// stepPrompt asks the requestor to extend an assignment that is about to end: N19. Who has nothing delivered, or was
// assigned by an administrator, is not asked.
//
// Custom extensions are called about whatever is delivered.
func stepPrompt(o *outcome, a *entitlement.Assignment, r *entitlement.Request, in prompt, at time.Time) {
	after := o.rows.assignment(*a)
	after.Prompt = nextPrompt(at, a.Schedule.End, in.notices)
	activity := entitlement.ActivityAnnounceEnd
	if in.asks {
		activity = entitlement.ActivityPromptExtension
	}
	record(o, activity, a, after)
	delivered := a.State == entitlement.AssignmentDelivered || a.State == entitlement.AssignmentPartiallyDelivered
	if delivered {
		o.callAboutAccess(a, stageBefore(a, at))
	}
	if !delivered || !in.asks || !in.notify || r == nil || r.Direct {
		return
	}
	o.mail(entitlement.Mail{
		Kind: entitlement.MailExtendBy, To: parties(r), At: at, Request: r.ID, Assignment: a.ID,
		Package: a.Package.ID, Target: a.Target, End: a.Schedule.End,
	})
}

// stageBefore returns which of the stages before the end of an assignment an instant of nextPrompt is.
func stageBefore(a *entitlement.Assignment, at time.Time) entitlement.CustomExtensionStage {
	if a.Schedule.End.AddDate(0, 0, -14).Equal(at) {
		return entitlement.StageFourteenDaysBeforeExpiration
	}
	return entitlement.StageOneDayBeforeExpiration
}
