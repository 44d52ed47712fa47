package population

import (
	"crypto/sha256"
	"encoding/binary"
	"math/rand/v2"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

// Habits are what people do by chance. The zero Habits are the defaults that stand beside the fields; a negative number is
// none at all.
type Habits struct {
	Requests float64 // of a person in a year: 6
	Renews   float64 // the share of those who ask for what they have and so for a longer time: 0.8
	Denials  float64 // the share of requests and reviews that get a no: 0.06
	Slow     float64 // the share of approvers who take days, up to three weeks: 0.25
	Absent   float64 // the share of approvers who never answer: 0.05
	Leaves   float64 // the share of people without reports who leave in a year, each of whom is replaced: 0.1
	Outages  float64 // of each target system in a year, of up to two days: 3
}

func (h Habits) withDefaults() Habits {
	for _, number := range []struct {
		value     *float64
		otherwise float64
	}{
		{&h.Requests, 6}, {&h.Renews, 0.8}, {&h.Denials, 0.06}, {&h.Slow, 0.25}, {&h.Absent, 0.05}, {&h.Leaves, 0.1}, {&h.Outages, 3},
	} {
		if *number.value == 0 {
			*number.value = number.otherwise
		}
		*number.value = max(*number.value, 0)
	}
	return h
}

func (h Habits) validate() error {
	const often = 10_000
	for _, share := range []float64{h.Renews, h.Denials, h.Slow + h.Absent, h.Requests / often, h.Leaves / often, h.Outages / often} {
		if !(share <= 1) { // also what is no number
			return &entitlement.Error{
				Op: "population", Code: entitlement.InvalidArgument, Detail: "habits: a share is more than all, or something happens too often",
			}
		}
	}
	return nil
}

// draw returns the source of choices about something. Choices about other things do not change it.
func (p *population) draw(about, who string) *rand.Rand {
	text := binary.BigEndian.AppendUint64([]byte("population "), p.Seed)
	sum := sha256.Sum256(append(append(text, about+" "...), who...))
	return rand.New(rand.NewPCG(binary.BigEndian.Uint64(sum[:8]), binary.BigEndian.Uint64(sum[8:16])))
}

// wait draws how long it takes until something happens that happens so often in a year; never is zero, and so is what comes later
// than any run ends, which may be too long for a time.Duration.
func wait(r *rand.Rand, perYear float64) time.Duration {
	if perYear == 0 {
		return 0
	}
	years := r.ExpFloat64() / perYear
	if years > mostYears {
		return 0
	}
	return time.Duration(years*float64(daysOfYear*day)).Truncate(time.Second) + time.Second
}

// answers is how long somebody takes to answer, and whether they ever do.
type answers struct {
	never   bool
	longest time.Duration
}

// temper draws how somebody answers.
func (p *population) temper(id entitlement.SubjectID) answers {
	const soon, late = 2 * day, 21 * day
	switch x := p.draw("temper", string(id)).Float64(); {
	case x < p.Habits.Absent:
		return answers{never: true}
	case x < p.Habits.Absent+p.Habits.Slow:
		return answers{longest: late}
	}
	return answers{longest: soon}
}

// approves makes the habit of somebody who approves.
func (p *population) approves(a answers) sim.Habit {
	if a.never {
		return sim.NeverAnswers()
	}
	return sim.Sometimes(p.Habits.Denials, sim.Denies(time.Hour), sim.Approves(time.Hour)).Within(a.longest)
}

// reviews makes the habit of somebody who reviews.
func (p *population) reviews(a answers) sim.ReviewHabit {
	return func(r sim.Reviewing) sim.ReviewReaction {
		out := sim.ReviewReaction{Decision: entitlement.ReviewApprove, After: time.Duration(r.Rand.Int64N(int64(a.longest) + 1))}
		switch {
		case a.never:
			return sim.ReviewReaction{}
		case r.Rand.Float64() < p.Habits.Denials:
			out.Decision = entitlement.ReviewDeny
		}
		return out
	}
}
