package main

import (
	"context"
	"errors"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/examples/organisation"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/provision"
	"example.com/tenure/sim"
	"example.com/tenure/store"
	"example.com/tenure/store/boltstore"
)

const door = "door-0.14"

// host is an application with an engine inside.
type host struct {
	db      store.Store
	engine  *lifecycle.Engine
	runner  *lifecycle.Runner
	clock   *sim.Clock
	doors   *doors
	journal *journal
}

// open puts a host together.
func open(ctx context.Context, path string) (*host, error) {
	people, err := directory.Load(organisation.Files(), "people.csv", "groups.csv")
	if err != nil {
		return nil, err
	}
	h := &host{
		clock:   sim.NewClock(time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)),
		doors:   newDoors(door),
		journal: &journal{},
	}
	if h.db, err = boltstore.Open(path, boltstore.Options{}); err != nil {
		return nil, err
	}
	h.engine, err = lifecycle.New(ctx, lifecycle.Config{
		Store:          h.db,
		Directory:      people,
		Provisioner:    provision.Mux{typeDoor: badgeProvisioner{h.doors, h.journal}}, // one for each type of resource
		Notifier:       h.journal,
		Administrators: []entitlement.SubjectSet{entitlement.User("tomas")},
		Clock:          h.clock, // production leaves it out
	})
	if err != nil {
		return nil, errors.Join(err, h.db.Close())
	}
	h.runner = lifecycle.NewRunner(h.engine)
	return h, nil
}

// close closes the engine, and then what it stands on.
func (h *host) close() error { return errors.Join(h.engine.Close(), h.db.Close()) }

// as is somebody at work. Who it is, the host has found out: the engine believes it.
func (h *host) as(id entitlement.SubjectID) *lifecycle.Session {
	return h.engine.As(lifecycle.Actor{ID: id})
}
