package archtest

import (
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

// load returns the packages of the module whose root is given, in the order of go list. Dependencies are not parsed: their
// types come from the compiler's export data, which the build cache holds after any build.
func load(root, module string) ([]*pkg, error) {
	cmd := exec.Command("go", "list", "-deps", "-export", "-json=ImportPath,Dir,GoFiles,Imports,Export,Module", "./...")
	cmd.Dir = root
	out, err := cmd.Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			return nil, fmt.Errorf("go list: %w\n%s", err, exit.Stderr)
		}
		return nil, fmt.Errorf("go list: %w", err)
	}
	var own []listed
	exports := map[string]string{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var l listed
		if err := d.Decode(&l); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, fmt.Errorf("go list: %w", err)
		}
		exports[l.ImportPath] = l.Export
		if l.Module != nil && l.Module.Path == module {
			own = append(own, l)
		}
	}
	fset := token.NewFileSet()
	imp := importer.ForCompiler(fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) })
	var pkgs []*pkg
	for _, l := range own {
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
