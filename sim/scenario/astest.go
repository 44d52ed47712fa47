package scenario

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// Test plays a scenario file as a test in Go: what is wrong with the file ends the test, and every step that does not come out as
// it is written fails it, with the file, the line and the timeline.
//
//	func TestPolicies(t *testing.T) { scenario.Test(t, "testdata/approval.yaml", scenario.Options{}) }
func Test(t testing.TB, path string, options Options) {
	t.Helper()
	s, err := open(path)
	if input, ok := errors.AsType[*InputError](err); ok {
		t.Fatalf("%v", input)
	}
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	result, err := s.Run(t.Context(), options)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	for _, failure := range result.Failures {
		t.Errorf("%s", failure)
	}
	if t.Failed() {
		t.Logf("what happened:\n\n%s", result.Timeline)
	}
}

// open loads a file, and those beside it that it names.
func open(path string) (s *Scenario, err error) {
	folder, err := os.OpenRoot(filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, folder.Close()) }()
	file, err := folder.Open(filepath.Base(path))
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	return LoadIn(folder.FS(), path, file)
}
