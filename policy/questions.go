package policy

import (
	"strconv"

	"example.com/tenure/entitlement"
)

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
