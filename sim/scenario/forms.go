package scenario

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement/spec"
)

// Kind says what a step of a scenario is.
type Kind uint8

// Kinds of steps.
const (
	Passing  Kind = iota + 1 // time passes
	Doing                    // somebody does something, or something happens
	Claiming                 // something is expected to be true
)

// Step is a sentence of a scenario.
type Step struct {
	Line int
	Text string
	Kind Kind
}

// step is a sentence with its meaning.
type step struct {
	Step
	do deed
}

// deed is what a sentence means. A claim that is not true ends in an unmet error.
type deed func(ctx context.Context, p *Play) error

// form is a sentence that can be written.
type form struct {
	kind    Kind
	pattern string
	help    string // for the grammar
	example string // likewise; it is a sentence of the form
	mean    func(a *args) deed
}

// forms returns all forms, in the order of the grammar.
func forms() []form {
	return slices.Concat(
		timeForms(), requestForms(), credentialForms(), answerForms(), delegationForms(), accessForms(), reviewForms(), extensionForms(),
		directoryForms(), organizationForms(), driftForms(), faultForms(), claimForms(), answerClaims(), credentialClaims(), extensionClaims(), driftClaims(),
	)
}

// readSteps reads the steps: sentences, and configurations to apply.
func (s *Scenario) readSteps(r *reader, n *yaml.Node, known *names) {
	all := forms()
	patterns := make([][]element, len(all))
	for i, f := range all {
		patterns[i] = compile(f.pattern)
	}
	for item := range r.items(n, "the list of steps") {
		if item.Kind == yaml.MappingNode {
			s.readApply(r, item, known)
			continue
		}
		text := r.text(item, "a step")
		found, err := understand(text, known, all, patterns)
		if _, isName := errors.AsType[nameError](err); isName && known.incomplete {
			continue // what is wrong was said where the name should have come from
		}
		if err != nil {
			r.add(item.Line, "%v", err)
			continue
		}
		found.Line, found.Text = item.Line, oneLine(text)
		s.steps = append(s.steps, found)
	}
}

// understand finds out what a sentence means: the first form that fits and whose names are known. If there is none, what is
// wrong is said of the one that fits with most of its own words: that is the one that was meant.
func understand(text string, known *names, all []form, patterns [][]element) (step, error) {
	sentence, err := tokens(text)
	if err != nil {
		return step{}, err
	}
	plain, refusal := cutRefusal(sentence)
	if refusal != nil && *refusal != "" {
		if _, err := knownCode(*refusal); err != nil {
			return step{}, err
		}
	}
	var best error
	most := -1 // words that the form has for itself
	for i, f := range all {
		taken, fits := match(patterns[i], plain)
		if !fits {
			continue
		}
		a := args{names: known, taken: taken}
		do := f.mean(&a)
		switch {
		case a.err == nil && refusal != nil && f.kind != Doing:
			return step{}, fmt.Errorf("only what somebody does can be refused")
		case a.err == nil && refusal != nil:
			return step{Step: Step{Kind: Claiming}, do: refused(do, *refusal)}, nil
		case a.err == nil:
			return step{Step: Step{Kind: f.kind}, do: do}, nil
		case ownWords(patterns[i]) > most:
			best, most = a.err, ownWords(patterns[i])
		}
	}
	if refusal == nil && slices.Contains(plain, token{text: "but"}) {
		return step{}, errors.New(`behind "but" stands "is refused", or "is refused with" and a code`)
	}
	if best != nil {
		return step{}, best
	}
	return step{}, fmt.Errorf("%q is no sentence of the grammar%s", text, nearest(plain, all))
}

// cutRefusal takes "but is refused [with {code}]" from the end of a sentence.
func cutRefusal(sentence []token) (plain []token, code *string) {
	words := make([]string, len(sentence))
	for i, t := range sentence {
		if !t.quoted {
			words[i] = t.text
		}
	}
	n := len(words)
	const short, long = 3, 5
	if n > short && slices.Equal(words[n-short:], []string{"but", "is", "refused"}) {
		return sentence[:n-short], new(string)
	}
	if n > long && slices.Equal(words[n-long:n-1], []string{"but", "is", "refused", "with"}) {
		return sentence[:n-long], &words[n-1]
	}
	return sentence, nil
}

// nearest shows the form that has most of its words in common with a sentence, misspelled ones too, and where all are.
func nearest(sentence []token, all []form) string {
	var words []string
	for _, t := range sentence {
		if !t.quoted {
			words = append(words, t.text)
		}
	}
	best, most := "", 0
	claims := slices.Contains(words, "expect")
	for _, f := range all {
		if (f.kind == Claiming) != claims {
			continue
		}
		score := 0
		for word := range strings.FieldsSeq(mandatory(f.pattern)) {
			switch {
			case word[0] == '{':
			case slices.Contains(words, word):
				score += 4
			case len(word) > 3 && spec.Nearest(word, words) >= 0:
				score += 3
			default:
				score--
			}
		}
		if score > most {
			best, most = f.pattern, score
		}
	}
	const where = `"tenure-sim grammar" and GRAMMAR.md have all`
	if best == "" {
		return ": " + where
	}
	return fmt.Sprintf(": the nearest is %q; %s", written(best), where)
}

// mandatory returns a pattern without what may be missing.
func mandatory(pattern string) string {
	plain, _, _ := strings.Cut(pattern, "[")
	return plain
}

// written returns a pattern as people write it.
func written(pattern string) string { return strings.ReplaceAll(pattern, " "+possessive, possessive) }
