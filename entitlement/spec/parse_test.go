package spec_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// problems parses a document and returns what is wrong with it, as "line:column: path: detail".
func problems(t *testing.T, text string) []string {
	t.Helper()
	_, err := spec.Parse([]byte(text), entitlement.SeedLimits())
	return problemsOf(t, err)
}

func problemsOf(t *testing.T, err error) []string {
	t.Helper()
	if err == nil {
		return nil
	}
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	input, ok := errors.AsType[*spec.InputError](err)
	require.True(t, ok)
	var out []string
	for _, p := range input.Problems {
		out = append(out, p.String())
	}
	return out
}

// Everything that can be wrong with the text itself, each with its place.
func TestMistakesInTheText(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ text, problem string }{
		"nothing":           {"", "1:1: the document is not JSON: unexpected end of JSON input"},
		"not_JSON":          {"{\n  \"catalogs\": [}\n", "2:16: the document is not JSON: invalid character '}' looking for beginning of value"},
		"more_than_one":     {"{}\n{}", "2:1: the document is not JSON: invalid character '{' after top-level value"},
		"not_UTF8":          {"{\"catalogs\": \"ä\xff\"}", "1:16: the document is not valid UTF-8"},
		"too_deep":          {strings.Repeat("[", 33), "1:33: the document nests objects and lists more than 32 deep"},
		"quoted_depth":      {`{"x": "` + strings.Repeat(`[\"`, 40) + `"}`, "1:2: x: is not a member of document; it has $schema, catalogs, connectedOrganizations, roleAssignments, settings"},
		"too_long":          {strings.Repeat(" ", spec.MaxSize+1), "1:1: the document is longer than 16 MiB"},
		"no_object":         {"[]", "1:1: is a list; it must be an object"},
		"unknown_member":    {`{"catalog": []}`, `1:2: catalog: is not a member of document; did you mean "catalogs"?`},
		"member_in_capital": {`{"Settings": {}}`, `1:2: Settings: is not a member of document; did you mean "settings"?`},
		"quoted_member":     {`{"a b": 1}`, `1:2: ["a b"]: is not a member of document; it has $schema, catalogs, connectedOrganizations, roleAssignments, settings`},
		"twice":             {"{\"catalogs\": [],\n \"catalogs\": []}", "2:2: catalogs: is given twice"},
		"null":              {`{"settings": null}`, "1:14: settings: is null: leave it out, or give an object"},
		"text_for_list":     {`{"catalogs": "Sales"}`, "1:14: catalogs: is a text; it must be a list"},
		"number_for_text":   {`{"$schema": 1}`, "1:13: $schema: is a number; it must be a text"},
		"object_for_text":   {`{"$schema": {}}`, "1:13: $schema: is an object; it must be a text"},
		"text_for_switch": {`{"catalogs": [{"displayName": "A", "description": "a", "isExternallyVisible": "no"}]}`,
			"1:79: catalogs[0].isExternallyVisible: is a text; it must be true or false"},
		"unknown_word": {`{"settings": {"externalUserLifecycleAction": "block"}}`,
			`1:46: settings.externalUserLifecycleAction: "block" is not one of none, blockSignIn, blockSignInAndDelete`},
		"no_duration": {`{"settings": {"durationUntilExternalUserDeletedAfterBlocked": "30 days"}}`,
			`1:63: settings.durationUntilExternalUserDeletedAfterBlocked: "30 days" is not a duration such as P30D, P1Y6M or PT8H`},
		"no_id": {`{"connectedOrganizations": [{"id": "7", "displayName": "A", "identitySources": [{"tenantId": "t"}]}]}`,
			`1:36: connectedOrganizations[0].id: "7" is not an id in the form 01234567-89ab-cdef-0123-456789abcdef`},
		"missing_member": {`{"connectedOrganizations": [ {"displayName": "A"}]}`, "1:30: connectedOrganizations[0].identitySources: is missing"},
		"missing_kind_of_people": {`{"roleAssignments": [{"role": "catalogCreator", "principal": {}}]}`,
			"1:62: roleAssignments[0].principal.@odata.type: is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, []string{c.problem}, problems(t, c.text))
		})
	}
}

// inPolicy is a document with one policy, on a line of its own.
func inPolicy(members string) string {
	return `{"catalogs": [{"displayName": "A", "description": "a", "accessPackages": [{"displayName": "P", "assignmentPolicies": [` +
		"\n{\"displayName\": \"S\", " + members + "}]}]}]}"
}

