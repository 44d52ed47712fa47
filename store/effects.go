package store

import (
	"time"

	"example.com/tenure/entitlement"
)

// Class orders work that is due at the same instant, timers and effects alike (I-81).
type Class uint8

// The classes, in their order.
const (
	ClassRevoke Class = iota + 1
	ClassExpire
	ClassDeny
	ClassClose
	ClassEscalate
	ClassApprove
	ClassGrant
	ClassNotify
)

// EffectKind tells whose effect is queued: which table holds the row, and which port serves it.
type EffectKind uint8

// Effect kinds. The values are stored.
const (
	EffectGrant     EffectKind = iota + 1 // a grant: the provisioner
	EffectGuest                           // a guest account: the accounts port
	EffectStage                           // a stage whose alternates are looked up: the directory
	EffectStart                           // a request whose start is checked: the directory
	EffectMail                            // a mail: the notifier
	EffectReview                          // a review whose reviewers are looked up: the directory
	EffectScope                           // an automatic policy whose people are looked at: the directory
	EffectMember                          // somebody whose automatic assignment is tried again: the directory
	EffectCallout                         // a callout of a custom extension: the extension port
	EffectDeparture                       // somebody whose time to come back is over: the directory
)

// Effect is something that a row asks for outside the store. The zero Effect asks for nothing. Kind and Key name the row.
type Effect struct {
	Class      Class
	Kind       EffectKind
	Key        []byte    // the row's key, without its table
	Since      time.Time // when it became wanted
	Generation uint64    // a new one starts the attempts afresh
}

// Attempt is what is known about the attempts at an effect. It is kept beside the row, because how often something was
// tried is not part of the state that the event log replays to.
type Attempt struct {
	Count      int       // attempts that ended without success
	First      time.Time // the first failure, or the first pending answer while there is none; zero before
	Next       time.Time // when to try, or to look, again
	Code       entitlement.Code
	Hint       string // what the operator can do
	Token      string // of a pending operation
	Stuck      bool   // the operator was told
	Generation uint64
}

// moveEffect keeps the effect queue in step with a row.
func (t *Table[K, T]) moveEffect(tx *Txn, k K, before, after *T) error {
	var was, is Effect
	if before != nil {
		was = t.effect(before)
	}
	if after != nil {
		is = t.effect(after)
	}
	same := was.Class == is.Class && was.Since.Equal(is.Since) && was.Generation == is.Generation
	if same || was.Class == 0 && is.Class == 0 {
		return nil
	}
	tx.name = t.key(tx.name[:0], k)
	if was.Class != 0 {
		was.Key = tx.name
		if err := tx.dequeue(was); err != nil {
			return err
		}
	}
	if is.Class == 0 {
		return nil
	}
	is.Key = tx.name
	tx.key = queueKey(tx.key[:0], is, is.Since)
	return tx.put(tx.key, nil)
}

// dequeue removes an effect and its attempts.
func (t *Txn) dequeue(e Effect) error {
	var attempt Attempt
	found, err := t.Attempt(e, &attempt)
	if err != nil {
		return err
	}
	ready := e.Since
	if found {
		ready = attempt.Next
		t.key = attemptKey(t.key[:0], e)
		if err := t.del(t.key); err != nil {
			return err
		}
	}
	t.key = queueKey(t.key[:0], e, ready)
	return t.del(t.key)
}

// Attempt reads what is known about the attempts at an effect, and reports whether there were any.
func (t *Txn) Attempt(e Effect, a *Attempt) (bool, error) {
	t.key = attemptKey(t.key[:0], e)
	value, found, err := t.r.Get(t.key)
	if err != nil || !found {
		return false, err
	}
	return true, decodeAttempt(value, a)
}

// Queued reports whether an effect still stands in the queue where Ready found it. It does not once the attempt was
// recorded or its row asks for something else.
func (t *Txn) Queued(e Effect) (bool, error) {
	t.key = queueKey(t.key[:0], e, e.Since)
	_, found, err := t.r.Get(t.key)
	return found, err
}

// Retry records an attempt at a queued effect and moves the effect to a.Next.
func (t *Txn) Retry(e Effect, a *Attempt) error {
	if err := t.dequeue(e); err != nil {
		return err
	}
	t.key = attemptKey(t.key[:0], e)
	t.row = encodeAttempt(t.row[:0], a)
	if err := t.put(t.key, t.row); err != nil {
		return err
	}
	t.key = queueKey(t.key[:0], e, a.Next)
	return t.put(t.key, nil)
}

