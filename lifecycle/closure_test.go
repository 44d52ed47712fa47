package lifecycle_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store/memstore"
)

// trick is a command that ann, who has no role, may try in order to get access without anybody's help.
type trick struct {
	name string
	try  func(ctx context.Context, r *rig, ann *lifecycle.Session, goal *goal) error
}

// goal is what ann wants, and what she knows about it.
type goal struct {
	pkg     entitlement.AccessPackage
	policy  entitlement.AssignmentPolicy
	request entitlement.RequestID // the last that she made
}

func tricks() []trick {
	type session = lifecycle.Session
	me := entitlement.User("ann")
	return []trick{
		{"submit", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			made, err := ann.Submit(ctx, lifecycle.SubmitInput{Package: g.pkg.ID})
			if err == nil {
				g.request = made.Request
			}
			return err
		}},
		{"submit for bob", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			_, err := ann.Submit(ctx, lifecycle.SubmitInput{Package: g.pkg.ID, Target: "bob"})
			return err
		}},
		{"approve", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			_, err := ann.Approve(ctx, lifecycle.DecideInput{Request: g.request})
			return err
		}},
		{"cancel", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			_, err := ann.Cancel(ctx, lifecycle.CancelInput{Request: g.request})
			return err
		}},
		{"delegate to bob", func(ctx context.Context, _ *rig, ann *session, _ *goal) error {
			_, err := ann.Delegate(ctx, lifecycle.DelegateInput{Delegate: "bob"})
			return err
		}},
		{"assign", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			_, err := ann.Assign(ctx, lifecycle.AssignInput{Package: g.pkg.ID, Target: "ann"})
			return err
		}},
		{"policy", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			_, err := ann.CreatePolicy(ctx, lifecycle.PolicyInput{Policy: policyFor(g.pkg.ID, called("Open"))})
			return err
		}},
		{"change the policy", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			p := g.policy.Clone()
			p.Version, p.RequestApprovalSettings = 0, entitlement.ApprovalSettings{}
			_, err := ann.UpdatePolicy(ctx, lifecycle.PolicyInput{Policy: p})
			return err
		}},
		{"role", func(ctx context.Context, _ *rig, ann *session, g *goal) error {
			_, err := ann.AssignRole(ctx, lifecycle.RoleInput{Role: entitlement.RoleAssignment{
				Role: entitlement.RoleCatalogOwner, Catalog: g.pkg.Catalog, Principal: me,
			}})
			return err
		}},
		{"catalog", func(ctx context.Context, _ *rig, ann *session, _ *goal) error {
			_, err := ann.CreateCatalog(ctx, lifecycle.CatalogInput{Catalog: catalogNamed("Mine")})
			return err
		}},
		{"offboard bob", func(ctx context.Context, _ *rig, ann *session, _ *goal) error {
			_, err := ann.Offboard(ctx, lifecycle.OffboardInput{Person: "bob"})
			return err
		}},
		{"apply", func(ctx context.Context, r *rig, ann *session, _ *goal) error {
			_, err := ann.Apply(ctx, lifecycle.ApplyInput{Document: r.parse(`{"catalogs": [{"displayName": "General", "accessPackages": [
				{"displayName": "shop", "assignmentPolicies": [{"displayName": "Open"}]}]}]}`)})
			return err
		}},
	}
}

// play makes the attempts of a sequence, in a world of their own, and returns what they leave of it.
func play(t *testing.T, sequence []trick) (left string, r *rig) {
	t.Helper()
	s := memstore.New()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	r = newRig(t, s)
	r.gather("approvers", "ann", "meg")
	g := &goal{pkg: r.bundle("shop", member(r.addGroup("shop")))}
	g.policy = r.allow(g.pkg, approvedBy(stage(entitlement.GroupMembers("approvers"))))
	for _, a := range sequence {
		_ = a.try(t.Context(), r, r.as("ann"), g) // what is refused is an answer as well
	}
	left = r.bytes()
	return left, r
}

// Every sequence of five of these commands by somebody without a role, to whom nobody lends a hand, gives that person
// nothing, then or later. Sequences that leave the same world go on alike, so that each world is looked at once. // I-132
func TestNobodyHelpsThemselves(t *testing.T) {
	t.Parallel()
	const longest = 5
	begin, _ := play(t, nil)
	worlds := map[string]bool{begin: true}
	frontier, played := [][]trick{nil}, 0
	for depth := 1; depth <= longest && len(frontier) > 0; depth++ {
		var next [][]trick
		for _, so := range frontier {
			for _, a := range tricks() {
				sequence := append(append([]trick(nil), so...), a)
				left, r := play(t, sequence)
				if played++; worlds[left] {
					continue
				}
				worlds[left] = true
				next = append(next, sequence)
				r.settle()
				require.Empty(t, r.target.Holdings(), "after %s", names(sequence)) // I-132
				r.pass(100 * day)
				require.Empty(t, r.target.Holdings(), "long after %s", names(sequence)) // I-132
			}
		}
		frontier = next
	}
	require.Greater(t, len(worlds), longest, "some attempts change something")
}

func names(sequence []trick) (out string) {
	for _, a := range sequence {
		out += fmt.Sprintf("%s; ", a.name)
	}
	return out
}
