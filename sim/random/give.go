package random

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// give gives the engine a command, the same again after a crash, and holds its answer against the model's.
func (s *story) give(c command) error {
	c.key = s.key()
	want := s.facts().expects(&c)
	if (c.verb == verbSubmit || c.verb == verbAssign) && s.reel.visit(2) == 1 {
		if err := s.foresee(&c, &want); err != nil {
			return err
		}
	}
	before, at := s.seq(), s.now()
	result, err := s.carryOut(c)
	switch {
	case !isAnswer(err):
		return err
	case err == nil && !want.accepts():
		return differs("answer of "+string(c.verb), "the engine accepts what is to be refused with %q", want.codes)
	case err == nil && s.isDark() && c.needsDirectory():
		return differs("answer of "+string(c.verb), "the engine decides without a directory (I-94)")
	case err == nil:
		if s.seq() > before { // otherwise everything was so already
			s.model.history = append(s.model.history, entry{at: at, command: &c, made: result})
		}
		return s.again(c, result)
	case s.isDark() && c.needsDirectory():
		return s.noTrace(before, err)
	case !want.takes(codesOf(err)):
		return differs("answer of "+string(c.verb), "the engine says %q where %q is to be said", codesOf(err), sorted(want.codes))
	}
	return s.noTrace(before, err)
}

// carryOut gives the engine a command until no crash comes in between.
func (s *story) carryOut(c command) (result made, err error) {
	if s.setup.command != nil {
		s.setup.command(s, &c)
	}
	err = s.surviving(func() error {
		if s.strike("client.canceled") != "" {
			if result, err = s.sendAndGiveUp(&c); !errors.Is(err, context.Canceled) {
				return err
			}
		}
		result, err = s.send(&c)
		return err
	})
	return result, err
}

// sendAndGiveUp gives a command to the engine for somebody who does not wait for the answer (F29). If they are gone before it
// begins, nothing may come of it; if they go while it is committed, either.
func (s *story) sendAndGiveUp(c *command) (made, error) {
	whole, before, early := s.ctx, s.seq(), s.reel.visit(2) == 0
	ctx, cancel := context.WithCancel(whole)
	defer cancel()
	if early {
		cancel()
	}
	s.ctx, s.cancel = ctx, cancel
	if s.setup.context != nil {
		s.ctx = s.setup.context(ctx)
	}
	result, err := s.send(c)
	s.ctx, s.cancel = whole, nil
	if early && (!errors.Is(err, context.Canceled) || s.seq() != before) {
		return result, differs("canceled call", "somebody who was gone is told %v, after %d events", err, s.seq()-before)
	}
	return result, err
}

// again may repeat a command that was accepted, as a client does that has lost the answer (I-17).
func (s *story) again(c command, first made) error {
	if c.isConfiguration() || c.verb == verbTell { // there is no answer that could get lost
		return nil
	}
	switch s.strike("client.again", "client.other-body") {
	case "client.again":
		second, err := s.carryOut(c)
		if err != nil || second != first {
			return differs("repetition of "+string(c.verb), "the first answer was %v, the second %v, %v", first, second, err)
		}
	case "client.other-body":
		c.text += " and more"
		if c.verb == verbCancel || c.verb == verbReprocess || c.verb == verbRemove {
			return nil // they have nothing that could be told otherwise
		}
		if _, err := s.carryOut(c); !errors.Is(err, entitlement.KeyReused) {
			return differs("repetition of "+string(c.verb), "a key is used for something else, and the answer is %v", err)
		}
	}
	return nil
}

