package main

import (
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	"example.com/tenure/provision"
)

// folder is a target system that outlives the processes: a file for every role that somebody holds. Making a file that is
// there and removing one that is not are successes, so that every call can be repeated.
type folder string

// Apply implements provision.Provisioner.
func (f folder) Apply(_ context.Context, op provision.Operation) (provision.Result, error) {
	name := filepath.Join(string(f), url.QueryEscape(op.Account()+" "+op.Resource.OriginID+" "+string(op.Role)))
	var err error
	if op.Verb == provision.Grant {
		err = os.WriteFile(name, nil, 0o600)
	} else if err = os.Remove(name); errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return provision.Result{}, err // an error without a class is transient: the engine tries again
}

// holdings returns who holds what, sorted.
func (f folder) holdings() ([]string, error) {
	entries, err := os.ReadDir(string(f))
	if err != nil {
		return nil, err
	}
	names := make([]string, len(entries))
	for i, e := range entries {
		if names[i], err = url.QueryUnescape(e.Name()); err != nil {
			return nil, err
		}
	}
	return names, nil
}
