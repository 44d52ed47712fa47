package archtest

import (
	"go/ast"
	"go/types"
	"slices"
	"strings"
)

// deterministic are the folders in which equal inputs give equal results, bytes and order included (I-40, I-121).
var deterministic = []string{"entitlement/", "policy/", "store/", "provision/", "lifecycle/", "sim/"}

// checkMapOrder refuses ranging over maps, and over the iterators that package maps makes of them, unless the result is
// sorted at once or a comment "// order: …" on the line or the line before says why the order does not matter.
func checkMapOrder(p *pkg) []string {
	if !slices.ContainsFunc(deterministic, func(d string) bool { return covers(d, p.path) }) {
		return nil
	}
	var found []string
	for _, f := range p.files {
		excused := p.excusedLines(f)
		report := func(n ast.Node, what string) {
			if line := p.fset.Position(n.Pos()).Line; !excused[line] && !excused[line-1] {
				found = append(found, p.at(n.Pos())+": "+what+
					`: sort it, or say why the order does not matter in a comment "// order: …"`)
			}
		}
		sorted := map[ast.Node]bool{}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.RangeStmt:
				if _, isMap := p.info.TypeOf(n.X).Underlying().(*types.Map); isMap {
					report(n, "ranges over a map")
				}
			case *ast.CallExpr:
				switch fun := p.function(n); {
				case strings.HasPrefix(fun, "slices.Sorted") && len(n.Args) > 0:
					sorted[n.Args[0]] = true
				case (fun == "maps.Keys" || fun == "maps.Values" || fun == "maps.All") && !sorted[n]:
					report(n, "uses "+fun)
				}
			}
			return true
		})
	}
	return found
}

// function returns what a call calls, such as "maps.Keys", or "" if it is not a function of another package.
func (p *pkg) function(call *ast.CallExpr) string {
	fun := ast.Unparen(call.Fun)
	switch indexed := fun.(type) { // called with its type arguments written out
	case *ast.IndexExpr:
		fun = indexed.X
	case *ast.IndexListExpr:
		fun = indexed.X
	}
	sel, ok := fun.(*ast.SelectorExpr)
	if !ok {
		return ""
	}
	if f, ok := p.info.Uses[sel.Sel].(*types.Func); ok && f.Pkg() != nil && f.Signature().Recv() == nil {
		return f.Pkg().Path() + "." + f.Name()
	}
	return ""
}

// excusedLines returns the lines of a file that carry an order comment with a reason.
func (p *pkg) excusedLines(f *ast.File) map[int]bool {
	lines := map[int]bool{}
	for _, group := range f.Comments {
		for _, c := range group.List {
			if reason, ok := strings.CutPrefix(c.Text, "// order:"); ok && strings.TrimSpace(reason) != "" {
				lines[p.fset.Position(c.End()).Line] = true
			}
		}
	}
	return lines
}
