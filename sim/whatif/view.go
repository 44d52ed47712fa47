package whatif

import (
	"context"
	"errors"
	"math"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/sim"
	"example.com/tenure/store"
)

// view is what one copy of the store looks like.
type view struct {
	at       time.Time
	access   []*Access // live, by assignment; Codes say why it cannot be extended
	found    map[entitlement.AssignmentID]*Access
	roles    []holding // of everybody who has access, by person
	held     map[roleKey]bool
	policies []policyName // those with reviews
	reviews  map[policyName]Reviews
}

type policyName struct{ catalog, pkg, policy string }

// holding is a role that somebody has. Its name is for people: two may have one, and one may get another.
type holding struct {
	Role
	key roleKey
}

type roleKey struct {
	person entitlement.SubjectID
	target entitlement.Target
	role   entitlement.RoleID
}

// look looks at a copy of the store, with the proposal or without.
func (p *Proposal) look(ctx context.Context, changed bool) (*view, error) {
	out := &view{
		found: map[entitlement.AssignmentID]*Access{}, held: map[roleKey]bool{},
		reviews: map[policyName]Reviews{},
	}
	if err := p.inCopy(ctx, changed, func(w *sim.World) error {
		out.at = w.Now()
		live, err := liveIn(ctx, w)
		if err == nil {
			err = out.readRoles(ctx, w, live)
		}
		if err == nil {
			err = out.readAccess(ctx, w, live)
		}
		return err
	}); err != nil {
		return nil, err
	}
	return out, p.inCopy(ctx, changed, func(w *sim.World) error {
		if err := w.RunFor(p.Ahead); err != nil {
			return err
		}
		return out.readReviews(ctx, w)
	})
}

// inCopy does something in a copy of the store, with the proposal or without.
func (p *Proposal) inCopy(ctx context.Context, changed bool, do func(w *sim.World) error) (err error) {
	keep := map[entitlement.SubjectID]sim.ReviewHabit{}
	for i := range p.People {
		keep[p.People[i].ID] = sim.Reviews(entitlement.ReviewApprove, 0).Because("what if")
	}
	w, err := sim.Fork(p.Store, sim.Options{
		Context: ctx, People: p.People, Groups: p.Groups, Reviewers: keep,
		Config: func(c *lifecycle.Config) {
			own := *c
			if p.Config != nil {
				p.Config(c)
			}
			c.Store, c.Directory, c.Clock, c.Observer = own.Store, own.Directory, own.Clock, own.Observer
			c.Provisioner, c.Accounts, c.Notifier, c.Extension = own.Provisioner, own.Accounts, own.Notifier, own.Extension
			if c.Limits == (entitlement.Limits{}) {
				c.Limits = entitlement.SeedLimits()
			}
			c.Limits.RequestsInThreeMonths = entitlement.Unlimited // readAccess makes some
			c.EndingThreshold, c.LossThreshold = math.MaxInt, math.MaxInt
		},
	})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.Close()) }()
	if changed {
		if _, err := w.Admin().Apply(ctx, lifecycle.ApplyInput{Document: p.New, Prune: p.Prune}); err != nil {
			return err
		}
	}
	if err := w.Settle(); err != nil {
		return err
	}
	return do(w)
}

// readRoles reads the roles of everybody who has access.
func (v *view) readRoles(ctx context.Context, w *sim.World, live []entitlement.Assignment) error {
	read := map[entitlement.SubjectID]bool{}
	for _, a := range live {
		if read[a.Target] {
			continue
		}
		read[a.Target] = true
		held, err := w.Admin().EffectiveRoles(ctx, lifecycle.RolesInput{For: a.Target})
		if err != nil {
			return err
		}
		for _, r := range held {
			if len(r.Sources) > 0 {
				key := roleKey{a.Target, r.Target, r.Role}
				v.roles = append(v.roles, holding{Role{a.Target, r.ResourceName + "/" + string(r.Role)}, key})
				v.held[key] = true
			}
		}
	}
	return nil
}

