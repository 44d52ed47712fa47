package check

import (
	"encoding/hex"
	"fmt"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// indexCheckers watch over what a store derives from rows to find them.
func indexCheckers() []Checker {
	return []Checker{
		{Invariant: 7, Rule: "Indexes have the entries that rows stand for, and nothing else.", state: checkIndexes},
		{
			Invariant: 7, Rule: "The last event about a person is known.",
			state: func(s *state, out *report) {
				for id, want := range s.replayed.seen { // order: what is found is sorted
					if got, err := s.tx.LastSeen(id); err != nil || got != want {
						out.wrong(string(id), "event "+number(want), "event %d, error %v", got, err)
					}
				}
			},
		},
		{Invariant: 11, Rule: "The events about an access package are found.", state: checkPackageEvents},
		{
			Invariant: 7, Rule: "The target system of every grant is known.",
			state: func(s *state, out *report) {
				for g := range each[entitlement.Grant](s.model) {
					var t store.Target
					if found, err := s.tx.Target(g.Key.Target, &t); err != nil || !found || t.ID() != g.Key.Target {
						out.wrong(g, "what its target is", "found: %t, %q, error %v", found, t.OriginID, err)
					}
				}
			},
		},
	}
}

// checkIndexes compares the tables that rows have entries in with those entries. Timers are I-78's.
func checkIndexes(s *state, out *report) {
	timers := s.timerTable()
	tables := map[byte]bool{}
	for key := range s.entries { // order: a set
		if key[0] != timers {
			tables[key[0]] = true
		}
	}
	for t := range tables { // order: what is found is sorted
		err := s.r.Scan([]byte{t}, []byte{t + 1}, func(key, value []byte) (bool, error) {
			want, exists := s.entries[string(key)]
			switch {
			case !exists:
				out.wrong("the index entry "+hex.EncodeToString(key), "none", "one of no row")
			case want != string(value):
				out.wrong("the index entry "+hex.EncodeToString(key), hex.EncodeToString([]byte(want)), "%x", value)
			}
			return true, nil
		})
		if err != nil {
			out.wrong("an index", "that it can be read", "%v", err)
		}
	}
	for key := range s.entries { // order: what is found is sorted
		if key[0] == timers {
			continue
		}
		if _, found, err := s.r.Get([]byte(key)); err != nil || !found {
			out.wrong("the index entry "+hex.EncodeToString([]byte(key)), "one", "none, error %v", err)
		}
	}
}

// checkPackageEvents compares the events that are found by their access package with those that the log has.
func checkPackageEvents(s *state, out *report) {
	for id, want := range s.replayed.about { // order: what is found is sorted
		for len(want) > 0 && want[0] < s.meta.Kept {
			want = want[1:] // it was truncated away
		}
		var got []uint64
		err := s.tx.PackageEvents(id, s.meta.Kept, func(ev *entitlement.Event, _ time.Time) (bool, error) {
			got = append(got, ev.Seq)
			return true, nil
		})
		if err != nil || !slices.Equal(got, want) {
			out.wrong(id.String(), fmt.Sprint("the events ", want), "%v, error %v", got, err)
		}
	}
}

// timerTable returns the table of the due queue: a job has no other entries.
func (s *state) timerTable() byte {
	keys, _ := s.schema.Jobs.Entries(&store.Job{ID: 1, At: s.meta.Now})
	return keys[0][0]
}
