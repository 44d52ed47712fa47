package lifecycle

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// follow leaves the consequences of a configuration change to batches of the due queue. They carry the instant of the
// change; reads look at the configuration and see the effect at once.
func (u *unit) follow(job store.Job) {
	job.At = u.when
	u.out.jobs = append(u.out.jobs, job)
}

// startJob queues a job.
func (u *unit) startJob(job *store.Job) error {
	u.meta.Jobs++
	job.ID = u.meta.Jobs
	_, err := u.e.schema.Jobs.Write(u.tx, nil, job)
	return err
}

// continueJob does up to limit objects of a job and removes the job when none is left. It returns how many it did.
func (u *unit) continueJob(id uint64, limit int) (int, error) {
	before, found, err := load(u, &u.e.schema.Jobs, id)
	if err != nil || !found {
		return 0, err
	}
	if before.Kind == store.JobTruncateLog {
		return u.retain(before)
	}
	if before.Kind == store.JobReviewMails {
		return u.mailReviewers(before, limit)
	}
	if before.Kind == store.JobScopeLeft {
		return u.releaseLeaving(before, limit)
	}
	if before.Kind == store.JobScopeDeleted {
		return u.forgetMembers(before, limit)
	}
	if before.Kind == store.JobApproverGone {
		return u.lookAfterStages(before, limit)
	}
	ids, position, err := u.jobObjects(before, limit)
	if err != nil {
		return 0, err
	}
	for _, object := range ids {
		if err := u.jobStep(before, object); err != nil {
			return 0, err
		}
		if err := u.apply(); err != nil {
			return 0, err
		}
	}
	var after *store.Job
	if len(ids) == limit {
		next := *before
		next.Cursor = position
		after = &next
	} else if err := u.jobEnds(before); err != nil {
		return 0, err
	}
	u.touched = true
	_, err = u.e.schema.Jobs.Write(u.tx, before, after)
	return max(1, len(ids)), err
}

// jobObjects returns the next objects of a job and where they end.
func (u *unit) jobObjects(job *store.Job, limit int) (ids [][16]byte, position []byte, err error) {
	index := store.WaitingRequests(job.Package, job.Policy)
	switch job.Kind {
	case store.JobRolesChanged, store.JobPromptsChanged:
		index = store.LiveAssignmentsFor(job.Package, job.Policy)
	case store.JobReviewClosed, store.JobReviewDeleted:
		index = store.ReviewItemsOf(job.Review)
	case store.JobPackageDeleted, store.JobPolicyDeleted, store.JobTruncateLog, store.JobReviewMails, store.JobScopeLeft,
		store.JobScopeDeleted, store.JobApproverGone:
	}
	err = index.Each(u.tx, job.Cursor, func(id [16]byte, at []byte) (bool, error) {
		ids = append(ids, id)
		position = append(position[:0], at...)
		return len(ids) < limit, nil
	})
	return ids, position, err
}

func (u *unit) jobStep(job *store.Job, object [16]byte) error {
	switch job.Kind {
	case store.JobRolesChanged:
		return u.changeRoles(object, job.Version)
	case store.JobPromptsChanged:
		return u.changePrompts(object)
	case store.JobPackageDeleted:
		return u.cancelWaiting(object, entitlement.ReasonPackageDeleted)
	case store.JobPolicyDeleted:
		return u.cancelWaiting(object, entitlement.ReasonPolicyDeleted)
	case store.JobReviewClosed:
		return u.applyReviewItem(entitlement.ReviewItemKey{Review: job.Review, Assignment: object})
	case store.JobReviewDeleted:
		return u.deleteReviewItem(entitlement.ReviewItemKey{Review: job.Review, Assignment: object})
	case store.JobTruncateLog, store.JobReviewMails, store.JobScopeLeft, store.JobScopeDeleted,
		store.JobApproverGone: // not about objects
	}
	return broken(entitlement.KindEngine, "", "a job of the unknown kind %d is due", job.Kind)
}

// jobEnds does what follows once a job has come to its last object.
func (u *unit) jobEnds(job *store.Job) error {
	if job.Kind == store.JobReviewClosed {
		return u.reviewApplied(job.Review)
	}
	return nil
}

// cancelWaiting cancels a request whose package or policy is gone.
func (u *unit) cancelWaiting(id entitlement.RequestID, reason entitlement.EndReason) error {
	r, stages, err := u.requestWithStages(id)
	if err != nil || r == nil {
		return err
	}
	return stepCancel(&u.out, r, stages, reason, u.when)
}

// changeRoles brings one assignment to a version of its package.
func (u *unit) changeRoles(id entitlement.AssignmentID, version uint32) error {
	a, err := u.assignment(id)
	if err != nil || a == nil || a.State == entitlement.AssignmentExpired || a.Package.Version >= version {
		return err
	}
	was, err := u.pkgVersion(a.Package)
	if err != nil {
		return err
	}
	is, err := u.pkgVersion(entitlement.PackageRef{ID: a.Package.ID, Version: version})
	if err != nil {
		return err
	}
	lost, err := u.grants(a.Target, without(was.Roles, is.Roles))
	if err != nil {
		return err
	}
	gained, err := u.grants(a.Target, without(is.Roles, was.Roles))
	if err != nil {
		return err
	}
	if gained, lost, err = u.changedValues(a, was, is, gained, lost); err != nil {
		return err
	}
	acc, err := u.accountOf(a.Target)
	if err != nil {
		return err
	}
	if err := stepRolesChanged(&u.out, a, version, gained, lost, acc, u.when); err != nil {
		return err
	}
	if err := u.apply(); err != nil {
		return err
	}
	// Losing the roles that were missing can complete a delivery.
	return u.settleDelivery([]entitlement.AssignmentID{a.ID}, u.when)
}

// accountOf tells whether a person's account stands in the way of a grant now.
func (u *unit) accountOf(id entitlement.SubjectID) (account, error) {
	g, err := u.guest(id)
	if err != nil || g == nil {
		return accountReady, err
	}
	switch {
	case g.HasAccount():
		return accountReady, nil
	case g.Failure != "":
		return accountRefused, nil
	}
	return accountAwaited, nil
}

// without returns the roles of one list that are not in another, in order.
func without(list, other []entitlement.RoleRef) []entitlement.RoleRef {
	var out []entitlement.RoleRef
	for _, r := range list {
		if !slices.Contains(other, r) {
			out = append(out, r)
		}
	}
	return out
}
