package spec_test

import (
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"example.com/tenure/entitlement/spec"
	"example.com/tenure/internal/golden"
)

// schema.json is what editors are pointed at.
func TestSchemaFile(t *testing.T) {
	t.Parallel()
	golden.Check(t, "schema.json", spec.Schema())
}

// The schema accepts what Print writes, and what people write by hand.
func TestSchemaAcceptsDocuments(t *testing.T) {
	t.Parallel()
	s := readSchema(t)
	written, err := os.ReadFile("testdata/handwritten.json")
	require.NoError(t, err)
	require.Empty(t, s.flaws(value(t, written)))
	rapid.Check(t, func(t *rapid.T) {
		printed, err := spec.Print(documents().Draw(t, "document"))
		require.NoError(t, err)
		require.Empty(t, s.flaws(value(t, printed)), "%s", printed)
	})
}

func TestSchemaRefusesMistakes(t *testing.T) {
	t.Parallel()
	s := readSchema(t)
	for text, flaw := range map[string]string{
		`{"catalog": []}`:    "/catalog: unknown",
		`{"catalogs": {}}`:   "/catalogs: no array",
		`{"catalogs": [{}]}`: "/catalogs/0/displayName: missing",
		`{"catalogs": [{"displayName": "A", "state": "publishd"}]}`:                                                         "/catalogs/0/state: no such word",
		`{"catalogs": [{"displayName": "A", "accessPackages": [{"displayName": "P", "incompatibleAccessPackages": [1]}]}]}`: "/catalogs/0/accessPackages/0/incompatibleAccessPackages/0: none of them",
		`{"roleAssignments": [{"role": "catalogOwner"}]}`:                                                                   "/roleAssignments/0/principal: missing",
	} {
		require.Equal(t, []string{flaw}, s.flaws(value(t, []byte(text))), text)
	}
}

// validator knows as much of JSON Schema as the schema uses, and refuses to know less.
type validator struct {
	root map[string]any
}

func readSchema(t require.TestingT) validator {
	v := validator{value(t, spec.Schema()).(map[string]any)}
	require.Equal(t, "https://json-schema.org/draft/2020-12/schema", v.root["$schema"])
	return v
}

func value(t require.TestingT, text []byte) any {
	var v any
	require.NoError(t, json.Unmarshal(text, &v))
	return v
}

func (v validator) flaws(document any) []string { return v.check(v.root, document, "") }

func (v validator) check(schema map[string]any, value any, at string) (flaws []string) {
	known := []string{"$schema", "$defs", "$ref", "title", "description", "default", "type", "format", "enum", "items", "anyOf",
		"properties", "required", "additionalProperties"}
	for key := range schema {
		if !slices.Contains(known, key) {
			panic("the schema uses " + key)
		}
	}
	if ref, ok := schema["$ref"].(string); ok {
		definition := v.root["$defs"].(map[string]any)[strings.TrimPrefix(ref, "#/$defs/")].(map[string]any)
		flaws = append(flaws, v.check(definition, value, at)...)
	}
	if kind, ok := schema["type"].(string); ok && !is(kind, value) {
		return append(flaws, at+": no "+kind)
	}
	if words, ok := schema["enum"].([]any); ok && !slices.Contains(words, value) {
		flaws = append(flaws, at+": no such word")
	}
	if choices, ok := schema["anyOf"].([]any); ok && !slices.ContainsFunc(choices, func(c any) bool {
		return len(v.check(c.(map[string]any), value, at)) == 0
	}) {
		flaws = append(flaws, at+": none of them")
	}
	if items, ok := value.([]any); ok {
		for i, item := range items {
			flaws = append(flaws, v.check(schema["items"].(map[string]any), item, fmt.Sprint(at, "/", i))...)
		}
	}
	if properties, ok := schema["properties"].(map[string]any); ok {
		flaws = append(flaws, v.object(schema, properties, value.(map[string]any), at)...)
	}
	return flaws
}

func (v validator) object(schema, properties, value map[string]any, at string) (flaws []string) {
	required, _ := schema["required"].([]any)
	for _, name := range required {
		if _, there := value[name.(string)]; !there {
			flaws = append(flaws, at+"/"+name.(string)+": missing")
		}
	}
	for name, member := range value {
		property, found := properties[name].(map[string]any)
		if !found {
			flaws = append(flaws, at+"/"+name+": unknown")
			continue
		}
		flaws = append(flaws, v.check(property, member, at+"/"+name)...)
	}
	return flaws
}

