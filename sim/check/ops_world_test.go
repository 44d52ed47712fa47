package check_test

import (
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
	"example.com/tenure/store/storetest"
)

// edited lets an edit of the directory that makes no sense be none.
func edited(err error) error {
	if errors.Is(err, entitlement.NotFound) || errors.Is(err, entitlement.AlreadyExists) || errors.Is(err, entitlement.InvalidArgument) {
		return nil
	}
	return err
}

// disable keeps a person from signing in, or lets them again.
func disable(s *story, o op) error {
	who, _ := pick(all, o.a)
	return edited(s.w.Directory().Move(s.now(), who, func(p *entitlement.Subject) { p.AccountDisabled = o.b%2 == 0 }))
}

// leave takes a member out of the directory, and back.
func leave(s *story, o op) error {
	who, _ := pick(staff, o.a)
	if o.b%2 == 0 {
		return edited(s.w.Directory().Join(s.now(), member(who, "meg"), "staff"))
	}
	return edited(s.w.Directory().Leave(s.now(), who))
}

func group(s *story, o op) error {
	who, _ := pick(all, o.a)
	if o.b%2 == 0 {
		return edited(s.w.Directory().AddMember(s.now(), "staff", who))
	}
	return edited(s.w.Directory().RemoveMember(s.now(), "staff", who))
}

func manager(s *story, o op) error {
	who, _ := pick(all, o.a)
	boss, _ := pick([]entitlement.SubjectID{"meg", "boss", "eli", ""}, o.b)
	if who == boss {
		boss = ""
	}
	return edited(s.w.Directory().Move(s.now(), who, func(p *entitlement.Subject) { p.Manager = boss }))
}

// convert makes a guest a member of the organization, and back.
func convert(s *story, o op) error {
	who, _ := pick(guests, o.a)
	return edited(s.w.Directory().Move(s.now(), who, func(p *entitlement.Subject) {
		switch {
		case p.UserType == entitlement.UserGuest && o.b%2 == 0:
			p.UserType = entitlement.UserMember
		case p.UserType == entitlement.UserMember:
			p.UserType = entitlement.UserGuest
		}
	}))
}

// targetFault lets the target systems misbehave for a while, about one person, one resource or everything.
func targetFault(s *story, o op) error {
	now := s.now()
	f, _ := pick([]fake.Fault{
		{Answer: fake.AnswerError, Effect: fake.EffectNone},
		{Answer: fake.AnswerError, Effect: fake.EffectNone, LastAttempt: 2},
		{Answer: fake.AnswerError},
		{Answer: fake.AnswerError, Effect: fake.EffectNone, Err: provision.TransientAfter(provision.Throttled, 3*time.Hour, ""), LastAttempt: 1},
		{Answer: fake.AnswerError, Effect: fake.EffectNone, Err: provision.Permanent(provision.PermissionMissing, ""), Verb: provision.Grant},
		{Answer: fake.AnswerHang, Effect: fake.EffectNone, LastAttempt: 3},
		{Answer: fake.AnswerHang},
		{Answer: fake.AnswerPanic, Effect: fake.EffectNone},
		{Answer: fake.AnswerPanic, LastAttempt: 1},
		{Effect: fake.EffectRepeated, After: 40 * time.Minute, Times: 3},
		// Late effects of grants, where nothing can keep them from coming: otherwise the target's answer is a lie (F14).
		{Effect: fake.EffectLate, After: 3 * time.Hour, Verb: provision.Grant, Resource: "Ledger"},
		{Answer: fake.AnswerError, Effect: fake.EffectLate, After: 9 * time.Hour, Verb: provision.Grant, Resource: "Ledger"},
	}, o.a)
	if o.b%3 == 0 {
		f.Subject, _ = pick(all, o.b/3)
	}
	if o.b%3 == 1 && f.Resource == "" {
		f.Resource = "CRM"
	}
	f.From = now
	f.Until, _ = pick([]time.Time{now.Add(time.Hour), now.Add(5 * time.Hour), now.Add(2 * day), now.Add(12 * day)}, o.c)
	return s.w.Target().Inject(f)
}

// accountFault keeps a guest from being invited, blocked or deleted, each guest in another way. What has its effect is
// answered while the engine still tries: of an account that it has given up it does not know.
func accountFault(s *story, o op) error {
	now := s.now()
	f, _ := pick([]sim.Fault{
		{Person: "gil", Until: now.Add(4 * time.Hour), Times: 1, Late: true},
		{Person: "hal", Until: now.Add([]time.Duration{4 * time.Hour, 3 * day}[o.b%2])},
		{Person: "ivy", Until: now.Add(day), Err: provision.Permanent(provision.PermissionMissing, "")},
	}, o.a)
	f.From = now
	return s.w.Accounts().Inject(f)
}

