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
			c.flags.Usage()
			return nil, nil, errUsage
		}
		people, err = readCSV(*peopleFile, directory.ReadPeople)
		if err == nil && *groupsFile != "" {
			groups, err = readCSV(*groupsFile, directory.ReadGroups)
		}
		return people, groups, err
	}
}

func readCSV[T any](path string, read func(io.Reader) ([]T, error)) (list []T, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	list, err = read(file)
	if err != nil {
		return nil, &entitlement.Error{Op: "read directory", Code: entitlement.InvalidArgument, Detail: path, Err: err}
	}
	return list, nil
}
