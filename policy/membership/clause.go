package membership

import (
	"fmt"
	"strings"
)

// clause reads a comparison or a quantified clause.
func (p *parser) clause() (Expr, error) {
	if err := p.count(); err != nil {
		return nil, err
	}
	property, kind, err := p.property()
	if err != nil {
		return nil, err
	}
	if quantifier := p.quantifier(); quantifier != 0 {
		return p.quantified(property, kind, quantifier)
	}
	operator, err := p.operator(property, kind)
	if err != nil {
		return nil, err
	}
	value, err := p.value(property, kind, operator)
	return Compare{Property: property, Operator: operator, Value: value}, err
}

// property reads the name of a property that may stand here.
func (p *parser) property() (Property, kind, error) {
	name, isUser := strings.CutPrefix(p.tok.text, prefix)
	switch {
	case p.tok.kind != tokenWord, !isUser && isReserved(name):
		return "", kindNone, p.unexpected(p.clauseStart()...)
	case p.items && name == string(Item):
		return Item, kindItem, p.advance()
	case p.items:
		return "", kindNone, p.fault(fault{
			problem:  "the condition is about items, not about " + p.shown(),
			expected: []string{string(Item)},
		})
	case name == string(Item):
		return "", kindNone, p.fault(fault{problem: `"_" is an item of a collection, within -any and -all only`})
	case !isUser:
		return "", kindNone, p.notOfUser(name)
	}
	kind := kindOf(Property(name))
	if kind == kindNone {
		return "", kindNone, p.unknown(name)
	}
	return Property(name), kind, p.advance()
}

// clauseStart lists what a clause begins with.
func (p *parser) clauseStart() []string {
	if p.items {
		return []string{string(Item), `"("`}
	}
	return []string{"a property", `"("`}
}

// isReserved reports whether a word is an operator or begins like one, and so stands where a property was forgotten.
func isReserved(word string) bool {
	if strings.HasPrefix(word, "-") || findWord(word, operators[:]) != 0 || findWord(word, quantifiers[:]) != 0 {
		return true
	}
	return spells(word, "-and") || spells(word, "-or") || spells(word, "-not")
}

// notOfUser refuses a word that does not begin with "user.".
func (p *parser) notOfUser(name string) error {
	object, property, _ := strings.Cut(name, ".")
	if strings.EqualFold(object, "device") {
		return p.fault(fault{problem: p.shown() + " is not supported: rules are about users"})
	}
	if property == "" {
		property = object
	}
	return p.fault(fault{problem: p.shown() + " is no property of a user", nearest: nearestProperty(property)})
}

// unknown refuses a name behind "user.".
func (p *parser) unknown(name string) error {
	if why := whyRefused(Property(name)); why != "" {
		return p.fault(fault{problem: p.shown() + " is not supported: " + why})
	}
	return p.fault(fault{problem: p.shown() + " is no property of a user", nearest: nearestProperty(name)})
}

func nearestProperty(name string) string {
	names := make([]string, len(properties))
	for i, known := range properties {
		names[i] = string(known.name)
	}
	if found := nearest(name, names); found != "" {
		return prefix + found
	}
	return ""
}

func (p *parser) quantifier() Quantifier {
	if p.tok.kind != tokenWord {
		return 0
	}
	return Quantifier(findWord(p.tok.text, quantifiers[:]))
}

// quantified reads the condition of a quantified clause. Without parentheses it is one comparison.
func (p *parser) quantified(property Property, kind kind, quantifier Quantifier) (Expr, error) {
	if kind != kindCollection {
		return nil, p.fault(fault{problem: fmt.Sprintf("%s is for collections; %s is %s", quantifier, property, kind)})
	}
	if err := p.advance(); err != nil {
		return nil, err
	}
	p.items = true
	defer func() { p.items = false }()
	read := p.group
	if !p.isPunctuation("(") {
		read = p.clause
	}
	e, err := read()
	return Quantified{Property: property, Quantifier: quantifier, Condition: e}, err
}

// operator reads an operator that the property takes.
func (p *parser) operator(property Property, kind kind) (Operator, error) {
	if p.tok.kind != tokenWord {
		return 0, p.unexpected(kind.operators()...)
	}
	operator := Operator(findWord(p.tok.text, operators[:]))
	if operator == 0 {
		return 0, p.noOperator(kind)
	}
	if !kind.takes(operator) {
		return 0, p.fault(fault{
			problem:  fmt.Sprintf("%s is %s, which does not take %s", property, kind, operator),
			expected: kind.operators(),
		})
	}
	return operator, p.advance()
}

func (p *parser) noOperator(kind kind) error {
	for _, refused := range refusedOperators {
		if spells(p.tok.text, refused) {
			return p.fault(fault{problem: p.shown() + " is not supported: a rule knows no dates and numbers"})
		}
	}
	f := fault{problem: p.shown() + " is no operator", expected: kind.operators()}
	if f.nearest = nearest("-"+strings.TrimPrefix(p.tok.text, "-"), f.expected); f.nearest != "" {
		f.expected = nil
	}
	return p.fault(f)
}
