package lifecycle_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// Who reads an export is given the events that the log has, each as the log has it, and none behind one that is wrong. // I-102
func TestAnExportIsRead(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		text, out := r.exportLog(store.LogPoint{})
		var read []lifecycle.LoggedEvent
		keep := func(ev *entitlement.Event, recorded time.Time) error {
			read = append(read, lifecycle.LoggedEvent{Event: ev.Clone(), Recorded: recorded})
			return nil
		}
		report, err := store.ReadExport(r.Context(), strings.NewReader(text), out.End, keep)
		require.NoError(r, err)
		require.Equal(r, store.ExportReport(out), report)
		require.Equal(r, r.events(0), read)

		read = nil
		lines := strings.SplitAfter(text, "\n")
		forged := strings.Join(append(lines[:4:4], lines[5:]...), "") // without the fourth event
		_, err = store.ReadExport(r.Context(), strings.NewReader(forged), store.LogPoint{}, keep)
		require.ErrorIs(r, err, store.ErrLogDamaged)
		require.Len(r, read, 3)

		_, err = store.ReadExport(r.Context(), strings.NewReader(text), store.LogPoint{}, func(*entitlement.Event, time.Time) error {
			return context.Canceled
		})
		require.ErrorIs(r, err, context.Canceled)
	}, smallBatches)
}
