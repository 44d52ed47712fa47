package entitlement

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// A flaw is a change that makes a valid object invalid, and the field that the refusal has to name.
type flaw[T any] struct {
	name string // sub-test
	make func(*T)
	path string
}

// testFlaws checks that the object is valid, and that each flaw alone is refused as InvalidArgument with its path.
func testFlaws[T any](t *testing.T, full func() T, validate func(*T) error, flaws []flaw[T]) {
	t.Helper()
	object := full()
	require.NoError(t, validate(&object))
	for _, f := range flaws {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			object := full()
			f.make(&object)
			err := validate(&object)
			require.ErrorIs(t, err, InvalidArgument)
			e, ok := errors.AsType[*Error](err)
			require.True(t, ok)
			path, _, _ := strings.Cut(e.Detail, ": ")
			require.Equal(t, f.path, path, "%v", err)
		})
	}
}

func TestCatalogFlaws(t *testing.T) {
	t.Parallel()
	testFlaws(t, fullCatalog, func(c *Catalog) error { return c.Validate(SeedLimits()) }, []flaw[Catalog]{
		{"no_name", func(c *Catalog) { c.DisplayName = "" }, "displayName"},
		{"no_description", func(c *Catalog) { c.Description = "" }, "description"},
		{"blank_description", func(c *Catalog) { c.Description = " \n" }, "description"},
		{"no_type", func(c *Catalog) { c.Type = 0 }, "catalogType"},
		{"unknown_type", func(c *Catalog) { c.Type = 9 }, "catalogType"}, // I-8
		{"no_state", func(c *Catalog) { c.State = 0 }, "state"},
		{"not_UTF8", func(c *Catalog) { c.Description = "\xff" }, "description"}, // I-9
	})
}

func TestResourceFlaws(t *testing.T) {
	t.Parallel()
	testFlaws(t, fullResource, func(r *Resource) error { return r.Validate(SeedLimits()) }, []flaw[Resource]{
		{"no_name", func(r *Resource) { r.DisplayName = "" }, "displayName"},
		{"no_type", func(r *Resource) { r.Type = "" }, "type"},
		{"no_origin", func(r *Resource) { r.OriginID = "" }, "originId"},
		{"no_roles", func(r *Resource) { r.Roles = nil }, "roles"},
		{"nameless_role", func(r *Resource) { r.Roles[1].OriginID = "" }, "roles[1].originId"},
		{"role_twice", func(r *Resource) { r.Roles[1].OriginID = RoleMember }, "roles[1].originId"},
		{"role_of_two_lines", func(r *Resource) { r.Roles[0].DisplayName = "a\nb" }, "roles[0].displayName"},
		{"bell_in_a_role", func(r *Resource) { r.Roles[0].Description = "\a" }, "roles[0].description"},
		{"bell_in_the_text", func(r *Resource) { r.Description = "\a" }, "description"},
	})
}

//
func TestResourcesGetTheRolesOfTheirType(t *testing.T) {
	t.Parallel()
	for typ, roles := range map[ResourceType][]ResourceRole{
		ResourceGroup:       {{OriginID: RoleMember}, {OriginID: RoleOwner}},
		ResourceApplication: {{OriginID: RoleDefaultAccess}},
		ResourceSite:        nil,
		"printer":           nil,
	} {
		require.Equal(t, roles, Resource{Type: typ}.WithDefaultRoles().Roles, "%s", typ)
	}
	own := []ResourceRole{{OriginID: "Reader"}}
	r := Resource{Type: ResourceGroup, Roles: own}
	require.Equal(t, own, r.WithDefaultRoles().Roles, "roles that are given stay alone")
	require.True(t, r.HasRole("Reader"))
	require.False(t, r.HasRole(RoleMember))
}

