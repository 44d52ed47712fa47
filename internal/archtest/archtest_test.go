package archtest

import (
	"fmt"
	"go/token"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

const module = "example.com/tenure"

// TestModule holds the whole module to the rules of this package.
func TestModule(t *testing.T) {
	t.Parallel()
	dir, err := os.Getwd()
	require.NoError(t, err)
	root, err := moduleRoot(dir)
	require.NoError(t, err)

	found, err := checkLayout(os.DirFS(root))
	require.NoError(t, err)
	claims, err := checkDocs(os.DirFS(root))
	require.NoError(t, err)
	found = append(found, claims...)
	pkgs, err := load(root, module)
	require.NoError(t, err)
	require.NotEmpty(t, pkgs)
	for _, p := range pkgs {
		found = append(found, checkImports(p, module)...)
		found = append(found, checkState(p)...)
		found = append(found, checkMapOrder(p)...)
	}
	require.Empty(t, strings.Join(found, "\n"))
}

func TestImportDirections(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ path, imported, refusal string }{
		{"policy", module + "/entitlement", ""},
		{"entitlement", module + "/policy", "layers below entitlement"},
		{"policy", module + "/store", "layers below policy"},
		{"entitlement/graph", module + "/entitlement/spec", ""},
		{"entitlement/graph", module + "/lifecycle", "layers below entitlement"},
		{"entitlement/graph", "io/fs", "do no I/O"},
		{"store/memstore", module + "/store", ""},
		{"store", module + "/provision", "layers below store"},
		{"provision/fake", module + "/provision/internal/key", ""},
		{"lifecycle", module + "/store/boltstore", ""},
		{"lifecycle", module + "/store/storetest", "fakes and test suites"},
		{"lifecycle", module + "/provision/fake", "fakes and test suites"},
		{"lifecycle", module + "/sim", "layers below lifecycle"},
		{"sim/cmd", module + "/provision/fake", ""},
		{"sim", module + "/internal/golden", "layers below sim"},
		{"sim", module + "/examples/quickstart", "layers below sim"},
		{"lifecycle", module + "/lifecycle/notify", "only hosts write and send mails"},
		{"sim", module + "/lifecycle/notify/smtp", "only hosts write and send mails"},
		{"lifecycle/notify/smtp", module + "/lifecycle/notify", ""},
		{"examples/quickstart", module + "/lifecycle/notify/smtp", ""},
		{"examples/quickstart", module + "/sim", ""},
		{"examples/quickstart", module + "/internal/golden", "layers below examples"},
		{"elsewhere", module + "/entitlement", "not known"},

		{"entitlement", "encoding/json", ""},
		{"entitlement", "context", "no I/O"},
		{"policy", "os", "no I/O"},
		{"policy", "net/mail", "no I/O"},
		{"policy", "netip", ""},
		{"lifecycle", "context", ""},

		{"store/boltstore", "go.etcd.io/bbolt", ""},
		{"store/boltstore", "go.etcd.io/bbolt/errors", ""},
		{"store", "go.etcd.io/bbolt", "only these packages may: store/boltstore"},
		{"store/boltstore/more", "go.etcd.io/bbolt", "only these packages may"},
		{"lifecycle", "github.com/benbjohnson/clock", ""},
		{"lifecycle/directory", "github.com/benbjohnson/clock", "only these packages may"},
		{"sim/clock", "github.com/benbjohnson/clock", ""},
		{"policy", "github.com/benbjohnson/clock", "only these packages may"},
		{"lifecycle/notify/smtp", "github.com/wneessen/go-mail", ""},
		{"lifecycle/notify/smtp", "github.com/wneessen/go-mail/smtp", ""},
		{"lifecycle/notify", "github.com/wneessen/go-mail", "only these packages may"},
		{"lifecycle", "github.com/wneessen/go-mail", "only these packages may"},
		{"store/memstore", "github.com/tidwall/btree", ""},
		{"store/storetest", "github.com/stretchr/testify/require", "not among those"},
		{"store/storetest", "testing", ""},
		{"lifecycle/directory/directorytest", "testing", ""},
		{"store", "testing", "conformance suites"},
		{"lifecycle", "testing/fstest", "conformance suites"},
	} {
		t.Run(c.path+"_"+strings.ReplaceAll(c.imported, "/", "."), func(t *testing.T) {
			t.Parallel()
			found := checkImports(&pkg{path: c.path, imports: []string{c.imported}}, module)
			if c.refusal == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			require.Contains(t, found[0], c.path+" imports "+c.imported)
			require.Contains(t, found[0], c.refusal)
		})
	}
}

