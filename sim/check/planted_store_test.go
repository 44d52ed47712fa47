package check_test

import (
	"bytes"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

func plantedTimes() map[string]planted {
	return map[string]planted{
		"a_command_of_the_past": {want: []int{74}, plant: func(f *forge) { // I-74
			f.commit(func() {
				f.at, f.actor = f.at.Add(-day), entitlement.Actor{Kind: entitlement.ActorHost, Job: "night shift"}
				edit(f, &f.schema.Requests, f.request("bob", 1), func(*entitlement.Request) {})
			})
		}},
		"an_end_that_nobody_noticed": {want: []int{75}, plant: func(f *forge) { // I-75
			f.commit(func() {
				f.at = f.at.Add(11 * day)
				edit(f, &f.schema.Catalogs, f.general(), func(*entitlement.Catalog) {})
			})
		}},
		"an_end_at_another_instant": {want: []int{77}, plant: func(f *forge) { // I-77
			a := f.assignment("ann", 0)
			f.commit(func() { f.ends(a, entitlement.ReasonExpired) })
		}},
		"an_end_that_was_not_to_come": {want: []int{77}, plant: func(f *forge) { // I-77
			a := f.assignment("ann", 4) // it has none
			f.commit(func() { f.ends(a, entitlement.ReasonExpired) })
		}},
		"the_later_before_the_sooner": {want: []int{81}, plant: func(f *forge) { // I-81
			later, sooner := f.stage("cem", 2, 1), f.request("eli", 0)
			between := f.stage("bob", 1, 1) // would be reminded
			f.commit(func() {
				edit(f, &f.schema.Stages, between, func(s *entitlement.ApprovalStage) { s.Remind = time.Time{} })
				f.at = later.EscalateAt
				edit(f, &f.schema.Stages, later, func(s *entitlement.ApprovalStage) {
					s.State, s.Resolving, s.Since = entitlement.StageEscalated, entitlement.ResolvingAlternates, f.at
				})
				f.at = sooner.Schedule.Start
				edit(f, &f.schema.Requests, sooner, func(r *entitlement.Request) { r.Starting = true })
				f.at = later.EscalateAt
			})
		}},
	}
}

func plantedDerived() map[string]planted {
	return map[string]planted{
		"an_index_entry_is_missing": {want: []int{7}, silent: true, plant: func(f *forge) { // I-7
			f.remove(f.entry(0))
		}},
		"an_index_entry_too_many": {want: []int{7}, silent: true, plant: func(f *forge) { // I-7
			key := f.entry(0)
			f.raw(func(tx store.Tx) error { return tx.Put(append(key[:len(key)-1:len(key)-1], key[len(key)-1]+1), nil) })
		}},
		"an_index_entry_points_elsewhere": {want: []int{7}, silent: true, plant: func(f *forge) { // I-7
			r := f.request("bob", 1)
			keys, values := f.schema.Requests.Entries(&r)
			for i := range keys {
				if len(values[i]) > 0 {
					f.raw(func(tx store.Tx) error { return tx.Put(keys[i], make([]byte, 16)) })
				}
			}
		}},
		"the_last_event_of_a_person_is_forgotten": {want: []int{7}, silent: true, plant: func(f *forge) { // I-7
			key := f.keyLike(func(key []byte) bool { return bytes.Equal(key[1:], store.AppendText[string](nil, "dot")) })
			f.raw(func(tx store.Tx) error { return tx.Put(key, []byte{1}) })
		}},
		"what_a_target_is_is_forgotten": {want: []int{7}, silent: true, plant: func(f *forge) { // I-7
			target := f.grants(f.assignment("dot", 1))[0].Key.Target
			f.remove(f.keyLike(func(key []byte) bool { return bytes.Equal(key[1:], target[:]) }))
		}},
		"an_event_of_a_package_is_forgotten": {want: []int{11}, silent: true, plant: func(f *forge) { // I-11, R-355
			id := f.request("bob", 1).Package.ID
			f.remove(f.keyLike(func(key []byte) bool { // the package, the last event of a run
				return len(key) == 1+16+8 && bytes.Equal(key[1:17], id[:])
			}))
		}},
		"a_counter_is_wrong": {want: []int{7}, silent: true, plant: func(f *forge) { // I-11, I-7
			a := f.assignment("ann", 4)
			f.raw(func(tx store.Tx) error { return tx.Put(f.schema.Assignments.Counts(&a)[1], []byte{100}) })
		}},
		"mails_are_not_counted": {want: []int{11}, silent: true, plant: func(f *forge) { // I-11
			f.must(mailFault(f.story, op{a: 1})) // meg's
			f.ask("dot", 2, entitlement.Schedule{})
			f.must(f.w.Settle())
			f.commit(func() { f.meta.Mails = 0 })
		}},
		"a_timer_is_missing": {want: []int{78}, silent: true, plant: func(f *forge) { // I-78
			f.remove(f.timer())
		}},
		"a_timer_too_many": {want: []int{78}, silent: true, plant: func(f *forge) { // I-78
			key := f.timer()
			key[2]++
			f.raw(func(tx store.Tx) error { return tx.Put(key, nil) })
		}},
		"an_effect_is_missing": {want: []int{62}, silent: true, plant: func(f *forge) { // I-62
			f.remove(f.queued())
		}},
		"an_effect_too_many": {want: []int{62}, silent: true, plant: func(f *forge) { // I-62
			key := f.queued()
			key[len(key)-1]++
			f.raw(func(tx store.Tx) error { return tx.Put(key, nil) })
		}},
		"attempts_at_something_else": {want: []int{66}, silent: true, plant: func(f *forge) { // I-66
			f.queued()
			e := f.effect()
			f.raw(func(tx store.Tx) error {
				return store.Writing(tx).Retry(e, &store.Attempt{Next: e.Since, Generation: 1, Count: 1, First: e.Since.Add(-time.Hour)})
			})
		}},
		"a_row_without_a_history": {want: []int{99}, silent: true, plant: func(f *forge) { // I-99
			f.raw(func(tx store.Tx) error {
				_, err := f.schema.Catalogs.Write(store.Writing(tx), nil, &entitlement.Catalog{ID: entitlement.CatalogID{1}, DisplayName: "X"})
				return err
			})
		}},
		"a_row_that_is_not_what_it_became": {want: []int{101}, silent: true, plant: func(f *forge) { // I-101
			before, after := f.general(), f.general()
			after.Description = "something else"
			f.raw(func(tx store.Tx) error {
				_, err := f.schema.Catalogs.Write(store.Writing(tx), &before, &after)
				return err
			})
		}},
		"a_row_is_gone": {want: []int{101}, silent: true, plant: func(f *forge) { // I-101
			g := f.guest("ivy")
			f.raw(func(tx store.Tx) error {
				_, err := f.schema.Guests.Write(store.Writing(tx), &g, nil)
				return err
			})
		}},
		"an_event_is_left_out": {want: []int{100}, plant: func(f *forge) { // I-100
			f.commit(func() {
				f.meta.Seq++
				edit(f, &f.schema.Catalogs, f.general(), func(*entitlement.Catalog) {})
			})
		}},
		"the_chain_is_broken": {want: []int{100}, plant: func(f *forge) { // I-100
			f.commit(func() {
				f.meta.Link[0]++
				edit(f, &f.schema.Catalogs, f.general(), func(*entitlement.Catalog) {})
			})
		}},
		"an_event_forgets_the_one_before": {want: []int{100}, plant: func(f *forge) { // I-100
			f.commit(func() {
				f.forgets = true
				edit(f, &f.schema.Catalogs, f.general(), func(*entitlement.Catalog) {})
			})
		}},
	}
}

// general returns the catalog General.
func (f *forge) general() entitlement.Catalog {
	f.Helper()
	return one(f, &f.schema.Catalogs, func(*entitlement.Catalog) bool { return true })
}

// raw changes the bytes of the store.
func (f *forge) raw(change func(tx store.Tx) error) {
	f.Helper()
	f.must(f.inner.Update(f.Context(), func(tx store.Tx) error {
		f.open = store.Writing(tx)
		defer func() { f.open = nil }()
		return change(tx)
	}))
}

func (f *forge) remove(key []byte) {
	f.Helper()
	f.raw(func(tx store.Tx) error { return tx.Delete(key) })
}

// entry returns an index entry of dot's assignment.
func (f *forge) entry(i int) []byte {
	f.Helper()
	a := f.assignment("dot", 1)
	keys, _ := f.schema.Assignments.Entries(&a)
	return keys[i]
}

// timer returns the timer of the end of dot's assignment.
func (f *forge) timer() []byte {
	f.Helper()
	keys, _ := f.schema.Jobs.Entries(&store.Job{ID: 1, At: f.now()})
	for i := range 9 {
		if key := f.entry(i); key[0] == keys[0][0] {
			return key
		}
	}
	return nil
}

// queued makes the target fail and returns the place in the queue of a grant that is tried again.
func (f *forge) queued() []byte {
	f.Helper()
	f.must(targetFault(f.story, op{a: 0, b: 2, c: 3}))
	f.ask("dot", 0, entitlement.Schedule{})
	f.must(f.w.Settle())
	e := f.effect()
	return f.keyLike(func(key []byte) bool {
		const head = 11 // table, class, instant, kind
		return len(key) > head && key[1] == byte(e.Class) && key[head-1] == byte(e.Kind) && bytes.Equal(key[head:], e.Key)
	})
}

// keyLike returns the first key of the store that is wanted.
func (f *forge) keyLike(wanted func(key []byte) bool) []byte {
	f.Helper()
	var found []byte
	f.must(f.inner.View(f.Context(), func(r store.Reader) error {
		for table := byte(1); table < 255 && found == nil; table++ {
			err := r.Scan([]byte{table}, []byte{table + 1}, func(key, _ []byte) (bool, error) {
				if wanted(key) {
					found = append([]byte(nil), key...)
				}
				return found == nil, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	require.NotNil(f, found)
	return found
}

// effect returns the first grant in the queue.
func (f *forge) effect() store.Effect {
	f.Helper()
	var first store.Effect
	f.must(f.view(func(tx *store.Txn) error {
		return tx.Ready(store.ClassGrant, f.now().Add(day), func(e store.Effect) (bool, error) {
			e.Key = append([]byte(nil), e.Key...)
			first = e
			return false, nil
		})
	}))
	return first
}
