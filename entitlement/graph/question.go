package graph

import (
	"regexp"
	"strconv"

	"example.com/tenure/entitlement"
)

// readQuestion reads the question in place i of a list. One without id is known by its place.
func readQuestion(v *value, i int) (entitlement.Question, bool) {
	q := entitlement.Question{
		ID: entitlement.QuestionID(text(v.get("id"))), Type: entitlement.QuestionTextInput,
		IsRequired: flag(v.get("isRequired"), false), IsAnswerEditable: flag(v.get("isAnswerEditable"), false),
		Sequence: number(v.get("sequence")),
	}
	if q.ID == "" {
		q.ID = entitlement.QuestionID("question " + strconv.Itoa(i+1))
	}
	q.Text, q.Localizations = readTexts(v, "text")
	switch kind := v.typeOf(); {
	case kind == "accesspackagemultiplechoicequestion" || kind == "" && v.peek("choices") != nil:
		q.Type = entitlement.QuestionMultipleChoice
		q.IsMultipleSelectionAllowed = flag(v.get("isMultipleSelectionAllowed"), false)
		for _, c := range objects(v.get("choices")) {
			choice := entitlement.AnswerChoice{ActualValue: text(c.get("actualValue"))}
			if choice.Text, choice.Localizations = readTexts(c, "displayValue"); choice.Text == "" {
				choice.Text, choice.Localizations = readTexts(c, "text")
			}
			q.Choices = append(q.Choices, choice)
		}
	case kind == "accesspackagetextinputquestion" || kind == "":
		q.IsSingleLineQuestion = flag(v.get("isSingleLineQuestion"), false)
		q.RegexPattern = readPatternText(v.get("regexPattern"))
	default:
		v.lose("the engine has no such question")
		return q, false
	}
	return q, true
}

// readPatternText reads a regular expression, which Graph has in the syntax of another language.
func readPatternText(v *value) string {
	pattern := text(v)
	if _, err := regexp.Compile(pattern); err != nil || len(pattern) > entitlement.PatternLength {
		v.lose("it is no regular expression of the engine: every answer passes")
		return ""
	}
	return pattern
}

// readTexts reads a text with its translations: beside it in v1.0, in one object with it in beta.
func readTexts(v *value, name string) (string, []entitlement.LocalizedText) {
	at, of, list, said := v, name, "localizations", v.get(name)
	if said != nil && said.kind == kindObject {
		at, of, list = said, "defaultText", "localizedTexts"
	}
	var out []entitlement.LocalizedText
	if said == nil {
		return "", nil
	}
	for _, l := range objects(at.get(list)) {
		out = append(out, entitlement.LocalizedText{LanguageCode: text(l.get("languageCode")), Text: text(l.get("text"))})
	}
	return text(at.get(of)), out
}

// readAttribute reads what a resource wants to know of people.
func readAttribute(r *resource, v *value) {
	a := entitlement.ResourceAttribute{
		Name: text(v.get("name")), IsEditable: flag(v.get("isEditable"), false),
		IsPersistedOnAssignmentRemoval: flag(v.get("isPersistedOnAssignmentRemoval"), false),
	}
	v.get("id") // Graph's own key, which nothing refers to
	if to := object(v.get("destination")); to != nil && to.typeOf() != "" && to.typeOf() != "accesspackageuserdirectoryattributestore" {
		v.lose("answers are written to people only")
		return
	}
	from := object(v.get("source"))
	asked := object(from.get("question"))
	if asked == nil {
		v.lose("the engine asks for the values of attributes, and nothing is asked")
		return
	}
	asked.get("id") // the question is known by the attribute
	var ok bool
	if a.Question, ok = readQuestion(asked, 0); !ok {
		return
	}
	a.Question.ID = ""
	if a.Question.IsMultipleSelectionAllowed {
		asked.get("isMultipleSelectionAllowed").lose("a property has one value")
		a.Question.IsMultipleSelectionAllowed = false
	}
	r.Attributes = append(r.Attributes, a)
}
