package report

import (
	"context"
	"strconv"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Reviews tells how the reviews of an access package stand and stood, with how often each decision was made: see
// Session.Reviews. It reads the items of each review, to count them.
func Reviews(ctx context.Context, s *lifecycle.Session, in lifecycle.ReviewsInput) Report {
	header := []string{
		"review", "package", "packageName", "policyName", "number", "state", "start", "end", "closed", "people", "approved", "denied",
		"dontKnow", "notReviewed", "removed",
	}
	return of(header, func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewView], error) {
		in.Page = p
		return s.Reviews(ctx, in)
	}, func(v *lifecycle.ReviewView) ([][]string, error) {
		counts, err := countItems(ctx, s, v.Review.ID)
		if err != nil {
			return nil, err
		}
		r := &v.Review
		return one(
			id(r.ID), id(r.Package), v.PackageName, v.PolicyName, strconv.Itoa(int(r.Number)), r.State.String(), instant(r.Start),
			instant(r.End), instant(r.Closed), strconv.Itoa(counts.people), strconv.Itoa(counts.by[entitlement.ReviewApprove]),
			strconv.Itoa(counts.by[entitlement.ReviewDeny]), strconv.Itoa(counts.by[entitlement.ReviewDontKnow]),
			strconv.Itoa(counts.by[entitlement.ReviewNotReviewed]), strconv.Itoa(counts.removed),
		)
	})
}

// itemCounts is what a review came to so far.
type itemCounts struct {
	people, removed int
	by              map[entitlement.ReviewDecision]int
}

func countItems(ctx context.Context, s *lifecycle.Session, review entitlement.ReviewID) (itemCounts, error) {
	counts := itemCounts{by: map[entitlement.ReviewDecision]int{}}
	for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewItemView], error) {
		return s.ReviewItems(ctx, lifecycle.ReviewItemsInput{Review: review, Page: p})
	}) {
		if err != nil {
			return counts, err
		}
		counts.people++
		counts.by[v.Item.Decision]++
		if v.Item.Removed {
			counts.removed++
		}
	}
	return counts, nil
}

// ReviewItems tells who was reviewed, what was decided about them and what came of it: see Session.ReviewItems.
func ReviewItems(ctx context.Context, s *lifecycle.Session, in lifecycle.ReviewItemsInput) Report {
	header := []string{
		"review", "person", "assignment", "package", "policy", "recommendation", "decision", "decidedBy", "decided", "justification",
		"endsAccess", "result", "removed",
	}
	return of(header, func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewItemView], error) {
		in.Page = p
		return s.ReviewItems(ctx, in)
	}, func(v *lifecycle.ReviewItemView) ([][]string, error) {
		i := &v.Item
		return one(
			id(i.Review), string(i.Subject), id(i.Assignment), id(i.Package), id(i.Policy.ID), i.Recommendation.String(),
			i.Decision.String(), string(i.DecidedBy), instant(i.Decided), v.Justification, yes(v.EndsAccess), i.Result.String(),
			yes(i.Removed),
		)
	})
}
