package lifecycle_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// notDemanded is the refusal of somebody who is no global administrator.
func notDemanded(op string, in entitlement.CatalogID) refusal {
	r := lacks(op, in)
	r.detail = "verifiableCredentialSettings: only a global administrator may change them"
	return r
}

// only a global administrator says which credentials a policy demands.
func TestOnlyGlobalAdministratorsDemandCredentials(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		hall := r.addCatalog("Hall")
		kit := r.kit(hall.ID, "Lab", demanding)
		r.appoint(entitlement.User("meg"), entitlement.RoleCatalogOwner, hall.ID)
		r.appoint(entitlement.User("bob"), entitlement.RolePackageManager, hall.ID)
		r.appoint(entitlement.User("boss"), entitlement.RoleGovernanceAdministrator)
		update := func(who entitlement.SubjectID, change ...policyChange) func() error {
			p := kit.policy.Clone()
			p.Version = 0
			for _, c := range change {
				c(&p)
			}
			return func() error {
				_, err := r.as(who).UpdatePolicy(t.Context(), lifecycle.PolicyInput{Policy: p})
				return err
			}
		}
		create := func(who entitlement.SubjectID, change ...policyChange) func() error {
			p := policyFor(kit.pkg.ID, append(change, called("By "+string(who)))...)
			return func() error {
				_, err := r.as(who).CreatePolicy(t.Context(), lifecycle.PolicyInput{Policy: p})
				return err
			}
		}
		fewer := func(p *entitlement.AssignmentPolicy) {
			p.VerifiableCredentialSettings.CredentialTypes = p.VerifiableCredentialSettings.CredentialTypes[:1]
		}
		none := func(p *entitlement.AssignmentPolicy) { p.VerifiableCredentialSettings.CredentialTypes = nil }
		another := func(p *entitlement.AssignmentPolicy) {
			p.VerifiableCredentialSettings.CredentialTypes[1].Issuers[0] = "did:mill"
		}
		for _, who := range []entitlement.SubjectID{"meg", "bob", "boss"} {
			r.refuses(notDemanded("create policy", hall.ID), create(who, demanding))
			for _, change := range []policyChange{fewer, none, another} {
				r.refuses(notDemanded("update policy", hall.ID), update(who, change))
			}
			require.NoError(r, create(who)())
			require.NoError(r, update(who, called("Renamed by "+string(who)), lasting(5))(), "the rest is theirs")
		}
		r.refuses(lacks("update policy", hall.ID), update("hank", none)) // who has no role is told of the role for policies

		r.appoint(entitlement.User("hank"), entitlement.RoleGlobalAdministrator)
		require.NoError(r, update("hank", another)())
		require.NoError(r, update("root", fewer)())
		require.NoError(r, create("hank", demanding)())
		p := policyFor(kit.pkg.ID, called("By a job"), demanding)
		_, err := r.engine.AsSystem("job").CreatePolicy(t.Context(), lifecycle.PolicyInput{Policy: p})
		require.NoError(r, err, "the host acts with its own right")

		kit.policy = r.edit(kit.policy, func(p *entitlement.AssignmentPolicy) { p.Version = 0 })
		_, err = r.as("meg").DeletePolicy(t.Context(), lifecycle.DeletePolicyInput{Policy: kit.policy.ID})
		require.NoError(r, err, "an owner may delete any policy")
	}, func(c *lifecycle.Config) { c.AllowSystem = true })
}

// a document changes them for nobody else either.
func TestDocumentsThatDemandCredentials(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		const (
			days    = `"expiration": {"duration": "P90D"}`
			diploma = `, "verifiableCredentialSettings": {"credentialTypes": [{"credentialType": "Diploma", "issuers": ["did:a", "did:b"]}]}`
		)
		r.applies(salesDocument)
		part := func(text string) lifecycle.ApplyInput { // what the catalog's owner applies
			d := r.parse(text)
			d.ConnectedOrganizations, d.RoleAssignments, d.Settings = nil, nil, nil
			return lifecycle.ApplyInput{Document: d}
		}
		demands := sales(days, days+diploma)
		err := r.attempts("meg", part(demands))
		require.ErrorIs(r, err, entitlement.Forbidden)
		require.ErrorContains(r, err, "only a global administrator")
		require.NoError(r, r.attempts("root", part(demands)))
		stored := r.packageNamed("Starter").AssignmentPolicies[0].VerifiableCredentialSettings
		require.Equal(r, []entitlement.VerifiableCredentialType{{CredentialType: "Diploma", Issuers: []string{"did:a", "did:b"}}}, stored.CredentialTypes)
		require.Empty(r, r.plans(demands), "it is stored as it was said") // I-10
		require.ErrorIs(r, r.attempts("meg", part(salesDocument)), entitlement.Forbidden)
		require.NoError(r, r.attempts("meg", part(sales(days, `"expiration": {"duration": "P80D"}`+diploma))), "the rest is hers")
	})
}
