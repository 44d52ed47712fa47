package store

import (
	"slices"
	"time"

	"example.com/tenure/entitlement"
)

// lifeTables defines the tables of requests, assignments, grants and what follows from them.
func (s *Schema) lifeTables() {
	s.Requests = Table[entitlement.RequestID, entitlement.Request]{
		tag: tagRequest, kind: entitlement.KindRequest, encode: encodeRequest, decode: decodeRequest,
		of:      func(r *entitlement.Request) entitlement.RequestID { return r.ID },
		entries: requestEntries, effect: startEffect, counts: requestCounts,
	}
	s.RequestTexts = Table[entitlement.RequestID, RequestText]{
		tag: tagRequestText, kind: entitlement.KindRequest,
		of:     func(t *RequestText) entitlement.RequestID { return t.Request },
		encode: func(dst []byte, t *RequestText) []byte { return encodeRequestText(dst, &t.RequestText) },
		decode: func(k entitlement.RequestID, data []byte, m *memory, t *RequestText) error {
			t.Request = k
			return decodeRequestText(k, data, m, &t.RequestText)
		},
	}
	idTable(&s.RequestTexts)
	s.Stages = Table[entitlement.StageKey, entitlement.ApprovalStage]{
		tag: tagStage, kind: entitlement.KindStage, encode: encodeStage, decode: decodeStage,
		of:  func(s *entitlement.ApprovalStage) entitlement.StageKey { return s.Key() },
		key: appendStageKey, parse: parseStageKey, entries: stageEntries, effect: stageEffect,
	}
	s.StageTexts = Table[entitlement.StageKey, StageText]{
		tag: tagStageText, kind: entitlement.KindStage, key: appendStageKey, parse: parseStageKey,
		of:     func(t *StageText) entitlement.StageKey { return t.Stage },
		encode: func(dst []byte, t *StageText) []byte { return encodeStageText(dst, &t.StageText) },
		decode: func(k entitlement.StageKey, data []byte, m *memory, t *StageText) error {
			t.Stage = k
			return decodeStageText(k, data, m, &t.StageText)
		},
	}
	s.Assignments = Table[entitlement.AssignmentID, entitlement.Assignment]{
		tag: tagAssignment, kind: entitlement.KindAssignment, encode: encodeAssignment, decode: decodeAssignment,
		of:      func(a *entitlement.Assignment) entitlement.AssignmentID { return a.ID },
		entries: assignmentEntries, counts: assignmentCounts,
	}
	s.Grants = Table[entitlement.GrantKey, entitlement.Grant]{
		tag: tagGrant, kind: entitlement.KindGrant, encode: encodeGrant, decode: decodeGrant,
		of:  func(g *entitlement.Grant) entitlement.GrantKey { return g.Key },
		key: appendGrantKey, parse: parseGrantKey, entries: grantEntries, effect: grantEffect,
	}
	s.Guests = Table[entitlement.SubjectID, entitlement.GuestAccount]{
		tag: tagGuest, kind: entitlement.KindGuest, encode: encodeGuest, decode: decodeGuest,
		of:      func(g *entitlement.GuestAccount) entitlement.SubjectID { return g.Subject },
		key:     AppendText[entitlement.SubjectID],
		parse:   func(r *KeyReader) entitlement.SubjectID { return entitlement.SubjectID(r.Text()) },
		entries: guestEntries, effect: guestEffect,
	}
	s.Mails = Table[uint64, entitlement.Mail]{
		tag: tagMail, kind: entitlement.KindEngine, encode: encodeMail, decode: decodeMail,
		of: func(m *entitlement.Mail) uint64 { return m.Seq }, key: AppendUint64, parse: (*KeyReader).Uint64,
		effect: func(m *entitlement.Mail) Effect {
			if m.Failure != "" {
				return Effect{}
			}
			return Effect{Class: ClassNotify, Kind: EffectMail, Since: m.At}
		},
	}
	s.Jobs = Table[uint64, Job]{
		tag: tagJob, kind: entitlement.KindEngine, encode: encodeJob, decode: decodeJob,
		of: func(j *Job) uint64 { return j.ID }, key: AppendUint64, parse: (*KeyReader).Uint64, entries: jobEntries,
	}
}

// Rows of a person or package that are live, or waiting, come before the others.
const (
	liveFirst byte = iota
	doneAfter
)

