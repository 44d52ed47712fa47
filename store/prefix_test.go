package store_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
	"example.com/tenure/store/memstore"
	"example.com/tenure/store/storetest"
)

// Names that begin, end or contain each other are where tenants could meet.
func TestTenantsNeverMeet(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		shared := memstore.New()
		name := rapid.StringOfN(rapid.SampledFrom([]rune{0, 1, 'a'}), 0, 3, -1)
		names := rapid.SliceOfNDistinct(name, 2, 4, rapid.ID).Draw(t, "tenants")
		rest := rapid.StringOfN(rapid.SampledFrom([]rune{0, 1, 'a'}), 0, 3, -1)
		want := map[string][]string{}
		for _, name := range names {
			key := "t" + rest.Draw(t, "key")
			want[name] = []string{key}
			require.NoError(t, store.Prefix(shared, []byte(name)).Update(t.Context(), func(tx store.Tx) error {
				return tx.Put([]byte(key), []byte(name))
			}))
		}
		for _, name := range names {
			var found []string
			require.NoError(t, store.Prefix(shared, []byte(name)).View(t.Context(), func(r store.Reader) error {
				return r.Scan([]byte("t"), []byte("u"), func(key, value []byte) (bool, error) {
					require.Equal(t, name, string(value))
					found = append(found, string(key))
					return true, nil
				})
			}))
			require.Equal(t, want[name], found)
		}
	})
}

func TestPrefix(t *testing.T) {
	t.Parallel()

	t.Run("leaves_keys_in_their_tables", func(t *testing.T) {
		t.Parallel()
		shared := memstore.New()
		tenant := store.Prefix(shared, []byte("tenant"))
		require.NoError(t, tenant.Update(t.Context(), puts("tkey")))
		found := keys(t, shared)
		require.Len(t, found, 1)
		require.True(t, strings.HasPrefix(found[0], "ttenant"))
		require.True(t, strings.HasSuffix(found[0], "key"))
	})
	t.Run("needs_room_in_the_key", func(t *testing.T) {
		t.Parallel()
		tenant := store.Prefix(memstore.New(), []byte("tenant"))
		require.Equal(t, store.MaxKey-len(store.AppendText(nil, "tenant")), store.KeyLimit(tenant))
		require.Less(t, store.KeyLimit(store.Prefix(tenant, nil)), store.KeyLimit(tenant))
		tooLong := store.Prefix(memstore.New(), make([]byte, store.MaxKey))
		require.Zero(t, store.KeyLimit(tooLong))
		require.ErrorIs(t, tooLong.Update(t.Context(), puts("t")), entitlement.InvalidArgument)
	})
	t.Run("closes_the_tenant_only", func(t *testing.T) {
		t.Parallel()
		shared := memstore.New()
		a, b := store.Prefix(shared, []byte("a")), store.Prefix(shared, []byte("b"))
		require.NoError(t, a.Close())
		require.ErrorIs(t, a.Update(t.Context(), puts("t")), entitlement.Closed)
		require.NoError(t, b.Update(t.Context(), puts("t")))
	})
	t.Run("hides_the_shared_store", func(t *testing.T) {
		t.Parallel()
		_, found := store.As[*storetest.Counter](store.Prefix(storetest.Count(memstore.New()), nil))
		require.False(t, found)
	})
}
