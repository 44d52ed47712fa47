package sim_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store/memstore"
)

// office is a world of the staff with the package Sales, which the manager approves.
func office(t *testing.T, habits map[entitlement.SubjectID]sim.Habit, change ...func(*sim.Options)) *sim.World {
	t.Helper()
	w := sim.Test(t, world(habits, change...)())
	_, err := w.Offer(sim.Offer{Name: "Sales", Roles: []string{"CRM/User"}, Policy: forStaff(by(entitlement.Manager(1)))})
	require.NoError(t, err)
	return w
}

func ask(t *testing.T, w *sim.World, who entitlement.SubjectID, pkg string) entitlement.RequestID {
	t.Helper()
	id, err := w.Package(pkg)
	require.NoError(t, err)
	made, err := w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Package: id})
	require.NoError(t, err)
	return made.Request
}

func TestAnEmptyWorldStandsStill(t *testing.T) {
	t.Parallel()
	w := sim.Test(t, sim.Options{})
	require.Equal(t, time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC), w.Now())
	next, err := w.Next()
	require.NoError(t, err)
	require.Zero(t, next)
	moved, err := w.RunNext()
	require.NoError(t, err)
	require.False(t, moved)
	require.NoError(t, w.RunUntilIdle(day))
	require.Equal(t, start, w.Now())
	require.NoError(t, w.RunFor(365*day))
	require.Equal(t, after(365*day), w.Now())
	require.ErrorIs(t, w.RunUntil(start), entitlement.InvalidArgument)
	require.NoError(t, w.Close())
}

func TestThingsHappenAtTheirInstants(t *testing.T) {
	t.Parallel()
	w := sim.Test(t, sim.Options{})
	type moment struct {
		what string
		at   time.Time
	}
	var got []moment
	note := func(d time.Duration, what string) {
		w.Schedule(after(d), what, func() error {
			got = append(got, moment{what, w.Now()})
			return nil
		})
	}
	note(2*day, "third")
	note(day, "first")
	note(day, "second")
	note(-day, "late")
	w.Schedule(after(2*day), "schedules", func() error {
		note(2*day, "same instant")
		note(3*day, "later")
		return nil
	})
	moved, err := w.RunNext()
	require.NoError(t, err)
	require.True(t, moved)
	require.Equal(t, []moment{{"late", start}, {"first", after(day)}, {"second", after(day)}}, got)
	require.NoError(t, w.RunUntil(after(3*day)))
	require.Equal(t, []moment{{"third", after(2 * day)}, {"same instant", after(2 * day)}, {"later", after(3 * day)}}, got[3:])
}

func TestEverythingThatIsDueComesBeforeWhatPeopleDo(t *testing.T) { // R-136, I-30
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(30 * day)})
	ask(t, w, "ann", "Sales")
	require.NoError(t, w.RunFor(40*day))
	w.Expect(t).RequestIs("ann", "Sales", entitlement.RequestDenied)
}

func TestAnEventThatFailsIsTriedAgain(t *testing.T) {
	t.Parallel()
	w := sim.Test(t, sim.Options{})
	problem := errors.New("not yet")
	tries := 0
	w.Schedule(after(day), "something hard", func() error {
		tries++
		if tries < 3 {
			return problem
		}
		return nil
	})
	err := w.RunFor(7 * day)
	require.ErrorIs(t, err, problem)
	require.ErrorContains(t, err, "2026-01-06T09:00:00Z: something hard: not yet")
	require.Equal(t, after(day), w.Now())
	_, err = w.RunNext()
	require.ErrorIs(t, err, problem)
	require.NoError(t, w.RunFor(7*day))
	require.Equal(t, 3, tries)
}

func TestRunsThatDoNotComeToRestEnd(t *testing.T) { // I-125
	t.Parallel()
	bounded := func(t *testing.T) *sim.World { return sim.Test(t, sim.Options{Steps: 50}) }

	t.Run("at_one_instant", func(t *testing.T) {
		t.Parallel()
		w := bounded(t)
		scheduleAgain(w, day, 0)
		require.ErrorIs(t, w.RunFor(7*day), sim.NotQuiet)
		require.Equal(t, after(day), w.Now())
	})
	t.Run("ever_again", func(t *testing.T) {
		t.Parallel()
		w := bounded(t)
		scheduleAgain(w, 0, time.Second)
		require.ErrorIs(t, w.RunFor(day), sim.NotQuiet)
		require.ErrorIs(t, w.RunUntilIdle(day), sim.NotQuiet)
	})
	t.Run("for_longer_than_the_limit", func(t *testing.T) {
		t.Parallel()
		w := bounded(t)
		w.Schedule(after(10*day), "something", func() error { return nil })
		err := w.RunUntilIdle(7 * day)
		require.ErrorIs(t, err, sim.NotQuiet)
		require.ErrorContains(t, err, "2026-01-15T09:00:00Z")
		require.Equal(t, after(7*day), w.Now())
		require.NoError(t, w.RunUntilIdle(7*day))
		require.Equal(t, after(10*day), w.Now())
	})
}

