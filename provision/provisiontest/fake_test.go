package provisiontest_test

import (
	"context"
	"testing"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
	"example.com/tenure/provision/fake"
	"example.com/tenure/provision/provisiontest"
)

var group = provision.Resource{ID: entitlement.TargetID{1}, Type: entitlement.ResourceGroup, OriginID: "sales"}

// editor looks at a fake target past its provisioner.
type editor struct{ target *fake.Target }

func (e editor) Holds(_ context.Context, at time.Time, s entitlement.SubjectID, role entitlement.RoleID) (bool, error) {
	e.target.Advance(at)
	return e.target.Access(string(s), group, role) != fake.None, nil
}

func (e editor) Add(_ context.Context, at time.Time, s entitlement.SubjectID, role entitlement.RoleID) error {
	return e.target.AdminAdds(at, string(s), group, role)
}

func (e editor) Remove(_ context.Context, at time.Time, s entitlement.SubjectID, role entitlement.RoleID) error {
	e.target.AdminRemoves(at, string(s), group, role)
	return nil
}

// observer is an editor that can only look.
type observer struct{ provisiontest.Observer }

// bundle returns a target for the suite with everything that a fake can do.
func bundle(options fake.Options) provisiontest.Target {
	target := fake.New(options)
	missing := provision.Resource{Type: entitlement.ResourceGroup, OriginID: "gone"}
	target.RemoveResource(time.Time{}, missing)
	target.RemoveRole(time.Time{}, group, "Gone")
	return provisiontest.Target{
		Provisioner: target, Observer: editor{target},
		Resource: group, Role: entitlement.RoleMember, OtherRole: entitlement.RoleOwner,
		Subjects:        []entitlement.SubjectID{"alice", "bob", "carol", "dave", "erin"},
		MissingResource: missing, MissingRole: "Gone",
		Forgetful: options.Forgetful, LeaveForeign: options.LeaveForeign,
	}
}

func TestConformance(t *testing.T) {
	t.Parallel()
	targets := map[string]func() provisiontest.Target{
		"fake":           func() provisiontest.Target { return bundle(fake.Options{}) },
		"slow_fake":      func() provisiontest.Target { return bundle(fake.Options{Latency: fake.Spread(time.Hour)}) },
		"forgetful_fake": func() provisiontest.Target { return bundle(fake.Options{Forgetful: true}) },
		"slow_and_forgetful": func() provisiontest.Target {
			return bundle(fake.Options{Forgetful: true, Latency: fake.Fixed(time.Hour)})
		},
		"considerate_fake": func() provisiontest.Target { return bundle(fake.Options{LeaveForeign: true}) },
		"mux": func() provisiontest.Target {
			target := bundle(fake.Options{Latency: fake.Spread(time.Hour)})
			target.Provisioner = provision.Mux{entitlement.ResourceGroup: target.Provisioner}
			return target
		},
		"bare": func() provisiontest.Target {
			target := bundle(fake.Options{})
			return provisiontest.Target{
				Provisioner: struct{ provision.Provisioner }{target.Provisioner}, Observer: observer{target.Observer},
				Resource: target.Resource, Role: target.Role, Subjects: target.Subjects, Forgetful: true,
				Start: time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC),
				Wait:  func(ctx context.Context, _ time.Duration) error { return ctx.Err() },
			}
		},
	}
	for name, newTarget := range targets {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			provisiontest.Run(t, func(*testing.T) provisiontest.Target { return newTarget() })
		})
	}
}
