package sim

import (
	"cmp"
	"context"
	"errors"
	"math"

	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// Fork copies a store into memory and makes a world that goes on from there: what expires, who is asked, who loses what, if
// nobody does anything but people with habits. The original is only read, in one View; it may be that of an engine that runs.
//
// The world starts at engine time, the last instant that the store knows, or at Options.Start if that is later. Its target
// systems are empty: they hold what is granted from then on, and a revoke of what they do not hold succeeds. Fork refuses, with
// InvalidArgument, Options.Store, and a Start before engine time; otherwise it refuses what New refuses.
func Fork(from store.Store, options Options) (_ *World, err error) {
	options.Context = cmp.Or(options.Context, context.Background())
	if options.Store != nil {
		return nil, invalid("a fork has a store of its own")
	}
	into := memstore.New()
	defer func() {
		if err != nil {
			err = errors.Join(err, into.Close())
		}
	}()
	var meta store.Meta
	if err := from.View(options.Context, func(r store.Reader) error {
		if _, err := store.Reading(r).Meta(&meta); err != nil {
			return err
		}
		return into.Update(options.Context, func(tx store.Tx) error {
			for table := range math.MaxUint8 { // a Scan ends with its table
				if err := r.Scan([]byte{byte(table)}, nil, func(key, value []byte) (bool, error) { return true, tx.Put(key, value) }); err != nil {
					return err
				}
			}
			return nil
		})
	}); err != nil {
		return nil, err
	}
	switch {
	case options.Start.IsZero():
		options.Start = meta.Now
	case options.Start.Before(meta.Now):
		return nil, invalid("a fork starts at %s at the earliest, the last instant that the store knows", date(meta.Now))
	}
	options.Store = into
	w, err := New(options)
	if err != nil {
		return nil, err
	}
	w.own = into
	return w, nil
}
