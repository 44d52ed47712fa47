package random

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// comparePast asks who had access at an instant that is drawn from the past, and holds the answer, which comes from the log,
// against the model.
func (s *story) comparePast() error {
	const parts = 64
	f := s.facts()
	then := start.Add(s.engineTime().Sub(start) / parts * time.Duration(s.reel.visit(parts))).Truncate(time.Microsecond)
	for _, who := range s.swarm.everybody() {
		list, err := s.w.Admin().Access(s.ctx, lifecycle.AccessInput{For: who, AsOf: then})
		if err != nil {
			return err
		}
		for _, a := range f.assignments {
			if a.person != who {
				continue
			}
			had := !a.start.After(then) && (a.isLive() || a.ended.After(then))
			seen := slices.ContainsFunc(list.Items, func(v lifecycle.AssignmentView) bool { return v.Assignment.ID == a.id })
			if had != seen {
				return differs("the past", "%s had %s at %s: %t; the log says: %t", who, f.packs[a.pack].name, instant(then), had, seen)
			}
		}
	}
	return nil
}

// foresee asks what would come of a submission, which is to be what comes of it, and to leave nothing behind.
func (s *story) foresee(c *command, want *verdict) error {
	var r lifecycle.SubmitResult
	var err error
	before, p := s.seq(), s.packs[c.pack].pkg
	if c.verb == verbSubmit {
		in := c.submission(p)
		in.Key, in.IsValidationOnly = "", true
		r, err = s.w.As(c.actor).Submit(s.ctx, in)
	} else {
		in := c.assigning(p)
		in.Key, in.IsValidationOnly = "", true
		r, err = s.w.Admin().Assign(s.ctx, in)
	}
	switch {
	case !isAnswer(err):
		return err
	case s.seq() != before || r.Request != entitlement.RequestID{}:
		return differs("foresight", "a submission that was only checked was made")
	case s.isDark():
		return nil
	case err == nil && !want.accepts(), err != nil && !want.takes(codesOf(err)):
		return differs("foresight", "a submission that is only checked meets %q, where %q is to be said", codesOf(err), want.codes)
	}
	return nil
}
