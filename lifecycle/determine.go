package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// determiners returns the extension that determines the first stage of approval under a policy version, or none if there
// is none, or the catalog has it no more.
func (u *unit) determiners(
	ref entitlement.PolicyRef, pkg entitlement.PackageRef,
) (catalog entitlement.CatalogID, list []*entitlement.CustomExtension, err error) {
	p, err := u.policyAt(ref)
	if err != nil || p.RequestApprovalSettings.DeterminedBy() == "" {
		return catalog, nil, err
	}
	in, err := u.pkgVersion(pkg)
	if err != nil {
		return catalog, nil, err
	}
	c, err := u.catalog(in.Catalog)
	if err != nil || c == nil {
		return catalog, nil, err
	}
	if x := c.CustomExtension(p.RequestApprovalSettings.DeterminedBy()); x != nil {
		list = append(list, x)
	}
	return in.Catalog, list, nil
}

// findDeterminer finds out whether the extension can be called that has to determine the first stage of a request's approval.
func (u *unit) findDeterminer(s *submission, r *entitlement.Request) error {
	if !s.isDetermined() {
		return nil
	}
	n, err := u.waitsAt(entitlement.StageDeterminingApproval, r)
	s.lost = n == 0 // it is gone, or nobody would wait for it any more
	return err
}

// needDeterminer is findDeterminer for a request that is about to be made: the catalog keeps what its policies name.
func (u *unit) needDeterminer(s *submission, r *entitlement.Request) error {
	err := u.findDeterminer(s, r)
	if err == nil && s.lost {
		err = broken(entitlement.KindPolicy, r.Policy.ID.String(), "the extension that determines its first stage is missing")
	}
	return err
}

// determinedBy returns the stage that an answer gives, as it is kept, or nil where none is asked for. It refuses one that is
// malformed, missing, or not asked for.
func (u *unit) determinedBy(in *ResumeInput, c *entitlement.Callout) (*entitlement.StageSettings, error) {
	asked := c.Stage == entitlement.StageDeterminingApproval && !in.Deny
	switch {
	case !asked && in.ApprovalStage == nil:
		return nil, nil //nolint:nilnil // no stage is wanted, and none is given
	case in.Deny:
		return nil, invalid("approvalStage: a denial has none")
	case !asked:
		return nil, invalid("approvalStage: the callout is of the stage %s, which takes none", c.Stage)
	case in.ApprovalStage == nil:
		return nil, invalid("approvalStage: is missing: the callout asks for it")
	}
	if err := in.ApprovalStage.CheckDetermined(u.e.config.Limits, u.e.config.Policy.Escalations); err != nil {
		return nil, err
	}
	return in.ApprovalStage.Bare(), nil
}

// openDetermined finds the approvers of a stage that an extension has determined. A stage that nobody could decide is refused,
// as a request is under a policy with such a stage.
func (u *unit) openDetermined(a *resumption) error {
	r, stage := a.request, a.determined
	route, err := u.route(r, stage, policy.Approvers)
	if err != nil {
		return err
	}
	if len(route.Approvers) == 0 {
		opening, err := u.route(r, stage, policy.Opening) // the alternates may do
		if err != nil {
			return err
		}
		if len(opening.Approvers) == 0 {
			return u.nobodyDecides(r, stage)
		}
	}
	a.approvers, a.fallback, a.codes = route.Approvers, route.Fallback, route.Codes
	a.delegated, err = u.delegatesOf(r, a.approvers, nil)
	return err
}

func (u *unit) nobodyDecides(r *entitlement.Request, stage *entitlement.StageSettings) error {
	routing, err := u.routing(r)
	if err != nil {
		return err
	}
	_, reasons := policy.ExplainApprovers(stage, routing, &u.facts.known, u.e.config.Policy)
	return refused(entitlement.KindRequest, r.ID.String(), "approvalStage: nobody it names can approve, and no fallback approver", reasons)
}
