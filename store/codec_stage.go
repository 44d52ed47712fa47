package store

import "example.com/tenure/entitlement"

func encodeStage(dst []byte, s *entitlement.ApprovalStage) []byte {
	e := encoder(dst)
	if s.Determined == nil {
		e.u8(1)
	} else {
		e.u8(2)
	}
	e.stamp(s.Stamp)
	e.u8(uint8(s.State))
	e.u8(uint8(s.Resolving))
	e.time(s.Since)
	e.time(s.Opened)
	e.time(s.Deadline)
	e.time(s.EscalateAt)
	e.subjects(s.Approvers)
	e.subjects(s.Alternates)
	e.flag(s.Fallback)
	e.text(string(s.DecidedBy))
	e.time(s.Decided)
	e.text(s.Revision)
	e.flag(s.TextHash != [32]byte{})
	if s.TextHash != [32]byte{} {
		e.hash(s.TextHash)
	}
	e.time(s.Remind)
	e.uint(uint64(len(s.Delegated)))
	for _, pair := range s.Delegated {
		e.text(string(pair.Approver))
		e.text(string(pair.Delegate))
	}
	if s.Determined != nil {
		e.settings(s.Determined)
	}
	return e
}

func decodeStage(key entitlement.StageKey, data []byte, m *memory, s *entitlement.ApprovalStage) error {
	d := decoder{b: data, into: m}
	version := d.u8()
	if version != 1 && version != 2 {
		return damaged(entitlement.KindStage, "the row's version is unknown")
	}
	*s = entitlement.ApprovalStage{
		Stamp:      d.stamp(),
		Request:    key.Request,
		Index:      key.Index,
		State:      enum(&d, entitlement.StageSkipped),
		Resolving:  enum(&d, entitlement.ResolvingApprovers),
		Since:      d.time(),
		Opened:     d.time(),
		Deadline:   d.time(),
		EscalateAt: d.time(),
		Approvers:  d.subjects(),
		Alternates: d.subjects(),
		Fallback:   d.flag(),
		DecidedBy:  entitlement.SubjectID(d.name()),
		Decided:    d.time(),
		Revision:   d.text(),
	}
	if d.flag() {
		s.TextHash = d.hash()
	}
	s.Remind = d.time()
	s.Delegated = d.delegated()
	if version == 2 {
		s.Determined = d.settings()
	}
	return d.done(entitlement.KindStage)
}

// delegated reads the delegates of a stage.
func (d *decoder) delegated() []entitlement.StageDelegate {
	n := d.count(2) // the lengths of two names
	if n == 0 {
		return nil
	}
	out := make([]entitlement.StageDelegate, n)
	for i := range out {
		out[i] = entitlement.StageDelegate{
			Approver: entitlement.SubjectID(d.name()), Delegate: entitlement.SubjectID(d.name()),
		}
	}
	return out
}

func encodeStageText(dst []byte, t *entitlement.StageText) []byte {
	e := encoder(dst)
	e.u8(1)
	e.id(t.Salt)
	e.text(t.Justification)
	return e
}

func decodeStageText(_ entitlement.StageKey, data []byte, _ *memory, t *entitlement.StageText) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindStage, "the row's version is unknown")
	}
	*t = entitlement.StageText{Salt: d.id(), Justification: d.text()}
	return d.done(entitlement.KindStage)
}
