package sim_test

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

func background() context.Context { return context.Background() }

// simpleApproval: the manager approves one request, denies one and lets one lie; access ends after 30 days.
func simpleApproval() scenario {
	return scenario{
		name: "simple_approval", length: 80 * day, still: 10 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{
			"meg": sim.Nth(2, sim.Denies(day).Because("no need"), sim.Nth(3, sim.NeverAnswers(), sim.Approves(2*day))),
		}),
		script: func(s *script) {
			s.offer("Sales", []string{"CRM/User", "Sales team/Member"}, forStaff(by(entitlement.Manager(1))))
			s.ask(0, "ann", "Sales")
			s.ask(time.Hour, "bob", "Sales")
			s.ask(5*time.Hour, "cem", "Sales")
			s.at(5*day, "the record of bob's request goes", func() error { return s.forget("bob") })
		},
	}
}

// forget removes the record of a person's only request, if it is still there: after a crash this is said again. // R-109
func (s *script) forget(who entitlement.SubjectID) error {
	list, err := s.Admin().Requests(background(), lifecycle.RequestsInput{For: who})
	if err != nil || len(list.Items) == 0 {
		return err
	}
	_, err = s.Admin().RemoveRequest(background(), lifecycle.RemoveRequestInput{Key: "forget", Request: list.Items[0].Request.ID})
	return err
}

// twoStages: the first stage escalates from the manager to her manager, the second is the owner's.
func twoStages() scenario {
	first := entitlement.StageSettings{
		PrimaryApprovers: []entitlement.SubjectSet{entitlement.Manager(1)}, DurationBeforeAutomaticDenial: entitlement.Days(14),
		IsEscalationEnabled: true, DurationBeforeEscalation: entitlement.Days(3),
		EscalationApprovers: []entitlement.SubjectSet{entitlement.Manager(2)},
	}
	return scenario{
		name: "two_stages_with_escalation", length: 90 * day, still: 20 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{
			"meg": sim.NeverAnswers(), "boss": sim.Nth(2, sim.NeverAnswers(), sim.Approves(day)),
			"olga": sim.Approves(2 * day).Within(day),
		}, func(o *sim.Options) { o.Target = fake.Options{Latency: fake.Spread(time.Hour)} }),
		script: func(s *script) {
			s.offer("Ledger", []string{"Ledger/Reader"}, forStaff(first, by(entitlement.User("olga"))))
			s.ask(0, "ann", "Ledger")
			s.ask(day, "bob", "Ledger")
			s.at(2*day, "an outage over the second escalation", func() error {
				s.Directory().Outage(after(4*day-time.Hour), after(4*day+5*time.Hour))
				return nil
			})
			s.ask(6*day, "cem", "Ledger")
		},
	}
}

// delivery: the targets take up to an hour and misbehave in every way; mails get lost.
func delivery() scenario {
	return scenario{
		name: "delivery_with_latency_and_faults", length: 70 * day, still: 10 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(2 * time.Hour)}, func(o *sim.Options) {
			o.Target = fake.Options{Latency: fake.Spread(time.Hour)}
		}),
		script: func(s *script) {
			s.at(0, "faults", func() error {
				return errors.Join(
					s.Target().Inject(
						fake.Fault{Subject: "ann", Resource: "CRM", LastAttempt: 2, Answer: fake.AnswerError},
						fake.Fault{Subject: "ann", Resource: "Wiki", LastAttempt: 1, Answer: fake.AnswerError, Effect: fake.EffectAsUsual},
						fake.Fault{Subject: "bob", Resource: "CRM", LastAttempt: 1, Answer: fake.AnswerHang},
						fake.Fault{Subject: "bob", Resource: "Wiki", LastAttempt: 3, Answer: fake.AnswerPanic},
						fake.Fault{Subject: "cem", Resource: "CRM", Verb: provision.Grant, Answer: fake.AnswerError,
							Err: provision.Permanent(provision.GroupFull, "")},
						fake.Fault{Subject: "cem", Resource: "Wiki", LastAttempt: 1, Answer: fake.AnswerError,
							Err: provision.TransientAfter(provision.Throttled, 3*time.Hour, "")},
						fake.Fault{
							Subject: "ann", Resource: "CRM", Verb: provision.Revoke, Until: after(30*day + 9*time.Hour), Answer: fake.AnswerError,
						},
					),
					s.Mailbox().Inject(sim.Fault{Person: "meg", Times: 2}, sim.Fault{Person: "ann", Times: 1, Late: true}),
				)
			})
			s.offer("Tools", []string{"CRM/User", "Wiki/Editor"}, forStaff(by(entitlement.Manager(1))))
			s.ask(0, "ann", "Tools")
			s.ask(time.Hour, "bob", "Tools")
			s.ask(2*time.Hour, "cem", "Tools")
		},
	}
}

