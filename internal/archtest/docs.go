package archtest

import (
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"strings"
)

var (
	// testName is a test as the documents name it: by the folder of its package, or the last part of it.
	testName = regexp.MustCompile("`([a-z][\\w/-]*)\\.((?:Test|Fuzz|Example)[A-Z]\\w*)`")
	// storyName is a scenario, below the folder sim.
	storyName = regexp.MustCompile("`(scenarios/[\\w-]+\\.yaml)`")
	declared  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz|Example)\w*)\(`)
	ruleRow   = regexp.MustCompile(`^\| (R-\d{3}) \|.*\| implemented \|([^|]*)\|$`)
)

// checkDocs refuses documents at the root that name tests or scenarios which do not exist, and rules that are said to be
// implemented without any that shows it.
func checkDocs(root fs.FS) ([]string, error) {
	tests, err := declaredTests(root)
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(root, "*.md")
	if err != nil {
		return nil, err
	}
	var found []string
	for _, name := range names {
		data, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		for i, line := range strings.Split(string(data), "\n") {
			at := fmt.Sprintf("%s:%d", name, i+1)
			for _, m := range testName.FindAllStringSubmatch(line, -1) {
				if !tests[path.Base(m[1])+"."+m[2]] {
					found = append(found, at+": there is no test "+m[1]+"."+m[2])
				}
			}
			stories := storyName.FindAllStringSubmatch(line, -1)
			for _, m := range stories {
				if _, err := fs.Stat(root, path.Join("sim", m[1])); err != nil {
					found = append(found, at+": there is no file sim/"+m[1])
				}
			}
			if m := ruleRow.FindStringSubmatch(line); m != nil && len(stories) == 0 && !testName.MatchString(m[2]) {
				found = append(found, at+": no test shows "+m[1])
			}
		}
	}
	return found, nil
}

// declaredTests returns the tests of the module, by the last part of their folder and their name.
func declaredTests(root fs.FS) (map[string]bool, error) {
	tests := map[string]bool{}
	err := fs.WalkDir(root, ".", func(name string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(name, "_test.go") {
			return err
		}
		data, err := fs.ReadFile(root, name)
		for _, m := range declared.FindAllSubmatch(data, -1) {
			tests[path.Base(path.Dir(name))+"."+string(m[1])] = true
		}
		return err
	})
	return tests, err
}
