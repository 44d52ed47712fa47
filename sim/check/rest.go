package check

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// restCheckers say what must be true when every port has worked for long enough and nothing is due.
func restCheckers() []Checker {
	return []Checker{
		{
			Invariant: 57, Rule: "Nobody holds what nothing justifies.",
			rest: func(o *outside, s *state, out *report) {
				for i := range o.held {
					h := &o.held[i]
					if g := s.grantOf(grantKeyOf(h)); h.Managed && (g == nil || !g.WantedAt(o.at)) {
						out.wrong(h, "a live assignment", "none")
					}
				}
			},
		},
		{
			Invariant: 58, Rule: "Everybody holds what was granted to them.",
			grant: func(_ *model, g *entitlement.Grant, out *report) {
				for _, s := range g.Sources {
					if s.State == entitlement.SourceGranted && g.Observed != entitlement.ObservedPresent {
						out.wrong(g, "that the target confirmed it", "it counts as granted for %s", s.Assignment)
					}
				}
			},
			rest: func(o *outside, s *state, out *report) {
				holds := map[entitlement.GrantKey]bool{}
				for i := range o.held {
					holds[grantKeyOf(&o.held[i])] = true
				}
				granted := func(s entitlement.GrantSource) bool { return s.State == entitlement.SourceGranted }
				for g := range each[entitlement.Grant](s.model) {
					if slices.ContainsFunc(g.Sources, granted) && !holds[g.Key] {
						out.wrong(g, "that the target gives it", "it does not")
					}
				}
			},
		},
		{
			Invariant: 122, Rule: "Every request comes to an end.",
			rest: func(o *outside, s *state, out *report) {
				for r := range each[entitlement.Request](s.model) {
					if r.IsOpen() && !s.waits(r, o) {
						out.wrong(r, "its end, or an instant ahead", "it is %s", r.State)
					}
				}
			},
		},
		{
			Invariant: 123, Also: []int{124}, Rule: "Every grant and revoke comes to an end.",
			rest: func(_ *outside, s *state, out *report) {
				for g := range each[entitlement.Grant](s.model) {
					if !g.Dirty.IsZero() {
						out.wrong(g, "that the target agrees", "it is to be told since %s", instant(g.Dirty))
					}
				}
				for a := range each[entitlement.Assignment](s.model) {
					if a.State == entitlement.AssignmentDelivering {
						out.wrong(a, "the end of its delivery", "it is delivering")
					}
				}
			},
		},
		{
			Invariant: 71, Rule: "The accounts of external people are as they are wanted.",
			rest: func(o *outside, s *state, out *report) {
				for g := range each[entitlement.GuestAccount](s.model) {
					if !g.Dirty.IsZero() {
						out.wrong(g, "that the directory agrees", "it is to be told since %s", instant(g.Dirty))
					}
					if g.Lifecycle == entitlement.LifecycleNotDefined {
						continue // a member by now, whose account is not the engine's
					}
					if is := o.account(g.Subject); is != entitlement.GuestAbsent && is != g.Observed {
						out.wrong(g, g.Observed.String(), "%s", is)
					}
				}
			},
		},
		{
			Invariant: 125, Rule: "Nothing is left to do.",
			rest: func(_ *outside, s *state, out *report) {
				for _, e := range s.queue {
					out.wrong(s.asker(effectKey{e.Kind, string(e.Key)}), "an empty queue", "an effect, ready %s", instant(e.Since))
				}
				for _, j := range s.jobs {
					if j.Kind != store.JobTruncateLog {
						out.wrong(j, "no job", "one since %s", instant(j.At))
					}
				}
			},
		},
		{
			Invariant: 128, Rule: "Every mail is sent, or its failure is kept.",
			rest: func(_ *outside, s *state, out *report) {
				for i := range s.mails {
					if m := &s.mails[i]; m.Failure == "" {
						out.wrong("mail "+number(m.Seq), "that it was sent", "it waits since %s", instant(m.At))
					}
				}
			},
		},
	}
}

// waits reports whether a request waits for an instant that lies ahead.
func (s *state) waits(r *entitlement.Request, o *outside) bool {
	switch r.State {
	case entitlement.RequestPendingApproval:
		stage := s.stageOf(r.ID, r.Stage)
		return stage != nil && stage.Deadline.After(o.at)
	case entitlement.RequestScheduled:
		return r.Schedule.Start.After(o.at)
	case entitlement.RequestSubmitted:
		return s.openCallouts(r) > 0 // whose deadlines are looked at by I-78
	case entitlement.RequestDelivering, entitlement.RequestDelivered,
		entitlement.RequestDeliveryFailed, entitlement.RequestDenied, entitlement.RequestCanceled,
		entitlement.RequestPartiallyDelivered:
	}
	return false
}
