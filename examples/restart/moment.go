package main

import (
	"context"

	"example.com/tenure/provision"
	"example.com/tenure/store"
)

// moment is a place in the middle of something where a process can be stopped.
type moment string

const (
	insideCommit   moment = "insideCommit"   // everything is written, nothing is committed
	behindCommit   moment = "behindCommit"   // it is committed, and the caller has not heard of it
	insideDelivery moment = "insideDelivery" // the target system has done it, and nobody has written that down
)

// trap stops the process at a moment of a step. The zero trap never does.
type trap struct {
	step   int
	moment moment
	stop   func()

	present int // the step that was begun last, counted from 1
}

func (t *trap) passes(m moment) {
	if t.moment == m && t.step == t.present {
		t.stop()
	}
}

// trappedStore is a store with traps around its commits.
type trappedStore struct {
	store.Store

	trap *trap
}

func (s trappedStore) Update(ctx context.Context, fn func(store.Tx) error) error {
	err := s.Store.Update(ctx, func(tx store.Tx) error {
		err := fn(tx)
		if err == nil {
			s.trap.passes(insideCommit)
		}
		return err
	})
	if err == nil {
		s.trap.passes(behindCommit)
	}
	return err
}

// trappedTarget is a target system with a trap between what it does and what it answers.
type trappedTarget struct {
	provision.Provisioner

	trap *trap
}

func (t trappedTarget) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	result, err := t.Provisioner.Apply(ctx, op)
	t.trap.passes(insideDelivery)
	return result, err
}
