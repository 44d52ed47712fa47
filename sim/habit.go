package sim

import (
	"math/rand/v2"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Waiting is a request that a person has just been asked to decide.
type Waiting struct {
	lifecycle.ApprovalView

	Person entitlement.SubjectID // who is asked
	Since  time.Time             // when the person noticed
	Number int                   // of the request among those that the person was asked about, counted from 1
	// Rand is where a choice comes from. It depends on nothing but the seed of the world, the person, the request and the
	// stage: what others do does not change it.
	Rand *rand.Rand
}

// Reaction is what a person is going to do about a request. The zero Reaction is to let it lie.
type Reaction struct {
	Decision      entitlement.Decision // Approve or Deny; zero lets it lie
	After         time.Duration        // from when the person noticed
	Justification string
}

// A Habit is how a person decides: called once for every request that the person is asked about, at the instant at which
// the person notices. It must be a function of its argument.
type Habit func(Waiting) Reaction

// Approves returns the habit of approving everything after a while.
func Approves(after time.Duration) Habit { return always(entitlement.Approve, after) }

// Denies returns the habit of denying everything after a while.
func Denies(after time.Duration) Habit { return always(entitlement.Deny, after) }

// NeverAnswers returns the habit of letting everything lie.
func NeverAnswers() Habit { return always(0, 0) }

func always(d entitlement.Decision, after time.Duration) Habit {
	return func(Waiting) Reaction { return Reaction{Decision: d, After: after} }
}

// Because returns the habit with a justification.
func (h Habit) Because(justification string) Habit {
	return func(w Waiting) Reaction {
		r := h(w)
		r.Justification = justification
		return r
	}
}

// Within returns the habit of deciding as h does, but at an instant that is drawn: up to a while after h would.
func (h Habit) Within(longest time.Duration) Habit {
	return func(w Waiting) Reaction {
		r := h(w)
		r.After += time.Duration(w.Rand.Int64N(max(int64(longest), 0) + 1))
		return r
	}
}

// Nth returns the habit of treating the n-th request, counted from 1, as one habit does, and every other as another.
func Nth(n int, then, otherwise Habit) Habit {
	return func(w Waiting) Reaction {
		if w.Number == n {
			return then(w)
		}
		return otherwise(w)
	}
}

// Sometimes returns the habit of treating a request as one habit does with a probability, drawn for every request, and
// otherwise as another.
func Sometimes(probability float64, then, otherwise Habit) Habit {
	return func(w Waiting) Reaction {
		if w.Rand.Float64() < probability {
			return then(w)
		}
		return otherwise(w)
	}
}
