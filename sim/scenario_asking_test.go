package sim_test

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

// formFor is what a policy of the scenario asks.
func formFor(p entitlement.AssignmentPolicy) entitlement.AssignmentPolicy {
	p.Questions = []entitlement.Question{
		{
			ID: "cost", Type: entitlement.QuestionTextInput, Text: "Which cost center?", IsRequired: true, IsAnswerEditable: true,
			RegexPattern: `\d{4}`,
		},
		{
			ID: "area", Type: entitlement.QuestionMultipleChoice, Text: "Where?", IsMultipleSelectionAllowed: true,
			Choices: []entitlement.AnswerChoice{{ActualValue: "eu", Text: "Europe"}, {ActualValue: "us", Text: "USA"}},
		},
	}
	return p
}

// asking: people answer questions, well and badly.
func asking() scenario {
	return scenario{
		name: "asking", length: 60 * day, still: 20 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)}),
		script: func(s *script) {
			s.offer("Ledger", []string{"Ledger/Reader"}, formFor(forStaff(by(entitlement.Manager(1), entitlement.User("olga")))))
			s.answer(0, "ann", "ann", "4711")
			s.answer(time.Hour, "bob", "bob", "47")
			s.answer(2*time.Hour, "bob", "bob", "4712", "us", "eu")
		},
	}
}

// answer schedules that a person asks for the ledger, for somebody, with answers that may be refused.
func (s *script) answer(d time.Duration, who, target entitlement.SubjectID, cost string, area ...string) {
	s.at(d, string(who)+" answers for "+string(target), func() error {
		_, err := s.As(who).Submit(background(), lifecycle.SubmitInput{
			Key: string(who+target) + d.String(), Package: s.packages["Ledger"],
			Answers: []entitlement.Answer{entitlement.Answered("cost", cost), entitlement.Answered("area", area...)},
		})
		if entitlement.CodeOf(err) == entitlement.Refused {
			return nil
		}
		return err
	})
}
