package policy

import (
	"slices"
	"strconv"

	"example.com/tenure/entitlement"
)

// AnswersAsk is a question to ChangeAnswers: may answers become others?
type AnswersAsk struct {
	Policy        *entitlement.AssignmentPolicy
	Target        entitlement.SubjectID
	Before, After []entitlement.Answer // all of them, as entitlement.GivenAnswers returns them
	Attributes    []entitlement.ResourceAttribute
	// Direct says that an administrator changes them, which is not a matter of the questions' switch.
	Direct bool
}

// ChangeAnswers answers whether answers that were given may become others: the new ones are what the policy wants, as at a
// submission, and those that differ are editable.
func ChangeAnswers(ask *AnswersAsk) Ruling {
	w := ask.walk(nil)
	w.changed(ask)
	return w.ruling()
}

// ExplainChangeAnswers is ChangeAnswers with reasons.
func ExplainChangeAnswers(ask *AnswersAsk) (Ruling, []entitlement.Reason) {
	w := ask.walk(newRecorder())
	w.changed(ask)
	return w.ruling(), w.rec.reasons()
}

func (ask *AnswersAsk) walk(rec *recorder) walk {
	return walk{trace: trace{all: yes, rec: rec}, ask: &Ask{Target: ask.Target, Answers: ask.After}}
}

func (w *walk) changed(ask *AnswersAsk) {
	if w.rec != nil {
		w.rec.policy = ask.Policy.ID
	}
	w.known = true // what the person has as an attribute is what was answered before
	w.target = &entitlement.Subject{Attributes: map[string]string{}}
	for _, a := range ask.Attributes {
		before, after := answerTo(ask.Before, a.Question.ID), answerTo(ask.After, a.Question.ID)
		if before == nil && after == nil {
			continue // what was known already was not answered
		}
		if before != nil && after != nil {
			w.target.Attributes[a.Name] = before.Values[0]
		}
		w.ask.Attributes = append(w.ask.Attributes, a)
	}
	w.answered(ask.Policy)
	for i := range ask.Policy.Questions {
		q := &ask.Policy.Questions[i]
		before, after := answerTo(ask.Before, q.ID), answerTo(ask.After, q.ID)
		if before == nil && after == nil || before != nil && after != nil && slices.Equal(before.Values, after.Values) {
			continue
		}
		if n := w.check(answerNotEditable, is(q.IsAnswerEditable || ask.Direct)); n != nil {
			n.about("", string(q.ID), "editable", editableText(q.IsAnswerEditable))
		}
	}
}

func editableText(editable bool) string {
	if editable {
		return "editable"
	}
	return "not editable"
}

// answered asks whether the policy's questions are answered: the required ones at all, those that were answered as
// each question wants, and no others. Administrators who assign answer too. Reasons name the
// questions and never hold what people wrote.
func (w *walk) answered(p *entitlement.AssignmentPolicy) {
	if len(p.Questions)+len(w.ask.Answers)+len(w.ask.Attributes) == 0 {
		return
	}
	m := w.open()
	for i := range p.Questions {
		w.question(&p.Questions[i])
	}
	for i := range w.ask.Attributes {
		w.attribute(&w.ask.Attributes[i])
	}
	for i := range w.ask.Answers {
		w.asked(p, w.ask.Answers[i].Question)
	}
	if n := w.close(m, answersComplete, w.all); n != nil {
		n.about(string(w.ask.Target), "answers", strconv.Itoa(len(p.Questions)+len(w.ask.Attributes))+" at most", strconv.Itoa(len(w.ask.Answers)))
	}
}

// question asks whether one question is answered well, or need not be.
func (w *walk) question(q *entitlement.Question) {
	given := answerTo(w.ask.Answers, q.ID)
	if given == nil {
		if n := w.check(answerMissing, is(!q.IsRequired)); n != nil {
			n.about("", string(q.ID), wantedAnswer(q), "missing")
		}
		return
	}
	ok, wants := q.Accepts(given.Values)
	if n := w.check(answerRefused, is(ok)); n != nil {
		n.about("", string(q.ID), wants, givenText(ok))
	}
}

// attribute asks whether an attribute is answered, or known already, and that one that cannot be edited is not
// changed, whoever asks.
func (w *walk) attribute(a *entitlement.ResourceAttribute) {
	given, has := answerTo(w.ask.Answers, a.Question.ID), ""
	if w.target != nil {
		has = w.target.Attributes[a.Name]
	}
	if given == nil {
		if n := w.check(answerMissing, w.ofTarget(has != "")); n != nil {
			n.about("", string(a.Question.ID), "an answer", "missing")
		}
		return
	}
	if !a.IsEditable {
		same := has == "" || len(given.Values) == 1 && given.Values[0] == has
		if n := w.check(answerNotEditable, w.ofTarget(same)); n != nil {
			n.about("", string(a.Question.ID), "editable, or what it is", editableText(a.IsEditable))
		}
	}
	ok, wants := a.Question.Accepts(given.Values)
	if n := w.check(answerRefused, is(ok)); n != nil {
		n.about("", string(a.Question.ID), wants, givenText(ok))
	}
}

func givenText(ok bool) string {
	if ok {
		return "given"
	}
	return "something else"
}

// asked asks whether the policy has the question that was answered.
func (w *walk) asked(p *entitlement.AssignmentPolicy, id entitlement.QuestionID) {
	isAttribute := func(a entitlement.ResourceAttribute) bool { return a.Question.ID == id }
	if p.Question(id) != nil || slices.ContainsFunc(w.ask.Attributes, isAttribute) {
		return
	}
	if n := w.check(questionUnknown, no); n != nil {
		n.about("", string(id), "a question of the policy", "none")
	}
}

func wantedAnswer(q *entitlement.Question) string {
	if q.IsRequired {
		return "an answer"
	}
	return "an answer or none"
}

// answerTo returns the answer to a question, or nil.
func answerTo(list []entitlement.Answer, id entitlement.QuestionID) *entitlement.Answer {
	for i := range list {
		if list[i].Question == id {
			return &list[i]
		}
	}
	return nil
}