func TestPackageFlaws(t *testing.T) {
	t.Parallel()
	testFlaws(t, fullPackage, func(p *AccessPackage) error { return p.Validate(SeedLimits()) }, []flaw[AccessPackage]{
		{"no_name", func(p *AccessPackage) { p.DisplayName = "" }, "displayName"},
		{"bell_in_the_text", func(p *AccessPackage) { p.Description = "\a" }, "description"},
		{"no_resource", func(p *AccessPackage) { p.Roles[0].Resource = ResourceID{} }, "resourceRoleScopes[0].resourceId"},
		{"no_role", func(p *AccessPackage) { p.Roles[1].Role = "" }, "resourceRoleScopes[1].roleOriginId"},
		{"role_twice", func(p *AccessPackage) { p.Roles[1] = p.Roles[0] }, "resourceRoleScopes[1]"},
		{"incompatible_with_nothing", func(p *AccessPackage) { p.IncompatiblePackages[1] = AccessPackageID{} }, "incompatibleAccessPackages[1]"},
		{"incompatible_with_itself", func(p *AccessPackage) { p.IncompatiblePackages[1] = p.ID }, "incompatibleAccessPackages[1]"},
		{"incompatible_twice", func(p *AccessPackage) { p.IncompatiblePackages[1] = p.IncompatiblePackages[0] }, "incompatibleAccessPackages[1]"},
		{"nameless_group", func(p *AccessPackage) { p.IncompatibleGroups[0] = "" }, "incompatibleGroups[0]"},
		{"group_twice", func(p *AccessPackage) { p.IncompatibleGroups[1] = "auditors" }, "incompatibleGroups[1]"},
	})
}

// A package without roles is valid, but cannot be requested. // R-042
func TestEmptyPackageIsValid(t *testing.T) {
	t.Parallel()
	p := AccessPackage{DisplayName: "Sales"}
	require.NoError(t, p.Validate(SeedLimits()))
}

func TestEqualPackagesAreEqualOnceNormalized(t *testing.T) {
	t.Parallel()
	want, mixed := fullPackage(), fullPackage()
	mixed.Roles[0], mixed.Roles[1] = mixed.Roles[1], mixed.Roles[0]
	mixed.IncompatiblePackages[0], mixed.IncompatiblePackages[1] = mixed.IncompatiblePackages[1], mixed.IncompatiblePackages[0]
	mixed.IncompatibleGroups[0], mixed.IncompatibleGroups[1] = mixed.IncompatibleGroups[1], mixed.IncompatibleGroups[0]
	require.NotEqual(t, want, mixed)
	mixed.Normalize()
	require.Equal(t, want, mixed)

	require.Negative(t, RoleRef{ResourceID{1}, "z"}.Compare(RoleRef{ResourceID{2}, "a"}), "the resource comes first")
	require.Positive(t, RoleRef{ResourceID{1}, "z"}.Compare(RoleRef{ResourceID{1}, "a"}))
}

