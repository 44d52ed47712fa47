package archtest

import (
	"fmt"
	"slices"
	"strings"
)

// below lists, for each folder at the root, the folders whose packages it may import besides its own. Arrows point down
// only: what a folder does not name, it does not know.
var below = map[string][]string{
	"entitlement": {},
	"policy":      {"entitlement"},
	"store":       {"entitlement"},
	"provision":   {"entitlement"},
	"lifecycle":   {"entitlement", "policy", "store", "provision"},
	"sim":         {"entitlement", "policy", "store", "provision", "lifecycle"},
	"examples":    {"entitlement", "policy", "store", "provision", "lifecycle", "sim"},
	"internal":    {},
}

// external lists the modules that library code may import, and who may: the package itself, or a folder with everything
// below it where the path ends in "/". What is missing here nobody may import: a new dependency is argued for, then entered.
// Test libraries are missing on purpose, so that no program that embeds the engine links them.
var external = []struct {
	module string
	users  []string
}{
	{"go.etcd.io/bbolt", []string{"store/boltstore"}},
	{"github.com/tidwall/btree", []string{"store/"}},
	{"github.com/benbjohnson/clock", []string{"lifecycle", "sim/"}},
	{"github.com/wneessen/go-mail", []string{"lifecycle/notify/smtp"}},
	{"go.yaml.in/yaml/v3", []string{"sim/scenario"}},
}

// pureDenied are the standard packages that entitlement and policy must not know: they decide, and everything they decide
// on is given to them. An entry covers the packages below it.
var pureDenied = []string{
	"context", "crypto/rand", "database", "embed", "flag", "io/fs", "io/ioutil", "log", "math/rand", "net", "os", "path/filepath",
	"plugin", "runtime", "sync", "syscall", "testing", "unsafe",
}

// checkImports refuses imports that point up or sideways.
func checkImports(p *pkg, module string) []string {
	var found []string
	for _, imported := range p.imports {
		if why := refuseImport(p.path, imported, module); why != "" {
			found = append(found, fmt.Sprintf("%s imports %s: %s", p.path, imported, why))
		}
	}
	return found
}

func refuseImport(path, imported, module string) string {
	from, _, _ := strings.Cut(path, "/")
	if own, ok := strings.CutPrefix(imported, module+"/"); ok {
		to, _, _ := strings.Cut(own, "/")
		switch allowed, known := below[from]; {
		case !known:
			return "the layer of this folder is not known"
		case to != from && !slices.Contains(allowed, to):
			return "the layers below " + from + " are only: " + strings.Join(allowed, ", ")
		case from == "lifecycle" && (isSuite(own) || covers("provision/fake/", own)):
			return "the engine does not depend on fakes and test suites"
		case !covers("lifecycle/notify/", path) && from != "examples" && covers("lifecycle/notify/", own):
			return "only hosts write and send mails: the engine knows the port"
		}
		return ""
	}
	first, _, _ := strings.Cut(imported, "/")
	if strings.Contains(first, ".") {
		return refuseExternal(path, imported)
	}
	pure := from == "entitlement" || from == "policy"
	if pure && slices.ContainsFunc(pureDenied, func(d string) bool { return covers(d+"/", imported) }) {
		return "entitlement and policy do no I/O, read no clock and know no context"
	}
	if covers("testing/", imported) && !isSuite(path) && from != "sim" && from != "internal" {
		return "only test files and conformance suites import testing"
	}
	return ""
}

func refuseExternal(path, imported string) string {
	for _, e := range external {
		if !covers(e.module+"/", imported) {
			continue
		}
		if slices.ContainsFunc(e.users, func(u string) bool { return covers(u, path) }) {
			return ""
		}
		return "only these packages may: " + strings.Join(e.users, ", ")
	}
	return "this module is not among those that library code may import"
}

// covers reports whether a path is the entry, or lies below it where the entry ends in "/".
func covers(entry, path string) bool {
	if folder, ok := strings.CutSuffix(entry, "/"); ok {
		return path == folder || strings.HasPrefix(path, entry)
	}
	return path == entry
}

// isSuite reports whether a package is a conformance suite, which the tests of others run.
func isSuite(path string) bool { return strings.HasSuffix(path, "test") }
