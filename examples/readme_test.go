package examples_test

import (
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	require.NoError(t, err)
	return strings.ReplaceAll(string(text), "\r\n", "\n")
}

// block returns the fenced block of README.md that stands directly behind a line, with its language.
func block(t *testing.T, line, language string) string {
	t.Helper()
	_, after, found := strings.Cut(read(t, "../README.md"), line+"\n```"+language+"\n")
	require.True(t, found, "README.md has no block of %s behind %q", language, line)
	text, _, found := strings.Cut(after, "\n```\n")
	require.True(t, found)
	return text
}

// What runs before every merge takes the commands from here.
func TestReadmeHasTheSetUpCommands(t *testing.T) {
	t.Parallel()
	require.Equal(t, "go run ./examples/quickstart\ngo test ./...", block(t, "<!-- setup -->", "sh"))
	require.Equal(t, 1, strings.Count(read(t, "../README.md"), "example.com/tenure"))
}

func TestReadmeShowsCodeThatRuns(t *testing.T) {
	t.Parallel()
	_, code, found := strings.Cut(read(t, "example_test.go"), "\nfunc lifeOfARequest(ctx context.Context, dir string) {\n")
	require.True(t, found)
	code, found = strings.CutSuffix(code, "\n}\n")
	require.True(t, found, "it is the last function of its file")
	code = strings.ReplaceAll("\n"+code, "\n\t", "\n")
	require.Equal(t, strings.TrimPrefix(code, "\n"), block(t, "", "go"))
}

func TestReadmeQuotesTheQuickstart(t *testing.T) {
	t.Parallel()
	output := read(t, "quickstart/testdata/output.txt")
	for part := range strings.SplitSeq(block(t, "<!-- quickstart -->", "text"), "\n…\n") {
		_, rest, found := strings.Cut(output, part+"\n")
		require.True(t, found, "the output does not go on with %q", part)
		output = rest
	}
}

func TestReadmeLinksLead(t *testing.T) {
	t.Parallel()
	links := regexp.MustCompile(`\]\(([^):#]+)\)`).FindAllStringSubmatch(read(t, "../README.md"), -1)
	require.NotEmpty(t, links)
	for _, link := range links {
		_, err := os.Stat(path.Join("..", link[1]))
		require.NoError(t, err)
	}
}

// Every package that others can import stands in the table of README.md, and every example in that of the examples.
func TestReadmeNamesEveryPackage(t *testing.T) {
	t.Parallel()
	var packages, programs []string
	root := os.DirFS("..")
	require.NoError(t, fs.WalkDir(root, ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "internal" || d.Name() == "testdata" || name == ".git"):
			return fs.SkipDir
		case d.IsDir() || path.Ext(name) != ".go" || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		in := &packages
		if strings.HasPrefix(name, "examples/") {
			in = &programs
		}
		if folder := path.Dir(name); path.Base(name) == "main.go" || in == &packages {
			*in = append(*in, folder)
		}
		return nil
	}))
	readme := read(t, "../README.md")
	named := func(pattern string) (out []string) {
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(readme, -1) {
			out = append(out, m[1])
		}
		slices.Sort(out)
		return out
	}
	slices.Sort(packages)
	slices.Sort(programs)
	require.Equal(t, slices.Compact(packages), named("(?m)^\\| `([a-z/-]+)` \\|"))
	require.Equal(t, slices.Compact(programs), named("(?m)^\\| `go run ./(examples/[a-z-]+)` \\|"))
}