func appendStageKey(dst []byte, k entitlement.StageKey) []byte {
	return AppendUint8(AppendID(dst, k.Request), k.Index)
}

func parseStageKey(r *KeyReader) entitlement.StageKey {
	return entitlement.StageKey{Request: r.ID(), Index: r.Uint8()}
}

func appendGrantKey(dst []byte, k entitlement.GrantKey) []byte {
	return AppendText(AppendID(AppendText(dst, k.Subject), k.Target), k.Role)
}

func parseGrantKey(r *KeyReader) entitlement.GrantKey {
	return entitlement.GrantKey{
		Subject: entitlement.SubjectID(r.Text()), Target: r.ID(), Role: entitlement.RoleID(r.Text()),
	}
}

func requestEntries(e *entries, r *entitlement.Request) {
	e.begin(tagRequestSubject)
	e.buf = AppendID(AppendText(e.buf, r.Target), r.ID)
	e.end(nil)
	if r.Requestor != r.Target && r.Requestor != "" {
		e.begin(tagRequestSubject)
		e.buf = AppendID(AppendText(e.buf, r.Requestor), r.ID)
		e.end(nil)
	}
	order := doneAfter
	if r.Waits() {
		order = liveFirst
	}
	e.begin(tagRequestPackage)
	e.buf = AppendID(AppendID(append(AppendID(e.buf, r.Package.ID), order), r.Policy.ID), r.ID)
	e.end(nil)
	switch {
	case r.IsOpen() && r.Type.IsAdd():
		e.begin(tagRequestOpen)
		e.buf = AppendID(AppendText(e.buf, r.Target), r.Package.ID)
		e.end(r.ID[:])
	case r.IsOpen() && r.Type.IsUpdate():
		e.begin(tagRequestUpdate)
		e.buf = AppendID(e.buf, r.Assigned)
		e.end(r.ID[:])
	}
	if r.State == entitlement.RequestScheduled && !r.Starting {
		e.timer(r.Schedule.Start, ClassApprove, TimerRequestStart, r.ID[:])
	}
}

func startEffect(r *entitlement.Request) Effect {
	if r.State != entitlement.RequestScheduled || !r.Starting {
		return Effect{}
	}
	return Effect{Class: ClassApprove, Kind: EffectStart, Since: r.Schedule.Start}
}

func stageEntries(e *entries, s *entitlement.ApprovalStage) {
	if !s.IsOpen() {
		if s.DecidedBy != "" {
			e.begin(tagStageDecided)
			e.buf = AppendUint8(AppendID(AppendText(e.buf, s.DecidedBy), s.Request), s.Index)
			e.end(nil)
		}
		return
	}
	for _, list := range [...][]entitlement.SubjectID{s.Approvers, s.Alternates} {
		for i, approver := range list {
			if i > 0 && list[i-1] == approver {
				continue
			}
			e.begin(tagStageApprover)
			e.buf = AppendUint8(AppendID(AppendText(e.buf, approver), s.Request), s.Index)
			e.end(nil)
		}
	}
	for i, d := range s.Delegated {
		first := slices.IndexFunc(s.Delegated, func(o entitlement.StageDelegate) bool { return o.Delegate == d.Delegate })
		if first < i {
			continue // of several approvers
		}
		e.begin(tagStageApprover)
		e.buf = AppendUint8(AppendID(AppendText(e.buf, d.Delegate), s.Request), s.Index)
		e.end(nil)
	}
	var object [17]byte
	name := appendStageKey(object[:0], s.Key())
	e.timer(s.Deadline, ClassDeny, TimerStageDeadline, name)
	if s.State == entitlement.StageOpen && !s.EscalateAt.IsZero() {
		e.timer(s.EscalateAt, ClassEscalate, TimerStageEscalation, name)
	}
	if s.State == entitlement.StageOpen && !s.Remind.IsZero() {
		e.timer(s.Remind, ClassNotify, TimerStageReminder, name)
	}
}

func stageEffect(s *entitlement.ApprovalStage) Effect {
	if s.Resolving == entitlement.ResolvingNothing {
		return Effect{}
	}
	return Effect{Class: ClassApprove, Kind: EffectStage, Since: s.Since}
}