// send gives a command to the engine.
func (s *story) send(c *command) (made, error) {
	session := s.w.Admin()
	if c.actor != "" {
		session = s.w.As(c.actor)
	}
	var p offeredIDs
	if c.pack < len(s.packs) {
		p = s.packs[c.pack]
	}
	switch c.verb {
	case verbSubmit:
		r, err := session.Submit(s.ctx, c.submission(p.pkg))
		return made{r.Request, r.Assignment}, err
	case verbAssign:
		r, err := session.Assign(s.ctx, c.assigning(p.pkg))
		return made{r.Request, r.Assignment}, err
	case verbDecide:
		in := lifecycle.DecideInput{
			Key: c.key, Request: c.request, Stage: c.stage, Decision: entitlement.Approve, Justification: c.text,
		}
		if c.deny {
			in.Decision = entitlement.Deny
		}
		r, err := session.Decide(s.ctx, in)
		return made{r.Request, r.Assignment}, err
	case verbCancel:
		r, err := session.Cancel(s.ctx, lifecycle.CancelInput{Key: c.key, Request: c.request})
		return made{request: r.Request}, err
	case verbRemove:
		r, err := session.Remove(s.ctx, lifecycle.RemoveInput{Key: c.key, Assignment: c.assignment})
		return made{r.Request, r.Assignment}, err
	case verbExtend:
		r, err := session.Extend(s.ctx, lifecycle.ExtendInput{
			Key: c.key, Assignment: c.assignment, End: c.end, Justification: c.text,
		})
		return made{r.Request, r.Assignment}, err
	case verbReprocess:
		_, err := session.Reprocess(s.ctx, lifecycle.ReprocessInput{Key: c.key, Assignment: c.assignment})
		return made{}, err
	case verbReview:
		_, err := session.DecideReview(s.ctx, lifecycle.DecideReviewInput{
			Key: c.key, Review: c.review, Assignment: c.assignment, Decision: c.decision, Justification: c.text,
		})
		return made{}, err
	case verbTell:
		_, err := s.w.Engine().OnPersonChanged(s.ctx, c.person)
		return made{}, err
	case verbPolicy, verbRoles, verbIncompatible, verbCatalog, verbDeletePolicy, verbDeletePackage:
		return made{}, s.configureTenant(c, p)
	}
	return made{}, nil
}

// needsDirectory reports whether the engine has to ask who somebody is.
func (c *command) needsDirectory() bool {
	return c.verb == verbSubmit || c.verb == verbAssign || c.verb == verbDecide || c.verb == verbExtend ||
		c.verb == verbReview || c.verb == verbTell
}

// isAnswer reports whether an error is an answer of the engine, rather than a failure.
func isAnswer(err error) bool {
	switch entitlement.CodeOf(err) {
	case "":
		return err == nil
	case entitlement.Refused, entitlement.IllegalState, entitlement.NotFound, entitlement.Forbidden, entitlement.InUse,
		entitlement.LimitExceeded, entitlement.Unavailable, entitlement.AlreadyExists, entitlement.InvalidArgument:
		return true
	}
	return false
}

// codesOf returns why something was refused: the code, or those of the checks that failed, each at its root.
func codesOf(err error) []entitlement.Code {
	var e *entitlement.Error
	if !errors.As(err, &e) {
		return nil
	}
	if e.Code != entitlement.Refused {
		return []entitlement.Code{e.Code}
	}
	var l findings
	l.failed(e.Reasons)
	if slices.Contains(l, entitlement.AssignmentExists) { // until it is delivered, the request is pending too
		l = slices.DeleteFunc(l, func(c entitlement.Code) bool { return c == entitlement.RequestPending })
	}
	return sorted(l)
}

// failed adds the checks that failed and have none below them that did.
func (l *findings) failed(reasons []entitlement.Reason) {
	for i := range reasons {
		r := &reasons[i]
		if r.Pass {
			continue
		}
		switch r.Code {
		case entitlement.NoApprover, entitlement.NotInScope, entitlement.NotOnBehalfRequestor:
			l.unless(false, r.Code)
			continue
		}
		if !slices.ContainsFunc(r.Children, func(c entitlement.Reason) bool { return !c.Pass }) {
			l.unless(false, r.Code)
			continue
		}
		l.failed(r.Children)
	}
}

func sorted(codes []entitlement.Code) []entitlement.Code {
	return slices.Sorted(slices.Values(codes))
}

// noTrace makes sure that a refusal has left nothing behind but what was due anyway (I-130).
func (s *story) noTrace(before uint64, refusal error) error {
	return s.view(func(tx *store.Txn) error {
		return tx.Events(before+1, func(ev *entitlement.Event, _ time.Time) (bool, error) {
			if ev.Actor.Kind != entitlement.ActorSystem {
				return false, differs("refusal", "event %d tells of a command that was refused: %v", ev.Seq, refusal)
			}
			return true, nil
		})
	})
}

// seq returns the number of the last event.
func (s *story) seq() (last uint64) {
	_ = s.view(func(tx *store.Txn) error { // a store in memory can be read
		var meta store.Meta
		_, err := tx.Meta(&meta)
		last = meta.Seq
		return err
	})
	return last
}

func (s *story) view(fn func(*store.Txn) error) error {
	return s.inner.View(s.ctx, func(r store.Reader) error { return fn(store.Reading(r)) })
}
