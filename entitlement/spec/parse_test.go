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

// places removes the marks from a text and returns where they stood, as "line:column", counted character by character.
func places(text string) (clean string, at []string) {
	line, column := 1, 1
	for _, r := range text {
		if r == '▸' {
			at = append(at, fmt.Sprintf("%d:%d", line, column))
			continue
		}
		clean += string(r)
		if column++; r == '\n' {
			line, column = line+1, 1
		}
	}
	return clean, at
}

// finds parses a text with marks where the problems are, and expects these problems, as "path: detail".
func finds(t *testing.T, text string, want ...string) {
	t.Helper()
	text, at := places(text)
	require.Len(t, at, len(want), "one mark for each problem")
	for i := range want {
		want[i] = at[i] + ": " + want[i]
	}
	_, err := spec.Parse([]byte(text), entitlement.SeedLimits())
	require.Equal(t, want, problemsOf(t, err))
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
	const members = "it has $schema, catalogs, connectedOrganizations, roleAssignments, settings"
	for name, c := range map[string]struct{ text, problem string }{
		"nothing":           {"▸", "the document is not JSON: unexpected end of JSON input"},
		"not_JSON":          {"{\n  \"catalogs\": [▸}\n", "the document is not JSON: invalid character '}' looking for beginning of value"},
		"more_than_one":     {"{}\n▸{}", "the document is not JSON: invalid character '{' after top-level value"},
		"too_deep":          {strings.Repeat("[", 32) + "▸[", "the document nests objects and lists more than 32 deep"},
		"quoted_brackets":   {`{▸"x": "` + strings.Repeat(`[\"`, 40) + `"}`, "x: is not a member of document; " + members},
		"no_object":         {"▸[]", "is a list; it must be an object"},
		"unknown_member":    {`{▸"catalog": []}`, `catalog: is not a member of document; did you mean "catalogs"?`},
		"member_in_capital": {`{▸"SETTINGS": {}}`, `SETTINGS: is not a member of document; did you mean "settings"?`},
		"no_such_property": {`{"catalogs": [{"displayName": "A", "description": "a", "accessPackages": [{"displayName": "P", ▸"sensitivity": "high"}]}]}`,
			"catalogs[0].accessPackages[0].sensitivity: is not a member of accessPackage; it has id, displayName, description, isHidden, " +
				"resourceRoleScopes, incompatibleAccessPackages, incompatibleGroups, assignmentPolicies"},
		"quoted_member":   {`{▸"a b": 1}`, `["a b"]: is not a member of document; ` + members},
		"twice":           {"{\"catalogs\": [],\n ▸\"catalogs\": []}", "catalogs: is given twice"},
		"null":            {`{"settings": ▸null}`, "settings: is null: leave it out, or give an object"},
		"text_for_list":   {`{"catalogs": ▸"Sales"}`, "catalogs: is a text; it must be a list"},
		"number_for_text": {`{"$schema":▸-1}`, "$schema: is a number; it must be a text"},
		"switch_for_text": {`{"$schema":  ▸false}`, "$schema: is true or false; it must be a text"},
		"object_for_text": {`{"$schema": ▸{"settings": [1, 2]}}`, "$schema: is an object; it must be a text"},
		"text_for_switch": {`{"catalogs": [{"displayName": "A", "description": "a", "isExternallyVisible": ▸"no"}]}`,
			"catalogs[0].isExternallyVisible: is a text; it must be true or false"},
		"number_for_reference": {`{"catalogs": [{"displayName": "A", "description": "a", "accessPackages": [
			{"displayName": "P", "incompatibleAccessPackages": [▸1]}]}]}`, "catalogs[0].accessPackages[0].incompatibleAccessPackages[0]: " +
			"is a number; it must be a text, or an object with catalog and accessPackage"},
		"unknown_word": {`{"settings": {"externalUserLifecycleAction": ▸"block"}}`,
			`settings.externalUserLifecycleAction: "block" is not one of none, blockSignIn, blockSignInAndDelete, delete`},
		"word_in_capital": {`{"settings": {"externalUserLifecycleAction": ▸"None"}}`,
			`settings.externalUserLifecycleAction: "None" is not one of none, blockSignIn, blockSignInAndDelete, delete`},
		"no_duration": {`{"settings": {"durationUntilExternalUserDeletedAfterBlocked": ▸"30 days"}}`,
			`settings.durationUntilExternalUserDeletedAfterBlocked: "30 days" is not a duration such as P30D, P1Y6M or PT8H`},
		"no_id": {`{"connectedOrganizations": [{"id": ▸"7", "displayName": "A", "identitySources": [{"tenantId": "t"}]}]}`,
			`connectedOrganizations[0].id: "7" is not an id in the form 01234567-89ab-cdef-0123-456789abcdef`},
		"missing_member": {`{"connectedOrganizations": [ ▸{"displayName": "A"}]}`, "connectedOrganizations[0].identitySources: is missing"},
		"missing_kind_of_people": {`{"roleAssignments": [{"role": "catalogCreator", "principal": ▸{}}]}`,
			"roleAssignments[0].principal.@odata.type: is missing"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			finds(t, c.text, c.problem)
		})
	}
}

