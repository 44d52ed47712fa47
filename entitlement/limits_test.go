package entitlement

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The numbers of the rule book; where a profile has none of its own the seed's number holds. // R-369
func TestProfiles(t *testing.T) {
	t.Parallel()
	const none = Unlimited
	for limit, want := range map[string][3]int{ // seed, Entra 2023, Entra 2024
		"AssignmentsPerTenant":      {none, 100_000, 300_000},
		"AssignmentsPerPackage":     {none, 10_000, none},
		"RequestsInThreeMonths":     {none, 50_000, 200_000},
		"ResourcesPerPackage":       {30, 50, 10_000},
		"ResourcesPerCatalog":       {10_000, 50, 10_000},
		"PackagesPerCatalog":        {500, 50, 20_000},
		"PackagesPerTenant":         {100_000, 4000, 20_000},
		"CatalogsPerTenant":         {200, 1500, 7500},
		"PoliciesPerPackage":        {10, 10, 25_000},
		"PoliciesPerTenant":         {100_000, 5000, 25_000},
		"StagesPerPolicy":           {2, 3, 3},
		"OrganizationsPerTenant":    {2500, 2500, 2500},
		"UsersAndGroupsPerPolicy":   {500, 500, 500},
		"OrganizationsPerPolicy":    {1000, 1000, 1000},
		"RoleAssignmentsPerCatalog": {500, 10, 500},
		"AssignmentDays":            {3660, 3660, 3660},
		"RolesPerPackage":           {300, 300, 10_000},       // ours
		"RolesPerResource":          {1000, 1000, 1000},       // ours
		"DisplayNameLength":         {256, 256, 256},          // ours
		"DescriptionLength":         {4096, 4096, 4096},       // ours
		"JustificationLength":       {4096, 4096, 4096},       // ours
		"ApproversPerStage":         {500, 500, 500},          // ours
		"QuestionsPerPolicy":        {50, 50, 50},             // ours
		"ChoicesPerQuestion":        {100, 100, 100},          // ours
		"AnswerLength":              {4096, 4096, 4096},       // ours
		"AttributesPerCatalog":      {20, 20, 20},
		"PeoplePerAutomaticPolicy":  {15_000, 15_000, 15_000},
		"ExtensionsPerTenant":       {500, 500, 500},
		"ExtensionsPerCatalog":      {20, 20, 20},
		"ExtensionsPerPolicy":       {5, 5, 5},
		"CredentialsPerPolicy":      {10, 10, 10},             // ours
	} {
		for i, l := range []Limits{SeedLimits(), Entra2023Limits(), Entra2024Limits()} {
			require.Equal(t, int64(want[i]), reflect.ValueOf(l).FieldByName(limit).Int(), "%s of profile %d", limit, i)
			require.NoError(t, l.Validate())
		}
	}
}

// Without limits, numbers of objects have none; what people send at once is bounded nevertheless. // R-369
func TestUnlimitedLimits(t *testing.T) {
	t.Parallel()
	l := UnlimitedLimits()
	require.NoError(t, l.Validate())
	fields := reflect.ValueOf(l)
	for i := range fields.NumField() {
		name, value := fields.Type().Field(i).Name, fields.Field(i).Int()
		ofObjects := strings.HasSuffix(name, "PerTenant") || strings.HasPrefix(name, "Assignments") ||
			name == "PackagesPerCatalog" || name == "ResourcesPerCatalog" || name == "RoleAssignmentsPerCatalog" ||
			name == "PoliciesPerPackage" || name == "PeoplePerAutomaticPolicy" || name == "RequestsInThreeMonths"
		if ofObjects {
			require.EqualValues(t, Unlimited, value, name)
			continue
		}
		require.LessOrEqual(t, value, int64(10_000), name)
	}
}

// Every limit is at least one, and the zero Limits are refused. // R-369
func TestLimitsBelowOneAreRefused(t *testing.T) {
	t.Parallel()
	fields := reflect.TypeFor[Limits]()
	for i := range fields.NumField() {
		for _, value := range []int64{0, -1} {
			l := SeedLimits()
			reflect.ValueOf(&l).Elem().Field(i).SetInt(value)
			err := l.Validate()
			require.ErrorIs(t, err, InvalidArgument)
			require.ErrorContains(t, err, fmt.Sprintf("limits.%s: is %d", fields.Field(i).Name, value))
		}
		l := SeedLimits()
		reflect.ValueOf(&l).Elem().Field(i).SetInt(1)
		require.NoError(t, l.Validate())
	}
}

// requireLimit checks that err names the limit, what it allows, and the value refused.
func requireLimit(t *testing.T, err error, limit string, maximum, value int) {
	t.Helper()
	require.ErrorIs(t, err, LimitExceeded)
	l, ok := errors.AsType[*LimitError](err)
	require.True(t, ok, "%v", err)
	require.Equal(t, LimitError{limit, maximum, value}, *l)
	require.ErrorContains(t, err, fmt.Sprintf("limit %s allows %d, not %d", limit, maximum, value))
}

