package lifecycle

import (
	"context"
	"io"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// TimeReport is how engine time and the clock stand.
type TimeReport struct {
	Clock  time.Time     // what the clock says
	Engine time.Time     // the highest instant seen; nothing happens before it
	Behind time.Duration // how far the clock is behind engine time; 0 when it is not
	Jumped bool          // the clock is further ahead than Config.MaxForwardJump: confirm it
}

// Time reports how engine time and the clock stand. A clock that went back revives nothing and lengthens nothing: the engine
// waits at the highest instant it has seen.
func (e *Engine) Time(ctx context.Context) (TimeReport, error) {
	if err := e.enter(); err != nil {
		return TimeReport{}, withOp("time", err)
	}
	defer e.leave()
	now := e.now()
	report := TimeReport{Clock: now}
	err := e.read(ctx, now, func(u *unit) error {
		report.Engine = u.meta.Now
		report.Behind = max(0, u.meta.Now.Sub(now))
		report.Jumped = u.checkJump(e.maxForwardJump()) != nil
		return nil
	})
	return report, withOp("time", err)
}

// ConfirmTimeInput confirms that the clock is right.
type ConfirmTimeInput struct {
	// UpTo is the latest instant that is confirmed. It must not lie before engine time, nor after what the clock says.
	UpTo time.Time
}

// ConfirmTime lets the engine go on after the clock jumped ahead by more than Config.MaxForwardJump: everything up to the
// confirmed instant becomes due. It needs an administrator of the tenant and is recorded.
func (s *Session) ConfirmTime(ctx context.Context, in ConfirmTimeInput) error {
	return s.setTime(ctx, "confirm time", entitlement.ActivityTimeConfirmed, in.UpTo, func(u *unit, to time.Time) error {
		if to.Before(u.meta.Now) {
			return invalid("upTo: %s lies before engine time %s", to.Format(time.RFC3339), u.meta.Now.Format(time.RFC3339))
		}
		return nil
	})
}

// LowerTimeInput takes engine time back.
type LowerTimeInput struct {
	To time.Time // before engine time, and not after what the clock says
}

// LowerTime takes engine time back after a clock that was wrong has moved it ahead. It revives nothing: what ended stays
// ended, and what was dropped stays dropped. It ends nothing either: access that was given under the wrong clock lasts until the
// end that was computed then, so look through what was given meanwhile. It needs an administrator of the tenant and is recorded.
func (s *Session) LowerTime(ctx context.Context, in LowerTimeInput) error {
	return s.setTime(ctx, "lower time", entitlement.ActivityTimeLowered, in.To, func(u *unit, to time.Time) error {
		if !to.Before(u.meta.Now) {
			return invalid("to: %s does not lie before engine time %s", to.Format(time.RFC3339), u.meta.Now.Format(time.RFC3339))
		}
		if to.IsZero() {
			return invalid("to: is missing")
		}
		return nil
	})
}

// setTime writes engine time directly: the only place that does, besides the end of every transaction.
func (s *Session) setTime(
	ctx context.Context, op string, activity entitlement.Activity, to time.Time, check func(*unit, time.Time) error,
) error {
	if s.bad != nil {
		return withOp(op, s.bad)
	}
	if err := s.e.enter(); err != nil {
		return withOp(op, err)
	}
	defer s.e.leave()
	to = to.UTC().Truncate(time.Microsecond)
	now := s.e.now()
	if to.After(now) {
		return withOp(op, invalid("%s lies in the future", to.Format(time.RFC3339)))
	}
	f := s.newFacts()
	for {
		err := s.e.update(ctx, now, 0, func(u *unit) error {
			u.actor, u.facts = s.actor, f
			if err := u.authorize(taskSettings, entitlement.CatalogID{}); err != nil {
				return err
			}
			if err := check(u, to); err != nil {
				return err
			}
			u.at, u.when = to, to
			return u.note(activity, entitlement.Fact{Name: "before", Value: u.meta.Now.Format(time.RFC3339Nano)})
		})
		if err != errNeedFacts { //nolint:errorlint // a sentinel of this package, never wrapped
			s.e.signal()
			return withOp(op, err)
		}
		if err := s.e.fetch(ctx, f, now); err != nil {
			return withOp(op, err)
		}
	}
}

// Backup streams a consistent copy of the store while the engine runs. A store that cannot is refused with Unsupported.
func (e *Engine) Backup(ctx context.Context, w io.Writer) error {
	if err := e.enter(); err != nil {
		return withOp("backup", err)
	}
	defer e.leave()
	b, ok := store.As[store.Backuper](e.config.Store)
	if !ok {
		return withOp("backup", &entitlement.Error{
			Code: entitlement.Unsupported, Kind: entitlement.KindStore, Detail: "this store cannot be copied while it runs",
		})
	}
	return withOp("backup", b.Backup(ctx, w))
}