func TestOrganizationFlaws(t *testing.T) {
	t.Parallel()
	testFlaws(t, fullOrganization, func(o *ConnectedOrganization) error { return o.Validate(SeedLimits()) },
		[]flaw[ConnectedOrganization]{
			{"no_name", func(o *ConnectedOrganization) { o.DisplayName = "" }, "displayName"},
			{"no_state", func(o *ConnectedOrganization) { o.State = 0 }, "state"},
			{"bell_in_the_text", func(o *ConnectedOrganization) { o.Description = "\a" }, "description"},
			{"no_sources", func(o *ConnectedOrganization) { o.IdentitySources = nil }, "identitySources"},
			{"unknown_source", func(o *ConnectedOrganization) { o.IdentitySources[0].Type = 0 }, "identitySources[0].@odata.type"},
			{"source_of_two_lines", func(o *ConnectedOrganization) { o.IdentitySources[0].DisplayName = "a\nb" }, "identitySources[0].displayName"},
			{"no_tenant", func(o *ConnectedOrganization) { o.IdentitySources[0].TenantID = "" }, "identitySources[0].tenantId"},
			{"tenant_with_domain", func(o *ConnectedOrganization) { o.IdentitySources[0].DomainName = "a.example" }, "identitySources[0]"},
			{"domain_with_tenant", func(o *ConnectedOrganization) { o.IdentitySources[1].TenantID = "t" }, "identitySources[1]"},
			{"no_domain", func(o *ConnectedOrganization) { o.IdentitySources[1].DomainName = "" }, "identitySources[1].domainName"},
			{"no_tenant_elsewhere", func(o *ConnectedOrganization) { o.IdentitySources[2].TenantID = "" }, "identitySources[2].tenantId"},
			{"no_cloud", func(o *ConnectedOrganization) { o.IdentitySources[2].CloudInstance = "" }, "identitySources[2].cloudInstance"},
			{"tenant_with_cloud", func(o *ConnectedOrganization) { o.IdentitySources[0].CloudInstance = "x" }, "identitySources[0]"},
			{"no_federated_domain", func(o *ConnectedOrganization) { o.IdentitySources[3].DomainName = "" }, "identitySources[3].domainName"},
			{"issuer_of_two_lines", func(o *ConnectedOrganization) { o.IdentitySources[3].IssuerURI = "a\nb" }, "identitySources[3].issuerUri"},
			{"domain_with_issuer", func(o *ConnectedOrganization) { o.IdentitySources[1].IssuerURI = "https://x" }, "identitySources[1]"},
			{"no_provider", func(o *ConnectedOrganization) { o.IdentitySources[4].SocialType = "" }, "identitySources[4].socialIdentitySourceType"},
			{"provider_with_domain", func(o *ConnectedOrganization) { o.IdentitySources[4].DomainName = "a.example" }, "identitySources[4]"},
			{"domain_and_its_federation", func(o *ConnectedOrganization) {
				o.IdentitySources = append(o.IdentitySources, IdentitySource{Type: SourceDomain, DomainName: "contoso.test"})
			}, "identitySources[5]"},
			{"source_twice", func(o *ConnectedOrganization) {
				o.IdentitySources = append(o.IdentitySources, IdentitySource{Type: SourceDomain, DomainName: "CONTOSO.example"})
			}, "identitySources[5]"},
			{"manager_as_sponsor", func(o *ConnectedOrganization) { o.InternalSponsors[0] = Manager(1) }, "internalSponsors[0]"},
			{"nameless_sponsor", func(o *ConnectedOrganization) { o.ExternalSponsors[0].GroupID = "" }, "externalSponsors[0].groupId"},
			{"sponsor_twice", func(o *ConnectedOrganization) {
				o.InternalSponsors = append(o.InternalSponsors, SubjectSet{Type: SetSingleUser, UserID: "sam", Description: "again"})
			}, "internalSponsors[1]"},
		})
}

func TestRoleAssignmentFlaws(t *testing.T) {
	t.Parallel()
	testFlaws(t, fullRoleAssignment, (*RoleAssignment).Validate, []flaw[RoleAssignment]{
		{"no_role", func(a *RoleAssignment) { a.Role = 0 }, "role"},
		{"catalog_role_without_catalog", func(a *RoleAssignment) { a.Catalog = CatalogID{} }, "catalogId"},
		{"tenant_role_with_catalog", func(a *RoleAssignment) { a.Role = RoleCatalogCreator }, "catalogId"},
		{"nobody", func(a *RoleAssignment) { a.Principal = SubjectSet{} }, "principal.@odata.type"},
		{"manager", func(a *RoleAssignment) { a.Principal = Manager(1) }, "principal"},
	})
	tenant := []Role{RoleGlobalAdministrator, RoleGovernanceAdministrator, RoleCatalogCreator, RoleOrganizationAdministrator,
		RoleGlobalReader, RoleSecurityReader, RoleUserAdministrator}
	for _, r := range roles.all() {
		isTenant := slices.Contains(tenant, r)
		require.Equal(t, isTenant, r.IsTenantRole(), "%v", r)
		a := RoleAssignment{Role: r, Principal: User("alice")}
		require.Equal(t, isTenant, a.Validate() == nil, "%v", r)
	}
}

