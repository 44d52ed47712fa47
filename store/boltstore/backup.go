package boltstore

import (
	"context"
	"io"

	"example.com/tenure/store"
)

// Backup streams the file as it is now; what is committed meanwhile is not in the copy. It holds a read transaction as
// long as w takes: the file grows by what is replaced in that time.
func (f *file) Backup(ctx context.Context, w io.Writer) error {
	if err := f.enter("backup"); err != nil {
		return err
	}
	defer f.mu.RUnlock()
	btx, err := f.db.Begin(false)
	if err != nil {
		return f.unavailable("backup", err)
	}
	defer rollback(btx)
	into := &contextWriter{ctx: ctx, w: w}
	if _, err := btx.WriteTo(into); err != nil {
		if into.err != nil {
			return into.err // bbolt does not wrap it in every case
		}
		return f.unavailable("backup", err)
	}
	return nil
}

// contextWriter fails when the context is done, and remembers why it failed.
type contextWriter struct {
	ctx context.Context
	w   io.Writer
	err error
}

func (c *contextWriter) Write(p []byte) (n int, err error) {
	if c.err = store.CheckContext(c.ctx, "backup"); c.err != nil {
		return 0, c.err
	}
	n, c.err = c.w.Write(p)
	return n, c.err
}
