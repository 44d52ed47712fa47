package check

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/store"
)

// table is a table of objects that events are about, whatever its rows are.
type table struct {
	kind   entitlement.Kind
	decode func(key string, data []byte) (any, error)
	// each calls fn with the key, the stored form, the index entries and the counters of every row.
	each func(tx *store.Txn, fn func(key string, data []byte, entries map[string]string, counters [][]byte) error) error
}

// tables returns the tables of a schema by kind of object.
func tables(s *store.Schema) []table {
	return []table{
		tableOf(&s.Catalogs), tableOf(&s.Resources), tableOf(&s.Packages), tableOf(&s.Policies), tableOf(&s.Organizations),
		tableOf(&s.Roles), tableOf(&s.Settings), tableOf(&s.Requests), tableOf(&s.Stages), tableOf(&s.Assignments),
		tableOf(&s.Grants), tableOf(&s.Guests), tableOf(&s.Scopes), tableOf(&s.Members), tableOf(&s.Departures),
		tableOf(&s.Callouts), tableOf(&s.Delegations),
		tableOf(&s.ReviewSeries), tableOf(&s.Reviews), tableOf(&s.ReviewItems),
	}
}

func tableOf[K, T any](t *store.Table[K, T]) table {
	return table{
		kind: t.Kind(),
		decode: func(key string, data []byte) (any, error) {
			k, err := t.ParseKey([]byte(key))
			if err != nil {
				return nil, err
			}
			row := new(T)
			return row, t.Decode(k, data, row)
		},
		each: func(tx *store.Txn, fn func(string, []byte, map[string]string, [][]byte) error) error {
			return t.Each(tx, nil, func(row *T) (bool, error) {
				return true, fn(string(t.AppendKey(nil, row)), t.Encode(nil, row), entriesOf(t, row), t.Counts(row))
			})
		},
	}
}

// entriesOf returns the index entries that a row stands for.
func entriesOf[K, T any](t *store.Table[K, T], row *T) map[string]string {
	keys, values := t.Entries(row)
	out := make(map[string]string, len(keys))
	for i := range keys {
		out[string(keys[i])] = string(values[i])
	}
	return out
}

// find returns the table of a kind of objects, or nil for a kind without rows.
func find(all []table, kind entitlement.Kind) *table {
	i := slices.IndexFunc(all, func(t table) bool { return t.kind == kind })
	if i < 0 {
		return nil
	}
	return &all[i]
}

// stampOf returns the stamp of a row.
func stampOf(row any) entitlement.Stamp {
	switch row := row.(type) {
	case *entitlement.Catalog:
		return row.Stamp
	case *entitlement.Resource:
		return row.Stamp
	case *entitlement.AccessPackage:
		return row.Stamp
	case *entitlement.AssignmentPolicy:
		return row.Stamp
	case *entitlement.ConnectedOrganization:
		return row.Stamp
	case *entitlement.RoleAssignment:
		return row.Stamp
	case *entitlement.Settings:
		return row.Stamp
	case *entitlement.Request:
		return row.Stamp
	case *entitlement.ApprovalStage:
		return row.Stamp
	case *entitlement.Assignment:
		return row.Stamp
	case *entitlement.Grant:
		return row.Stamp
	case *entitlement.GuestAccount:
		return row.Stamp
	case *entitlement.AutomaticScope:
		return row.Stamp
	case *entitlement.AutomaticMember:
		return row.Stamp
	case *entitlement.Departure:
		return row.Stamp
	case *entitlement.Callout:
		return row.Stamp
	case *entitlement.ApprovalDelegation:
		return row.Stamp
	}
	return reviewStamp(row)
}
