package scenario

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
)

func answerForms() []form {
	return []form{{
		Doing, "{person} corrects {whose} 's request for {package} answering {answers}",
		"An approver whose turn it is changes answers that are editable; the others stay.",
		`meg corrects ann's request for Sales Starter answering cost with "4712"`, corrects,
	}}
}

func answerClaims() []form {
	return []form{
		{
			Claiming, "expect {person} is asked {question} for {package}", "Who requests the access package is asked this question.",
			"expect ann is asked cost for Sales Starter", isQuestioned(true),
		},
		{
			Claiming, "expect {person} is not asked {question} for {package}", "Who requests it is not, or cannot request it.",
			"expect ann is not asked cost for Sales Starter", isQuestioned(false),
		},
		{
			Claiming, "expect {person} 's answer to {question} for {package} is {value}",
			"What the latest request says, as its approvers see it; with commas between several choices.",
			`expect ann's answer to cost for Sales Starter is "4711"`, answerIs,
		},
	}
}

// question is what sentences have to know about a question.
type question struct {
	id      entitlement.QuestionID
	several bool // choices may be combined
}

// learnQuestions adds the questions of a policy.
func (n *names) learnQuestions(list []entitlement.Question) {
	for i := range list {
		q := &list[i]
		n.questions[string(q.ID)] = question{q.ID, q.IsMultipleSelectionAllowed}
	}
}

// learnAttributes adds the questions for the properties that a resource wants to be known. They go by the names of the properties.
func (n *names) learnAttributes(resource *spec.Resource) {
	for i := range resource.Attributes {
		a := &resource.Attributes[i]
		n.questions[a.Name] = question{entitlement.AttributeQuestion(a.Name), a.Question.IsMultipleSelectionAllowed}
	}
}

// answers reads `cost with "4711" and area with "eu, us"`.
func (n *names) answers(text string) ([]entitlement.Answer, error) {
	rest, err := tokens(text)
	if err != nil {
		return nil, err
	}
	last := compile("{question} with {value}")
	more := append(compile("{question} with {value} and"), element{slot: "rest", many: true})
	var out []entitlement.Answer
	for len(rest) > 0 {
		taken, fits := match(more, rest)
		if !fits {
			taken, fits = match(last, rest)
		}
		if !fits {
			return nil, fmt.Errorf(`%s is no answer: write cost with "4711", and between answers "and"`, text)
		}
		q, err := find(n.questions, "question", taken["question"])
		if err != nil {
			return nil, err
		}
		out = append(out, entitlement.Answered(q.id, q.values(taken["value"])...))
		if rest, err = tokens(taken["rest"]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// values splits an answer where several choices may be combined.
func (q question) values(text string) []string {
	if !q.several {
		return []string{text}
	}
	var out []string
	for value := range strings.SplitSeq(text, ",") {
		out = append(out, strings.TrimSpace(value))
	}
	return out
}

func corrects(a *args) deed {
	approver, whose, pkg, answers := a.person("person"), a.person("whose"), a.pkg(), a.answers()
	return func(ctx context.Context, p *Play) error {
		request, err := p.request(whose, pkg)
		if err != nil {
			return err
		}
		_, err = p.as(approver).ChangeAnswers(ctx, lifecycle.ChangeAnswersInput{Request: request.ID, Answers: answers})
		return err
	}
}

func isQuestioned(want bool) func(a *args) deed {
	return func(a *args) deed {
		who, asked, pkg := a.person("person"), a.question("question"), a.pkg()
		return func(ctx context.Context, p *Play) error {
			id, err := p.world.Package(pkg)
			if err != nil {
				return err
			}
			list, err := p.as(who).Requirements(ctx, lifecycle.RequirementsInput{Package: id})
			if err != nil {
				return err
			}
			var questions []string
			for i := range list {
				for j := range list[i].Questions {
					questions = append(questions, string(list[i].Questions[j].ID))
				}
				for j := range list[i].Attributes {
					questions = append(questions, string(entitlement.AttributeQuestion(list[i].Attributes[j].Name)))
				}
			}
			if slices.Contains(questions, string(asked.id)) == want {
				return nil
			}
			if len(questions) == 0 {
				return unmetf("%s is asked nothing", who)
			}
			return unmetf("%s is asked %s", who, strings.Join(questions, ", "))
		}
	}
}

func answerIs(a *args) deed {
	who, asked, pkg := a.person("person"), a.question("question"), a.pkg()
	want := asked.values(a.text("value"))
	slices.Sort(want)
	return func(_ context.Context, p *Play) error {
		last, err := p.world.LastRequest(who, pkg)
		if err != nil {
			return err
		}
		if last == nil {
			return unmetf("%s has not asked for %s", who, pkg)
		}
		for i := range last.Answers {
			if answer := &last.Answers[i]; answer.Question.ID == asked.id {
				got := slices.Sorted(slices.Values(answer.Values))
				if slices.Equal(got, want) {
					return nil
				}
				return unmetf("the answer is %q", strings.Join(got, ", "))
			}
		}
		return unmetf("%s has not answered that", who)
	}
}
