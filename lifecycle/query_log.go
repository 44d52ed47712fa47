package lifecycle

import (
	"context"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// EventsInput asks for events of the log.
type EventsInput struct {
	Page Page
	From uint64 // the first event to list; 0 means the first there is
	// Subject lists only the events about a person, newest first.
	Subject entitlement.SubjectID
	// Package lists only the events about an access package, its policies, requests, assignments and reviews, in order from
	// From on. It is not combined with Subject.
	Package entitlement.AccessPackageID
}

// LoggedEvent is an event and when it was written, which can be later than the logical instant it happened at.
type LoggedEvent struct {
	entitlement.Event
	Recorded time.Time
}

// Events lists the event log in order, or with a Subject that person's events, newest first, or with a Package that package's.
// It needs an administrator of the tenant; people may read the events about themselves, and who has a role in a package's catalog
// those about the package. What people do not see of a request of theirs while it waits, they are not told here either: stages
// whose approvers are hidden are left out, and who acted. Nor are they ever told, in the rows of events about themselves,
// how an extension said that a stage is, and where extensions are called.
func (s *Session) Events(ctx context.Context, in EventsInput) (List[LoggedEvent], error) {
	return ask(ctx, s, "events", func(u *unit) (List[LoggedEvent], error) {
		if u.e.config.Log.Discard {
			return List[LoggedEvent]{}, logMissing()
		}
		if !in.Package.IsZero() {
			return u.eventsAboutPackage(in)
		}
		if in.Subject == "" {
			if err := u.authorize(taskView, entitlement.CatalogID{}); err != nil {
				return List[LoggedEvent]{}, err
			}
			return u.eventsFrom(in)
		}
		who, err := u.whose(in.Subject)
		if err != nil {
			return List[LoggedEvent]{}, err
		}
		return u.eventsAbout(who, in.Page)
	})
}

func (u *unit) eventsFrom(in EventsInput) (out List[LoggedEvent], err error) {
	const list = "events"
	from := max(in.From, 1)
	position, err := in.Page.position(list)
	if err != nil {
		return out, err
	}
	if position != nil {
		if from, err = eventNumber(position); err != nil {
			return out, err
		}
	}
	size := in.Page.size()
	err = u.tx.Events(from, func(ev *entitlement.Event, recorded time.Time) (bool, error) {
		if len(out.Items) == size {
			out.Next = tokenOf(list, store.AppendUint64(nil, ev.Seq))
			return false, nil
		}
		out.Items = append(out.Items, LoggedEvent{Event: ev.Clone(), Recorded: recorded})
		return true, nil
	})
	return out, err
}

func (u *unit) eventsAbout(who entitlement.SubjectID, page Page) (out List[LoggedEvent], err error) {
	seq, err := u.tx.LastSeen(who)
	if err != nil {
		return out, err
	}
	list := "events " + string(who)
	position, err := page.position(list)
	if err != nil {
		return out, err
	}
	if position != nil {
		if seq, err = eventNumber(position); err != nil {
			return out, err
		}
	}
	veil, err := u.veil()
	if err != nil {
		return out, err
	}
	for seq >= max(u.meta.Kept, 1) {
		if len(out.Items) == page.size() {
			out.Next = tokenOf(list, store.AppendUint64(nil, seq))
			return out, nil
		}
		var ev LoggedEvent
		recorded, found, err := u.tx.Event(seq, &ev.Event)
		if err != nil {
			return out, err
		}
		if !found || ev.Subject != who {
			return out, errToken
		}
		ev.Recorded = recorded
		seq = ev.LastSeen
		shown, err := veil.lift(&ev.Event)
		if err != nil {
			return out, err
		}
		if shown {
			out.Items = append(out.Items, ev)
		}
	}
	return out, nil
}

func eventNumber(position []byte) (uint64, error) {
	r := store.ReadKey(position)
	n := r.Uint64()
	if r.End() != nil {
		return 0, errToken
	}
	return n, nil
}

// StuckItem is work that needs an operator, or will if it goes on: a grant, revoke or account change that keeps failing, or
// a mail that could not be sent.
type StuckItem struct {
	Kind     entitlement.Kind // KindGrant, KindGuest, or KindEngine for a mail or a look-up
	Subject  entitlement.SubjectID
	Target   entitlement.Target // for a grant
	Role     entitlement.RoleID // for a grant
	Verb     provision.Verb     // for a grant: to give it or to take it away
	Mail     entitlement.Mail   // for a mail
	Code     entitlement.Code
	Hint     string // what to do
	Attempts int
	First    time.Time // the first failure, or the first answer that the target was not done
	Next     time.Time // the next attempt; zero when there will be none
}

// StuckInput asks for work that needs an operator.
type StuckInput struct {
	Page Page // the first page only: what is repaired makes room for the rest
}

// Stuck lists effects that have failed and mails that could not be sent: first what takes access away, revokes, blocks and
// deletions, then the other effects, then the mails. It needs an administrator of the tenant.
func (s *Session) Stuck(ctx context.Context, in StuckInput) ([]StuckItem, error) {
	return ask(ctx, s, "stuck", func(u *unit) ([]StuckItem, error) {
		if err := u.authorize(taskView, entitlement.CatalogID{}); err != nil {
			return nil, err
		}
		if in.Page.Token != "" {
			return nil, errToken
		}
		return u.stuck(in.Page.size())
	})
}

func (u *unit) stuck(limit int) (out []StuckItem, err error) {
	for _, removals := range [...]bool{true, false} {
		err := u.tx.Attempts(func(e store.Effect, a *store.Attempt) (bool, error) {
			if a.Code == "" {
				return true, nil // pending, not failing
			}
			item, removal, err := u.stuckEffect(e)
			if err != nil || removal != removals {
				return true, err
			}
			item.Code, item.Hint, item.Attempts, item.First, item.Next = a.Code, a.Hint, a.Count, a.First, a.Next
			out = append(out, item)
			return len(out) < limit, nil
		})
		if err != nil || len(out) == limit {
			return out, err
		}
	}
	err = u.e.schema.Mails.Each(u.tx, nil, func(m *entitlement.Mail) (bool, error) {
		if m.Failure != "" {
			out = append(out, StuckItem{Kind: entitlement.KindEngine, Subject: m.Target, Mail: *m, Code: m.Failure})
		}
		return len(out) < limit, nil
	})
	return out, err
}

// stuckEffect says what an effect is about, and whether it takes something away.
func (u *unit) stuckEffect(e store.Effect) (item StuckItem, removal bool, err error) {
	switch e.Kind {
	case store.EffectGrant:
		key, err := u.e.schema.Grants.ParseKey(e.Key)
		if err != nil {
			return item, false, err
		}
		target, err := u.target(key.Target)
		if err != nil {
			return item, false, err
		}
		g, err := u.e.schema.Grants.Find(u.tx, key, u.rows.grants.next)
		if err != nil {
			return item, false, err
		}
		item = StuckItem{Kind: entitlement.KindGrant, Subject: key.Subject, Target: target.Target, Role: key.Role, Verb: provision.Grant}
		if g == nil || !g.IsWanted() {
			item.Verb = provision.Revoke
		}
		return item, item.Verb == provision.Revoke, nil
	case store.EffectGuest:
		id, err := u.e.schema.Guests.ParseKey(e.Key)
		if err != nil {
			return item, false, err
		}
		g, err := u.guest(id)
		removal = g == nil || g.Desired != entitlement.GuestActive
		return StuckItem{Kind: entitlement.KindGuest, Subject: id}, removal, err
	case store.EffectDeparture:
		r := store.ReadKey(e.Key)
		item = StuckItem{Kind: entitlement.KindDeparture, Subject: entitlement.SubjectID(r.Text())}
		return item, true, r.End()
	case store.EffectStage, store.EffectStart, store.EffectReview, store.EffectMail, store.EffectScope, store.EffectMember,
		store.EffectCallout:
	}
	return StuckItem{Kind: entitlement.KindEngine}, false, nil
}
