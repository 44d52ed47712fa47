package population

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/provision/fake"
)

// begin makes the access packages and schedules everything that happens by chance.
func (p *population) begin() error {
	if err := p.offer(); err != nil {
		return err
	}
	for n := range p.People {
		p.live(personID(n), n)
	}
	return p.outages()
}

// live schedules what the person in a place does first.
func (p *population) live(id entitlement.SubjectID, place int) {
	p.asks(id, p.draw("asks", string(id)))
	if place < max(p.managers(), 1) {
		return
	}
	if after := wait(p.draw("leaves", string(id)), p.Habits.Leaves); after > 0 {
		p.world.Schedule(p.world.Now().Add(after), string(id)+" leaves", func() error { return p.leave(id, place) })
	}
}

// leave replaces somebody.
func (p *population) leave(id entitlement.SubjectID, place int) error {
	next := person(p.hired, place)
	p.hired++
	p.left[id] = true
	people := p.world.Directory()
	if err := errors.Join(people.Leave(p.world.Now(), id), people.Join(p.world.Now(), next, staff)); err != nil {
		return err
	}
	p.live(next.ID, place)
	return nil
}

// asks schedules that somebody asks for something, and again after that.
func (p *population) asks(id entitlement.SubjectID, draw *rand.Rand) {
	after := wait(draw, p.Habits.Requests)
	if after == 0 {
		return
	}
	p.world.Schedule(p.world.Now().Add(after), string(id)+" asks", func() error {
		if p.left[id] {
			return nil
		}
		// Some packages are asked for more than others: the first one most.
		pkg := p.packages[min(draw.IntN(len(p.packages)), draw.IntN(len(p.packages)))]
		renews := draw.Float64() < p.Habits.Renews
		p.asks(id, draw)
		return p.ask(id, pkg, renews)
	})
}

// ask asks for a package, or for more time where the person has it already.
func (p *population) ask(id entitlement.SubjectID, pkg entitlement.AccessPackageID, renews bool) error {
	session := p.world.As(id)
	_, err := session.Submit(p.Context, lifecycle.SubmitInput{Package: pkg})
	refusal, isRefused := errors.AsType[*entitlement.Error](err)
	isRefused = isRefused && errors.Is(err, entitlement.Refused)
	if !isRefused {
		return err
	}
	for _, code := range entitlement.FailedCodes(refusal.Reasons) {
		if code == entitlement.AssignmentExists && renews {
			return p.renew(session, id, pkg)
		}
	}
	p.refusals++
	return nil
}

// renew asks for a later end of what somebody has.
func (p *population) renew(session *lifecycle.Session, id entitlement.SubjectID, pkg entitlement.AccessPackageID) error {
	for a, err := range lifecycle.All(func(page lifecycle.Page) (lifecycle.List[lifecycle.AssignmentView], error) {
		return session.Access(p.Context, lifecycle.AccessInput{Page: page, For: id})
	}) {
		if err != nil {
			return err
		}
		if a.Assignment.Package.ID != pkg {
			continue
		}
		_, err := session.Extend(p.Context, lifecycle.ExtendInput{Assignment: a.Assignment.ID})
		if errors.Is(err, entitlement.Refused) { // without end, or not delivered yet
			p.refusals++
			return nil
		}
		return err
	}
	return nil
}

// outages lets target systems be out of order now and then.
func (p *population) outages() error {
	end := p.world.Now().Add(time.Duration(p.Years) * daysOfYear * day)
	for n := range p.applications() {
		name := application(n)
		draw := p.draw("outages", name)
		for at := p.world.Now(); ; {
			pause := wait(draw, p.Habits.Outages)
			if at = at.Add(pause); pause == 0 || at.After(end) {
				break
			}
			lasts := time.Minute + time.Duration(draw.Int64N(int64(2*day)))
			fault := fake.Fault{Resource: name, From: at, Until: at.Add(lasts), Answer: fake.AnswerError}
			if err := p.world.Target().Inject(fault); err != nil {
				return err
			}
		}
	}
	return nil
}

// application names a target system.
func application(n int) string { return fmt.Sprintf("App %03d", n) }
