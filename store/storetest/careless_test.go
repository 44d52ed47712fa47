package storetest

import (
	"context"
	"errors"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"example.com/tenure/store"
)

// careless is a naive store that breaks the clause of the contract that bug names: a map that every update copies.
type careless struct {
	bug string

	running sync.RWMutex // held for reading by transactions
	writer  sync.Mutex
	mu      sync.Mutex
	rows    map[string]string
	closed  bool
}

func (s *careless) has(bug string) bool { return s.bug == bug }

func (s *careless) View(ctx context.Context, fn func(store.Reader) error) error {
	if !s.has("CloseWaitsForTransactions") {
		s.running.RLock()
		defer s.running.RUnlock()
	}
	if err := s.begin(ctx, "view"); err != nil {
		return err
	}
	tx := &carelessTx{s: s, rows: s.load()}
	if s.has("AViewCannotWrite") {
		tx.rows = s.rows
		return fn(tx)
	}
	err := fn(struct{ store.Reader }{tx})
	if s.has("AViewReturnsTheErrorOfItsFunction") {
		return nil
	}
	return err
}

func (s *careless) Update(ctx context.Context, fn func(store.Tx) error) (err error) {
	s.running.RLock()
	defer s.running.RUnlock()
	concurrent := s.has("IncrementsAreNotLost") || s.has("ConditionsOverTwoKeysHold")
	if !concurrent {
		s.writer.Lock()
		defer s.writer.Unlock()
	}
	if s.has("ADoneContextRunsNothing") {
		ctx = context.WithoutCancel(ctx)
	}
	if err := s.begin(ctx, "update"); err != nil {
		return err
	}
	before := s.load()
	tx := &carelessTx{s: s, rows: maps.Clone(before), writes: true}
	finished := false
	defer func() { // a panic or a Goexit goes by here
		if !finished && (s.has("APanicRollsBack") || s.has("AnEndedGoroutineRollsBack")) {
			s.save(tx.rows)
		}
	}()
	err = fn(tx)
	finished = true
	if s.has("FunctionsRunExactlyOnce") {
		err = fn(tx)
	}
	if concurrent {
		for range spins {
			runtime.Gosched()
		}
	}
	if err == nil && !s.has("AContextDoneMeanwhileRollsBack") {
		err = store.CheckContext(ctx, "update")
	}
	if err == nil && s.has("AnEmptyUpdateSucceeds") && maps.Equal(before, tx.rows) {
		err = errors.New("nothing to commit")
	}
	switch {
	case err != nil && s.has("WhatIsNotCommittedIsNotVisible"):
		s.save(before)
	case err == nil || s.has("AnErrorRollsBack"):
		tx.commit(before)
	}
	return err
}

func (s *careless) Close() error {
	s.running.Lock()
	defer s.running.Unlock()
	if s.closed && s.has("ClosingTwiceIsNoError") {
		return errors.New("closed already")
	}
	s.closed = !s.has("AClosedStoreRefuses")
	return nil
}

func (s *careless) begin(ctx context.Context, op string) error {
	if s.closed && s.has("CallsThatMeetACloseSucceedOrAreClosed") {
		return errors.New("gone")
	}
	if s.closed {
		return store.ClosedError(op)
	}
	return store.CheckContext(ctx, op)
}

func (s *careless) load() map[string]string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.rows == nil {
		s.rows = map[string]string{}
	}
	return s.rows
}

func (s *careless) save(rows map[string]string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows = rows
}

type carelessTx struct {
	s      *careless
	rows   map[string]string
	writes bool
	scans  int
	late   [][2][]byte // what Put was given and did not copy
	read   []byte      // what Get returned last, to be overwritten by Put
}

func (t *carelessTx) commit(before map[string]string) {
	if !t.s.has("ConditionsOverTwoKeysHold") {
		t.s.save(t.rows)
		return
	}
	merged := maps.Clone(t.s.load()) // only what this update changed
	for key := range before {
		if _, kept := t.rows[key]; !kept {
			delete(merged, key)
		}
	}
	for key, value := range t.rows {
		if old, was := before[key]; !was || old != value {
			merged[key] = value
		}
	}
	t.s.save(merged)
}

