package directory

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// small are limits that a test can pass in no time. A row cannot be limited below the size of a buffer.
func small() limits { return limits{file: 20_000, row: 10_000, rows: 3, columns: 4} }

// readers are both kinds of files with the same limits.
func readers() map[string]func(io.Reader) error {
	return map[string]func(io.Reader) error{
		"people": func(r io.Reader) error {
			_, err := readPeople(r, small(), new(findings))
			return err
		},
		"groups": func(r io.Reader) error {
			_, err := readGroups(r, small(), new(findings), nil)
			return err
		},
	}
}

const header = "id,groupId,memberId,memberType\n"

func TestLimitsAreExact(t *testing.T) {
	t.Parallel()
	long := header + strings.Repeat("a,b,"+strings.Repeat("c", 7000)+",user\n", 3)
	cases := map[string]struct {
		accepted, refused string
		limit             entitlement.LimitError
	}{
		"rows of a file": {
			header + strings.Repeat("a,b,c,user\n", 3), header + strings.Repeat("a,b,c,user\n", 4),
			entitlement.LimitError{Limit: "rows of a file", Max: 3, Value: 4},
		},
		"rows that are not CSV": {
			header + strings.Repeat("a\n", 3), header + strings.Repeat("a\n", 4),
			entitlement.LimitError{Limit: "rows of a file", Max: 3, Value: 4},
		},
		"columns of a file": {
			header, "x," + header,
			entitlement.LimitError{Limit: "columns of a file", Max: 4, Value: 5},
		},
		"bytes of a file": {
			long[:20_000], long[:20_001],
			entitlement.LimitError{Limit: "bytes of a file", Max: 20_000, Value: 20_001},
		},
	}
	for name, c := range cases {
		for kind, read := range readers() {
			t.Run(strings.ReplaceAll(name+" "+kind, " ", "_"), func(t *testing.T) {
				t.Parallel()
				require.NoError(t, read(strings.NewReader(c.accepted)))
				err := read(strings.NewReader(c.refused))
				require.ErrorIs(t, err, entitlement.LimitExceeded)
				var limit *entitlement.LimitError
				require.ErrorAs(t, err, &limit)
				require.Equal(t, c.limit, *limit)
			})
		}
	}
}

// endless is a file that never ends.
type endless struct{ text string }

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text)
	for n < len(p) {
		p[n] = 'x'
		n++
	}
	e.text = ""
	return n, nil
}

func TestARowIsNotReadWithoutEnd(t *testing.T) {
	t.Parallel()
	for _, start := range []string{"", "\"", "#TYPE ", header, header + "a,b,\"", header + "a,b,\"\n"} {
		for kind, read := range readers() {
			err := read(&endless{text: start})
			var limit *entitlement.LimitError
			require.ErrorAs(t, err, &limit, "%s after %q", kind, start)
			require.LessOrEqual(t, limit.Value, 20_001)
		}
	}
}

// failingOnce fails and then pretends to have come to the end.
type failingOnce struct{ err error }

func (f *failingOnce) Read([]byte) (int, error) {
	err := f.err
	f.err = io.EOF
	return 0, err
}

func TestReadersReportAFailingReader(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection lost")
	for _, start := range []string{"", "\ufeff", "#TYPE x", "id\na", "id,gr", header, header + "a,b,c,", header + "a,b,\"c\nc"} {
		for kind, read := range readers() {
			err := read(io.MultiReader(strings.NewReader(start), &failingOnce{broken}))
			require.ErrorIs(t, err, broken, "%s after %q", kind, start)
			require.ErrorIs(t, err, entitlement.Unavailable)
		}
	}
}

// idle is a reader that neither reads nor fails.
type idle struct{}

func (idle) Read([]byte) (int, error) { return 0, nil }

func TestReadersDoNotWaitForAReaderWithoutProgress(t *testing.T) {
	t.Parallel()
	for kind, read := range readers() {
		err := read(io.MultiReader(strings.NewReader(header+"a,b"), idle{}))
		require.ErrorIs(t, err, io.ErrNoProgress, kind)
		require.ErrorIs(t, err, entitlement.Unavailable, kind)
	}
}

func TestReadersReadWhateverSizeTheReaderGives(t *testing.T) {
	t.Parallel()
	file := "\ufeff#TYPE x\r\nid,a\r\nb,\"c\r\nd\"\r\n"
	for _, slow := range []func(io.Reader) io.Reader{iotest.OneByteReader, iotest.HalfReader, iotest.DataErrReader} {
		people, err := ReadPeople(slow(strings.NewReader(file)))
		require.NoError(t, err)
		require.Equal(t, "c\nd", people[0].Attributes["a"])
	}
}

func TestErrorsThatEndTheReadingNameTheOperation(t *testing.T) {
	t.Parallel()
	broken := iotest.ErrReader(errors.New("connection lost"))
	_, err := ReadPeople(broken)
	require.EqualError(t, err, "read people: unavailable: the file cannot be read: connection lost")
	_, err = ReadGroups(broken)
	require.EqualError(t, err, "read groups: unavailable: the file cannot be read: connection lost")
}
