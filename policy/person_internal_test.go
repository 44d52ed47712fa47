package policy

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
)

func TestNobodyIsTheSameHumanAsTheSystem(t *testing.T) {
	t.Parallel()
	odd := &entitlement.Subject{ID: "ana", LinkedIDs: []entitlement.SubjectID{""}}
	require.False(t, sameHuman("ana", odd, "", nil))
	require.False(t, sameHuman("", nil, "ana", odd))
	require.False(t, sameHuman("", nil, "", nil))
}
