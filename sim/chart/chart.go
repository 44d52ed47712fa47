// Package chart draws what happened in a world: a lane for every person, and in it a bar for the life of every request and
// assignment. A chart becomes one HTML page that needs nothing from elsewhere, or a Gantt diagram in Mermaid.
package chart

import (
	"cmp"
	"context"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// Chart is what a chart shows. Its bars are those of people whose access something happened to.
type Chart struct {
	Title string // for the reader; the caller's
	From  time.Time
	Until time.Time // when the chart was made
	Lanes []Lane    // in the order in which people came into the story
}

// Lane is one person's.
type Lane struct {
	Person entitlement.SubjectID
	Name   string
	Bars   []Bar // by beginning, requests before assignments
}

// Kind says what a bar is about.
type Kind string

// Kinds of bars.
const (
	Request    Kind = "request"
	Assignment Kind = "assignment"
)

// Bar is the life of a request, from when it was made until it was finished, or of an assignment, from its start to its end.
type Bar struct {
	Kind    Kind
	Package string
	From    time.Time
	Until   time.Time // the chart's end if it still lives
	Open    bool      // it still lives
	Type    string    // of a request: Graph's word
	State   string    // Graph's word
	Story   []string  // what happened to it, a sentence each, with the instants
}

// Collect makes a chart of what has happened in a world so far.
func Collect(ctx context.Context, w *sim.World) (*Chart, error) {
	timeline, err := w.Timeline(sim.Filter{})
	if err != nil {
		return nil, err
	}
	c := &Chart{From: w.Now(), Until: w.Now()}
	stories := map[entitlement.RequestID][]string{}
	seen := map[entitlement.SubjectID]bool{}
	for _, entry := range timeline {
		if entry.Source != sim.SourceDirectory && entry.At.Before(c.From) {
			c.From = entry.At
		}
		if !entry.Request.IsZero() {
			told := entry.At.UTC().Format("2 January 2006, 15:04") + ": " + entry.Text
			stories[entry.Request] = append(stories[entry.Request], told)
		}
		if entry.Person == "" || seen[entry.Person] {
			continue
		}
		seen[entry.Person] = true
		lane := Lane{Person: entry.Person, Name: w.Directory().DisplayName(entry.Person, w.Now())}
		c.Lanes = append(c.Lanes, lane)
	}
	for i := range c.Lanes {
		if c.Lanes[i].Bars, err = bars(ctx, w, c.Lanes[i].Person, stories); err != nil {
			return nil, err
		}
	}
	c.Lanes = slices.DeleteFunc(c.Lanes, func(l Lane) bool { return len(l.Bars) == 0 })
	return c, nil
}

func bars(
	ctx context.Context, w *sim.World, who entitlement.SubjectID, stories map[entitlement.RequestID][]string,
) ([]Bar, error) {
	var out []Bar
	admin := w.Admin()
	for r, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
		return admin.Requests(ctx, lifecycle.RequestsInput{Page: p, For: who})
	}) {
		if err != nil {
			return nil, err
		}
		if r.Request.Target == who {
			bar := Bar{
				Kind: Request, Type: r.Request.Type.String(), Package: w.PackageName(r.Request.Package.ID), From: r.Request.Created, Until: r.Request.Completed,
				State: r.Request.State.String(), Story: stories[r.Request.ID],
			}
			out = append(out, bar.openUntil(w.Now()))
		}
	}
	for a, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		return admin.Access(ctx, lifecycle.AccessInput{Page: p, For: who, Ended: true})
	}) {
		if err != nil {
			return nil, err
		}
		bar := Bar{
			Kind: Assignment, Package: a.PackageName, From: a.Assignment.Schedule.Start, Until: a.Assignment.Ended,
			State: a.Assignment.State.String(), Story: stories[a.Assignment.Request],
		}
		out = append(out, bar.openUntil(w.Now()))
	}
	slices.SortStableFunc(out, func(a, b Bar) int { return cmp.Or(a.From.Compare(b.From), -cmp.Compare(a.Kind, b.Kind)) })
	return out, nil
}

// Label names a bar in a few words.
func (b Bar) Label() string {
	if b.Type == "" {
		return b.Package + ": " + b.State
	}
	return b.Package + " (" + b.Type + "): " + b.State
}

// openUntil ends a bar that has no end at the present.
func (b Bar) openUntil(now time.Time) Bar {
	if b.Until.IsZero() {
		b.Open, b.Until = true, now
	}
	return b
}
