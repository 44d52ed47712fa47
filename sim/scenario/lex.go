package scenario

import (
	"fmt"
	"strings"
)

// token is a word of a sentence, a text in quotes, or the "'s" that says whose something is.
type token struct {
	text   string
	quoted bool
}

const possessive = "'s"

// maxTokens bounds a sentence: to fit a longer one to a pattern with many parts could take very long.
const maxTokens = 60

// tokens splits a sentence.
func tokens(sentence string) ([]token, error) {
	var out []token
	for rest := strings.TrimSpace(sentence); rest != ""; rest = strings.TrimSpace(rest) {
		if rest[0] == '"' {
			text, after, closed := strings.Cut(rest[1:], `"`)
			if !closed {
				return nil, fmt.Errorf("a quotation mark is missing: texts are written between two of them, and have none inside")
			}
			out, rest = append(out, token{text, true}), after
			if after, is := strings.CutPrefix(rest, possessive); is {
				out, rest = append(out, token{text: possessive}), after
			}
			continue
		}
		word := rest
		if end := strings.IndexAny(rest, " \t\n\""); end >= 0 {
			word = rest[:end]
		}
		rest = rest[len(word):]
		owner, is := strings.CutSuffix(word, possessive)
		if !is {
			out = append(out, token{text: word})
			continue
		}
		if owner != "" {
			out = append(out, token{text: owner})
		}
		out = append(out, token{text: possessive})
	}
	if len(out) > maxTokens {
		return nil, fmt.Errorf("a sentence has %d words at most; what is in quotation marks counts as one", maxTokens)
	}
	return out, nil
}
