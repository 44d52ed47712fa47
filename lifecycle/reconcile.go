package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// ReconcileInput says which targets are compared with what is wanted of them, and what is done about differences.
type ReconcileInput struct {
	Key      string                 `json:"-"`
	Page     Page                   `json:"page"` // Size is the most drifts of a result
	Resource entitlement.ResourceID `json:"resource"`
	Catalog  entitlement.CatalogID  `json:"catalog"` // without Resource: the catalog's resources; without both every target in use
	Policy   DriftPolicy            `json:"policy"`
	// Package, without the others, is an access package: only its roles are looked at, in the targets that have them.
	Package entitlement.AccessPackageID `json:"package,omitzero"`
}

// ReconcileResult is what was found at one target, or a part of it. All walks a whole reconciliation.
type ReconcileResult struct {
	List[Drift] // by person and role
	Target      entitlement.Target
	Repaired    int // drifts about which the target is told: Dispatch or a Runner does it
}

// Reconcile asks a target what it really holds, compares that with what is wanted of it, reports the differences as drift, and
// makes the target agree where the policy says so (R-034, R-229, I-57, I-58, I-71). Each call is about one target, in the order
// of resources; Next leads to the rest of it and then to the next one, also when nothing was found.
//
//	for drift, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.Drift], error) {
//		result, err := session.Reconcile(ctx, lifecycle.ReconcileInput{Page: p})
//		return result.List, err
//	}) { … }
//
// The target is asked outside any transaction, through its provision.Lister, and everything that changed since, or is on its
// way, is left out: the next reconciliation sees it. Properties of people are not reconciled. Where something is missing, extra
// or repaired, the event ActivityFindDrift has the counts, and each repair is an event about its person. That others give
// access too is no news.
//
// It needs an administrator of the tenant. It refuses with NotFound an unknown resource, catalog or package, and with
// InvalidArgument an action or token it does not know, and a Package beside another place. If the input names a resource, a target
// that cannot list is refused with Unsupported, and one that fails to with Unavailable; otherwise either is reported as
// DriftUnlisted. With a Key, the answer that was given under it is repeated.
func (s *Session) Reconcile(ctx context.Context, in ReconcileInput) (ReconcileResult, error) {
	const op = "reconcile"
	var none ReconcileResult
	if err := s.e.enter(); err != nil {
		return none, withOp(op, err)
	}
	defer s.e.leave()
	p, err := ask(ctx, s, op, func(u *unit) (*place, error) { return u.placeOf(in) })
	if err != nil || p == nil {
		return none, err
	}
	held, err := s.e.take(ctx, p.target.Target, p.at)
	if err != nil {
		if ctx.Err() != nil {
			return none, withOp(op, ctx.Err())
		}
		unlisted, err := p.unlisted(in, err)
		return unlisted, withOp(op, err)
	}
	for {
		c := comparison{place: p, policy: in.Policy, all: held, limit: in.Page.size()}
		done, err := ask(ctx, s, op, c.compare)
		switch {
		case err != nil:
			return none, err
		case c.isNews() || in.Key != "":
			return run(ctx, s, command[ReconcileResult]{op: op, key: in.Key, input: in, do: func(u *unit) (ReconcileResult, error) {
				return u.reconcileWith(&c, in)
			}})
		case done:
			return p.result(in, c.drifts, nil), nil
		case len(c.drifts) > 0:
			return p.result(in, c.drifts, &c.last), nil
		}
		p.after = &c.last
	}
}

// reconcileWith compares and repairs in one transaction.
func (u *unit) reconcileWith(c *comparison, in ReconcileInput) (none ReconcileResult, err error) {
	if err := u.authorize(taskReconcile, entitlement.CatalogID{}); err != nil {
		return none, err
	}
	done, err := c.compare(u)
	if err != nil {
		return none, err
	}
	for _, g := range c.lost {
		stepRestore(&u.out, g, u.at)
	}
	for _, key := range c.excess {
		stepRevokeDrift(&u.out, key, u.at)
	}
	if err := u.apply(); err != nil {
		return none, err
	}
	if c.isNews() {
		if err := u.note(entitlement.ActivityFindDrift, driftFacts(c.place.target.Target, c.drifts)...); err != nil {
			return none, err
		}
	}
	var last *entitlement.GrantKey
	if !done {
		last = &c.last
	}
	out := c.place.result(in, c.drifts, last)
	out.Repaired = len(c.lost) + len(c.excess)
	return out, nil
}

// unlisted is the answer when a target does not say what it holds.
func (p *place) unlisted(in ReconcileInput, err error) (ReconcileResult, error) {
	failure := provision.Classify(err)
	if in.Resource.IsZero() {
		return p.result(in, []Drift{{
			Kind: DriftUnlisted, Target: p.target.Target, ResourceName: p.target.DisplayName, Code: failure.Code, Hint: failure.Hint,
		}}, nil), nil
	}
	refusal := &entitlement.Error{
		Code: entitlement.Unavailable, Kind: entitlement.KindResource, ID: in.Resource.String(),
		Detail: "the target does not say who holds its roles: " + failure.Hint, Err: err,
	}
	if failure.Code == entitlement.Unsupported {
		refusal.Code, refusal.Detail = entitlement.Unsupported, "the target cannot say who holds its roles: "+failure.Hint
	}
	return ReconcileResult{}, refusal
}

// result is what was found up to a place of the target; a nil place is its end.
func (p *place) result(in ReconcileInput, drifts []Drift, last *entitlement.GrantKey) ReconcileResult {
	out := ReconcileResult{List: List[Drift]{Items: drifts}, Target: p.target.Target}
	if last != nil || p.more {
		out.Next = tokenOf(in.walk(), appendPlace(p.id, last))
	}
	return out
}