func TestMistakesInAPolicy(t *testing.T) {
	t.Parallel()
	const policy = "catalogs[0].accessPackages[0].assignmentPolicies[0]."
	for name, c := range map[string]struct{ members, problem string }{
		"no_instant": {`"expiration": {"endDateTime": "2026-12-31"}`,
			`2:53: ` + policy + `expiration.endDateTime: "2026-12-31" is not an instant such as 2026-12-31T23:00:00Z`},
		"level_and_a_half": {`"requestApprovalSettings": {"stages": [{"primaryApprovers": [{"@odata.type": "targetManager", "managerLevel": 1.5}]}]}`,
			`2:133: ` + policy + `requestApprovalSettings.stages[0].primaryApprovers[0].managerLevel: is "1.5"; it must be a whole number`},
		"level_of_text": {`"requestApprovalSettings": {"stages": [{"primaryApprovers": [{"@odata.type": "targetManager", "managerLevel": "1"}]}]}`,
			`2:133: ` + policy + `requestApprovalSettings.stages[0].primaryApprovers[0].managerLevel: is a text; it must be a whole number`},
		"level_3": {`"requestApprovalSettings": {"stages": [{"primaryApprovers": [{"@odata.type": "targetManager", "managerLevel": 3}]}]}`,
			`2:133: ` + policy + `requestApprovalSettings.stages[0].primaryApprovers[0].managerLevel: is 3; it is 1 or 2`},
		"organization_approves": {`"requestApprovalSettings": {"stages": [{"primaryApprovers": [{"connectedOrganizationId": "x"}]}]}`,
			`2:84: ` + policy + `requestApprovalSettings.stages[0].primaryApprovers[0].connectedOrganizationId: is not a member of subjectSet; ` +
				`it has @odata.type, userId, groupId, managerLevel, description`},
		"target_of_two_kinds": {`"specificAllowedTargets": [{"userId": "ann", "groupId": "staff"}]`,
			`2:50: ` + policy + `specificAllowedTargets[0]: must name one of userId, groupId and connectedOrganization`},
		"target_of_no_kind": {`"specificAllowedTargets": [{}]`,
			`2:50: ` + policy + `specificAllowedTargets[0]: must name one of userId, groupId and connectedOrganization`},
		"target_twice": {`"specificAllowedTargets": [{"userId": "ann"}, {"userId": "ann", "description": "Ann"}]`,
			`2:69: ` + policy + `specificAllowedTargets[1]: the policy is for the same people by ` + policy + `specificAllowedTargets[0]`},
		"targets_of_a_scope_without": {`"allowedTargetScope": "allMemberUsers", "specificAllowedTargets": [{"userId": "ann"}]`,
			`2:90: ` + policy + `specificAllowedTargets[0]: singleUser does not fit the scope allMemberUsers`},
		"duration_of_nothing": {`"expiration": {"type": "afterDuration", "duration": "PT0S"}`,
			`2:75: ` + policy + `expiration.duration: must be longer than nothing: access that ends when it starts is no access`},
		"third_stage": {`"requestApprovalSettings": {"stages": [` + strings.Repeat(`{"primaryApprovers": [{"userId": "a"}]}, `, 2) +
			`{"primaryApprovers": [{"userId": "a"}]}]}`,
			`2:61: ` + policy + `requestApprovalSettings.stages: limit StagesPerPolicy allows 2, not 3`},
		"unknown_approval": {`"allowedTargetScope": "allExternalUsers"`, `2:1: ` + policy +
			`requestApprovalSettings.isApprovalRequiredForAdd: must be set when anybody from outside may request`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, []string{c.problem}, problems(t, inPolicy(c.members)))
		})
	}
}

