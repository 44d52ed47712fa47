package directory

import (
	"io"
	"io/fs"

	"example.com/tenure/entitlement"
)

// Load reads a directory from two files of a file system, as ReadPeople and ReadGroups do, and builds it as New does. The
// mistakes of both files are reported together, under the names of the files. A file that cannot be opened or read is
// Unavailable.
func Load(fsys fs.FS, people, groups string) (*Static, error) {
	const op = "load directory"
	found := new(findings)
	var (
		subjects []entitlement.Subject
		lists    []Group
	)
	err := readFile(fsys, people, found, func(r io.Reader) (err error) {
		subjects, err = readPeople(r, standardLimits(), found)
		return err
	})
	if err != nil {
		return nil, withOp(op, err)
	}
	err = readFile(fsys, groups, found, func(r io.Reader) (err error) {
		lists, err = readGroups(r, standardLimits(), found, exists(subjects, found))
		return err
	})
	if err != nil {
		return nil, withOp(op, err)
	}
	if err := found.err(op); err != nil {
		return nil, err
	}
	return New(subjects, lists)
}

// readFile calls read with an open file.
func readFile(fsys fs.FS, name string, found *findings, read func(io.Reader) error) error {
	file, err := fsys.Open(name)
	if err != nil {
		return &entitlement.Error{Code: entitlement.Unavailable, Detail: "the file cannot be opened", Err: err}
	}
	defer file.Close() //nolint:errcheck // it was only read
	found.file = name
	if err := read(file); err != nil {
		return withOp(name, err)
	}
	return nil
}

// exists returns who exists, or nil if mistakes may have hidden somebody.
func exists(people []entitlement.Subject, found *findings) func(entitlement.SubjectID) bool {
	if found.total > 0 {
		return nil
	}
	ids := make(map[entitlement.SubjectID]bool, len(people))
	for i := range people {
		ids[people[i].ID] = true
	}
	return func(id entitlement.SubjectID) bool { return ids[id] }
}
