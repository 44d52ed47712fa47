package fake

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// ListFault is a scripted misbehaviour of listings of a resource. StaleBy and Err may come together.
type ListFault struct {
	Resource string    // the OriginID; "" strikes every resource
	From     time.Time // the first logical instant
	Until    time.Time // the first logical instant no more; zero is open

	StaleBy time.Duration // shows what was true that long ago (F14)
	Err     error         // ends the listing
	After   int           // how many holdings come before Err (F15)
}

// InjectList adds faults of listings to the script; of several that match the first strikes. It refuses, with
// entitlement.InvalidArgument and none of them added, a fault that does nothing or matches no instant.
func (t *Target) InjectList(faults ...ListFault) error {
	for i, f := range faults {
		var detail string
		switch {
		case f.StaleBy < 0 || f.After < 0:
			detail = "StaleBy and After must not be negative"
		case f.StaleBy == 0 && f.Err == nil:
			detail = "changes nothing"
		case !f.Until.IsZero() && !f.From.Before(f.Until):
			detail = "matches no instant"
		default:
			continue
		}
		return badFault(i, detail)
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.listFaults = append(t.listFaults, faults...)
	return nil
}

// List yields who holds the roles of the resource at the logical instant, sorted by role and account. A resource that
// is gone is a permanent error, provision.ResourceMissing. What happens while the caller iterates does not show.
func (t *Target) List(ctx context.Context, r provision.Resource, at time.Time) iter.Seq2[provision.Holding, error] {
	return func(yield func(provision.Holding, error) bool) {
		if err := ctx.Err(); err != nil {
			yield(provision.Holding{}, provision.Transient(err, ""))
			return
		}
		held, err := t.list(r, at)
		for _, h := range held {
			if !yield(h.Holding, nil) {
				return
			}
		}
		if err != nil {
			yield(provision.Holding{}, err)
		}
	}
}

// list returns what a listing shows and the error that ends it.
func (t *Target) list(r provision.Resource, at time.Time) ([]Held, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.advance(at)
	res := t.find(r)
	if res.removed {
		return nil, provision.Permanent(fmt.Errorf("%w: %q", provision.ResourceMissing, r.OriginID), "")
	}
	fault := t.listFaultFor(r, at)
	if fault.StaleBy > 0 {
		res = t.asOf(r, at.Add(-fault.StaleBy))
	}
	held := res.held(keyOf(r))
	slices.SortFunc(held, compareHeld)
	if fault.Err != nil {
		held = held[:min(fault.After, len(held))]
	}
	return held, fault.Err
}

func (t *Target) listFaultFor(r provision.Resource, at time.Time) ListFault {
	for _, f := range t.listFaults {
		if matches(f.Resource, r.OriginID) && within(at, f.From, f.Until) {
			return f
		}
	}
	return ListFault{}
}

// asOf returns a copy of the resource as it was at the instant: today's, with the later changes undone.
func (t *Target) asOf(r provision.Resource, at time.Time) *resource {
	then := t.find(r).clone()
	for _, c := range slices.Backward(t.changes) {
		if !c.At.After(at) || keyOf(c.Resource) != keyOf(r) {
			continue
		}
		holders := then.roles[c.Role]
		switch c.From {
		case None:
			delete(holders, c.Account)
		case Foreign:
			holders[c.Account] = holder{access: Foreign, subject: entitlement.SubjectID(c.Account)}
		case Managed:
			holders[c.Account] = holder{access: Managed, subject: c.Subject, id: c.Resource.ID}
		}
	}
	return then
}
