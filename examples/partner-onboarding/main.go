// Partner-onboarding gives the people of a partner a group and an application for 90 days:
//
//	go run ./examples/partner-onboarding
//
// It covers who may ask (a connected organization, known by its mail domain), who approves (its internal sponsor), the
// account that is made with the approval and not before, the end of access, and what becomes of the account then: blocked
// at once and deleted after 30 days, but not while other access is left, and not if it was there before.
package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
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

const (
	day = 24 * time.Hour

	tessa  entitlement.SubjectID = "tessa@brightwater.example" // of the partner, without an account
	priya  entitlement.SubjectID = "priya"                     // of the partner, a guest since before this began
	conrad entitlement.SubjectID = "conrad@northquay.example"  // of a company that nobody has connected
)

func main() {
	if err := run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "partner-onboarding:", err)
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
	options.Habits = map[entitlement.SubjectID]sim.Habit{"gustav": sim.Approves(day)}
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

// play lets the people of the partner ask, and tells what comes of it.
func play(ctx context.Context, w *sim.World) (string, error) {
	var text strings.Builder
	refusal := ask(ctx, w, conrad, "Harbour Project")
	var why *entitlement.Error
	if !errors.As(refusal, &why) {
		return "", errors.Join(errors.New("somebody from elsewhere should have been refused"), refusal)
	}
	failed := slices.DeleteFunc(slices.Clone(why.Reasons), func(r entitlement.Reason) bool { return r.Pass })
	text.WriteString("Conrad Pell comes from another company. The engine refuses him, and says why:\n\n" + entitlement.Explain(failed))

	if err := ask(ctx, w, tessa, "Harbour Project"); err != nil {
		return "", err
	}
	w.Schedule(w.Now().Add(45*day), "Tessa wants to see the plans", func() error { return ask(ctx, w, tessa, "Drawings") })
	w.Schedule(w.Now().Add(60*day), "Priya joins them", func() error { return ask(ctx, w, priya, "Drawings") })
	if err := w.RunUntilIdle(365 * day); err != nil {
		return "", err
	}
	for _, chapter := range []struct {
		person entitlement.SubjectID
		title  string
	}{
		{tessa, "Tessa Moreno comes from the partner. She gets an account, and loses it after her last access."},
		{priya, "Priya Raman comes from the partner too. She has had an account for years, and keeps it."},
	} {
		timeline, err := w.Timeline(sim.Filter{Person: chapter.person})
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&text, "\n%s\n\n%s", chapter.title, timeline)
	}
	return text.String(), nil
}

// ask asks for an access package.
func ask(ctx context.Context, w *sim.World, who entitlement.SubjectID, name string) error {
	pkg, err := w.Package(name)
	if err != nil {
		return err
	}
	_, err = w.As(who).Submit(ctx, lifecycle.SubmitInput{Package: pkg, Justification: "the new terminal"})
	return err
}
