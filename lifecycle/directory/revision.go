package directory

import (
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash"
	"maps"
	"slices"

	"example.com/tenure/entitlement"
)

// contentHash names a content: equal for the same people, sorted by id, and the same groups in any order.
func contentHash(people []entitlement.Subject, groups []Group) string {
	h := hasher{Hash: sha256.New()}
	h.number(len(people))
	for i := range people {
		h.subject(&people[i])
	}
	h.number(len(groups))
	for _, g := range slices.SortedFunc(slices.Values(groups), func(a, b Group) int { return cmp.Compare(a.ID, b.ID) }) {
		h.text(string(g.ID))
		h.text(g.DisplayName)
		texts(&h, set(g.Members))
		texts(&h, set(g.Groups))
	}
	const half = sha256.Size / 2 // enough against accidents; it only has to be told apart from other revisions
	return hex.EncodeToString(h.Sum(nil)[:half])
}

// hasher writes values so that different sequences of values are different bytes: each text follows its length.
type hasher struct {
	hash.Hash
	buf []byte
}

func (h *hasher) number(n int) {
	h.buf = binary.AppendUvarint(h.buf[:0], uint64(n))
	h.Write(h.buf)
}

func (h *hasher) text(s string) {
	h.number(len(s))
	h.buf = append(h.buf[:0], s...)
	h.Write(h.buf)
}

func texts[T ~string](h *hasher, list []T) {
	h.number(len(list))
	for _, s := range list {
		h.text(string(s))
	}
}

// set returns the elements of a list in order, each once.
func set[T cmp.Ordered](list []T) []T { return slices.Compact(slices.Sorted(slices.Values(list))) }

func (h *hasher) subject(s *entitlement.Subject) {
	h.text(string(s.ID))
	h.text(s.DisplayName)
	h.text(s.Mail)
	h.number(int(s.UserType))
	h.text(enabledText(s))
	h.text(s.TenantID)
	h.text(s.Domain)
	h.text(string(s.Manager))
	texts(h, s.Sponsors)
	h.number(len(s.Attributes))
	for _, name := range slices.Sorted(maps.Keys(s.Attributes)) {
		h.text(name)
		h.text(s.Attributes[name])
	}
	texts(h, s.LinkedIDs)
	h.text(s.IdentityProvider)
}
