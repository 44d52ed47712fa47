package sim

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// Options say what a World begins with. The zero value is an empty world.
type Options struct {
	// Context ends every run of the world when it is done; default context.Background.
	Context context.Context //nolint:containedctx // a world is one long call: see World
	// Seed is what every choice in the world is drawn from. Worlds with equal options and scripts are equal.
	Seed uint64
	// Start is the first instant; default Monday, 5 January 2026, 09:00 UTC.
	Start time.Time
	// Store is what the engine works on; the world does not close it. Default a store in memory of the world's own.
	Store store.Store
	// Config changes the engine's configuration. It is called whenever an engine is opened, with the world's own ports in
	// place. AllowSystem is always on.
	Config func(*lifecycle.Config)

	// Document is the configuration to begin with; nil begins with none. It is applied by the host, and to a Store that has
	// one already as lifecycle.Session.Apply does.
	Document *spec.Document

	People []entitlement.Subject           // in the directory from the beginning
	Groups []directory.Group               // likewise
	Habits map[entitlement.SubjectID]Habit // how people decide; who has none never does
	// Reviewers are the people who review access, and how; who has no such habit never does.
	Reviewers map[entitlement.SubjectID]ReviewHabit
	// Processes are the habits of custom extensions, by the identifiers that catalogs give them; who has none stays silent.
	Processes map[entitlement.CustomExtensionID]Process
	Target    fake.Options // the habits of the target systems
	// Rights say who may manage a resource where it lives, such as Owners; nil: who owns a catalog adds and removes any.
	Rights lifecycle.Rights
	// TellsChanges makes the host tell the engine of each person about whom something changes in the directory, at the instant
	// of the change, and hour by hour while the directory does not answer; see lifecycle.Engine.OnPersonChanged.
	TellsChanges bool
	Steps        int // the most instants of a run, and events of an instant; default 1,000,000
}

// World is an engine with everything around it: a clock that stands still until the world runs, a directory, target
// systems, accounts, mailboxes, and people with habits. It is a function of its options and of what is done with it: it has
// no goroutine, reads no clock but its own and draws every choice from its seed.
//
// A World is used by one goroutine at a time. Nothing in it happens by itself: Run… lets time pass.
type World struct {
	options   Options
	own       store.Store // nil if the store is the host's
	store     store.Store
	clock     *Clock
	directory *Directory
	target    *fake.Target
	lister    provision.Lister // of the host's target systems; nil if those of the world are used
	accounts  *Accounts
	mailbox   *Mailbox
	processes *Processes
	engine    *lifecycle.Engine

	agenda    agenda
	told      int // changes of the directory that the engine was told of
	habits    map[entitlement.SubjectID]Habit
	seen      map[waitingKey]bool           // what people have been asked
	asked     map[entitlement.SubjectID]int // how often
	reviewers map[entitlement.SubjectID]ReviewHabit
	reviewed  map[reviewKey]bool // what reviewers have been asked
	watch     *watch
	chronicle chronicle
	running   bool // somebody waits for Settle
}

