package lifecycle_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// starts returns when the reviews of a package started, in order.
func (r *rig) starts(pkg entitlement.AccessPackage) []time.Time {
	r.Helper()
	byNumber := map[uint32]time.Time{}
	for _, v := range r.reviews(pkg) {
		byNumber[v.Number] = v.Start
	}
	var out []time.Time
	for n := uint32(1); len(out) < len(byNumber); n++ {
		out = append(out, byNumber[n])
	}
	return out
}

func TestReviewsRecur(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		cadence entitlement.Period
		want    []time.Time
	}{
		"every_90_days": {entitlement.Period{}, []time.Time{firstReview, firstReview.Add(90 * day), firstReview.Add(180 * day)}},
		"every_quarter": {entitlement.Period{Months: 3}, []time.Time{firstReview, firstReview.AddDate(0, 3, 0), firstReview.AddDate(0, 6, 0)}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg, _ := r.underReview(func(s *entitlement.ReviewSettings) {
					s.Schedule.Recurrence, s.Schedule.EndDateTime = c.cadence, firstReview.Add(200*day)
				})
				r.pass(400 * day)
				require.Equal(r, c.want, r.starts(pkg)) // the end of the series
				for _, v := range r.reviews(pkg) {
					require.Equal(r, entitlement.ReviewApplied, v.State) // I-85
					require.Equal(r, v.Start.Add(14*day), v.Closed)
				}
			})
		})
	}
}

func TestTheStartOfASeriesStays(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		policy := r.allow(pkg, reviewed(), lasting(1000))
		r.submit("ann", pkg)
		later := policy.Clone()
		later.ReviewSettings.Schedule.StartDateTime = firstReview.Add(day)
		_, err := r.as("root").UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: later})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		require.ErrorContains(r, err, "startDateTime")

		policy = r.edit(policy, func(p *entitlement.AssignmentPolicy) { p.ReviewSettings = nil })
		r.passTo(firstReview.Add(day))
		require.Empty(r, r.reviews(pkg)) // turned off
		r.edit(policy, reviewed(func(s *entitlement.ReviewSettings) { s.Schedule.StartDateTime = firstReview.Add(20 * day) }))
		r.passTo(firstReview.Add(21 * day))
		require.Equal(r, []time.Time{firstReview.Add(20 * day)}, r.starts(pkg), "another series")
	})
}

// what is turned off or changed counts from the next instance on; the one that runs goes on as it started.
func TestTheRunningInstanceKeepsItsSettings(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		policy := r.allow(pkg, reviewed(withoutAnswer(entitlement.ReviewRemoveAccess)), lasting(1000))
		r.submit("ann", pkg)
		r.submit("bob", pkg)
		r.passTo(firstReview)
		review := r.latestReview(pkg)
		policy = r.edit(policy, reviewed(reviewedBy(entitlement.User("hank"))))
		require.Len(r, r.toDo("meg"), 2)
		require.Empty(r, r.toDo("hank"))
		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewApprove))
		r.closes(review)
		require.Empty(r, r.live("bob"), "the behavior without answer is that of the start")
		r.passTo(firstReview.Add(90 * day))
		require.Len(r, r.toDo("hank"), 1)
		r.edit(policy, func(p *entitlement.AssignmentPolicy) { p.ReviewSettings.IsEnabled = false })
		second := r.latestReview(pkg)
		require.NoError(r, r.decides("hank", second, "ann", entitlement.ReviewDeny))
		r.pass(200 * day)
		require.Empty(r, r.live("ann"))
		require.Len(r, r.reviews(pkg), 2)
	})
}

// who comes, goes or gets another manager after the start is for the next instance.
func TestAReviewIsFixedAtItsStart(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, review := r.underReview()
		r.submit("hank", pkg)
		r.change("ann", func(s *entitlement.Subject) { s.Manager = "boss" })
		r.pass(day)
		require.Len(r, r.items(review.ID), 2)
		require.Len(r, r.toDo("meg"), 2)
		require.ErrorIs(r, r.decides("boss", review, "ann", entitlement.ReviewDeny), entitlement.NotReviewer)
		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewApprove))
		r.passTo(firstReview.Add(90 * day))
		next := r.latestReview(pkg)
		items := r.items(next.ID)
		require.Len(r, items, 3)
		require.Equal(r, []entitlement.SubjectID{"boss"}, items["ann"].Item.Reviewers)
		require.Empty(r, items["hank"].Item.Reviewers) // he has no manager
		require.EqualValues(r, 1, next.Unassigned)
		require.Equal(r, entitlement.ReviewNotReviewed, items["ann"].Item.Decision, "a new instance begins afresh")
	})
}

