package lifecycle_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// A new policy looks at everybody, in batches, without anybody telling of them. // R-209
func TestANewPolicyFindsEverybody(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(25, "Sales")
		r.automatic("Sales", automatically(salesRule))
		for _, id := range people {
			require.Len(r, r.live(id), 1)
		}
		require.Len(r, r.target.Holdings(), 25)
		require.Equal(r, uint32(25), r.scope().People)
		require.Zero(r, r.scope().Survey)
	}, func(c *lifecycle.Config) { c.BatchSize = 4 })
}

// moveAll puts everybody into a department without telling the engine.
func (r *rig) moveAll(people []entitlement.SubjectID, department string) {
	r.Helper()
	for i := range r.people {
		for _, id := range people {
			if r.people[i].ID == id {
				r.people[i].Attributes = map[string]string{"department": department}
			}
		}
	}
	r.publish()
}

// A reconciliation that would take access from more people than allowed waits for an operator; the other half of the
// question is whether it takes any before that. // I-95
func TestMassLossWaitsForAnOperator(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(30, "Sales")
		_, policy := r.automatic("Sales", automatically(salesRule))
		_, err := r.as("root").ConfirmRemovals(r.Context(), lifecycle.ConfirmRemovalsInput{Policy: policy.ID})
		require.ErrorIs(r, err, entitlement.IllegalState, "nothing waits")

		r.moveAll(people[:11], "")
		r.reconciles()
		require.Len(r, r.target.Holdings(), 30, "nobody has lost anything")
		require.True(r, r.scope().Held)
		require.Equal(r, uint32(11), r.scope().Leaving)
		r.pass(5 * day)
		require.Len(r, r.target.Holdings(), 30)

		_, err = r.as("hank").ConfirmRemovals(r.Context(), lifecycle.ConfirmRemovalsInput{Policy: policy.ID})
		require.ErrorIs(r, err, entitlement.Forbidden)
		confirmed, err := r.as("root").ConfirmRemovals(r.Context(), lifecycle.ConfirmRemovalsInput{Policy: policy.ID})
		require.NoError(r, err)
		require.Equal(r, 11, confirmed.People)
		require.Empty(r, r.live(people[0]), "reads see it at once")
		r.settle()
		require.Len(r, r.target.Holdings(), 19)
		require.False(r, r.scope().Held)
		require.Zero(r, r.scope().Leaving)
		require.Equal(r, uint32(19), r.scope().People)
		require.Empty(r, r.live(people[0]))
		require.Len(r, r.live(people[11]), 1)
	}, func(c *lifecycle.Config) { c.BatchSize = 4 })
}

// Up to the limit a reconciliation takes access away by itself. // I-95
func TestFewLossesNeedNoOperator(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(30, "Sales")
		r.automatic("Sales", automatically(salesRule))
		r.moveAll(people[:10], "")
		r.reconciles()
		require.Len(r, r.target.Holdings(), 20)
		require.Equal(r, uint32(20), r.scope().People)
	})
}

// A percentage of a large scope may go at once. // I-95
func TestLossesInPercent(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(30, "Sales")
		r.automatic("Sales", automatically(salesRule))
		r.moveAll(people[:12], "")
		r.reconciles()
		require.Len(r, r.target.Holdings(), 18)
	}, func(c *lifecycle.Config) { c.LossPercent = 40 })
}

// A directory that was wrong is repaired: whoever is in the scope again keeps what they have. // I-95, R-215
func TestRepairedDirectoriesTakeNothing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(30, "Sales")
		r.automatic("Sales", automatically(salesRule))
		r.moveAll(people, "")
		r.reconciles()
		require.True(r, r.scope().Held)
		r.moveAll(people[1:], "Sales")
		r.reconciles()
		require.False(r, r.scope().Held)
		require.Len(r, r.target.Holdings(), 29, "but one has really left")
		require.Empty(r, r.live(people[0]))
		require.Equal(r, []string{"systemAdd delivered"}, r.requestsOf(people[1]))
	})
}

// Changes that the host tells one by one are counted together, by the day. // I-95
func TestToldLossesAreCountedByTheDay(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(30, "Sales")
		r.automatic("Sales", automatically(salesRule))
		r.moveAll(people[:12], "")
		for _, id := range people[:12] {
			r.tell(id)
		}
		require.Len(r, r.target.Holdings(), 20)
		require.True(r, r.scope().Held)
		require.Equal(r, uint32(2), r.scope().Leaving)
		r.pass(day)
		r.reconciles() // another day, on which only two leave
		require.Len(r, r.target.Holdings(), 18)
	})
}

