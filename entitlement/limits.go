package entitlement

import "math"

// Unlimited is the value of a limit on a number of objects that is not there: see UnlimitedLimits.
const Unlimited = math.MaxInt

// Limits are the sizes an engine accepts. A limit is exact: its value is accepted, one more is refused with LimitExceeded
// and a LimitError that names the limit. SeedLimits is the default.
type Limits struct {
	ResourcesPerPackage         int // different resources in one access package
	RolesPerPackage             int // roles in one access package
	RolesPerResource            int
	IncompatibilitiesPerPackage int // incompatible packages and groups of one package
	PackagesPerCatalog          int
	PackagesPerTenant           int
	CatalogsPerTenant           int
	ResourcesPerCatalog         int
	PoliciesPerPackage          int
	PoliciesPerTenant           int
	StagesPerPolicy             int // approval stages
	OrganizationsPerTenant      int
	UsersAndGroupsPerPolicy     int // named in one policy's scope
	OrganizationsPerPolicy      int // named in one policy's scope
	ApproversPerStage           int // subject sets of one kind in a stage, and people resolved from them
	RoleAssignmentsPerCatalog   int // delegated principals
	AssignmentDays              int // longest lifetime of an assignment, in days

	DisplayNameLength   int // characters
	DescriptionLength   int // characters
	JustificationLength int // characters

	QuestionsPerPolicy int // questions of a policy, and answers in a request
	ChoicesPerQuestion int
	AnswerLength       int // characters of one answer

	AttributesPerCatalog int // attributes of all resources of a catalog together

	PeoplePerAutomaticPolicy int // beyond that, people in its scope stay unassigned

	ExtensionsPerTenant  int // custom extensions of all catalogs together
	ExtensionsPerCatalog int
	ExtensionsPerPolicy  int // stages of a policy at which extensions are called

	// AssignmentsPerTenant and AssignmentsPerPackage count the assignments that have not ended, and the requests that wait for
	// approval or their start, which have their place already. Whom an automatic policy would take beyond them stays
	// unassigned until there is room and the person is looked at again: by OnPersonChanged, or the next survey.
	AssignmentsPerTenant  int
	AssignmentsPerPackage int
	// RequestsInThreeMonths counts the requests for access, and for changes of it, that people and administrators made today and
	// on the days before, up to three months, in UTC. What the system does is not counted, nor is what takes access away, nor a
	// request whose record was removed.
	RequestsInThreeMonths int

	CredentialsPerPolicy int // credential types that a policy demands, and credentials in a request
}

// SeedLimits are the defaults.
func SeedLimits() Limits {
	return Limits{
		ResourcesPerPackage: 30, RolesPerPackage: 300, RolesPerResource: 1000, IncompatibilitiesPerPackage: 500,
		PackagesPerCatalog: 500, PackagesPerTenant: 100_000, CatalogsPerTenant: 200, ResourcesPerCatalog: 10_000,
		PoliciesPerPackage: 10, PoliciesPerTenant: 100_000, StagesPerPolicy: 2, OrganizationsPerTenant: 2500,
		UsersAndGroupsPerPolicy: 500, OrganizationsPerPolicy: 1000, ApproversPerStage: 500, RoleAssignmentsPerCatalog: 500,
		AssignmentDays: 3660, DisplayNameLength: 256, DescriptionLength: 4096, JustificationLength: 4096,
		QuestionsPerPolicy: 50, ChoicesPerQuestion: 100, AnswerLength: 4096, AttributesPerCatalog: 20,
		PeoplePerAutomaticPolicy: 15_000, ExtensionsPerTenant: 500, ExtensionsPerCatalog: 20, ExtensionsPerPolicy: 5,
		AssignmentsPerTenant: Unlimited, AssignmentsPerPackage: Unlimited, RequestsInThreeMonths: Unlimited,
		CredentialsPerPolicy: 10,
	}
}

// Entra2023Limits are the service limits that Microsoft published in 2023.
func Entra2023Limits() Limits {
	l := SeedLimits()
	l.ResourcesPerCatalog = 50
	l.ResourcesPerPackage = 50
	l.PackagesPerCatalog = 50
	l.PackagesPerTenant = 4000
	l.CatalogsPerTenant = 1500
	l.PoliciesPerTenant = 5000
	l.StagesPerPolicy = 3
	l.RoleAssignmentsPerCatalog = 10
	l.AssignmentsPerTenant = 100_000
	l.AssignmentsPerPackage = 10_000
	l.RequestsInThreeMonths = 50_000
	return l
}

