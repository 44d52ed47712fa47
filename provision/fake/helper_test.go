package fake_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

var (
	start = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	sales = provision.Resource{ID: entitlement.TargetID{1}, Type: entitlement.ResourceGroup, OriginID: "sales"}
	site  = provision.Resource{ID: entitlement.TargetID{2}, Type: entitlement.ResourceSite, OriginID: "intranet"}
)

const member = entitlement.RoleMember

// wish returns the operation of a generation for the membership in sales; its key is derived as the engine does.
func wish(verb provision.Verb, subject entitlement.SubjectID, generation uint64, at time.Time) provision.Operation {
	return provision.Operation{
		Key:        fmt.Sprintf("%s/sales/Member/%d", subject, generation),
		Generation: generation, Verb: verb, Subject: subject, Resource: sales, Role: member, At: at,
	}
}

func grant(subject entitlement.SubjectID, generation uint64, at time.Time) provision.Operation {
	return wish(provision.Grant, subject, generation, at)
}

func revoke(subject entitlement.SubjectID, generation uint64, at time.Time) provision.Operation {
	return wish(provision.Revoke, subject, generation, at)
}

// at is the instant after the start.
func at(d time.Duration) time.Time { return start.Add(d) }

// done applies the operation and requires that it is finished without error.
func done(t *testing.T, target *fake.Target, op provision.Operation) {
	t.Helper()
	result, err := target.Apply(t.Context(), op)
	require.NoError(t, err)
	require.Equal(t, provision.Result{}, result)
}

// fails applies the operation and requires a failure of that class and code.
func fails(t *testing.T, target *fake.Target, op provision.Operation, class provision.Class, code entitlement.Code) {
	t.Helper()
	require.Error(t, failure(t, target, op, class, code))
}

// failure is fails for tests that look at the error.
func failure(
	t *testing.T, target *fake.Target, op provision.Operation, class provision.Class, code entitlement.Code,
) error {
	t.Helper()
	result, err := target.Apply(t.Context(), op)
	require.ErrorIs(t, err, code)
	classified := provision.Classify(err)
	require.Equal(t, class, classified.Class)
	require.Equal(t, code, classified.Code)
	require.NotEmpty(t, classified.Hint)
	require.Equal(t, provision.Result{}, result)
	return err
}

func inject(t *testing.T, target *fake.Target, faults ...fake.Fault) {
	t.Helper()
	require.NoError(t, target.Inject(faults...))
}
