package population

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// known is a tiny organization in which everything that happens is said beforehand, so that its report can be computed by hand:
// boss leads ann, bob and cid, and chief leads boss.
func known(t *testing.T) *population {
	t.Helper()
	p := &population{Options: Options{People: 5, Packages: 2, Years: 1}, tally: newTally(), hired: 5}
	people := sim.Team("boss", "ann", "bob", "cid")
	people[0].Manager = "chief"
	world, err := sim.New(sim.Options{
		People: append(people, entitlement.Subject{ID: "chief", UserType: entitlement.UserMember}),
		Groups: []directory.Group{{ID: staff, Members: []entitlement.SubjectID{"ann", "bob", "cid"}}},
		Target: fake.Options{Latency: fake.Fixed(90 * time.Minute)},
		Config: func(c *lifecycle.Config) { c.Observer = p.tally },
	})
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, world.Close()) })
	p.world = world
	return p
}

// The figures of a report are those that paper and pencil come to.
func TestAKnownYear(t *testing.T) {
	t.Parallel()
	p := known(t)
	w, begin := p.world, p.world.Now()
	desk := p.policy(0, "chief") // the manager within 14 days, whose manager is asked after 5
	desk.Expiration.Duration = entitlement.Days(30)
	vault := p.policy(1, "chief") // nobody is asked
	vault.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
	vault.ReviewSettings = p.policy(3, "chief").ReviewSettings // by the manager, on day 30 for 14 days; undecided access is kept
	vault.ReviewSettings.Schedule.Recurrence = entitlement.Period{Months: 12}
	packages := map[string]entitlement.AccessPackageID{}
	for name, policy := range map[string]entitlement.AssignmentPolicy{"Desk": desk, "Vault": vault} { // order: by name, later
		id, err := w.Offer(sim.Offer{Name: name, Roles: []string{name + "/User"}, Policy: policy})
		require.NoError(t, err)
		packages[name] = id
	}
	asked := map[entitlement.SubjectID]entitlement.RequestID{}
	for _, who := range []entitlement.SubjectID{"ann", "bob", "cid"} {
		made, err := w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Package: packages["Desk"]})
		require.NoError(t, err)
		asked[who] = made.Request
	}
	for _, who := range []entitlement.SubjectID{"ann", "bob"} {
		_, err := w.As(who).Submit(t.Context(), lifecycle.SubmitInput{Package: packages["Vault"]})
		require.NoError(t, err)
	}
	w.Schedule(begin.Add(2*time.Hour), "boss approves", func() error {
		_, err := w.As("boss").Approve(t.Context(), lifecycle.DecideInput{Request: asked["ann"]})
		return err
	})
	w.Schedule(begin.Add(5*time.Hour), "boss denies", func() error {
		_, err := w.As("boss").Deny(t.Context(), lifecycle.DecideInput{Request: asked["bob"], Justification: "no"})
		return err
	})
	w.Schedule(begin.Add(32*day), "boss reviews", func() error { return p.denies(t, "boss", "ann") })
	for range daysOfYear {
		require.NoError(t, w.RunFor(day))
		p.tally.sample()
	}
	r, err := p.report()
	require.NoError(t, err)

	require.Equal(t, Requests{Submitted: 5, Automatic: 2, Approved: 1, Denied: 1, TimedOut: 1, Delivered: 3}, r.Requests)
	require.Equal(t, Times{2, 2 * time.Hour, 5 * time.Hour, 5 * time.Hour}, r.Approvals.Decisions)
	require.Equal(t, []int{1, 1, 2}, []int{r.Approvals.Escalated, r.Approvals.People, r.Approvals.Busiest})
	require.Equal(t, onDays(1, 13), r.Approvals.Waiting, "cid's, until the fourteenth day")
	require.Equal(t, Reviews{Held: 1, Items: 2, Decided: 1, Undecided: 1, Ended: 1, People: 1, Busiest: 1}, r.Reviews)
	always := Times{Median: 90 * time.Minute, P95: 90 * time.Minute, Longest: 90 * time.Minute}
	always.Count = 3
	require.Equal(t, Delivery{Times: always, Open: onDays(1, 0)}, r.Grants)
	always.Count = 2 // ann's desk after 30 days, and her vault with the review
	require.Equal(t, Delivery{Times: always, Open: onDays(44, 44)}, r.Revokes)
	require.Equal(t, []int{1, 3}, []int{r.Live, r.MostLive})
}

// denies lets a reviewer deny somebody's access in every review that goes on.
func (p *population) denies(t *testing.T, reviewer, whose entitlement.SubjectID) error {
	t.Helper()
	list, err := p.world.As(reviewer).ReviewsToDo(t.Context(), lifecycle.ReviewsToDoInput{})
	require.NoError(t, err)
	for _, todo := range list.Items {
		if todo.Item.Subject != whose {
			continue
		}
		if _, err := p.world.As(reviewer).DecideReview(t.Context(), lifecycle.DecideReviewInput{
			Review: todo.Item.Review, Assignment: todo.Item.Assignment, Decision: entitlement.ReviewDeny, Justification: "no",
		}); err != nil {
			return err
		}
	}
	return nil
}

// onDays returns, for each day of a year, one from a first day to a last one, and zero on the others.
func onDays(first, last int) []int {
	out := make([]int, daysOfYear)
	for d := first; d <= last; d++ {
		out[d-1] = 1
	}
	return out
}
