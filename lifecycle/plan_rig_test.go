package lifecycle_test

import (
	"fmt"
	"strings"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
	"example.com/tenure/lifecycle"
)

// salesDocument is what most tests of documents begin with.
const salesDocument = `{
	"catalogs": [
		{"displayName": "Sales", "description": "Everything for sales",
			"resources": [
				{"displayName": "Team", "type": "group", "originId": "team"},
				{"displayName": "Board", "type": "group", "originId": "board"},
				{"displayName": "CRM", "type": "application", "originId": "crm", "roles": [{"originId": "User"}, {"originId": "Admin"}]}
			],
			"accessPackages": [
				{"displayName": "Starter",
					"resourceRoleScopes": [{"resource": "Team", "role": "Member"}, {"resource": "Board", "role": "Member"}],
					"assignmentPolicies": [
						{"displayName": "Members", "allowedTargetScope": "allMemberUsers", "expiration": {"duration": "P90D"}}
					]},
				{"displayName": "Expert", "incompatibleAccessPackages": ["Starter"]}
			],
			"roleAssignments": [{"role": "catalogOwner", "principal": {"userId": "meg"}}]}
	],
	"connectedOrganizations": [{"displayName": "Contoso", "identitySources": [{"domainName": "contoso.example"}]}],
	"roleAssignments": [{"role": "catalogCreator", "principal": {"userId": "boss"}}],
	"settings": {"externalUserLifecycleAction": "blockSignIn"}
}`

// edited replaces texts in a document, each once.
func edited(document string, changes ...string) string {
	for i := 0; i < len(changes); i += 2 {
		if strings.Count(document, changes[i]) != 1 {
			panic(fmt.Sprintf("the document says %q %d times", changes[i], strings.Count(document, changes[i])))
		}
		document = strings.Replace(document, changes[i], changes[i+1], 1)
	}
	return document
}

// sales is the document at the start of most tests, edited.
func sales(changes ...string) string { return edited(salesDocument, changes...) }

func (r *rig) parse(text string) spec.Document {
	r.Helper()
	d, err := spec.Parse([]byte(text), entitlement.SeedLimits())
	require.NoError(r, err)
	return d
}

// plan plans as root and requires that planning changes nothing, not even what is due.
func (r *rig) plan(in lifecycle.PlanInput) lifecycle.Plan {
	r.Helper()
	before := r.bytes()
	plan, err := r.as("root").Plan(r.Context(), in)
	require.NoError(r, err)
	require.Equal(r, before, r.bytes(), "planning has changed the store")
	return plan
}

// plans returns the lines of the plan for a document.
func (r *rig) plans(text string) []string {
	r.Helper()
	return linesOf(r.plan(lifecycle.PlanInput{Document: r.parse(text)}))
}

// prunes returns the lines of the plan for a document that is the whole configuration.
func (r *rig) prunes(text string) []string {
	r.Helper()
	return linesOf(r.plan(lifecycle.PlanInput{Document: r.parse(text), Prune: true}))
}

func linesOf(p lifecycle.Plan) []string {
	var out []string
	for _, c := range p.Changes {
		out = append(out, c.String())
		for _, f := range c.Fields {
			out = append(out, "  "+f.String())
		}
	}
	return out
}

// applies applies a document as root.
func (r *rig) applies(text string) lifecycle.ApplyResult {
	r.Helper()
	done, err := r.as("root").Apply(r.Context(), lifecycle.ApplyInput{Document: r.parse(text)})
	require.NoError(r, err)
	return done
}

// export returns the stored configuration as a document.
func (r *rig) export() spec.Document {
	r.Helper()
	d, err := r.as("root").Document(r.Context())
	require.NoError(r, err)
	return d
}

// packageNamed finds an access package of the catalog Sales in the stored configuration.
func (r *rig) packageNamed(name string) spec.AccessPackage {
	r.Helper()
	for _, c := range r.export().Catalogs {
		for _, p := range c.AccessPackages {
			if p.DisplayName == name {
				return p
			}
		}
	}
	require.Fail(r, "there is no package "+name)
	return spec.AccessPackage{}
}

// give assigns a package of the catalog Sales to people.
func (r *rig) give(name string, people ...entitlement.SubjectID) {
	r.Helper()
	pkg := r.packageNamed(name).ID
	for _, who := range people {
		r.assign(lifecycle.AssignInput{Package: pkg, Target: who})
	}
	r.settle()
}
