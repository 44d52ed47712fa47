package directory

import (
	"context"
	"sync/atomic"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Live is a directory that the host replaces as a whole, for instance whenever a new export arrives. The zero Live is ready
// for use and unavailable until the first Replace. It is safe for concurrent use and must not be copied.
type Live struct{ current atomic.Pointer[Static] }

// Replace makes next the directory for views taken from now on. Views taken before stay as they are (I-47). Nil makes the
// directory unavailable: nothing is decided until there is a next one (I-94).
//
// Whatever next says is believed. A host that cannot exclude half an export should compare sizes first (Static.Size, I-95).
func (l *Live) Replace(next *Static) { l.current.Store(next) }

// At implements lifecycle.Directory. It refuses with Unavailable while there is no directory.
func (l *Live) At(ctx context.Context, at time.Time) (lifecycle.DirectoryView, error) {
	s := l.current.Load()
	if s == nil {
		return nil, &entitlement.Error{Code: entitlement.Unavailable, Detail: "no directory has been loaded"}
	}
	return s.At(ctx, at)
}
