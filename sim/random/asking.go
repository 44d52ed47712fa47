package random

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// The one question that policies ask, and what may be said to it.
const (
	reasonQuestion = "reason"
	goodAnswer     = "work"
	badAnswer      = "42"
)

func question() entitlement.Question {
	return entitlement.Question{
		ID: reasonQuestion, Type: entitlement.QuestionTextInput, Text: "Why?", IsRequired: true, RegexPattern: "[a-z]+",
	}
}

// asksFor draws who asks for somebody's access, mostly they themselves.
func (s *story) asksFor(who entitlement.SubjectID) entitlement.SubjectID {
	if s.reel.chance(4) {
		return oneOf(s.reel, []entitlement.SubjectID{"meg", "meg", "boss", s.someone()})
	}
	return who
}

// answer draws what is said to the question of a package, now and then nothing, or nonsense, or something nobody has asked for.
func (s *story) answer(pack int) string {
	if s.facts().packs[pack].terms.asks {
		return oneOf(s.reel, []string{goodAnswer, goodAnswer, goodAnswer, "", badAnswer})
	}
	return oneOf(s.reel, []string{"", "", "", "", "", "", goodAnswer})
}

// submission writes a command to ask for access as the engine wants it.
func (c *command) submission(pkg entitlement.AccessPackageID) lifecycle.SubmitInput {
	in := lifecycle.SubmitInput{
		Key: c.key, Package: pkg, Schedule: c.times, Justification: c.text, Answers: c.answers(),
	}
	if c.actor != c.person {
		in.Target = c.person
	}
	return in
}

// assigning writes a command to assign access as the engine wants it.
func (c *command) assigning(pkg entitlement.AccessPackageID) lifecycle.AssignInput {
	return lifecycle.AssignInput{
		Key: c.key, Package: pkg, Target: c.person, Schedule: c.times, Justification: c.text, Answers: c.answers(),
	}
}

func (c *command) answers() []entitlement.Answer {
	if c.answer == "" {
		return nil
	}
	return []entitlement.Answer{{Question: reasonQuestion, Values: []string{c.answer}}}
}

// mayAskFor says why somebody may not ask for another's access: a manager may, for who reports to them, where the policy lets
// them. Nothing else is looked at then.
func (f *facts) mayAskFor(c *command) (l findings) {
	p, people := &f.packs[c.pack], f.people(f.now)
	actor, target := people[c.actor], people[c.person]
	switch {
	case p.without:
		l.unless(false, entitlement.NoPolicyApplies)
	case !p.terms.forReports:
		l.unless(false, entitlement.OnBehalfDisabled)
	default:
		l.unless(target.here && target.manager == c.actor, entitlement.NotOnBehalfRequestor)
	}
	l.unless(actor.here && !actor.disabled, entitlement.SubjectBlocked)
	return l
}

// answers adds what is wrong with the answer.
func (l *findings) answers(c *command, t *terms) {
	switch {
	case !t.asks:
		l.unless(c.answer == "", entitlement.QuestionUnknown)
	case c.answer == "":
		l.unless(false, entitlement.AnswerMissing)
	default:
		l.unless(c.answer != badAnswer, entitlement.AnswerRefused)
	}
}
