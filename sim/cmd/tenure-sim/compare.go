package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/sim/whatif"
	"example.com/tenure/store"
)

const oneDay = 24 * time.Hour

// proposal is a configuration and the people under it.
type proposal struct {
	new    spec.Document
	people []entitlement.Subject
	groups []directory.Group
	prune  bool
	ahead  time.Duration
	since  time.Time

	call *call // what is wrong with files is told there
}

// answer is what is told about a proposal.
type answer interface {
	WriteText(w io.Writer) error
}

// compare tells what would be different under another configuration: in comparison with an old one, for the access in a store,
// for the requests of the past.
func compare(ctx context.Context, c *call, args []string) error {
	directory := c.directoryFlags()
	var p proposal
	database := c.flags.String("store", "", "a `database`: who loses what, what can be extended, which reviews grow")
	past := c.flags.String("replay", "", "a database or an exported log, the `file` whose requests are asked again")
	since := c.flags.String("since", "", "the first `date` of requests to ask again, such as 2026-01-31; default all")
	days := c.flags.Int("ahead", int(whatif.DefaultAhead/oneDay), "how many `days` to look ahead at reviews")
	c.flags.BoolVar(&p.prune, "prune", false, "what the new configuration leaves out goes from the store")
	const both = 2
	paths, err := c.parse(args, 1, both)
	if err != nil {
		return err
	}
	p.ahead = time.Duration(*days) * oneDay
	if *since != "" {
		p.since, err = time.Parse(time.DateOnly, *since)
	}
	switch {
	case err != nil:
		return c.misused("-since: %q is no date such as 2026-01-31", *since)
	case *days < 1:
		return c.misused("-ahead: at least one day is looked ahead")
	case len(paths) < both && *database+*past == "":
		return c.misused("one configuration is compared with another, or with -store or -replay")
	}
	if p.people, p.groups, err = directory(); err != nil {
		return err
	}
	last := len(paths) - 1
	p.call = c
	if p.new, err = c.readDocument(paths[last]); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	return c.tellAll(ctx, []question{
		{last == 1, paths[0], p.differences}, {*database != "", *database, p.consequences}, {*past != "", *past, p.again},
	})
}

// question is a part of what is asked about a proposal.
type question struct {
	isAsked bool
	path    string
	answer  func(ctx context.Context, path string) (answer, error)
}

// tellAll answers what is asked.
func (c *call) tellAll(ctx context.Context, questions []question) error {
	between := ""
	for _, q := range questions {
		if !q.isAsked {
			continue
		}
		told, err := q.answer(ctx, q.path)
		if err != nil {
			return err
		}
		var text bytes.Buffer
		if err := told.WriteText(&text); err != nil {
			return err
		}
		c.out.printf("%s%s", between, text.String())
		between = "\n"
	}
	return nil
}

// differences compares with an old configuration.
func (p *proposal) differences(ctx context.Context, path string) (answer, error) {
	old, err := p.call.readDocument(path)
	if err != nil {
		return nil, err
	}
	return whatif.Compare(ctx, whatif.Question{Old: old, New: p.new, People: p.people, Groups: p.groups})
}

// consequences looks at the access in a store.
func (p *proposal) consequences(ctx context.Context, path string) (out answer, err error) {
	err = withCopy(path, func(s store.Store) error {
		out, err = whatif.Foresee(ctx, whatif.Proposal{
			Store: s, New: p.new, Prune: p.prune, People: p.people, Groups: p.groups, Ahead: p.ahead,
		})
		return err
	})
	return out, err
}

// again asks the requests of a store or of an exported log again.
func (p *proposal) again(ctx context.Context, path string) (answer, error) {
	history, err := readHistory(ctx, path)
	if err != nil {
		return nil, err
	}
	return whatif.Replay(ctx, whatif.ReplayQuestion{
		History: history, New: p.new, People: p.people, Groups: p.groups, Since: p.since,
	})
}

// readHistory reads an exported log, which begins as JSON does, or a store.
func readHistory(ctx context.Context, path string) (history *whatif.History, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	text := bufio.NewReader(file)
	if first, err := text.Peek(1); err == nil && first[0] == '{' {
		history, err = whatif.ReadExport(ctx, text)
		if err != nil {
			err = fmt.Errorf("%s: %w", path, err)
		}
		return history, err
	}
	err = withCopy(path, func(s store.Store) error {
		history, err = whatif.ReadStore(ctx, s)
		return err
	})
	return history, err
}

// readDocument reads a configuration. What is wrong with it is told, a line each.
func (c *call) readDocument(path string) (spec.Document, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return spec.Document{}, err
	}
	document, err := spec.Parse(text, entitlement.SeedLimits())
	if input, ok := errors.AsType[*spec.InputError](err); ok {
		for _, p := range input.Problems {
			c.err.line(path + ":" + p.String())
		}
		return spec.Document{}, errUsage
	}
	if err != nil {
		return spec.Document{}, &entitlement.Error{Op: "read configuration", Code: entitlement.InvalidArgument, Detail: path, Err: err}
	}
	return document, nil
}
