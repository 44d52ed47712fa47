package main

import (
	"context"
	"errors"
	"io"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/sim/chart"
	"example.com/tenure/sim/scenario"
)

// runFiles plays scenarios.
func runFiles(ctx context.Context, c *call, args []string) error {
	format := c.flags.String("format", "text", "text; jsonl, an object in JSON for everything that happens; html, one page; or mermaid")
	paths, err := c.parse(args, 1, anyNumber)
	if err != nil {
		return err
	}
	switch *format {
	case "text":
		return c.each(ctx, paths, c.narrated)
	case "jsonl":
		return c.each(ctx, paths, c.written(writeLines))
	case "html":
		return c.each(ctx, paths, c.written(writePage))
	case "mermaid":
		return c.each(ctx, paths, c.written(writeGantt))
	}
	return c.misused("there is no format %q: there is text, jsonl, html and mermaid", *format)
}

// narrated tells a play.
func (c *call) narrated(ctx context.Context, p *scenario.Play) error {
	n := narrator{out: c.out, colour: c.colour}
	n.title(p.Scenario)
	n.question(p.Scenario)
	c.out.line()
	if err := n.setUp(p); err != nil {
		return err
	}
	if err := n.rest(ctx, p); err != nil {
		return err
	}
	n.answer(p.Scenario)
	return c.sum(p)
}

func (n *narrator) rest(ctx context.Context, p *scenario.Play) error {
	for {
		if more, err := n.next(ctx, p); err != nil || !more {
			return err
		}
	}
}

// sum tells how a play came out.
func (c *call) sum(p *scenario.Play) error {
	claims := 0
	for _, step := range p.Scenario.Steps() {
		if step.Kind == scenario.Claiming {
			claims++
		}
	}
	failures := p.Failures()
	if len(failures) == 0 {
		c.out.printf("\n%s: %d expectations, all true\n\n", p.Scenario.File, claims)
		return nil
	}
	c.out.printf("\n%s: %d of %d expectations or steps failed\n\n", p.Scenario.File, len(failures), claims)
	return c.failures(p)
}

// failures tells what did not come out as it was written.
func (c *call) failures(p *scenario.Play) error {
	var err error
	for _, failure := range p.Failures() {
		c.err.line(failure.String())
		err = errFailed
	}
	return err
}

// written plays in silence and writes what happened.
func (c *call) written(write func(ctx context.Context, p *scenario.Play, out *printer) error) func(context.Context, *scenario.Play) error {
	return func(ctx context.Context, p *scenario.Play) error {
		silent := narrator{out: &printer{to: io.Discard}}
		err := silent.rest(ctx, p)
		if err == nil {
			err = write(ctx, p, c.out)
		}
		return errors.Join(err, c.failures(p))
	}
}

func writeLines(_ context.Context, p *scenario.Play, out *printer) error {
	timeline, err := p.World().Timeline(sim.Filter{})
	if err != nil {
		return err
	}
	return timeline.WriteJSON(out)
}

func writePage(ctx context.Context, p *scenario.Play, out *printer) error {
	c, err := collect(ctx, p)
	if err != nil {
		return err
	}
	return c.WriteHTML(out)
}

func writeGantt(ctx context.Context, p *scenario.Play, out *printer) error {
	c, err := collect(ctx, p)
	if err != nil {
		return err
	}
	return c.WriteMermaid(out)
}

func collect(ctx context.Context, p *scenario.Play) (*chart.Chart, error) {
	c, err := chart.Collect(ctx, p.World())
	if err == nil {
		c.Title = p.Scenario.Title
	}
	return c, err
}

// quiz plays up to the first expectation, asks, and plays the proof.
func quiz(ctx context.Context, c *call, args []string) error {
	paths, err := c.parse(args, 1, anyNumber)
	if err != nil {
		return err
	}
	return c.each(ctx, paths, func(ctx context.Context, p *scenario.Play) error {
		n := narrator{out: c.out, colour: c.colour}
		n.title(p.Scenario)
		c.out.line()
		if err := n.setUp(p); err != nil {
			return err
		}
		if err := n.upToTheFirstClaim(ctx, p); err != nil {
			return err
		}
		n.question(p.Scenario)
		c.out.printf("Press enter for the answer and its proof. ")
		if _, err := c.in.ReadString('\n'); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		n.answer(p.Scenario)
		c.out.line()
		if err := n.rest(ctx, p); err != nil {
			return err
		}
		return c.sum(p)
	})
}

// upToTheFirstClaim plays what comes before the first expectation, or as much of it as can be played.
func (n *narrator) upToTheFirstClaim(ctx context.Context, p *scenario.Play) error {
	for _, step := range p.Scenario.Steps() {
		if step.Kind == scenario.Claiming {
			break
		}
		if more, err := n.next(ctx, p); err != nil || !more {
			return err
		}
	}
	return nil
}

// explain plays a scenario and tells whether a person can request an access package at its end.
func explain(ctx context.Context, c *call, args []string) error {
	const arguments = 3
	list, err := c.parse(args, arguments, arguments)
	if err != nil {
		return err
	}
	return c.each(ctx, list[:1], func(ctx context.Context, p *scenario.Play) error {
		who, err := p.Scenario.Person(list[1])
		if err == nil {
			err = p.Scenario.HasPackage(list[2])
		}
		if err != nil {
			return err
		}
		silent := narrator{out: &printer{to: io.Discard}}
		if err := silent.rest(ctx, p); err != nil {
			return err
		}
		pkg, err := p.World().Package(list[2])
		if err != nil {
			return err
		}
		offer, err := p.World().Admin().Explain(ctx, lifecycle.ExplainInput{Package: pkg, For: who})
		if err != nil {
			return err
		}
		verdict := "cannot"
		if offer.MayRequest {
			verdict = "can"
		}
		c.out.printf("On %s %s %s request %s:\n\n%s", p.World().Now().Format("2 January 2006, 15:04"), onLine(list[1]),
			verdict, onLine(list[2]), p.Named(ctx, entitlement.Explain(offer.Reasons)))
		return c.failures(p)
	})
}