func TestTextsThatAreNotRead(t *testing.T) {
	t.Parallel()
	_, err := spec.Parse([]byte("{\"catalogs\": \"ä\xff\"}"), entitlement.SeedLimits())
	require.Equal(t, []string{"1:16: the document is not valid UTF-8"}, problemsOf(t, err))
	_, err = spec.Parse([]byte(strings.Repeat(" ", spec.MaxSize+1)), entitlement.SeedLimits())
	require.Equal(t, []string{"1:1: the document is longer than 16 MiB"}, problemsOf(t, err))
	_, err = spec.Parse([]byte(strings.Repeat(" ", spec.MaxSize-2)+"{}"), entitlement.SeedLimits())
	require.NoError(t, err)
}

// inPolicy is a document with one policy.
func inPolicy(members string) string {
	return `{"catalogs": [{"displayName": "A", "description": "a", "accessPackages": [{"displayName": "P", "assignmentPolicies": [` +
		"\n▸{\"displayName\": \"S\", " + members + "}]}]}]}"
}

func TestMistakesInAPolicy(t *testing.T) {
	t.Parallel()
	const policy = "catalogs[0].accessPackages[0].assignmentPolicies[0]."
	const stages = `"requestApprovalSettings": {"stages": `
	const approvers = policy + `requestApprovalSettings.stages[0].primaryApprovers[0]`
	for name, c := range map[string]struct{ members, problem string }{
		"no_instant": {`"expiration": {"endDateTime": ▸"2026-12-31"}`,
			policy + `expiration.endDateTime: "2026-12-31" is not an instant such as 2026-12-31T23:00:00Z`},
		"no_word": {`"expiration": {"type": ▸"never"}`,
			policy + `expiration.type: "never" is not one of notSpecified, noExpiration, afterDateTime, afterDuration`},
		"level_and_a_half": {stages + `[{"primaryApprovers": [{"@odata.type": "targetManager", "managerLevel": ▸1.5}]}]}`,
			approvers + `.managerLevel: is 1.5; it must be a whole number`},
		"level_in_words": {stages + `[{"primaryApprovers": [{"@odata.type": "targetManager", "managerLevel": ▸"1"}]}]}`,
			approvers + `.managerLevel: is a text; it must be a whole number`},
		"level_3": {stages + `[{"primaryApprovers": [{"@odata.type": "targetManager", "managerLevel": ▸3}]}]}`,
			approvers + `.managerLevel: is 3; it is 1 or 2`},
		"target_of_two_kinds": {`"specificAllowedTargets": [▸{"userId": "ann", "groupId": "staff"}]`,
			policy + `specificAllowedTargets[0]: must name one of userId, groupId, connectedOrganization and membershipRule`},
		"target_of_no_kind": {`"specificAllowedTargets": [▸{}]`,
			policy + `specificAllowedTargets[0]: must name one of userId, groupId, connectedOrganization and membershipRule`},
		"target_twice": {`"specificAllowedTargets": [{"userId": "ann"}, ▸{"userId": "ann", "description": "Ann"}]`,
			policy + `specificAllowedTargets[1]: the policy is for the same people by ` + policy + `specificAllowedTargets[0]`},
		"target_of_another_scope": {`"allowedTargetScope": "allMemberUsers", "specificAllowedTargets": [▸{"userId": "ann"}]`,
			policy + `specificAllowedTargets[0]: singleUser does not fit the scope allMemberUsers`},
		"duration_of_nothing": {`"expiration": {"type": "afterDuration", "duration": ▸"PT0S"}`,
			policy + `expiration.duration: must be longer than nothing: access that ends when it starts is no access`},
		"third_stage": {stages + `▸[{"primaryApprovers": [{"userId": "a"}]}, {"primaryApprovers": [{"userId": "b"}]},
			{"primaryApprovers": [{"userId": "c"}]}]}`,
			policy + `requestApprovalSettings.stages: limit StagesPerPolicy allows 2, not 3`},
		"outsiders_without_approval": {`"requestApprovalSettings": {"isApprovalRequiredForAdd": ▸false}, "allowedTargetScope": "allExternalUsers"`,
			policy + `requestApprovalSettings.isApprovalRequiredForAdd: must be set when anybody from outside may request`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			finds(t, strings.Replace(inPolicy(c.members), "▸", "", 1), c.problem)
		})
	}
	finds(t, strings.Replace(inPolicy(stages+`[{"primaryApprovers": [▸{▸"connectedOrganization": "x"}]}]}`), "▸", "", 1),
		approvers+`.@odata.type: is missing`,
		approvers+`.connectedOrganization: is not a member of subjectSet; it has @odata.type, userId, groupId, managerLevel, description`)
	finds(t, inPolicy(`"allowedTargetScope": "allExternalUsers"`), policy+
		`requestApprovalSettings.isApprovalRequiredForAdd: must be set when anybody from outside may request`)
}

