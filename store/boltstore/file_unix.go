//go:build unix && !aix && !solaris

package boltstore

import (
	"errors"
	"io/fs"
	"math/bits"
	"os"
	"syscall"
)

// mapped is the address space taken for a file from the start, where there is enough of it. A commit that has to map
// more waits for all views; this way they rarely meet.
const mapped = 1 << 30 * (bits.UintSize / 64)

// noFollow makes opening a symbolic link fail.
const noFollow = syscall.O_NOFOLLOW

// unlock lets go of a file that closing does not let go of, because it is still mapped.
func unlock(file *os.File) { _ = syscall.Flock(int(file.Fd()), syscall.LOCK_UN) }

func writableByOthers(info fs.FileInfo) bool { return info.Mode().Perm()&0o022 != 0 }

// syncDirectory makes a new name in the directory survive a loss of power.
func syncDirectory(path string) error {
	directory, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(directory.Sync(), directory.Close())
}
