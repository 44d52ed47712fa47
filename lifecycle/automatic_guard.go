package lifecycle

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// lossWindow is how long those who lost access are counted together (I-95).
const lossWindow = 24 * time.Hour

// mayLose reports whether so many more people may lose access through an automatic policy without an operator's word: a day
// takes it from Config.LossThreshold people, or LossPercent of those in the scope if that is more. A directory that suddenly
// knows less than it did does not empty an organisation (I-95).
func (u *unit) mayLose(scope *entitlement.AutomaticScope, more uint32) bool {
	lost := scope.Lost
	if !u.when.Before(scope.LostSince.Add(lossWindow)) {
		lost = 0
	}
	limit := max(uint64(u.e.config.LossThreshold), uint64(scope.People)*uint64(u.e.config.LossPercent)/100)
	return uint64(lost)+uint64(more) <= limit
}

// lose counts people who lose access.
func (u *unit) lose(scope *entitlement.AutomaticScope, n uint32) {
	if !u.when.Before(scope.LostSince.Add(lossWindow)) {
		scope.LostSince, scope.Lost = u.when, 0
	}
	scope.Lost += n
}

// recordScope records what became of a scope in a reconciliation. Removals that begin to wait for an operator are an event of
// their own; where nobody's removal waits any more, nobody is waited for.
func (u *unit) recordScope(before, after *entitlement.AutomaticScope, activity entitlement.Activity) error {
	after.Held = after.Held && after.Leaving > 0
	if *before == *after {
		return nil
	}
	if after.Held && !before.Held {
		activity = entitlement.ActivityHoldRemovals
	}
	record(&u.out, activity, before, after)
	return u.apply()
}

// release lets the removals go that wait.
func (o *outcome) release(scope *entitlement.AutomaticScope, at time.Time) {
	o.jobs = append(o.jobs, store.Job{Kind: store.JobScopeLeft, At: at, Package: scope.Package, Policy: scope.Policy})
}

// releaseLeaving takes their access from up to limit people who left a scope, and returns how many. Who came back meanwhile is
// not among them. If the policy does not take access away any more they keep it.
func (u *unit) releaseLeaving(job *store.Job, limit int) (int, error) {
	p, err := u.policy(job.Policy)
	if err != nil || p == nil {
		return 1, u.endScopeJob(job, nil)
	}
	scope, err := u.automaticScope(job.Policy)
	if err != nil {
		return 0, err
	}
	ids, err := u.membersAfter(job, true, limit)
	if err != nil {
		return 0, err
	}
	after := *scope
	for _, id := range ids {
		m, err := u.member(job.Policy, id)
		if err != nil || m == nil {
			return 0, err
		}
		own, err := u.ownAssignment(p, id)
		if err != nil {
			return 0, err
		}
		after.People--
		after.Leaving--
		record[entitlement.AutomaticMember](&u.out, entitlement.ActivityUpdateMember, m, nil)
		if own == nil || !p.AutomaticRequestSettings.RemoveAccessWhenTargetLeavesAllowedTargets {
			err = u.apply()
		} else {
			u.lose(&after, 1)
			err = u.loseAccess(p, own, m.Since)
		}
		if err != nil {
			return 0, err
		}
	}
	if err := u.recordScope(scope, &after, entitlement.ActivityUpdateScope); err != nil {
		return 0, err
	}
	return max(1, len(ids)), u.endScopeJob(job, next(ids, limit))
}

// forgetMembers removes up to limit members of an automatic policy that was deleted, and returns how many.
func (u *unit) forgetMembers(job *store.Job, limit int) (int, error) {
	ids, err := u.membersAfter(job, false, limit)
	if err != nil {
		return 0, err
	}
	for _, id := range ids {
		m, err := u.member(job.Policy, id)
		if err != nil || m == nil {
			return 0, err
		}
		record[entitlement.AutomaticMember](&u.out, entitlement.ActivityUpdateMember, m, nil)
	}
	if err := u.apply(); err != nil {
		return 0, err
	}
	return max(1, len(ids)), u.endScopeJob(job, next(ids, limit))
}

// membersAfter returns the next members that a job is about.
func (u *unit) membersAfter(job *store.Job, leaving bool, limit int) (ids []entitlement.SubjectID, err error) {
	err = u.tx.MembersAfter(job.Policy, entitlement.SubjectID(job.Cursor), leaving, func(id entitlement.SubjectID) (bool, error) {
		ids = append(ids, id)
		return len(ids) < limit, nil
	})
	return ids, err
}

// next returns where a job goes on, nil at its end.
func next(ids []entitlement.SubjectID, limit int) []byte {
	if len(ids) < limit {
		return nil
	}
	return []byte(ids[len(ids)-1])
}

// endScopeJob moves a job on, or ends it.
func (u *unit) endScopeJob(job *store.Job, cursor []byte) error {
	var rest *store.Job
	if cursor != nil {
		again := *job
		again.Cursor = cursor
		rest = &again
	}
	u.touched = true
	_, err := u.e.schema.Jobs.Write(u.tx, job, rest)
	return err
}
