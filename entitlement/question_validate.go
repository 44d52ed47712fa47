package entitlement

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// PatternLength is how long a RegexPattern may be, in bytes.
const PatternLength = 1024

// validateQuestions refuses more than Limits.QuestionsPerPolicy questions, two of the same id, and malformed ones.
func validateQuestions(limits Limits, list []Question) error {
	if err := checkLimit("questions", "QuestionsPerPolicy", len(list), limits.QuestionsPerPolicy); err != nil {
		return err
	}
	for i := range list {
		path := fmt.Sprintf("questions[%d]", i)
		if err := list[i].validate(path, limits); err != nil {
			return err
		}
		if list[i].ID.IsAttribute() {
			return invalid(path+".id", "%q is for attributes of resources", list[i].ID)
		}
		same := func(o Question) bool { return o.ID == list[i].ID }
		if slices.ContainsFunc(list[:i], same) {
			return invalid(path+".id", "question %q is listed twice", list[i].ID)
		}
	}
	return nil
}

// validate refuses a question without id or text, one whose members do not fit its type, a pattern that is none, and choices
// that cannot be told apart.
func (q *Question) validate(path string, limits Limits) error {
	if err := firstError(
		checkKey(path+".id", strings.TrimPrefix(string(q.ID), attributePrefix)),
		checkEnum(path+".@odata.type", q.Type, questionTypes),
		limits.checkQuestionText(path, q.Text, q.Localizations),
	); err != nil {
		return err
	}
	if q.Type == QuestionMultipleChoice {
		if q.IsSingleLineQuestion || q.RegexPattern != "" {
			return invalid(path, "has a member that %s does not use", q.Type)
		}
		return q.validateChoices(path+".choices", limits)
	}
	if q.IsMultipleSelectionAllowed || len(q.Choices) > 0 {
		return invalid(path, "has a member that %s does not use", q.Type)
	}
	return checkPattern(path+".regexPattern", q.RegexPattern)
}

func (q *Question) validateChoices(path string, limits Limits) error {
	if len(q.Choices) == 0 {
		return invalid(path, "a question with choices needs at least one")
	}
	if err := checkLimit(path, "ChoicesPerQuestion", len(q.Choices), limits.ChoicesPerQuestion); err != nil {
		return err
	}
	for i := range q.Choices {
		c, path := &q.Choices[i], fmt.Sprintf("%s[%d]", path, i)
		if err := firstError(
			checkKey(path+".actualValue", c.ActualValue),
			limits.checkQuestionText(path, c.Text, c.Localizations),
		); err != nil {
			return err
		}
		same := func(o AnswerChoice) bool { return o.ActualValue == c.ActualValue }
		if slices.ContainsFunc(q.Choices[:i], same) {
			return invalid(path+".actualValue", "%q is listed twice", c.ActualValue)
		}
	}
	return nil
}

// checkQuestionText accepts a text that is not empty, with one localization for each language at most.
func (l Limits) checkQuestionText(path, text string, list []LocalizedText) error {
	if text == "" {
		return invalid(path+".text", "is missing")
	}
	if err := firstError(
		l.checkDescription(path+".text", text),
		checkLimit(path+".localizations", "ListLength", len(list), ListLength),
	); err != nil {
		return err
	}
	for i := range list {
		at := fmt.Sprintf("%s.localizations[%d]", path, i)
		if list[i].Text == "" {
			return invalid(at+".text", "is missing")
		}
		if err := firstError(
			checkKey(at+".languageCode", list[i].LanguageCode),
			l.checkDescription(at+".text", list[i].Text),
		); err != nil {
			return err
		}
		same := func(o LocalizedText) bool { return lowerASCII(o.LanguageCode) == lowerASCII(list[i].LanguageCode) }
		if slices.ContainsFunc(list[:i], same) {
			return invalid(at+".languageCode", "language %q is listed twice", list[i].LanguageCode)
		}
	}
	return nil
}

// checkPattern accepts a regular expression in Go's syntax, which takes linear time whatever people answer.
func checkPattern(path, pattern string) error {
	if err := checkLimit(path, "PatternLength", len(pattern), PatternLength); err != nil {
		return err
	}
	if _, err := regexp.Compile(pattern); err != nil {
		return invalid(path, "is not a regular expression: %v", err)
	}
	return nil
}
