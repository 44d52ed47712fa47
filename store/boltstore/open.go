package boltstore

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"syscall"

	bolt "go.etcd.io/bbolt"
	berrors "go.etcd.io/bbolt/errors"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// Open opens the file at path, or creates it. It refuses with
//
//   - store.ErrLocked: another process, or another handle of this one, has the file open;
//   - store.ErrForeign: the file holds something else, is empty, or is damaged;
//   - store.ErrNewer: a newer version of this module wrote the file;
//   - entitlement.InvalidArgument: MaxSize is too small, path is a symbolic link or no regular file, or others than its
//     owner may write to it or to its directory (a directory with the sticky bit, such as /tmp, is safe);
//   - entitlement.Unavailable: the operating system refused; the cause is wrapped.
//
// The file system must support hard links, file locks and memory maps. The store implements store.Backuper: see
// store.As.
func Open(path string, options Options) (store.Store, error) {
	options.AppendOnly = slices.Clone(options.AppendOnly)
	f := &file{path: path, options: options, commit: (*bolt.Tx).Commit}
	if options.MaxSize != 0 && options.MaxSize < minMaxSize {
		return nil, f.refuse("MaxSize is at least %d, not %d", minMaxSize, options.MaxSize)
	}
	if err := f.prepare(); err != nil {
		return nil, err
	}
	if err := f.open(); err != nil {
		return nil, err
	}
	return store.GroupCommit(f), nil
}

// prepare checks where the file lies and creates it if it does not exist.
func (f *file) prepare() error {
	directory, err := os.Stat(filepath.Dir(f.path))
	if err != nil {
		return f.unavailable("open", err)
	}
	if writableByOthers(directory) && directory.Mode()&fs.ModeSticky == 0 {
		return f.refuse("others than the owner may write to the directory (%s): take that right away", directory.Mode())
	}
	info, err := os.Lstat(f.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return f.create()
	case err != nil:
		return f.unavailable("open", err)
	case !info.Mode().IsRegular():
		return f.refuse("%s is not a regular file", info.Mode())
	}
	return nil
}

// open opens the existing file. It first looks at it without the right to write, so that a file that is not ours stays
// as it is. Damaged pages can make bbolt panic.
func (f *file) open() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = f.problem("open", store.ErrForeign, fmt.Sprintf("the file is damaged: %v", p), nil)
		}
	}()
	if err := f.inspect(); err != nil {
		return err
	}
	db, err := f.bolt(false)
	if err != nil {
		return err
	}
	db.AllocSize = growStep // far less than what is mapped, which bbolt's own step would follow
	f.db = db
	return nil
}

// inspect checks that the file is complete, ours, and not newer than this version.
func (f *file) inspect() error {
	db, err := f.bolt(true)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }() // nothing was written
	return db.View(func(btx *bolt.Tx) error {
		if btx.Size() > f.opened.Size() {
			return f.problem("open", store.ErrForeign, "the file is damaged: its end is missing", nil)
		}
		return f.checkHeader(btx)
	})
}

// bolt opens the file with bbolt and sorts what can go wrong.
func (f *file) bolt(readOnly bool) (db *bolt.DB, err error) {
	var handle *os.File
	defer func() {
		if db == nil && handle != nil { // a panic leaves it open, and the file locked
			unlock(handle)
			_ = handle.Close()
		}
	}()
	db, err = bolt.Open(f.path, 0, &bolt.Options{
		ReadOnly:        readOnly,
		Timeout:         f.options.lockTimeout(),
		FreelistType:    bolt.FreelistMapType,
		InitialMmapSize: mapped,
		MaxSize:         int(f.options.MaxSize),
		NoSync:          f.options.UnsafeNoSync,
		NoStatistics:    true,
		OpenFile: func(name string, flag int, _ fs.FileMode) (*os.File, error) {
			var err error
			handle, err = f.handle(name, flag)
			return handle, err
		},
	})
	var known *entitlement.Error
	var system syscall.Errno
	switch {
	case err == nil || errors.As(err, &known):
		return db, err
	case errors.Is(err, berrors.ErrTimeout):
		return nil, f.problem("open", store.ErrLocked, "it is open already, here or in another process", nil)
	case errors.As(err, &system):
		return nil, f.unavailable("open", err)
	}
	return nil, f.problem("open", store.ErrForeign, "the file is not a store, or damaged", err)
}

// handle opens the file itself, never through a symbolic link, and refuses it if it is not safe, or not the one that
// was there when it was opened first.
func (f *file) handle(name string, flag int) (*os.File, error) {
	handle, err := os.OpenFile(name, flag&^os.O_CREATE|noFollow, 0)
	if err != nil {
		return nil, f.unavailable("open", err)
	}
	info, err := handle.Stat()
	switch {
	case err != nil:
		err = f.unavailable("open", err)
	case !info.Mode().IsRegular():
		err = f.refuse("%s is not a regular file", info.Mode())
	case writableByOthers(info):
		err = f.refuse("others than the owner may write to the file (%s): take that right away", info.Mode())
	case info.Size() == 0:
		err = f.problem("open", store.ErrForeign, "the file is empty", nil)
	case f.opened != nil && !os.SameFile(f.opened, info):
		err = f.problem("open", store.ErrForeign, "another file has taken its place", nil)
	}
	if err != nil {
		_ = handle.Close()
		return nil, err
	}
	f.opened = info
	return handle, nil
}

func (f *file) refuse(format string, args ...any) error {
	return f.problem("open", entitlement.InvalidArgument, fmt.Sprintf(format, args...), nil)
}

// The header says whose file it is and how to read it. Its bucket's name is longer than any table's.
const (
	headerBucket = "tenure"
	magicKey     = "magic"
	magic        = "tenure store"
	formatKey    = "format"
	format       = 1 // raise it when an older version could not read or would destroy what this one writes
)

func writeHeader(btx *bolt.Tx) error {
	header, err := btx.CreateBucket([]byte(headerBucket))
	if err != nil {
		return err
	}
	if err := header.Put([]byte(magicKey), []byte(magic)); err != nil {
		return err
	}
	return header.Put([]byte(formatKey), binary.BigEndian.AppendUint32(nil, format))
}

func (f *file) checkHeader(btx *bolt.Tx) error {
	header := btx.Bucket([]byte(headerBucket))
	if header == nil || string(header.Get([]byte(magicKey))) != magic {
		return f.problem("open", store.ErrForeign, "the file belongs to another application", nil)
	}
	version := header.Get([]byte(formatKey))
	if len(version) != 4 {
		return f.problem("open", store.ErrForeign, "the file is damaged: its format is not readable", nil)
	}
	if found := binary.BigEndian.Uint32(version); found > format {
		return f.problem("open", store.ErrNewer,
			fmt.Sprintf("the file has format %d, this version reads up to %d", found, format), nil)
	}
	return nil
}
