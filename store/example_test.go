package store_test

import (
	"context"
	"fmt"
	"time"

	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
)

// A table of appointments, ordered by instant: keys are tuples, and a range of instants is one scan.
func Example() {
	const appointments = 'a'
	s := memstore.New()
	ctx := context.Background()

	err := s.Update(ctx, func(tx store.Tx) error {
		for name, hour := range map[string]int{"lunch": 12, "review": 15, "stand-up": 9} {
			at := time.Date(2026, 3, 2, hour, 0, 0, 0, time.UTC)
			key := store.AppendText(store.AppendTime([]byte{appointments}, at), name)
			if err := tx.Put(key, nil); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		fmt.Println(err)
	}

	noon := store.AppendTime([]byte{appointments}, time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC))
	err = s.View(ctx, func(r store.Reader) error {
		return r.Scan(noon, nil, func(key, _ []byte) (bool, error) {
			k := store.ReadKey(key[1:])
			fmt.Println(k.Time().Format("15:04"), k.Text())
			return true, k.End()
		})
	})
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// 12:00 lunch
	// 15:00 review
}