// scheduledStart: requests that begin later, by people who may have left by then; one start falls into an outage.
func scheduledStart() scenario {
	policy := forStaff(by(entitlement.Manager(1)))
	policy.RequestorSettings = &entitlement.RequestorSettings{
		EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfRemoveAccess: true, AllowCustomAssignmentSchedule: true,
	}
	times := func(from, to time.Duration) entitlement.Schedule {
		return entitlement.Schedule{Start: after(from), End: after(to)}
	}
	return scenario{
		name: "scheduled_start", length: 60 * day, still: 14 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(day)}),
		script: func(s *script) {
			s.offer("Audit", []string{"Ledger/Reader"}, policy)
			s.ask(0, "ann", "Audit", times(10*day, 20*day))
			s.ask(0, "bob", "Audit", times(11*day, 21*day))
			s.ask(0, "cem", "Audit", times(12*day, 22*day))
			s.at(2*day, "bob leaves later", func() error { return ignoreRepeated(s.Directory().Leave(after(10*day), "bob")) })
			s.at(2*day, "an outage", func() error {
				s.Directory().Outage(after(12*day-1), after(12*day+9*time.Hour))
				return nil
			})
		},
	}
}

// ignoreRepeated lets an edit of the directory be made again after a crash.
func ignoreRepeated(err error) error {
	if errors.Is(err, entitlement.NotFound) || errors.Is(err, entitlement.AlreadyExists) {
		return nil
	}
	return err
}

// guests: people from outside are invited, blocked, deleted; one comes back before the deletion.
func guests() scenario {
	return scenario{
		name: "guest_onboarding_and_clean_up", length: 130 * day, still: 50 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"boss": sim.Approves(day)}),
		script: func(s *script) {
			s.partner()
			s.at(0, "faults", func() error {
				return s.Accounts().Inject(sim.Fault{Person: "gil", Times: 1}, sim.Fault{Person: "hal", Times: 1, Late: true})
			})
			s.offer("Project", []string{"Project room/Member"}, entitlement.AssignmentPolicy{
				AllowedTargetScope: entitlement.ScopeAllConfiguredOrganizations,
				RequestApprovalSettings: entitlement.ApprovalSettings{
					IsApprovalRequiredForAdd: true, Stages: []entitlement.StageSettings{by(entitlement.Sponsors())},
				},
			})
			s.ask(0, "gil", "Project")
			s.ask(day, "hal", "Project")
			s.ask(2*day, "ivy", "Project")
			s.assign(40*day, "hal", "Project")
		},
	}
}

// partner schedules the organization that the guests come from.
func (s *script) partner() {
	s.at(0, "partner", func() error {
		_, err := s.Admin().CreateOrganization(background(), lifecycle.OrganizationInput{
			Key: "partner", Organization: entitlement.ConnectedOrganization{
				DisplayName: "Partner", State: entitlement.OrganizationConfigured,
				IdentitySources:  []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "partner.example"}},
				InternalSponsors: []entitlement.SubjectSet{entitlement.User("boss")},
			},
		})
		return err
	})
}

// roleChange: the roles of a package change while several people have it, in batches of two.
func roleChange() scenario {
	return scenario{
		name: "package_role_change", length: 60 * day, still: 12 * day,
		options: world(nil, func(o *sim.Options) {
			o.Config = func(c *lifecycle.Config) { c.BatchSize = 2 }
			o.Target = fake.Options{Latency: fake.Fixed(10 * time.Minute)}
		}),
		script: func(s *script) {
			s.offer("Other", []string{"Wiki/Reader"}, forStaff())
			s.offer("Tools", []string{"CRM/User"}, forStaff())
			for i, who := range []entitlement.SubjectID{"ann", "bob", "cem"} {
				s.assign(time.Duration(i)*time.Minute, who, "Tools")
			}
			s.assign(time.Hour, "ann", "Other")
			s.at(5*day, "change", func() error { return s.changeRoles("first", "Wiki/Reader", "Wiki/Editor") })
			s.at(6*day, "change back", func() error { return s.changeRoles("second", "CRM/User", "Wiki/Editor") })
		},
	}
}

