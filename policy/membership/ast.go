package membership

import (
	"iter"

	"example.com/tenure/entitlement"
)

// Expr is a node of a rule's syntax tree. Nodes are plain values; whoever builds a tree in Go instead of text passes it to
// New, which checks it and never takes a value for syntax.
//
//sumtype:decl
type Expr interface {
	// String returns the canonical text.
	String() string
	expr()
}

// And holds if all its clauses hold. It has at least two.
type And []Expr

// Or holds if one of its clauses holds. It has at least two.
type Or []Expr

// Not turns the comparisons of a clause into their opposites.
type Not struct{ Clause Expr }

// Compare compares a property, or inside Quantified the Item, with a value.
type Compare struct {
	Property Property
	Operator Operator
	Value    Value
}

// Quantified asks whether some or all items of a collection satisfy a condition on the Item.
type Quantified struct {
	Property   Property
	Quantifier Quantifier
	Condition  Expr
}

// DirectReports holds for the people whose manager this is.
type DirectReports struct{ Manager entitlement.SubjectID }

func (And) expr()           {}
func (Or) expr()            {}
func (Not) expr()           {}
func (Compare) expr()       {}
func (Quantified) expr()    {}
func (DirectReports) expr() {}

// Walk yields an expression and everything below it, a node before its parts, from left to right.
func Walk(e Expr) iter.Seq[Expr] {
	return func(yield func(Expr) bool) { walk(e, yield) }
}

func walk(e Expr, yield func(Expr) bool) bool {
	if !yield(e) {
		return false
	}
	switch e := e.(type) {
	case And:
		return walkAll(e, yield)
	case Or:
		return walkAll(e, yield)
	case Not:
		return walk(e.Clause, yield)
	case Quantified:
		return walk(e.Condition, yield)
	case Compare, DirectReports:
	}
	return true
}

func walkAll(list []Expr, yield func(Expr) bool) bool {
	for _, e := range list {
		if !walk(e, yield) {
			return false
		}
	}
	return true
}
