package storetest

import (
	"context"
	"slices"
	"testing"

	"example.com/tenure/store"
)

// Run checks a store against the contract. It calls open for every case, from parallel tests; each call returns an
// empty store of its own, which Run closes.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, c := range allCases() {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			s := open(t)
			if err := c.check(t.Context(), s); err != nil {
				t.Errorf("%v\n%s", err, c.why)
			}
			if err := s.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// contract is one clause of the contract.
type contract struct {
	name  string
	why   string // printed when the check fails
	check func(ctx context.Context, s store.Store) error
}

func allCases() []contract {
	return slices.Concat(
		orderCases(), scanCases(), byteCases(), transactionCases(), isolationCases(), modelCases(), closeCases(),
	)
}
