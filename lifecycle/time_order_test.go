package lifecycle_test

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// diary writes down which port was called, in the order of the calls.
type diary struct{ lines []string }

// keep puts the diary in front of all ports and opens the engine again.
func (r *rig) keep() *diary {
	r.Helper()
	d := new(diary)
	r.config.Provisioner = &interceptor{Provisioner: r.target, before: func(op provision.Operation) { d.write(op.Verb.String()) }}
	r.config.Accounts = diaryAccounts{r.accounts, d}
	r.config.Notifier = diaryNotifier{r.mails, d}
	r.config.Directory = diaryDirectory{r.directory, d}
	r.open()
	return d
}

func (d *diary) write(line string) { d.lines = append(d.lines, line) }

type diaryAccounts struct {
	lifecycle.Accounts
	*diary
}

func (a diaryAccounts) Delete(ctx context.Context, call lifecycle.AccountCall) error {
	a.write("delete")
	return a.Accounts.Delete(ctx, call)
}

type diaryNotifier struct {
	lifecycle.Notifier
	*diary
}

func (n diaryNotifier) Notify(ctx context.Context, m lifecycle.Message) error {
	n.write(m.Kind.String())
	return n.Notifier.Notify(ctx, m)
}

type diaryDirectory struct {
	lifecycle.Directory
	*diary
}

func (d diaryDirectory) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	d.write("look up")
	return d.Directory.At(ctx, at)
}

// everythingAt makes one of everything happen at one instant, thirty days from now, in the reverse of its order.
func (r *rig) everythingAt() (at time.Time) {
	r.Helper()
	at = r.now().Add(30 * day)
	r.ask("hank", lifecycle.SubmitInput{ // a start
		Package: r.simple("start", scheduled).ID, Schedule: entitlement.Schedule{Start: at},
	})
	r.submit("ann", r.simple("escalates", // an escalation
		approvedBy(escalating(30, waiting(60, stage(entitlement.Manager(1))), entitlement.Manager(2)))))
	r.submit("ann", r.simple("times out", approvedBy(stage(entitlement.Manager(1))))) // a deadline
	r.submit("ann", r.simple("ends", lasting(30)))                                    // an end
	visit := r.visits(pat(), r.partners("shop"))                                      // a deletion
	r.settle()
	r.remove(visit.Assignment)
	r.settle()
	r.clock.Set(at.Add(-tick))
	r.settle() // the reminders are out
	return at
}

// What is due at the same instant happens in a fixed order, however it came about and however late it is noticed.
func TestTheOrderOfOneInstant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		at := r.everythingAt()
		begin := r.seq()
		r.jump(100 * day)
		var got []entitlement.Activity
		for _, ev := range r.events(begin) {
			if ev.At.Equal(at) {
				got = append(got, ev.Activity)
			}
		}
		require.Equal(r, []entitlement.Activity{ // I-81: revoke, expire, deny, escalate, approve
			entitlement.ActivityDeleteGuest,
			entitlement.ActivityRemoveAssignment, entitlement.ActivityUnwantGrant,
			entitlement.ActivityStageCompleted, entitlement.ActivityTimeout,
			entitlement.ActivityEscalate,
			entitlement.ActivityReadyToFulfill,
		}, got)
	})
}

// The calls that follow go out in the same order: what takes access away first, mails last.
func TestTheOrderOfCalls(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		d := r.keep()
		at := r.everythingAt()
		d.lines = nil
		r.clock.Set(at)
		r.settle()
		require.Equal(r, []string{
			"revoke", "look up", "delete", // is it a member by now? R-246
			"look up", "look up", "N20", "N06", "N10", "grant", "N01", "N18",
		}, d.lines) // I-69, I-81
	})
}

// Of two that are due at the same instant and of the same class, the one that was made first comes first.
func TestTheOrderOfOneClass(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		for i, who := range []entitlement.SubjectID{"hank", "bob", "ann", "meg"} {
			r.clock.Set(start.Add(time.Duration(i) * time.Hour))
			r.ask(who, lifecycle.SubmitInput{
				Package: r.simple("club of "+string(who), scheduled).ID, Schedule: entitlement.Schedule{End: start.Add(day)},
			})
		}
		r.settle()
		begin := r.seq()
		r.jump(2 * day)
		var got []entitlement.SubjectID
		for _, ev := range r.happened(begin, entitlement.ActivityRemoveAssignment) {
			got = append(got, ev.Subject)
		}
		require.Equal(r, []entitlement.SubjectID{"hank", "bob", "ann", "meg"}, got) // I-81
	})
}

// What a timer brings about and is due at once happens at the same instant, after what was waiting.
func TestWhatIsDueAtOnceHappensAtOnce(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.set(func(s *entitlement.Settings) { s.DurationUntilExternalUserDeletedAfterBlocked = entitlement.Period{} })
		r.submit("ann", r.simple("ends", lasting(5)))
		r.visits(pat(), r.partners("shop", lasting(5)))
		r.settle()
		begin := r.seq()
		r.jump(50 * day)
		var got []entitlement.Activity
		for _, ev := range r.events(begin) {
			require.Equal(r, start.Add(5*day), ev.At.UTC()) // no days later is the same instant
			got = append(got, ev.Activity)
		}
		require.Equal(r, []entitlement.Activity{
			entitlement.ActivityRemoveAssignment, entitlement.ActivityUnwantGrant,
			entitlement.ActivityRemoveAssignment, entitlement.ActivityUnwantGrant, entitlement.ActivityBlockGuest,
			entitlement.ActivityDeleteGuest,
		}, got)
	})
}

// What a look-up begins late, and what is over by now, ends before anything that happens later is written down.
func TestWhatALookUpBeginsLateEndsFirst(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.ask("hank", lifecycle.SubmitInput{Package: r.simple("visit", scheduled).ID, Schedule: entitlement.Schedule{
			Start: start.Add(day), End: start.Add(2 * day),
		}})
		club := r.simple("club")
		r.breaks(fake.Fault{Resource: "club", LastAttempt: 1, Answer: fake.AnswerError})
		r.submit("ann", club)
		r.settle()
		begin := r.seq()
		r.clock.Add(3 * day)
		r.settle()
		var got []entitlement.Activity
		for _, ev := range r.events(begin) {
			if ev.Activity == entitlement.ActivityFulfillGrant || ev.Activity == entitlement.ActivityRemoveAssignment {
				got = append(got, ev.Activity)
			}
		}
		require.Equal(r, []entitlement.Activity{entitlement.ActivityRemoveAssignment, entitlement.ActivityFulfillGrant}, got) // I-75
	})
}
