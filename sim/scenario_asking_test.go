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

// asking: people answer questions, well and badly, and one of two presents the credential that a policy demands; some of the answers are written to them. A manager asks for her people, so that somebody else has to approve, and
// gives up what one of them has.
func asking() scenario {
	return scenario{
		name: "asking", length: 60 * day, still: 20 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day), "olga": sim.Approves(2 * day)}),
		script: func(s *script) {
			policy := formFor(forStaff(by(entitlement.Manager(1), entitlement.User("olga"))))
			policy.RequestorSettings = &entitlement.RequestorSettings{
				EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfUpdateAccess: true, EnableOnBehalfRequestorsToAddAccess: true, EnableOnBehalfRequestorsToUpdateAccess: true,
				EnableOnBehalfRequestorsToRemoveAccess: true,
			}
			s.at(0, "add the ledger", func() error {
				_, err := s.Admin().AddResource(background(), lifecycle.ResourceInput{Key: "ledger", Resource: entitlement.Resource{
					DisplayName: "Ledger", Type: entitlement.ResourceApplication, OriginID: "Ledger",
					Roles: []entitlement.ResourceRole{{OriginID: "Reader"}},
					Attributes: []entitlement.ResourceAttribute{
						{Name: "desk", IsEditable: true, Question: entitlement.Question{Type: entitlement.QuestionTextInput, Text: "Which desk?"}},
						{Name: "badge", IsPersistedOnAssignmentRemoval: true, Question: entitlement.Question{
							Type: entitlement.QuestionTextInput, Text: "Which badge?",
						}},
					},
				}})
				return err
			})
			s.offer("Ledger", []string{"Ledger/Reader"}, policy)
			s.answer(0, "ann", "ann", "4711")
			demands := forStaff(by(entitlement.User("olga")))
			demands.VerifiableCredentialSettings.CredentialTypes = []entitlement.VerifiableCredentialType{
				{CredentialType: "Diploma", Issuers: []string{"did:school"}},
			}
			s.offer("Lab", []string{"Ledger/Reader"}, demands)
			s.present(5*time.Hour, "ann", "did:school")
			s.present(5*time.Hour, "bob", "did:mill")
			s.answer(time.Hour, "bob", "bob", "47")
			s.answer(2*time.Hour, "bob", "bob", "4712", "us", "eu")
			s.answer(3*time.Hour, "meg", "cem", "4713", "eu")
			s.answer(4*time.Hour, "bob", "cem", "4713", "eu")
			s.at(day, "cem gets another manager", func() error {
				return s.Directory().Move(after(day), "cem", func(p *entitlement.Subject) { p.Manager = "olga" })
			})
			s.at(36*time.Hour, "olga corrects", func() error {
				list, err := s.Admin().Requests(background(), lifecycle.RequestsInput{For: "cem"})
				if err != nil {
					return err
				}
				_, err = s.As("olga").ChangeAnswers(background(), lifecycle.ChangeAnswersInput{
					Key: "correct", Request: list.Items[0].Request.ID, Answers: []entitlement.Answer{entitlement.Answered("cost", "4799")},
				})
				return err
			})
			s.at(8*day, "cem corrects", func() error {
				a, err := s.assignment("cem", "Ledger")
				if err != nil {
					return err
				}
				_, err = s.As("cem").Extend(background(), lifecycle.ExtendInput{
					Key: "change", Assignment: a.ID, KeepEnd: true,
					Answers: []entitlement.Answer{entitlement.Answered("cost", "4700"), entitlement.Answered(entitlement.AttributeQuestion("desk"), "D1")},
				})
				return err
			})
			s.at(10*day, "meg extends", func() error {
				a, err := s.assignment("ann", "Ledger")
				if err != nil {
					return err
				}
				_, err = s.As("meg").Extend(background(), lifecycle.ExtendInput{Key: "extend", Assignment: a.ID, End: after(40 * day)})
				return err
			})
			s.at(12*day, "meg removes", func() error {
				a, err := s.assignment("bob", "Ledger")
				if err != nil || a == nil {
					return err
				}
				_, err = s.As("meg").Remove(background(), lifecycle.RemoveInput{Key: "remove", Assignment: a.ID})
				return err
			})
		},
	}
}

// answer schedules that a person asks for the ledger, for somebody, with answers that may be refused.
func (s *script) answer(d time.Duration, who, target entitlement.SubjectID, cost string, area ...string) {
	s.at(d, string(who)+" answers for "+string(target), func() error {
		_, err := s.As(who).Submit(background(), lifecycle.SubmitInput{
			Key: string(who+target) + d.String(), Package: s.packages["Ledger"], Target: target,
			Answers: []entitlement.Answer{
				entitlement.Answered("cost", cost), entitlement.Answered("area", area...),
				entitlement.Answered(entitlement.AttributeQuestion("desk"), "D"+cost), entitlement.Answered(entitlement.AttributeQuestion("badge"), "B"+cost),
			},
		})
		if entitlement.CodeOf(err) == entitlement.Refused {
			return nil
		}
		return err
	})
}

// present schedules that a person asks for the lab with a diploma, which may be refused.
func (s *script) present(d time.Duration, who entitlement.SubjectID, issuer string) {
	s.at(d, string(who)+" presents a diploma", func() error {
		_, err := s.As(who).Submit(background(), lifecycle.SubmitInput{
			Key: string(who) + " presents", Package: s.packages["Lab"],
			Answers: []entitlement.Answer{
				entitlement.Answered(entitlement.AttributeQuestion("desk"), "D9"), entitlement.Answered(entitlement.AttributeQuestion("badge"), "B4711"),
			},
			VerifiedCredentials: []entitlement.VerifiedCredential{
				{Authority: issuer, Type: "Diploma", Claims: []entitlement.CredentialClaim{{Name: "degree", Value: "MSc"}}},
			},
		})
		if entitlement.CodeOf(err) == entitlement.Refused {
			return nil
		}
		return err
	})
}