// refs returns n roles, each of another resource.
func refs(n int) []RoleRef {
	out := make([]RoleRef, n)
	for i := range out {
		out[i] = RoleRef{ResourceID{byte(i >> 8), byte(i), 1}, RoleMember}
	}
	return out
}

func users(n int) []SubjectSet {
	out := make([]SubjectSet, n)
	for i := range out {
		out[i] = User(SubjectID(fmt.Sprint("user", i)))
	}
	return out
}

func texts[T ~string](n int, suffix string) []T {
	out := make([]T, n)
	for i := range out {
		out[i] = T(fmt.Sprint("x", i, suffix))
	}
	return out
}

// Every list and text is accepted at its limit and refused with one more. // A-09, R-359, R-369, I-133
func TestLimitsAreExact(t *testing.T) {
	t.Parallel()
	l := SeedLimits()
	small := l
	small.RolesPerPackage = 7
	at := day(1, 1)
	for _, c := range []struct {
		name    string // sub-test
		limit   string
		maximum int
		with    func(n int) error
	}{
		{"resources_of_a_package", "ResourcesPerPackage", 30, func(n int) error {
			p := fullPackage()
			p.Roles = refs(n)
			return p.Validate(l)
		}},
		{"roles_of_a_package", "RolesPerPackage", 7, func(n int) error {
			p := fullPackage()
			p.Roles = refs(n)
			return p.Validate(small)
		}},
		{"incompatible_packages", "IncompatibilitiesPerPackage", 500, func(n int) error {
			p := fullPackage()
			p.IncompatiblePackages = nil
			for i := range n - len(p.IncompatibleGroups) {
				p.IncompatiblePackages = append(p.IncompatiblePackages, AccessPackageID{9, byte(i >> 8), byte(i)})
			}
			return p.Validate(l)
		}},
		{"incompatible_groups", "IncompatibilitiesPerPackage", 500, func(n int) error {
			p := fullPackage()
			p.IncompatibleGroups = texts[GroupID](n-len(p.IncompatiblePackages), "")
			return p.Validate(l)
		}},
		{"roles_of_a_resource", "RolesPerResource", 1000, func(n int) error {
			r := fullResource()
			r.Roles = nil
			for _, id := range texts[RoleID](n, "") {
				r.Roles = append(r.Roles, ResourceRole{OriginID: id})
			}
			return r.Validate(l)
		}},
		{"stages_of_a_policy", "StagesPerPolicy", 2, func(n int) error {
			p := fullPolicy()
			p.RequestApprovalSettings.Stages = nil
			for range n {
				stage := fullStage()
				stage.PrimaryApprovers = users(1) // managers approve in one stage only
				p.RequestApprovalSettings.Stages = append(p.RequestApprovalSettings.Stages, stage)
			}
			return p.Validate(l, at)
		}},
		{"approvers_of_a_stage", "ApproversPerStage", 500, func(n int) error {
			p := fullPolicy()
			p.RequestApprovalSettings.Stages[0].PrimaryApprovers = users(n)
			return p.Validate(l, at)
		}},
		{"users_of_a_policy", "UsersAndGroupsPerPolicy", 500, func(n int) error {
			p := fullPolicy()
			p.SpecificAllowedTargets = users(n)
			return p.Validate(l, at)
		}},
		{"organizations_of_a_policy", "OrganizationsPerPolicy", 1000, func(n int) error {
			p := fullPolicy()
			p.AllowedTargetScope, p.SpecificAllowedTargets = ScopeSpecificOrganizations, nil
			for i := range n {
				id := OrganizationID{1, byte(i >> 8), byte(i)}
				p.SpecificAllowedTargets = append(p.SpecificAllowedTargets, OrganizationMembers(id))
			}
			return p.Validate(l, at)
		}},
		{"days_of_a_policy", "AssignmentDays", 3660, func(n int) error {
			return Expiration{Type: ExpirationAfterDuration, Duration: Days(n)}.Validate(l)
		}},
		{"days_of_a_stage", "AssignmentDays", 3660, func(n int) error {
			p := fullPolicy()
			p.RequestApprovalSettings.Stages[0].DurationBeforeAutomaticDenial = Days(n)
			return p.Validate(l, at)
		}},
		{"on_behalf_requestors", "UsersAndGroupsPerPolicy", 500, func(n int) error {
			p := fullPolicy()
			p.RequestorSettings.OnBehalfRequestors = users(n)
			return p.Validate(l, at)
		}},
		{"questions_of_a_policy", "QuestionsPerPolicy", 50, func(n int) error {
			p := fullPolicy()
			p.Questions = questions(n)
			return p.Validate(l, at)
		}},
		{"extensions_of_a_catalog", "ExtensionsPerCatalog", 20, func(n int) error {
			c := fullCatalog()
			for i := len(c.CustomExtensions); i < n; i++ {
				x := c.CustomExtensions[0]
				x.ID = CustomExtensionID(fmt.Sprintf("another %d", i))
				c.CustomExtensions = append(c.CustomExtensions, x)
			}
			return c.Validate(l)
		}},
		{"extensions_of_a_policy", "ExtensionsPerPolicy", 5, func(n int) error {
			p := fullPolicy()
			for i := len(p.CustomExtensionStageSettings); i < n; i++ {
				p.CustomExtensionStageSettings = append(p.CustomExtensionStageSettings,
					CustomExtensionStageSetting{StageRequestCreated, CustomExtensionID(fmt.Sprintf("another %d", i))})
			}
			return p.Validate(l, at)
		}},
		{"attributes_of_a_resource", "AttributesPerCatalog", 20, func(n int) error {
			r := fullResource()
			r.Attributes = attributes(n)
			return r.Validate(l)
		}},
		{"answers_to_attributes", "AttributesPerCatalog", 20, func(n int) error {
			var list []Answer
			for _, a := range attributes(n) {
				list = append(list, Answered(a.Question.ID, "x"))
			}
			return l.CheckAnswers(list)
		}},
		{"bytes_of_an_attribute", "KeyLength", KeyLength, func(n int) error {
			r := fullResource()
			r.Attributes[0].Name = strings.Repeat("x", n)
			r.Attributes[0].Question.ID = AttributeQuestion(r.Attributes[0].Name)
			return r.Validate(l)
		}},
		{"choices_of_a_question", "ChoicesPerQuestion", 100, func(n int) error {
			p := fullPolicy()
			p.Questions[1].Choices = choices(n)
			return p.Validate(l, at)
		}},
		{"localizations_of_a_question", "ListLength", ListLength, func(n int) error {
			p := fullPolicy()
			p.Questions[0].Localizations = localizations(n)
			return p.Validate(l, at)
		}},
		{"characters_of_a_question", "DescriptionLength", 4096, func(n int) error {
			p := fullPolicy()
			p.Questions[0].Text = strings.Repeat("ä", n)
			return p.Validate(l, at)
		}},
		{"bytes_of_a_pattern", "PatternLength", PatternLength, func(n int) error {
			p := fullPolicy()
			p.Questions[0].RegexPattern = strings.Repeat("x", n)
			return p.Validate(l, at)
		}},
		{"answers", "QuestionsPerPolicy", 50, func(n int) error {
			var list []Answer
			for _, q := range questions(n) {
				list = append(list, Answered(q.ID, "x"))
			}
			return l.CheckAnswers(list)
		}},
		{"values_of_an_answer", "ChoicesPerQuestion", 100, func(n int) error {
			return l.CheckAnswers([]Answer{Answered("q", texts[string](n, "")...)})
		}},
		{"characters_of_an_answer", "AnswerLength", 4096, func(n int) error {
			return l.CheckAnswers([]Answer{Answered("q", strings.Repeat("ä", n))})
		}},
		{"credentials_of_a_policy", "CredentialsPerPolicy", 10, func(n int) error {
			p := fullPolicy()
			p.VerifiableCredentialSettings.CredentialTypes = nil
			for _, name := range texts[string](n, "") {
				t := VerifiableCredentialType{name, []string{"did:web:a.example"}}
				p.VerifiableCredentialSettings.CredentialTypes = append(p.VerifiableCredentialSettings.CredentialTypes, t)
			}
			return p.Validate(l, at)
		}},
		{"issuers_of_a_credential", "ListLength", ListLength, func(n int) error {
			p := fullPolicy()
			p.VerifiableCredentialSettings.CredentialTypes[0].Issuers = texts[string](n, "")
			return p.Validate(l, at)
		}},
		{"bytes_of_an_issuer", "AuthorityLength", AuthorityLength, func(n int) error {
			p := fullPolicy()
			p.VerifiableCredentialSettings.CredentialTypes[0].Issuers[0] = strings.Repeat("x", n)
			return p.Validate(l, at)
		}},
		{"presented_credentials", "CredentialsPerPolicy", 10, func(n int) error {
			var list []VerifiedCredential
			for _, name := range texts[string](n, "") {
				list = append(list, VerifiedCredential{Authority: "x", Type: name})
			}
			return l.CheckVerifiedCredentials(list)
		}},
		{"bytes_of_an_authority", "AuthorityLength", AuthorityLength, func(n int) error {
			return l.CheckVerifiedCredentials([]VerifiedCredential{{Authority: strings.Repeat("x", n), Type: "x"}})
		}},
		{"claims_of_a_credential", "ClaimsPerCredential", ClaimsPerCredential, func(n int) error {
			c := VerifiedCredential{Authority: "x", Type: "x"}
			for _, name := range texts[string](n, "") {
				c.Claims = append(c.Claims, CredentialClaim{name, "x"})
			}
			return l.CheckVerifiedCredentials([]VerifiedCredential{c})
		}},
		{"characters_of_a_claim", "ClaimLength", ClaimLength, func(n int) error {
			claim := CredentialClaim{"x", strings.Repeat("ä", n)}
			return l.CheckVerifiedCredentials([]VerifiedCredential{{Authority: "x", Type: "x", Claims: []CredentialClaim{claim}}})
		}},
		{"sponsors_of_an_organization", "ApproversPerStage", 500, func(n int) error {
			o := fullOrganization()
			o.InternalSponsors = users(n)
			return o.Validate(l)
		}},
		{"sources_of_an_organization", "ListLength", ListLength, func(n int) error {
			o := fullOrganization()
			o.IdentitySources = nil
			for _, d := range texts[string](n, ".example") {
				o.IdentitySources = append(o.IdentitySources, IdentitySource{Type: SourceDomain, DomainName: d})
			}
			return o.Validate(l)
		}},
		{"allowed_domains", "ListLength", ListLength, func(n int) error {
			s := Settings{AllowedDomains: texts[string](n, ".example")}
			return s.Validate()
		}},
		{"blocked_domains", "ListLength", ListLength, func(n int) error {
			s := Settings{BlockedDomains: texts[string](n, ".example")}
			return s.Validate()
		}},
		{"sponsors_of_a_subject", "ListLength", ListLength, func(n int) error {
			s := fullSubject()
			s.Sponsors = texts[SubjectID](n, "")
			return s.Validate()
		}},
		{"linked_ids_of_a_subject", "ListLength", ListLength, func(n int) error {
			s := fullSubject()
			s.LinkedIDs = texts[SubjectID](n, "")
			return s.Validate()
		}},
		{"attributes_of_a_subject", "ListLength", ListLength, func(n int) error {
			s := fullSubject()
			s.Attributes = map[string]string{}
			for _, name := range texts[string](n, "") {
				s.Attributes[name] = "v"
			}
			return s.Validate()
		}},
		{"characters_of_a_name", "DisplayNameLength", 256, func(n int) error {
			c := fullCatalog()
			c.DisplayName = strings.Repeat("ä", n) // characters, not bytes
			return c.Validate(l)
		}},
		{"characters_of_a_description", "DescriptionLength", 4096, func(n int) error {
			c := fullCatalog()
			c.Description = strings.Repeat("ä", n)
			return c.Validate(l)
		}},
		{"characters_of_a_justification", "JustificationLength", 4096, func(n int) error {
			return l.CheckJustification(strings.Repeat("ä", n))
		}},
		{"bytes_of_a_subject_id", "KeyLength", KeyLength, func(n int) error {
			return SubjectID(strings.Repeat("x", n)).Validate()
		}},
		{"bytes_of_a_group_id", "KeyLength", KeyLength, func(n int) error {
			return GroupID(strings.Repeat("x", n)).Validate()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.NoError(t, c.with(c.maximum), "the limit itself is accepted")
			requireLimit(t, c.with(c.maximum+1), c.limit, c.maximum, c.maximum+1)
		})
	}
}

