package lifecycle_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// exportLog writes the log after a point, and reads it back.
func (r *rig) exportLog(after store.LogPoint) (string, lifecycle.ExportLogResult) {
	r.Helper()
	var file bytes.Buffer
	out, err := r.as("root").ExportLog(r.Context(), &file, lifecycle.ExportLogInput{After: after})
	require.NoError(r, err)
	text := file.String()
	report, err := store.VerifyExport(r.Context(), &file, out.End)
	require.NoError(r, err)
	require.Equal(r, store.ExportReport(out), report)
	return text, out
}

func smallBatches(c *lifecycle.Config) { c.BatchSize = 7 }

// Every event is one line with what an auditor asks for, whatever the size of a batch. // R-345, R-346, R-349
func TestTheLogIsExported(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		text, out := r.exportLog(store.LogPoint{})
		events := r.events(0)
		require.Equal(r, len(events), out.Events)
		require.Equal(r, r.verify().End, out.End)
		lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		require.Len(r, lines, len(events)+2)
		for i, ev := range events {
			var line struct {
				Seq                                           uint64
				At, Category, Activity, Result, Subject, Link string
				Actor                                         struct{ Kind, Subject string }
				Object                                        struct{ Kind string }
				AccessPackage                                 struct{ ID string }
				Codes                                         []entitlement.Code
			}
			require.NoError(r, json.Unmarshal([]byte(lines[i+1]), &line))
			require.Equal(r, ev.Seq, line.Seq)
			require.Equal(r, string(ev.Activity.Category()), line.Category)
			require.Equal(r, ev.Activity.String(), line.Activity)
			require.Equal(r, ev.Activity.IsFailure(), line.Result == "failure")
			require.Equal(r, string(ev.Subject), line.Subject)
			require.Equal(r, string(ev.Actor.Subject), line.Actor.Subject)
			if ev.Actor != (entitlement.Actor{}) {
				require.Equal(r, ev.Actor.Kind.String(), line.Actor.Kind)
			}
			require.Equal(r, ev.Object.Kind.String(), line.Object.Kind)
			require.Equal(r, ev.Codes, line.Codes)
			if ev.Package != (entitlement.PackageRef{}) {
				require.Equal(r, ev.Package.ID.String(), line.AccessPackage.ID)
			}
		}
	}, smallBatches)
}

// The chain can be checked by whoever has SHA-256 and JSON, without this module. // I-100
func TestAnExportIsCheckedByHand(t *testing.T) {
	t.Parallel()
	r := newRig(t, memstore.New())
	r.season()
	text, out := r.exportLog(store.LogPoint{})
	link := make([]byte, 32)
	for _, text := range strings.Split(text, "\n")[1 : out.Events+1] {
		var line struct {
			Seq             uint64
			Canonical, Link string
		}
		require.NoError(t, json.Unmarshal([]byte(text), &line))
		canonical, err := base64.StdEncoding.DecodeString(line.Canonical)
		require.NoError(t, err)
		sum := sha256.Sum256(append(binary.BigEndian.AppendUint64(link, line.Seq), canonical...))
		require.Equal(t, line.Link, hex.EncodeToString(sum[:]))
		link = sum[:]
	}
}

// Exports continue each other, also over a truncation of what is exported already. // R-345, I-102
func TestAnExportGoesOnFromTheLast(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		_, first := r.exportLog(store.LogPoint{})
		none, again := r.exportLog(first.End) // nothing happened
		require.Equal(r, 2, strings.Count(none, "\n"))
		require.Equal(r, lifecycle.ExportLogResult{After: first.End, End: first.End}, again)

		r.addGroup("another")
		r.truncate(start.Add(40 * day))
		_, second := r.exportLog(first.End)
		require.Equal(r, first.End, second.After)
		require.Equal(r, r.verify().End, second.End)

		rest, whole := r.exportLog(store.LogPoint{})
		require.Equal(r, r.verify().First-1, whole.After.Seq)
		early := store.LogPoint{Seq: whole.After.Seq - 1}
		_, err := r.as("root").ExportLog(r.Context(), &bytes.Buffer{}, lifecycle.ExportLogInput{After: early})
		require.ErrorIs(r, err, store.ErrLogTruncated)
		_, err = store.VerifyExport(r.Context(), strings.NewReader(rest), early)
		require.ErrorIs(r, err, store.ErrLogDamaged)
		require.ErrorContains(r, err, "is not in the export")
	}, smallBatches)
}

func TestAnExportFromAPointThatIsNotThere(t *testing.T) {
	t.Parallel()
	r := newRig(t, memstore.New())
	_, out := r.exportLog(store.LogPoint{})
	for detail, after := range map[string]store.LogPoint{ // order: independent
		"is not the one that was noted": {Seq: out.End.Seq},
		"is not in the log":             {Seq: out.End.Seq + 1, Link: out.End.Link},
	} {
		var file bytes.Buffer
		_, err := r.as("root").ExportLog(t.Context(), &file, lifecycle.ExportLogInput{After: after})
		require.ErrorIs(t, err, store.ErrLogDamaged)
		require.ErrorContains(t, err, detail)
		require.Zero(t, file.Len())
	}
}