// Attempts calls fn for the effects that were tried and are still wanted, by kind and row, until fn returns false. fn may
// read through the Txn, not write.
func (t *Txn) Attempts(fn func(e Effect, a *Attempt) (bool, error)) error {
	var a Attempt
	return t.scan([]byte{tagAttempt}, nil, func(key, value []byte) (bool, error) {
		if len(key) < 3 {
			return false, damaged(entitlement.KindEngine, "the key of an attempt cannot be read")
		}
		if err := decodeAttempt(value, &a); err != nil {
			return false, err
		}
		return fn(Effect{Kind: EffectKind(key[1]), Key: append([]byte(nil), key[2:]...), Since: a.Next}, &a)
	})
}

// Ready calls fn for the queued effects of a class that are ready at t, in the order (ready, kind, key), until fn returns
// false. The effect's Since is the instant from which it is ready; its Generation is not known here, and its Key belongs to
// the store and is valid until fn returns. fn may read through the Txn, not write.
func (t *Txn) Ready(class Class, at time.Time, fn func(e Effect) (bool, error)) error {
	t.name = append(t.name[:0], tagQueue, byte(class))
	if key, err := t.first(t.name); err != nil || key == nil {
		return err
	}
	return t.scan(t.name, nil, func(key, _ []byte) (bool, error) {
		e, err := parseQueueKey(key)
		if err != nil {
			return false, err
		}
		if e.Since.After(at) {
			return false, nil
		}
		return fn(e)
	})
}

// NextEffect returns the earliest instant at which a queued effect is ready, or the zero time when none is queued.
func (t *Txn) NextEffect() (time.Time, error) {
	var next time.Time
	for class := ClassRevoke; class <= ClassNotify; class++ {
		t.name = append(t.name[:0], tagQueue, byte(class))
		key, err := t.first(t.name)
		if err != nil {
			return time.Time{}, err
		}
		if key == nil {
			continue
		}
		e, err := parseQueueKey(key)
		if err != nil {
			return time.Time{}, err
		}
		if next.IsZero() || e.Since.Before(next) {
			next = e.Since
		}
	}
	return next, nil
}

// NextEffectAfter returns the earliest instant after at at which a queued effect becomes ready, or the zero time.
func (t *Txn) NextEffectAfter(at time.Time) (time.Time, error) {
	from := AppendTime(nil, at.Add(time.Microsecond))
	var next time.Time
	for class := ClassRevoke; class <= ClassNotify; class++ {
		prefix := []byte{tagQueue, byte(class)}
		err := t.scan(prefix, append(prefix[:2:2], from...), func(key, _ []byte) (bool, error) {
			e, err := parseQueueKey(key)
			if err == nil && (next.IsZero() || e.Since.Before(next)) {
				next = e.Since
			}
			return false, err
		})
		if err != nil {
			return time.Time{}, err
		}
	}
	return next, nil
}

func queueKey(dst []byte, e Effect, ready time.Time) []byte {
	dst = AppendTime(append(dst, tagQueue, byte(e.Class)), ready)
	return append(append(dst, byte(e.Kind)), e.Key...)
}

func parseQueueKey(key []byte) (Effect, error) {
	r := ReadKey(key[1:])
	e := Effect{Class: Class(r.Uint8()), Since: r.Time(), Kind: EffectKind(r.Uint8())}
	const head = 11 // table, class, instant, kind
	if len(key) <= head {
		return Effect{}, damaged(entitlement.KindEngine, "an entry of the effect queue cannot be read")
	}
	e.Key = key[head:]
	return e, nil
}

func attemptKey(dst []byte, e Effect) []byte {
	return append(append(dst, tagAttempt, byte(e.Kind)), e.Key...)
}

func encodeAttempt(dst []byte, a *Attempt) []byte {
	e := encoder(dst)
	e.u8(1)
	e.uint(uint64(a.Count))
	e.time(a.First)
	e.time(a.Next)
	e.text(string(a.Code))
	e.text(a.Hint)
	e.text(a.Token)
	e.flag(a.Stuck)
	e.uint(a.Generation)
	return e
}

func decodeAttempt(data []byte, a *Attempt) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindEngine, "the row's version is unknown")
	}
	*a = Attempt{
		Count: int(d.u32()), First: d.time(), Next: d.time(), Code: entitlement.Code(d.text()), Hint: d.text(),
		Token: d.text(), Stuck: d.flag(), Generation: d.uint(),
	}
	return d.done(entitlement.KindEngine)
}
