package lifecycle_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Each bad input is refused with an error that says what is wrong, and changes nothing: see rig.refuses.

// submission is a Submit as a command to refuse.
func (r *rig) submission(who entitlement.SubjectID, in lifecycle.SubmitInput) func() error {
	return func() error {
		_, err := r.as(who).Submit(r.Context(), in)
		return err
	}
}

func (r *rig) decision(who entitlement.SubjectID, in lifecycle.DecideInput) func() error {
	return func() error {
		_, err := r.as(who).Decide(r.Context(), in)
		return err
	}
}

func TestBadRequests(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		cannot := func(pkg entitlement.AccessPackage, reasons ...entitlement.Code) refusal {
			return refusal{
				op: "submit", code: entitlement.Refused, kind: entitlement.KindAccessPackage, id: pkg.ID.String(),
				detail: "cannot be requested by this person", reasons: reasons,
			}
		}
		empty := r.bundle("empty")
		r.allow(empty)
		r.refuses(cannot(empty, entitlement.PackageOK, entitlement.PackageEmpty),
			r.submission("ann", lifecycle.SubmitInput{Package: empty.ID}))

		closed := r.bundle("closed", member(r.addGroup("closed")))
		r.refuses(cannot(closed, entitlement.PackageOK, entitlement.PackageHasNoPolicy),
			r.submission("ann", lifecycle.SubmitInput{Package: closed.ID}))

		shop := r.simple("shop")
		r.disable("bob")
		r.refuses(cannot(shop, entitlement.SubjectBlocked), // R-072, I-93
			r.submission("bob", lifecycle.SubmitInput{Package: shop.ID}))
		r.refuses(cannot(shop, entitlement.SubjectUnknown, entitlement.NoPolicyApplies, entitlement.PolicyApplies, entitlement.NotInScope),
			r.submission("nobody", lifecycle.SubmitInput{Package: shop.ID}))

		sales, _ := r.offer()
		r.submit("ann", sales)
		r.refuses(cannot(sales, entitlement.RequestPending), // R-105, I-13
			r.submission("ann", lifecycle.SubmitInput{Package: sales.ID}))
		r.submit("ann", shop)
		r.settle()
		r.refuses(cannot(shop, entitlement.AssignmentExists), // R-105, I-48
			r.submission("ann", lifecycle.SubmitInput{Package: shop.ID}))

		r.refuses(refusal{
			op: "submit", code: entitlement.NotFound, kind: entitlement.KindAccessPackage, id: absent,
			detail: "there is none with this identifier",
		}, r.submission("ann", lifecycle.SubmitInput{Package: id[entitlement.AccessPackage]()}))
		other := r.allow(closed)
		r.refuses(cannot(shop, entitlement.AssignmentExists, entitlement.NoPolicyApplies),
			r.submission("ann", lifecycle.SubmitInput{Package: shop.ID, Policy: other.ID}))
		r.refuses(refusal{
			op: "submit", code: entitlement.LimitExceeded,
			limit: entitlement.LimitError{Limit: "JustificationLength", Max: 4096, Value: 4097},
		}, r.submission("hank", lifecycle.SubmitInput{Package: shop.ID, Justification: strings.Repeat("ü", 4097)}))
		r.ask("hank", lifecycle.SubmitInput{Package: shop.ID, Justification: strings.Repeat("ü", 4096)}) // I-133
	})
}

func TestBadDecisions(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		asked := r.submit("ann", pkg)
		not := func(reasons ...entitlement.Code) refusal {
			return refusal{
				op: "decide", code: entitlement.Refused, kind: entitlement.KindRequest, id: asked.Request.String(),
				detail: "does not count", reasons: reasons,
			}
		}
		approval := lifecycle.DecideInput{Request: asked.Request, Decision: entitlement.Approve}
		r.refuses(not(entitlement.NotApprover), r.decision("hank", approval))                          // I-24
		r.refuses(not(entitlement.NotApprover), r.decision("root", approval))                          // I-23: no override
		r.refuses(not(entitlement.NotApprover, entitlement.SelfApproval), r.decision("ann", approval))
		r.refuses(not(entitlement.NotApprover, entitlement.ApproverDisabled), r.decision("nobody", approval))
		r.refuses(refusal{op: "decide", code: entitlement.InvalidArgument, detail: "must be Approve or Deny"},
			r.decision("meg", lifecycle.DecideInput{Request: asked.Request}))
		r.refuses(refusal{
			op: "decide", code: entitlement.LimitExceeded,
			limit: entitlement.LimitError{Limit: "JustificationLength", Max: 4096, Value: 4097},
		}, r.decision("meg", lifecycle.DecideInput{
			Request: asked.Request, Decision: entitlement.Deny, Justification: strings.Repeat("x", 4097),
		}))

		closed := refusal{
			op: "decide", code: entitlement.IllegalState, kind: entitlement.KindRequest, id: asked.Request.String(),
			detail: "does not wait for a decision", reasons: []entitlement.Code{entitlement.AlreadyDecided},
		}
		r.approve("meg", asked.Request)
		r.refuses(closed, r.decision("meg", approval)) // R-124, I-27
		denial := approval
		denial.Decision, denial.Stage = entitlement.Deny, 1
		r.refuses(not(entitlement.AlreadyDecided), r.decision("meg", denial)) // I-27, I-36
		r.settle()
		r.refuses(closed, r.decision("meg", approval))
	})
}

