package archtest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A pkg is a package of the module: its files without tests, parsed and type-checked, and what they import.
type pkg struct {
	path    string // below the module, such as "store/memstore"
	imports []string
	fset    *token.FileSet
	files   []*ast.File
	info    *types.Info
}

// at returns a place as "entitlement/id.go:12".
func (p *pkg) at(pos token.Pos) string {
	position := p.fset.Position(pos)
	return fmt.Sprintf("%s/%s:%d", p.path, filepath.Base(position.Filename), position.Line)
}

// listed is what go list says about a package.
type listed struct {
	ImportPath string
	Dir        string
	GoFiles    []string
	Imports    []string
	Export     string // file with the types of a compiled package
	Module     *struct{ Path string }
}

// load returns the packages of the module whose root is given, in the order of go list.
func load(root, module string) ([]*pkg, error) {
	all, err := list(root, "./...")
	if err != nil {
		return nil, err
	}
	fset := token.NewFileSet()
	imp := all.importer(fset)
	var pkgs []*pkg
	for _, l := range all {
		if l.Module == nil || l.Module.Path != module {
			continue
		}
		var sources []source
		for _, name := range l.GoFiles {
			sources = append(sources, source{name: filepath.Join(l.Dir, name)})
		}
		p, err := check(fset, imp, strings.TrimPrefix(strings.TrimPrefix(l.ImportPath, module), "/"), sources)
		if err != nil {
			return nil, err
		}
		p.imports = l.Imports
		pkgs = append(pkgs, p)
	}
	return pkgs, nil
}

// A listing is packages with all their dependencies.
type listing []listed

// list asks go list about packages. It compiles what the build cache does not hold.
func list(dir string, patterns ...string) (listing, error) {
	args := []string{"list", "-deps", "-export", "-json=ImportPath,Dir,GoFiles,Imports,Export,Module"}
	cmd := exec.Command("go", append(args, patterns...)...)
	cmd.Dir = dir
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return nil, fmt.Errorf("go list: %w\n%s", err, exit.Stderr)
		}
		return nil, fmt.Errorf("go list: %w", err)
	}
	var all listing
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var l listed
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			return all, nil
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		all = append(all, l)
	}
}

// importer reads the types of the listed packages from what the compiler exported, which is quicker than parsing them.
func (all listing) importer(fset *token.FileSet) types.Importer {
	return importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) {
		i := slices.IndexFunc(all, func(l listed) bool { return l.ImportPath == path })
		if i < 0 {
			return nil, fmt.Errorf("package %s is not listed", path)
		}
		return os.Open(all[i].Export)
	})
}

// A source is a file, or a text in place of one.
type source struct{ name, text string }

// check parses and type-checks one package.
func check(fset *token.FileSet, imp types.Importer, path string, sources []source) (*pkg, error) {
	p := &pkg{path: path, fset: fset, info: &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
	}}
	for _, s := range sources {
		var text any // nil: read the file
		if s.text != "" {
			text = s.text
		}
		f, err := parser.ParseFile(fset, s.name, text, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return nil, err
		}
		p.files = append(p.files, f)
	}
	conf := types.Config{Importer: imp}
	if _, err := conf.Check(path, fset, p.files, p.info); err != nil {
		return nil, fmt.Errorf("type check: %w", err)
	}
	return p, nil
}
