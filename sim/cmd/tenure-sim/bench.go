package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/benbjohnson/clock"

	"example.com/tenure/sim/population"
)

// bench lets an organization live for years and reports how it was. What depends on the machine goes to the standard error.
func bench(ctx context.Context, c *call, args []string) error {
	const hours = "1h0m0s"
	if err := c.flags.Set("limit", hours); err != nil {
		return err
	}
	c.flags.Lookup("limit").DefValue = hours
	options := population.Options{Habits: population.Habits{}}
	c.flags.IntVar(&options.People, "people", 100, "how many people there are")
	c.flags.IntVar(&options.Packages, "packages", 12, "how many access packages there are")
	c.flags.IntVar(&options.Years, "years", 1, "how many years they live")
	c.flags.Uint64Var(&options.Seed, "seed", 1, "what all choices are drawn from: the same seed gives the same report")
	if _, err := c.parse(args, 0, 0); err != nil {
		return err
	}
	if options.People < 1 || options.Packages < 1 || options.Years < 1 {
		return c.misused("-people, -packages and -years are 1 or more")
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	options.Context = ctx
	if c.bar {
		options.Progress = c.progress
	}
	wall := clock.New()
	begin := wall.Now()
	report, err := population.Run(options)
	if c.bar {
		c.err.asIs("\r\x1b[K")
	}
	if err != nil {
		return err
	}
	took := wall.Since(begin)
	c.err.printf("%d events in %s", report.Events, took.Round(time.Millisecond))
	if used, ok := processorTime(); ok {
		c.err.printf(", %s of processor time", used.Round(time.Millisecond))
	}
	c.err.line()
	return report.WriteText(c.out)
}

// progress draws how far a run has come, every tenth day.
func (c *call) progress(days, of int) {
	const width, step = 40, 10
	if days%step != 0 && days != of {
		return
	}
	done := width * days / of
	c.err.asIs(fmt.Sprintf("\r[%s%s] day %d of %d", strings.Repeat("#", done), strings.Repeat(".", width-done), days, of))
}
