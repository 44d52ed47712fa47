package lifecycle

import (
	"context"
	"time"

	"github.com/benbjohnson/clock"
)

// within returns a context that also ends when the clock reaches the limit, for a port to be called with. The caller has to
// call the function.
func within(ctx context.Context, c clock.Clock, limit time.Duration) (context.Context, context.CancelFunc) {
	limited, cancel := c.WithTimeout(ctx, limit)
	return limitedContext{limited}, cancel
}

// limitedContext asks for the reason only of a context that has ended: a mock clock's contexts set the reason before they close
// the channel, but without a lock that a reader could share.
type limitedContext struct{ context.Context }

// Err implements context.Context.
func (l limitedContext) Err() error {
	select {
	case <-l.Done():
		return l.Context.Err()
	default:
		return nil
	}
}
