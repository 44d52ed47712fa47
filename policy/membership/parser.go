package membership

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"example.com/tenure/entitlement"
)

// parser reads a rule by recursive descent, one function for each production of the grammar. It checks types on the way,
// while the place of every name is at hand.
type parser struct {
	lexer
	tok     token // the next one
	depth   int   // of parentheses
	clauses int
	items   bool // in the condition of a quantified clause
}

// parse reads a whole text.
func parse(text string) (Expr, error) {
	if n := utf8.RuneCountInString(text); n > TextLength {
		return nil, beyond("", "TextLength", TextLength, n)
	}
	if valid := len(validStart(text)); valid < len(text) {
		return nil, refuse(text, token{offset: valid, end: valid + 1}, fault{problem: "not valid UTF-8"})
	}
	p := parser{lexer: lexer{text: text}}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.tok.kind != tokenEnd {
		return nil, p.unexpected("-and", "-or", "the end of the rule")
	}
	return e, nil
}

// validStart returns the part of a text before the first byte that is not UTF-8.
func validStart(text string) string {
	for i, r := range text {
		if _, size := utf8.DecodeRuneInString(text[i:]); r == utf8.RuneError && size == 1 {
			return text[:i]
		}
	}
	return text
}

func (p *parser) advance() (err error) {
	p.tok, err = p.scan()
	return err
}

// isWord reports whether the next token is a keyword such as "-and".
func (p *parser) isWord(meant string) bool {
	return p.tok.kind == tokenWord && spells(p.tok.text, meant)
}

func (p *parser) isPunctuation(text string) bool {
	return p.tok.kind == tokenPunctuation && p.tok.text == text
}

func (p *parser) or() (Expr, error) {
	list, err := p.chain("-or", p.and)
	if len(list) < 2 {
		return first(list), err
	}
	return Or(list), err
}

func (p *parser) and() (Expr, error) {
	list, err := p.chain("-and", p.not)
	if len(list) < 2 {
		return first(list), err
	}
	return And(list), err
}

// chain reads one or more operands with a word between them.
func (p *parser) chain(word string, operand func() (Expr, error)) ([]Expr, error) {
	var list []Expr
	for {
		e, err := operand()
		if err != nil {
			return nil, err
		}
		list = append(list, e)
		if !p.isWord(word) {
			return list, nil
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
}

func first(list []Expr) Expr {
	if len(list) == 0 {
		return nil
	}
	return list[0]
}

func (p *parser) not() (Expr, error) {
	if !p.isWord("-not") {
		return p.operand()
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.operand()
	return Not{Clause: e}, err
}

func (p *parser) operand() (Expr, error) {
	switch {
	case p.isPunctuation("("):
		return p.group()
	case p.isDirect("Direct"):
		return p.reports()
	}
	return p.clause()
}

// group reads an expression in parentheses.
func (p *parser) group() (Expr, error) {
	if err := p.enter(); err != nil {
		return nil, err
	}
	defer p.leave()
	if err := p.advance(); err != nil {
		return nil, err
	}
	e, err := p.or()
	if err != nil {
		return nil, err
	}
	if !p.isPunctuation(")") {
		return nil, p.unexpected("-and", "-or", `")"`)
	}
	return e, p.advance()
}

// enter goes one level deeper.
func (p *parser) enter() error {
	p.depth++
	if p.depth > RuleDepth {
		return beyond(p.where(), "RuleDepth", RuleDepth, p.depth)
	}
	return nil
}

func (p *parser) leave() { p.depth-- }

// isDirect reports whether the next token is a word of "Direct Reports for", which have no hyphens.
func (p *parser) isDirect(word string) bool {
	return p.tok.kind == tokenWord && strings.EqualFold(p.tok.text, word)
}

// reports reads "Direct Reports for", which is a clause on the manager.
func (p *parser) reports() (Expr, error) {
	if err := p.count(); err != nil {
		return nil, err
	}
	if p.items {
		return nil, p.fault(fault{problem: "Direct Reports is no condition on an item", expected: []string{"_"}})
	}
	for _, word := range []string{"Direct", "Reports", "for"} {
		if !p.isDirect(word) {
			return nil, p.unexpected(strconv.Quote(word))
		}
		if err := p.advance(); err != nil {
			return nil, err
		}
	}
	id, err := p.string("the identifier of a manager in double quotes")
	return DirectReports{Manager: entitlement.SubjectID(id)}, err
}

// count counts a clause.
func (p *parser) count() error {
	p.clauses++
	if p.clauses > RuleClauses {
		return beyond(p.where(), "RuleClauses", RuleClauses, p.clauses)
	}
	return nil
}

// where names the place of the next token, for refusals that are no syntax errors.
func (p *parser) where() string {
	line, column := place(p.text, p.tok.offset)
	return fmt.Sprintf(" at %d:%d", line, column)
}

// fault refuses the next token.
func (p *parser) fault(f fault) error { return refuse(p.text, p.tok, f) }

// unexpected refuses the next token because something else should stand there.
func (p *parser) unexpected(expected ...string) error {
	return p.fault(fault{problem: "unexpected " + p.shown(), expected: expected})
}

// shown returns the next token as messages show it: as it is written, but not at any length.
func (p *parser) shown() string {
	const longest = 40
	if p.tok.kind == tokenEnd {
		return "end"
	}
	text := p.text[p.tok.offset:p.tok.end]
	if utf8.RuneCountInString(text) > longest {
		text = string([]rune(text)[:longest]) + "…"
	}
	if p.tok.kind == tokenString {
		return text
	}
	return strconv.Quote(text)
}
