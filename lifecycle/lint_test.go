package lifecycle_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/lifecycle/directory"
	"example.com/tenure/policy/lint"
)

// lint looks at a policy as root and requires that looking changes nothing.
func (r *rig) lint(p entitlement.AssignmentPolicy, change ...policyChange) lifecycle.LintResult {
	r.Helper()
	for _, c := range change {
		c(&p)
	}
	before := r.bytes()
	got, err := r.as("root").Lint(r.Context(), lifecycle.LintInput{Policy: p})
	require.NoError(r, err)
	require.Equal(r, before, r.bytes(), "looking has changed the store")
	return got
}

func rulesOf(findings []lint.Finding) (out []lint.Rule) {
	for _, f := range findings {
		out = append(out, f.Rule)
	}
	return out
}

// A policy is looked at over the people who are there and beside what is stored.
func TestLint(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.hire(entitlement.Subject{ID: "new", UserType: entitlement.UserMember})
		pkg, policy := r.offer()
		got := r.lint(policy, scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff"), entitlement.User("new")))
		require.Equal(r, 3, got.People)
		require.False(r, got.IsPartial)
		require.Equal(r, []lint.Rule{lint.NoApprover, lint.FallbackMissing}, rulesOf(got.Findings))
		require.Equal(r, []entitlement.SubjectID{"new"}, got.Findings[0].Who)

		two := approvedBy(stage(entitlement.User("boss")), stage(entitlement.User("hank"), entitlement.User("boss")))
		require.Equal(r, []lint.Rule{lint.TwoStagesOnePerson}, rulesOf(r.lint(policy, two).Findings)) // I-31
		require.Empty(r, r.lint(policy, approvedBy(stage(entitlement.User("boss")))).Findings)

		another := entitlement.AssignmentPolicy{
			Package: pkg.ID, DisplayName: "Others", AllowedTargetScope: entitlement.ScopeAllMemberUsers,
		}
		found := r.lint(another)
		require.Equal(r, []lint.Rule{lint.ChoiceNeeded}, rulesOf(found.Findings)) // beside the stored one
		require.Equal(r, []entitlement.SubjectID{"ann", "bob"}, found.Findings[0].Who)
		require.Equal(r, 7, found.People, "everybody whom the directory lists")
		require.False(r, found.IsPartial)
	})
}

// A fixed end in the past is refused when a policy is saved, and found before. // R-172
func TestLintFindsAnEndThatHasPassed(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, _ := r.offer()
		late := entitlement.AssignmentPolicy{
			Package: pkg.ID, DisplayName: "Late", AllowedTargetScope: entitlement.ScopeNotSpecified,
			Expiration: entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: start},
		}
		require.Contains(r, rulesOf(r.lint(late).Findings), lint.EndPassed)
		_, err := r.as("root").CreatePolicy(r.Context(), lifecycle.PolicyInput{Policy: late})
		require.ErrorIs(r, err, entitlement.InvalidArgument)
		late.Expiration.EndDateTime = start.Add(tick)
		require.NotContains(r, rulesOf(r.lint(late).Findings), lint.EndPassed)
	})
}

// What is stored beside the policy counts: organizations, packages that exclude each other, how long events are kept.
func TestLintKnowsTheTenant(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		team := r.simple("team", automatically(`user.department -eq "Sales"`))
		r.change("ann", func(s *entitlement.Subject) { s.Attributes = map[string]string{"department": "Sales"} })
		pkg, policy := r.offer(approvedBy(stage(entitlement.User("boss"))), func(p *entitlement.AssignmentPolicy) {
			p.ReviewSettings = &entitlement.ReviewSettings{
				IsEnabled: true, IsSelfReview: true,
				Schedule: entitlement.ReviewSchedule{StartDateTime: start.Add(day), Recurrence: entitlement.Days(20)},
			}
		})
		require.Equal(r, []lint.Rule{lint.ReviewOutlivesLog}, rulesOf(r.lint(policy).Findings))

		pkg.IncompatiblePackages = []entitlement.AccessPackageID{team.ID}
		_, err := r.as("root").UpdatePackage(r.Context(), lifecycle.PackageInput{Package: pkg})
		require.NoError(r, err)
		found := r.lint(policy).Findings
		require.Equal(r, []lint.Rule{lint.Excluded, lint.ReviewOutlivesLog}, rulesOf(found))
		require.Equal(r, []entitlement.SubjectID{"ann"}, found[0].Who)

		partners := scoped(entitlement.ScopeAllConfiguredOrganizations)
		require.Contains(r, rulesOf(r.lint(policy, partners).Findings), lint.ScopeClosed)
		r.partner("Contoso", "contoso.example")
		require.NotContains(r, rulesOf(r.lint(policy, partners).Findings), lint.ScopeClosed)
		require.True(r, r.lint(policy, partners).IsPartial, "people without an account are not listed")
	}, func(c *lifecycle.Config) { c.Log.Keep = 10 * day })
}

