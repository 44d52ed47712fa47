package archtest

import (
	"bytes"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// rootFolders are the folders that exist at the root; hidden ones belong to tools. The project's owner fixes the names.
var rootFolders = []string{
	"entitlement", "examples", "internal", "lifecycle", "policy", "provision", "sim", "store",
	".ci", ".git",
}

// longestFile is the most lines that a Go file has, test or not. Most have about a hundred.
const longestFile = 600

// checkLayout refuses unknown folders at the root, packages at the root itself, and files that nobody reads to the end.
func checkLayout(root fs.FS) ([]string, error) {
	var found []string
	entries, err := fs.ReadDir(root, ".")
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		switch {
		case e.IsDir() && !slices.Contains(rootFolders, e.Name()):
			found = append(found, e.Name()+": the root holds only the folders "+strings.Join(rootFolders, ", "))
		case strings.HasSuffix(e.Name(), ".go"):
			found = append(found, e.Name()+": there is no package at the root")
		}
	}
	err = fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name == ".git" {
			return fs.SkipDir
		}
		if d.IsDir() || path.Ext(name) != ".go" {
			return nil
		}
		data, err := fs.ReadFile(root, name)
		if lines := bytes.Count(data, []byte("\n")); lines > longestFile {
			found = append(found, fmt.Sprintf("%s: %d lines; a file has at most %d", name, lines, longestFile))
		}
		return err
	})
	return found, err
}

// moduleRoot returns the folder of the nearest go.mod at or above dir.
func moduleRoot(dir string) (string, error) {
	for {
		if _, err := os.Stat(path.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		parent := path.Dir(dir)
		if parent == dir {
			return "", fmt.Errorf("no go.mod at or above the working directory: %w", fs.ErrNotExist)
		}
		dir = parent
	}
}
