package lifecycle_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

// tomorrow lets hank ask for the group "later" from tomorrow on, which is granted without approval.
func (r *rig) tomorrow(schedule entitlement.Schedule) lifecycle.SubmitResult {
	r.Helper()
	schedule.Start = r.now().Add(day)
	asked := r.ask("hank", lifecycle.SubmitInput{Package: r.simple("later", scheduled).ID, Schedule: schedule})
	require.Equal(r, entitlement.RequestScheduled, asked.State)
	return asked
}

// book puts a directory that can fail in front of the rig's.
func (r *rig) book() *phoneBook {
	r.Helper()
	b := &phoneBook{Directory: r.directory}
	r.config.Directory = b
	r.open()
	return b
}

// What is checked again when a scheduled start has come. The approval is not repeated.
func TestTheChecksAtTheStart(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		happens func(r *rig)
		reason  entitlement.EndReason
		code    entitlement.Code
	}{
		"nothing":  {func(*rig) {}, 0, ""},
		"disabled": {func(r *rig) { r.disable("hank") }, entitlement.ReasonTargetDisabled, entitlement.SubjectBlocked},
		"gone":     {func(r *rig) { r.dismiss("hank") }, entitlement.ReasonTargetNotFound, entitlement.SubjectUnknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				asked := r.tomorrow(entitlement.Schedule{})
				begin := r.seq()
				c.happens(r)
				r.pass(day - tick)
				require.Equal(r, entitlement.RequestScheduled, r.request(asked.Request).Request.State)
				require.Empty(r, r.target.Calls(0)) // I-76
				r.pass(tick)
				if c.reason == 0 {
					made := r.made(asked.Request)
					require.Equal(r, start.Add(day), made.Schedule.Start)
					require.Equal(r, start.Add(31*day), made.Schedule.End)
					require.True(r, r.has("hank", "later"))
					return
				}
				r.ends(asked.Request, entitlement.RequestDenied, c.reason)
				require.False(r, r.request(asked.Request).Request.Starting)
				require.Equal(r, start.Add(day), r.request(asked.Request).Request.Completed)
				denials := r.happened(begin, entitlement.ActivityDeny)
				require.Equal(r, []entitlement.Code{c.code}, denials[0].Codes) // I-25: the reason is recorded
				require.Equal(r, c.reason, r.mails.of(entitlement.MailDenied)[0].Reason)
				require.Empty(r, r.target.Calls(0)) // I-15
			})
		})
	}
}

// Without a directory nobody gets access (I-94). When it is back, the request starts as if it had been asked in time.
func TestAStartWaitsForTheDirectory(t *testing.T) {
	t.Parallel()
	for name, set := range map[string]func(*phoneBook){
		"down":   func(b *phoneBook) { b.set(errors.New("the line is dead"), nil, 0) },
		"broken": func(b *phoneBook) { b.set(nil, errors.New("half a page"), 0) },
		"stale":  func(b *phoneBook) { b.set(nil, nil, 10*time.Minute+tick) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				book := r.book()
				asked := r.tomorrow(entitlement.Schedule{})
				set(book)
				r.pass(day + 6*time.Hour)
				book.set(nil, nil, 0)
				waits := r.request(asked.Request).Request
				require.Equal(r, entitlement.RequestScheduled, waits.State)
				require.True(r, waits.Starting)
				require.Empty(r, r.target.Calls(0)) // I-94
				require.Len(r, r.stuck(), 1)

				r.pass(time.Hour)
				made := r.made(asked.Request)
				require.Equal(r, start.Add(day), made.Schedule.Start)
				require.Equal(r, start.Add(day), made.Created.UTC(), "the instant of the start, not of the answer") // I-77
				require.Equal(r, start.Add(31*day), made.Schedule.End)
				require.True(r, r.has("hank", "later"))
				require.Empty(r, r.stuck())
			})
		})
	}
}

// Who withdraws while the look-up is out is not given access by its answer.
func TestALookUpThatCameTooLate(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.book()
		asked := r.tomorrow(entitlement.Schedule{})
		book.set(errors.New("the line is dead"), nil, 0)
		r.pass(day + time.Hour)
		book.set(nil, nil, 0)
		_, err := r.as("hank").Cancel(t.Context(), lifecycle.CancelInput{Request: asked.Request})
		require.NoError(r, err)
		r.pass(10 * day)
		r.ends(asked.Request, entitlement.RequestCanceled, entitlement.ReasonRequestorCanceled)
		require.Empty(r, r.target.Calls(0)) // I-15
		require.Empty(r, r.stuck())
	})
}

