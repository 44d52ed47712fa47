package sim

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/benbjohnson/clock"
)

// Clock is a clock that stands still until somebody moves it. Moving it takes no real time, whatever the distance: the mock
// that it embeds sleeps a millisecond whenever it is moved and once more for every timer, so it is moved along only when
// somebody made a timer or ticker. The engine makes none outside its Runner.
//
// Its instants are in UTC and whole microseconds; it does not go back, except by TurnBack. It is safe for concurrent use. A
// timer fires when the clock passes its instant, and then sees where the clock has got to.
type Clock struct {
	*clock.Mock // makes timers and tickers

	now atomic.Int64 // microseconds since 1970

	mu        sync.Mutex // held while the clock moves
	armed     bool       // somebody made a timer: the mock has to be moved along
	deadlines map[*deadline]struct{}
}

var _ clock.Clock = (*Clock)(nil)

// NewClock returns a clock that shows start.
func NewClock(start time.Time) *Clock {
	c := &Clock{Mock: clock.NewMock(), deadlines: map[*deadline]struct{}{}}
	c.now.Store(start.UnixMicro())
	return c
}

// Now returns the instant that the clock shows.
func (c *Clock) Now() time.Time { return time.UnixMicro(c.now.Load()).UTC() }

// Since returns how long ago t was.
func (c *Clock) Since(t time.Time) time.Duration { return c.Now().Sub(t) }

// Until returns how long it is until t.
func (c *Clock) Until(t time.Time) time.Duration { return t.Sub(c.Now()) }

// Set moves the clock to t. A t that is not after Now changes nothing (I-74).
func (c *Clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if t.UnixMicro() > c.now.Load() {
		c.move(t)
	}
}

// Add moves the clock ahead by d.
func (c *Clock) Add(d time.Duration) { c.Set(c.Now().Add(d)) }

// TurnBack sets the clock to t even if that is in its past: a fault that an engine has to survive (I-74, F17).
func (c *Clock) TurnBack(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.move(t)
}

// move is called with the lock held.
func (c *Clock) move(t time.Time) {
	c.now.Store(t.UnixMicro())
	if c.armed {
		c.Mock.Set(c.Now())
	}
	for d := range c.deadlines { // order: each ends a context of its own
		d.check()
	}
}

// arm makes the mock show the time, now and from now on, because somebody makes a timer on it.
func (c *Clock) arm() *clock.Mock {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.armed {
		c.armed = true
		c.Mock.Set(c.Now())
	}
	return c.Mock
}

// After returns a channel that receives the instant once d has passed.
func (c *Clock) After(d time.Duration) <-chan time.Time { return c.arm().After(d) }

// AfterFunc calls f on a goroutine of its own once d has passed.
func (c *Clock) AfterFunc(d time.Duration, f func()) *clock.Timer { return c.arm().AfterFunc(d, f) }

// Sleep waits until somebody else has moved the clock by d.
func (c *Clock) Sleep(d time.Duration) { c.arm().Sleep(d) }

// Tick is Ticker for tickers that are never stopped.
func (c *Clock) Tick(d time.Duration) <-chan time.Time { return c.arm().Tick(d) }

// Ticker returns a ticker that ticks whenever d has passed.
func (c *Clock) Ticker(d time.Duration) *clock.Ticker { return c.arm().Ticker(d) }

// Timer returns a timer that fires once d has passed.
func (c *Clock) Timer(d time.Duration) *clock.Timer { return c.arm().Timer(d) }

// WaitForAllTimers moves the clock until no timer is left and returns where it has got to.
func (c *Clock) WaitForAllTimers() time.Time {
	c.Set(c.arm().WaitForAllTimers())
	return c.Now()
}
