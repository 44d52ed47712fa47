package archtest

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"slices"
)

// checkState refuses package-level state: two engines in one process must not share anything. A variable at package level
// is a table: it is written by its declaration and by nothing else. Exported variables are refused altogether, unless they
// are error values, because importers could write them; so are init functions, because importing must do nothing.
//
// What a table points to is not followed: a pointer to a type whose methods write is for the reviewer to see.
func checkState(p *pkg) []string {
	c := stateCheck{pkg: p}
	for _, f := range p.files {
		for _, decl := range f.Decls {
			c.declaration(decl)
		}
		ast.Inspect(f, c.statement)
	}
	return c.found
}

type stateCheck struct {
	*pkg
	found []string
}

func (c *stateCheck) report(pos token.Pos, format string, args ...any) {
	c.found = append(c.found, c.at(pos)+": "+fmt.Sprintf(format, args...))
}

func (c *stateCheck) declaration(decl ast.Decl) {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil && d.Name.Name == "init" {
			c.report(d.Pos(), "init functions are refused: importing a package does nothing")
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			if values, ok := spec.(*ast.ValueSpec); ok && d.Tok == token.VAR {
				c.variables(values.Names)
			}
		}
	}
}

func (c *stateCheck) variables(names []*ast.Ident) {
	isError := func(t types.Type) bool {
		return types.Implements(t, types.Universe.Lookup("error").Type().Underlying().(*types.Interface))
	}
	for _, name := range names {
		obj := c.info.Defs[name]
		switch {
		case name.Name == "_":
		case ast.IsExported(name.Name) && !isError(obj.Type()):
			c.report(name.Pos(), "%s is an exported variable, which importers can write: use a function or constant", name.Name)
		case holdsState(obj.Type()):
			c.report(name.Pos(), "%s is package-level state: %s exists to be changed", name.Name, obj.Type())
		}
	}
}

// holdsState reports whether a variable of the type, or what it points to, is there to be changed.
func holdsState(t types.Type) bool {
	if ptr, ok := t.(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	mutable := []string{"sync", "sync/atomic", "math/rand", "math/rand/v2", "container/list", "container/heap", "container/ring"}
	return slices.Contains(mutable, named.Obj().Pkg().Path())
}

// statement looks for whatever could write a variable at package level.
func (c *stateCheck) statement(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.AssignStmt:
		for _, left := range n.Lhs {
			c.written(left, "is assigned")
		}
	case *ast.IncDecStmt:
		c.written(n.X, "is assigned")
	case *ast.RangeStmt:
		if n.Tok == token.ASSIGN {
			c.written(n.Key, "is assigned")
			c.written(n.Value, "is assigned")
		}
	case *ast.UnaryExpr:
		if n.Op == token.AND {
			c.written(n.X, "has its address taken")
		}
	case *ast.CallExpr:
		c.call(n)
	}
	return true
}

// call looks at built-in functions that write their argument and at methods that take the address of their receiver.
func (c *stateCheck) call(call *ast.CallExpr) {
	switch fun := call.Fun.(type) {
	case *ast.Ident:
		if _, builtin := c.info.Uses[fun].(*types.Builtin); !builtin {
			return
		}
		if slices.Contains([]string{"append", "clear", "close", "copy", "delete"}, fun.Name) {
			c.written(call.Args[0], "is given to "+fun.Name)
		}
	case *ast.SelectorExpr:
		method, ok := c.info.Selections[fun]
		if !ok || method.Kind() != types.MethodVal {
			return
		}
		_, takesPointer := method.Obj().(*types.Func).Signature().Recv().Type().(*types.Pointer)
		if _, isPointer := method.Recv().Underlying().(*types.Pointer); takesPointer && !isPointer {
			c.written(fun.X, "has its address taken by "+fun.Sel.Name)
		}
	}
}

// written reports the expression if it reaches into a variable at package level.
func (c *stateCheck) written(e ast.Expr, how string) {
	for {
		switch x := e.(type) {
		case *ast.ParenExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.IndexExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			if _, isField := c.info.Selections[x]; isField {
				e = x.X
				continue
			}
			e = x.Sel // a variable of another package
		case *ast.Ident:
			v, ok := c.info.Uses[x].(*types.Var)
			if ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
				c.report(x.Pos(), "package-level %s %s", x.Name, how)
			}
			return
		default:
			return
		}
	}
}
