package main

import (
	"context"
	"fmt"

	"example.com/tenure/sim/random"
)

// replay plays random runs again, each from the string that a failing run has printed.
func replay(ctx context.Context, c *call, args []string) error {
	shrink := c.flags.Int("shrink", 0, "look for a shorter story with the same failure, in at most so many runs")
	sites := c.flags.Bool("sites", false, "tell where something could go wrong, and where it did")
	tapes, err := c.parse(args, 1, anyNumber)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	failed := false
	for _, text := range tapes {
		tape, err := random.ParseTape(text)
		if err != nil {
			return err
		}
		result, err := random.Run(ctx, tape)
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		if *sites {
			if err := result.Sites.Write(c.out); err != nil {
				return err
			}
		}
		if result.Failure == nil {
			c.out.line(text + ": everything is right")
			continue
		}
		failed = true
		failure, err := random.Shrink(ctx, result.Failure, *shrink)
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
		c.out.printf("%s", failure)
	}
	if failed {
		return errFailed
	}
	return nil
}