// Entra2024Limits are the service limits that Microsoft published in 2024.
func Entra2024Limits() Limits {
	l := SeedLimits()
	l.ResourcesPerPackage = 10_000 // none published: a package may hold all resources of its catalog
	l.RolesPerPackage = 10_000
	l.PackagesPerCatalog = 20_000
	l.PackagesPerTenant = 20_000
	l.CatalogsPerTenant = 7500
	l.PoliciesPerPackage = 25_000
	l.PoliciesPerTenant = 25_000
	l.StagesPerPolicy = 3
	l.AssignmentsPerTenant = 300_000
	l.RequestsInThreeMonths = 200_000
	return l
}

// UnlimitedLimits limit no number of objects, only what one document or one message may hold: lists and texts that people send
// are bounded always.
func UnlimitedLimits() Limits {
	l := Entra2024Limits()
	for _, n := range [...]*int{
		&l.PackagesPerCatalog, &l.PackagesPerTenant, &l.CatalogsPerTenant, &l.ResourcesPerCatalog, &l.PoliciesPerPackage,
		&l.PoliciesPerTenant, &l.OrganizationsPerTenant, &l.RoleAssignmentsPerCatalog, &l.PeoplePerAutomaticPolicy,
		&l.AssignmentsPerTenant, &l.AssignmentsPerPackage, &l.RequestsInThreeMonths, &l.ExtensionsPerTenant,
	} {
		*n = Unlimited
	}
	return l
}

// Validate refuses limits below one.
func (l Limits) Validate() error {
	for _, f := range []struct {
		name  string
		value int
	}{
		{"ResourcesPerPackage", l.ResourcesPerPackage}, {"RolesPerPackage", l.RolesPerPackage},
		{"RolesPerResource", l.RolesPerResource}, {"IncompatibilitiesPerPackage", l.IncompatibilitiesPerPackage},
		{"PackagesPerCatalog", l.PackagesPerCatalog}, {"PackagesPerTenant", l.PackagesPerTenant},
		{"CatalogsPerTenant", l.CatalogsPerTenant}, {"ResourcesPerCatalog", l.ResourcesPerCatalog},
		{"PoliciesPerPackage", l.PoliciesPerPackage}, {"PoliciesPerTenant", l.PoliciesPerTenant},
		{"StagesPerPolicy", l.StagesPerPolicy}, {"OrganizationsPerTenant", l.OrganizationsPerTenant},
		{"UsersAndGroupsPerPolicy", l.UsersAndGroupsPerPolicy}, {"OrganizationsPerPolicy", l.OrganizationsPerPolicy},
		{"ApproversPerStage", l.ApproversPerStage}, {"RoleAssignmentsPerCatalog", l.RoleAssignmentsPerCatalog},
		{"AssignmentDays", l.AssignmentDays}, {"DisplayNameLength", l.DisplayNameLength},
		{"DescriptionLength", l.DescriptionLength}, {"JustificationLength", l.JustificationLength},
		{"QuestionsPerPolicy", l.QuestionsPerPolicy}, {"ChoicesPerQuestion", l.ChoicesPerQuestion},
		{"AnswerLength", l.AnswerLength}, {"AttributesPerCatalog", l.AttributesPerCatalog},
		{"PeoplePerAutomaticPolicy", l.PeoplePerAutomaticPolicy}, {"AssignmentsPerTenant", l.AssignmentsPerTenant},
		{"AssignmentsPerPackage", l.AssignmentsPerPackage}, {"RequestsInThreeMonths", l.RequestsInThreeMonths},
		{"ExtensionsPerTenant", l.ExtensionsPerTenant}, {"ExtensionsPerCatalog", l.ExtensionsPerCatalog},
		{"ExtensionsPerPolicy", l.ExtensionsPerPolicy}, {"CredentialsPerPolicy", l.CredentialsPerPolicy},
	} {
		if f.value < 1 {
			return invalid("limits."+f.name, "is %d; it must be at least 1", f.value)
		}
	}
	return nil
}
