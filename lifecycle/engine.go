package lifecycle

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Engine is the entitlement management of one tenant. All methods may be called from many goroutines.
type Engine struct {
	config  Config
	schema  *store.Schema
	cache   cache
	units   sync.Pool // *unit: scratch memory
	facts   sync.Pool // *facts: for one command or query
	batches sync.Pool // *batch: of effects that were called
	epoch   uint64
	number  atomic.Uint64 // of commands without an idempotency key
	writes  atomic.Uint64 // transactions that may have changed something
	events  publisher

	tellings tellings // of OnPersonChanged

	driven      atomic.Bool // a Runner drives it
	dispatching sync.Mutex
	lanes       *lanes
	wake        chan struct{} // one token: something may be due

	gate    sync.Mutex
	idle    sync.Cond // on gate: nothing runs any more
	running int
	closed  bool
}

// New opens an engine on a store. A new store gets the catalog General and the default settings. It refuses an
// incomplete Config, or one that takes the event log of the store for another kind than it is, with InvalidArgument, and a
// store of a newer version with store.ErrNewer.
//
// New starts no goroutine. Time-driven work happens in RunDue and Dispatch, or in a Runner.
func New(ctx context.Context, config Config) (*Engine, error) {
	config = config.withDefaults()
	if err := config.validate(); err != nil {
		return nil, withOp("new engine", err)
	}
	e := &Engine{config: config, schema: store.NewSchema(), wake: make(chan struct{}, 1)}
	e.idle.L = &e.gate
	e.lanes = newLanes(e)
	e.units.New = func() any { return newUnit(e) }
	e.facts.New = func() any { return new(facts) }
	e.batches.New = func() any { return new(batch) }
	e.events.sink, e.events.observer, e.events.logger = config.Log.Sink, config.Observer, config.Logger
	if err := e.open(ctx); err != nil {
		return nil, withOp("new engine", err)
	}
	return e, nil
}

// open counts the opening, so that the commands of this engine are told from those of the ones before, and lays the
// foundation of a new store. Engine time stays where it was: a clock that jumped ahead meanwhile is for an operator to
// confirm, who needs an open engine (I-84).
func (e *Engine) open(ctx context.Context) error {
	seed := e.config.Seed
	if seed == ([16]byte{}) {
		if _, err := rand.Read(seed[:]); err != nil {
			return err
		}
	}
	var meta store.Meta
	err := e.update(ctx, e.now(), 0, func(u *unit) error {
		e.events.begin(u.meta.Seq+1, u.meta.Link)
		if u.fresh {
			u.meta.Seed = seed
			u.foundation()
			if err := u.apply(); err != nil {
				return err
			}
		}
		if err := u.openLog(); err != nil {
			return err
		}
		if !u.fresh {
			u.at = u.meta.Now
		}
		u.meta.Epoch++
		u.touched = true
		meta = u.meta
		return nil
	})
	if err != nil {
		return err
	}
	e.epoch = meta.Epoch
	return nil
}

// foundation makes what exists from the start.
func (u *unit) foundation() {
	general := entitlement.Catalog{
		ID: entitlement.GeneralCatalogID(), DisplayName: entitlement.GeneralCatalogName,
		Description: "The built-in catalog", Type: entitlement.CatalogServiceDefault, State: entitlement.CatalogPublished,
		IsExternallyVisible: true, CreatedAt: u.at, ModifiedAt: u.at,
	}
	settings := entitlement.DefaultSettings()
	settings.ModifiedAt = u.at
	record(&u.out, entitlement.ActivityCreateCatalog, nil, &general)
	record(&u.out, entitlement.ActivityUpdateSettings, nil, &settings)
}

// Close waits for what is running and closes the engine; later calls are refused with Closed. The store stays open: it
// belongs to the host. A second Close returns nil. An Observer must not call it.
func (e *Engine) Close() error {
	e.gate.Lock()
	defer e.gate.Unlock()
	e.closed = true
	e.signal() // a Runner that sleeps is to notice
	for e.running > 0 {
		e.idle.Wait()
	}
	return nil
}

// enter keeps the engine open while a call runs. The caller calls leave when enter returned nil. Calls may be nested: an
// Observer may call the engine.
func (e *Engine) enter() error {
	e.gate.Lock()
	defer e.gate.Unlock()
	if e.closed {
		return &entitlement.Error{Code: entitlement.Closed, Kind: entitlement.KindEngine, Detail: "the engine was closed"}
	}
	e.running++
	return nil
}

// hold keeps the engine open for a goroutine that a running call starts; the goroutine calls leave.
func (e *Engine) hold() {
	e.gate.Lock()
	defer e.gate.Unlock()
	e.running++
}

func (e *Engine) leave() {
	e.gate.Lock()
	defer e.gate.Unlock()
	e.running--
	if e.running == 0 {
		e.idle.Broadcast()
	}
}

// now reads the clock, once for each command. Engine time is in UTC and whole microseconds.
func (e *Engine) now() time.Time { return e.config.Clock.Now().UTC().Truncate(time.Microsecond) }

// signal wakes the Runner, if there is one.
func (e *Engine) signal() {
	select {
	case e.wake <- struct{}{}:
	default: // it is awake already
	}
}
