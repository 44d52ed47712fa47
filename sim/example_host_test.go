package sim_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/benbjohnson/clock"
	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store/boltstore"
	"example.com/tenure/store/memstore"
)

// doorman stands for a host's own provisioner. It can list, so that a world can look at what it did.
type doorman struct{ *fake.Target }

// Apply implements provision.Provisioner.
func (d doorman) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	fmt.Println("doorman:", op.Verb, op.Resource.OriginID, op.Account())
	return d.Target.Apply(ctx, op)
}

// A host puts its own parts under the world: a store in a file, its provisioner, and the configuration that its engine has in
// production. The store outlives the world.
func ExampleOptions() {
	folder, err := os.MkdirTemp("", "tenure-") // nobody else may look into it
	check(err)
	defer func() { check(os.RemoveAll(folder)) }()
	db, err := boltstore.Open(filepath.Join(folder, "tenure.db"), boltstore.Options{})
	check(err)
	options := company()
	options.Store = db
	options.Config = func(c *lifecycle.Config) {
		c.Provisioner = doorman{fake.New(fake.Options{})}
		c.RetryWindow = time.Hour
	}
	w, err := sim.New(options)
	check(err)
	check(request(w, "ann", "Sales"))
	check(w.RunFor(3 * day))
	held, _, err := w.Holds("ann", "Sales/CRM/User")
	check(err)
	fmt.Println(held, len(w.Target().Holdings()), "in the targets of the world")
	check(w.Close())
	check(db.Close())
	// Output:
	// doorman: grant crm ann
	// true 0 in the targets of the world
}

// staffOf is a configuration of an engine without a world around it.
func staffOf(c clock.Clock) lifecycle.Config {
	options := company()
	people, err := directory.New(options.People, options.Groups)
	check(err)
	return lifecycle.Config{
		Store: memstore.New(), Directory: people, Provisioner: fake.New(fake.Options{}), Clock: c, AllowSystem: true,
	}
}

// engineAt makes an engine that Sales is configured in, and asks for it.
func engineAt(ctx context.Context, config lifecycle.Config) (*lifecycle.Engine, entitlement.RequestID) {
	engine, err := lifecycle.New(ctx, config)
	check(err)
	_, err = engine.AsSystem("set-up").Apply(ctx, lifecycle.ApplyInput{Document: *company().Document})
	check(err)
	ann := engine.As(lifecycle.Actor{ID: "ann"})
	offers, err := ann.Offers(ctx, lifecycle.OffersInput{})
	check(err)
	asked, err := ann.Submit(ctx, lifecycle.SubmitInput{Package: offers.Items[0].Package.ID})
	check(err)
	return engine, asked.Request
}

// The engine needs no world: a clock of github.com/benbjohnson/clock will do. The test moves it, and Dispatch does what is due.
func Example_mock() {
	ctx, mock := context.Background(), clock.NewMock()
	mock.Set(time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC))
	config := staffOf(mock)
	engine, asked := engineAt(ctx, config)
	_, err := engine.As(lifecycle.Actor{ID: "meg"}).Approve(ctx, lifecycle.DecideInput{Request: asked})
	check(err)
	for _, pause := range []time.Duration{0, 7*day - time.Microsecond, time.Microsecond} {
		mock.Add(pause)
		_, err := engine.Dispatch(ctx)
		check(err)
		access, err := engine.AsSystem("look").Access(ctx, lifecycle.AccessInput{For: "ann"})
		check(err)
		fmt.Println(mock.Now().Format("2 January 15:04:05"), len(access.Items))
	}
	check(engine.Close())
	check(config.Store.Close())
	// Output:
	// 5 January 09:00:00 1
	// 12 January 08:59:59 1
	// 12 January 09:00:00 0
}

// In a bubble of testing/synctest a host's own loop runs as in production, with the system's clock and a Runner, and a week
// takes no time. The engine never asks another clock, so nothing has to be replaced.
func TestARunnerInABubble(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		config := staffOf(clock.New())
		target := config.Provisioner.(*fake.Target)
		engine, asked := engineAt(ctx, config)
		done := make(chan error, 1)
		go func() { done <- lifecycle.NewRunner(engine).Run(ctx) }()

		_, err := engine.As(lifecycle.Actor{ID: "meg"}).Approve(ctx, lifecycle.DecideInput{Request: asked})
		require.NoError(t, err)
		synctest.Wait()
		require.Len(t, target.Holdings(), 1)
		<-config.Clock.After(7*day + time.Hour)
		synctest.Wait()
		require.Empty(t, target.Holdings())

		cancel()
		require.ErrorIs(t, <-done, context.Canceled)
		require.NoError(t, engine.Close())
		require.NoError(t, config.Store.Close())
	})
}