// A directory that lists nobody has failed; one that does not answer is asked until it does. // I-95
func TestAnEmptyDirectoryTakesNothing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.staffed(3, "Sales")
		r.automatic("Sales", automatically(salesRule))
		people := r.people
		r.people, r.groups = nil, nil
		r.publish()
		_, err := r.engine.AsSystem("nightly").ReconcilePeople(r.Context(), lifecycle.ReconcilePeopleInput{})
		require.NoError(r, err)
		r.pass(day)
		require.Len(r, r.target.Holdings(), 3)
		require.NotZero(r, r.scope().Survey)
		r.people = people
		r.publish()
		r.pass(day)
		require.Len(r, r.target.Holdings(), 3)
		require.Zero(r, r.scope().Survey)
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

// A survey that is interrupted goes on where it was.
func TestSurveysSurviveRestarts(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.staffed(25, "Sales")
		pkg := r.bundle("Sales", member(r.addGroup("sales")))
		r.allow(pkg, automatically(salesRule))
		require.NotZero(r, r.scope().Survey)
		r.open()
		r.settle()
		require.Len(r, r.target.Holdings(), 25)
	}, func(c *lifecycle.Config) { c.BatchSize = 4 })
}

// Everybody is looked at again and again, if the host wants that.
func TestSurveysAtIntervals(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(3, "Legal")
		r.automatic("Sales", automatically(salesRule))
		r.moveAll(people, "Sales")
		r.pass(23 * time.Hour)
		require.Empty(r, r.target.Holdings())
		r.pass(time.Hour)
		require.Len(r, r.target.Holdings(), 3)
		r.moves(people[0], "Legal")
		require.Len(r, r.target.Holdings(), 2, "between surveys nothing waits for one")
	}, func(c *lifecycle.Config) { c.SurveyEvery = day })
}

// What changes while a survey has the answers of the directory in its hands is not undone by it.
func TestToldChangesOvertakeSurveys(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(3, "Sales")
		slow := &slowDirectory{Directory: r.directory}
		r.config.Directory = slow
		r.open()
		pkg := r.bundle("Sales", member(r.addGroup("sales")))
		r.allow(pkg, automatically(salesRule))
		slow.before = func() {
			slow.before = nil
			r.change(people[0], func(s *entitlement.Subject) { s.Attributes = nil })
			_, err := r.engine.OnPersonChanged(r.Context(), people[0])
			require.NoError(r, err)
		}
		r.settle()
		require.Empty(r, r.live(people[0]))
		require.Len(r, r.live(people[1]), 1)
	})
}

// A change of an automatic policy's people while its survey is out starts the survey's attempts afresh. // I-66
func TestAttemptsOfASurveyAreThoseSinceTheLastChange(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		people := r.staffed(2, "Sales")
		look := &meanwhile{Directory: r.config.Directory}
		r.config.Directory = look
		r.open()
		r.automatic("Sales", automatically(salesRule))
		r.moveAll(people[:1], "")
		_, err := r.as("root").ReconcilePeople(r.Context(), lifecycle.ReconcilePeopleInput{})
		require.NoError(r, err)
		look.happens = func() {
			_, err := r.engine.OnPersonChanged(r.Context(), people[0])
			require.NoError(r, err)
			look.Directory = &phoneBook{failure: errors.New("down")}
		}
		r.settle()
		require.Equal(r, uint32(1), r.scope().Leaving)
		require.Equal(r, []store.Attempt{{Count: 1, Generation: uint64(r.scope().Version)}}, r.surveys())
	})
}

// surveys returns the attempts at surveys, as far as they are counted.
func (r *rig) surveys() (out []store.Attempt) {
	r.Helper()
	require.NoError(r, r.config.Store.View(r.Context(), func(tx store.Reader) error {
		return store.Reading(tx).Attempts(func(e store.Effect, a *store.Attempt) (bool, error) {
			if e.Kind == store.EffectScope {
				out = append(out, store.Attempt{Count: a.Count, Generation: a.Generation})
			}
			return true, nil
		})
	}))
	return out
}

// slowDirectory does something after it has listed people.
type slowDirectory struct {
	lifecycle.Directory
	before func()
}

func (d *slowDirectory) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	view, err := d.Directory.At(ctx, at)
	return slowView{view, d}, err
}

type slowView struct {
	lifecycle.DirectoryView
	d *slowDirectory
}

func (v slowView) People(ctx context.Context, after entitlement.SubjectID, limit int) ([]entitlement.Subject, error) {
	people, err := v.DirectoryView.(lifecycle.People).People(ctx, after, limit)
	if before := v.d.before; before != nil {
		before()
	}
	return people, err
}

// emptied is an automatic policy that too many people have left: nothing but a rule that takes nobody any more.
func (r *rig) emptied() entitlement.AssignmentPolicy {
	r.Helper()
	_, policy := r.automatic("Everybody "+string(rune('A'+len(r.people))), automatically("user.objectId -ne null"))
	for range 11 - len(r.people) {
		r.hire(entitlement.Subject{ID: entitlement.SubjectID(rune('A' + len(r.people))), UserType: entitlement.UserMember})
	}
	r.reconciles()
	policy = r.edit(policy, automatically("user.objectId -eq null"))
	r.settle()
	return policy
}