func TestWhoReviews(t *testing.T) {
	t.Parallel()
	fallback := func(s *entitlement.ReviewSettings) {
		s.FallbackReviewers = []entitlement.SubjectSet{entitlement.User("root")}
	}
	for name, c := range map[string]struct {
		settings []func(*entitlement.ReviewSettings)
		prepare  func(r *rig)
		want     []entitlement.SubjectID // of ann's access
		fallback bool
	}{
		"users_and_groups": {[]func(*entitlement.ReviewSettings){reviewedBy(entitlement.User("hank"), entitlement.GroupMembers("leads"))},
			func(r *rig) { r.gather("leads", "boss", "meg", "ann") }, []entitlement.SubjectID{"boss", "hank", "meg"}, false}, // R-283, not oneself: I-87
		"manager_of_the_manager":        {[]func(*entitlement.ReviewSettings){reviewedBy(entitlement.Manager(2))}, nil, []entitlement.SubjectID{"boss"}, false},
		"a_manager_before_the_fallback": {[]func(*entitlement.ReviewSettings){fallback}, nil, []entitlement.SubjectID{"meg"}, false},
		"the_fallback_for_no_manager": {[]func(*entitlement.ReviewSettings){fallback},
			func(r *rig) { r.change("ann", func(s *entitlement.Subject) { s.Manager = "" }) }, []entitlement.SubjectID{"root"}, true}, // I-91
		"the_fallback_for_a_disabled_manager": {[]func(*entitlement.ReviewSettings){fallback},
			func(r *rig) { r.disable("meg") }, []entitlement.SubjectID{"root"}, true},
		"nobody": {nil, func(r *rig) { r.disable("meg") }, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			onRigs(t, func(r *rig) {
				pkg := r.simple("Wiki", reviewed(c.settings...), lasting(1000))
				r.submit("ann", pkg)
				if c.prepare != nil {
					c.prepare(r)
				}
				r.passTo(firstReview)
				item := r.items(r.latestReview(pkg).ID)["ann"].Item
				require.Equal(r, c.want, item.Reviewers)
				require.Equal(r, c.fallback, item.Fallback)
				var codes []entitlement.Code
				for _, ev := range r.events(0) {
					if ev.Activity == entitlement.ActivityCreateReviewItem {
						codes = ev.Codes
					}
				}
				if c.want == nil {
					require.Equal(r, entitlement.NoReviewer, codes[0]) // a warning in the log
				}
			})
		})
	}
}

func TestDisabledReviewersDoNotCount(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview()
		r.disable("meg")
		require.ErrorIs(r, r.decides("meg", review, "ann", entitlement.ReviewApprove), entitlement.ApproverDisabled) // I-93
	})
}

func TestMailsOfAReview(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, review := r.underReview(reviewedBy(entitlement.User("boss"), entitlement.User("hank"), entitlement.User("meg")))
		told := func(kind entitlement.MailKind) (who []entitlement.SubjectID) {
			for _, m := range r.mails.of(kind) {
				require.Len(r, m.To, 1)
				require.Equal(r, review.ID, m.Review)
				require.Equal(r, review.End, m.DecideBy)
				who = append(who, m.To...)
			}
			return who
		}
		everybody := []entitlement.SubjectID{"boss", "hank", "meg"}
		require.Equal(r, everybody, told(entitlement.MailReviewStarted)) // each once, however many items
		require.NoError(r, r.decides("boss", review, "ann", entitlement.ReviewApprove))
		require.NoError(r, r.decides("boss", review, "bob", entitlement.ReviewApprove))
		r.pass(7*day - time.Minute)
		require.Empty(r, told(entitlement.MailReviewReminder))
		r.pass(time.Minute)
		require.Equal(r, everybody, told(entitlement.MailReviewReminder)) // finished or not
		r.pass(80 * day)
		require.Len(r, told(entitlement.MailReviewReminder), 3)
	}, func(c *lifecycle.Config) { c.BatchSize = 2 })
}

