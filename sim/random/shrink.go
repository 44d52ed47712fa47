package random

import (
	"context"
	"slices"
)

// Shrink makes a failing run shorter: it leaves out steps and sets choices to what an ordinary day would bring, as long as the
// same kind of failure remains. It plays at most so many runs and returns the shortest failure that it found.
func Shrink(ctx context.Context, failure *Failure, runs int) (*Failure, error) {
	return shrink(ctx, failure, runs, setup{})
}

func shrink(ctx context.Context, failure *Failure, runs int, with setup) (*Failure, error) {
	sh := &shrinker{ctx: ctx, setup: with, left: runs, best: failure}
	if !sh.try(failure.Tape) { // also tells which choices there are
		return failure, sh.err
	}
	sh.try(sh.best.Tape.keeping(upTo(sh.best.Tape.list(), failure.Step)))
	for improved := true; improved && sh.left > 0 && sh.err == nil; {
		improved = sh.steps()
		improved = sh.choices() || improved
	}
	sh.rewrite()
	return sh.best, sh.err
}

// upTo returns the steps up to one.
func upTo(steps []int, last int) []int {
	return slices.DeleteFunc(slices.Clone(steps), func(n int) bool { return n > last })
}

// shrinker looks for a shorter run with the same kind of failure.
type shrinker struct {
	ctx   context.Context //nolint:containedctx // for the runs of one call
	setup setup
	left  int // runs
	best  *Failure
	drawn []choice // in the best run
	err   error
}

// try plays a tape and keeps it if it fails in the same way.
func (sh *shrinker) try(tape Tape) bool {
	if sh.left == 0 || sh.err != nil {
		return false
	}
	sh.left--
	result, err := run(sh.ctx, tape, sh.setup)
	if err != nil {
		sh.err = sh.ctx.Err() // a tenant that cannot be is no shorter story
		return false
	}
	if result.Failure == nil || result.Failure.Kind != sh.best.Kind {
		return false
	}
	sh.best, sh.drawn = result.Failure, result.drawn
	return true
}

// steps leaves out steps: first many at once, from the end, then ever fewer, at last one by one.
func (sh *shrinker) steps() (improved bool) {
	for size := max(len(sh.best.Tape.list())/2, 1); ; size /= 2 {
		for end := len(sh.best.Tape.list()); end > 0; end -= size {
			steps := sh.best.Tape.list()
			end = min(end, len(steps))
			if end == 0 {
				break
			}
			less := slices.Delete(slices.Clone(steps), max(end-size, 0), end)
			improved = sh.try(sh.best.Tape.keeping(less)) || improved
		}
		if size <= 1 {
			return improved
		}
	}
}

// choices sets choices to 0, or else to less than they are. Choices of one step that come to nothing change what the later ones
// of the step mean, so each is looked for again in what the best run has drawn.
func (sh *shrinker) choices() (improved bool) {
	for _, step := range append([]int{0}, sh.best.Tape.list()...) {
		if slices.ContainsFunc(sh.drawn, func(c choice) bool { return c.step == step && c.value > 0 }) {
			improved = sh.try(sh.best.Tape.calming(step)) || improved
		}
	}
	tried := map[place]bool{}
	for {
		i := slices.IndexFunc(sh.drawn, func(c choice) bool { return c.value > 0 && !tried[c.place] })
		if i < 0 || sh.left == 0 || sh.err != nil {
			return improved
		}
		c := sh.drawn[i]
		tried[c.place] = true
		for _, value := range []int{0, 1, c.value / 2, c.value - 1} {
			if value < c.value && sh.try(sh.best.Tape.with(c.place, uint(value))) {
				improved = true
				break
			}
		}
	}
}

// rewrite writes the same choices in fewer words: those that are not 0.
func (sh *shrinker) rewrite() {
	tape := sh.best.Tape
	for _, c := range sh.drawn {
		if !slices.Contains(tape.calm, c.step) {
			tape = tape.calming(c.step)
		}
	}
	for _, c := range sh.drawn {
		if c.value > 0 {
			tape = tape.with(c.place, uint(c.value))
		}
	}
	if len(tape.String()) < len(sh.best.Tape.String()) {
		sh.left = 1
		sh.try(tape)
	}
}
