package lifecycle

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

// listener keeps the numbers and links of the events that it is told about.
type listener struct{ heard []string }

func (l *listener) Observe(events []entitlement.Event) {
	for i := range events {
		l.heard = append(l.heard, string(events[i].Link[:1]))
	}
}

// commit is the events with the names, one letter each, that go on from the event with another name.
func commit(first uint64, from string, names ...string) committed {
	c := committed{from: linkOf(from)}
	for i, name := range names {
		c.events = append(c.events, entitlement.Event{Seq: first + uint64(i), Link: linkOf(name)})
	}
	return c
}

func linkOf(name string) (link [32]byte) {
	copy(link[:], name)
	return link
}

func newListener() (*publisher, *listener) {
	l := &listener{}
	p := &publisher{observer: l, logger: slog.New(slog.DiscardHandler)}
	p.begin(1, linkOf("0"))
	return p, l
}

func TestEventsAreToldInTheirOrder(t *testing.T) {
	t.Parallel()
	p, l := newListener()
	p.publish(commit(3, "b", "c"))
	require.Empty(t, l.heard)
	p.publish(commit(1, "0", "a", "b"))
	require.Equal(t, []string{"a", "b", "c"}, l.heard)
}

// The outcome of a is unknown and it did not happen. Its goroutine is slow: b has begun, and asked what became of doubtful
// commits, before a notes its doubt.
func TestDoubtThatComesLate(t *testing.T) {
	t.Parallel()
	p, l := newListener()
	p.resolve(linkOf("0"))
	p.doubt(commit(1, "0", "a"))
	p.resolve(linkOf("b"))
	p.publish(commit(1, "0", "b"))
	p.publish(commit(2, "b", "c"))
	require.Equal(t, []string{"b", "c"}, l.heard)
	require.Empty(t, p.waiting)
}

func TestDoubtfulCommitsThatHappenedAreTold(t *testing.T) {
	t.Parallel()
	p, l := newListener()
	p.doubt(commit(1, "0", "a"))
	p.doubt(commit(2, "a", "b"))
	p.publish(commit(3, "b", "c")) // goes on from both
	require.Equal(t, []string{"a", "b", "c"}, l.heard)

	p.doubt(commit(4, "c", "d"))
	p.publish(committed{})
	require.Len(t, l.heard, 3)
	p.resolve(linkOf("d")) // a transaction sees it
	p.publish(committed{})
	require.Equal(t, []string{"a", "b", "c", "d"}, l.heard)
}
