package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
)

//go:embed tenant.json
var tenant []byte

// story is what people do with the host, and what comes of it.
type story struct {
	*host

	text strings.Builder
}

func (s *story) say(format string, args ...any) { fmt.Fprintf(&s.text, format+"\n", args...) }

func (s *story) play(ctx context.Context) error {
	if err := s.configure(ctx); err != nil {
		return err
	}
	if err := s.ask(ctx); err != nil {
		return err
	}
	if err := s.pass(ctx, time.Hour); err != nil {
		return err
	}
	if err := s.doors.setByHand(door, "wanda", true); err != nil { // the caretaker knows her
		return err
	}
	s.doors.fail(2)
	if err := s.decide(ctx); err != nil {
		return err
	}
	s.say("\nThe Runner delivers. Twice the controller of the doors does not answer:")
	if err := s.pass(ctx, 2*time.Hour); err != nil {
		return err
	}
	if err := s.show(ctx); err != nil {
		return err
	}
	s.say("\nThirty days pass:")
	if err := s.pass(ctx, 30*24*time.Hour); err != nil {
		return err
	}
	return s.show(ctx)
}

// configure applies the tenant document, as an administrator who has read the plan.
func (s *story) configure(ctx context.Context) error {
	document, err := spec.Parse(tenant, entitlement.SeedLimits())
	if err != nil {
		return err
	}
	plan, err := s.as("tomas").Plan(ctx, lifecycle.PlanInput{Document: document})
	if err != nil {
		return err
	}
	s.say("Tomas, the administrator, applies tenant.json:\n%s", plan)
	_, err = s.as("tomas").Apply(ctx, lifecycle.ApplyInput{Document: document, Revision: plan.Revision, Confirm: plan.Ending})
	return err
}

// ask lets two people ask for what one of them finds.
func (s *story) ask(ctx context.Context) error {
	offers, err := s.as("vikram").Offers(ctx, lifecycle.OffersInput{})
	if err != nil {
		return err
	}
	pkg := offers.Items[0].Package
	_, err = s.as("alice").Submit(ctx, lifecycle.SubmitInput{Package: pkg.ID})
	if !errors.Is(err, entitlement.NotInScope) {
		return errors.Join(errors.New("alice should have been refused"), err)
	}
	s.say("Alice of sales asks for %s: %s, %s.", pkg.DisplayName, entitlement.CodeOf(err), entitlement.NotInScope)

	wish := lifecycle.SubmitInput{Key: "ticket 4711", Package: pkg.ID, Justification: "a disk has to be changed"}
	asked, err := s.as("vikram").Submit(ctx, wish)
	if err != nil {
		return err
	}
	again, err := s.as("vikram").Submit(ctx, wish)
	if err != nil {
		return err
	}
	if asked != again {
		return errors.New("a click too many has made a request too many")
	}
	s.say("Vikram of IT asks for it: %s. He clicks twice; there is one request.", asked.State)
	return nil
}

// decide lets the approver decide what waits.
func (s *story) decide(ctx context.Context) error {
	waiting, err := s.as("ulla").Approvals(ctx, lifecycle.ApprovalsInput{})
	if err != nil {
		return err
	}
	for i := range waiting.Items {
		w := &waiting.Items[i]
		s.say("Ulla finds a request of %s that waits until %s: %q.", w.Request.Target, date(w.DecideBy), w.Justification)
		decided, err := s.as("ulla").Approve(ctx, lifecycle.DecideInput{Request: w.Request.ID, Stage: w.Stage})
		if err != nil {
			return err
		}
		s.say("She approves: %s.", decided.State)
	}
	return nil
}

// show tells what the engine says about Vikram, and the badge system about the door.
func (s *story) show(ctx context.Context) error {
	roles, err := s.as("vikram").EffectiveRoles(ctx, lifecycle.RolesInput{})
	if err != nil {
		return err
	}
	if len(roles) == 0 {
		s.say("Vikram holds nothing.")
	}
	for i := range roles {
		r := &roles[i]
		s.say("Vikram holds %s/%s (%s) through %s until %s.",
			r.ResourceName, r.Role, r.State, r.Sources[0].PackageName, date(r.Sources[0].End))
	}
	server := provision.Resource{Type: typeDoor, OriginID: door}
	for holding, err := range (badgeProvisioner{s.doors, s.journal}).List(ctx, server, s.clock.Now()) {
		if err != nil {
			return err
		}
		s.say("The door opens for %s (given by the engine: %t).", holding.Subject, holding.Managed)
	}
	return nil
}

// pass lets time pass. Production just waits: the Runner does what is due. Here the clock is moved to every instant at which
// something is due, and Dispatch returns when it is done, by the Runner or by Dispatch itself.
func (s *story) pass(ctx context.Context, d time.Duration) error {
	end := s.clock.Now().Add(d)
	for {
		if _, err := s.engine.Dispatch(ctx); err != nil {
			return err
		}
		for _, line := range s.journal.take() {
			s.say("  %s  %s", s.clock.Now().Format("2 January 15:04"), line)
		}
		next, err := s.engine.NextDue(ctx)
		if err != nil {
			return err
		}
		if next.IsZero() || next.After(end) {
			s.clock.Set(end)
			return nil
		}
		s.clock.Set(next)
	}
}

func date(t time.Time) string { return t.Format("2 January 2006") }