// All mistakes are reported, in the order of the document, and none that only follows from another.
func TestAllMistakesAtOnce(t *testing.T) {
	t.Parallel()
	const pkg = "catalogs[0].accessPackages[0]."
	const policy = pkg + "assignmentPolicies[0]."
	finds(t, `{
  "catalogs": [{
    "displayName": "Sales", "state": ▸"publishd",
    ▸"desciption": "Everything for sales",
    "resources": [{"displayName": ▸7, "type": "group", "originId": "sales"}],
    "accessPackages": [
      {
        "displayName": ▸" Starter",
        "isHidden": ▸"no",
        "resourceRoleScopes": [{"resource": "Sales team", "role": "Member"}],
        "assignmentPolicies": [
          {
            "displayName": ▸"Staff\nand more",
            "requestApprovalSettings": {
              "stages": [
                {
                  "primaryApprovers": [{"userId": "a"}],
                  "durationBeforeEscalation": ▸"P40D",
                  "escalationApprovers": [{"userId": "b"}]
                },
                {"durationBeforeAutomaticDenial": "P9D", "primaryApprovers": [{"userId": "meg"}, ▸{"userId": "meg"}]}
              ]
            },
            "expiration": {"duration": ▸"P"}
          }
        ]
      },
      ▸{}
    ]
  }],
  "connectedOrganizations": [
    {
      "displayName": "Contoso",
      "identitySources": [{"domainName": ▸"contoso"}],
      "internalSponsors": [▸{"@odata.type": "targetManager"}]
    }
  ],
  "settings": {"allowedDomains": [▸"nowhere"]}
}`,
		`catalogs[0].state: "publishd" is not one of unpublished, published`,
		`catalogs[0].desciption: is not a member of catalog; did you mean "description"?`,
		`catalogs[0].resources[0].displayName: is a number; it must be a text`,
		pkg+`displayName: must not begin or end with a space`,
		pkg+`isHidden: is a text; it must be true or false`,
		policy+`displayName: must be one line`,
		policy+`requestApprovalSettings.stages[0].durationBeforeEscalation: P40D must always be more than nothing and less than the stage's P30D`,
		policy+`requestApprovalSettings.stages[1].primaryApprovers[1]: singleUser meg is listed twice`,
		policy+`expiration.duration: "P" is not a duration such as P30D, P1Y6M or PT8H`,
		`catalogs[0].accessPackages[1].displayName: is missing`,
		`connectedOrganizations[0].identitySources[0].domainName: "contoso" is not a mail domain`,
		`connectedOrganizations[0].internalSponsors[0]: a sponsor is a user or a group, not targetManager`,
		`settings.allowedDomains[0]: "nowhere" is not a mail domain`,
	)
}

// Columns are characters, not bytes.
func TestPlacesCountCharacters(t *testing.T) {
	t.Parallel()
	finds(t, `{"$schema": "日本語 äöü…",  ▸"catalog": 1}`, `catalog: is not a member of document; did you mean "catalogs"?`)
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
			_, err := spec.Parse([]byte(text), entitlement.SeedLimits())
			require.NotEmpty(t, problemsOf(t, err))
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