// readAccess lets every holder try to extend what they have.
func (v *view) readAccess(ctx context.Context, w *sim.World, live []entitlement.Assignment) error {
	names := map[entitlement.PackageRef]string{}
	for _, a := range live {
		if _, known := names[a.Package]; !known {
			pkg, err := w.Admin().Package(ctx, lifecycle.ReadPackageInput{Package: a.Package.ID, Version: a.Package.Version})
			if err != nil {
				return err
			}
			names[a.Package] = pkg.DisplayName
		}
		access := &Access{Assignment: a.ID, Person: a.Target, Package: names[a.Package], Until: a.Schedule.End}
		v.access, v.found[a.ID] = append(v.access, access), access
		_, err := w.As(a.Target).Extend(ctx, lifecycle.ExtendInput{Assignment: a.ID, Justification: "what if"})
		switch refusal, ok := errors.AsType[*entitlement.Error](err); {
		case ok && errors.Is(err, entitlement.Refused):
			access.Codes = entitlement.FailedCodes(refusal.Reasons)
		case err != nil:
			return err
		}
	}
	return nil
}

// liveIn lists the assignments that give access now, by id.
func liveIn(ctx context.Context, w *sim.World) (live []entitlement.Assignment, err error) {
	schema := store.NewSchema()
	err = w.Store().View(ctx, func(r store.Reader) error {
		live = nil
		return schema.Assignments.Each(store.Reading(r), nil, func(a *entitlement.Assignment) (bool, error) {
			if a.IsLive(w.Now()) {
				live = append(live, *a)
			}
			return true, nil
		})
	})
	return live, err
}

// readReviews counts the reviews that have begun since the store was copied.
func (v *view) readReviews(ctx context.Context, w *sim.World) error {
	d, err := w.Admin().Document(ctx)
	if err != nil {
		return err
	}
	for i := range d.Catalogs {
		for j := range d.Catalogs[i].AccessPackages {
			pkg := &d.Catalogs[i].AccessPackages[j]
			for k := range pkg.AssignmentPolicies {
				if pkg.AssignmentPolicies[k].ReviewSettings != nil {
					name := policyName{d.Catalogs[i].DisplayName, pkg.DisplayName, pkg.AssignmentPolicies[k].DisplayName}
					v.policies = append(v.policies, name)
				}
			}
			if err := v.readReviewsOf(ctx, w, d.Catalogs[i].DisplayName, pkg.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (v *view) readReviewsOf(ctx context.Context, w *sim.World, catalog string, pkg entitlement.AccessPackageID) error {
	reviewers := map[policyName]map[entitlement.SubjectID]bool{}
	for r, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewView], error) {
		return w.Admin().Reviews(ctx, lifecycle.ReviewsInput{Page: p, Package: pkg})
	}) {
		if err != nil {
			return err
		}
		if !r.Review.Start.After(v.at) {
			continue
		}
		name := policyName{catalog, r.PackageName, r.PolicyName}
		if reviewers[name] == nil {
			reviewers[name] = map[entitlement.SubjectID]bool{}
		}
		sum := v.reviews[name]
		sum.Count, sum.Items, sum.Unassigned = sum.Count+1, sum.Items+int(r.Review.Items), sum.Unassigned+int(r.Review.Unassigned)
		if err := eachReviewer(ctx, w, r.Review.ID, reviewers[name]); err != nil {
			return err
		}
		sum.Reviewers = len(reviewers[name])
		v.reviews[name] = sum
	}
	return nil
}

// eachReviewer adds the people who are asked in a review.
func eachReviewer(ctx context.Context, w *sim.World, id entitlement.ReviewID, into map[entitlement.SubjectID]bool) error {
	for item, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.ReviewItemView], error) {
		return w.Admin().ReviewItems(ctx, lifecycle.ReviewItemsInput{Page: p, Review: id})
	}) {
		if err != nil {
			return err
		}
		for _, who := range item.Item.Reviewers {
			into[who] = true
		}
	}
	return nil
}