// changeRoles gives the package Tools the roles of an offer that is made for this.
func (s *script) changeRoles(key string, roles ...string) error {
	model, err := s.Offer(sim.Offer{Name: "model " + key, Roles: roles, Policy: forStaff()})
	if err != nil {
		return err
	}
	list, err := s.Admin().Packages(background(), lifecycle.InCatalogInput{Catalog: entitlement.GeneralCatalogID()})
	if err != nil {
		return err
	}
	tools := entitlement.AccessPackage{ID: s.packages["Tools"], DisplayName: "Tools", Description: "Tools"}
	for _, p := range list.Items {
		if p.ID == model {
			tools.Roles = p.Roles
		}
	}
	_, err = s.Admin().UpdatePackage(background(), lifecycle.PackageInput{Key: key, Package: tools})
	return err
}

// packageDeletion: a package goes while people have it, wait for it, and wait for its start.
func packageDeletion() scenario {
	policy := forStaff(by(entitlement.Manager(1)))
	policy.RequestorSettings = &entitlement.RequestorSettings{
		EnableTargetsToSelfAddAccess: true, AllowCustomAssignmentSchedule: true,
	}
	return scenario{
		name: "package_deletion", length: 50 * day, still: 8 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Nth(3, sim.NeverAnswers(), sim.Approves(day))},
			func(o *sim.Options) { o.Config = func(c *lifecycle.Config) { c.BatchSize = 1 } }),
		script: func(s *script) {
			s.offer("Sales", []string{"CRM/User"}, policy)
			s.ask(0, "ann", "Sales")
			s.ask(time.Hour, "bob", "Sales", entitlement.Schedule{Start: after(20 * day), End: after(25 * day)})
			s.ask(2*time.Hour, "cem", "Sales")
			s.at(5*day, "delete", func() error {
				_, err := s.Admin().DeletePackage(background(), lifecycle.DeletePackageInput{Key: "delete", Package: s.packages["Sales"]})
				return err
			})
		},
	}
}

// reprocess: a delivery fails, is repaired and asked for again; another is given up.
func reprocess() scenario {
	return scenario{
		name: "reprocess", length: 60 * day, still: 10 * day,
		options: world(nil, func(o *sim.Options) { o.Config = func(c *lifecycle.Config) { c.RetryWindow = 20 * time.Minute } }),
		script: func(s *script) {
			s.at(0, "faults", func() error {
				return s.Target().Inject(
					fake.Fault{Resource: "CRM", Verb: provision.Grant, Until: after(2 * day), Answer: fake.AnswerError},
					fake.Fault{Subject: "bob", Resource: "Wiki", Verb: provision.Grant, Until: after(2 * day), Answer: fake.AnswerError,
						Err: provision.Permanent(provision.PermissionMissing, "")},
				)
			})
			s.offer("Tools", []string{"CRM/User", "Wiki/Editor"}, forStaff())
			for _, who := range []entitlement.SubjectID{"ann", "bob", "cem"} {
				s.ask(0, who, "Tools")
			}
			s.at(day, "bob gives up", func() error { return s.cancelOf("bob") })
			s.at(3*day, "ann again", func() error { return s.reprocessOf("ann", "first") })
			s.at(4*day, "ann once more", func() error { return s.reprocessOf("ann", "second") })
			s.at(5*day, "cem is removed", func() error {
				a, err := s.assignment("cem", "Tools")
				if err != nil || a == nil {
					return err
				}
				_, err = s.Admin().Remove(background(), lifecycle.RemoveInput{Key: "remove", Assignment: a.ID})
				return err
			})
		},
	}
}

func (s *script) reprocessOf(who entitlement.SubjectID, key string) error {
	a, err := s.assignment(who, "Tools")
	if err != nil {
		return err
	}
	_, err = s.Admin().Reprocess(background(), lifecycle.ReprocessInput{Key: key, Assignment: a.ID})
	return err
}

func (s *script) cancelOf(who entitlement.SubjectID) error {
	list, err := s.Admin().Requests(background(), lifecycle.RequestsInput{For: who})
	if err != nil {
		return err
	}
	_, err = s.Admin().Cancel(background(), lifecycle.CancelInput{Key: "cancel", Request: list.Items[0].Request.ID})
	return err
}

