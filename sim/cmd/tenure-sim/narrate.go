package main

import (
	"context"
	"strings"
	"time"

	"example.com/tenure/sim"
	"example.com/tenure/sim/scenario"
)

// narrator tells a play step by step: what was done, and what came of it.
type narrator struct {
	out    *printer
	colour bool
	told   map[heard]int // how often what was told
	day    string
}

// heard is an entry of a timeline, as far as it is told.
type heard struct {
	at     time.Time
	source sim.Source
	text   string
}

const (
	bold  = "1"
	dim   = "2"
	green = "32"
	red   = "31"
)

func (n *narrator) paint(colour, text string) string {
	if !n.colour {
		return text
	}
	return "\x1b[" + colour + "m" + text + "\x1b[0m"
}

// painted prints a line, which is printable, in a colour.
func (n *narrator) painted(colour, line string) { n.out.asIs(n.paint(colour, line) + "\n") }

// paragraph is a text that may have several lines: those behind the first do not begin where answers of the simulator do.
func paragraph(text string) string {
	return strings.ReplaceAll(strings.TrimSpace(text), "\n", "\n    ")
}

// title tells what a scenario is about.
func (n *narrator) title(s *scenario.Scenario) {
	n.painted(bold, onLine(s.Title))
	if len(s.Rules) > 0 {
		n.painted(dim, "rules "+onLine(strings.Join(s.Rules, ", ")))
	}
}

func (n *narrator) question(s *scenario.Scenario) {
	if s.Question != "" {
		n.out.line("\nQuestion: " + paragraph(s.Question))
	}
}

func (n *narrator) answer(s *scenario.Scenario) {
	if s.Answer != "" {
		n.out.line("\nAnswer: " + paragraph(s.Answer))
	}
	if s.Entra != "" {
		n.out.line("In Microsoft Entra: " + paragraph(s.Entra))
	}
}

// setUp tells what the world begins with.
func (n *narrator) setUp(p *scenario.Play) error {
	timeline, err := p.World().Timeline(sim.Filter{})
	if err != nil || len(timeline) == 0 {
		return err
	}
	n.painted(dim, "        To begin with:")
	n.tell(timeline)
	n.out.line()
	return nil
}

// next plays a step and tells it.
func (n *narrator) next(ctx context.Context, p *scenario.Play) (more bool, err error) {
	failures := len(p.Failures())
	step, more, err := p.Next(ctx)
	if err != nil || !more {
		return more, err
	}
	timeline, err := p.World().Timeline(sim.Filter{})
	if err != nil {
		return false, err
	}
	ok := len(p.Failures()) == failures
	switch {
	case !ok:
		n.painted(red, "FAILED  "+onLine(step.Text))
		detail := p.Failures()[failures].Detail
		n.out.line("        " + strings.ReplaceAll(strings.TrimSpace(detail), "\n", "\n        "))
	case step.Kind == scenario.Claiming:
		n.out.asIs(n.paint(green, "   true ") + " " + onLine(step.Text) + "\n")
	default:
		n.painted(bold, "      > "+onLine(step.Text))
	}
	n.tell(timeline)
	return true, nil
}

// tell tells what is new in a timeline.
func (n *narrator) tell(timeline sim.Timeline) {
	count := map[heard]int{}
	for _, entry := range timeline {
		key := heard{entry.At, entry.Source, entry.Text}
		if count[key]++; count[key] <= n.told[key] {
			continue
		}
		if day := entry.At.UTC().Format("Monday, 2 January 2006"); day != n.day {
			n.day = day
			n.painted(dim, "        "+day)
		}
		n.out.printf("        %s  %s\n", entry.At.UTC().Format("15:04"), onLine(entry.Text))
	}
	n.told = count
}
