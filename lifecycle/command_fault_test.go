package lifecycle_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// putFault is a store whose n-th write fails, once.
type putFault struct {
	store.Store
	left atomic.Int64
}

func (p *putFault) Update(ctx context.Context, fn func(store.Tx) error) error {
	return p.Store.Update(ctx, func(tx store.Tx) error { return fn(&putFaultTx{tx, p}) })
}

type putFaultTx struct {
	store.Tx
	fault *putFault
}

func (t *putFaultTx) Put(key, value []byte) error {
	if t.fault.left.Add(-1) == 0 {
		return &entitlement.Error{Code: entitlement.Unavailable, Kind: entitlement.KindStore, Detail: "the put failed"}
	}
	return t.Tx.Put(key, value)
}

// A store that fails in the middle of a command leaves nothing of it behind, although what was due is settled in the same
// transaction (I-57): the log still tells of every row, and the command can be repeated.
func TestACommandThatFailsHalfWayLeavesNothing(t *testing.T) {
	t.Parallel()
	for n := int64(1); ; n++ {
		fault := &putFault{Store: memstore.New()}
		r := newRig(t, fault)
		r.submit("bob", r.simple("early", lasting(1)))
		pkg, _ := r.offer(lasting(10))
		r.settle()
		r.clock.Set(start.Add(day)) // an end is due: the command has something to settle
		in := lifecycle.SubmitInput{Package: pkg.ID, Justification: "because"}
		fault.left.Store(n)
		_, err := r.as("ann").Submit(t.Context(), in)
		fault.left.Store(0)
		if err == nil {
			require.Greater(t, n, int64(10), "a submission writes more than that")
			return
		}
		require.ErrorIs(t, err, entitlement.Unavailable)
		_, err = r.engine.VerifyLog(t.Context(), lifecycle.VerifyLogInput{})
		require.NoError(t, err, "put %d", n)
		_, err = r.as("ann").Submit(t.Context(), in)
		require.NoError(t, err, "put %d", n)
	}
}

// A command that was carried out is answered from its record, also when the directory is away (I-17).
func TestARepetitionNeedsNoDirectory(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		book := r.book()
		in := lifecycle.SubmitInput{Key: "k1", Package: r.simple("Wiki").ID}
		first, err := r.as("ann").Submit(t.Context(), in)
		require.NoError(r, err)
		book.set(errors.New("down"), nil, 0)
		again, err := r.as("ann").Submit(t.Context(), in)
		require.NoError(r, err)
		require.Equal(r, first, again)
	})
}

// A refused command uses up no identifier, even if it settles what is due: a history with it and one without are the same.
func TestARefusalUsesNoIdentifier(t *testing.T) {
	t.Parallel()
	next := func(refuse bool) entitlement.CatalogID {
		r := newRig(t, memstore.New())
		r.submit("bob", r.simple("early", lasting(1)))
		r.settle()
		r.clock.Set(start.Add(day))
		if refuse {
			require.Error(t, r.creation("root", "General")())
		} else {
			_, err := r.engine.RunDue(t.Context())
			require.NoError(t, err)
		}
		return r.addCatalog("Next").ID
	}
	require.Equal(t, next(false), next(true))
}
