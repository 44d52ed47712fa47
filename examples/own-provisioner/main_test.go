package main

import (
	"bytes"
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/internal/golden"
	"example.com/tenure/provision"
	"example.com/tenure/provision/provisiontest"
)

func TestOutput(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	require.NoError(t, run(t.Context(), &out))
	golden.Check(t, "testdata/output.txt", out.Bytes())
}

// caretaker looks at a door and changes it by hand.
type caretaker struct{ doors *doors }

func (c caretaker) Holds(_ context.Context, _ time.Time, who entitlement.SubjectID, _ entitlement.RoleID) (bool, error) {
	names, _, err := c.doors.badges(door)
	return slices.Contains(names, string(who)), err
}

func (c caretaker) Add(_ context.Context, _ time.Time, who entitlement.SubjectID, _ entitlement.RoleID) error {
	return c.doors.setByHand(door, string(who), true)
}

func (c caretaker) Remove(_ context.Context, _ time.Time, who entitlement.SubjectID, _ entitlement.RoleID) error {
	return c.doors.setByHand(door, string(who), false)
}

func TestConformance(t *testing.T) {
	t.Parallel()
	provisiontest.Run(t, func(*testing.T) provisiontest.Target {
		d := newDoors(door)
		return provisiontest.Target{
			Provisioner: badgeProvisioner{d, &journal{}}, Observer: caretaker{d},
			Resource: provision.Resource{Type: typeDoor, OriginID: door}, Role: roleEnter,
			Subjects:        []entitlement.SubjectID{"vikram", "wanda", "zoe"},
			MissingResource: provision.Resource{Type: typeDoor, OriginID: "door-9.99"}, MissingRole: "Leave",
		}
	})
}

func TestAFailureOfTheControllerIsTransient(t *testing.T) {
	t.Parallel()
	d := newDoors(door)
	d.fail(1)
	_, err := badgeProvisioner{d, &journal{}}.Apply(t.Context(), provision.Operation{
		Verb: provision.Grant, Subject: "vikram", Resource: provision.Resource{Type: typeDoor, OriginID: door}, Role: roleEnter,
	})
	require.ErrorIs(t, err, errOffline)
	require.Equal(t, provision.ClassTransient, provision.Classify(err).Class)
	require.Equal(t, 10*time.Minute, provision.Classify(err).RetryAfter)
}
