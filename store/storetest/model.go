package storetest

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"

	"example.com/tenure/store"
)

func modelCases() []contract {
	return []contract{
		{"RandomTransactionsMatchAModel", "A store behaves like a sorted map, copied before every update.", matchesModel},
	}
}

func matchesModel(ctx context.Context, s store.Store) error {
	const transactions = 150
	for seed := range uint64(3) {
		m := newModel(seed)
		for i := range transactions {
			if err := m.step(ctx, s); err != nil {
				return fmt.Errorf("seed %d, transaction %d: %w", seed, i, err)
			}
		}
		if err := update(ctx, s, m.clear); err != nil {
			return err
		}
	}
	return nil
}

// model is a naive store, and the source of the random transactions that it is compared in.
type model struct {
	random *rand.Rand
	rows   map[string]string
}

func newModel(seed uint64) *model {
	return &model{random: rand.New(rand.NewPCG(seed, 1)), rows: map[string]string{}}
}

// step runs one transaction on the store and on the model. One in five fails and must leave both as they were.
func (m *model) step(ctx context.Context, s store.Store) error {
	if m.random.IntN(4) == 0 {
		return s.View(ctx, m.compareAll)
	}
	before := maps.Clone(m.rows)
	refused := errors.New("refused")
	err := s.Update(ctx, func(tx store.Tx) error {
		for range 1 + m.random.IntN(20) {
			if err := m.operation(tx); err != nil {
				return err
			}
		}
		if m.random.IntN(5) == 0 {
			return refused
		}
		return nil
	})
	if errors.Is(err, refused) {
		m.rows = before
		return nil
	}
	return err
}

// operation runs one random call on both and compares the answers.
func (m *model) operation(tx store.Tx) error {
	key := m.key()
	switch m.random.IntN(8) {
	case 0, 1, 2:
		value := strings.Repeat(string(rune('a'+m.random.IntN(26))), m.random.IntN(60))
		m.rows[key] = value
		return tx.Put([]byte(key), []byte(value))
	case 3, 4:
		delete(m.rows, key)
		return tx.Delete([]byte(key))
	case 5, 6:
		if value, found := m.rows[key]; found {
			return expectValue(tx, key, &value)
		}
		return expectValue(tx, key, nil)
	}
	from, to := key, m.key()
	if to[0] != from[0] {
		to = string([]byte{from[0] + 1})
	}
	return expectIn(tx, from, to, m.between(from, to)...)
}

// key draws a key from few enough that transactions meet the same ones again.
func (m *model) key() string {
	key := []string{"t", "u", "v"}[m.random.IntN(3)]
	for range m.random.IntN(4) {
		key += []string{"\x00", "a", "b", "\xff"}[m.random.IntN(4)]
	}
	return key
}

func (m *model) compareAll(r store.Reader) error {
	for _, t := range []string{"t", "u", "v"} {
		end := string(store.Successor([]byte(t)))
		if err := expectIn(r, t, end, m.between(t, end)...); err != nil {
			return err
		}
	}
	return nil
}

func (m *model) between(from, to string) (pairs []pair) {
	for _, key := range slices.Sorted(maps.Keys(m.rows)) {
		if from <= key && key < to {
			pairs = append(pairs, pair{key, m.rows[key]})
		}
	}
	return pairs
}

// clear deletes everything.
func (m *model) clear(tx store.Tx) error {
	for _, key := range slices.Sorted(maps.Keys(m.rows)) {
		if err := tx.Delete([]byte(key)); err != nil {
			return err
		}
	}
	return nil
}
