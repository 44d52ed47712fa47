package population

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// tally is the observer that counts what happens in an engine. It keeps what is open, and numbers of what is done.
type tally struct {
	schema *store.Schema
	err    error // an event that could not be read
	events int

	submitted, extended                   int
	approved, automatic, denied, timedOut int
	canceled, delivered, failed           int
	escalated                             int
	waiting                               map[string]bool // requests that wait for approval, by key
	decisions                             []time.Duration // from the opening of a stage to its decision
	queue                                 []int           // how many requests wait, once a day
	approvals                             map[entitlement.SubjectID]int

	reviews, items, unassigned, decided, ended, undecided, moot int
	reviewed                                                    map[entitlement.SubjectID]int // decisions of reviewers

	live, most int // assignments
	wanted     lags
	unwanted   lags
}

// lags are the times from wishes to their confirmation by target systems.
type lags struct {
	open map[string]time.Time // by key of the grant
	done []time.Duration
	gone int   // wishes that were given up
	days []int // how many wishes are open, once a day
}

func newTally() *tally {
	return &tally{
		schema: store.NewSchema(), waiting: map[string]bool{}, approvals: map[entitlement.SubjectID]int{},
		reviewed: map[entitlement.SubjectID]int{},
		wanted:   lags{open: map[string]time.Time{}}, unwanted: lags{open: map[string]time.Time{}},
	}
}

// sample notes the lengths of queues at the end of a day.
func (t *tally) sample() {
	t.queue = append(t.queue, len(t.waiting))
	t.wanted.days = append(t.wanted.days, len(t.wanted.open))
	t.unwanted.days = append(t.unwanted.days, len(t.unwanted.open))
}

// Observe implements lifecycle.Observer.
func (t *tally) Observe(events []entitlement.Event) {
	for i := range events {
		ev := &events[i]
		t.events++
		var err error
		switch ev.Object.Kind { //nolint:exhaustive // the others are not counted
		case entitlement.KindRequest:
			err = t.request(ev)
		case entitlement.KindStage:
			err = t.stage(ev)
		case entitlement.KindAssignment:
			t.assignment(ev)
		case entitlement.KindGrant:
			t.grant(ev)
		case entitlement.KindReview:
			err = t.review(ev)
		case entitlement.KindReviewItem:
			err = t.item(ev)
		}
		if t.err == nil {
			t.err = err
		}
	}
}

// row reads the row that an event left; it reports false where it was removed.
func row[K, T any](table *store.Table[K, T], ev *entitlement.Event, out *T) (bool, error) {
	key, err := table.ParseKey([]byte(ev.Object.Key))
	if err != nil || ev.After == nil {
		return false, err
	}
	return true, table.Decode(key, ev.After, out)
}

func (t *tally) request(ev *entitlement.Event) error {
	switch ev.Activity { //nolint:exhaustive // the others only move a request on
	case entitlement.ActivityUserRequests:
		t.submitted++
	case entitlement.ActivityUserRequestsExtension:
		t.extended++
	case entitlement.ActivityAutoApprove:
		t.automatic++
	case entitlement.ActivityApprove:
		t.approved++
	case entitlement.ActivityDeny:
		t.denied++
	case entitlement.ActivityTimeout:
		t.timedOut++
	case entitlement.ActivityCancelRequest:
		t.canceled++
	case entitlement.ActivityFulfillRequest:
		t.delivered++
	case entitlement.ActivityPartiallyFulfill, entitlement.ActivityFailRequest:
		t.failed++
	}
	var r entitlement.Request
	found, err := row(&t.schema.Requests, ev, &r)
	if found && r.State == entitlement.RequestPendingApproval {
		t.waiting[ev.Object.Key] = true
	} else {
		delete(t.waiting, ev.Object.Key)
	}
	return err
}

func (t *tally) stage(ev *entitlement.Event) error {
	var s entitlement.ApprovalStage
	found, err := row(&t.schema.Stages, ev, &s)
	if found && ev.Activity == entitlement.ActivityEscalate && s.Resolving == entitlement.ResolvingAlternates {
		t.escalated++ // and not again when the alternates were found
	}
	if found && s.DecidedBy != "" && s.Decided.Equal(ev.At) {
		t.decisions = append(t.decisions, s.Decided.Sub(s.Opened))
		t.approvals[s.DecidedBy]++
	}
	return err
}

func (t *tally) assignment(ev *entitlement.Event) {
	switch ev.Activity { //nolint:exhaustive // the others neither begin nor end access
	case entitlement.ActivityCreateAssignment:
		t.live++
		t.most = max(t.most, t.live)
	case entitlement.ActivityRemoveAssignment:
		t.live--
	}
}

func (t *tally) grant(ev *entitlement.Event) {
	key := ev.Object.Key
	switch ev.Activity { //nolint:exhaustive // the others change no wish
	case entitlement.ActivityWantGrant:
		t.unwanted.giveUp(key)
		t.wanted.begin(key, ev.At)
	case entitlement.ActivityUnwantGrant:
		t.wanted.giveUp(key)
		t.unwanted.begin(key, ev.At)
	case entitlement.ActivityFulfillGrant:
		t.wanted.end(key, ev.At)
	case entitlement.ActivityFailGrant:
		t.wanted.giveUp(key)
	case entitlement.ActivityRemoveGrant:
		t.unwanted.end(key, ev.At)
	}
}

func (l *lags) begin(key string, at time.Time) {
	if _, isOpen := l.open[key]; !isOpen {
		l.open[key] = at
	}
}

func (l *lags) end(key string, at time.Time) {
	if since, isOpen := l.open[key]; isOpen {
		l.done = append(l.done, at.Sub(since))
		delete(l.open, key)
	}
}

func (l *lags) giveUp(key string) {
	if _, isOpen := l.open[key]; isOpen {
		l.gone++
		delete(l.open, key)
	}
}

func (t *tally) review(ev *entitlement.Event) error {
	var r entitlement.Review
	found, err := row(&t.schema.Reviews, ev, &r)
	if found && ev.Activity == entitlement.ActivityReviewEnded && r.Items > 0 {
		t.reviews++
	}
	return err
}

func (t *tally) item(ev *entitlement.Event) error {
	var i entitlement.ReviewItem
	found, err := row(&t.schema.ReviewItems, ev, &i)
	if !found {
		return err
	}
	switch ev.Activity { //nolint:exhaustive // the others decide nothing
	case entitlement.ActivityCreateReviewItem:
		t.items++
		if len(i.Reviewers) == 0 {
			t.unassigned++
		}
	case entitlement.ActivityReviewApprove, entitlement.ActivityReviewDeny:
		t.decided++
		t.reviewed[i.DecidedBy]++
	case entitlement.ActivityApplyDecision, entitlement.ActivityAutoReview:
		if i.Removed {
			t.ended++
		}
		switch {
		case i.Decision != entitlement.ReviewNotReviewed || len(i.Reviewers) == 0:
		case i.Result == entitlement.ReviewResultApplied:
			t.undecided++
		default:
			t.moot++
		}
	}
	return err
}
