package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim/scenario"
)

// load reads a scenario. What is wrong with the file is told, a line each.
func (c *call) load(path string) (*scenario.Scenario, error) {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	s, err := loadIn(folder, path)
	if err := errors.Join(err, folder.Close()); err != nil {
		if input, ok := errors.AsType[*scenario.InputError](err); ok {
			c.err.line(input)
			return nil, errUsage
		}
		return nil, err
	}
	return s, nil
}

func loadIn(folder *os.Root, path string) (*scenario.Scenario, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	s, err := scenario.LoadIn(folder.FS(), path, file)
	return s, errors.Join(err, file.Close())
}

// checkFiles says whether files are right, what will hurt in their policies, and what they could not take from other files.
func checkFiles(ctx context.Context, c *call, args []string) error {
	paths, err := c.parse(args, 1, anyNumber)
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
			if !errors.Is(err, errUsage) {
				c.tell(path, err)
			}
			wrong = errUsage
			continue
		}
		c.out.line(path + ": ok")
		c.losses(c.out, s.Losses())
	}
	return wrong
}

// lint tells what will hurt in the policies of a scenario, which may be what it is about.
func (c *call) lint(ctx context.Context, s *scenario.Scenario) error {
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	warnings, err := s.Lint(ctx)
	if err != nil {
		return err
	}
	for _, w := range warnings {
		c.out.line(w.String())
	}
	return nil
}

// grammar prints the sentences.
func grammar(_ context.Context, c *call, args []string) error {
	if _, err := c.parse(args, 0, 0); err != nil {
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
		case err == nil:
		case errors.Is(err, errFailed), errors.Is(err, errUsage):
			outcome = errors.Join(outcome, err)
		case ctx.Err() != nil:
			return fmt.Errorf("%s: %w", path, err)
		default:
			c.tell(path, err)
			outcome = errors.Join(outcome, errUsage)
		}
	}
	if errors.Is(outcome, errUsage) {
		return errUsage
	}
	return outcome
}

// tell says what is wrong with a file, the others being looked at all the same.
func (c *call) tell(path string, err error) {
	if _, isNamed := errors.AsType[*fs.PathError](err); isNamed {
		c.err.line("tenure-sim:", err)
		return
	}
	c.err.line("tenure-sim: "+path+":", err)
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
