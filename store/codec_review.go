package store

import "example.com/tenure/entitlement"

func encodeReviewSeries(dst []byte, s *entitlement.ReviewSeries) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(s.Stamp)
	e.id(s.Package)
	e.time(s.Next)
	e.uint(uint64(s.Number))
	e.id(s.Last)
	return e
}

func decodeReviewSeries(id entitlement.PolicyID, data []byte, _ *memory, s *entitlement.ReviewSeries) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindReviewSeries, "the row's version is unknown")
	}
	*s = entitlement.ReviewSeries{
		Stamp: d.stamp(), Policy: id, Package: d.id(), Next: d.time(), Number: d.u32(), Last: d.id(),
	}
	return d.done(entitlement.KindReviewSeries)
}

func encodeReview(dst []byte, r *entitlement.Review) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(r.Stamp)
	e.uint(uint64(r.Number))
	e.id(r.Package)
	e.id(r.Policy.ID)
	e.uint(uint64(r.Policy.Version))
	e.u8(uint8(r.State))
	e.time(r.Start)
	e.time(r.End)
	e.time(r.Remind)
	e.time(r.Closed)
	e.uint(uint64(r.Items))
	e.uint(uint64(r.Unassigned))
	e.id(r.Cursor)
	return e
}

func decodeReview(id entitlement.ReviewID, data []byte, _ *memory, r *entitlement.Review) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindReview, "the row's version is unknown")
	}
	*r = entitlement.Review{
		Stamp:      d.stamp(),
		ID:         id,
		Number:     d.u32(),
		Package:    d.id(),
		Policy:     entitlement.PolicyRef{ID: d.id(), Version: d.u32()},
		State:      enum(&d, entitlement.ReviewMissed),
		Start:      d.time(),
		End:        d.time(),
		Remind:     d.time(),
		Closed:     d.time(),
		Items:      d.u32(),
		Unassigned: d.u32(),
		Cursor:     d.id(),
	}
	return d.done(entitlement.KindReview)
}

func encodeReviewItem(dst []byte, i *entitlement.ReviewItem) []byte {
	e := encoder(dst)
	e.u8(1)
	e.stamp(i.Stamp)
	e.text(string(i.Subject))
	e.id(i.Package)
	e.id(i.Policy.ID)
	e.uint(uint64(i.Policy.Version))
	e.subjects(i.Reviewers)
	e.flag(i.Fallback)
	e.u8(uint8(i.Recommendation))
	e.u8(uint8(i.Decision))
	e.text(string(i.DecidedBy))
	e.time(i.Decided)
	e.u8(uint8(i.Result))
	e.flag(i.Removed)
	e.flag(i.TextHash != [32]byte{})
	if i.TextHash != [32]byte{} {
		e.hash(i.TextHash)
	}
	return e
}

func decodeReviewItem(key entitlement.ReviewItemKey, data []byte, m *memory, i *entitlement.ReviewItem) error {
	d := decoder{b: data, into: m}
	if d.u8() != 1 {
		return damaged(entitlement.KindReviewItem, "the row's version is unknown")
	}
	*i = entitlement.ReviewItem{
		Stamp:          d.stamp(),
		Review:         key.Review,
		Assignment:     key.Assignment,
		Subject:        entitlement.SubjectID(d.name()),
		Package:        d.id(),
		Policy:         entitlement.PolicyRef{ID: d.id(), Version: d.u32()},
		Reviewers:      d.subjects(),
		Fallback:       d.flag(),
		Recommendation: enum(&d, entitlement.RecommendDeny),
		Decision:       enum(&d, entitlement.ReviewDontKnow),
		DecidedBy:      entitlement.SubjectID(d.name()),
		Decided:        d.time(),
		Result:         enum(&d, entitlement.ReviewResultAccessEnded),
		Removed:        d.flag(),
	}
	if d.flag() {
		i.TextHash = d.hash()
	}
	return d.done(entitlement.KindReviewItem)
}

func encodeReviewText(dst []byte, t *entitlement.ReviewText) []byte {
	e := encoder(dst)
	e.u8(1)
	e.id(t.Salt)
	e.text(t.Justification)
	return e
}

func decodeReviewText(data []byte, t *entitlement.ReviewText) error {
	d := decoder{b: data}
	if d.u8() != 1 {
		return damaged(entitlement.KindReviewItem, "the row's version is unknown")
	}
	*t = entitlement.ReviewText{Salt: d.id(), Justification: d.text()}
	return d.done(entitlement.KindReviewItem)
}
