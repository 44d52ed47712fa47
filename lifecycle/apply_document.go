package lifecycle

import (
	"context"
	"fmt"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// ApplyInput is a configuration as it should be.
type ApplyInput struct {
	Key      string        `json:"-"`
	Document spec.Document `json:"document"`
	Prune    bool          `json:"prune"` // as in PlanInput
	// Confirm is the most live assignments that may lose access, where that is more than Config.EndingThreshold: the Ending of
	// the plan that was agreed to.
	Confirm int `json:"confirm"`
	// Revision is that of the plan that was agreed to: another current one is refused with VersionMismatch. 0 applies to
	// whatever there is.
	Revision uint64 `json:"revision"`
}

// ApplyResult is what was done.
type ApplyResult struct {
	Plan     Plan   `json:"plan"`     // what was changed, with the ids of new objects
	Revision uint64 `json:"revision"` // of the configuration from now on
}

// Apply makes the stored configuration that of a document, in one transaction: all of it or nothing. It does what the single
// commands would do, for the same actors, and is refused as they are; the refusal names the object. What follows for
// assignments and requests is left to batches of due work, as for the single commands. Applying a document again changes
// nothing and makes no events.
//
// A plan that would take access from more live assignments than Config.EndingThreshold and Confirm allow is refused with
// ConfirmationNeeded. Two objects cannot exchange their names at once (AlreadyExists).
func (s *Session) Apply(ctx context.Context, in ApplyInput) (ApplyResult, error) {
	const op = "apply"
	if err := in.Document.Check(s.e.config.Limits); err != nil {
		return ApplyResult{}, withOp(op, err)
	}
	return run(ctx, s, command[ApplyResult]{op: op, key: in.Key, input: in, do: func(u *unit) (ApplyResult, error) {
		if in.Revision != 0 && in.Revision != u.meta.Revision {
			return ApplyResult{}, &entitlement.Error{
				Code: entitlement.VersionMismatch, Kind: entitlement.KindEngine,
				Detail: "the configuration has changed since it was planned: plan again",
			}
		}
		r, err := u.reconcile(in.Document, in.Prune)
		if err != nil {
			return ApplyResult{}, err
		}
		if ending, limit := r.plan.Ending, max(in.Confirm, s.e.config.EndingThreshold); ending > limit {
			return ApplyResult{}, &entitlement.Error{
				Code: entitlement.ConfirmationNeeded, Kind: entitlement.KindEngine,
				Detail: fmt.Sprintf("%d assignments would lose access, and %d may: confirm the number", ending, limit),
			}
		}
		if err := r.carryOut(); err != nil {
			return ApplyResult{}, err
		}
		return ApplyResult{Plan: r.plan, Revision: u.meta.Revision}, nil
	}})
}