func is(kind string, value any) bool {
	switch v := value.(type) {
	case map[string]any:
		return kind == "object"
	case []any:
		return kind == "array"
	case string:
		return kind == "string"
	case bool:
		return kind == "boolean"
	case float64:
		return kind == "integer" && v == float64(int(v))
	}
	return false
}

// Members have the names of Graph, which are those of package entitlement, but for those that doc.go lists.
func TestMembersHaveTheNamesOfGraph(t *testing.T) {
	t.Parallel()
	definitions := readSchema(t).root["$defs"].(map[string]any)
	for name, want := range map[string]string{
		"document":                     "$schema catalogs connectedOrganizations roleAssignments settings",
		"catalog":                      "id displayName description catalogType state isExternallyVisible customWorkflowExtensions resources accessPackages roleAssignments",
		"resource":                     "id displayName description type originId roles usableRoles attributes",
		"resourceRole":                 "originId displayName description",
		"accessPackage":                "id displayName description isHidden resourceRoleScopes incompatibleAccessPackages incompatibleGroups assignmentPolicies",
		"resourceRoleScope":            "resource role",
		"assignmentPolicy":             "id displayName description allowedTargetScope specificAllowedTargets isSuspended requestorSettings requestApprovalSettings expiration notificationSettings reviewSettings questions automaticRequestSettings customExtensionStageSettings verifiableCredentialSettings",
		"verifiableCredentialSettings": "credentialTypes",
		"verifiableCredentialType":     "credentialType issuers",
		"customExtension":              "id displayName description @odata.type endpoint clientConfiguration callbackConfiguration",
		"clientConfiguration":          "timeoutInMilliseconds maximumRetries",
		"callbackConfiguration":        "timeoutDuration",
		"customExtensionStageSetting":  "stage customExtension",
		"automaticRequestSettings":     "requestAccessForAllowedTargets removeAccessWhenTargetLeavesAllowedTargets gracePeriodBeforeAccessRemoval",
		"question":                     "id @odata.type text localizations isRequired isAnswerEditable sequence isSingleLineQuestion regexPattern isMultipleSelectionAllowed choices",
		"attribute":                    "name isEditable isPersistedOnAssignmentRemoval question",
		"attributeQuestion":            "@odata.type text localizations isRequired isAnswerEditable sequence isSingleLineQuestion regexPattern isMultipleSelectionAllowed choices",
		"choice":                       "actualValue text localizations",
		"localizedText":                "languageCode text",
		"requestorSettings": "enableTargetsToSelfAddAccess enableTargetsToSelfUpdateAccess enableTargetsToSelfRemoveAccess allowCustomAssignmentSchedule " +
			"enableOnBehalfRequestorsToAddAccess enableOnBehalfRequestorsToUpdateAccess enableOnBehalfRequestorsToRemoveAccess onBehalfRequestors",
		"reviewSettings":          "isEnabled expirationBehavior isRecommendationEnabled isReviewerJustificationRequired isSelfReview primaryReviewers fallbackReviewers additionalNotificationRecipients schedule",
		"reviewSchedule":          "startDateTime endDateTime recurrence duration",
		"requestApprovalSettings": "isApprovalRequiredForAdd isApprovalRequiredForUpdate isRequestorJustificationRequired stages",
		"approvalStage":           "durationBeforeAutomaticDenial isApproverJustificationRequired primaryApprovers fallbackPrimaryApprovers isEscalationEnabled durationBeforeEscalation escalationApprovers fallbackEscalationApprovers approverInformationVisibility customExtension",
		"subjectSet":              "@odata.type userId groupId managerLevel description",
		"expiration":              "type endDateTime duration",
		"notificationSettings":    "isAssignmentNotificationDisabled",
		"connectedOrganization":   "id displayName description state identitySources internalSponsors externalSponsors",
		"identitySource":          "@odata.type displayName tenantId cloudInstance domainName issuerUri socialIdentitySourceType",
		"settings": "externalUserLifecycleAction durationUntilExternalUserDeletedAfterBlocked allowedDomains blockedDomains " +
			"resourceVisibility relatedPeopleInsightLevel showApproverDetailsToMembers",
	} {
		var got []string
		for member := range definitions[name].(map[string]any)["properties"].(map[string]any) {
			got = append(got, member)
		}
		require.ElementsMatch(t, strings.Fields(want), got, name)
	}
}
