package boltstore

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// create makes an empty store at the path. It is built under another name, synced, and only then linked to its own, so
// that whatever happens the path holds a complete store or nothing; unlike a rename, a link never replaces what
// somebody else created in the meantime. After a loss of power the file under the other name may remain: it begins with
// a dot, ends in ".new" and a number, and may be removed.
func (f *file) create() error {
	directory, name := filepath.Split(f.path)
	temporary, err := os.CreateTemp(filepath.Clean(directory), "."+name+".new") // mode 0600, and never an existing file
	if err != nil {
		return f.unavailable("create", err)
	}
	defer func() { _ = os.Remove(temporary.Name()) }() // a leftover is harmless
	if err := errors.Join(build(temporary), temporary.Close()); err != nil {
		return f.unavailable("create", err)
	}
	if err := os.Link(temporary.Name(), f.path); err != nil && !errors.Is(err, fs.ErrExist) {
		return f.unavailable("create", err)
	}
	if err := syncDirectory(filepath.Dir(f.path)); err != nil {
		return f.unavailable("create", err)
	}
	return nil
}

// pageSize is that of a new file; an older file keeps its own. A commit that many share touches few pages of each table: with
// pages twice as large as those of the operating system it writes fewer of them, and a commit of its own is not slower.
const pageSize = 8 << 10

// build writes an empty store into the file and syncs it.
func build(into *os.File) error {
	db, err := bolt.Open(into.Name(), 0, &bolt.Options{PageSize: pageSize, FreelistType: bolt.FreelistMapType})
	if err != nil {
		return err
	}
	if err := errors.Join(db.Update(writeHeader), db.Close()); err != nil {
		return err
	}
	return into.Sync()
}