// checker returns a function that runs a check on a package of one file. Body follows the package clause and the imports of
// what it uses.
func checker(t *testing.T) func(t *testing.T, path, body string, run func(*pkg) []string) []string {
	t.Helper()
	names := []string{"errors", "maps", "slices", "sync"}
	std, err := list(".", names...)
	require.NoError(t, err)
	return func(t *testing.T, path, body string, run func(*pkg) []string) []string {
		t.Helper()
		text := "package p\n"
		for _, name := range names {
			if strings.Contains(body, name+".") {
				text += fmt.Sprintf("import %q\n", name)
			}
		}
		fset := token.NewFileSet()
		p, err := check(fset, std.importer(fset), path, []source{{"p.go", text + body}})
		require.NoError(t, err)
		return run(p)
	}
}

func TestStateIsFound(t *testing.T) {
	t.Parallel()
	checked := checker(t)
	for name, c := range map[string]struct{ body, finding string }{
		"init":             {"func init() {}", "init functions"},
		"exported":         {"var Table = []int{1}", "Table is an exported variable"},
		"mutex":            {"var mu sync.Mutex", "mu is package-level state"},
		"pointer_to_map":   {"var seen = &sync.Map{}", "seen is package-level state"},
		"channel":          {"var wake chan int", "wake is package-level state"},
		"assigned":         {"var n int\nfunc f() { n = 1 }", "n is assigned"},
		"counted":          {"var n int\nfunc f() { n++ }", "n is assigned"},
		"element":          {"var table [2]int\nfunc f() { table[0] = 1 }", "table is assigned"},
		"field":            {"var s struct{ x []int }\nfunc f() { (s.x[0]) = 1 }", "s is assigned"},
		"through_pointer":  {"var p = new(int)\nfunc f() { *p = 1 }", "p is assigned"},
		"slice":            {"var b []byte\nfunc f() { copy(b[1:], b) }", "b is given to copy"},
		"deleted":          {"var m = map[int]int{}\nfunc f() { delete(m, 1) }", "m is given to delete"},
		"appended":         {"var b []int\nfunc f() []int { return append(b, 1) }", "b is given to append"},
		"address":          {"var n int\nfunc f() *int { return &n }", "n has its address taken"},
		"ranged":           {"var n int\nfunc f() { for n = range 3 {} }", "n is assigned"},
		"pointer_receiver": {"type c int\nfunc (c *c) inc() {}\nvar n c\nfunc f() { n.inc() }", "address taken by inc"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := checked(t, "policy", c.body, checkState)
			require.Len(t, found, 1)
			require.Contains(t, found[0], "policy/p.go:")
			require.Contains(t, found[0], c.finding)
		})
	}
}

func TestTablesAreNoState(t *testing.T) {
	t.Parallel()
	checked := checker(t)
	for name, body := range map[string]string{
		"table":         "var names = []string{1: \"one\"}\nfunc f(i int) string { return names[i] }",
		"error_value":   "var ErrGone = errors.New(\"gone\")",
		"assertion":     "type e struct{}\nfunc (e) Error() string { return \"\" }\nvar _ error = e{}",
		"local":         "func f() { var n int; n++; p := &n; *p = 2 }",
		"shadowed":      "var n = 1\nfunc f() int { n := 2; n++; return n }",
		"method_init":   "type t struct{}\nfunc (t) init() {}",
		"copied":        "var base = []int{1}\nfunc f() []int { return append([]int(nil), base...) }",
		"const":         "const Limit = 3",
		"value_methods": "type c int\nfunc (c c) get() int { return int(c) }\nvar n c\nfunc f() int { return n.get() }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Empty(t, checked(t, "policy", body, checkState))
		})
	}
}