// New makes a world, opens its engine and configures it. It refuses what lifecycle.New, directory.New and
// lifecycle.Session.Apply refuse.
func New(options Options) (*World, error) {
	options.Context = cmp.Or(options.Context, context.Background())
	if options.Start.IsZero() {
		options.Start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	}
	options.Steps = cmp.Or(options.Steps, 1_000_000)
	people, err := NewDirectory(options.People, options.Groups)
	if err != nil {
		return nil, err
	}
	w := &World{
		options: options, store: options.Store, clock: NewClock(options.Start), directory: people,
		target: fake.New(options.Target), accounts: NewAccounts(people),
		habits: map[entitlement.SubjectID]Habit{}, seen: map[waitingKey]bool{}, asked: map[entitlement.SubjectID]int{},
		reviewers: map[entitlement.SubjectID]ReviewHabit{}, reviewed: map[reviewKey]bool{},
		processes: newProcesses(options.Processes), watch: newWatch(), chronicle: newChronicle(people),
	}
	w.mailbox = NewMailbox(w.clock)
	people.now = w.clock.Now
	if w.store == nil {
		w.own = memstore.New()
		w.store = w.own
	}
	for id, habit := range options.Habits { // order: a copy of a map
		w.habits[id] = habit
	}
	for id, habit := range options.Reviewers { // order: a copy of a map
		w.reviewers[id] = habit
	}
	if err := w.begin(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	return w, nil
}

// begin opens the engine and configures it.
func (w *World) begin() error {
	if err := w.open(); err != nil || w.options.Document == nil {
		return err
	}
	_, err := w.Admin().Apply(w.options.Context, lifecycle.ApplyInput{Document: *w.options.Document})
	return err
}

// open makes an engine on the store.
func (w *World) open() error {
	config := lifecycle.Config{
		Store: w.store, Directory: w.directory, Provisioner: target{w.target}, Accounts: w.accounts, Notifier: w.mailbox,
		Extension: extensions{w}, Rights: w.options.Rights,
		Clock: w.clock, Seed: storeSeed(w.options.Seed), Salt: func(object [16]byte) [16]byte { return object },
	}
	if w.options.Config != nil {
		w.options.Config(&config)
	}
	config.AllowSystem = true
	w.lister = nil
	if _, isOwn := config.Provisioner.(target); !isOwn {
		w.lister, _ = config.Provisioner.(provision.Lister)
	}
	w.watch.others, config.Observer = config.Observer, w.watch
	engine, err := lifecycle.New(w.options.Context, config)
	if err != nil {
		return err
	}
	w.engine = engine
	w.watch.everybody = true // whatever happened while there was no engine
	return nil
}

// storeSeed makes the seed of a new store's ids.
func storeSeed(seed uint64) [16]byte {
	sum := sha256.Sum256(binary.BigEndian.AppendUint64([]byte("store seed "), seed))
	return [16]byte(sum[:16])
}

// Close closes the engine, and the store if it is the world's own. It leaves nothing behind. A second Close does nothing.
func (w *World) Close() error {
	var errs []error
	if w.engine != nil {
		errs = append(errs, w.engine.Close())
	}
	if w.own != nil {
		errs = append(errs, w.own.Close())
	}
	return errors.Join(errs...)
}

// Restart closes the engine and opens another on the same store, as when the host's process is started again. People, target
// systems and mailboxes live on.
func (w *World) Restart() error { return w.Reopen(w.store) }

// Reopen is Restart on another handle of the same store: what to do after a crash. The world closes neither handle. When it
// fails the engine stays closed until a later Reopen succeeds.
func (w *World) Reopen(s store.Store) error {
	if err := w.engine.Close(); err != nil {
		return err
	}
	w.store = s
	return w.open()
}

// Now returns the present instant.
func (w *World) Now() time.Time { return w.clock.Now() }

// Clock returns the world's clock. Moving it is a bare jump: nothing happens until the world runs.
func (w *World) Clock() *Clock { return w.clock }

// Store returns the store that the engine works on. To change it behind the engine's back is a fault like any other.
func (w *World) Store() store.Store { return w.store }

// Engine returns the engine: another one after Restart.
func (w *World) Engine() *lifecycle.Engine { return w.engine }

// Directory returns the people and groups.
func (w *World) Directory() *Directory { return w.directory }

// Target returns the target systems, which are all one.
func (w *World) Target() *fake.Target { return w.target }

// Accounts returns the guest accounts.
func (w *World) Accounts() *Accounts { return w.accounts }

// Mailbox returns everybody's mail.
func (w *World) Mailbox() *Mailbox { return w.mailbox }

// As returns the engine as a person sees it. It is no longer good after Restart.
func (w *World) As(id entitlement.SubjectID) *lifecycle.Session {
	return w.engine.As(lifecycle.Actor{ID: id})
}

// Admin returns the engine as the host sees it, which may do everything.
func (w *World) Admin() *lifecycle.Session { return w.engine.AsSystem("simulation") }