// guests who have no account yet get no mail.
func TestGuestsWithoutAccountGetNoMail(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.accounts.fail("invite", errors.New("not now"))
		_, err := r.as("root").CreateOrganization(t.Context(), lifecycle.OrganizationInput{Organization: entitlement.ConnectedOrganization{
			DisplayName: "Partner", IdentitySources: []entitlement.IdentitySource{{Type: entitlement.SourceDomain, DomainName: "partner.example"}},
		}})
		require.NoError(r, err)
		soon := r.clock.Now().Add(time.Hour)
		pkg := r.simple("Wiki", scoped(entitlement.ScopeAllConfiguredOrganizations), lasting(1000),
			reviewed(byThemselves, func(s *entitlement.ReviewSettings) { s.Schedule.StartDateTime = soon }))
		gil := entitlement.Subject{ID: "gil", UserType: entitlement.UserOutside, Mail: "gil@partner.example", Domain: "partner.example"}
		_, err = r.visit(gil).Submit(t.Context(), lifecycle.SubmitInput{Package: pkg.ID})
		require.NoError(r, err)
		r.passTo(soon)
		review := r.latestReview(pkg)
		require.Equal(r, []entitlement.SubjectID{"gil"}, r.items(review.ID)["gil"].Item.Reviewers)
		require.Empty(r, r.mails.of(entitlement.MailReviewStarted))
		r.accounts.fail("invite", nil)
		r.pass(7 * day)
		require.Len(r, r.mails.of(entitlement.MailReviewReminder), 1)
		_, err = r.visit(gil).DecideReview(t.Context(), lifecycle.DecideReviewInput{
			Review: review.ID, Assignment: r.live("gil")[0].ID, Decision: entitlement.ReviewDeny,
		})
		require.NoError(r, err)
		r.passTo(review.End)
		require.Equal(r, "block", r.accounts.last().verb) // guest clean-up follows
	})
}

// of the instances that the engine slept through only the latest is opened, and only if its time is not over.
func TestASleepingEngine(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", reviewed(everyWeek, withoutAnswer(entitlement.ReviewRemoveAccess)), lasting(1000))
		r.submit("ann", pkg)
		r.settle()
		r.clock.Set(firstReview.Add(4*7*day + day)) // the fifth instance is open
		r.settle()
		var states []entitlement.ReviewState
		for n := uint32(1); n <= 5; n++ {
			for _, v := range r.reviews(pkg) {
				if v.Number == n {
					states = append(states, v.State)
				}
			}
		}
		missed := entitlement.ReviewMissed
		require.Equal(r, []entitlement.ReviewState{missed, missed, missed, missed, entitlement.ReviewInProgress}, states)
		require.Len(r, r.live("ann"), 1) // a review that nobody could see removes nothing
		require.Len(r, r.mails.of(entitlement.MailReviewStarted), 1)
		require.Equal(r, firstReview.Add(28*day), r.latestReview(pkg).Start)
		r.clock.Set(firstReview.Add(5*7*day - time.Hour))
		r.settle()
		require.Empty(r, r.live("ann"), "the one that was open")
		r.submit("ann", pkg)
		r.settle()
		r.clock.Set(firstReview.Add(6*7*day + 4*day))
		r.settle()
		require.Len(r, r.live("ann"), 1)
		require.Equal(r, entitlement.ReviewMissed, r.latestReview(pkg).State)
	})
}

