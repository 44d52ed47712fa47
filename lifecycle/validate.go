package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// validated answers a submission that is only to be checked: with the state that the request would get, or with the refusal
// that it would meet. It runs in a View, on rows as settling would leave them.
func (s *Session) validated(
	ctx context.Context, op string, f *facts, submit func(u *unit) (SubmitResult, error),
) (SubmitResult, error) {
	return askWith(ctx, s, op, f, func(u *unit) (SubmitResult, error) {
		u.checking = true
		return submit(u)
	})
}

// foreseen is the state that a request of an allowed submission gets.
func (u *unit) foreseen(person *entitlement.Subject, pkg *entitlement.AccessPackage, v policy.Verdict) (SubmitResult, error) {
	if person.IsExternal() {
		if err := u.knowGuest(person, ""); err != nil && err != errPlanned { //nolint:errorlint // never wrapped
			return SubmitResult{}, err
		}
	}
	request := entitlement.Request{
		Package: entitlement.PackageRef{ID: pkg.ID, Version: pkg.Version},
		Policy:  entitlement.PolicyRef{ID: v.Policy.ID, Version: v.Policy.Version},
	}
	created, err := u.waitsAt(entitlement.StageRequestCreated, &request)
	if err != nil {
		return SubmitResult{}, err
	}
	approved, err := u.waitsAt(entitlement.StageRequestApproved, &request)
	if err != nil {
		return SubmitResult{}, err
	}
	determined := v.NeedsApproval && v.Policy.RequestApprovalSettings.DeterminedBy() != ""
	switch {
	case created > 0 || determined || approved > 0 && !v.NeedsApproval:
		return SubmitResult{State: entitlement.RequestSubmitted}, nil
	case v.NeedsApproval:
		return SubmitResult{State: entitlement.RequestPendingApproval}, nil
	case v.Window.Start.After(u.at):
		return SubmitResult{State: entitlement.RequestScheduled}, nil
	}
	return SubmitResult{State: entitlement.RequestDelivering}, nil
}
