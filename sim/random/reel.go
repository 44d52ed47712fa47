package random

// reel draws the choices of one step. Acts draw one after the other; sites of faults, which are visited as often as it
// happens, draw from places of their own behind those.
type reel struct {
	tape   Tape
	step   int
	acts   int
	visits int
	drawn  []choice // in the order of the draws
}

// choice is what was drawn at a place, and below what.
type choice struct {
	place
	value, below int
}

// firstVisit is the place of the first choice about a fault.
const firstVisit = 1000

func (t Tape) reel(step int) *reel { return &reel{tape: t, step: step} }

// pick draws a number below n. 0 is what an ordinary day would bring: shrinking tries it first.
func (r *reel) pick(n int) int {
	r.acts++
	return r.draw(r.acts-1, n)
}

// visit is pick for a site of faults.
func (r *reel) visit(n int) int {
	r.visits++
	return r.draw(firstVisit+r.visits-1, n)
}

func (r *reel) draw(draw, n int) int {
	p := place{r.step, draw}
	value := r.tape.value(p, n)
	r.drawn = append(r.drawn, choice{p, value, n})
	return value
}

// chance draws true once in n times.
func (r *reel) chance(n int) bool { return r.pick(n) == n-1 }

// oneOf draws from a list, which is not empty.
func oneOf[T any](r *reel, list []T) T { return list[r.pick(len(list))] }
