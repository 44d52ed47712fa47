package check

import (
	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// effectKey names the row that asks for an effect.
type effectKey struct {
	kind store.EffectKind
	key  string
}

// effectCheckers watch over the queue of what is to be done outside.
func effectCheckers() []Checker {
	return []Checker{
		{
			Invariant: 62, Rule: "The effect queue has what rows ask for, once each, and nothing else.",
			state: func(s *state, out *report) {
				want, tried := s.wanted(), s.tried()
				for _, e := range s.queue {
					k := effectKey{e.Kind, string(e.Key)}
					w, wanted := want[k]
					ready := w.Since
					if a, found := tried[k]; found {
						ready = a.Next
					}
					if !wanted || w.Class != e.Class || !ready.Equal(e.Since) {
						out.wrong(s.asker(k), "an effect only as its row asks for it", "class %d, ready %s", e.Class, instant(e.Since))
					}
					delete(want, k)
				}
				for k := range want { // order: what is found is sorted
					out.wrong(s.asker(k), "a place in the effect queue", "none")
				}
			},
		},
		{
			Invariant: 66, Rule: "Attempts are counted for what is wanted now; the next comes after the first.",
			state: func(s *state, out *report) {
				want := s.wanted()
				for i := range s.attempts {
					a := &s.attempts[i]
					k := effectKey{a.effect.Kind, string(a.effect.Key)}
					w, wanted := want[k]
					if !wanted || w.Generation != a.Generation {
						out.wrong(s.asker(k), "attempts at generation "+number(w.Generation), "attempts at %d", a.Generation)
					}
					if a.Count > 0 && a.First.IsZero() || !a.First.IsZero() && !a.First.Before(a.Next) {
						out.wrong(s.asker(k), "the next attempt after the first, which is known", "%d attempts, first %s, next %s", a.Count,
							instant(a.First), instant(a.Next))
					}
				}
			},
		},
	}
}

// wanted returns what the rows ask for outside.
func (s *state) wanted() map[effectKey]store.Effect {
	out := map[effectKey]store.Effect{}
	for _, o := range s.objects { // order: a map of them
		if e, asks := effectOf(o.row); asks {
			out[effectKey{e.Kind, o.ref.Key}] = e
		}
	}
	for i := range s.mails {
		if m := &s.mails[i]; m.Failure == "" {
			key := string(store.AppendUint64(nil, m.Seq))
			out[effectKey{store.EffectMail, key}] = store.Effect{Class: store.ClassNotify, Kind: store.EffectMail, Since: m.At}
		}
	}
	return out
}

// effectOf returns what a row asks for outside, and whether it asks for anything.
func effectOf(row any) (store.Effect, bool) {
	switch row := row.(type) {
	case *entitlement.Grant:
		e := store.Effect{Class: store.ClassRevoke, Kind: store.EffectGrant, Since: row.Dirty, Generation: row.Generation}
		if row.IsWanted() {
			e.Class = store.ClassGrant
		}
		return e, !row.Dirty.IsZero() && !row.Parked
	case *entitlement.GuestAccount:
		e := store.Effect{Class: store.ClassRevoke, Kind: store.EffectGuest, Since: row.Dirty, Generation: row.Generation}
		if row.Desired == entitlement.GuestActive {
			e.Class = store.ClassGrant
		}
		return e, !row.Dirty.IsZero()
	case *entitlement.ApprovalStage:
		e := store.Effect{Class: store.ClassApprove, Kind: store.EffectStage, Since: row.Since}
		return e, row.Resolving != entitlement.ResolvingNothing
	case *entitlement.Request:
		e := store.Effect{Class: store.ClassApprove, Kind: store.EffectStart, Since: row.Schedule.Start}
		return e, row.State == entitlement.RequestScheduled && row.Starting
	case *entitlement.AutomaticScope:
		e := store.Effect{Class: store.ClassApprove, Kind: store.EffectScope, Since: row.Survey, Generation: uint64(row.Version)}
		return e, !row.Survey.IsZero()
	case *entitlement.AutomaticMember:
		e := store.Effect{Class: store.ClassApprove, Kind: store.EffectMember, Since: row.Retry}
		return e, !row.Retry.IsZero()
	case *entitlement.Departure:
		return store.Effect{Class: store.ClassApprove, Kind: store.EffectDeparture, Since: row.End()}, row.Due
	case *entitlement.Callout:
		return store.Effect{Class: store.ClassNotify, Kind: store.EffectCallout, Since: row.Created}, row.Pending
	case *entitlement.Review:
		e := store.Effect{Class: store.ClassApprove, Kind: store.EffectReview, Since: row.Start, Generation: uint64(row.Version)}
		return e, row.State == entitlement.ReviewStarting
	}
	return store.Effect{}, false
}

func (s *state) tried() map[effectKey]*attempt {
	out := map[effectKey]*attempt{}
	for i := range s.attempts {
		e := &s.attempts[i].effect
		out[effectKey{e.Kind, string(e.Key)}] = &s.attempts[i]
	}
	return out
}

// asker returns the row that an effect belongs to, or its key.
func (s *state) asker(k effectKey) any {
	kind := map[store.EffectKind]entitlement.Kind{
		store.EffectGrant: entitlement.KindGrant, store.EffectGuest: entitlement.KindGuest,
		store.EffectStage: entitlement.KindStage, store.EffectStart: entitlement.KindRequest,
		store.EffectScope: entitlement.KindAutomaticScope, store.EffectMember: entitlement.KindAutomaticMember,
		store.EffectCallout: entitlement.KindCallout, store.EffectDeparture: entitlement.KindDeparture,
		store.EffectReview: entitlement.KindReview,
	}[k.kind]
	ref := entitlement.ObjectRef{Kind: kind, Key: k.key}
	if o := s.objects[ref]; o != nil {
		return o.row
	}
	if k.kind == store.EffectMail {
		seq, _ := s.schema.Mails.ParseKey([]byte(k.key))
		return "mail " + number(seq)
	}
	return ref
}