func assignmentEntries(e *entries, a *entitlement.Assignment) {
	live := a.State != entitlement.AssignmentExpired
	e.begin(tagAssignmentSubject)
	e.buf = AppendText(e.buf, a.Target)
	if live {
		e.buf = AppendID(append(e.buf, liveFirst), a.Package.ID)
	} else {
		e.buf = append(e.buf, doneAfter)
	}
	e.buf = AppendID(e.buf, a.ID)
	e.end(nil)
	e.begin(tagAssignmentPackage)
	e.buf = AppendID(e.buf, a.Package.ID)
	if live {
		e.buf = AppendID(append(e.buf, liveFirst), a.Policy.ID)
	} else {
		e.buf = AppendTime(AppendID(append(e.buf, doneAfter), a.Policy.ID), a.Ended)
	}
	e.buf = AppendID(e.buf, a.ID)
	e.end(nil)
	if live && !a.Schedule.End.IsZero() {
		e.timer(a.Schedule.End, ClassExpire, TimerAssignmentEnd, a.ID[:])
	}
	if live && !a.Prompt.IsZero() {
		e.timer(a.Prompt, ClassNotify, TimerAssignmentPrompt, a.ID[:])
	}
}

func grantEntries(e *entries, g *entitlement.Grant) {
	e.begin(tagGrantTarget)
	e.buf = appendGrantPlace(AppendID(e.buf, g.Key.Target), &g.Key)
	e.end(nil)
}

func grantEffect(g *entitlement.Grant) Effect {
	if g.Dirty.IsZero() || g.Parked {
		return Effect{}
	}
	class := ClassRevoke
	if g.IsWanted() {
		class = ClassGrant
	}
	return Effect{Class: class, Kind: EffectGrant, Since: g.Dirty, Generation: g.Generation}
}

func guestEntries(e *entries, g *entitlement.GuestAccount) {
	if !g.DeleteAt.IsZero() {
		e.timer(g.DeleteAt, ClassRevoke, TimerGuestDeletion, AppendText(nil, g.Subject))
	}
	if g.AccountID != "" && g.AccountID != string(g.Subject) {
		e.begin(tagGuestAccount)
		e.buf = AppendText(AppendText(e.buf, g.AccountID), g.Subject)
		e.end(nil)
	}
}

func guestEffect(g *entitlement.GuestAccount) Effect {
	if g.Dirty.IsZero() {
		return Effect{}
	}
	class := ClassRevoke
	if g.Desired == entitlement.GuestActive {
		class = ClassGrant
	}
	return Effect{Class: class, Kind: EffectGuest, Since: g.Dirty, Generation: g.Generation}
}

// Job is a configuration change whose consequences for many objects follow in batches. Until it is done, reads look at the
// configuration itself and so see the effect already.
type Job struct {
	ID      uint64
	Kind    JobKind
	At      time.Time // the logical instant of the change
	Package entitlement.AccessPackageID
	Policy  entitlement.PolicyID // for JobPolicyDeleted and JobPromptsChanged
	Version uint32               // for JobRolesChanged: the version of the package to bring assignments to
	Cursor  []byte               // where to go on in the index; nil at the beginning, for JobApproverGone the person
	Review  entitlement.ReviewID // for the jobs about a review
	Mail    entitlement.MailKind // for JobReviewMails
}

// JobKind tells what a job does. The values are stored.
type JobKind uint8

// Job kinds.
const (
	JobRolesChanged   JobKind = iota + 1 // every live assignment of the package gets its roles
	JobPackageDeleted                    // waiting requests of the package are canceled
	JobPolicyDeleted                     // waiting requests of the policy are canceled
	JobTruncateLog                       // old events leave the log, again and again
	JobPromptsChanged                    // live assignments of the policy are prompted, or are not any more
	JobReviewClosed                      // the results of a review are applied to its items
	JobReviewDeleted                     // the items of a review that was deleted go
	JobReviewMails                       // the reviewers of a review are told
	JobScopeLeft                         // people who left the scope of an automatic policy lose their access
	JobScopeDeleted                      // the members of a deleted automatic policy go
	JobApproverGone                      // the stages that wait for somebody who is gone are looked at
)

func jobEntries(e *entries, j *Job) {
	e.timer(j.At, ClassRevoke, TimerJob, AppendUint64(nil, j.ID))
}
