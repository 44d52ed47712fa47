//go:build !unix || aix || solaris

package boltstore

import (
	"io/fs"
	"os"
)

// mapped is nothing: where files grow with their maps it would be taken on the disk.
const mapped = 0

// noFollow has no counterpart here: a symbolic link is refused before the file is opened.
const noFollow = 0

// unlock has nothing to do: closing a file lets go of it.
func unlock(*os.File) {}

// writableByOthers cannot tell: access is not governed by mode bits here.
func writableByOthers(fs.FileInfo) bool { return false }

// syncDirectory has nothing to do: directories cannot be synced here.
func syncDirectory(string) error { return nil }