func TestADecisionAtTheDeadlineIsTooLate(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		ann, bob := r.submit("ann", pkg), r.submit("bob", pkg)
		r.clock.Set(start.Add(30*day - time.Microsecond))
		r.approve("meg", ann.Request) // just in time
		r.clock.Set(start.Add(30 * day))
		_, err := r.as("meg").Approve(t.Context(), lifecycle.DecideInput{Request: bob.Request})
		require.ErrorIs(r, err, entitlement.DeadlinePassed) // I-30: also when nobody has settled it yet
		require.Equal(r, entitlement.IllegalState, entitlement.CodeOf(err))
		r.ends(bob.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout)
		r.refuses(refusal{
			op: "decide", code: entitlement.IllegalState, kind: entitlement.KindRequest, id: bob.Request.String(),
			detail: "does not wait for a decision", reasons: []entitlement.Code{entitlement.DeadlinePassed},
		}, r.decision("meg", lifecycle.DecideInput{Request: bob.Request, Decision: entitlement.Approve}))
		require.Empty(r, r.live("bob")) // I-15
	})
}

func TestCancelIsRefusedAfterTheDelivery(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		asked := r.submit("ann", r.simple("shop"))
		r.settle()
		for _, who := range []entitlement.SubjectID{"ann", "root"} {
			r.refuses(refusal{
				op: "cancel", code: entitlement.IllegalState, kind: entitlement.KindRequest, id: asked.Request.String(),
				detail: "in state delivered",
			}, func() error {
				_, err := r.as(who).Cancel(t.Context(), lifecycle.CancelInput{Request: asked.Request})
				return err
			})
		}
		sales, _ := r.offer()
		waiting := r.submit("ann", sales)
		for _, request := range []entitlement.RequestID{asked.Request, waiting.Request} {
			r.refuses(refusal{ // R-107, I-130
				op: "cancel", code: entitlement.Forbidden, kind: entitlement.KindCatalog,
				id: entitlement.GeneralCatalogID().String(), detail: "lacks a role",
				reasons: []entitlement.Code{entitlement.RoleMissing},
			}, func() error {
				_, err := r.as("bob").Cancel(t.Context(), lifecycle.CancelInput{Request: request})
				return err
			})
		}
	})
}

// Times that rows cannot hold are refused, whoever asks. // I-9
func TestTimesOutOfRange(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop", scheduled, func(p *entitlement.AssignmentPolicy) {
			p.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
		})
		for detail, schedule := range map[string]entitlement.Schedule{
			"schedule.startDateTime: is finer than a microsecond": {Start: start.Add(time.Hour + time.Nanosecond)},
			"schedule.endDateTime: is finer than a microsecond":   {End: start.Add(time.Hour + time.Nanosecond)},
			"schedule.endDateTime: is outside the years 1 to 9999": {
				End: time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC),
			},
		} {
			want := refusal{op: "submit", code: entitlement.InvalidArgument, detail: detail}
			r.refuses(want, r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID, Schedule: schedule}))
			want.op = "assign"
			r.refuses(want, func() error {
				_, err := r.as("root").Assign(t.Context(), lifecycle.AssignInput{Package: pkg.ID, Target: "ann", Schedule: schedule})
				return err
			})
		}
	})
}

