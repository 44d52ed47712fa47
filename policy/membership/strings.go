package membership

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// test is what an operator asks of a value. All but exact tests disregard case.
type test interface{ passes(value string) bool }

// equals tests for one of several texts.
func equals(texts []string, exact bool) test {
	if exact {
		return identical(texts)
	}
	return equal(texts)
}

type identical []string

func (t identical) passes(value string) bool { return slices.Contains(t, value) }

type equal []string

func (t equal) passes(value string) bool {
	for _, text := range t {
		if strings.EqualFold(text, value) {
			return true
		}
	}
	return false
}

// prefixed tests for a folded beginning.
type prefixed []rune

func (t prefixed) passes(value string) bool {
	n := 0
	for _, r := range value {
		if n == len(t) {
			break
		}
		if fold(r) != t[n] {
			return false
		}
		n++
	}
	return n == len(t)
}

// suffixed tests for a folded end.
type suffixed []rune

func (t suffixed) passes(value string) bool {
	for i := len(t) - 1; i >= 0; i-- {
		r, size := utf8.DecodeLastRuneInString(value)
		if size == 0 || fold(r) != t[i] {
			return false
		}
		value = value[:len(value)-size]
	}
	return true
}

// matching tests for a regular expression anywhere in the value.
type matching struct{ expression *regexp.Regexp }

func (t matching) passes(value string) bool { return t.expression.MatchString(value) }
