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
	// Direct says that an administrator changes them, which is not a matter of the questions' switch.
	Direct bool
}

// ChangeAnswers answers whether answers that were given may become others: the new ones are what the policy wants, as at a
// submission, and those that differ are editable.
func ChangeAnswers(ask *AnswersAsk) Ruling {
	w := walk{trace: trace{all: yes}, ask: &Ask{Target: ask.Target, Answers: ask.After}}
	w.changed(ask)
	return w.ruling()
}

// ExplainChangeAnswers is ChangeAnswers with reasons.
func ExplainChangeAnswers(ask *AnswersAsk) (Ruling, []entitlement.Reason) {
	w := walk{trace: trace{all: yes, rec: newRecorder()}, ask: &Ask{Target: ask.Target, Answers: ask.After}}
	w.changed(ask)
	return w.ruling(), w.rec.reasons()
}

func (w *walk) changed(ask *AnswersAsk) {
	if w.rec != nil {
		w.rec.policy = ask.Policy.ID
	}
	w.answered(ask.Policy)
	for i := range ask.Policy.Questions {
		q := &ask.Policy.Questions[i]
		before, after := answerTo(ask.Before, q.ID), answerTo(ask.After, q.ID)
		if before == nil && after == nil || before != nil && after != nil && slices.Equal(before.Values, after.Values) {
			continue
		}
		if n := w.check(answerNotEditable, is(q.IsAnswerEditable || ask.Direct)); n != nil {
			n.about("", string(q.ID), "editable", editableText(q))
		}
	}
}

func editableText(q *entitlement.Question) string {
	if q.IsAnswerEditable {
		return "editable"
	}
	return "not editable"
}

// answered asks whether the policy's questions are answered: the required ones at all, those that were answered as
// each question wants, and no others. Administrators who assign answer too. Reasons name the
// questions and never hold what people wrote.
func (w *walk) answered(p *entitlement.AssignmentPolicy) {
	if len(p.Questions)+len(w.ask.Answers) == 0 {
		return
	}
	m := w.open()
	for i := range p.Questions {
		w.question(&p.Questions[i])
	}
	for i := range w.ask.Answers {
		w.asked(p, w.ask.Answers[i].Question)
	}
	if n := w.close(m, answersComplete, w.all); n != nil {
		n.about(string(w.ask.Target), "answers", strconv.Itoa(len(p.Questions))+" at most", strconv.Itoa(len(w.ask.Answers)))
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
		got := "given"
		if !ok {
			got = "something else"
		}
		n.about("", string(q.ID), wants, got)
	}
}

// asked asks whether the policy has the question that was answered.
func (w *walk) asked(p *entitlement.AssignmentPolicy, id entitlement.QuestionID) {
	if p.Question(id) != nil {
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
