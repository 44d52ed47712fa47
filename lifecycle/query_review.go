package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
	"example.com/tenure/store"
)

// ReviewView is a review as its readers see it.
type ReviewView struct {
	Review      entitlement.Review
	PackageName string
	PolicyName  string
	Settings    entitlement.ReviewSettings // that govern it to its end
}

// ReviewItemView is one person's access in a review as its readers see it.
type ReviewItemView struct {
	Item          entitlement.ReviewItem
	Justification string // what was written with the decision; "" if nothing was, or it was erased
	// EndsAccess says whether the access would go, or has gone, by the decision as it stands.
	EndsAccess bool
}

// ReviewsInput asks for the reviews of an access package.
type ReviewsInput struct {
	Page    Page
	Package entitlement.AccessPackageID
}

// Reviews lists the reviews of an access package, also of a deleted one, those that go on first. One whose start has come and
// was not settled is not listed yet. It needs a role in the package's catalog.
func (s *Session) Reviews(ctx context.Context, in ReviewsInput) (List[ReviewView], error) {
	return ask(ctx, s, "reviews", func(u *unit) (List[ReviewView], error) {
		if err := u.authorizePackage(taskViewReviews, in.Package); err != nil {
			return List[ReviewView]{}, err
		}
		return listed(u, "reviews "+in.Package.String(), store.ReviewsOf(in.Package), in.Page, u.reviewView)
	})
}

// ReviewInput names a review.
type ReviewInput struct {
	Review entitlement.ReviewID
}

// Review shows one review, to its reviewers while it goes on, and to who may view its catalog or reads all reviews.
func (s *Session) Review(ctx context.Context, in ReviewInput) (ReviewView, error) {
	return ask(ctx, s, "review", func(u *unit) (ReviewView, error) {
		v, found, err := u.reviewView(in.Review)
		if err == nil && !found {
			err = notFound(entitlement.KindReview, in.Review.String())
		}
		if err != nil {
			return v, err
		}
		isReviewer, err := u.isReviewer(in.Review)
		if err != nil || isReviewer {
			return v, err
		}
		return v, u.authorizePackage(taskViewReviews, v.Review.Package)
	})
}

// isReviewer reports whether the actor is a reviewer of a review whose results were not applied yet.
func (u *unit) isReviewer(id entitlement.ReviewID) (is bool, err error) {
	if u.actor.Kind != entitlement.ActorPerson {
		return false, nil
	}
	from := entitlement.ReviewItemKey{Review: id}
	err = u.tx.ReviewsBy(u.actor.Subject, &from, func(k entitlement.ReviewItemKey) (bool, error) {
		is = k.Review == id
		return false, nil
	})
	return is, err
}

func (u *unit) reviewView(id [16]byte) (v ReviewView, found bool, err error) {
	r, err := u.review(id)
	if err != nil || r == nil {
		return v, false, err
	}
	p, err := u.policyAt(r.Policy)
	if err != nil {
		return v, false, err
	}
	pkg, err := u.pkg(r.Package)
	if err == nil && pkg == nil {
		pkg, _, err = loadVersion(u, &u.e.schema.Packages, r.Package, 1) // deleted
	}
	if err != nil {
		return v, false, err
	}
	v.Review = *settledReview(r, u.at)
	v.Review.Stamp, v.Review.Cursor = entitlement.Stamp{}, entitlement.AssignmentID{}
	v.PolicyName = p.DisplayName
	v.Settings = p.ReviewSettings.Clone()
	if pkg != nil {
		v.PackageName = pkg.DisplayName
	}
	return v, true, nil
}

// ReviewItemsInput asks for the items of a review.
type ReviewItemsInput struct {
	Page   Page
	Review entitlement.ReviewID
}