// reviews: the manager reviews every month, twice, and lets one item lie, which ends the access. One holder gives up what the
// second review is about, for another the fallback reviews, and the directory does not answer at its start.
func reviews() scenario {
	return scenario{
		name: "reviews", length: 130 * day, still: 65 * day,
		options: world(nil, func(o *sim.Options) {
			letsLie := sim.Reviews(entitlement.ReviewNotReviewed, 0)
			o.Reviewers = map[entitlement.SubjectID]sim.ReviewHabit{
				"meg":  sim.Reviews(entitlement.ReviewApprove, 3*day).About("bob", sim.Reviews(entitlement.ReviewDeny, day)).About("cem", letsLie),
				"boss": sim.FollowsRecommendations(2 * day).Because("as recommended"),
			}
		}),
		script: func(s *script) {
			policy := forStaff()
			policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDuration, Duration: entitlement.Days(100)}
			policy.ReviewSettings = &entitlement.ReviewSettings{
				IsEnabled: true, ExpirationBehavior: entitlement.ReviewRemoveAccess, IsRecommendationEnabled: true,
				PrimaryReviewers: []entitlement.SubjectSet{entitlement.Manager(1)}, FallbackReviewers: []entitlement.SubjectSet{entitlement.User("boss")},
				AdditionalNotificationRecipients: []entitlement.SubjectSet{entitlement.User("boss")},
				Schedule: entitlement.ReviewSchedule{
					StartDateTime: after(10 * day), EndDateTime: after(60 * day), Recurrence: entitlement.Period{Months: 1}, Duration: entitlement.Days(7),
				},
			}
			s.offer("Ledger", []string{"Ledger/Reader"}, policy)
			s.ask(0, "ann", "Ledger")
			s.ask(time.Hour, "bob", "Ledger")
			s.ask(2*time.Hour, "cem", "Ledger")
			s.at(9*day, "cem signs in", func() error { return s.Directory().SignIn(s.Now(), "cem") })
			s.at(12*day, "an administrator reminds everybody", func() error { return s.remind("Ledger") })
			s.ask(20*day, "cem", "Ledger")
			s.ask(20*day, "bob", "Ledger")
			s.at(25*day, "ann has no manager any more", func() error {
				return errors.Join(
					s.Directory().Move(s.Now(), "ann", func(p *entitlement.Subject) { p.Manager = "" }),
					s.Directory().SignIn(s.Now(), "ann"),
				)
			})
			s.at(40*day, "an outage over the second start", func() error {
				s.Directory().Outage(after(41*day-time.Hour), after(41*day+5*time.Hour))
				return nil
			})
			s.at(43*day, "bob gives it up", func() error { return s.giveUp("bob", "Ledger") })
		},
	}
}

// remind reminds the reviewers of the reviews of a package that go on.
func (s *script) remind(pkg string) error {
	list, err := s.Admin().Reviews(background(), lifecycle.ReviewsInput{Package: s.packages[pkg]})
	if err != nil {
		return err
	}
	for _, v := range list.Items {
		if v.Review.State != entitlement.ReviewInProgress {
			continue
		}
		in := lifecycle.ManageReviewInput{Key: "remind" + v.Review.ID.String(), Review: v.Review.ID}
		if _, err := s.Admin().RemindReview(background(), in); err != nil {
			return err
		}
	}
	return nil
}

// giveUp ends a person's own access.
func (s *script) giveUp(who entitlement.SubjectID, pkg string) error {
	a, err := s.assignment(who, pkg)
	if err != nil || a == nil {
		return err
	}
	_, err = s.As(who).Remove(background(), lifecycle.RemoveInput{Key: "give up", Assignment: a.ID})
	return err
}

// extensions: one holder extends without being asked, one waits for an approval that comes too late, one lets go.
func extensions() scenario {
	return scenario{
		name: "extensions", length: 120 * day, still: 50 * day,
		options: world(map[entitlement.SubjectID]sim.Habit{"meg": sim.Approves(5 * day)}),
		script: func(s *script) {
			policy := forStaff(by(entitlement.Manager(1)))
			policy.RequestorSettings = &entitlement.RequestorSettings{
				EnableTargetsToSelfAddAccess: true, EnableTargetsToSelfUpdateAccess: true,
			}
			policy.RequestApprovalSettings.IsApprovalRequiredForAdd = false
			policy.RequestApprovalSettings.IsApprovalRequiredForUpdate = true
			s.offer("Wiki", []string{"Wiki/Reader"}, policy)
			s.ask(0, "ann", "Wiki")
			s.ask(time.Hour, "bob", "Wiki")
			s.ask(2*time.Hour, "cem", "Wiki")
			s.extend(17*day, "ann", "Wiki")
			s.extend(27*day, "bob", "Wiki")
			s.extend(40*day, "ann", "Wiki")
		},
	}
}
