package scenario

import (
	"context"
	"time"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
)

func reviewForms() []form {
	var out []form
	for _, f := range []struct {
		decision            entitlement.ReviewDecision
		words, help, sample string
	}{
		{entitlement.ReviewApprove, "keeps", "A reviewer decides that access goes on.", "meg keeps ann's access to Sales Starter"},
		{entitlement.ReviewDeny, "rejects", "A reviewer decides that access ends.", `meg rejects ann's access to Sales Starter because "moved"`},
		{entitlement.ReviewDontKnow, "does not know about", "A reviewer does not know.", "meg does not know about ann's access to Sales Starter"},
	} {
		out = append(out, form{
			Doing, "{person} " + f.words + " {whose} 's access to {package} [because {text}]", f.help, f.sample, reviews(f.decision),
		})
	}
	return out
}

func reviews(decision entitlement.ReviewDecision) func(a *args) deed {
	return func(a *args) deed {
		reviewer, whose, pkg, justification := a.person("person"), a.person("whose"), a.pkg(), a.text("text")
		return func(ctx context.Context, p *Play) error {
			item, err := p.toReview(ctx, reviewer, whose, pkg)
			if err != nil {
				return err
			}
			_, err = p.as(reviewer).DecideReview(ctx, lifecycle.DecideReviewInput{
				Review: item.Item.Review, Assignment: item.Item.Assignment, Decision: decision, Justification: justification,
			})
			return err
		}
	}
}

// toReview finds what a reviewer may decide about one person's access.
func (p *Play) toReview(ctx context.Context, reviewer, whose entitlement.SubjectID, pkg string) (*lifecycle.ReviewToDo, error) {
	session := p.as(reviewer)
	for item, err := range lifecycle.All(func(page lifecycle.Page) (lifecycle.List[lifecycle.ReviewToDo], error) {
		return session.ReviewsToDo(ctx, lifecycle.ReviewsToDoInput{Page: page})
	}) {
		if err != nil {
			return nil, err
		}
		if item.PackageName == pkg && item.Item.Subject == whose {
			return &item, nil
		}
	}
	return nil, unmetf("%s is not asked to review %s's access to %s", reviewer, whose, pkg)
}

// habit reads "approves after 2 days", "denies at once because ...", "never answers".
func (r *reader) habit(n *yaml.Node) (sim.Habit, bool) {
	what, after, because, ok := r.readHabit(n)
	switch {
	case !ok:
		return nil, false
	case what == "approves":
		return sim.Approves(after).Because(because), true
	case what == "denies":
		return sim.Denies(after).Because(because), true
	case what == "never answers":
		return sim.NeverAnswers(), true
	}
	r.add(n.Line, `a habit is "approves after 2 days", "denies at once", with 'because "…"' behind it, or "never answers"`)
	return nil, false
}

// reviewHabit reads "keeps after 2 days", "rejects at once because ...", "follows recommendations after 1 day", "never answers".
func (r *reader) reviewHabit(n *yaml.Node) (sim.ReviewHabit, bool) {
	what, after, because, ok := r.readHabit(n)
	switch {
	case !ok:
		return nil, false
	case what == "keeps":
		return sim.Reviews(entitlement.ReviewApprove, after).Because(because), true
	case what == "rejects":
		return sim.Reviews(entitlement.ReviewDeny, after).Because(because), true
	case what == "does not know":
		return sim.Reviews(entitlement.ReviewDontKnow, after).Because(because), true
	case what == "follows recommendations":
		return sim.FollowsRecommendations(after).Because(because), true
	case what == "never answers":
		return nil, true
	}
	r.add(n.Line, `reviews are "keeps after 2 days", "rejects at once", "does not know at once", "follows recommendations after 1 day", `+
		`with 'because "…"' behind it, or "never answers"`)
	return nil, false
}

func (r *reader) readHabit(n *yaml.Node) (what string, after time.Duration, because string, ok bool) {
	sentence, err := tokens(r.text(n, "a habit"))
	if err != nil {
		r.add(n.Line, "%v", err)
		return "", 0, "", false
	}
	for _, pattern := range []string{"{what} at once [because {text}]", "{what} after {length} [because {text}]", "{what}"} {
		taken, fits := match(compile(pattern), sentence)
		if !fits {
			continue
		}
		if taken["length"] != "" {
			length, err := parsePeriod(taken["length"])
			if err != nil {
				r.add(n.Line, "%v", err)
				return "", 0, "", false
			}
			zero := time.Unix(0, 0).UTC()
			after = length.AddTo(zero).Sub(zero)
		}
		return taken["what"], after, taken["text"], true
	}
	r.add(n.Line, "a habit is missing")
	return "", 0, "", false
}
