package entitlement

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func fullTextQuestion() Question {
	return Question{
		ID: "costCenter", Type: QuestionTextInput, Text: "Which cost center?",
		Localizations: []LocalizedText{{"de", "Welche Kostenstelle?"}, {"de-CH", "Weli Koschtestell?"}},
		IsRequired:    true, IsAnswerEditable: true, Sequence: 2, IsSingleLineQuestion: true, RegexPattern: `[A-Z]{2}\d{3}|none`,
	}
}

func fullChoiceQuestion() Question {
	return Question{
		ID: "region", Type: QuestionMultipleChoice, Text: "Where?", Sequence: 1, IsMultipleSelectionAllowed: true,
		Choices: []AnswerChoice{
			{"eu", "Europe", []LocalizedText{{"de", "Europa"}}}, {"us", "United States", nil},
		},
	}
}

func questions(n int) []Question {
	var out []Question
	for _, id := range texts[QuestionID](n, "") {
		out = append(out, Question{ID: id, Type: QuestionTextInput, Text: "?"})
	}
	return out
}

func choices(n int) []AnswerChoice {
	var out []AnswerChoice
	for _, v := range texts[string](n, "") {
		out = append(out, AnswerChoice{ActualValue: v, Text: v})
	}
	return out
}

func localizations(n int) []LocalizedText {
	var out []LocalizedText
	for i := range n {
		out = append(out, LocalizedText{fmt.Sprint("l", i), "?"})
	}
	return out
}

// exactly the language, else the language without its region, else the default.
func TestQuestionsInTheReadersLanguage(t *testing.T) {
	t.Parallel()
	text, choice := fullTextQuestion(), fullChoiceQuestion()
	for language, want := range map[string]string{
		"": "Which cost center?", "en": "Which cost center?", "de": "Welche Kostenstelle?", "DE": "Welche Kostenstelle?",
		"de-AT": "Welche Kostenstelle?", "de-CH": "Weli Koschtestell?", "d": "Which cost center?", "-": "Which cost center?",
	} {
		require.Equal(t, want, text.TextIn(language), language)
		require.Equal(t, want, text.In(language).Text, language)
	}
	german := choice.In("de")
	require.Equal(t, "Where?", german.Text)
	require.Equal(t, []AnswerChoice{{"eu", "Europa", nil}, {"us", "United States", nil}}, german.Choices)
	require.Empty(t, text.In("de").Localizations)
	require.Equal(t, fullChoiceQuestion(), choice, "In changes a copy")
	require.Equal(t, "Europa, United States, mars", choice.Display([]string{"eu", "us", "mars"}, "de"))
	require.Equal(t, "AB123", text.Display([]string{"AB123"}, "de"))
}

// the sequence orders, and where it is the same the list does.
func TestQuestionsHaveAnOrder(t *testing.T) {
	t.Parallel()
	p := fullPolicy()
	p.Questions = append(p.Questions, Question{ID: "last", Sequence: 2}, Question{ID: "first", Sequence: -1})
	var got []QuestionID
	for _, q := range p.OrderedQuestions() {
		got = append(got, q.ID)
	}
	require.Equal(t, []QuestionID{"first", "region", "costCenter", "last"}, got)
	require.Equal(t, QuestionID("costCenter"), p.Questions[0].ID, "the policy keeps its list")
	require.Equal(t, "Where?", p.Question("region").Text)
	require.Nil(t, p.Question("nothing"))
}

func TestWhatQuestionsAccept(t *testing.T) {
	t.Parallel()
	text := func(change func(*Question)) *Question {
		q := Question{Type: QuestionTextInput}
		change(&q)
		return &q
	}
	several := fullChoiceQuestion()
	one := fullChoiceQuestion()
	one.IsMultipleSelectionAllowed = false
	line := text(func(q *Question) { q.IsSingleLineQuestion = true })
	pattern := text(func(q *Question) { q.RegexPattern = `a|b+` })
	for name, c := range map[string]struct {
		q      *Question
		values []string
		want   bool
	}{
		"free_text":         {text(func(*Question) {}), []string{"one\ntwo"}, true},
		"two_texts":         {text(func(*Question) {}), []string{"one", "two"}, false},
		"no_text":           {text(func(*Question) {}), nil, false},
		"one_line":          {line, []string{"one"}, true},
		"two_lines":         {line, []string{"one\ntwo"}, false},
		"match":             {pattern, []string{"bbb"}, true},
		"part_that_matches": {pattern, []string{"xbbb"}, false},
		"longer_than_match": {pattern, []string{"ax"}, false},
		"line_that_matches": {pattern, []string{"a\n"}, false},
		"other_case":        {pattern, []string{"A"}, false},
		"choice":            {&one, []string{"eu"}, true},
		"label":             {&one, []string{"Europe"}, false}, // the value, not its label
		"two_for_one":       {&one, []string{"eu", "us"}, false},
		"choices":           {&several, []string{"us", "eu"}, true},
		"one_of_several":    {&several, []string{"us"}, true},
		"none_of_several":   {&several, nil, false},
		"stranger":          {&several, []string{"us", "mars"}, false},
	} {
		ok, wants := c.q.Accepts(c.values)
		require.Equal(t, c.want, ok, name)
		require.NotEmpty(t, wants, name)
	}
}

// what was left empty is absent.
func TestEmptyAnswersAreAbsent(t *testing.T) {
	t.Parallel()
	given := []Answer{Answered("why", "because"), Answered("note", ""), Answered("blank", " \n"), Answered("area", "", "eu"), Answered("none")}
	require.Equal(t, []Answer{Answered("area", "eu"), Answered("why", "because")}, GivenAnswers(given))
	require.Equal(t, []string{"", "eu"}, given[3].Values, "the caller's list stays as it is")
	require.Nil(t, GivenAnswers([]Answer{Answered("note", "")}))
}

func TestMalformedAnswers(t *testing.T) {
	t.Parallel()
	l := SeedLimits()
	for name, list := range map[string][]Answer{
		"no_question":    {Answered("", "x")},
		"twice":          {Answered("a", "x"), Answered("b", "x"), Answered("a", "y")},
		"value_twice":    {Answered("a", "x", "x")},
		"no_utf8":        {Answered("a", "\xff")},
		"hidden_letters": {Answered("a", "x\u202ey")},
	} {
		require.ErrorIs(t, l.CheckAnswers(list), InvalidArgument, name)
	}
	require.NoError(t, l.CheckAnswers([]Answer{Answered("a", "one\r\ntwo"), Answered("b")}))
}

func TestClonesOfQuestionsAndAnswersShareNothing(t *testing.T) {
	t.Parallel()
	p := fullPolicy()
	c := p.Clone()
	require.Equal(t, p, c)
	c.Questions[1].Choices[0].Localizations[0].Text = "changed"
	c.Questions[1].Choices[0].Text = "changed"
	c.Questions[0].Localizations[0].Text = "changed"
	require.Equal(t, fullPolicy(), p)
	answers := []Answer{Answered("a", "x")}
	CloneAnswers(answers)[0].Values[0] = "changed"
	require.Equal(t, []Answer{Answered("a", "x")}, answers)
}
