package lifecycle

import (
	"context"
	"strconv"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// EraseTextsInput names the person.
type EraseTextsInput struct {
	Person entitlement.SubjectID
}

// EraseTextsResult counts texts: the justification, answers and presented credentials of a request count as one, so does what
// was written with a decision.
type EraseTextsResult struct {
	Erased int
	Kept   int // that are still needed
}

// EraseTexts erases what was written in the requests that a person made or that were made for them, the credentials presented
// with them, the decisions about these, the person's own decisions as an approver, and what was written in reviews of the
// person's access. Texts of requests that wait, and of access that has not ended, are kept: approvers and target systems need
// them. Offboard comes first.
//
// The log tells who erased how much, and stays as it is otherwise: it has only salted hashes of texts, and the salts are erased
// with them. The record of an idempotency key has a hash of everything that the command was given, without a salt, and goes after
// Config.KeyRetention: until then somebody who has the file could guess a short text.
//
// It needs an administrator of the tenant. It works in commits of Config.BatchSize requests, decisions or assignments; if it
// fails on the way, what was erased stays erased, and a repetition goes on. Somebody about whom nothing was written is no error.
func (s *Session) EraseTexts(ctx context.Context, in EraseTextsInput) (out EraseTextsResult, err error) {
	at := erasure{}
	for {
		at, err = run(ctx, s, command[erasure]{op: "erase texts", input: in, do: func(u *unit) (erasure, error) {
			return u.erase(in.Person, at)
		}})
		if err != nil {
			return out, err
		}
		out.Erased, out.Kept = out.Erased+at.erased, out.Kept+at.kept
		if at.part == erasureDone {
			return out, nil
		}
	}
}

// erasure is how far an erasure has come, and what its last batch did.
type erasure struct {
	part         erasurePart
	after        []byte // the position in the part's list
	erased, kept int
}

// erasurePart is what an erasure is at.
type erasurePart uint8

const (
	eraseRequests erasurePart = iota
	eraseDecisions
	eraseReviews
	erasureDone
)

// erase carries out a batch.
func (u *unit) erase(who entitlement.SubjectID, at erasure) (erasure, error) {
	if err := firstError(who.Validate(), u.authorize(taskErase, entitlement.CatalogID{})); err != nil {
		return at, err
	}
	if !u.write {
		return at, errPlanned
	}
	at.erased, at.kept = 0, 0
	var err error
	switch at.part {
	case eraseRequests:
		err = u.eraseListed(&at, store.RequestsOf(who), func(id [16]byte) error { return u.eraseRequest(&at, id) })
	case eraseDecisions:
		err = u.eraseDecisions(&at, who)
	case eraseReviews:
		err = u.eraseListed(&at, store.AssignmentsOf(who), func(id [16]byte) error { return u.eraseReviewsOf(&at, id) })
	case erasureDone:
	}
	if err != nil || at.erased == 0 {
		return at, err
	}
	return at, u.noteAbout(who, entitlement.ActivityTextsErased, entitlement.Fact{Name: "texts", Value: strconv.Itoa(at.erased)})
}

// eraseListed goes on in a list, and moves to the next part at its end.
func (u *unit) eraseListed(at *erasure, index store.Index, do func(id [16]byte) error) error {
	var ids [][16]byte
	size := u.e.config.BatchSize
	after := at.after
	err := index.Each(u.tx, after, func(id [16]byte, position []byte) (bool, error) {
		ids = append(ids, id)
		at.after = append([]byte(nil), position...)
		return len(ids) < size, nil
	})
	if len(ids) < size {
		at.part, at.after = at.part+1, nil
	}
	for _, id := range ids {
		if err == nil {
			err = do(id)
		}
	}
	return err
}

// eraseRequest erases what was written in a request and with the decisions about it.
func (u *unit) eraseRequest(at *erasure, id entitlement.RequestID) error {
	r, err := u.request(id)
	if err != nil || r == nil {
		return err
	}
	needed, err := u.needsTexts(r)
	if err != nil {
		return err
	}
	return u.eraseWritten(at, r, needed)
}

// eraseWritten is eraseRequest, for texts of which it is known whether they are needed.
func (u *unit) eraseWritten(at *erasure, r *entitlement.Request, needed bool) error {
	text := store.RequestText{Request: r.ID}
	if err := eraseText(u, at, &u.e.schema.RequestTexts, r.ID, &text, needed); err != nil {
		return err
	}
	for i := range r.Stages {
		if err := u.eraseDecision(at, entitlement.StageKey{Request: r.ID, Index: i + 1}, needed); err != nil {
			return err
		}
	}
	return u.eraseCallouts(at, r.ID, needed)
}

// eraseCallouts erases what custom extensions answered about a request.
func (u *unit) eraseCallouts(at *erasure, id entitlement.RequestID, needed bool) error {
	list, err := u.calloutsOf(id)
	if err != nil {
		return err
	}
	for i := range list {
		text := store.CalloutText{Callout: list[i].Key()}
		if err := eraseText(u, at, &u.e.schema.CalloutTexts, text.Callout, &text, needed); err != nil {
			return err
		}
	}
	return nil
}

// needsTexts reports whether what was written in a request is still needed.
func (u *unit) needsTexts(r *entitlement.Request) (bool, error) {
	if r.IsOpen() || r.Assigned.IsZero() {
		return r.IsOpen(), nil
	}
	a, err := u.assignment(r.Assigned)
	return a != nil && a.State != entitlement.AssignmentExpired, err
}

// eraseDecisions erases what a person wrote as an approver.
func (u *unit) eraseDecisions(at *erasure, who entitlement.SubjectID) error {
	var from *entitlement.StageKey
	if at.after != nil {
		key, err := u.e.schema.Stages.ParseKey(at.after)
		if err != nil {
			return err
		}
		from = &key
	}
	var keys []entitlement.StageKey
	size := u.e.config.BatchSize
	err := u.tx.StagesDecidedBy(who, from, func(k entitlement.StageKey) (bool, error) {
		keys = append(keys, k)
		return len(keys) <= size, nil
	})
	if err != nil {
		return err
	}
	if len(keys) > size {
		next := entitlement.ApprovalStage{Request: keys[size].Request, Index: keys[size].Index}
		at.after, keys = u.e.schema.Stages.AppendKey(nil, &next), keys[:size]
	} else {
		at.part, at.after = at.part+1, nil
	}
	for _, key := range keys {
		r, err := u.request(key.Request)
		if err != nil {
			return err
		}
		needed := false
		if r != nil {
			if needed, err = u.needsTexts(r); err != nil {
				return err
			}
		}
		if err := u.eraseDecision(at, key, needed); err != nil {
			return err
		}
	}
	return nil
}

func (u *unit) eraseDecision(at *erasure, key entitlement.StageKey, needed bool) error {
	text := store.StageText{Stage: key}
	return eraseText(u, at, &u.e.schema.StageTexts, key, &text, needed)
}

// eraseReviewsOf erases what reviewers wrote about an assignment that has ended.
func (u *unit) eraseReviewsOf(at *erasure, id entitlement.AssignmentID) error {
	a, err := u.assignment(id)
	if err != nil || a == nil {
		return err
	}
	reviews, err := u.list(store.ReviewsOf(a.Package.ID))
	if err != nil {
		return err
	}
	needed := a.State != entitlement.AssignmentExpired
	for _, review := range reviews {
		key := entitlement.ReviewItemKey{Review: review, Assignment: id}
		text := store.ReviewText{Item: key}
		if err := eraseText(u, at, &u.e.schema.ReviewTexts, key, &text, needed); err != nil {
			return err
		}
	}
	return nil
}

// eraseText erases the text with a key, if there is one and nobody needs it.
func eraseText[K, T any](u *unit, at *erasure, table *store.Table[K, T], key K, row *T, needed bool) error {
	has, err := table.Has(u.tx, key)
	switch {
	case err != nil || !has:
		return err
	case needed:
		at.kept++
		return nil
	}
	at.erased++
	_, err = table.Write(u.tx, row, nil)
	return err
}
