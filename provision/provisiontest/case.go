package provisiontest

import (
	"context"
	"errors"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// testCase is one rule of the port.
type testCase struct {
	name  string
	why   string // what goes wrong in an organization when the rule is broken
	needs need
	check func(*session) error
}

// need is a set of abilities without which a case makes no sense.
type need uint16

const (
	aMemory need = 1 << iota
	anEditor
	aLister
	anotherRole
	aMissingResource
	aMissingRole
	logicalTime
	takingOver
	leavingAlone
)

// casesFor returns the cases whose needs the target meets.
func casesFor(ctx context.Context, target Target) []testCase {
	abilities := abilitiesOf(ctx, target)
	all := slices.Concat(applyCases(), repeatCases(), failureCases(), foreignCases(), listCases())
	return slices.DeleteFunc(all, func(c testCase) bool { return c.needs&^abilities != 0 })
}

func abilitiesOf(ctx context.Context, target Target) need {
	var out need
	_, edits := target.Observer.(Editor)
	for ability, present := range map[need]bool{ // order: a set of bits
		aMemory:          !target.Forgetful,
		anEditor:         edits,
		aLister:          lists(ctx, target),
		anotherRole:      target.OtherRole != "",
		aMissingResource: target.MissingResource != provision.Resource{},
		aMissingRole:     target.MissingRole != "",
		logicalTime:      target.Wait == nil,
		takingOver:       !target.LeaveForeign,
		leavingAlone:     target.LeaveForeign,
	} {
		if present {
			out |= ability
		}
	}
	return out
}

// lists reports whether the provisioner can list the resource.
func lists(ctx context.Context, target Target) bool {
	lister, ok := target.Provisioner.(provision.Lister)
	if !ok {
		return false
	}
	for _, err := range lister.List(ctx, target.Resource, target.start()) {
		return !errors.Is(err, entitlement.Unsupported)
	}
	return true
}

func (target Target) start() time.Time {
	if target.Start.IsZero() {
		return time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return target.Start.UTC()
}
