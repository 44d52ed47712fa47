package entitlement

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Answer is what somebody answered to a question of the policy (Graph's accessPackageAnswerString): one text, or the
// ActualValue of a choice, or those of several.
type Answer struct {
	Question QuestionID `json:"answeredQuestion"`
	Values   []string   `json:"values"`
}

// Answered makes an answer.
func Answered(question QuestionID, values ...string) Answer {
	return Answer{Question: question, Values: values}
}

// GivenAnswers returns the answers in the order of their questions' ids, without those that say nothing: what was left empty
// is absent. The result shares no memory with the list.
func GivenAnswers(list []Answer) []Answer {
	var out []Answer
	for _, a := range list {
		var values []string
		for _, v := range a.Values {
			if strings.TrimSpace(v) != "" {
				values = append(values, v)
			}
		}
		if len(values) > 0 {
			out = append(out, Answer{Question: a.Question, Values: values})
		}
	}
	slices.SortStableFunc(out, func(a, b Answer) int { return cmp.Compare(a.Question, b.Question) })
	return out
}

// CheckAnswers refuses answers that fit no question, whatever it is: with LimitExceeded more answers than a policy may have
// questions or its catalog attributes, more values than a question may have choices, and texts longer than Limits.AnswerLength; with InvalidArgument
// two answers to one question, and what is not readable text. Whether they are the answers that a policy wants is the
// policy's business.
func (l Limits) CheckAnswers(list []Answer) error {
	attributes := 0
	for _, a := range list {
		if a.Question.IsAttribute() {
			attributes++
		}
	}
	if err := firstError(
		checkLimit("answers", "QuestionsPerPolicy", len(list)-attributes, l.QuestionsPerPolicy),
		checkLimit("answers", "AttributesPerCatalog", attributes, l.AttributesPerCatalog),
	); err != nil {
		return err
	}
	for i, a := range list {
		path := fmt.Sprintf("answers[%d]", i)
		if err := firstError(
			checkKey(path+".answeredQuestion", strings.TrimPrefix(string(a.Question), attributePrefix)),
			checkLimit(path+".values", "ChoicesPerQuestion", len(a.Values), l.ChoicesPerQuestion),
		); err != nil {
			return err
		}
		if slices.ContainsFunc(list[:i], func(o Answer) bool { return o.Question == a.Question }) {
			return invalid(path+".answeredQuestion", "question %q is answered twice", a.Question)
		}
		for j, v := range a.Values {
			path := fmt.Sprintf("%s.values[%d]", path, j)
			if err := checkText(path, v, "AnswerLength", l.AnswerLength); err != nil {
				return err
			}
			if slices.Contains(a.Values[:j], v) {
				return invalid(path, "is given twice")
			}
		}
	}
	return nil
}

// Accepts reports whether the question takes an answer with these values, and what it wants in words. That it may need no
// answer at all is another matter. Patterns look at the whole answer.
func (q *Question) Accepts(values []string) (ok bool, wants string) {
	if q.Type == QuestionMultipleChoice {
		return q.acceptsChoices(values)
	}
	if len(values) != 1 {
		return false, "1 text"
	}
	if q.IsSingleLineQuestion && strings.ContainsAny(values[0], "\r\n") {
		return false, "one line"
	}
	if q.RegexPattern == "" {
		return true, "text"
	}
	pattern, err := regexp.Compile("^(?:" + q.RegexPattern + ")$")
	return err == nil && pattern.MatchString(values[0]), "text that matches " + q.RegexPattern
}

func (q *Question) acceptsChoices(values []string) (ok bool, wants string) {
	wants = "one of the " + strconv.Itoa(len(q.Choices)) + " choices"
	if q.IsMultipleSelectionAllowed {
		wants = "some of the " + strconv.Itoa(len(q.Choices)) + " choices"
	}
	if len(values) == 0 || len(values) > 1 && !q.IsMultipleSelectionAllowed {
		return false, wants
	}
	for _, v := range values {
		if !slices.ContainsFunc(q.Choices, func(c AnswerChoice) bool { return c.ActualValue == v }) {
			return false, wants
		}
	}
	return true, wants
}

// Display returns an answer as people read it in a language: texts as they are, choices by their labels, separated by ", ".
func (q *Question) Display(values []string, language string) string {
	shown := slices.Clone(values)
	for i, v := range shown {
		for j := range q.Choices {
			if q.Choices[j].ActualValue == v {
				shown[i] = q.Choices[j].TextIn(language)
			}
		}
	}
	return strings.Join(shown, ", ")
}

// ChangedAnswers returns the answers given before with changes, which are as people send them: an empty answer takes one away.
// The result is as GivenAnswers returns it.
func ChangedAnswers(before, changes []Answer) []Answer {
	out := CloneAnswers(changes)
	for _, a := range before {
		if !slices.ContainsFunc(changes, func(c Answer) bool { return c.Question == a.Question }) {
			out = append(out, a)
		}
	}
	return GivenAnswers(out)
}

// CloneAnswers returns a copy of a list of answers that shares no memory with it.
func CloneAnswers(list []Answer) []Answer {
	list = slices.Clone(list)
	for i := range list {
		list[i].Values = slices.Clone(list[i].Values)
	}
	return list
}
