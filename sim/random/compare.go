package random

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// compare holds everything that the engine shows against the model. At rest, nothing may be left to look into either.
func (s *story) compare(atRest bool) error {
	requests, assignments, err := s.read()
	if err != nil {
		return err
	}
	s.noticeStarts(requests)
	if err := errors.Join(s.noticeDepartures(atRest), s.noticeReviews()); err != nil {
		return err
	}
	f := s.facts()
	if err := f.sameRemovals(requests); err != nil {
		return err
	}
	for _, r := range f.requests {
		seen, found := requests[r.id]
		if !found {
			return differs("requests", "the engine does not know %s", s.describe(r))
		}
		if err := s.sameRequest(r, &seen, atRest); err != nil {
			return err
		}
	}
	for _, a := range f.assignments {
		seen, found := assignments[a.id]
		if !found {
			return differs("assignments", "the engine does not know %s's %s", a.person, f.packs[a.pack].name)
		}
		if err := f.sameAssignment(a, &seen); err != nil {
			return err
		}
	}
	if len(requests) != len(f.requests) || len(assignments) != len(f.assignments) {
		return differs("rows", "the engine has %d requests and %d assignments, not %d and %d",
			len(requests), len(assignments), len(f.requests), len(f.assignments))
	}
	return nil
}

// read returns what the engine shows the host: everybody's requests, and all access that anybody ever had.
func (s *story) read() (
	requests map[entitlement.RequestID]entitlement.Request, assignments map[entitlement.AssignmentID]entitlement.Assignment,
	err error,
) {
	requests = map[entitlement.RequestID]entitlement.Request{}
	assignments = map[entitlement.AssignmentID]entitlement.Assignment{}
	for _, id := range s.swarm.everybody() {
		for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
			return s.w.Admin().Requests(s.ctx, lifecycle.RequestsInput{Page: p, For: id})
		}) {
			if err != nil {
				return nil, nil, err
			}
			requests[v.Request.ID] = v.Request
		}
		for v, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
			return s.w.Admin().Access(s.ctx, lifecycle.AccessInput{Page: p, For: id, Ended: true})
		}) {
			if err != nil {
				return nil, nil, err
			}
			assignments[v.Assignment.ID] = v.Assignment
		}
	}
	return requests, assignments, nil
}

// noticeStarts takes into the history which scheduled requests the engine has looked into since their start: when it gets to
// that depends on the directory. What it then makes of them does not, and is the model's to say.
func (s *story) noticeStarts(requests map[entitlement.RequestID]entitlement.Request) {
	f := s.facts()
	due := slices.DeleteFunc(f.requests, func(r *request) bool {
		return r.state != scheduled || r.times.Start.After(f.now) || requests[r.id].State == entitlement.RequestScheduled
	})
	slices.SortStableFunc(due, func(a, b *request) int { return a.times.Start.Compare(b.times.Start) })
	for _, r := range due {
		e := entry{at: s.engineTime(), started: r.id}
		e.made.assignment = requests[r.id].Assigned
		s.model.history = append(s.model.history, e)
	}
}

// describe names a request.
func (s *story) describe(r *request) string {
	what := "request"
	switch {
	case r.removes:
		what = "removal"
	case r.extends != nil:
		what = "extension"
	}
	return fmt.Sprintf("%s's %s for %s", r.person, what, s.swarm.packs[r.pack].name)
}

func (s *story) sameRequest(r *request, seen *entitlement.Request, atRest bool) error {
	state, reason := stateOf(seen)
	if r.state == given && state == canceled && reason == entitlement.ReasonAssignmentEnded && !r.given.isLive() {
		return nil // its access ended before it was delivered
	}
	switch {
	case r.state != state || r.reason != reason:
		return differs("state of a request", "%s is %s %s, and is to be %s %s", s.describe(r), seen.State, reason, r.state, r.reason)
	case r.current != int(seen.Stage) && r.state == waiting:
		return differs("stage of a request", "%s waits for stage %d, and is to wait for stage %d", s.describe(r), seen.Stage, r.current)
	case atRest && state == scheduled && !r.times.Start.After(s.now()):
		return differs("state of a request", "%s has not started (I-122)", s.describe(r))
	case atRest && state == given && seen.IsOpen():
		return differs("state of a request", "%s is %s and will never be settled (I-124)", s.describe(r), seen.State)
	}
	return nil
}

// stateOf puts the state of a request in the words of the model.
func stateOf(r *entitlement.Request) (state, entitlement.EndReason) {
	switch r.State {
	case entitlement.RequestSubmitted, entitlement.RequestPendingApproval:
		return waiting, r.Reason
	case entitlement.RequestScheduled:
		return scheduled, r.Reason
	case entitlement.RequestDenied:
		return denied, r.Reason
	case entitlement.RequestCanceled:
		return canceled, r.Reason
	case entitlement.RequestDelivering, entitlement.RequestDelivered, entitlement.RequestDeliveryFailed,
		entitlement.RequestPartiallyDelivered:
	}
	return given, r.Reason
}

func (f *facts) sameAssignment(a *assignment, seen *entitlement.Assignment) error {
	name := fmt.Sprintf("%s's %s", a.person, f.packs[a.pack].name)
	lives := seen.State != entitlement.AssignmentExpired
	switch {
	case lives && !a.isLive():
		return differs("end of access", "%s is %s, and is to have ended at %s (I-75)", name, seen.State, instant(a.ended))
	case !lives && a.isLive():
		return differs("end of access", "%s ended at %s (%s), and is to live", name, instant(seen.Ended), seen.Reason)
	case !a.ended.Equal(seen.Ended) || a.reason != seen.Reason:
		return differs("end of access", "%s ended at %s (%s), not at %s (%s)",
			name, instant(seen.Ended), seen.Reason, instant(a.ended), a.reason)
	case !a.start.Equal(seen.Schedule.Start):
		return differs("time of access", "%s starts at %s, not at %s", name, instant(seen.Schedule.Start), instant(a.start))
	case !a.end.Equal(seen.Schedule.End):
		return differs("time of access", "%s is until %s, not until %s", name, instant(seen.Schedule.End), instant(a.end))
	}
	return nil
}

// instant renders a point in time.
func instant(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.RFC3339)
}

// deliveryOf says how far the delivery of a request has come.
func (s *story) deliveryOf(r *request) (delivery, error) {
	requests, _, err := s.read()
	if err != nil {
		return deliveryUnknown, err
	}
	switch requests[r.id].State {
	case entitlement.RequestDelivering:
		return deliveryUnderWay, nil
	case entitlement.RequestDeliveryFailed:
		return deliveryFailed, nil
	case entitlement.RequestSubmitted, entitlement.RequestPendingApproval, entitlement.RequestScheduled, entitlement.RequestDenied,
		entitlement.RequestCanceled, entitlement.RequestDelivered, entitlement.RequestPartiallyDelivered:
	}
	return deliveryDone, nil
}

// deliveryTo says how far the delivery of access has come.
func (s *story) deliveryTo(a *assignment) (delivery, error) {
	_, assignments, err := s.read()
	if err != nil {
		return deliveryUnknown, err
	}
	switch assignments[a.id].State {
	case entitlement.AssignmentDelivered, entitlement.AssignmentPartiallyDelivered:
		return deliveryDone, nil
	case entitlement.AssignmentDeliveryFailed:
		return deliveryFailed, nil
	case entitlement.AssignmentDelivering, entitlement.AssignmentExpired:
	}
	return deliveryUnderWay, nil
}