func (t *carelessTx) current() map[string]string {
	if !t.writes && (t.s.has("AViewSeesOneSnapshot") || t.s.has("TransfersKeepTheSum")) {
		return t.s.load()
	}
	return t.rows
}

func (t *carelessTx) Get(key []byte) ([]byte, bool, error) {
	if err := store.CheckKey(key); err != nil {
		return nil, false, err
	}
	value, found := t.current()[string(key)]
	if t.s.has("AnEmptyValueIsNotAnAbsentKey") {
		found = value != ""
	}
	if t.scans > 0 && t.s.has("ScansMayReadMeanwhile") {
		return nil, false, store.CheckWrite(t.scans)
	}
	if t.writes && t.s.has("UpdatesReadTheirOwnWrites") {
		value, found = t.s.load()[string(key)]
	}
	result := []byte(value)
	if t.s.has("ReadBytesLastUntilTheFunctionReturns") {
		t.read = result
	}
	return result, found, nil
}

func (t *carelessTx) Scan(from, to []byte, fn func(key, value []byte) (bool, error)) error {
	if some, err := store.CheckRange(from, to); !some {
		if t.s.has("ScansStayInOneTable") || t.s.has("EmptyRangesYieldNothing") && err == nil {
			_, err = fn(nil, nil)
		}
		return err
	}
	if !t.s.has("WritesDuringAScanAreRefused") {
		t.scans++
		defer func() { t.scans-- }()
	}
	for _, put := range t.late { // by now it may be something else
		t.rows[string(put[0])] = string(put[1])
	}
	end := string(to)
	if end == "" {
		end = string(store.Successor(from[:1]))
	}
	rows := t.current()
	keys := slices.Sorted(maps.Keys(rows))
	switch {
	case t.s.has("KeysAscendInByteOrder"):
		slices.SortFunc(keys, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	case t.s.has("ScansOfManyKeysAreComplete"):
		keys = keys[:min(len(keys), 1000)]
	}
	for _, key := range keys {
		inside := string(from) <= key && (key < end || end == "" || key == end && t.s.has("ScansIncludeFromAndExcludeTo"))
		if !inside {
			continue
		}
		more, err := fn([]byte(key), []byte(rows[key]))
		if t.s.has("ScansReturnTheErrorOfTheirFunction") {
			err = nil
		}
		if err != nil || !more && !t.s.has("ScansStopWhenToldTo") {
			return err
		}
	}
	return nil
}

func (t *carelessTx) Put(key, value []byte) error {
	if err := errors.Join(store.CheckWrite(t.scans), store.CheckKey(key), store.CheckValue(value)); err != nil {
		if t.s.has("LimitsAreExact") && len(value) > store.MaxValue {
			return nil
		}
		return err
	}
	clear(t.read)
	k := string(key)
	switch {
	case t.s.has("KeysAreCaseSensitive"):
		k = strings.ToLower(k)
	case t.s.has("TheTableByteAloneIsAKey") && len(k) == 1:
		k += "\x00"
	case t.s.has("TablesAreApart"):
		k = string([]byte{key[0] & 0x7f}) + k[1:]
	case t.s.has("WritesCopyKeyAndValue"):
		t.late = append(t.late, [2][]byte{key, value})
		return nil
	case t.s.has("RandomTransactionsMatchAModel") && strings.Contains(k, "\x00\xff"):
		k = strings.ReplaceAll(k, "\x00\xff", "\x00")
	}
	t.rows[k] = string(value)
	if t.s.has("WhatIsNotCommittedIsNotVisible") {
		t.s.save(maps.Clone(t.rows))
	}
	return nil
}

func (t *carelessTx) Delete(key []byte) error {
	if err := errors.Join(store.CheckWrite(t.scans), store.CheckKey(key)); err != nil {
		return err
	}
	if _, found := t.rows[string(key)]; !found && t.s.has("DeletingAnAbsentKeyIsNoError") {
		return errors.New("no such key")
	}
	delete(t.rows, string(key))
	return nil
}

// emptyBackups is a store whose backups hold one byte.
type emptyBackups struct{ store.Store }

func (emptyBackups) Backup(ctx context.Context, w io.Writer) error {
	if err := store.CheckContext(ctx, "backup"); err != nil {
		return err
	}
	_, err := w.Write([]byte{0})
	return err
}
