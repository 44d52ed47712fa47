package sim_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// decisions tells when Meg decided which requests, and how.
func decisions(t *testing.T, w *sim.World) []string {
	t.Helper()
	timeline, err := w.Timeline(sim.Filter{Person: "meg"})
	require.NoError(t, err)
	var out []string
	for _, e := range timeline {
		if e.Actor == "meg" && e.Activity == entitlement.ActivityStageCompleted {
			out = append(out, fmt.Sprintf("%s %s", e.At.Sub(start), e.Text))
		}
	}
	return out
}

func TestHabits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		habit sim.Habit
		want  []string
	}{
		"approves": {sim.Approves(48 * time.Hour), []string{
			"48h0m0s Meg Olsen approves Ann Berg's request for Sales",
			"49h0m0s Meg Olsen approves Bob Unger's request for Sales",
			"50h0m0s Meg Olsen approves Cem Kaya's request for Sales",
		}},
		"denies": {sim.Denies(time.Hour), []string{
			"1h0m0s Meg Olsen denies Ann Berg's request for Sales",
			"2h0m0s Meg Olsen denies Bob Unger's request for Sales",
			"3h0m0s Meg Olsen denies Cem Kaya's request for Sales",
		}},
		"never_answers": {sim.NeverAnswers(), nil},
		"has_no_habit":  {nil, nil},
		"the_second_only": {sim.Nth(2, sim.Approves(time.Minute), sim.NeverAnswers()), []string{
			"1h1m0s Meg Olsen approves Bob Unger's request for Sales",
		}},
		"always": {sim.Sometimes(1, sim.Denies(0), sim.NeverAnswers()), []string{
			"0s Meg Olsen denies Ann Berg's request for Sales",
			"1h0m0s Meg Olsen denies Bob Unger's request for Sales",
			"2h0m0s Meg Olsen denies Cem Kaya's request for Sales",
		}},
		"never": {sim.Sometimes(0, sim.Denies(0), sim.NeverAnswers()), nil},
		"of_their_own": {func(w sim.Waiting) sim.Reaction {
			if w.Request.Requestor != "bob" || w.Person != "meg" || w.Stage != 1 {
				return sim.Reaction{}
			}
			return sim.Reaction{Decision: entitlement.Approve, After: w.DecideBy.Sub(w.Since) - time.Second}
		}, []string{"720h59m59s Meg Olsen approves Bob Unger's request for Sales"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": c.habit})
			for i, who := range []entitlement.SubjectID{"ann", "bob", "cem"} {
				w.Schedule(after(time.Duration(i)*time.Hour), "ask", func() error {
					ask(t, w, who, "Sales")
					return nil
				})
			}
			require.NoError(t, w.RunFor(40*day))
			require.Equal(t, c.want, decisions(t, w))
		})
	}
}

func TestWhatIsDrawnDependsOnNothingElse(t *testing.T) {
	t.Parallel()
	tell := func(others ...entitlement.SubjectID) []string {
		w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day).Within(10 * day)})
		ask(t, w, "ann", "Sales") // first, so that its identifier is the same
		for _, who := range others {
			ask(t, w, who, "Sales")
		}
		require.NoError(t, w.RunFor(40*day))
		return decisions(t, w)
	}
	alone, company := tell(), tell("bob", "cem")
	require.Len(t, alone, 1)
	require.Len(t, company, 3)
	require.Contains(t, company, alone[0])
}

func TestHabitsComeAndGo(t *testing.T) {
	t.Parallel()
	w := office(t, nil)
	ask(t, w, "ann", "Sales")
	require.NoError(t, w.RunFor(day))
	w.SetHabit("meg", sim.Approves(time.Hour))
	require.NoError(t, w.RunFor(day))
	w.SetHabit("meg", nil)
	ask(t, w, "bob", "Sales")
	require.NoError(t, w.RunFor(day))
	require.Equal(t, []string{"25h0m0s Meg Olsen approves Ann Berg's request for Sales"}, decisions(t, w))
	w.Expect(t).RequestIs("bob", "Sales", entitlement.RequestPendingApproval)
}

func TestSomebodyElseMayBeFaster(t *testing.T) {
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(2 * day)})
	id := ask(t, w, "ann", "Sales")
	require.NoError(t, w.RunFor(day))
	_, err := w.As("meg").Deny(t.Context(), lifecycle.DecideInput{Request: id})
	require.NoError(t, err)
	require.NoError(t, w.RunFor(7*day))
	w.Expect(t).RequestIs("ann", "Sales", entitlement.RequestDenied)
	timeline, err := w.Timeline(sim.Filter{})
	require.NoError(t, err)
	require.NotContains(t, timeline.String(), "cannot decide", "there was nothing to decide any more")
}

func TestPeopleTryAgainWhenTheDirectoryDoesNotAnswer(t *testing.T) { // I-94
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)})
	ask(t, w, "ann", "Sales")
	w.Directory().Outage(after(day), after(day+150*time.Minute))
	require.NoError(t, w.RunFor(2*day))
	require.Equal(t, []string{"27h0m0s Meg Olsen approves Ann Berg's request for Sales"}, decisions(t, w))
}

func TestPeopleWhoCannotDecideAreTold(t *testing.T) {
	t.Parallel()
	w := office(t, map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(2 * day)})
	ask(t, w, "ann", "Sales")
	require.NoError(t, w.Directory().Move(after(day), "meg", func(s *entitlement.Subject) { s.AccountDisabled = true }))
	require.NoError(t, w.RunFor(7*day))
	w.Expect(t).RequestIs("ann", "Sales", entitlement.RequestPendingApproval)
	timeline, err := w.Timeline(sim.Filter{Person: "meg", From: after(day)})
	require.NoError(t, err)
	require.Equal(t, `Tuesday, 6 January 2026
  09:00  Meg Olsen cannot sign in any more

Wednesday, 7 January 2026
  09:00  Meg Olsen cannot decide: the account is disabled
`, timeline.String())
}

func TestPeopleGiveReasons(t *testing.T) {
	t.Parallel()
	stage := by(entitlement.Manager(1))
	stage.IsApproverJustificationRequired = true
	w := office(t, map[entitlement.SubjectID]sim.Habit{
		"meg": sim.Nth(1, sim.Approves(day).Because("she sells"), sim.Approves(day)),
	})
	_, err := w.Offer(sim.Offer{Name: "Strict", Roles: []string{"CRM/Admin"}, Policy: forStaff(stage)})
	require.NoError(t, err)
	id := ask(t, w, "ann", "Strict")
	ask(t, w, "bob", "Strict")
	require.NoError(t, w.RunFor(2*day))
	w.Expect(t).Holds("ann", "Strict/CRM/Admin")
	w.Expect(t).RequestIs("bob", "Strict", entitlement.RequestPendingApproval)
	view, err := w.As("ann").Request(t.Context(), lifecycle.RequestInput{Request: id})
	require.NoError(t, err)
	require.Equal(t, "she sells", view.Stages[0].Justification)
	timeline, err := w.Timeline(sim.Filter{Person: "meg"})
	require.NoError(t, err)
	require.Contains(t, timeline.String(), "Meg Olsen cannot decide: a justification is required")
}
