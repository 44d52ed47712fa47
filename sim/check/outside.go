package check

import (
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/sim"
)

// outside is what the systems around an engine say.
type outside struct {
	m       *model // of the log
	at      time.Time
	held    []fake.Held
	calls   []fake.Call   // since the last look
	changes []fake.Change // likewise
	ledger  *ledger
	account func(entitlement.SubjectID) entitlement.GuestState
}

// ledger is what earlier looks have seen of the calls to target systems.
type ledger struct {
	calls, changes int
	keys           map[string]fake.Call // the last call of each key
	latest         map[entitlement.GrantKey]uint64
	denied         map[entitlement.GrantKey]bool // what the target systems say that they have revoked
	mayLie         bool                          // what they say need not be so
	effects        map[string]fake.Change        // the first effect of each key
	newest         map[effectPlace]uint64        // the generation of the last effect
}

// effectPlace is where an operation has its effect.
type effectPlace struct {
	account, origin string
	role            entitlement.RoleID
}

func newLedger() *ledger {
	return &ledger{
		keys: map[string]fake.Call{}, latest: map[entitlement.GrantKey]uint64{}, effects: map[string]fake.Change{},
		denied: map[entitlement.GrantKey]bool{}, newest: map[effectPlace]uint64{},
	}
}

// around reads what is new outside a world.
func (l *ledger) around(w *sim.World, m *model) *outside {
	return &outside{
		m: m, at: w.Now(), ledger: l, held: w.Target().Holdings(), calls: w.Target().Calls(l.calls),
		changes: w.Target().Changes(l.changes), account: w.Accounts().State,
	}
}

// look shows the outside to the checkers, call by call, and remembers what it saw.
func (o *outside) look(checkers []Checker) []Violation {
	outs := make([]report, len(checkers))
	for i := range checkers {
		outs[i] = report{m: o.m, checker: &checkers[i]}
	}
	for i := range o.calls {
		for j := range outs {
			if look := checkers[j].call; look != nil {
				look(o, &o.calls[i], &outs[j])
			}
		}
		o.ledger.noteCall(&o.calls[i])
	}
	for i := range o.changes {
		for j := range outs {
			if look := checkers[j].effect; look != nil {
				look(o, &o.changes[i], &outs[j])
			}
		}
		o.ledger.noteChange(&o.changes[i])
	}
	var found []Violation
	for j := range outs {
		for i := range o.held {
			if look := checkers[j].held; look != nil {
				look(o, &o.held[i], &outs[j])
			}
		}
		found = append(found, sorted(outs[j].found)...)
	}
	return found
}

func (l *ledger) noteCall(c *fake.Call) {
	l.calls++
	key := wishOf(c)
	l.keys[c.Operation.Key] = *c
	l.denied[key] = c.Operation.Verb == provision.Revoke && c.Answer == fake.AnswerAsUsual && c.Err == nil && !c.Result.Pending
	l.latest[key] = max(l.latest[key], c.Operation.Generation)
}

func (l *ledger) noteChange(c *fake.Change) {
	l.changes++
	if c.Cause != fake.CauseOperation {
		return
	}
	if _, known := l.effects[c.Key]; !known {
		l.effects[c.Key] = *c
	}
	l.newest[placeOf(c)] = c.Generation
}

// wishOf returns the grant that a call is about.
func wishOf(c *fake.Call) entitlement.GrantKey {
	op := &c.Operation
	return entitlement.GrantKey{Subject: op.Subject, Target: op.Resource.ID, Role: op.Role}
}

func placeOf(c *fake.Change) effectPlace { return effectPlace{c.Account, c.Resource.OriginID, c.Role} }
