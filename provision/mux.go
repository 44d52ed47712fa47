package provision

import (
	"context"
	"fmt"
	"iter"
	"time"

	"example.com/tenure/entitlement"
)

// Selective is implemented by provisioners that serve some types of resources only, such as Mux. A provisioner without
// it serves every type.
type Selective interface {
	// Serves reports whether Apply can act on resources of the type. The answer never changes.
	Serves(resourceType entitlement.ResourceType) bool
}

// Serves reports whether p acts on resources of the type: what it says itself if it is Selective, otherwise true. A nil
// provisioner serves nothing. The engine refuses a resource of a type that is not served when the resource is added.
func Serves(p Provisioner, resourceType entitlement.ResourceType) bool {
	if p == nil {
		return false
	}
	if s, ok := p.(Selective); ok {
		return s.Serves(resourceType)
	}
	return true
}

// Mux routes operations to provisioners by the type of the resource. It must not be changed once it is in use; a type
// whose provisioner is nil or does not serve the type itself is not served.
type Mux map[entitlement.ResourceType]Provisioner

// Serves reports whether the type has a provisioner that serves it.
func (m Mux) Serves(resourceType entitlement.ResourceType) bool {
	return Serves(m[resourceType], resourceType)
}

// Apply hands the operation to the provisioner of its resource's type. A type that is not served is a permanent error
// with the code entitlement.Unsupported.
func (m Mux) Apply(ctx context.Context, op Operation) (Result, error) {
	if !m.Serves(op.Resource.Type) {
		return Result{}, Permanent(fmt.Errorf("%w: no provisioner for type %q", entitlement.Unsupported, op.Resource.Type), "")
	}
	return m[op.Resource.Type].Apply(ctx, op)
}

// List hands the question to the provisioner of the resource's type. A type that is not served, or whose provisioner is
// not a Lister, yields a permanent error with the code entitlement.Unsupported.
func (m Mux) List(ctx context.Context, resource Resource, at time.Time) iter.Seq2[Holding, error] {
	if m.Serves(resource.Type) {
		if lister, ok := m[resource.Type].(Lister); ok {
			return lister.List(ctx, resource, at)
		}
	}
	return func(yield func(Holding, error) bool) {
		yield(Holding{}, Permanent(fmt.Errorf("%w: nothing lists type %q", entitlement.Unsupported, resource.Type),
			"Configure a provisioner that can list this type of resource, or leave the type out of reconciliation."))
	}
}