func TestSettingsFlaws(t *testing.T) {
	t.Parallel()
	testFlaws(t, fullSettings, (*Settings).Validate, []flaw[Settings]{
		{"unknown_action", func(s *Settings) { s.ExternalUserLifecycleAction = 9 }, "externalUserLifecycleAction"},
		{"negative_delay", func(s *Settings) { s.DurationUntilExternalUserDeletedAfterBlocked = Days(-1) }, "durationUntilExternalUserDeletedAfterBlocked"},
		{"both_lists", func(s *Settings) { s.BlockedDomains = []string{"a.example"} }, "blockedDomains"},
		{"no_domain", func(s *Settings) { s.AllowedDomains[0] = "" }, "allowedDomains[0]"},
		{"bad_domain", func(s *Settings) { s.AllowedDomains[0] = "alice@a.example" }, "allowedDomains[0]"},
	})
}

func TestSubjectFlaws(t *testing.T) {
	t.Parallel()
	testFlaws(t, fullSubject, (*Subject).Validate, []flaw[Subject]{
		{"no_id", func(s *Subject) { s.ID = "" }, "id"},
		{"no_type", func(s *Subject) { s.UserType = 0 }, "userType"},
		{"name_of_two_lines", func(s *Subject) { s.DisplayName = "Alice\nBob" }, "displayName"},
		{"mail_of_two_lines", func(s *Subject) { s.Mail = "a@b.example\nBcc: c@d.example" }, "mail"}, // CWE-93
		{"line_break_in_tenant", func(s *Subject) { s.TenantID = "a\nb" }, "tenantId"},
		{"line_break_in_domain", func(s *Subject) { s.Domain = "a\nb" }, "domain"},
		{"line_break_in_manager", func(s *Subject) { s.Manager = "a\nb" }, "manager"},
		{"nameless_sponsor", func(s *Subject) { s.Sponsors[0] = "" }, "sponsors[0]"},
		{"nameless_link", func(s *Subject) { s.LinkedIDs[0] = "" }, "linkedIds[0]"},
		{"nameless_attribute", func(s *Subject) { s.Attributes[""] = "x" }, "attributes"},
		{"bell_in_an_attribute", func(s *Subject) { s.Attributes["department"] = "\a" }, `attributes["department"]`},
	})
	s := Subject{ID: "alice", UserType: UserMember}
	require.NoError(t, s.Validate(), "the rest may be unknown")
}

func TestScheduleFlaws(t *testing.T) {
	t.Parallel()
	full := func() Schedule { return Schedule{Start: day(1, 1), End: day(2, 1)} }
	validate := func(s *Schedule) error { return s.Validate() }
	testFlaws(t, full, validate, []flaw[Schedule]{
		{"too_fine", func(s *Schedule) { s.Start = s.Start.Add(1) }, "schedule.startDateTime"}, // I-9
		{"too_late", func(s *Schedule) { s.End = latest.Add(1000) }, "schedule.endDateTime"},   // I-9
		{"too_early", func(s *Schedule) { s.Start = earliest.Add(-1000).AddDate(-1, 0, 0) }, "schedule.startDateTime"},
	})
	require.NoError(t, Schedule{}.Validate(), "nothing asked for")
	require.NoError(t, Schedule{Start: earliest, End: latest}.Validate())
}

func TestActorFlaws(t *testing.T) {
	t.Parallel()
	full := func() Actor { return Actor{Kind: ActorPerson, Subject: "alice"} }
	validate := func(a *Actor) error { return a.Validate() }
	testFlaws(t, full, validate, []flaw[Actor]{
		{"nobody", func(a *Actor) { *a = Actor{} }, "actor.kind"}, // a forgotten actor has no rights
		{"unknown", func(a *Actor) { a.Kind = 9 }, "actor.kind"},
		{"person_without_id", func(a *Actor) { a.Subject = "" }, "actor.subject"},
		{"person_with_job", func(a *Actor) { a.Job = "import" }, "actor.job"},
		{"host_without_job", func(a *Actor) { *a = Actor{Kind: ActorHost} }, "actor.job"},
		{"host_with_person", func(a *Actor) { a.Kind = ActorHost }, "actor.subject"},
		{"system_with_person", func(a *Actor) { a.Kind = ActorSystem }, "actor.subject"},
	})
	require.NoError(t, Actor{Kind: ActorSystem}.Validate())
	require.NoError(t, Actor{Kind: ActorHost, Job: "import"}.Validate())
}
