package random

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
)

// Result is what came of a run.
type Result struct {
	Failure *Failure // nil if everything was right
	Sites   Report
	drawn   []choice // in the order of the draws
}

// Run plays a tape: it draws a tenant, does the steps that are left of it, and compares the world with the model after each of
// them; then it heals everything that is wrong and looks whether everything comes to its end. Equal tapes make equal runs.
//
// It fails only if the context ends, or if there cannot be a run at all.
func Run(ctx context.Context, tape Tape) (Result, error) { return run(ctx, tape, setup{}) }

func run(ctx context.Context, tape Tape, with setup) (result Result, err error) {
	s, err := begin(ctx, tape, with)
	if err != nil {
		return Result{}, err
	}
	defer func() {
		result.Sites, result.drawn = s.report, s.drawn
		if e := s.close(); err == nil {
			err = e
		}
	}()
	step, err := s.play(tape)
	if err == nil {
		return result, nil
	}
	if ctx.Err() != nil {
		return result, ctx.Err()
	}
	result.Failure = s.fail(tape, step, err)
	return result, nil
}

// play does the steps, and heals. It returns the step that came out wrong, with the error.
func (s *story) play(tape Tape) (int, error) {
	const seldom = 16
	for i, number := range tape.list() {
		if err := s.protected(func() error { return s.step(tape, number, i%seldom == seldom-1) }); err != nil {
			return number, err
		}
	}
	return tape.steps + 1, s.protected(s.heal)
}

// protected makes an error of a panic of the engine, so that it can be told like any other failure.
func (s *story) protected(do func() error) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = &entitlement.Error{Op: "run", Code: entitlement.Internal, Detail: fmt.Sprintf("panic: %v", p)}
		}
	}()
	return do()
}
