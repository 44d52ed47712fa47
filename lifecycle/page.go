package lifecycle

import (
	"encoding/base64"
	"iter"

	"example.com/tenure/store"
)

// Page asks for a part of a list. The zero Page is the first DefaultPage items.
type Page struct {
	Size  int    // at most MaxPage; 0 means DefaultPage
	Token string // Next of the page before, or "" for the first
}

// Page sizes.
const (
	DefaultPage = 100
	MaxPage     = 1000
)

// List is a page of a list. Next is the token of the page after it, or "" if this is the last. Between pages the list may
// change: what is there throughout is listed exactly once.
type List[T any] struct {
	Items []T
	Next  string
}

// All walks a list page by page. The loop may call the engine: nothing is locked or open while the body runs. The first
// error ends the walk.
//
//	for request, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.RequestView], error) {
//		return session.Requests(ctx, lifecycle.RequestsInput{Page: p})
//	}) { … }
func All[T any](list func(Page) (List[T], error)) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		page := Page{}
		for {
			l, err := list(page)
			if err != nil {
				var none T
				yield(none, err)
				return
			}
			for _, item := range l.Items {
				if !yield(item, nil) {
					return
				}
			}
			if l.Next == "" {
				return
			}
			page.Token = l.Next
		}
	}
}

// size returns the number of items to list.
func (p Page) size() int {
	if p.Size <= 0 {
		return DefaultPage
	}
	return min(p.Size, MaxPage)
}

// position decodes the token.
func (p Page) position() ([]byte, error) {
	if p.Token == "" {
		return nil, nil
	}
	at, err := base64.RawURLEncoding.DecodeString(p.Token)
	if err != nil || len(at) == 0 || len(at) > store.MaxKey/2 {
		return nil, invalid("the page token is not one that a list returned")
	}
	return at, nil
}

func tokenOf(position []byte) string { return base64.RawURLEncoding.EncodeToString(position) }

// listed walks an index from a page's position. item returns false for entries that are not to be listed.
func listed[T any](u *unit, index store.Index, page Page, item func(id [16]byte) (T, bool, error)) (List[T], error) {
	var out List[T]
	after, err := page.position()
	if err != nil {
		return out, err
	}
	size := page.size()
	var last []byte
	var ids [][16]byte
	for {
		ids = ids[:0]
		var positions [][]byte
		err := index.Each(u.tx, after, func(id [16]byte, position []byte) (bool, error) {
			ids = append(ids, id)
			positions = append(positions, append([]byte(nil), position...))
			return len(ids) < size+1, nil
		})
		if err != nil {
			return out, err
		}
		for i, id := range ids {
			if len(out.Items) == size {
				out.Next = tokenOf(last)
				return out, nil
			}
			last = positions[i]
			value, ok, err := item(id)
			if err != nil {
				return out, err
			}
			if ok {
				out.Items = append(out.Items, value)
			}
		}
		if len(ids) <= size {
			return out, nil
		}
		after = last
	}
}
