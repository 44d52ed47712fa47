package lint

import (
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
)

// questions looks for questions that people cannot answer, or not in the language of the others.
func (l *linter) questions() {
	if l.Policy.IsAutomatic() {
		for i := range l.Attributes {
			l.neverShown(&l.Attributes[i])
		}
	}
	for _, language := range l.languages() {
		var without []string
		for i := range l.Policy.Questions {
			if q := &l.Policy.Questions[i]; !isTranslated(q, language) {
				without = append(without, string(q.ID))
			}
		}
		if len(without) == 0 {
			continue
		}
		l.add(Finding{
			Rule: QuestionUntranslated, Severity: Warns, Where: "questions",
			Detail: fmt.Sprintf("some questions are there in %q, and %s not: people read a form in two languages", language, quoted(without)),
			Advice: "add localizations to the questions and their choices",
		}, nil)
	}
}

// neverShown looks for people whom an automatic policy gives access without the property that a resource wants to know.
func (l *linter) neverShown(a *entitlement.ResourceAttribute) {
	var who group
	for _, person := range l.people {
		if person.Attributes[a.Name] == "" {
			who = append(who, person.ID)
		}
	}
	if len(who) == 0 {
		return
	}
	l.add(Finding{
		Rule: QuestionNeverShown, Severity: Warns, Where: "accessPackage.resourceRoleScopes",
		Detail: fmt.Sprintf("a resource wants to know %q, people in scope have no value, and an automatic policy asks nobody", a.Name),
		Advice: "enter the values in the directory, or let people ask for the access package",
	}, who)
}

// languages are those that any question is translated to, sorted, in lower case.
func (l *linter) languages() []string {
	var out []string
	note := func(list []entitlement.LocalizedText) {
		for _, text := range list {
			out = append(out, strings.ToLower(text.LanguageCode))
		}
	}
	for i := range l.Policy.Questions {
		q := &l.Policy.Questions[i]
		note(q.Localizations)
		for j := range q.Choices {
			note(q.Choices[j].Localizations)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// isTranslated reports whether a question, with all its choices, is there in a language, or in the same one without region.
func isTranslated(q *entitlement.Question, language string) bool {
	base, _, _ := strings.Cut(language, "-")
	in := func(list []entitlement.LocalizedText) bool {
		return slices.ContainsFunc(list, func(t entitlement.LocalizedText) bool {
			return strings.EqualFold(t.LanguageCode, language) || strings.EqualFold(t.LanguageCode, base)
		})
	}
	return in(q.Localizations) && !slices.ContainsFunc(q.Choices, func(c entitlement.AnswerChoice) bool { return !in(c.Localizations) })
}
