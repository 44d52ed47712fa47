package lifecycle

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// An approver who is disabled or deleted may have been the last one of a stage. The host says when that happens; what waits
// for the person's decision is then looked at in batches, so that others are asked at once.

// approverGone queues the look at the open stages of somebody who cannot decide any more.
func (u *unit) approverGone(id entitlement.SubjectID) error {
	err := u.tx.StagesOpenTo(id, nil, func(entitlement.StageKey) (bool, error) {
		u.follow(store.Job{Kind: store.JobApproverGone, Cursor: store.AppendText(nil, id)})
		return false, nil
	})
	return err
}

// lookAfterStages marks up to limit of the stages that wait for somebody who is gone: the directory is asked about each. A
// stage that is being looked at stays as it is.
func (u *unit) lookAfterStages(before *store.Job, limit int) (int, error) {
	who, from, err := readApprover(before.Cursor)
	if err != nil {
		return 0, err
	}
	var keys []entitlement.StageKey
	var next *entitlement.StageKey
	err = u.tx.StagesOpenTo(who, from, func(key entitlement.StageKey) (bool, error) {
		if len(keys) == limit {
			next = &key
			return false, nil
		}
		keys = append(keys, key)
		return true, nil
	})
	if err != nil {
		return 0, err
	}
	for _, key := range keys {
		stage, err := u.stage(key)
		if err != nil {
			return 0, err
		}
		r, err := u.request(key.Request)
		if err != nil {
			return 0, err
		}
		if stage == nil || r == nil {
			return 0, broken(entitlement.KindStage, key.Request.String(), "a stage in the index is missing")
		}
		stepApproverGone(&u.out, r, stage, u.when)
		if err := u.apply(); err != nil {
			return 0, err
		}
	}
	var after *store.Job
	if next != nil {
		later := *before
		later.Cursor = store.AppendUint8(store.AppendID(store.AppendText(nil, who), next.Request), next.Index)
		after = &later
	}
	u.touched = true
	_, err = u.e.schema.Jobs.Write(u.tx, before, after)
	return max(1, len(keys)), err
}

// readApprover reads the cursor of the job: the person and, once it has begun, the next stage.
func readApprover(cursor []byte) (who entitlement.SubjectID, from *entitlement.StageKey, err error) {
	r := store.ReadKey(cursor)
	who = entitlement.SubjectID(r.Text())
	if start := store.AppendText(nil, who); len(cursor) > len(start) {
		from = &entitlement.StageKey{Request: r.ID(), Index: r.Uint8()}
	}
	if r.End() != nil {
		err = broken(entitlement.KindEngine, "", "the cursor of a job is damaged")
	}
	return who, from, err
}
