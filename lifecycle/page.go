package lifecycle

import (
	"bytes"
	"encoding/base64"
	"hash/fnv"
	"io"
	"iter"

	"example.com/tenure/store"
)

// Page asks for a part of a list. The zero Page is the first DefaultPage items.
type Page struct {
	Size  int    // at most MaxPage; 0 means DefaultPage
	Token string // Next of the page before, of the same query about the same; "" for the first
}

// Page sizes.
const (
	DefaultPage = 100
	MaxPage     = 1000
)

// List is a page of a list. Next is the token of the page after it, or "" if this is the last. Between pages the list may
// change: what is there throughout, at its place, is listed exactly once. Lists that put what is open before what has ended
// may show again what ended between two pages.
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

// position decodes the token, which must be one of the list.
func (p Page) position(list string) ([]byte, error) {
	if p.Token == "" {
		return nil, nil
	}
	token, err := base64.RawURLEncoding.DecodeString(p.Token)
	if err != nil || len(token) <= markSize || len(token) > store.MaxKey/2 {
		return nil, errToken
	}
	at := token[markSize:]
	if !bytes.Equal(token[:markSize], mark(list, at)) {
		return nil, errToken
	}
	return at, nil
}

// errToken refuses a token.
var errToken = invalid("the page token is not one that this list returned")

// tokenOf names a position in a list. The list's name says what is listed and for whom.
func tokenOf(list string, position []byte) string {
	return base64.RawURLEncoding.EncodeToString(append(mark(list, position), position...))
}

// markSize is how many bytes of a token tell its list.
const markSize = 4

// mark ties a position to its list, so that a mix-up does not go unnoticed. It guards nothing: each page checks the rights.
func mark(list string, position []byte) []byte {
	h := fnv.New32a()
	_, _ = io.WriteString(h, list) // a hash takes everything
	_, _ = h.Write([]byte{0})
	_, _ = h.Write(position)
	return h.Sum(nil)
}

// listed walks an index from a page's position. item returns false for entries that are not to be listed.
func listed[T any](
	u *unit, name string, index store.Index, page Page, item func(id [16]byte) (T, bool, error),
) (List[T], error) {
	var out List[T]
	after, err := page.position(name)
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
				out.Next = tokenOf(name, last)
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
