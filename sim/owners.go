package sim

import (
	"context"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Owned is a resource where it lives.
type Owned struct {
	Type     entitlement.ResourceType
	OriginID string
}

// Owners is a simple lifecycle.Rights: who may manage which resource where it lives. What is not in it nobody may manage.
type Owners map[Owned][]entitlement.SubjectID

// MayManage implements lifecycle.Rights.
func (o Owners) MayManage(_ context.Context, q lifecycle.RightsQuestion) (bool, error) {
	return slices.Contains(o[Owned{q.Type, q.OriginID}], q.Person), nil
}