// ReviewItems lists the items of a review with their decisions: all of them to who may view its catalog or reads all
// reviews, to others those about their own access and those that they may decide about.
func (s *Session) ReviewItems(ctx context.Context, in ReviewItemsInput) (List[ReviewItemView], error) {
	return ask(ctx, s, "review items", func(u *unit) (none List[ReviewItemView], err error) {
		r, err := u.knownReview(in.Review)
		if err != nil {
			return none, err
		}
		err = u.authorizePackage(taskViewReviews, r.Package)
		all := err == nil
		if !all && (entitlement.CodeOf(err) != entitlement.Forbidden || !s.isPerson()) {
			return none, err
		}
		settled, me := settledReview(r, u.at), u.actor.Subject
		return listed(u, "items of "+in.Review.String(), store.ReviewItemsOf(in.Review), in.Page,
			func(id [16]byte) (ReviewItemView, bool, error) {
				v, found, err := u.reviewItemView(settled, entitlement.ReviewItemKey{Review: in.Review, Assignment: id})
				found = found && settled.State != entitlement.ReviewMissed // which has none
				return v, found && (all || v.Item.Subject == me || v.Item.MayReview(me)), err
			})
	})
}

func (u *unit) reviewItemView(r *entitlement.Review, key entitlement.ReviewItemKey) (v ReviewItemView, found bool, err error) {
	item, err := u.reviewItem(key)
	if err != nil || item == nil {
		return v, false, err
	}
	settings, err := u.reviewSettings(item.Policy)
	if err != nil {
		return v, false, err
	}
	if item, err = u.settledItem(r, item); err != nil {
		return v, false, err
	}
	v.Item = item.Clone() // the view outlives the transaction
	v.Item.Stamp = entitlement.Stamp{}
	v.EndsAccess = policy.EndsAccess(settings, item)
	var text store.ReviewText
	_, err = u.e.schema.ReviewTexts.Get(u.tx, key, &text)
	v.Justification = text.Justification
	return v, true, err
}

// ReviewsToDoInput asks for what waits for the actor as a reviewer.
type ReviewsToDoInput struct {
	Page Page
}

// ReviewToDo is one person's access about which the actor may decide until its review ends.
type ReviewToDo struct {
	ReviewItemView
	PackageName string
	DecideBy    time.Time
}

// ReviewsToDo lists the items of open reviews that the actor may decide about, by review: also those that were decided, because
// the decision can be changed until the end.
func (s *Session) ReviewsToDo(ctx context.Context, in ReviewsToDoInput) (List[ReviewToDo], error) {
	return ask(ctx, s, "reviews to do", func(u *unit) (List[ReviewToDo], error) {
		if !s.isPerson() {
			return List[ReviewToDo]{}, invalid("a host job reviews nothing")
		}
		return u.reviewsToDo(in.Page)
	})
}

func (u *unit) reviewsToDo(page Page) (out List[ReviewToDo], err error) {
	list := "reviews to do " + string(u.actor.Subject)
	position, err := page.position(list)
	if err != nil {
		return out, err
	}
	var from *entitlement.ReviewItemKey
	if position != nil {
		key, err := u.e.schema.ReviewItems.ParseKey(position)
		if err != nil {
			return out, errToken
		}
		from = &key
	}
	var keys []entitlement.ReviewItemKey
	size := page.size()
	err = u.tx.ReviewsBy(u.actor.Subject, from, func(k entitlement.ReviewItemKey) (bool, error) {
		keys = append(keys, k)
		return len(keys) <= size, nil
	})
	if err != nil {
		return out, err
	}
	for i, key := range keys {
		if i == size {
			out.Next = tokenOf(list, u.e.schema.ReviewItems.AppendKey(nil, &entitlement.ReviewItem{
				Review: key.Review, Assignment: key.Assignment,
			}))
			break
		}
		r, found, err := u.reviewView(key.Review)
		if err != nil {
			return out, err
		}
		if !found || !r.Review.IsOpen(u.at) {
			continue // deleted, not open yet, or its end has come
		}
		v, found, err := u.reviewItemView(&r.Review, key)
		if err != nil {
			return out, err
		}
		if found {
			out.Items = append(out.Items, ReviewToDo{ReviewItemView: v, PackageName: r.PackageName, DecideBy: r.Review.End})
		}
	}
	return out, nil
}
