package main

import (
	"context"
	"os"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/sim/whatif"
)

// compare compares two configurations over the same people.
func compare(ctx context.Context, c *call, args []string) error {
	directory := c.directoryFlags()
	const configurations = 2
	paths, err := c.parse(args, configurations)
	if err != nil {
		return err
	}
	var q whatif.Question
	if q.People, q.Groups, err = directory(); err != nil {
		return err
	}
	if q.Old, err = readDocument(paths[0]); err != nil {
		return err
	}
	if q.New, err = readDocument(paths[1]); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.limit)
	defer cancel()
	answer, err := whatif.Compare(ctx, q)
	if err != nil {
		return err
	}
	return answer.WriteText(c.out)
}

func readDocument(path string) (spec.Document, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return spec.Document{}, err
	}
	document, err := spec.Parse(text, entitlement.SeedLimits())
	if err != nil {
		return spec.Document{}, &entitlement.Error{Op: "read configuration", Code: entitlement.InvalidArgument, Detail: path, Err: err}
	}
	return document, nil
}
