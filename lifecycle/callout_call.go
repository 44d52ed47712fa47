package lifecycle

import (
	"context"
	"encoding/hex"
	"fmt"
	"runtime/debug"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// callExtension makes a callout: one call, and one more if that failed and the extension allows it. One that is called
// off before it made them all has not failed.
func (e *Engine) callExtension(ctx context.Context, t *effectTask) error {
	if e.config.Extension == nil {
		return provision.Permanent(entitlement.Unsupported, "Config.Extension is not set any more: nobody could be called.")
	}
	for try := 0; ; try++ {
		late, err := e.launchOnce(ctx, t)
		t.late = t.late || late
		failure := provision.Classify(err)
		if failure == nil || failure.Class == provision.ClassPermanent || try >= t.callout.Client.MaximumRetries {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// launchOnce makes one call within the extension's time. A panic counts as a failure (I-73). It reports whether the call took
// too long.
func (e *Engine) launchOnce(ctx context.Context, t *effectTask) (late bool, err error) {
	limited, cancel := within(ctx, e.config.Clock, t.callout.Client.Timeout())
	defer func() {
		if r := recover(); r != nil {
			e.config.Logger.ErrorContext(ctx, "port panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
			err = provision.Transient(fmt.Errorf("the port panicked: %v", r), "Look up the stack in the log.")
		}
		late = limited.Err() != nil
		cancel()
	}()
	return false, e.config.Extension.Launch(limited, *t.launch)
}

// calloutFailure returns why a call failed, or "" for one that was accepted.
func calloutFailure(err error) entitlement.Code {
	if failure := provision.Classify(err); failure != nil {
		return failure.Code
	}
	return ""
}

// calloutKey is the idempotency key of a callout. No other call of this tenant ever has it.
func (u *unit) calloutKey(id entitlement.CalloutID) string {
	return hex.EncodeToString(u.meta.Seed[:8]) + "-" + id.String()
}
