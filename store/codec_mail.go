package store

import "example.com/tenure/entitlement"

func encodeMail(dst []byte, m *entitlement.Mail) []byte {
	e := encoder(dst)
	e.u8(1)
	e.u8(uint8(m.Kind))
	e.subjects(m.To)
	e.time(m.At)
	e.id(m.Request)
	e.id(m.Assignment)
	e.id(m.Package)
	e.text(string(m.Target))
	e.id(m.Review)
	e.time(m.DecideBy)
	e.time(m.End)
	e.u8(uint8(m.Reason))
	e.text(string(m.Failure))
	e.u8(m.Stage)
	e.text(string(m.By))
	e.time(m.Start)
	return e
}

func decodeMail(seq uint64, data []byte, _ *memory, m *entitlement.Mail) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindEngine, "the row's version is unknown")
	}
	*m = entitlement.Mail{
		Seq:        seq,
		Kind:       entitlement.MailKind(d.u8()),
		To:         d.subjects(),
		At:         d.time(),
		Request:    d.id(),
		Assignment: d.id(),
		Package:    d.id(),
		Target:     entitlement.SubjectID(d.text()),
		Review:     d.id(),
		DecideBy:   d.time(),
		End:        d.time(),
		Reason:     enum(&d, entitlement.ReasonExtensionDenied),
		Failure:    entitlement.Code(d.text()),
		Stage:      d.u8(),
		By:         entitlement.SubjectID(d.text()),
		Start:      d.time(),
	}
	return d.done(entitlement.KindEngine)
}

func encodeJob(dst []byte, j *Job) []byte {
	e := encoder(dst)
	e.u8(1)
	e.u8(uint8(j.Kind))
	e.time(j.At)
	e.id(j.Package)
	e.id(j.Policy)
	e.uint(uint64(j.Version))
	e.bytes(j.Cursor)
	e.id(j.Review)
	e.u8(uint8(j.Mail))
	return e
}

func decodeJob(id uint64, data []byte, _ *memory, j *Job) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindEngine, "the row's version is unknown")
	}
	*j = Job{
		ID: id, Kind: enum(&d, JobApproverGone), At: d.time(), Package: d.id(), Policy: d.id(), Version: d.u32(),
		Cursor: d.bytes(), Review: d.id(), Mail: entitlement.MailKind(d.u8()),
	}
	return d.done(entitlement.KindEngine)
}
