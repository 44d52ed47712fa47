package entitlement

import (
	"cmp"
	"slices"
	"strings"
)

// QuestionID names a question within its policy, in the words of who wrote the policy: "costCenter". Answers refer to it, so
// it stays when the question's text changes.
type QuestionID string

// Question is something that a policy asks of who requests: Graph's accessPackageQuestion. Answers are given
// with the request, kept with it and shown to its approvers.
type Question struct {
	ID            QuestionID      `json:"id"` // unique in the policy
	Type          QuestionType    `json:"@odata.type"`
	Text          string          `json:"text"` // what people read who have no localization of it
	Localizations []LocalizedText `json:"localizations,omitempty"`
	IsRequired    bool            `json:"isRequired,omitzero"` // otherwise it may be left without an answer
	// IsAnswerEditable lets the answer be changed after the request was submitted.
	IsAnswerEditable bool `json:"isAnswerEditable,omitzero"`
	Sequence         int  `json:"sequence,omitzero"` // display order, smallest first; where it is the same, that of the list

	IsSingleLineQuestion bool `json:"isSingleLineQuestion,omitzero"` // for text input
	// RegexPattern is what the whole of an answer has to match, in Go's syntax; "" lets everything pass. For text input.
	RegexPattern string `json:"regexPattern,omitempty"`

	IsMultipleSelectionAllowed bool           `json:"isMultipleSelectionAllowed,omitzero"` // for multiple choice
	Choices                    []AnswerChoice `json:"choices,omitempty"`                   // for multiple choice, in display order
}

// QuestionType says what kind of answer a question takes. The zero value is none.
type QuestionType uint8

// Question types.
const (
	QuestionTextInput      QuestionType = iota + 1 // text of one line or more
	QuestionMultipleChoice                         // one of the Choices, or several
)

var questionTypes = words[QuestionType]{
	QuestionTextInput: "accessPackageTextInputQuestion", QuestionMultipleChoice: "accessPackageMultipleChoiceQuestion",
}

// String returns Graph's name of the type, without "#microsoft.graph.".
func (t QuestionType) String() string { return questionTypes.text(t) }

// MarshalText returns Graph's name of the type, with "#microsoft.graph." as Graph writes it.
func (t QuestionType) MarshalText() ([]byte, error) {
	name, err := questionTypes.marshal("@odata.type", t)
	if err != nil {
		return nil, err
	}
	return append([]byte(graphType), name...), nil
}

// UnmarshalText accepts Graph's names, with or without "#microsoft.graph.".
func (t *QuestionType) UnmarshalText(text []byte) error {
	name := strings.TrimPrefix(string(text), graphType)
	return questionTypes.unmarshal("@odata.type", []byte(name), t)
}

// LocalizedText is a text in a language (Graph's accessPackageLocalizedText).
type LocalizedText struct {
	LanguageCode string `json:"languageCode"` // such as "de" or "de-CH"; compared without regard to case
	Text         string `json:"text"`
}

// AnswerChoice is one of the answers that a multiple choice question takes.
type AnswerChoice struct {
	ActualValue   string          `json:"actualValue"` // what is stored; unique in the question
	Text          string          `json:"text"`        // what people read who have no localization of it
	Localizations []LocalizedText `json:"localizations,omitempty"`
}

// TextIn returns the question in a language: the localization for exactly this language, else for the language without
// region ("de" for "de-CH"), else the default text (R-092).
func (q *Question) TextIn(language string) string {
	return localized(q.Text, q.Localizations, language)
}

// TextIn is the label of the choice in a language, found like the text of a question.
func (c *AnswerChoice) TextIn(language string) string {
	return localized(c.Text, c.Localizations, language)
}

func localized(text string, list []LocalizedText, language string) string {
	base, _, _ := strings.Cut(language, "-")
	for _, wanted := range [...]string{language, base} {
		for _, l := range list {
			if wanted != "" && lowerASCII(l.LanguageCode) == lowerASCII(wanted) {
				return l.Text
			}
		}
	}
	return text
}

// In returns a copy of the question for readers of one language: its texts are theirs, and no localizations are left.
func (q Question) In(language string) Question {
	q.Text, q.Localizations = q.TextIn(language), nil
	q.Choices = slices.Clone(q.Choices)
	for i := range q.Choices {
		c := &q.Choices[i]
		c.Text, c.Localizations = c.TextIn(language), nil
	}
	return q
}

// OrderedQuestions returns the policy's questions in display order. The list is the caller's, what it refers to is not.
func (p *AssignmentPolicy) OrderedQuestions() []Question {
	list := slices.Clone(p.Questions)
	slices.SortStableFunc(list, func(a, b Question) int { return cmp.Compare(a.Sequence, b.Sequence) })
	return list
}

// Question returns the policy's question with an id, or nil.
func (p *AssignmentPolicy) Question(id QuestionID) *Question {
	for i := range p.Questions {
		if p.Questions[i].ID == id {
			return &p.Questions[i]
		}
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver.
func (q Question) Clone() Question {
	q.Localizations = slices.Clone(q.Localizations)
	q.Choices = slices.Clone(q.Choices)
	for i := range q.Choices {
		q.Choices[i].Localizations = slices.Clone(q.Choices[i].Localizations)
	}
	return q
}

// CloneQuestions returns a copy of a list of questions that shares no memory with it.
func CloneQuestions(list []Question) []Question {
	list = slices.Clone(list)
	for i := range list {
		list[i] = list[i].Clone()
	}
	return list
}
