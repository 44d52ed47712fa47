package membership

import (
	"strconv"
	"strings"
)

// Operator compares a property with a value.
type Operator uint8

// Operators. Each is followed by its opposite.
const (
	Eq Operator = iota + 1
	Ne
	StartsWith
	NotStartsWith
	EndsWith
	NotEndsWith
	Contains
	NotContains
	Match // the value is a regular expression
	NotMatch
	In // the value is a list
	NotIn
)

var operators = [...]string{
	Eq: "-eq", Ne: "-ne", StartsWith: "-startsWith", NotStartsWith: "-notStartsWith", EndsWith: "-endsWith",
	NotEndsWith: "-notEndsWith", Contains: "-contains", NotContains: "-notContains", Match: "-match", NotMatch: "-notMatch",
	In: "-in", NotIn: "-notIn",
}

// String returns the operator as it is written in rules.
func (o Operator) String() string {
	if o == 0 || int(o) >= len(operators) {
		return "unknown(" + strconv.Itoa(int(o)) + ")"
	}
	return operators[o]
}

// opposite returns the operator that holds for the values for which this one does not.
func (o Operator) opposite() Operator { return (o - 1) ^ 1 + 1 }

// isNegative reports whether the operator is the opposite of the one that says what is tested.
func (o Operator) isNegative() bool { return o%2 == 0 }

// Quantifier says of how many items of a collection something must hold.
type Quantifier uint8

// Quantifiers. Neither holds for a collection without items.
const (
	Any Quantifier = iota + 1
	All
)

var quantifiers = [...]string{Any: "-any", All: "-all"}

// String returns the quantifier as it is written in rules.
func (q Quantifier) String() string {
	if q == 0 || int(q) >= len(quantifiers) {
		return "unknown(" + strconv.Itoa(int(q)) + ")"
	}
	return quantifiers[q]
}

func (q Quantifier) opposite() Quantifier { return Any + All - q }

// refusedOperators are those of Entra that there is nothing here to use on.
var refusedOperators = []string{"-le", "-ge"}

// spells reports whether a word is the one meant, such as "-eq". The hyphen may be missing, and the case does not count.
func spells(word, meant string) bool {
	return strings.EqualFold(strings.TrimPrefix(word, "-"), meant[1:])
}

// findWord returns the index of the word among the names, or 0 if it is none of them.
func findWord(word string, names []string) int {
	for i := 1; i < len(names); i++ {
		if spells(word, names[i]) {
			return i
		}
	}
	return 0
}
