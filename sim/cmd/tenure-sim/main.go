// Tenure-sim plays scenario files: stories about access in which months pass in milliseconds.
//
//	go run ./sim/cmd/tenure-sim run FILE…              play scenarios, tell what happens, check what is expected
//	go run ./sim/cmd/tenure-sim check FILE…            say whether files are right, and what will hurt, without playing them
//	go run ./sim/cmd/tenure-sim explain FILE WHO WHAT  why a person can or cannot request an access package
//	go run ./sim/cmd/tenure-sim quiz FILE…             play up to the question, wait, play the proof
//	go run ./sim/cmd/tenure-sim fork DATABASE          what will happen in a store if nobody does anything
//	go run ./sim/cmd/tenure-sim whatif [OLD] NEW       what would be different under another configuration
//	go run ./sim/cmd/tenure-sim bench                  how an organization of any size lives for years
//	go run ./sim/cmd/tenure-sim import FILE…           a configuration as Microsoft Graph exports it, as a document
//	go run ./sim/cmd/tenure-sim export DOCUMENT        a document as Microsoft Graph has it
//	go run ./sim/cmd/tenure-sim replay TAPE            play a random run again that has failed
//	go run ./sim/cmd/tenure-sim grammar                the sentences that scenarios are written in
//
// Every command has its own -h. The exit status is 0 if everything came out as it was written, 1 if something did not, and 2
// if a file or the command line is wrong.
package main

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"os"
	"os/signal"
	"strings"
	"time"
)

// Exit statuses.
const (
	statusOK     = 0
	statusFailed = 1
	statusWrong  = 2
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	status := run(ctx, os.Args[1:], streams{
		in: bufio.NewReader(os.Stdin), out: &printer{to: os.Stdout}, err: &printer{to: os.Stderr},
		colour: isTerminal(os.Stdout) && os.Getenv("NO_COLOR") == "", bar: isTerminal(os.Stderr),
	})
	stop()
	os.Exit(status)
}

// streams are where a command reads and writes.
type streams struct {
	in       *bufio.Reader
	out, err *printer
	colour   bool // on out
	bar      bool // on err
}

func isTerminal(f *os.File) bool {
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// command is a subcommand.
type command struct {
	name, args, help string
	run              func(ctx context.Context, c *call, args []string) error
}

func commands() []command {
	return []command{
		{"run", "FILE…", "plays scenarios, tells what happens, and checks what is expected", runFiles},
		{"check", "FILE…", "says whether files are right, and what will hurt in their policies, without playing them", checkFiles},
		{"explain", "FILE WHO WHAT", "plays a scenario and tells why a person can or cannot request an access package then", explain},
		{"quiz", "FILE…", "plays up to the first expectation, asks the question, waits for enter, and plays the proof", quiz},
		{"fork", "DATABASE", "copies a store and tells what will happen in it until a date if nobody does anything", fork},
		{"whatif", "[OLD] NEW", "tells what would be different under another configuration: for requests, access, reviews, and the past", compare},
		{"bench", "", "lets an organization ask, decide and review by chance for years, and reports queues, escalations, reviews and delays", bench},
		{"import", "FILE…", "turns what Microsoft Graph exports into a configuration, and lists what is lost", importGraph},
		{"export", "DOCUMENT", "turns a configuration into what Microsoft Graph has, and lists what is lost", exportGraph},
		{"replay", "TAPE…", "plays random runs again, each from the string that a failing run has printed", replay},
		{"grammar", "", "prints the sentences that scenarios are written in", grammar},
	}
}

// call is one call of a command.
type call struct {
	streams

	flags *flag.FlagSet
	limit time.Duration
}

var (
	errFailed = errors.New("failed") // something did not come out as it was written, which has been told already
	errUsage  = errors.New("usage")  // the command line is wrong, which has been told already
)

// anyNumber is for commands that take any number of arguments.
const anyNumber = -1

// parse reads a command's flags and returns the arguments behind them, of which there are at least and at most so many.
func (c *call) parse(args []string, least, most int) ([]string, error) {
	if err := c.flags.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return nil, err
		}
		return nil, errUsage
	}
	switch n := c.flags.NArg(); {
	case n < least:
		return nil, c.misused("an argument is missing")
	case most != anyNumber && n > most:
		return nil, c.misused("%q is an argument too many; flags come before arguments", c.flags.Arg(most))
	}
	return c.flags.Args(), nil
}

// misused tells what is wrong with the command line, and how it is written.
func (c *call) misused(format string, args ...any) error {
	c.err.printf("tenure-sim: "+format+"\n", args...)
	c.flags.Usage()
	return errUsage
}

func run(ctx context.Context, args []string, s streams) int {
	var err error
	if len(args) == 0 {
		err = usage(s.err)
	} else {
		err = dispatch(ctx, args, s)
	}
	if err == nil {
		err = s.out.err
	}
	switch {
	case err == nil, errors.Is(err, flag.ErrHelp):
		return statusOK
	case errors.Is(err, errFailed):
		return statusFailed
	case !errors.Is(err, errUsage):
		s.err.line("tenure-sim:", err)
	}
	return statusWrong
}

func usage(out *printer) error {
	out.line("usage: tenure-sim COMMAND …")
	for _, c := range commands() {
		out.printf("  %-8s %-14s %s\n", c.name, c.args, c.help)
	}
	return errUsage
}

func dispatch(ctx context.Context, args []string, s streams) error {
	for _, c := range commands() {
		if c.name != args[0] {
			continue
		}
		call := &call{streams: s, flags: flag.NewFlagSet(c.name, flag.ContinueOnError)}
		call.flags.SetOutput(s.err)
		call.flags.Usage = func() {
			s.err.line(strings.TrimRight("usage: tenure-sim "+c.name+" [flags] "+c.args, " "))
			s.err.line(c.name + " " + c.help)
			call.flags.PrintDefaults()
		}
		const minute = time.Minute
		call.flags.DurationVar(&call.limit, "limit", minute, "the longest that a scenario, or the whole command where it plays none, may take")
		return c.run(ctx, call, args[1:])
	}
	if args[0] == "-h" || args[0] == "-help" || args[0] == "--help" || args[0] == "help" {
		_ = usage(s.out)
		return flag.ErrHelp
	}
	s.err.printf("tenure-sim: there is no command %q\n", args[0])
	return usage(s.err)
}
