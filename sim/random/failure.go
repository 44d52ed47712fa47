package random

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim"
)

// sourceFault is where the entries of a timeline come from that tell what went wrong.
const sourceFault sim.Source = "fault"

// Failure is a run that came out wrong.
type Failure struct {
	Tape     Tape
	Kind     string // what was wrong, in a word or two: "I-48", "state of a request"; shrinking keeps it
	Detail   string
	At       time.Time // by the world's clock
	Step     int       // the step after which it was seen; one more than the last if that was after the healing
	Timeline sim.Timeline
}

// Command returns the command line that plays the run again.
func (f *Failure) Command() string {
	return "go run ./sim/cmd/tenure-sim replay '" + f.Tape.String() + "'"
}

// String tells what was wrong, what had happened, and how to see it again.
func (f *Failure) String() string {
	return fmt.Sprintf("%s\nat %s\n\n%s\n%s\n", f.Detail, instant(f.At), f.Timeline, f.Command())
}

// fail makes a failure of an error.
func (s *story) fail(tape Tape, step int, err error) *Failure {
	f := &Failure{Tape: tape, Kind: kindOf(err), Detail: err.Error(), At: s.w.Now(), Step: step}
	var v *violated
	if errors.As(err, &v) {
		lines := make([]string, len(v.found))
		for i := range v.found {
			lines[i] = v.found[i].String()
		}
		f.Detail = strings.Join(lines, "\n")
	}
	timeline, err := s.w.Timeline(sim.Filter{})
	if err != nil {
		f.Detail += fmt.Sprintf("\nthere is no timeline: %v", err)
	}
	f.Timeline = slices.Concat(timeline, s.faults)
	slices.SortStableFunc(f.Timeline, func(a, b sim.Entry) int { return a.At.Compare(b.At) })
	return f
}

// kindOf says what sort of failure an error is.
func kindOf(err error) string {
	var d *difference
	var v *violated
	switch {
	case errors.As(err, &d):
		return d.about
	case errors.As(err, &v):
		return fmt.Sprintf("I-%d", v.found[0].Invariant)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return ""
	}
	return "error " + string(entitlement.CodeOf(err))
}
