package boltstore_test

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	bolt "go.etcd.io/bbolt"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

func TestOpenRefuses(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(t *testing.T, path string)
		want    error
	}{
		"an_empty_file":                   {content(nil), store.ErrForeign},
		"a_text":                          {content([]byte("name,mail\nann,ann@example.com\n")), store.ErrForeign},
		"a_large_foreign_file":            {content(make([]byte, 1<<20)), store.ErrForeign},
		"a_file_of_another_application":   {other(func(*bolt.Tx) error { return nil }), store.ErrForeign},
		"a_header_of_something_else":      {other(header("something else", 1)), store.ErrForeign},
		"a_header_without_a_format":       {other(header("tenure store")), store.ErrForeign},
		"a_newer_format":                  {other(header("tenure store", 2)), store.ErrNewer}, // I-116
		"a_directory":                     {subdirectory, entitlement.InvalidArgument},
		"a_directory_that_does_not_exist": {noDirectory, fs.ErrNotExist},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(directory(t), "store")
			c.prepare(t, path)
			before, _ := os.ReadFile(path)
			_, err := boltstore.Open(path, boltstore.Options{})
			require.ErrorIs(t, err, c.want)
			after, _ := os.ReadFile(path)
			require.Equal(t, before, after, "what is not ours stays as it is")
		})
	}

	t.Run("too_small_a_limit", func(t *testing.T) {
		t.Parallel()
		_, err := boltstore.Open(filepath.Join(directory(t), "store"), boltstore.Options{MaxSize: 1 << 20})
		require.ErrorIs(t, err, entitlement.InvalidArgument)
	})
}

func subdirectory(t *testing.T, path string) { require.NoError(t, os.Mkdir(path, 0o700)) }

func noDirectory(t *testing.T, path string) { require.NoError(t, os.Remove(filepath.Dir(path))) }

func content(data []byte) func(t *testing.T, path string) {
	return func(t *testing.T, path string) { require.NoError(t, os.WriteFile(path, data, 0o600)) }
}

// other makes a file of bbolt with something else in it.
func other(fill func(tx *bolt.Tx) error) func(t *testing.T, path string) {
	return func(t *testing.T, path string) {
		db, err := bolt.Open(path, 0o600, nil)
		require.NoError(t, err)
		require.NoError(t, db.Update(fill))
		require.NoError(t, db.Close())
	}
}

func header(magic string, format ...uint32) func(tx *bolt.Tx) error {
	return func(tx *bolt.Tx) error {
		bucket, err := tx.CreateBucket([]byte("tenure"))
		if err != nil {
			return err
		}
		for _, f := range format {
			if err := bucket.Put([]byte("format"), binary.BigEndian.AppendUint32(nil, f)); err != nil {
				return err
			}
		}
		return bucket.Put([]byte("magic"), []byte(magic))
	}
}

// A file whose end is missing must be an error: reading beyond the end of a mapped file kills the process.
func TestOpenRefusesATruncatedFile(t *testing.T) {
	t.Parallel()
	path := filled(t)
	for _, size := range []int64{128 << 10, 64 << 10, 16 << 10, 10_000, 8 << 10, 5000, 4 << 10, 100} {
		require.NoError(t, os.Truncate(path, size))
		_, err := boltstore.Open(path, boltstore.Options{})
		require.ErrorIs(t, err, store.ErrForeign, size)
	}
}

// Pages that are not what they should be make bbolt panic: here that is an error, and lets go of the file.
func TestOpenRefusesDamagedPages(t *testing.T) {
	t.Parallel()
	path := filled(t)
	damaged, err := os.OpenFile(path, os.O_RDWR, 0)
	require.NoError(t, err)
	defer func() { require.NoError(t, damaged.Close()) }()
	info, err := damaged.Stat()
	require.NoError(t, err)
	const pageSize = 8 << 10 // of a new file
	refused := 0
	for page := int64(2); page < info.Size()/pageSize; page++ {
		flags := page*pageSize + 8 // a page's type
		sound := make([]byte, 2)
		_, err := damaged.ReadAt(sound, flags)
		require.NoError(t, err)
		_, err = damaged.WriteAt([]byte{^sound[0], sound[1]}, flags)
		require.NoError(t, err)
		s, err := boltstore.Open(path, boltstore.Options{LockTimeout: soon})
		if err == nil { // a page that opening does not read
			require.NoError(t, s.Close())
		} else {
			require.ErrorIs(t, err, store.ErrForeign)
			refused++
		}
		_, err = damaged.WriteAt(sound, flags)
		require.NoError(t, err)
	}
	require.GreaterOrEqual(t, refused, 2, "at least the root and the list of free pages")
	open(t, path, boltstore.Options{LockTimeout: soon})
}

// filled returns the path of a closed store with more than 200 kB in it.
func filled(t *testing.T) string {
	path := filepath.Join(directory(t), "store")
	s, err := boltstore.Open(path, boltstore.Options{})
	require.NoError(t, err)
	for i := range 20 {
		require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error {
			return tx.Put(store.AppendUint32([]byte("t"), uint32(i)), make([]byte, 10_000))
		}))
	}
	require.NoError(t, s.Close())
	return path
}

// R5: what an interrupted creation left behind is in nobody's way, and a creation leaves nothing behind.
func TestCreation(t *testing.T) {
	t.Parallel()
	path := filepath.Join(directory(t), "store")
	leftover := filepath.Join(filepath.Dir(path), ".store.new123")
	content([]byte("half made"))(t, leftover)
	open(t, path, boltstore.Options{})
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, entries, 2)
}

// A file whose pages are smaller, or larger, than those of a new one is opened, written, and backed up.
func TestFilesWithOtherPagesAreKept(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1 << 10, 4 << 10, 64 << 10} {
		path := filepath.Join(directory(t), "other")
		from, err := bolt.Open(filled(t), 0o600, nil)
		require.NoError(t, err)
		into, err := bolt.Open(path, 0o600, &bolt.Options{PageSize: size})
		require.NoError(t, err)
		require.NoError(t, bolt.Compact(into, from, 1<<20))
		require.NoError(t, errors.Join(into.Close(), from.Close()))

		s := open(t, path, boltstore.Options{LockTimeout: soon})
		require.NoError(t, s.Update(t.Context(), func(tx store.Tx) error { return tx.Put([]byte("more"), []byte("yes")) }), size)
		backup, err := os.Create(filepath.Join(directory(t), "backup"))
		require.NoError(t, err)
		source, ok := store.As[store.Backuper](s)
		require.True(t, ok)
		require.NoError(t, source.Backup(t.Context(), backup))
		require.NoError(t, backup.Close())
		kept := open(t, backup.Name(), boltstore.Options{LockTimeout: soon})
		require.NoError(t, kept.View(t.Context(), func(tx store.Reader) error {
			value, found, err := tx.Get([]byte("more"))
			require.True(t, found, size)
			require.Equal(t, "yes", string(value), size)
			return err
		}))
	}
}