// Who may save a policy may have it looked at, and nobody else. // R-338, R-208
func TestLintNeedsTheRoleThatSavingNeeds(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		r.applies(salesDocument) // meg owns the catalog
		starter := r.packageNamed("Starter")
		p := entitlement.AssignmentPolicy{Package: starter.ID, DisplayName: "More", AllowedTargetScope: entitlement.ScopeAllMemberUsers}
		stored := p
		stored.ID, stored.Package = starter.AssignmentPolicies[0].ID, entitlement.AccessPackageID{}
		rule := p
		automatically(`user.department -eq "Sales"`)(&rule)
		rule.Expiration = entitlement.Expiration{}
		for who, allowed := range map[entitlement.SubjectID][3]bool{
			"root": {true, true, true}, "meg": {true, true, false}, "hank": {false, false, false},
		} {
			for i, policy := range []entitlement.AssignmentPolicy{p, stored, rule} {
				_, err := r.as(who).Lint(r.Context(), lifecycle.LintInput{Policy: policy})
				if allowed[i] {
					require.NoError(r, err, "%s %d", who, i)
				} else {
					require.ErrorIs(r, err, entitlement.Forbidden, "%s %d", who, i)
				}
			}
		}
	})
}

func TestRefusalsOfLint(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		pkg, policy := r.offer()
		for name, c := range map[string]struct {
			in   lifecycle.LintInput
			code entitlement.Code
		}{
			"package":   {lifecycle.LintInput{}, entitlement.NotFound},
			"policy":    {lifecycle.LintInput{Policy: entitlement.AssignmentPolicy{ID: entitlement.PolicyID{9}, Package: pkg.ID}}, entitlement.NotFound},
			"malformed": {lifecycle.LintInput{Policy: entitlement.AssignmentPolicy{Package: pkg.ID}}, entitlement.InvalidArgument},
			"moved": {lifecycle.LintInput{Policy: entitlement.AssignmentPolicy{
				ID: policy.ID, Package: entitlement.AccessPackageID{7}, DisplayName: "Staff"}}, entitlement.InvalidArgument},
			"too_few":  {lifecycle.LintInput{Policy: policy, Most: -1}, entitlement.InvalidArgument},
			"too_many": {lifecycle.LintInput{Policy: policy, Most: lifecycle.MaxLintPeople + 1}, entitlement.InvalidArgument},
		} {
			_, err := r.as("root").Lint(r.Context(), c.in)
			require.ErrorIs(r, err, c.code, name)
		}
		book := r.book()
		for _, fail := range []func(){
			func() { book.set(errors.New("down"), nil, 0) }, func() { book.set(nil, errors.New("down"), 0) },
		} {
			fail()
			_, err := r.engine.As(lifecycle.Actor{ID: "root"}).Lint(r.Context(), lifecycle.LintInput{Policy: policy})
			require.ErrorIs(r, err, entitlement.Unavailable) // I-94
		}
		book.set(nil, nil, 48*time.Hour)
		_, err := r.as("root").Lint(r.Context(), lifecycle.LintInput{Policy: policy})
		require.ErrorIs(r, err, entitlement.StaleFacts)
	})
}

// No more people are looked at than is said, and the result says that there are more.
func TestLintIsBounded(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, policy := r.offer()
		got, err := r.as("root").Lint(r.Context(), lifecycle.LintInput{Policy: policy, Most: 1})
		require.NoError(r, err)
		require.Equal(r, 1, got.People)
		require.True(r, got.IsPartial)
	})
}

// A directory that lists nobody is no answer where everybody counts, and is not asked where people are named. // I-95
func TestLintWithADirectoryThatListsNobody(t *testing.T) {
	t.Parallel()
	onRigs(t, func(r *rig) {
		_, policy := r.offer()
		scoped(entitlement.ScopeAllMemberUsers)(&policy)
		book := r.book() // its views do not list
		require.NotNil(r, book)
		got := r.lint(policy)
		require.Zero(r, got.People)
		require.True(r, got.IsPartial)

		nobody, err := directory.New(nil, nil)
		require.NoError(r, err)
		r.config.Directory = nobody
		r.open()
		_, err = r.as("root").Lint(r.Context(), lifecycle.LintInput{Policy: policy})
		require.ErrorIs(r, err, entitlement.Unavailable)
		scoped(entitlement.ScopeSpecificDirectoryUsers, entitlement.User("zed"))(&policy)
		require.Contains(r, rulesOf(r.lint(policy).Findings), lint.PrincipalMissing)
	})
}
