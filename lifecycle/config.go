package lifecycle

import (
	"cmp"
	"log/slog"
	"time"

	"github.com/benbjohnson/clock"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// Config is what an engine is made of. Store, Directory and Provisioner are required; every other field has a default,
// which its zero value stands for. New copies the Config; changing it afterwards has no effect.
type Config struct {
	Store       store.Store           // required; the engine uses it alone and does not close it
	Directory   Directory             // required
	Provisioner provision.Provisioner // required

	Accounts Accounts // nil: people without an account cannot be given access (Unsupported)
	Notifier Notifier // nil: no mails are made
	// Extension calls custom extensions. nil: a policy that has any is refused (Unsupported), and calls that policies of an
	// earlier engine still want fail
	Extension Extension
	Observer  Observer // nil: nobody is told; the event log has everything
	Rights    Rights   // nil: who owns a catalog adds and removes any resource

	Clock clock.Clock // default the system's
	IDs   IDSource    // default time-ordered ids from the store's seed
	// Salt makes the salt of the hash that the log keeps of what people wrote; object names the text. The salt is kept beside
	// the text and goes with it, so it must not be found again: the default is crypto/rand. A simulation whose histories are
	// compared byte for byte passes a function of object.
	Salt   func(object [16]byte) [16]byte
	Seed   [16]byte     // of a new store's ids; default from crypto/rand. A store keeps the seed it was made with
	Logger *slog.Logger // default none

	// Administrators are global administrators from the start, beside those appointed later: users or groups. An engine
	// with no administrators and no AllowSystem cannot be configured by anybody, so New refuses it.
	Administrators []entitlement.SubjectSet
	// AllowSystem lets the host act without a person through Engine.AsSystem. Everything it does is recorded as the host's.
	AllowSystem bool

	Limits entitlement.Limits // default entitlement.SeedLimits
	Policy policy.Options     // which reading of the rules, where they leave a choice

	RetryWindow     time.Duration      // how long a grant that fails is tried again, from the first failure; default 6 h
	Backoff         provision.Backoff  // default provision.DefaultBackoff
	ReprocessWindow entitlement.Period // how long a request can be reprocessed after its delivery ended; default P14D
	StrictDelete    bool               // refuse to delete a package with live assignments instead of leaving them to their end
	EndingThreshold int                // the most assignments that Apply may take access from unconfirmed; default 10

	// LossThreshold is how many people may lose access through an automatic policy in a day before the others wait for an
	// operator's ConfirmRemovals, and LossPercent how many of those in its scope, whatever is more (I-95); default 10 and 10.
	LossThreshold, LossPercent int
	SurveyEvery                time.Duration // how often everybody is looked at under automatic policies; default never, see ReconcilePeople
	CancelWhenDisabled         bool          // cancel the waiting requests of whose account is disabled

	// ReconcileEvery is how often a Runner reconciles every target, beginning when it starts, as the host and with the policy
	// Drift; default never, see Session.Reconcile.
	ReconcileEvery time.Duration
	Drift          DriftPolicy

	MaxFactAge     time.Duration // the oldest directory view that decisions may rest on; default 10 min
	MaxForwardJump time.Duration // clock jumps beyond this need ConfirmTime first; default off, 45 days with a Runner
	KeyRetention   time.Duration // how long idempotency keys are remembered; default 7 days
	MailWindow     time.Duration // how long a mail that fails is tried again, from the first failure; default 3 days

	BatchSize   int           // timers and effects in one commit; default 1000
	Workers     int           // provisioner calls at a time; default 1, which makes runs repeatable
	CallTimeout time.Duration // for one call of a port by Dispatch; default none, 30 s with a Runner

	Log EventLog // what happens to events; default all are kept
}

// EventLog says what happens to events. The zero value keeps all of them in the store.
type EventLog struct {
	// Keep is how long events stay in the store; zero means for ever. Once a day the older ones are removed, as TruncateLog
	// does, at most Config.BatchSize a second where there are many.
	Keep time.Duration
	// Discard does not store events. The log cannot be read then, nor anything as of an earlier instant (Unsupported).
	// Together with a Sink it streams the log to somewhere else. A store keeps to the choice it was made with.
	Discard bool
	// Sink is given every event after the commit that recorded it, in order, by one goroutine at a time.
	Sink func(entitlement.Event)
}

func (c Config) withDefaults() Config {
	if c.Clock == nil {
		c.Clock = clock.New()
	}
	if c.IDs == nil {
		c.IDs = timeOrderedIDs{}
	}
	if c.Salt == nil {
		c.Salt = randomSalt
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	if c.Limits == (entitlement.Limits{}) {
		c.Limits = entitlement.SeedLimits()
	}
	if c.Backoff == (provision.Backoff{}) {
		c.Backoff = provision.DefaultBackoff()
	}
	c.Policy.MaxApprovers = c.Limits.ApproversPerStage
	c.RetryWindow = cmp.Or(c.RetryWindow, 6*time.Hour)
	c.ReprocessWindow = c.ReprocessWindow.Or(entitlement.Days(14))
	c.EndingThreshold = cmp.Or(c.EndingThreshold, 10)
	c.LossThreshold, c.LossPercent = cmp.Or(c.LossThreshold, 10), cmp.Or(c.LossPercent, 10)
	c.MaxFactAge = cmp.Or(c.MaxFactAge, 10*time.Minute)
	c.KeyRetention = cmp.Or(c.KeyRetention, 7*24*time.Hour)
	c.MailWindow = cmp.Or(c.MailWindow, 3*24*time.Hour)
	c.BatchSize = cmp.Or(c.BatchSize, 1000)
	c.Workers = cmp.Or(c.Workers, 1)
	c.Administrators = append([]entitlement.SubjectSet(nil), c.Administrators...)
	return c
}

func (c *Config) validate() error {
	for _, missing := range []struct {
		name string
		is   bool
	}{{"Store", c.Store == nil}, {"Directory", c.Directory == nil}, {"Provisioner", c.Provisioner == nil}} {
		if missing.is {
			return invalid("config.%s is required", missing.name)
		}
	}
	if len(c.Administrators) == 0 && !c.AllowSystem {
		return invalid("config has neither Administrators nor AllowSystem: nobody could ever configure the engine")
	}
	for _, a := range c.Administrators {
		role := entitlement.RoleAssignment{Role: entitlement.RoleGlobalAdministrator, Principal: a}
		if err := role.Validate(); err != nil {
			return err
		}
	}
	for _, positive := range []struct {
		name string
		is   bool
	}{
		{"RetryWindow", c.RetryWindow > 0}, {"MaxFactAge", c.MaxFactAge > 0}, {"KeyRetention", c.KeyRetention > 0},
		{"MailWindow", c.MailWindow > 0}, {"BatchSize", c.BatchSize > 0}, {"Workers", c.Workers > 0},
		{"CallTimeout", c.CallTimeout >= 0}, {"MaxForwardJump", c.MaxForwardJump >= 0}, {"EndingThreshold", c.EndingThreshold > 0},
		{"LossThreshold", c.LossThreshold > 0}, {"LossPercent", c.LossPercent > 0}, {"SurveyEvery", c.SurveyEvery >= 0},
		{"ReconcileEvery", c.ReconcileEvery >= 0},
	} {
		if !positive.is {
			return invalid("config.%s must be positive", positive.name)
		}
	}
	if err := c.Drift.validate(); err != nil {
		return err
	}
	if err := c.Log.validate(); err != nil {
		return err
	}
	if err := c.ReprocessWindow.Validate(); err != nil {
		return err
	}
	if err := c.Backoff.Validate(); err != nil {
		return err
	}
	return c.Limits.Validate()
}
