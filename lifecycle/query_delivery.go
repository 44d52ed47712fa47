package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// DeliveryError is a role of a request that could not be given, or not yet.
type DeliveryError struct {
	Target       entitlement.Target
	ResourceName string // as the catalog that added the resource last calls it
	Role         entitlement.RoleID
	Code         entitlement.Code
	Hint         string // what to do
	Attempts     int    // that failed, while they go on
	First        time.Time
	Next         time.Time // the next attempt; zero when there will be none until the request is reprocessed
}

// DeliveryErrorsInput asks what is wrong with the delivery of a request.
type DeliveryErrorsInput struct {
	Request entitlement.RequestID
}

// DeliveryErrors lists the roles of a request's access whose delivery fails, or has failed, in the order of the package; their
// number is the request's count of errors. A request whose access has ended has none: Stuck lists removals. It is shown
// to whom Request shows the request, and refuses what that refuses.
func (s *Session) DeliveryErrors(ctx context.Context, in DeliveryErrorsInput) ([]DeliveryError, error) {
	return ask(ctx, s, "delivery errors", func(u *unit) ([]DeliveryError, error) {
		v, err := u.readableRequest(in.Request)
		if err != nil {
			return nil, err
		}
		return u.deliveryErrors(v.Request.Assigned)
	})
}

func (u *unit) deliveryErrors(id entitlement.AssignmentID) (out []DeliveryError, err error) {
	a, err := u.assignment(id)
	if err != nil || a == nil {
		return nil, err
	}
	if a, err = u.settledAssignment(a); err != nil || a.State == entitlement.AssignmentExpired {
		return nil, err
	}
	pkg, err := u.pkgVersion(a.Package)
	if err != nil {
		return nil, err
	}
	grants, err := u.grants(a.Target, pkg.Roles)
	if err != nil {
		return nil, err
	}
	for i := range grants {
		if _, found := grants[i].Source(a.ID); !found {
			continue
		}
		e, failing, err := u.deliveryError(&grants[i])
		if err != nil {
			return nil, err
		}
		if failing {
			out = append(out, e)
		}
	}
	return out, nil
}

// deliveryError says what is wrong with a grant, and whether anything is.
func (u *unit) deliveryError(g *entitlement.Grant) (out DeliveryError, failing bool, err error) {
	target, err := u.target(g.Key.Target)
	if err != nil {
		return out, false, err
	}
	out = DeliveryError{Target: target.Target, ResourceName: target.DisplayName, Role: g.Key.Role}
	if g.Failure != "" {
		failure := provision.Classify(provision.Permanent(entitlement.Code(g.Failure), ""))
		out.Code, out.Hint = failure.Code, failure.Hint
		return out, true, nil
	}
	var attempt store.Attempt
	key := u.e.schema.Grants.AppendKey(nil, g)
	if _, err := u.tx.Attempt(store.Effect{Kind: store.EffectGrant, Key: key}, &attempt); err != nil || attempt.Code == "" {
		return out, false, err
	}
	out.Code, out.Hint, out.Attempts = attempt.Code, attempt.Hint, attempt.Count
	out.First, out.Next = attempt.First, attempt.Next
	return out, true, nil
}