func TestBadActors(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop")
		claims := func(change func(*entitlement.Subject)) lifecycle.Actor {
			c := pat()
			change(&c)
			return lifecycle.Actor{ID: pat().ID, Claims: &c}
		}
		for name, c := range map[string]struct {
			session *lifecycle.Session
			code    entitlement.Code
			kind    entitlement.Kind
			detail  string
		}{
			"nobody": {r.engine.As(lifecycle.Actor{}), entitlement.InvalidArgument, 0, "no valid identifier"},
			"control_character": {
				r.engine.As(lifecycle.Actor{ID: "a\x00b"}), entitlement.InvalidArgument, 0, "no valid identifier",
			},
			"too_long": {
				r.engine.As(lifecycle.Actor{ID: entitlement.SubjectID(strings.Repeat("x", 129))}),
				entitlement.InvalidArgument, 0, "no valid identifier",
			},
			"claims_about_another": {
				r.engine.As(claims(func(s *entitlement.Subject) { s.ID = "ann" })), entitlement.InvalidArgument, 0, `not about "pat`,
			},
			"claims_of_a_member": {
				r.engine.As(claims(func(s *entitlement.Subject) { s.UserType = entitlement.UserMember })),
				entitlement.InvalidArgument, 0, "cannot make",
			},
			"host_that_is_not_allowed": {
				r.engine.AsSystem("import"), entitlement.Forbidden, entitlement.KindEngine, "Config.AllowSystem is not set",
			},
		} {
			r.Run(name, func(t *testing.T) {
				r.in(t).refuses(refusal{op: "submit", code: c.code, kind: c.kind, detail: c.detail}, func() error {
					_, err := c.session.Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID})
					return err
				})
				r.in(t).refuses(refusal{op: "access", code: c.code, kind: c.kind, detail: c.detail}, func() error {
					_, err := c.session.Access(t.Context(), lifecycle.AccessInput{})
					return err
				})
			})
		}
	})
}

func TestACanceledContext(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop")
		ctx, cancel := context.WithCancel(r.Context())
		cancel()
		err := r.changesNothing(func() error {
			_, err := r.as("ann").Submit(ctx, lifecycle.SubmitInput{Package: pkg.ID})
			return err
		})
		require.ErrorIs(r, err, context.Canceled)
		require.ErrorContains(r, err, "submit: ")
		_, err = r.as("ann").Access(ctx, lifecycle.AccessInput{})
		require.ErrorIs(r, err, context.Canceled)
		r.submit("ann", pkg)
		err = r.changesNothing(func() error {
			_, err := r.engine.Dispatch(ctx)
			return err
		})
		require.ErrorIs(r, err, context.Canceled)
	})
}

func TestAClosedEngine(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("shop")
		require.NoError(r, r.engine.Close())
		require.NoError(r, r.engine.Close(), "a second time is no error")
		for op, call := range map[string]func() error{
			"submit":   r.submission("ann", lifecycle.SubmitInput{Package: pkg.ID}),
			"access":   func() error { _, err := r.as("ann").Access(r.Context(), lifecycle.AccessInput{}); return err },
			"run due":  func() error { _, err := r.engine.RunDue(r.Context()); return err },
			"dispatch": func() error { _, err := r.engine.Dispatch(r.Context()); return err },
			"next due": func() error { _, err := r.engine.NextDue(r.Context()); return err },
			"time":     func() error { _, err := r.engine.Time(r.Context()); return err },
			"confirm time": func() error {
				return r.as("root").ConfirmTime(r.Context(), lifecycle.ConfirmTimeInput{UpTo: start})
			},
		} {
			r.refuses(refusal{op: op, code: entitlement.Closed, kind: entitlement.KindEngine, detail: "was closed"}, call)
		}
		r.open()
		r.submit("ann", pkg)
	})
}

func TestTheDirectoryDoesNotAnswer(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := &phoneBook{Directory: r.directory}
		r.config.Directory = book
		r.open()
		pkg, _ := r.offer()
		bob := r.submit("bob", pkg)
		down := errors.New("the line is dead")
		for name, c := range map[string]struct {
			failure, broken error
			age             time.Duration
			code            entitlement.Code
			detail          string
		}{
			"outage":         {failure: down, code: entitlement.Unavailable, detail: "try again later"},
			"partial_outage": {broken: down, code: entitlement.Unavailable, detail: "try again later"},
			"stale": {
				age: 10*time.Minute + time.Microsecond, code: entitlement.StaleFacts, detail: "older than MaxFactAge",
			},
		} {
			r.Run(name, func(t *testing.T) {
				book.set(c.failure, c.broken, c.age)
				want := refusal{op: "submit", code: c.code, kind: entitlement.KindEngine, detail: c.detail}
				sub := r.in(t)
				sub.refuses(want, sub.submission("ann", lifecycle.SubmitInput{Package: pkg.ID})) // I-94
				want.op = "decide"
				sub.refuses(want, sub.decision("meg", lifecycle.DecideInput{Request: bob.Request, Decision: entitlement.Deny}))
			})
		}
		book.set(nil, nil, 10*time.Minute)
		r.submit("ann", pkg) // just fresh enough
		book.set(down, nil, 0)
		r.pass(30 * day)
		book.set(nil, nil, 0)
		r.ends(bob.Request, entitlement.RequestDenied, entitlement.ReasonApprovalTimeout) // I-94: no needs no directory
	})
}
