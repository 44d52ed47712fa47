package check_test

import (
	"time"

	"example.com/tenure/entitlement"
)

// plantedDrift are bugs in what reconciliations repair.
func plantedDrift() map[string]planted {
	restore := func(f *forge, change func(g *entitlement.Grant)) {
		f.commit(func() {
			before := f.grants(f.assignment("dot", 1))[0]
			after := before.Clone()
			change(&after)
			put(f, &f.schema.Grants, &before, &after, entitlement.ActivityRestoreGrant)
		})
	}
	return looked(step, map[string]planted{
		"a_repair_that_asks_nobody": {want: []int{71}, plant: func(f *forge) { // I-71
			restore(f, func(*entitlement.Grant) {})
		}},
		"a_repair_that_an_assignment_does_not_learn_of": {want: []int{71}, plant: func(f *forge) { // I-71
			restore(f, func(g *entitlement.Grant) { g.Dirty, g.Generation = f.at, f.next() })
		}},
		"a_repair_on_top_of_another": {want: []int{71}, plant: func(f *forge) { // I-71
			ask := func(g *entitlement.Grant) {
				g.Sources[0].State, g.Dirty, g.Generation = entitlement.SourcePending, f.at, f.next()
			}
			restore(f, ask)
			restore(f, ask)
		}},
		"a_removal_of_drift_that_somebody_needs": {want: []int{61, 71}, plant: func(f *forge) { // I-61, I-71
			f.commit(func() {
				before := f.grants(f.assignment("dot", 1))[0]
				after := entitlement.Grant{Key: before.Key, Dirty: f.at, Generation: f.next()}
				put(f, &f.schema.Grants, &before, &after, entitlement.ActivityRevokeDrift)
			})
		}},
		"access_of_others_is_taken_away": {want: []int{60}, plant: func(f *forge) { // I-60
			op := f.called()
			key := entitlement.GrantKey{
				Subject: "boss", Role: op.Role, Target: entitlement.Target{Type: op.Resource.Type, OriginID: op.Resource.OriginID}.ID(),
			}
			f.must(f.w.Target().AdminAdds(f.now(), "boss", op.Resource, op.Role))
			f.commit(func() {
				put(f, &f.schema.Grants, nil, &entitlement.Grant{Key: key, Dirty: f.at, Generation: f.next()},
					entitlement.ActivityRevokeDrift)
			})
			f.must(f.w.RunFor(time.Hour))
		}},
	})
}