func TestMapOrder(t *testing.T) {
	t.Parallel()
	checked := checker(t)
	for name, c := range map[string]struct {
		body    string
		finding string // "" for none
	}{
		"range":             {"func f(m map[int]int) { for range m {} }", "ranges over a map"},
		"named_type":        {"type set map[int]bool\nfunc f(m set) { for k := range m { _ = k } }", "ranges over a map"},
		"keys":              {"func f(m map[int]int) { for range maps.Keys(m) {} }", "uses maps.Keys"},
		"instantiated":      {"func f(m map[int]int) { for range maps.Values[map[int]int](m) {} }", "uses maps.Values"},
		"collected":         {"func f(m map[int]int) []int { return slices.Collect(maps.Keys(m)) }", "uses maps.Keys"},
		"no_reason":         {"func f(m map[int]int) {\n// order:\nfor range m {} }", "ranges over a map"},
		"comment_too_far":   {"func f(m map[int]int) {\n// order: none\n\nfor range m {} }", "ranges over a map"},
		"reason_above":      {"func f(m map[int]int) {\n// order: only counts\nfor range m {} }", ""},
		"reason_beside":     {"func f(m map[int]int) { for range m { // order: only counts\n} }", ""},
		"sorted":            {"func f(m map[int]int) []int { return slices.Sorted(maps.Keys(m)) }", ""},
		"sorted_by":         {"func f(m map[int]int) []int { return slices.SortedFunc(maps.Keys(m), nil) }", ""},
		"slice":             {"func f(m []int) { for range m {} }", ""},
		"look_up":           {"func f(m map[int]int) int { return m[1] }", ""},
		"other_keys_method": {"type t struct{}\nfunc (t) Keys() {}\nfunc f(x t) { x.Keys() }", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found := checked(t, "sim/world", c.body, checkMapOrder)
			if c.finding == "" {
				require.Empty(t, found)
				return
			}
			require.Len(t, found, 1)
			require.Contains(t, found[0], "sim/world/p.go:")
			require.Contains(t, found[0], c.finding)
		})
	}
	require.Empty(t, checked(t, "internal/golden", "func f(m map[int]int) { for range m {} }", checkMapOrder),
		"helpers of tests may range")
}

func TestLayout(t *testing.T) {
	t.Parallel()
	lines := func(n int) *fstest.MapFile { return &fstest.MapFile{Data: []byte(strings.Repeat("\n", n))} }
	found, err := checkLayout(fstest.MapFS{
		"policy/fits.go":    lines(longestFile),
		"policy/LONG.md":    lines(longestFile + 1),
		".git/HEAD.go":      lines(longestFile + 1),
		"policy/long.go":    lines(longestFile + 1),
		"tools/go.mod":      lines(1),
		"policy.go":         lines(1),
		"README.md":         lines(1),
		".ci/run":           lines(1),
		"internal/x/y_t.go": lines(longestFile + 2),
	})
	require.NoError(t, err)
	require.Len(t, found, 4)
	require.Contains(t, found[0], "policy.go: there is no package at the root")
	require.Contains(t, found[1], "tools: the root holds only the folders entitlement,")
	require.Contains(t, found[2], "internal/x/y_t.go: 602 lines")
	require.Contains(t, found[3], "policy/long.go: 601 lines")
}

func TestDocs(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{
		"a/b_test.go":          {Data: []byte("package b\n\nfunc TestThere(t *testing.T) {}\n")},
		"sim/scenarios/s.yaml": {},
		"sim/DEEP.md":          {Data: []byte("`b.TestNowhere`")},
	}
	for line, want := range map[string]string{
		"`a.TestThere` `x/a.TestThere` `scenarios/s.yaml`": "",
		"`a.TestGone`":               "DOC.md:1: there is no test a.TestGone",
		"`a.Testimony` and `a.Test`": "",
		"`scenarios/gone.yaml`":      "DOC.md:1: there is no file sim/scenarios/gone.yaml",
		"| R-001 | own | text | implemented | `a.TestThere` |": "",
		"| R-001 | own | text | implemented | a |":             "DOC.md:1: no test shows R-001",
		"| R-001 | own | text | not yet | – |":                 "",
	} {
		files["DOC.md"] = &fstest.MapFile{Data: []byte(line)}
		found, err := checkDocs(files)
		require.NoError(t, err)
		require.Equal(t, want, strings.Join(found, "\n"), line)
	}
}

func TestBrokenSourceIsReported(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"syntax": "package p; func", "types": "package p; var x int = true"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := check(token.NewFileSet(), nil, "p", []source{{"p.go", text}})
			require.Error(t, err)
		})
	}
	_, err := load(t.TempDir(), module)
	require.ErrorContains(t, err, "go list")
	_, err = moduleRoot("/")
	require.ErrorContains(t, err, "no go.mod")
}