// scheduleAgain schedules something that schedules itself again after a pause.
func scheduleAgain(w *sim.World, at, pause time.Duration) {
	w.Schedule(after(at), "again", func() error {
		scheduleAgain(w, at+pause, pause)
		return nil
	})
}

func TestARunCannotStartAnother(t *testing.T) {
	t.Parallel()
	w := sim.Test(t, sim.Options{})
	w.Schedule(start, "run", func() error { return w.RunFor(day) })
	require.ErrorIs(t, w.Settle(), entitlement.InvalidArgument)
}

func TestARunEndsWithItsContext(t *testing.T) { // I-129
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	w := sim.Test(t, sim.Options{Context: ctx})
	w.Schedule(after(day), "stop", func() error {
		cancel()
		return nil
	})
	require.ErrorIs(t, w.RunFor(7*day), context.Canceled)
	require.Equal(t, after(day), w.Now())
}

func TestAWorldThatCannotBeIsRefused(t *testing.T) {
	t.Parallel()
	_, err := sim.New(sim.Options{People: []entitlement.Subject{{ID: "a"}}})
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	_, err = sim.New(sim.Options{Config: func(c *lifecycle.Config) { c.Workers = -1 }})
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	_, err = sim.New(sim.Options{Groups: []directory.Group{{ID: "g"}, {ID: "g"}}})
	require.ErrorIs(t, err, entitlement.InvalidArgument)
}

func TestAWorldBeginsWithItsDocument(t *testing.T) {
	t.Parallel()
	parsed := func(text string) *spec.Document {
		document, err := spec.Parse([]byte(text), entitlement.SeedLimits())
		require.NoError(t, err)
		return &document
	}
	document := parsed(
		`{"catalogs": [{"displayName": "Revenue", "description": "Sales", "accessPackages": [{"displayName": "Sales"}]}]}`)
	m := closing(t, memstore.New())
	w := sim.Test(t, sim.Options{Document: document, Store: m})
	_, err := w.Package("Sales")
	require.NoError(t, err)
	seen := logOf(t, w)

	again := sim.Test(t, sim.Options{Document: document, Store: m})
	require.Equal(t, seen, logOf(t, again), "what is there already makes no events")

	_, err = sim.New(sim.Options{
		Document: parsed(`{"catalogs": [{"displayName": "A", "description": "A"}, {"displayName": "B", "description": "B"}]}`),
		Config: func(c *lifecycle.Config) {
			c.Limits = entitlement.SeedLimits()
			c.Limits.CatalogsPerTenant = 2
		},
	})
	require.ErrorIs(t, err, entitlement.LimitExceeded)
}

func TestAnEngineThatCannotBeReopenedStaysClosed(t *testing.T) {
	t.Parallel()
	w := office(t, nil)
	gone := memstore.New()
	require.NoError(t, gone.Close())
	require.ErrorIs(t, w.Reopen(gone), entitlement.Closed)
	require.ErrorIs(t, w.RunFor(day), entitlement.Closed)
	_, err := w.RunNext()
	require.ErrorIs(t, err, entitlement.Closed)
	require.ErrorIs(t, w.RunUntilIdle(day), entitlement.Closed)
	_, err = w.Timeline(sim.Filter{})
	require.ErrorIs(t, err, entitlement.Closed)
	require.NoError(t, w.Reopen(closing(t, memstore.New())))
	require.NoError(t, w.RunFor(day))
}

func TestATargetThatHangsIsGivenUpAtOnce(t *testing.T) { // F15, I-73
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(0)})
	require.NoError(t, w.Target().Inject(fake.Fault{LastAttempt: 1, Answer: fake.AnswerHang, Effect: fake.EffectNone}))
	ask(t, w, "ann", "Sales")
	require.NoError(t, w.Settle())
	w.Expect(t).NotHolds("ann", "CRM/User")
	stuck, err := w.Admin().Stuck(t.Context(), lifecycle.StuckInput{})
	require.NoError(t, err)
	require.Equal(t, provision.NoAnswer, stuck[0].Code)
	require.NoError(t, w.RunFor(time.Hour))
	w.Expect(t).Holds("ann", "CRM/User")
}
