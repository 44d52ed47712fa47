package lifecycle_test

import (
	"crypto/sha256"
	"errors"
	"fmt"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// refusal is an error that a command is refused with.
type refusal struct {
	op      string
	code    entitlement.Code
	kind    entitlement.Kind
	id      string
	detail  string             // part of it
	reasons []entitlement.Code // the checks that failed, outermost first
	limit   entitlement.LimitError
}

// refuses requires a command to be refused and to have changed nothing: not a byte of the store, and nothing outside.
func (r *rig) refuses(want refusal, command func() error) {
	r.Helper()
	err := r.changesNothing(command)
	refused, ok := errors.AsType[*entitlement.Error](err)
	require.True(r, ok, "an *entitlement.Error, not %v", err)
	require.Equal(r, want.code, refused.Code, "%v", err)
	require.Equal(r, want.op, refused.Op, "%v", err)
	require.Equal(r, want.kind.String()+" "+want.id, refused.Kind.String()+" "+refused.ID, "%v", err)
	require.NotEmpty(r, want.detail+want.limit.Limit, "a refusal says something to the person who reads it")
	require.Contains(r, refused.Detail, want.detail, "%v", err)
	require.Equal(r, want.reasons, entitlement.FailedCodes(refused.Reasons), "%v", err)
	for _, code := range want.reasons {
		require.ErrorIs(r, err, code)
	}
	limit, _ := errors.AsType[*entitlement.LimitError](err)
	if want.limit == (entitlement.LimitError{}) {
		require.Nil(r, limit, "%v", err)
		return
	}
	require.NotNil(r, limit, "%v", err)
	require.Equal(r, want.limit, *limit)
}

// changesNothing runs a command that fails, requires that nothing has changed, and returns its error. What is due already
// is settled first.
func (r *rig) changesNothing(command func() error) error {
	r.Helper()
	if _, err := r.engine.RunDue(r.Context()); err != nil {
		require.ErrorIs(r, err, entitlement.Closed)
	}
	outside := func() string {
		return fmt.Sprintln(len(r.target.Calls(0)), len(r.accounts.calls), len(r.mails.tries))
	}
	storeBefore, outsideBefore := r.bytes(), outside()
	err := command()
	require.Error(r, err)
	require.Equal(r, storeBefore, r.bytes(), "the store has changed")
	require.Equal(r, outsideBefore, outside(), "a port was called")
	return err
}

// bytes returns the number of keys in the store, and a hash of everything in it.
func (r *rig) bytes() string {
	r.Helper()
	keys, hash := 0, sha256.New()
	err := r.config.Store.View(r.Context(), func(reader store.Reader) error {
		for table := range 255 {
			err := reader.Scan([]byte{byte(table)}, []byte{byte(table) + 1}, func(key, value []byte) (bool, error) {
				keys++
				_, _ = fmt.Fprintf(hash, "%d %d ", len(key), len(value))
				_, _ = hash.Write(key)
				_, _ = hash.Write(value)
				return true, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(r, err)
	return fmt.Sprintf("%d keys: %x", keys, hash.Sum(nil))
}
