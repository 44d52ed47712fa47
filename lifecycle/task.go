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
	lane       lane
	at         time.Time // the logical instant of the call
	writes     uint64    // the engine's, when it was picked

	grant     entitlement.GrantKey           // for EffectGrant
	operation provision.Operation            // for EffectGrant
	moot      bool                           // for EffectGrant: there is nothing to call for, so it is done
	account   *AccountCall                   // for EffectGuest
	desired   entitlement.GuestState         // for EffectGuest
	isMember  bool                           // for EffectGuest: the person is external no more, so nothing was called
	held      bool                           // for EffectGuest: the account may be needed for a start that is being looked up
	mail      *entitlement.Mail              // for EffectMail
	message   *Message                       // for EffectMail: what the notifier is given
	stage     entitlement.StageKey           // for EffectStage
	request   entitlement.RequestID          // for EffectStart
	review    entitlement.ReviewID           // for EffectReview
	scope     entitlement.PolicyID           // for EffectScope
	member    entitlement.AutomaticMemberKey // for EffectMember
	person    entitlement.SubjectID          // for EffectDeparture
	callout   *entitlement.Callout           // for EffectCallout
	launch    *Callout                       // for EffectCallout: what the extension is told
	facts     *facts                         // for the look-ups: what the directory said

	result    provision.Result
	accountID string
	err       error
	late      bool // it did not end before its timeout
}

// scanLimit bounds how many queued effects of lanes that are left out a pick passes over, so that a resource that hangs with a long
// queue costs a bounded look.
const scanLimit = 100_000

// lane names what runs one call at a time: the target of grants, the catalog of callouts, otherwise the port.
type lane struct {
	kind    store.EffectKind
	target  entitlement.TargetID
	catalog entitlement.CatalogID
}

// batch is effects that are called together. Its memory is used again when all of them have been called.
type batch struct {
	tasks  []*effectTask
	memory slab[effectTask]
	keys   []byte
	at     time.Time // the logical instant they were picked at
}

func (b *batch) reset() {
	b.tasks, b.keys = b.tasks[:0], b.keys[:0]
	b.memory.reset()
}

func (b *batch) add(ef store.Effect, l lane, at time.Time, writes uint64) {
	b.keys = append(b.keys, ef.Key...) // a grown buffer leaves what was taken from it where it is
	ef.Key = b.keys[len(b.keys)-len(ef.Key):]
	b.tasks = append(b.tasks, b.memory.put(effectTask{effect: ef, lane: l, at: at, writes: writes}))
}

// pick reads the effects that are ready, revokes first, in their order, leaving out some lanes.
func (e *Engine) pick(ctx context.Context, out map[lane]bool, b *batch) error {
	writes := e.writes.Load()
	return e.read(ctx, e.now(), func(u *unit) error {
		b.reset()
		b.at = u.at
		passed := 0
		for class := store.ClassRevoke; class <= store.ClassNotify && len(b.tasks) < e.config.BatchSize; class++ {
			first := len(b.tasks)
			err := u.tx.Ready(class, u.at, func(ef store.Effect) (bool, error) {
				l := laneOf(ef)
				if out[l] {
					passed++
					return passed < scanLimit, nil
				}
				b.add(ef, l, u.at, writes)
				return len(b.tasks) < e.config.BatchSize, nil
			})
			if err != nil {
				return err
			}
			callable := b.tasks[:first]
			for _, t := range b.tasks[first:] {
				now, err := u.prepare(t)
				if err != nil {
					return err
				}
				if now {
					callable = append(callable, t)
				}
			}
			b.tasks = callable
		}
		return nil
	})
}

// laneOf returns the lane of an effect.
func laneOf(ef store.Effect) lane {
	l := lane{kind: ef.Kind}
	if ef.Kind == store.EffectGrant {
		r := store.ReadKey(ef.Key)
		r.SkipText()
		l.target = r.ID()
	}
	if ef.Kind == store.EffectCallout {
		r := store.ReadKey(ef.Key)
		l.catalog = r.ID()
	}
	return l
}

// prepare reads what the call needs. It reports false when the row does not ask for the effect at this moment.
// While a jump of the clock is not confirmed it refuses: no port hears of an instant that may be wrong (I-84).
func (u *unit) prepare(t *effectTask) (bool, error) {
	if err := u.checkJump(u.e.maxForwardJump()); err != nil {
		return false, err
	}
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
	case store.EffectReview:
		return u.prepareReview(t)
	case store.EffectScope, store.EffectMember:
		return u.prepareAutomatic(t)
	case store.EffectDeparture:
		r := store.ReadKey(t.effect.Key)
		t.person = entitlement.SubjectID(r.Text())
		return true, r.End()
	case store.EffectMail:
		return u.prepareMail(t)
	case store.EffectCallout:
		return u.prepareCallout(t)
	}
	return false, broken(entitlement.KindEngine, "", "an effect of the unknown kind %d is queued", t.effect.Kind)
}

func (u *unit) prepareReview(t *effectTask) (bool, error) {
	key := store.ReadKey(t.effect.Key)
	t.review = key.ID()
	if err := key.End(); err != nil {
		return false, err
	}
	r, err := u.review(t.review)
	if err != nil || r == nil {
		return false, err
	}
	t.generation = uint64(r.Version)
	return true, nil
}

func (u *unit) prepareGrant(t *effectTask) (bool, error) {
	key, err := u.tx.GrantKey(t.effect.Key)
	if err != nil {
		return false, err
	}
	g, err := u.e.schema.Grants.Find(u.tx, key, u.rows.grants.next)
	if err != nil || g == nil {
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
	t.grant, t.generation = key, g.Generation
	t.operation = provision.Operation{
		Key: u.callKey(g.Generation), Generation: g.Generation, Verb: verb, Subject: key.Subject,
		Resource: provision.Resource{ID: key.Target, Type: target.Type, OriginID: target.OriginID},
		Role:     key.Role, At: u.at, Token: t.attempt.Token,
	}
	if target.Type == entitlement.ResourceUserAttribute {
		var known bool
		if t.operation.Value, known, err = u.prepareValue(g, target.OriginID); err != nil {
			return false, err
		}
		t.moot = !known || verb == provision.Revoke && key.Role == entitlement.RolePersistedValue
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
		if t.held, err = u.isStarting(id); err != nil {
			return false, err
		}
	}
	t.generation, t.desired = g.Generation, g.Desired
	t.account = &AccountCall{
		Key: u.callKey(g.Generation), Generation: g.Generation, Subject: id,
		DisplayName: g.DisplayName, Mail: g.Mail, PreferredLanguage: g.PreferredLanguage, At: u.at,
	}
	if g.HasAccount() {
		t.account.AccountID = g.AccountID
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
