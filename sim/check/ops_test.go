package check_test

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// ops are what can happen, by name.
func ops() map[string]func(*story, op) error {
	return map[string]func(*story, op) error{
		"submit": submit, "decide": decide, "cancel": cancel, "assign": assign, "remove": remove, "reprocess": reprocess, "extend": extend,
		"roles": changeRoles, "policy": changePolicy, "delete_package": deletePackage, "delete_policy": deletePolicy,
		"offer": offer, "publish": publish, "incompatible": incompatible, "settings": settings,
		"disable": disable, "leave": leave, "group": group, "manager": manager, "convert": convert,
		"target_fault": targetFault, "account_fault": accountFault, "mail_fault": mailFault, "outage": outage,
		"resource_gone": resourceGone, "heal": heal, "drift": drift, "reconcile": reconcile,
		"pass": pass, "pass_in_steps": passInSteps, "jump": jump, "sleep": sleep, "turn_back": turnBack, "restart": restart, "misfortune": misfortune,
	}
}

// schedules are times that people ask for.
func (s *story) schedule(n int) entitlement.Schedule {
	now := s.now()
	return []entitlement.Schedule{
		{}, {}, {}, {Start: now.Add(3 * day)}, {Start: now.Add(26 * time.Hour), End: now.Add(30 * time.Hour)},
		{End: now.Add(2 * day)}, {Start: now.Add(-day), End: now.Add(5 * day)}, {Start: now.Add(20 * day), End: now.Add(60 * day)},
	}[n%8]
}

func submit(s *story, o op) error {
	who, _ := pick(all, o.a)
	pkg, _ := pick(s.packages, o.b)
	in := lifecycle.SubmitInput{Key: s.key(), Package: pkg, Schedule: s.schedule(o.c), Justification: "please"}
	return s.command(func() error {
		_, err := s.w.As(who).Submit(background(), in)
		return err
	})
}

func assign(s *story, o op) error {
	who, _ := pick(all, o.a)
	pkg, _ := pick(s.packages, o.b)
	in := lifecycle.AssignInput{Key: s.key(), Package: pkg, Target: who, Schedule: s.schedule(o.c)}
	return s.command(func() error {
		_, err := s.w.Admin().Assign(background(), in)
		return err
	})
}

// decide answers a stage that is open: mostly as one of those asked, now and then as anybody.
func decide(s *story, o op) error {
	schema := store.NewSchema()
	open := rows(s, &schema.Stages, (*entitlement.ApprovalStage).IsOpen)
	stage, some := pick(open, o.a)
	if !some {
		return nil
	}
	who, asked := pick(slices.Concat(stage.Approvers, stage.Alternates), o.b)
	if !asked || o.b%5 == 0 {
		who, _ = pick(all, o.b)
	}
	in := lifecycle.DecideInput{Key: s.key(), Request: stage.Request, Stage: stage.Index, Decision: entitlement.Approve}
	if o.c%4 == 0 {
		in.Decision, in.Justification = entitlement.Deny, "no need"
	}
	return s.command(func() error {
		_, err := s.w.As(who).Decide(background(), in)
		return err
	})
}

func cancel(s *story, o op) error {
	schema := store.NewSchema()
	unsettled := func(r *entitlement.Request) bool { return r.IsOpen() || r.State == entitlement.RequestDeliveryFailed }
	r, some := pick(rows(s, &schema.Requests, unsettled), o.a)
	if !some {
		return nil
	}
	in := lifecycle.CancelInput{Key: s.key(), Request: r.ID}
	return s.command(func() error {
		_, err := s.as(r.Requestor, o.b).Cancel(background(), in)
		return err
	})
}

// live chooses an assignment that has not ended.
func (s *story) live(n int) (entitlement.Assignment, bool) {
	schema := store.NewSchema()
	return pick(rows(s, &schema.Assignments, func(a *entitlement.Assignment) bool {
		return a.State != entitlement.AssignmentExpired
	}), n)
}

func remove(s *story, o op) error {
	a, some := s.live(o.a)
	if !some {
		return nil
	}
	in := lifecycle.RemoveInput{Key: s.key(), Assignment: a.ID}
	return s.command(func() error {
		_, err := s.as(a.Target, o.b).Remove(background(), in)
		return err
	})
}

// as chooses between a person and the host.
func (s *story) as(id entitlement.SubjectID, n int) *lifecycle.Session {
	if id == "" || n%2 == 1 {
		return s.w.Admin()
	}
	return s.w.As(id)
}

func reprocess(s *story, o op) error {
	a, some := s.live(o.a)
	if !some {
		return nil
	}
	in := lifecycle.ReprocessInput{Key: s.key(), Assignment: a.ID}
	return s.command(func() error {
		_, err := s.w.Admin().Reprocess(background(), in)
		return err
	})
}

func extend(s *story, o op) error {
	a, some := s.live(o.a)
	if !some {
		return nil
	}
	in := lifecycle.ExtendInput{Key: s.key(), Assignment: a.ID, Justification: "please"}
	if o.c%3 == 0 {
		in.End = a.Schedule.End.Add(5 * time.Hour)
	}
	return s.command(func() error {
		_, err := s.as(a.Target, o.b).Extend(background(), in)
		return err
	})
}