func mailFault(s *story, o op) error {
	who, _ := pick(all, o.a)
	until := s.now().Add(5 * time.Hour)
	if o.c%2 == 0 {
		until = s.now().Add(5 * day)
	}
	return s.w.Mailbox().Inject(sim.Fault{Person: who, From: s.now(), Until: until, Late: o.b%2 == 0})
}

func outage(s *story, o op) error {
	length, _ := pick([]time.Duration{time.Minute, 7 * time.Hour, 3 * day}, o.a)
	s.w.Directory().Outage(s.now(), s.now().Add(length))
	return nil
}

func resourceGone(s *story, o op) error {
	r, _ := pick([]provision.Resource{
		{Type: entitlement.ResourceApplication, OriginID: "CRM"}, {Type: entitlement.ResourceApplication, OriginID: "Wiki"},
		{Type: entitlement.ResourceGroup, OriginID: "Sales team"},
	}, o.a)
	if o.b%2 == 0 {
		s.w.Target().RestoreResource(s.now(), r)
	} else {
		s.w.Target().RemoveResource(s.now(), r)
	}
	return nil
}

// drift lets administrators of the targets give and take behind the engine's back (F16).
func drift(s *story, o op) error {
	who, _ := pick(all, o.a)
	path, _ := pick([]string{"CRM/User", "Wiki/Editor", "Sales team/Member"}, o.b)
	account := string(who)
	if o.c%2 == 0 {
		return edited(s.w.AdminRemoves(account, path))
	}
	err := s.w.AdminAdds(account, path)
	if errors.Is(err, provision.ResourceMissing) || errors.Is(err, provision.GroupFull) { // they cannot give what is gone, or full
		return nil
	}
	return edited(err)
}

// repairing repairs all drift that may be repaired.
var repairing = lifecycle.DriftPolicy{
	Missing: lifecycle.DriftRepair, Extra: lifecycle.DriftRepair, Foreign: lifecycle.DriftRepair,
}

// reconcile looks for drift, and does something about it or not.
func reconcile(s *story, o op) error {
	key := s.key()
	return s.command(func() error {
		_, err := s.w.Reconcile(key, []lifecycle.DriftPolicy{{}, repairing}[o.a%2])
		return err
	})
}

// heal ends everything that is wrong with the world.
func heal(s *story, _ op) error {
	s.w.Target().Heal()
	s.w.Accounts().Heal()
	s.w.Mailbox().Heal()
	s.next = storetest.Outcome{}
	for i := range 3 {
		if err := resourceGone(s, op{a: i}); err != nil {
			return err
		}
	}
	return nil
}

// lengths are how long nothing is done.
var lengths = []time.Duration{
	time.Second, time.Minute, 20 * time.Minute, time.Hour, 7 * time.Hour, day, day, 3 * day, 8 * day, 14 * day, 30 * day,
}

// pass lets time pass.
func pass(s *story, o op) error {
	length, _ := pick(lengths, o.a)
	end := s.w.Now().Add(length)
	return s.surviving(func() error { return s.w.RunUntil(end) })
}

// passInSteps is pass in two steps.
func passInSteps(s *story, o op) error {
	length, _ := pick(lengths, o.a)
	for _, end := range []time.Time{s.w.Now().Add(length / 3), s.w.Now().Add(length)} {
		if err := s.surviving(func() error { return s.w.RunUntil(end) }); err != nil {
			return err
		}
	}
	return nil
}

// jump moves the clock without anything happening on the way, as when the host sleeps.
func jump(s *story, o op) error {
	length, _ := pick(lengths, o.a)
	s.w.Clock().Add(length)
	return s.surviving(func() error {
		if o.b%2 == 0 {
			if _, err := s.w.Engine().RunDue(background()); err != nil {
				return err
			}
		}
		_, err := s.w.Engine().Dispatch(background())
		return err
	})
}

// sleep moves the clock, and what was due meanwhile is left to whatever happens next.
func sleep(s *story, o op) error {
	length, _ := pick(lengths, o.a)
	s.w.Clock().Add(length)
	return nil
}

// turnBack lets the clock go back (F17).
func turnBack(s *story, o op) error {
	length, _ := pick(lengths, o.a)
	s.w.Clock().TurnBack(s.w.Now().Add(-length))
	return nil
}

func restart(s *story, _ op) error { return s.reopen() }

// misfortune is what the next commit will meet (F1 to F4).
func misfortune(s *story, o op) error {
	s.next, _ = pick([]storetest.Outcome{
		{Err: errCrash, Crashed: true},
		{Err: errCrash, Applied: true, Crashed: true},
		{Err: entitlement.OutcomeUnknown, Applied: true},
		{Err: entitlement.OutcomeUnknown},
		{Err: entitlement.Conflict},
	}, o.a)
	return nil
}
