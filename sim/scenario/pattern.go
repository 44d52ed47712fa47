package scenario

import (
	"slices"
	"strings"
)

// element is a part of a pattern: a word, a slot for words of the writer, or a part that may be missing.
type element struct {
	word     string
	slot     string    // "{text}" in the pattern; what it stands for is the business of the form
	many     bool      // the slot may take several texts in quotes
	optional []element // "[...]"
}

// answersSlot is the one slot of patterns that may take several texts in quotes; it keeps their quotation marks.
const answersSlot = "answers"

// compile reads a pattern such as "{person} requests {package} [because {text}]".
func compile(pattern string) []element {
	out, rest := compileUntil(strings.Fields(strings.NewReplacer("[", " [ ", "]", " ] ", possessive, " "+possessive).Replace(pattern)))
	if len(rest) > 0 {
		panic("scenario: unbalanced brackets in " + pattern)
	}
	return out
}

func compileUntil(fields []string) (out []element, rest []string) {
	for len(fields) > 0 {
		field := fields[0]
		fields = fields[1:]
		switch {
		case field == "]":
			return out, fields
		case field == "[":
			var e element
			e.optional, fields = compileUntil(fields)
			out = append(out, e)
		case field[0] == '{':
			slot := strings.Trim(field, "{}")
			out = append(out, element{slot: slot, many: slot == answersSlot})
		default:
			out = append(out, element{word: field})
		}
	}
	return out, nil
}

// match fits a sentence to a pattern. A slot takes as few words as it can; what is in quotes is one word that is part of
// no pattern. It returns what the slots took.
func match(pattern []element, sentence []token) (map[string]string, bool) {
	taken := map[string]string{}
	if !fit(pattern, sentence, taken) {
		return nil, false
	}
	return taken, true
}

func fit(pattern []element, sentence []token, taken map[string]string) bool {
	if len(pattern) == 0 {
		return len(sentence) == 0
	}
	first, rest := pattern[0], pattern[1:]
	switch {
	case first.optional != nil:
		return fit(slices.Concat(first.optional, rest), sentence, taken) || fit(rest, sentence, taken)
	case first.word != "":
		return len(sentence) > 0 && !sentence[0].quoted && sentence[0].text == first.word && fit(rest, sentence[1:], taken)
	}
	for n := 1; n <= len(sentence); n++ {
		last := sentence[n-1]
		if !last.quoted && last.text == possessive {
			return false
		}
		if fit(rest, sentence[n:], taken) {
			taken[first.slot] = joined(sentence[:n], first.many)
			return true
		}
		if last.quoted && !first.many {
			return false // a text in quotes stands alone
		}
	}
	return false
}

func joined(words []token, marked bool) string {
	texts := make([]string, len(words))
	for i, word := range words {
		texts[i] = word.text
		if marked && word.quoted {
			texts[i] = `"` + word.text + `"`
		}
	}
	return strings.Join(texts, " ")
}
