package lifecycle_test

import (
	"context"
	"fmt"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// Every command and query, so that a test can ask what all of them have in common.

// call is a command or query that anybody may try.
type call struct {
	method string // of Session
	op     string
	tenant bool // it concerns the tenant, not a catalog
	// set makes what the call is about, as root: in a catalog and under a name that nothing else has.
	set func(r *rig, in entitlement.CatalogID, name string) attempt
}

// attempt makes a call as somebody.
type attempt func(ctx context.Context, by *lifecycle.Session) error

// on returns the attempt to call a method with an input.
func on[I, R any](method func(*lifecycle.Session, context.Context, I) (R, error), in I) attempt {
	return func(ctx context.Context, by *lifecycle.Session) error {
		_, err := method(by, ctx, in)
		return err
	}
}

// appoint gives a role; without a catalog, in the tenant.
func (r *rig) appoint(who entitlement.SubjectSet, role entitlement.Role, in ...entitlement.CatalogID) entitlement.RoleAssignment {
	r.Helper()
	given := entitlement.RoleAssignment{Role: role, Principal: who}
	if len(in) > 0 {
		given.Catalog = in[0]
	}
	made, err := r.as("root").AssignRole(r.Context(), lifecycle.RoleInput{Role: given})
	require.NoError(r, err)
	return made.Role
}

// kit is a package with what belongs to it.
type kit struct {
	group  entitlement.Resource
	pkg    entitlement.AccessPackage
	policy entitlement.AssignmentPolicy
}

// kit makes a package of one group in a catalog, with a policy for all members.
func (r *rig) kit(in entitlement.CatalogID, name string, change ...policyChange) kit {
	r.Helper()
	group := r.addGroup(name, in)
	pkg := r.bundleIn(in, name, member(group))
	return kit{group, pkg, r.allow(pkg, change...)}
}

// delete deletes a package.
func (r *rig) delete(pkg entitlement.AccessPackage) {
	r.Helper()
	_, err := r.as("root").DeletePackage(r.Context(), lifecycle.DeletePackageInput{Package: pkg.ID})
	require.NoError(r, err)
}

// edit changes a policy.
func (r *rig) edit(policy entitlement.AssignmentPolicy, change ...policyChange) entitlement.AssignmentPolicy {
	r.Helper()
	for _, c := range change {
		c(&policy)
	}
	edited, err := r.as("root").UpdatePolicy(r.Context(), lifecycle.PolicyInput{Policy: policy})
	require.NoError(r, err)
	return edited.Policy
}

// explain asks whether somebody may request a package.
func (r *rig) explain(who entitlement.SubjectID, pkg entitlement.AccessPackage) lifecycle.Offer {
	r.Helper()
	offer, err := r.as(who).Explain(r.Context(), lifecycle.ExplainInput{Package: pkg.ID})
	require.NoError(r, err)
	return offer
}

// offered returns the names of the packages that somebody sees.
func (r *rig) offered(who entitlement.SubjectID) []string {
	r.Helper()
	return r.names(r.as(who), lifecycle.OffersInput{})
}

func (r *rig) names(by *lifecycle.Session, in lifecycle.OffersInput) []string {
	r.Helper()
	list, err := by.Offers(r.Context(), in)
	require.NoError(r, err)
	var out []string
	for _, o := range list.Items {
		out = append(out, o.Package.DisplayName)
	}
	return out
}

// roles returns the effective roles of a person, as root sees them.
func (r *rig) roles(who entitlement.SubjectID) []lifecycle.EffectiveRole {
	r.Helper()
	roles, err := r.as("root").EffectiveRoles(r.Context(), lifecycle.RolesInput{For: who})
	require.NoError(r, err)
	return roles
}

// roleWords renders effective roles: "Group shop Member granted: shop".
func roleWords(roles []lifecycle.EffectiveRole) []string {
	var out []string
	for _, role := range roles {
		text := fmt.Sprintf("%s %s %s", role.ResourceName, role.Role, role.State)
		for i, source := range role.Sources {
			text += []string{": ", ", "}[min(i, 1)] + source.PackageName
		}
		out = append(out, text)
	}
	return out
}
