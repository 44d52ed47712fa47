package random

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// decideReview decides about somebody's access in a review, mostly in one that is open and as one of its reviewers.
func decideReview(s *story) error {
	list := slices.DeleteFunc(s.facts().reviews, func(r *review) bool { return len(r.items) == 0 })
	if open := slices.DeleteFunc(slices.Clone(list), func(r *review) bool { return r.closed }); len(open) > 0 && !s.reel.chance(8) {
		list = open
	}
	if len(list) == 0 {
		return pass(s)
	}
	r := oneOf(s.reel, list)
	item := oneOf(s.reel, r.items)
	c := command{verb: verbReview, review: r.id, assignment: item.assignment, actor: s.someone()}
	if i := s.reel.pick(5); i < 4 && len(item.by) > 0 {
		c.actor = item.by[i%len(item.by)]
	}
	c.decision = oneOf(s.reel, []entitlement.ReviewDecision{
		entitlement.ReviewApprove, entitlement.ReviewDeny, entitlement.ReviewDontKnow, entitlement.ReviewDeny,
	})
	if !s.reel.chance(3) {
		c.text = "as it is"
	}
	return s.give(c)
}

// noticeReviews takes into the history which reviews have begun: when the engine can put one together depends on the directory.
// What it is about, and who reviews it, is held against the model.
func (s *story) noticeReviews() error {
	if !s.swarm.reviews {
		return nil
	}
	for pack, p := range s.packs {
		var reviews []entitlement.Review
		for v, err := range lifecycle.All(func(page lifecycle.Page) (lifecycle.List[lifecycle.ReviewView], error) {
			return s.w.Admin().Reviews(s.ctx, lifecycle.ReviewsInput{Page: page, Package: p.pkg})
		}) {
			if err != nil {
				return err
			}
			reviews = append(reviews, v.Review)
		}
		slices.SortFunc(reviews, func(a, b entitlement.Review) int { return a.Start.Compare(b.Start) }) // one tells who is in the next
		for i := range reviews {
			if err := s.noticeReview(pack, &reviews[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *story) noticeReview(pack int, seen *entitlement.Review) error {
	f := s.facts()
	name := s.swarm.packs[pack].name
	if t := f.packs[pack].terms.review; !t.isStart(seen.Start) || !seen.End.Equal(seen.Start.Add(reviewLength)) {
		return differs("review", "one of %s is from %s until %s", name, instant(seen.Start), instant(seen.End))
	}
	if seen.State == entitlement.ReviewStarting || seen.State == entitlement.ReviewMissed {
		return nil // nobody's access changes
	}
	fresh := &review{id: seen.ID, pack: pack, start: seen.Start}
	items, err := s.readItems(fresh)
	if err != nil {
		return err
	}
	if i := slices.IndexFunc(f.reviews, func(r *review) bool { return r.id == seen.ID }); i >= 0 {
		return f.sameDecisions(f.reviews[i], items)
	}
	at := slices.IndexFunc(s.model.history, func(e entry) bool { return e.at.After(seen.Start) })
	if at < 0 {
		at = len(s.model.history)
	}
	s.model.history = slices.Insert(s.model.history, at, entry{at: seen.Start, review: fresh})
	return s.facts().sameItems(fresh)
}

// readItems reads what a review is about.
func (s *story) readItems(r *review) (items []entitlement.ReviewItem, err error) {
	for v, err := range lifecycle.All(func(page lifecycle.Page) (lifecycle.List[lifecycle.ReviewItemView], error) {
		return s.w.Admin().ReviewItems(s.ctx, lifecycle.ReviewItemsInput{Page: page, Review: r.id})
	}) {
		if err != nil {
			return nil, err
		}
		items = append(items, v.Item)
		r.items = append(r.items, reviewItem{assignment: v.Item.Assignment, by: v.Item.Reviewers})
	}
	return items, nil
}

// sameItems holds what a review is about against who had the package when it began (I-86), and its reviewers against who was to
// review then. What had ended when the engine put the review together need not be in it.
func (f *facts) sameItems(fresh *review) error {
	name, terms := f.packs[fresh.pack].name, f.review(fresh.id).terms
	for _, a := range f.assignments {
		item, was := fresh.item(a.id), a.pack == fresh.pack && a.start.Before(fresh.start)
		switch {
		case item == nil && was && a.isLive() && !a.late:
			return differs("review", "%s's %s is not in it", a.person, name)
		case item != nil && (!was || !a.isLive() && !a.ended.After(fresh.start)):
			return differs("review", "%s's %s is in one in which it is not to be (I-86)", a.person, name)
		case item != nil && !slices.Equal(item.by, f.reviewers(terms, a.person, fresh.start)):
			return differs("reviewers", "of %s's %s are %v, and are to be %v",
				a.person, name, item.by, f.reviewers(terms, a.person, fresh.start))
		}
	}
	return nil
}

// sameDecisions holds what was decided against the last that each reviewer said.
func (f *facts) sameDecisions(r *review, items []entitlement.ReviewItem) error {
	for i := range items {
		if item := r.item(items[i].Assignment); item == nil || item.decision != items[i].Decision {
			return differs("decision of a review", "about %s's %s it is %s", items[i].Subject, f.packs[r.pack].name, items[i].Decision)
		}
	}
	return nil
}

// sameRemovals takes out the requests with which reviews remove access, which nobody makes, and holds them against the model.
func (f *facts) sameRemovals(requests map[entitlement.RequestID]entitlement.Request) error {
	count := 0
	for id, r := range requests { // order: each for itself
		if r.Type != entitlement.RequestSystemRemove {
			continue
		}
		if !slices.Contains(f.removals, r.Assigned) {
			return differs("removal by a review", "there is one of %s's access, which is not to be", r.Target)
		}
		count++
		delete(requests, id)
	}
	if count != len(f.removals) {
		return differs("removal by a review", "there are %d, and are to be %d (R-303)", count, len(f.removals))
	}
	return nil
}
