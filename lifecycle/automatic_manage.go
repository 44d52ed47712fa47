package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// ReconcilePeopleInput says for which automatic policies everybody is looked at.
type ReconcilePeopleInput struct {
	Key    string               `json:"-"`
	Policy entitlement.PolicyID `json:"policy,omitzero"` // zero means all of them
}

// ReconcilePeopleResult is how many automatic policies it is for.
type ReconcilePeopleResult struct {
	Policies int `json:"policies"`
}

// ReconcilePeople lets everybody be looked at under automatic policies, as if each person had been told to OnPersonChanged:
// Dispatch and Runners do it in batches, and go on where they were after a restart. People who come into a scope are found if
// the directory lists people (see People), otherwise those are looked at who were in it before. Who left loses access only
// when everybody has been looked at, and only if no more people lose it than Config.LossThreshold and LossPercent allow;
// otherwise all removals wait for ConfirmRemovals (I-95).
//
// It needs an administrator of the tenant.
func (s *Session) ReconcilePeople(ctx context.Context, in ReconcilePeopleInput) (ReconcilePeopleResult, error) {
	return run(ctx, s, command[ReconcilePeopleResult]{
		op: "reconcile people", key: in.Key, input: in, do: func(u *unit) (out ReconcilePeopleResult, err error) {
			if err := u.authorize(taskAutomatic, entitlement.CatalogID{}); err != nil {
				return out, err
			}
			list, err := u.automatics()
			if err != nil {
				return out, err
			}
			for _, p := range list {
				if !in.Policy.IsZero() && in.Policy != p.ID {
					continue
				}
				out.Policies++
				scope, err := u.automaticScope(p.ID)
				if err != nil {
					return out, err
				}
				changed := *scope
				beginSurvey(&changed, u.at)
				record(&u.out, entitlement.ActivitySurveyPeople, scope, &changed)
			}
			if out.Policies == 0 && !in.Policy.IsZero() {
				return out, notFound(entitlement.KindAutomaticScope, in.Policy.String())
			}
			return out, u.apply()
		},
	})
}

// ConfirmRemovalsInput names an automatic policy whose removals wait.
type ConfirmRemovalsInput struct {
	Key    string               `json:"-"`
	Policy entitlement.PolicyID `json:"policy"`
}

// ConfirmRemovalsResult is how many people lose access.
type ConfirmRemovalsResult struct {
	People int `json:"people"`
}

// ConfirmRemovals is an operator's word that people have really left the scope of an automatic policy: those whose removal
// waits lose their access, in batches (I-95). Who thinks that the directory was wrong repairs it and calls ReconcilePeople
// instead: whoever is in the scope again then keeps what they have.
//
// It needs an administrator of the tenant, and refuses with IllegalState where nothing waits for an operator: also while
// everybody is being looked at, because only the end of that says who has left.
func (s *Session) ConfirmRemovals(ctx context.Context, in ConfirmRemovalsInput) (ConfirmRemovalsResult, error) {
	return run(ctx, s, command[ConfirmRemovalsResult]{
		op: "confirm removals", key: in.Key, input: in, do: func(u *unit) (none ConfirmRemovalsResult, err error) {
			scope, found, err := load(u, &u.e.schema.Scopes, in.Policy)
			if err != nil {
				return none, err
			}
			if err := u.authorize(taskAutomatic, entitlement.CatalogID{}); err != nil {
				return none, err
			}
			if !found {
				return none, notFound(entitlement.KindAutomaticScope, in.Policy.String())
			}
			if err := u.checkHeld(scope); err != nil {
				return none, err
			}
			after := *scope
			after.Held = false
			record(&u.out, entitlement.ActivityConfirmRemovals, scope, &after)
			u.out.release(&after, u.at)
			return ConfirmRemovalsResult{People: int(scope.Leaving)}, u.apply()
		},
	})
}

// checkHeld refuses to confirm removals that do not wait for an operator.
func (u *unit) checkHeld(scope *entitlement.AutomaticScope) error {
	refusal := &entitlement.Error{
		Code: entitlement.IllegalState, Kind: entitlement.KindAutomaticScope, ID: scope.Policy.String(),
		Detail: "no removals wait for an operator",
	}
	switch {
	case !scope.Held:
		return refusal
	case u.isSurveyed(scope):
		refusal.Detail = "everybody is being looked at: when that is done it is known how many have left"
		return refusal
	}
	return nil
}

// AutomaticScopesInput asks how automatic policies stand.
type AutomaticScopesInput struct {
	Page Page
}

// AutomaticScopes lists the automatic policies: how many people are in their scopes, whether everybody is being looked at, and
// whose removals wait for ConfirmRemovals (I-95). It needs to view the tenant.
func (s *Session) AutomaticScopes(ctx context.Context, in AutomaticScopesInput) (List[entitlement.AutomaticScope], error) {
	return ask(ctx, s, "automatic scopes", func(u *unit) (List[entitlement.AutomaticScope], error) {
		if err := u.authorize(taskView, entitlement.CatalogID{}); err != nil {
			return List[entitlement.AutomaticScope]{}, err
		}
		index := store.AutomaticPolicies()
		return listed(u, "automatic scopes", index, in.Page, func(id [16]byte) (entitlement.AutomaticScope, bool, error) {
			scope, err := u.automaticScope(id)
			if err != nil {
				return entitlement.AutomaticScope{}, false, err
			}
			return *scope, true, nil
		})
	})
}
