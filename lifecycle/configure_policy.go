package lifecycle

import (
	"context"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// PolicyInput is an assignment policy as it should be.
type PolicyInput struct {
	Key    string                       `json:"-"`
	Policy entitlement.AssignmentPolicy `json:"policy"`
}

// PolicyResult is an assignment policy as it is stored.
type PolicyResult struct {
	Policy entitlement.AssignmentPolicy `json:"policy"`
}

// DeletePolicyInput names an assignment policy to delete.
type DeletePolicyInput struct {
	Key    string               `json:"-"`
	Policy entitlement.PolicyID `json:"policy"`
}

// CreatePolicy adds an assignment policy to an access package. It refuses a third stage, among other limits, with
// LimitExceeded, a policy that ends before it starts with InvalidArgument, and with Forbidden one that demands
// verified credentials from whoever is no global administrator.
func (s *Session) CreatePolicy(ctx context.Context, in PolicyInput) (PolicyResult, error) {
	return run(ctx, s, command[PolicyResult]{op: "create policy", key: in.Key, input: in, do: func(u *unit) (PolicyResult, error) {
		p, err := u.createPolicy(in.Policy.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return PolicyResult{}, err
		}
		return PolicyResult{p.Clone()}, nil
	}})
}

func (u *unit) createPolicy(p entitlement.AssignmentPolicy) (*entitlement.AssignmentPolicy, error) {
	pkg, err := u.knownPackage(p.Package)
	if err != nil {
		return nil, err
	}
	if err := firstError(u.authorizePolicy(pkg.Catalog, &p), u.authorizeCredentials(pkg.Catalog, nil, &p)); err != nil {
		return nil, err
	}
	p.Stamp = entitlement.Stamp{}
	if err := freshID(u, entitlement.KindPolicy, &p.ID, had(u, &u.e.schema.Policies, &p.ID, 1)); err != nil {
		return nil, err
	}
	if err := u.checkPolicy(&p, nil, u.at); err != nil {
		return nil, err
	}
	limits := u.e.config.Limits
	if err := firstError(
		u.hasRoom(entitlement.KindPolicy, "PoliciesPerPackage", limits.PoliciesPerPackage, store.PoliciesOf(pkg.ID)),
		u.hasRoom(entitlement.KindPolicy, "PoliciesPerTenant", limits.PoliciesPerTenant, store.PoliciesIndex()),
	); err != nil {
		return nil, err
	}
	p.CreatedAt, p.ModifiedAt = stored(zeroTime, u.at)
	record(&u.out, entitlement.ActivityCreatePolicy, nil, &p)
	return &p, firstError(u.followReviews(nil, &p), u.followAutomatic(nil, &p))
}

// checkPolicy refuses a policy that is malformed or refers to what does not exist. Its fixed end, if any, lies after now.
// Organizations that were named before may be gone.
func (u *unit) checkPolicy(p *entitlement.AssignmentPolicy, known []entitlement.SubjectSet, now time.Time) error {
	if err := p.Validate(u.e.config.Limits, now); err != nil {
		return err
	}
	if err := p.RequestApprovalSettings.CheckEscalations(u.e.config.Policy.Escalations); err != nil {
		return err
	}
	p.Expiration.EndDateTime = p.Expiration.EndDateTime.UTC()
	if p.ReviewSettings != nil {
		schedule := &p.ReviewSettings.Schedule // p is the engine's own
		schedule.StartDateTime, schedule.EndDateTime = schedule.StartDateTime.UTC(), schedule.EndDateTime.UTC()
	}
	if err := firstError(u.checkAutomatic(p), u.checkExtensions(p)); err != nil {
		return err
	}
	for _, target := range p.SpecificAllowedTargets {
		if target.Type != entitlement.SetOrganizationMember || slices.Contains(known, target) {
			continue
		}
		org, err := u.organization(target.Organization)
		if err != nil {
			return err
		}
		if org == nil {
			return notFound(entitlement.KindOrganization, target.Organization.String())
		}
	}
	return named(entitlement.KindPolicy, p.ID, p.DisplayName, func() (entitlement.PolicyID, bool, error) {
		return u.tx.PolicyByName(p.Package, p.DisplayName)
	})
}

// UpdatePolicy replaces an assignment policy by a new version. It governs requests made from now on: what is pending or
// assigned stays bound to the version it was made under. The access package cannot change. Which verified
// credentials the policy demands is for global administrators to change; others are refused with Forbidden, and may change the
// rest of the policy as it is.
func (s *Session) UpdatePolicy(ctx context.Context, in PolicyInput) (PolicyResult, error) {
	return run(ctx, s, command[PolicyResult]{op: "update policy", key: in.Key, input: in, do: func(u *unit) (PolicyResult, error) {
		p, err := u.updatePolicy(in.Policy.Clone())
		if err == nil {
			err = u.apply() // stamps it
		}
		if err != nil {
			return PolicyResult{}, err
		}
		return PolicyResult{p.Clone()}, nil
	}})
}

func (u *unit) updatePolicy(p entitlement.AssignmentPolicy) (*entitlement.AssignmentPolicy, error) {
	before, err := u.knownPolicy(p.ID)
	if err != nil {
		return nil, err
	}
	pkg, err := u.knownPackage(before.Package)
	if err != nil {
		return nil, err
	}
	if err := firstError(
		u.authorizePolicy(pkg.Catalog, before, &p), u.authorizeCredentials(pkg.Catalog, before, &p),
	); err != nil {
		return nil, err
	}
	if err := checkBase(entitlement.KindPolicy, p.ID.String(), p.Version, before.Version); err != nil {
		return nil, err
	}
	if p.Package.IsZero() {
		p.Package = before.Package
	}
	if p.Package != before.Package {
		return nil, invalid("accessPackageId: a policy cannot be moved to another package")
	}
	now := u.at
	if p.Expiration.EndDateTime.Equal(before.Expiration.EndDateTime) {
		now = zeroTime // a policy that has ended can still be renamed or suspended
	}
	if err := u.checkPolicy(&p, before.SpecificAllowedTargets, now); err != nil {
		return nil, err
	}
	p.CreatedAt, p.ModifiedAt = stored(before.CreatedAt, u.at)
	record(&u.out, entitlement.ActivityUpdatePolicy, before, &p)
	if p.EndNotices() != before.EndNotices() {
		u.follow(store.Job{Kind: store.JobPromptsChanged, Package: p.Package, Policy: p.ID})
	}
	return &p, firstError(u.followReviews(before, &p), u.followAutomatic(before, &p))
}

// DeletePolicy removes an assignment policy; requests that wait under it are canceled. A policy with live
// assignments is refused with InUse.
func (s *Session) DeletePolicy(ctx context.Context, in DeletePolicyInput) (Deleted, error) {
	return run(ctx, s, command[Deleted]{op: "delete policy", key: in.Key, input: in, do: func(u *unit) (Deleted, error) {
		if err := u.deletePolicy(in.Policy); err != nil {
			return Deleted{}, err
		}
		return Deleted{}, u.apply()
	}})
}

func (u *unit) deletePolicy(id entitlement.PolicyID) error {
	p, err := u.knownPolicy(id)
	if err != nil {
		return err
	}
	pkg, err := u.knownPackage(p.Package)
	if err != nil {
		return err
	}
	if err := u.authorizePolicy(pkg.Catalog, p); err != nil {
		return err
	}
	live, err := u.live(p.Package, id, 1)
	if err != nil {
		return err
	}
	if live > 0 {
		return inUse(entitlement.KindPolicy, id.String(), "people have access under it: remove their assignments first")
	}
	record[entitlement.AssignmentPolicy](&u.out, entitlement.ActivityDeletePolicy, p, nil)
	u.follow(store.Job{Kind: store.JobPolicyDeleted, Package: p.Package, Policy: id})
	return firstError(u.followReviews(p, nil), u.followAutomatic(p, nil))
}

func (u *unit) knownPolicy(id entitlement.PolicyID) (*entitlement.AssignmentPolicy, error) {
	p, err := u.policy(id)
	if err == nil && p == nil {
		err = notFound(entitlement.KindPolicy, id.String())
	}
	return p, err
}