// The directory is back after the end that was asked for: access came and went, and nobody was given it.
func TestAStartAfterItsEnd(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.book()
		asked := r.tomorrow(entitlement.Schedule{End: start.Add(day + 2*time.Hour)})
		book.set(errors.New("the line is dead"), nil, 0)
		r.pass(day + 5*time.Hour)
		book.set(nil, nil, 0)
		r.pass(day)
		made := r.made(asked.Request)
		require.Equal(r, entitlement.AssignmentExpired, made.State)
		require.Equal(r, start.Add(day+2*time.Hour), made.Ended)
		require.Empty(r, r.live("hank"))
		for _, c := range r.operations("later") {
			require.Equal(r, provision.Revoke, c.Operation.Verb) // I-68
		}
		require.False(r, r.has("hank", "later"))
	})
}

// views counts how often a directory was asked for a view.
type views struct {
	lifecycle.Directory
	taken atomic.Int32
}

func (v *views) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	v.taken.Add(1)
	return v.Directory.At(ctx, at)
}

// A decision rests on one view of the directory, however many questions it takes, and says which.
func TestOneViewForEachDecision(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := &views{Directory: r.directory}
		r.config.Directory = book
		r.open()
		pkg, _ := r.offer(approvedBy(stage(entitlement.Manager(2))))
		book.taken.Store(0)
		asked := r.submit("ann", pkg)                // ann, meg and boss, one after the other
		require.EqualValues(r, 1, book.taken.Load()) // I-47
		require.Equal(r, []entitlement.SubjectID{"boss"}, r.stageOf(asked.Request, 1).Approvers)

		r.change("boss", func(s *entitlement.Subject) { s.DisplayName = "The Boss" })
		view, err := r.directory.At(t.Context(), start)
		require.NoError(r, err)
		book.taken.Store(0)
		r.approve("boss", asked.Request)
		require.EqualValues(r, 1, book.taken.Load())                            // I-47
		require.Equal(r, view.Revision(), r.stageOf(asked.Request, 1).Revision) // I-47
	})
}

// slow is a directory that answers when the context is done.
type slow struct{ lifecycle.Directory }

func (slow) At(ctx context.Context, _ time.Time) (lifecycle.DirectoryView, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

// Who cannot wait for the directory decides nothing, and is told that it was the context.
func TestASlowDirectory(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		r.config.Directory = slow{r.directory}
		r.open()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		before := r.bytes()
		_, err := r.as("ann").Submit(ctx, lifecycle.SubmitInput{Package: pkg.ID})
		require.ErrorIs(r, err, context.Canceled) // I-45, I-94
		require.Equal(r, before, r.bytes())
	})
}

// trap is a directory, and who knows rights and domains, that panics where it is told to.
type trap struct {
	lifecycle.Directory
	at string
}

func (p *trap) spring(where string) {
	if p.at == where {
		panic("a defect in " + where)
	}
}

func (p *trap) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	p.spring("the directory")
	view, err := p.Directory.At(ctx, at)
	return trapView{view, p}, err
}

func (p *trap) MayManage(context.Context, lifecycle.RightsQuestion) (bool, error) {
	p.spring("the rights")
	return true, nil
}

type trapView struct {
	lifecycle.DirectoryView
	*trap
}

func (v trapView) Owner(context.Context, string) (source entitlement.IdentitySource, owned bool, err error) {
	v.spring("the domains")
	return source, false, nil
}

// A port that panics when a command or a query asks it has not answered: nothing changes, and the engine goes on. // I-45, I-73
func TestPortsThatPanicWhenTheyAreAsked(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, hall := r.simple("shop"), r.addCatalog("Hall")
		r.appoint(entitlement.User("meg"), entitlement.RoleCatalogOwner, hall.ID)
		port := &trap{Directory: r.directory}
		r.config.Directory, r.config.Rights = port, port
		r.open()
		for where, attempt := range map[string]func() error{
			"the directory": r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}),
			"the rights":    r.addition("meg", hall.ID, entitlement.ResourceGroup, "mine"),
			"the domains":   func() error { _, err := r.connects("Contoso", "contoso.example"); return err },
		} {
			port.at = where
			err := r.changesNothing(attempt)
			require.ErrorIs(r, err, entitlement.Unavailable, where) // I-45
			require.ErrorContains(r, err, "a defect in "+where)
			if where == "the directory" {
				_, err = r.as("ann").Offers(t.Context(), lifecycle.OffersInput{})
				require.ErrorIs(r, err, entitlement.Unavailable)
			}
			port.at = ""
			require.NoError(r, attempt(), where) // I-73
		}
		require.NoError(r, r.engine.Close(), "nobody is inside any more")
	})
}
