package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim/scenario"
)

// load reads a scenario. What is wrong with the file is told, a line each.
func (c *call) load(path string) (*scenario.Scenario, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := scenario.Load(path, file)
	if err := errors.Join(err, file.Close()); err != nil {
		if input, ok := errors.AsType[*scenario.InputError](err); ok {
			c.err.line(input)
			return nil, errUsage
		}
		return nil, err
	}
	return s, nil
}

// checkFiles says whether files are right, and what will hurt in their policies.
func checkFiles(ctx context.Context, c *call, args []string) error {
	paths, err := c.parse(args, 1)
	if err != nil {
		return err
	}
	var wrong error
	for _, path := range paths {
		s, err := c.load(path)
		if err == nil {
			err = c.lint(ctx, s)
		}
		if err != nil {
			wrong = errors.Join(wrong, err)
			continue
		}
		c.out.line(path + ": ok")
	}
	return wrong
}

// lint tells what will hurt in the policies of a scenario, which may be what it is about.
func (c *call) lint(ctx context.Context, s *scenario.Scenario) error {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	warnings, err := s.Lint(ctx)
	if err != nil {
		return fmt.Errorf("%s: %w", s.File, err)
	}
	for _, w := range warnings {
		c.out.line(printable(w.String()))
	}
	return nil
}

// grammar prints the sentences.
func grammar(_ context.Context, c *call, args []string) error {
	if _, err := c.parse(args, 0); err != nil {
		return err
	}
	c.out.printf("%s", scenario.Grammar())
	return nil
}

// each plays what do plays of every file, each within the limit.
func (c *call) each(ctx context.Context, paths []string, do func(ctx context.Context, p *scenario.Play) error) error {
	var outcome error
	for _, path := range paths {
		s, err := c.load(path)
		if err == nil {
			err = c.play(ctx, s, do)
		}
		switch {
		case errors.Is(err, errFailed), errors.Is(err, errUsage):
			outcome = errors.Join(outcome, err)
		case err != nil:
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	if errors.Is(outcome, errUsage) {
		return errUsage
	}
	return outcome
}

func (c *call) play(ctx context.Context, s *scenario.Scenario, do func(ctx context.Context, p *scenario.Play) error) error {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	p, err := s.Play(ctx, scenario.Options{})
	if err == nil {
		err = errors.Join(do(ctx, p), p.Close())
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return &entitlement.Error{
			Op: "play scenario", Code: entitlement.LimitExceeded, Detail: "it takes longer than " + c.limit.String() + ": see -limit",
		}
	}
	return err
}
