package provisiontest

import (
	"context"
	"errors"
	"iter"
	"sync"
	"testing"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
)

// mutant is a provisioner with one defect. A nil hook is no defect.
type mutant struct {
	*fake.Target
	mu     sync.Mutex // hooks have memories
	apply  func(ctx context.Context, op provision.Operation, honest *fake.Target) (provision.Result, error)
	list   func(honest iter.Seq2[provision.Holding, error]) iter.Seq2[provision.Holding, error]
	serves func() bool
}

func (m *mutant) Apply(ctx context.Context, op provision.Operation) (provision.Result, error) {
	if m.apply == nil {
		return m.Target.Apply(ctx, op)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.apply(ctx, op, m.Target)
}

func (m *mutant) List(ctx context.Context, r provision.Resource, at time.Time) iter.Seq2[provision.Holding, error] {
	if m.list == nil {
		return m.Target.List(ctx, r, at)
	}
	return m.list(m.Target.List(ctx, r, at))
}

func (m *mutant) Serves(entitlement.ResourceType) bool { return m.serves == nil || m.serves() }

// observed is the honest observer and editor of a mutant.
type observed struct{ target *fake.Target }

func (o observed) Holds(_ context.Context, at time.Time, s entitlement.SubjectID, role entitlement.RoleID) (bool, error) {
	o.target.Advance(at)
	return o.target.Access(string(s), sales, role) != fake.None, nil
}

func (o observed) Add(_ context.Context, at time.Time, s entitlement.SubjectID, role entitlement.RoleID) error {
	return o.target.AdminAdds(at, string(s), sales, role)
}

func (o observed) Remove(_ context.Context, at time.Time, s entitlement.SubjectID, role entitlement.RoleID) error {
	o.target.AdminRemoves(at, string(s), sales, role)
	return nil
}

var (
	sales      = provision.Resource{ID: entitlement.TargetID{1}, Type: entitlement.ResourceGroup, OriginID: "sales"}
	errStrange = errors.New("strange")
)

// targetOf returns a target for the suite that does everything but what the mutant does wrong.
func targetOf(options fake.Options, defect *mutant) Target {
	defect.Target = fake.New(options)
	missing := provision.Resource{Type: entitlement.ResourceGroup, OriginID: "gone"}
	defect.RemoveResource(time.Time{}, missing)
	defect.RemoveRole(time.Time{}, sales, "Gone")
	return Target{
		Provisioner: defect, Observer: observed{defect.Target},
		Resource: sales, Role: entitlement.RoleMember, OtherRole: entitlement.RoleOwner,
		Subjects:        []entitlement.SubjectID{"alice", "bob", "carol"},
		MissingResource: missing, MissingRole: "Gone",
	}
}

// failures returns the names of the cases that the target fails, of all that it must pass.
func failures(t *testing.T, newTarget func() Target) []string {
	var out []string
	for _, c := range casesFor(t.Context(), newTarget()) {
		if err := c.check(newSession(t.Context(), newTarget())); err != nil {
			out = append(out, c.name)
		}
	}
	return out
}
