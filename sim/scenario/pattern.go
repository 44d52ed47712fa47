package scenario

import (
	"strings"
)

// element is a part of a pattern: a word, a slot for words of the writer, or the beginning of parts that may be missing.
type element struct {
	word string
	slot string // "{text}" in the pattern; what it stands for is the business of the form
	many bool   // the slot may take several texts in quotes
	skip int    // "[...]": so many of the next elements may be missing
}

// Slots that may take several texts in quotes; they keep the quotation marks.
const (
	answersSlot     = "answers"
	credentialsSlot = "credentials"
)

// compile reads a pattern such as "{person} requests {package} [because {text}]".
func compile(pattern string) []element {
	var out []element
	open := -1 // where the brackets began
	for _, field := range strings.Fields(strings.NewReplacer("[", " [ ", "]", " ] ", possessive, " "+possessive).Replace(pattern)) {
		switch {
		case field == "[" && open < 0:
			open = len(out)
			out = append(out, element{})
		case field == "]" && open >= 0:
			out[open].skip = len(out) - open - 1
			open = -1
		case field == "[" || field == "]":
			panic("scenario: unbalanced brackets in " + pattern)
		case field[0] == '{':
			slot := strings.Trim(field, "{}")
			out = append(out, element{slot: slot, many: slot == answersSlot || slot == credentialsSlot})
		default:
			out = append(out, element{word: field})
		}
	}
	if open >= 0 {
		panic("scenario: unbalanced brackets in " + pattern)
	}
	return out
}

// ownWords counts the words that a pattern cannot do without.
func ownWords(pattern []element) int {
	n := 0
	for i := 0; i < len(pattern); i += 1 + pattern[i].skip {
		if pattern[i].word != "" {
			n++
		}
	}
	return n
}

// match fits a sentence to a pattern. A slot takes as few words as it can; what is in quotes is one word that is part of
// no pattern. It returns what the slots took.
func match(pattern []element, sentence []token) (map[string]string, bool) {
	m := matching{pattern, sentence, make([]bool, (len(pattern)+1)*(len(sentence)+1)), map[string]string{}}
	if !m.fits(0, 0) {
		return nil, false
	}
	return m.taken, true
}

// matching is a sentence and a pattern, and which ends of the one do not fit which ends of the other: a sentence with many words of
// the pattern can be tried in more ways than anybody waits for.
type matching struct {
	pattern  []element
	sentence []token
	failed   []bool
	taken    map[string]string
}

// fits reports whether the rest of the sentence fits the rest of the pattern.
func (m *matching) fits(p, s int) bool {
	failed := &m.failed[p*(len(m.sentence)+1)+s]
	if !*failed {
		*failed = !m.fitsAnew(p, s)
	}
	return !*failed
}

func (m *matching) fitsAnew(p, s int) bool {
	if p == len(m.pattern) {
		return s == len(m.sentence)
	}
	first, rest := m.pattern[p], m.sentence[s:]
	switch {
	case first.skip > 0:
		return m.fits(p+1, s) || m.fits(p+1+first.skip, s)
	case first.word != "":
		return len(rest) > 0 && rest[0] == token{text: first.word} && m.fits(p+1, s+1)
	}
	for n := 1; n <= len(rest); n++ {
		last := rest[n-1]
		if last == (token{text: possessive}) {
			return false
		}
		if m.fits(p+1, s+n) {
			m.taken[first.slot] = joined(rest[:n], first.many)
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
