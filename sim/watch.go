package sim

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// watch is the observer by which a world notices that people may have been asked for a decision, so that it does not have
// to ask for everybody at every instant.
type watch struct {
	stages    store.Table[entitlement.StageKey, entitlement.ApprovalStage]
	others    lifecycle.Observer // that of the configuration, or nil
	everybody bool               // anybody may have been asked
	reviewers bool               // a review may have opened
	people    map[entitlement.SubjectID]bool
}

func newWatch() *watch {
	return &watch{stages: store.NewSchema().Stages, people: map[entitlement.SubjectID]bool{}}
}

// Observe implements lifecycle.Observer.
func (o *watch) Observe(events []entitlement.Event) {
	for i := range events {
		ev := &events[i]
		o.reviewers = o.reviewers || ev.Activity == entitlement.ActivityStartReview
		if ev.Object.Kind != entitlement.KindStage || ev.After == nil {
			continue
		}
		var stage entitlement.ApprovalStage
		key, err := o.stages.ParseKey([]byte(ev.Object.Key))
		if err == nil {
			err = o.stages.Decode(key, ev.After, &stage)
		}
		if err != nil {
			o.everybody = true
			continue
		}
		if stage.IsOpen() {
			o.add(stage.People())
		}
	}
	if o.others != nil {
		o.others.Observe(events)
	}
}

func (o *watch) add(people []entitlement.SubjectID) {
	for _, id := range people {
		o.people[id] = true
	}
}
