package membership

import (
	"fmt"
	"slices"
	"strings"
)

var kinds = [...]string{
	kindNone: "unknown", kindText: "a string", kindIdentifier: "an identifier", kindFlag: "a boolean",
	kindCollection: "a collection", kindItem: "an item",
}

// String returns the type as messages name it.
func (k kind) String() string { return kinds[k] }

// takes reports whether values of the type can be compared with an operator.
func (k kind) takes(o Operator) bool {
	isEquality := o == Eq || o == Ne
	switch k {
	case kindFlag:
		return isEquality
	case kindIdentifier:
		return isEquality || o == In || o == NotIn
	case kindNone, kindText, kindCollection, kindItem:
	}
	return true
}

// operators lists the operators of the type, and the quantifiers if it has any.
func (k kind) operators() []string {
	var names []string
	for o := Eq; o <= NotIn; o++ {
		if k.takes(o) {
			names = append(names, o.String())
		}
	}
	if k == kindCollection {
		names = append(names, quantifiers[Any:]...)
	}
	return names
}

// values lists what may stand behind an operator.
func (k kind) values(o Operator) []string {
	switch {
	case o == In || o == NotIn:
		return []string{`"["`}
	case k == kindFlag:
		return []string{"true", "false", "null"}
	case k == kindItem || o != Eq && o != Ne:
		return []string{"a string in double quotes"}
	}
	return []string{"a string in double quotes", "null"}
}

// value reads a value that fits the property and the operator.
func (p *parser) value(property Property, kind kind, operator Operator) (Value, error) {
	switch {
	case operator == In || operator == NotIn:
		return p.list(kind, operator)
	case p.tok.kind == tokenString && kind != kindFlag:
		if operator == Match || operator == NotMatch {
			return p.expression()
		}
		text, err := p.string("")
		return Text(text), err
	case p.tok.kind == tokenWord:
		return p.constant(property, kind, operator)
	}
	return nil, p.wrongValue(property, kind, operator)
}

// constant reads null, true or false.
func (p *parser) constant(property Property, kind kind, operator Operator) (Value, error) {
	word := strings.TrimPrefix(strings.ToLower(p.tok.text), "$")
	equality := operator == Eq || operator == Ne
	switch {
	case word == "null" && equality && kind != kindItem:
		return Null{}, p.advance()
	case kind == kindFlag && (word == "true" || word == "false"):
		return Bool(word == "true"), p.advance()
	}
	return nil, p.wrongValue(property, kind, operator)
}

// wrongValue refuses the next token as a value, and says why where there is more to say than what was expected.
func (p *parser) wrongValue(property Property, kind kind, operator Operator) error {
	f := fault{problem: "unexpected " + p.shown(), expected: kind.values(operator)}
	word := strings.ToLower(p.tok.text)
	isNull := p.tok.kind == tokenWord && (word == "null" || word == "$null")
	switch {
	case isNull && kind == kindItem:
		f.problem = "an item is never null"
	case isNull:
		f.problem = fmt.Sprintf("null goes with -eq and -ne, not with %s", operator)
	case p.tok.kind == tokenString:
		f.problem = fmt.Sprintf("%s is %s, not a string", property, kind)
	case p.isPunctuation("["):
		f.problem = "a list goes with -in and -notIn, not with " + operator.String()
	case p.tok.kind == tokenWord && kind != kindFlag && !isReserved(p.tok.text):
		f.problem = p.shown() + " is not in quotes"
	}
	return p.fault(f)
}

// string reads a string that is not empty.
func (p *parser) string(expected string) (string, error) {
	if p.tok.kind != tokenString {
		return "", p.unexpected(expected)
	}
	text := p.tok.text
	if text == "" {
		return "", p.fault(fault{problem: "nothing is equal to an empty string; what is missing is null"})
	}
	return text, p.advance()
}

// list reads strings in brackets.
func (p *parser) list(kind kind, operator Operator) (Value, error) {
	if !p.isPunctuation("[") {
		return nil, p.unexpected(kind.values(operator)...)
	}
	var list List
	for !p.isPunctuation("]") {
		if err := p.advance(); err != nil { // the bracket, or a comma
			return nil, err
		}
		text, err := p.string("a string in double quotes")
		if err != nil {
			return nil, err
		}
		list = append(list, text)
		if !p.isPunctuation(",") && !p.isPunctuation("]") {
			return nil, p.unexpected(`","`, `"]"`)
		}
	}
	return slices.Clip(list), p.advance()
}