// A directory that does not answer delays the start; decisions are still taken until the end.
func TestAReviewWaitsForTheDirectory(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.config.Directory.(*phoneBook)
		pkg := r.simple("Wiki", reviewed(), lasting(1000))
		r.submit("ann", pkg)
		r.submit("bob", pkg)
		book.set(errors.New("no answer"), nil, 0)
		r.passTo(firstReview)
		require.Equal(r, entitlement.ReviewStarting, r.latestReview(pkg).State)
		r.pass(8 * day) // half of the time
		book.set(nil, nil, 0)
		r.submit("hank", pkg) // before the next attempt to look the reviewers up
		r.pass(day)
		require.Equal(r, entitlement.ReviewInProgress, r.latestReview(pkg).State)
		require.Len(r, r.mails.of(entitlement.MailReviewStarted), 1)
		require.Empty(r, r.mails.of(entitlement.MailReviewReminder), "the start has just been told")
		require.NotContains(r, r.items(r.latestReview(pkg).ID), entitlement.SubjectID("hank")) // as of the start
		require.NoError(r, r.decides("meg", r.latestReview(pkg), "ann", entitlement.ReviewDeny))
		book.set(errors.New("no answer"), nil, 0)
		r.passTo(firstReview.Add(90*day + 15*day))
		book.set(nil, nil, 0)
		require.Equal(r, entitlement.ReviewMissed, r.latestReview(pkg).State)
		require.Empty(r, r.live("ann"))
		require.Len(r, r.live("bob"), 1)
	}, func(c *lifecycle.Config) { c.Directory = &phoneBook{Directory: c.Directory} })
}

// instances never overlap, also when the cadence is shortened while one is open.
func TestInstancesDoNotOverlap(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		policy := r.allow(pkg, reviewed(), lasting(1000))
		r.submit("ann", pkg)
		r.passTo(firstReview)
		r.edit(policy, reviewed(everyWeek))
		r.pass(22 * day)
		require.Equal(r, []time.Time{firstReview, firstReview.Add(14 * day), firstReview.Add(21 * day)}, r.starts(pkg))
	})
}

// An instance without items is done at once, and says so.
func TestNobodyToReview(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", reviewed())
		r.passTo(firstReview)
		review := r.latestReview(pkg)
		require.Equal(r, entitlement.ReviewApplied, review.State)
		require.Equal(r, firstReview, review.Closed)
		require.Empty(r, r.mails.kinds())
		r.submit("ann", pkg)
		r.pass(80 * day)
		require.Len(r, r.reviews(pkg), 1)
	})
}

// I-86: each policy reviews the access that was given through it, and only that.
func TestEachPolicyHasItsReviews(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.bundle("Wiki", member(r.addGroup("wiki")))
		staff := r.allow(pkg, called("Staff"), scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff")), reviewed())
		r.allow(pkg, called("Hank"), scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.User("hank")),
			reviewed(reviewedBy(entitlement.User("boss")), everyWeek))
		r.submit("ann", pkg)
		r.submit("hank", pkg)
		r.passTo(firstReview)
		require.Equal(r, []entitlement.SubjectID{"hank"}, r.toDo("boss"))
		require.Equal(r, []entitlement.SubjectID{"ann"}, r.toDo("meg"))
		require.Len(r, r.reviews(pkg), 2)
		for _, v := range r.reviews(pkg) {
			require.Equal(r, v.Policy.ID == staff.ID, v.End.Equal(firstReview.Add(14*day)))
		}
	})
}

// The end of a package or policy ends its series; a review that is open goes on.
func TestReviewsOfWhatIsDeleted(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, review := r.underReview()
		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewDeny))
		r.delete(pkg)
		require.Len(r, r.toDo("meg"), 2)
		r.closes(review)
		require.Empty(r, r.live("ann"))
		require.Len(r, r.live("bob"), 1)
		r.pass(100 * day)
		require.Len(r, r.reviews(pkg), 1)

		other := r.bundle("Other", member(r.addGroup("other")))
		policy := r.allow(other, reviewed(everyWeek))
		_, err := r.as("root").DeletePolicy(t.Context(), lifecycle.DeletePolicyInput{Policy: policy.ID})
		require.NoError(r, err)
		r.pass(10 * day)
		require.Empty(r, r.reviews(other))
	})
}

func TestManyItemsComeInBatches(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg := r.simple("Wiki", reviewed(reviewedBy(entitlement.User("boss")), withoutAnswer(entitlement.ReviewRemoveAccess)), lasting(1000))
		for _, who := range []entitlement.SubjectID{"ann", "bob", "hank", "meg", "root"} {
			r.submit(who, pkg)
		}
		r.passTo(firstReview)
		review := r.latestReview(pkg)
		require.EqualValues(r, 5, review.Items)
		require.Len(r, r.toDo("boss"), 5)
		require.Len(r, r.mails.of(entitlement.MailReviewStarted), 1)
		list, err := r.as("boss").ReviewsToDo(t.Context(), lifecycle.ReviewsToDoInput{Page: lifecycle.Page{Size: 3}})
		require.NoError(r, err)
		require.Len(r, list.Items, 3)
		require.NotEmpty(r, list.Next)
		r.closes(review)
		require.Empty(r, r.target.Holdings())
		require.Equal(r, entitlement.ReviewApplied, r.reviewNow(review.ID).State)
	}, func(c *lifecycle.Config) { c.BatchSize = 2 })
}

