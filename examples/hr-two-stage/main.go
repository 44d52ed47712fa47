// Hr-two-stage puts requests for sensitive data before two approvers, one after the other:
//
//	go run ./examples/hr-two-stage
//
// It covers the two stages (the manager, then the director of human resources), that the second approver cannot go first,
// what a denial and a stage that nobody answers do, and the end of access after a year.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/examples/organisation"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

//go:embed tenant.json
var tenant []byte

const day = 24 * time.Hour

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "hr-two-stage:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, out io.Writer) error {
	configuration, err := spec.Parse(tenant, entitlement.SeedLimits())
	if err != nil {
		return err
	}
	options, err := organisation.Options(&configuration)
	if err != nil {
		return err
	}
	options.Context = ctx
	options.Habits = map[entitlement.SubjectID]sim.Habit{
		"victor": sim.Approves(day), "beatrix": sim.Approves(2 * day), "tomas": sim.NeverAnswers(),
		"hanna": sim.Nth(1,
			sim.Approves(day).Because("needed for the salary round"),
			sim.Denies(day).Because("the controller sees the totals, that is enough")),
	}
	w, err := sim.New(options)
	if err != nil {
		return err
	}
	text, err := play(ctx, w)
	if err := errors.Join(err, w.Close()); err != nil {
		return err
	}
	_, err = io.WriteString(out, text)
	return err
}

// play lets three managers ask, a week apart, and tells what comes of it.
func play(ctx context.Context, w *sim.World) (string, error) {
	pkg, err := w.Package("Personnel Data")
	if err != nil {
		return "", err
	}
	ask := func(who entitlement.SubjectID) (lifecycle.SubmitResult, error) {
		return w.As(who).Submit(ctx, lifecycle.SubmitInput{Package: pkg, Justification: "salary round"})
	}
	asked, err := ask("greta")
	if err != nil {
		return "", err
	}
	var text strings.Builder
	if err := tooEarly(ctx, &text, w, asked.Request); err != nil {
		return "", err
	}
	for i, who := range []entitlement.SubjectID{"carl", "yara"} {
		w.Schedule(w.Now().Add(time.Duration(i+1)*7*day), string(who)+" asks", func() error {
			_, err := ask(who)
			return err
		})
	}
	if err := w.RunUntilIdle(400 * day); err != nil {
		return "", err
	}
	for _, chapter := range []struct {
		person entitlement.SubjectID
		title  string
	}{
		{"greta", "Both approve Greta's request; a year later access ends."},
		{"carl", "Beatrix says yes to Carl's request, Hanna says no: one denial is enough."},
		{"yara", "Tomas does not answer Yara's request; after 30 days it is denied."},
	} {
		timeline, err := w.Timeline(sim.Filter{Person: chapter.person})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "\n%s\n\n%s", chapter.title, timeline)
	}
	return text.String(), nil
}

// tooEarly lets the second approver try to go first.
func tooEarly(ctx context.Context, text *strings.Builder, w *sim.World, request entitlement.RequestID) error {
	_, err := w.As("hanna").Approve(ctx, lifecycle.DecideInput{Request: request, Justification: "go ahead"})
	var why *entitlement.Error
	if !errors.As(err, &why) || !errors.Is(err, entitlement.NotApprover) {
		return errors.Join(errors.New("the second approver should have been refused"), err)
	}
	text.WriteString("Greta Winkler asks, and Hanna Lindqvist approves at once. The engine refuses, because it is Victor's turn:\n\n" +
		entitlement.Explain(why.Reasons))
	return nil
}
