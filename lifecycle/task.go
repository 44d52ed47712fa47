package lifecycle

import (
	"context"
	"encoding/hex"
	"strconv"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// effectTask is an effect on its way: what was read for the call, and what came back.
type effectTask struct {
	effect     store.Effect // as it stands in the queue
	generation uint64       // of the row when it was read
	attempt    store.Attempt
	lane       string
	at         time.Time // the logical instant of the call

	operation provision.Operation    // for EffectGrant
	account   AccountCall            // for EffectGuest
	desired   entitlement.GuestState // for EffectGuest
	mail      entitlement.Mail       // for EffectMail
	stage     entitlement.StageKey   // for EffectStage
	request   entitlement.RequestID  // for EffectStart
	facts     *facts                 // for the look-ups: what the directory said

	result    provision.Result
	accountID string
	err       error
}

// scanLimit bounds how many queued effects of busy lanes a pick passes over, so that a resource that hangs with a long
// queue costs a bounded look.
const scanLimit = 100_000

// pick reads the effects that are ready, revokes first, in their order, leaving out busy lanes.
func (e *Engine) pick(ctx context.Context, busy map[string]bool) ([]*effectTask, error) {
	var tasks []*effectTask
	err := e.read(ctx, e.now(), func(u *unit) error {
		tasks = tasks[:0]
		passed := 0
		for class := store.ClassRevoke; class <= store.ClassNotify && len(tasks) < e.config.BatchSize; class++ {
			var ready []store.Effect
			err := u.tx.Ready(class, u.at, func(ef store.Effect) (bool, error) {
				if busy[laneOf(ef)] {
					passed++
					return passed < scanLimit, nil
				}
				ready = append(ready, ef)
				return len(tasks)+len(ready) < e.config.BatchSize, nil
			})
			if err != nil {
				return err
			}
			for _, ef := range ready {
				t := &effectTask{effect: ef, lane: laneOf(ef), at: u.at}
				callable, err := u.prepare(t)
				if err != nil {
					return err
				}
				if callable {
					tasks = append(tasks, t)
				}
			}
		}
		return nil
	})
	return tasks, err
}

// laneOf names the lane of an effect: the target of a grant, otherwise the port.
func laneOf(ef store.Effect) string {
	if ef.Kind == store.EffectGrant {
		r := store.ReadKey(ef.Key)
		r.Text()
		id := r.ID()
		return string(id[:])
	}
	return "port " + strconv.Itoa(int(ef.Kind))
}

// prepare reads what the call needs. It reports false when the row does not ask for the effect at this moment.
func (u *unit) prepare(t *effectTask) (bool, error) {
	found, err := u.tx.Attempt(t.effect, &t.attempt)
	if err != nil {
		return false, err
	}
	if !found {
		t.attempt = store.Attempt{}
	}
	switch t.effect.Kind {
	case store.EffectGrant:
		return u.prepareGrant(t)
	case store.EffectGuest:
		return u.prepareGuest(t)
	case store.EffectStage:
		r := store.ReadKey(t.effect.Key)
		t.stage = entitlement.StageKey{Request: r.ID(), Index: r.Uint8()}
		return true, r.End()
	case store.EffectStart:
		r := store.ReadKey(t.effect.Key)
		t.request = r.ID()
		return true, r.End()
	case store.EffectMail:
		seq, err := u.e.schema.Mails.ParseKey(t.effect.Key)
		if err != nil {
			return false, err
		}
		return u.e.schema.Mails.Get(u.tx, seq, &t.mail)
	}
	return false, broken(entitlement.KindEngine, "", "an effect of the unknown kind %d is queued", t.effect.Kind)
}

func (u *unit) prepareGrant(t *effectTask) (bool, error) {
	key, err := u.e.schema.Grants.ParseKey(t.effect.Key)
	if err != nil {
		return false, err
	}
	var g entitlement.Grant
	found, err := u.e.schema.Grants.Get(u.tx, key, &g)
	if err != nil || !found {
		return false, err
	}
	target, err := u.target(key.Target)
	if err != nil {
		return false, err
	}
	verb := provision.Revoke
	if g.IsWanted() {
		verb = provision.Grant
		if !g.WantedAt(u.at) {
			return false, nil // I-68: its end has come; settling makes it a revoke
		}
	}
	t.generation = g.Generation
	t.operation = provision.Operation{
		Key: u.callKey(g.Generation), Generation: g.Generation, Verb: verb, Subject: key.Subject,
		Resource: provision.Resource{ID: key.Target, Type: target.Type, OriginID: target.OriginID},
		Role:     key.Role, At: u.at, Token: t.attempt.Token,
	}
	guest, err := u.guest(key.Subject)
	if guest != nil && guest.AccountID != string(key.Subject) {
		t.operation.AccountID = guest.AccountID
	}
	return true, err
}

func (u *unit) prepareGuest(t *effectTask) (bool, error) {
	id, err := u.e.schema.Guests.ParseKey(t.effect.Key)
	if err != nil {
		return false, err
	}
	g, err := u.guest(id)
	if err != nil || g == nil {
		return false, err
	}
	if g.Desired == entitlement.GuestDeleted {
		has, err := u.hasAccess(id, entitlement.AssignmentID{})
		if err != nil || has {
			return false, err // the last check before something that cannot be undone
		}
	}
	t.generation, t.desired = g.Generation, g.Desired
	t.account = AccountCall{
		Key: u.callKey(g.Generation), Generation: g.Generation, Subject: id, AccountID: g.AccountID,
		DisplayName: g.DisplayName, Mail: g.Mail, At: u.at,
	}
	return true, nil
}

// callKey is the idempotency key of a generation. Generations are numbers of events, so no other call of this tenant ever
// has it.
func (u *unit) callKey(generation uint64) string {
	var b [40]byte
	out := hex.AppendEncode(b[:0], u.meta.Seed[:8])
	return string(strconv.AppendUint(append(out, '-'), generation, 10))
}