// All mistakes are reported, in the order of the document, and none that only follows from another.
func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{
		`3:21: catalogs[0].state: "publishd" is not one of unpublished, published`,
		`4:6: catalogs[0].desciption: is not a member of catalog; did you mean "description"?`,
		`6:22: catalogs[0].resources[0].displayName: is a number; it must be a text`,
		`8:22: catalogs[0].accessPackages[0].displayName: must not begin or end with a space`,
		`9:25: catalogs[0].accessPackages[0].isHidden: is a text; it must be true or false`,
		`12:26: catalogs[0].accessPackages[0].assignmentPolicies[0].displayName: must be one line`,
		`13:102: catalogs[0].accessPackages[0].assignmentPolicies[0].requestApprovalSettings.stages[0].durationBeforeEscalation: ` +
			`P40D must always be more than nothing and less than the stage's P30D`,
		`14:72: catalogs[0].accessPackages[0].assignmentPolicies[0].requestApprovalSettings.stages[1].primaryApprovers[1]: ` +
			`singleUser meg is listed twice`,
		`15:39: catalogs[0].accessPackages[0].assignmentPolicies[0].expiration.duration: "P" is not a duration such as P30D, P1Y6M or PT8H`,
		`17:5: catalogs[0].accessPackages[1].displayName: is missing`,
		`19:53: connectedOrganizations[0].identitySources[0].domainName: "contoso" is not a mail domain`,
		`19:88: connectedOrganizations[0].internalSponsors[0]: a sponsor is a user or a group, not targetManager`,
		`20:31: settings.allowedDomains[0]: "nowhere" is not a mail domain`,
	}, problems(t, `{
  "catalogs": [{
    "displayName": "Sales", "state": "publishd",
     "desciption": "Everything for sales",
    "resources": [
     {"displayName": 7, "type": "group", "originId": "sales"}],
    "accessPackages": [
     {"displayName": " Starter",
      "isHidden":       "no",
      "resourceRoleScopes": [{"resource": "Sales team", "role": "Member"}],
      "assignmentPolicies": [{
        "displayName":     "Staff\nand more",
        "requestApprovalSettings": {"stages": [{"primaryApprovers": [{"userId": "a"}], "durationBeforeEscalation": "P40D", "escalationApprovers": [{"userId": "b"}]},
          {"durationBeforeAutomaticDenial": "P9D", "primaryApprovers": [{"userId": "meg"}, {"userId": "meg"}]}]},
        "expiration": {"duration":     "P"}
      }]},
    {}
  ]}],
  "connectedOrganizations": [{"displayName": "Contoso", "identitySources": [{"domainName": "contoso"}], "internalSponsors": [{"@odata.type": "targetManager"}]}],
  "settings": {"allowedDomains":["nowhere"]}
}`))
}

// Columns are characters, not bytes.
func TestPlacesCountCharacters(t *testing.T) {
	t.Parallel()
	require.Equal(t, []string{`1:25: ["äöü"]: is not a member of document; it has $schema, catalogs, connectedOrganizations, ` +
		`roleAssignments, settings`}, problems(t, `{"$schema": "日本語 äöü…",  "äöü": 1}`))
}

func TestProblemsAreCapped(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		n    int
		more bool
	}{"exactly": {spec.MaxProblems, false}, "one_more": {spec.MaxProblems + 1, true}, "many_more": {50_000, true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := `{"catalogs": [` + strings.Repeat(`1,`, c.n-1) + `1]}`
			_, err := spec.Parse([]byte(text), entitlement.SeedLimits())
			input, ok := errors.AsType[*spec.InputError](err)
			require.True(t, ok)
			require.Len(t, input.Problems, spec.MaxProblems)
			require.Equal(t, c.more, input.More)
			require.Equal(t, c.more, strings.HasSuffix(err.Error(), "; and perhaps more"))
		})
	}
}

func TestTheErrorSaysHowManyProblems(t *testing.T) {
	t.Parallel()
	_, err := spec.Parse([]byte(`{"catalogs": 1}`), entitlement.SeedLimits())
	require.EqualError(t, err, "parse document: invalidArgument: the document has a problem: 1:14: catalogs: is a number; it must be a list")
	_, err = spec.Parse([]byte(`{"catalogs": 1, "settings": 1}`), entitlement.SeedLimits())
	require.ErrorContains(t, err, "the document has 2 problems")
}

// A text that is long enough to be refused in time whatever it says.
func TestHostileTextsAreRefusedInTime(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 1<<20)
	for name, text := range map[string]string{
		"long_names":      fmt.Sprintf(`{"%s1": 1, "%s2": 1}`, long, long),
		"many_members":    "{" + strings.Repeat(`"x": 1, `, 200_000) + `"y": 1}`,
		"many_references": `{"catalogs": [{"displayName": "A", "description": "a", "accessPackages": [{"displayName": "P", "resourceRoleScopes": [` + strings.Repeat(`{"resource": "x", "role": "y"}, `, 100_000) + `{}]}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.NotEmpty(t, problems(t, text))
		})
	}
}

func TestUnmarshalingDoesNotCheck(t *testing.T) {
	t.Parallel()
	var d spec.Document
	require.NoError(t, d.UnmarshalJSON([]byte(`{"catalogs": [{"displayName": "A"}]}`)))
	require.ErrorContains(t, d.Check(entitlement.SeedLimits()), "catalogs[0].description: is missing")

	before := d.Clone()
	require.Error(t, d.UnmarshalJSON([]byte(`{"catalogs": [{"displayName": 1}]}`)))
	require.Equal(t, before, d, "a refused document changes nothing")
}