func TestManagingAReview(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		ctx, root := t.Context(), r.as("root")
		pkg, review := r.underReview()
		in := lifecycle.ManageReviewInput{Review: review.ID}
		_, err := root.RemindReview(ctx, in)
		require.NoError(r, err)
		r.settle()
		require.Len(r, r.mails.of(entitlement.MailReviewReminder), 1)

		require.NoError(r, r.decides("meg", review, "ann", entitlement.ReviewDeny))
		require.NoError(r, r.decides("meg", review, "bob", entitlement.ReviewDeny))
		one, err := root.ResetReview(ctx, lifecycle.ResetReviewInput{Review: review.ID, Assignment: r.live("ann")[0].ID})
		require.NoError(r, err)
		require.Equal(r, 1, one.Reset)
		items := r.items(review.ID)
		require.Equal(r, entitlement.ReviewNotReviewed, items["ann"].Item.Decision)
		require.Equal(r, entitlement.ReviewDeny, items["bob"].Item.Decision)
		all, err := root.ResetReview(ctx, lifecycle.ResetReviewInput{Review: review.ID})
		require.NoError(r, err)
		require.Equal(r, 1, all.Reset)
		require.NoError(r, r.decides("meg", review, "bob", entitlement.ReviewDeny))

		r.pass(day)
		stopped, err := root.StopReview(ctx, in)
		require.NoError(r, err)
		require.Equal(r, entitlement.ReviewApplying, stopped.State)
		require.Empty(r, r.live("bob"), "before it is applied")
		require.Len(r, r.live("ann"), 1)
		r.settle()
		require.Empty(r, r.live("bob"))
		require.Equal(r, firstReview.Add(day), r.reviewNow(review.ID).Closed)
		for _, again := range []func() error{
			func() error { _, err := root.StopReview(ctx, in); return err },
			func() error { _, err := root.RemindReview(ctx, in); return err },
			func() error { _, err := root.DeleteReview(ctx, in); return err },
			func() error {
				_, err := root.ResetReview(ctx, lifecycle.ResetReviewInput{Review: review.ID})
				return err
			},
		} {
			require.ErrorIs(r, again(), entitlement.IllegalState) // it cannot be started again
		}
		r.passTo(firstReview.Add(90 * day))
		require.Len(r, r.reviews(pkg), 2, "the series goes on")
	})
}

func TestADeletedReviewRemovesNothing(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, review := r.underReview(withoutAnswer(entitlement.ReviewRemoveAccess))
		in := lifecycle.DecideReviewInput{
			Review: review.ID, Assignment: r.live("ann")[0].ID, Decision: entitlement.ReviewDeny, Justification: "gone",
		}
		_, err := r.as("meg").DecideReview(t.Context(), in)
		require.NoError(r, err)
		_, err = r.as("root").DeleteReview(t.Context(), lifecycle.ManageReviewInput{Review: review.ID})
		require.NoError(r, err)
		require.Empty(r, r.reviews(pkg))
		require.Empty(r, r.toDo("meg"))
		r.pass(20 * day)
		table(r, func(s *store.Schema) *store.Table[entitlement.ReviewItemKey, store.ReviewText] { return &s.ReviewTexts },
			func(text *store.ReviewText) { require.Fail(r, "what was written is still there", text.Justification) })
		require.Len(r, r.live("ann"), 1)
		_, err = r.as("meg").DecideReview(t.Context(), in)
		require.ErrorIs(r, err, entitlement.NotFound)
		r.passTo(firstReview.Add(90 * day))
		require.EqualValues(r, 2, r.latestReview(pkg).Number)
		require.Len(r, r.toDo("meg"), 2)
	})
}