// A list far beyond its limit is refused before anything compares its entries with each other.
func TestHugeListsAreRefusedAtOnce(t *testing.T) {
	t.Parallel()
	const huge = 1_000_000
	p := fullPackage()
	p.Roles = make([]RoleRef, huge)
	requireLimit(t, p.Validate(SeedLimits()), "RolesPerPackage", 300, huge)
	policy := fullPolicy()
	policy.SpecificAllowedTargets = make([]SubjectSet, huge)
	requireLimit(t, policy.Validate(SeedLimits(), day(1, 1)), "UsersAndGroupsPerPolicy", 500, huge)
	o := fullOrganization()
	o.IdentitySources = make([]IdentitySource, huge)
	requireLimit(t, o.Validate(SeedLimits()), "ListLength", ListLength, huge)
}

// A package may hold several roles of one resource; they count once.
func TestResourcesAreCountedOnce(t *testing.T) {
	t.Parallel()
	p := AccessPackage{Roles: []RoleRef{{ResourceID{1}, "a"}, {ResourceID{2}, "a"}, {ResourceID{1}, "b"}}}
	require.Equal(t, 2, p.Resources())
	require.True(t, p.HasRole(RoleRef{ResourceID{1}, "b"}))
	require.False(t, p.HasRole(RoleRef{ResourceID{2}, "b"}))
}
