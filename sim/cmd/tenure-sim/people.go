package main

import (
	"errors"
	"io"
	"os"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// directoryFlags adds the flags that name a directory's files, and returns what reads them.
func (c *call) directoryFlags() func() (people []entitlement.Subject, groups []directory.Group, err error) {
	peopleFile := c.flags.String("people", "", "the directory's people, as CSV: required")
	groupsFile := c.flags.String("groups", "", "the directory's groups, as CSV")
	return func() (people []entitlement.Subject, groups []directory.Group, err error) {
		if *peopleFile == "" {
			return nil, nil, c.misused("-people: the file with the people of the directory is missing")
		}
		people, err = readCSV(c, *peopleFile, directory.ReadPeople)
		if err == nil && *groupsFile != "" {
			groups, err = readCSV(c, *groupsFile, directory.ReadGroups)
		}
		return people, groups, err
	}
}

// readCSV reads a file. What is wrong with it is told, a line each.
func readCSV[T any](c *call, path string, read func(io.Reader) ([]T, error)) (list []T, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	list, err = read(file)
	if input, ok := errors.AsType[*directory.InputError](err); ok {
		for _, p := range input.Problems {
			p.File = path
			c.err.line(p.String())
		}
		return nil, errUsage
	}
	if err != nil {
		return nil, &entitlement.Error{Op: "read directory", Code: entitlement.InvalidArgument, Detail: path, Err: err}
	}
	return list, nil
}