// tampering is what could be done to a file, and what is said about it. Line 40 is that of event 40.
var tampering = map[string]struct {
	tamper func(lines []string) []string
	detail string
}{
	"a_word": {func(l []string) []string {
		l[40] = strings.Replace(l[40], `"result":"success"`, `"result":"failure"`, 1)
		return l
	}, "event 40 says something else than its canonical bytes"},
	"the_category": {func(l []string) []string {
		l[40] = strings.Replace(l[40], `"category":"`, `"category":"X`, 1)
		return l
	}, "event 40 says something else than its canonical bytes"},
	"more_than_there_was": {func(l []string) []string {
		l[40] = strings.TrimSuffix(l[40], "}") + `,"note":"fine"}`
		return l
	}, "event 40 says something else than its canonical bytes"},
	"the_link": {func(l []string) []string {
		l[40] = l[40][:strings.LastIndex(l[40], `"link"`)] + l[41][strings.LastIndex(l[41], `"link"`):]
		return l
	}, "event 40 is not the one that was written"},
	"no_json":       {func(l []string) []string { l[40] = "40"; return l }, "event 40 cannot be read"},
	"left_out":      {func(l []string) []string { return append(l[:40:40], l[41:]...) }, "event 40 is missing"},
	"twice":         {func(l []string) []string { return append(l[:41:41], l[40:]...) }, "event 41 is missing"},
	"cut":           {func(l []string) []string { return append(l[:40:40], "") }, "event 40 or the last line is missing"},
	"end_too_early": {func(l []string) []string { return append(l[:40:40], l[len(l)-2:]...) }, "event 40 is missing, or the last"},
	"more_after":    {func(l []string) []string { return append(l[:len(l)-1:len(l)-1], l[40], "") }, "comes after the last line"},
	"begin":         {func(l []string) []string { l[0] = strings.Replace(l[0], "00", "01", 1); return l }, "event 1 is not the one"},
	"begin_link":    {func(l []string) []string { l[0] = strings.Replace(l[0], "00", "zz", 1); return l }, "a link that cannot be read"},
	"begin_more":    {func(l []string) []string { l[0] += " "; return l }, "says more than it should"},
}

// Whatever is done to a file, the verifier says where. // I-100, I-102
func TestAFileThatWasChanged(t *testing.T) {
	t.Parallel()
	r := newRig(t, memstore.New())
	r.season()
	text, out := r.exportLog(store.LogPoint{})
	for name, c := range tampering { // order: parallel tests
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			changed := strings.Join(c.tamper(strings.Split(text, "\n")), "\n")
			require.NotEqual(t, text, changed)
			_, err := store.VerifyExport(t.Context(), strings.NewReader(changed), store.LogPoint{})
			require.ErrorIs(t, err, store.ErrLogDamaged)
			require.ErrorContains(t, err, c.detail)
		})
	}
	forged := store.LogPoint{Seq: out.End.Seq, Link: [32]byte{1}} // as noted of a log that was written anew since
	_, err := store.VerifyExport(t.Context(), strings.NewReader(text), forged)
	require.ErrorContains(t, err, "is not the one that was noted")

	_, err = store.VerifyExport(t.Context(), strings.NewReader(`{"tenureLog":2}`), store.LogPoint{})
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = store.VerifyExport(ctx, strings.NewReader(text), store.LogPoint{})
	require.ErrorIs(t, err, context.Canceled)
	_, err = store.VerifyExport(t.Context(), brokenFile{}, store.LogPoint{})
	require.ErrorIs(t, err, errBroken)
}

var errBroken = errors.New("the disk is gone")

// brokenFile neither reads nor writes.
type brokenFile struct{}

func (brokenFile) Read([]byte) (int, error)  { return 0, errBroken }
func (brokenFile) Write([]byte) (int, error) { return 0, errBroken }

func TestWhoMayExportTheLog(t *testing.T) {
	t.Parallel()
	r := newRig(t, memstore.New())
	var file bytes.Buffer
	_, err := r.as("ann").ExportLog(t.Context(), &file, lifecycle.ExportLogInput{})
	require.ErrorIs(t, err, entitlement.Forbidden)
	require.Zero(t, file.Len())
	_, err = r.as("root").ExportLog(t.Context(), brokenFile{}, lifecycle.ExportLogInput{})
	require.ErrorIs(t, err, errBroken)

	r = newRig(t, memstore.New(), func(c *lifecycle.Config) { c.Log.Discard = true })
	_, err = r.as("root").ExportLog(t.Context(), &file, lifecycle.ExportLogInput{})
	require.ErrorIs(t, err, entitlement.Unsupported)
}

// truncating is a file that has the log truncated while it is written.
type truncating struct {
	r    *rig
	size int
}

func (f *truncating) Write(p []byte) (int, error) {
	if f.size == 0 {
		f.r.truncate(f.r.clock.Now())
	}
	f.size += len(p)
	return len(p), nil
}

// An export never leaves out what was truncated away under it. // I-100
func TestALogThatIsTruncatedWhileItIsExported(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.season()
		_, err := r.as("root").ExportLog(r.Context(), &truncating{r: r}, lifecycle.ExportLogInput{})
		require.ErrorIs(r, err, store.ErrLogTruncated)
	}, smallBatches)
}

// What is in the way of an event in the store is said, and no file without it is called whole. // I-100
func TestADamagedLogIsExported(t *testing.T) {
	t.Parallel()
	for name, seq := range map[string]uint64{"in_a_batch": 40, "at_its_beginning": 36} { // order: parallel tests
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r := newRig(t, memstore.New(), smallBatches)
			r.season()
			r.poke(eventKey(seq), nil)
			_, err := r.as("root").ExportLog(t.Context(), &bytes.Buffer{}, lifecycle.ExportLogInput{})
			require.ErrorIs(t, err, store.ErrLogDamaged)
			require.ErrorContains(t, err, "is missing")
		})
	}
}
