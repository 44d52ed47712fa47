package lint_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/lint"
)

// ruleCase is a trouble that a rule finds, and a policy close to it that has it not.
type ruleCase struct {
	name     string
	rule     lint.Rule
	severity lint.Severity
	where    string
	who      []entitlement.SubjectID
	trouble  func(*scene)
	nearby   func(*scene)
}

func everyCase() []ruleCase {
	cases := accessCases()
	cases = append(cases, choiceCases()...)
	cases = append(cases, approvalCases()...)
	return append(cases, timeCases()...)
}

func TestRules(t *testing.T) {
	t.Parallel()
	for _, c := range everyCase() {
		t.Run(string(c.rule)+"/"+c.name, func(t *testing.T) {
			t.Parallel()
			s := newScene()
			c.trouble(s)
			found := of(s.check(t), c.rule)
			require.Len(t, found, 1)
			require.Equal(t, c.severity, found[0].Severity)
			require.Equal(t, c.where, found[0].Where)
			require.Equal(t, c.who, found[0].Who)
			require.Equal(t, len(c.who), found[0].Count)
			require.NotEmpty(t, found[0].Detail)
			require.NotEmpty(t, found[0].Advice)

			s = newScene()
			c.nearby(s)
			require.Empty(t, of(s.check(t), c.rule))
		})
	}
}

func TestNothingIsFoundWhereNothingIsWrong(t *testing.T) {
	t.Parallel()
	report := newScene().check(t)
	require.Empty(t, report.Findings)
	require.Equal(t, 2, report.People)
	require.False(t, report.IsPartial)
}

// Every rule has a case, so that none is only a name.
func TestEveryRuleHasACase(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "rule.go", nil, 0)
	require.NoError(t, err)
	tested := map[string]bool{}
	for _, c := range everyCase() {
		tested[string(c.rule)] = true
	}
	rules := 0
	ast.Inspect(file, func(n ast.Node) bool {
		if literal, is := n.(*ast.BasicLit); is {
			rule, err := strconv.Unquote(literal.Value)
			require.NoError(t, err)
			require.True(t, tested[rule], rule)
			rules++
		}
		return true
	})
	require.Len(t, tested, rules)
}

func asItIs(*scene) {}

// What stands in the way of access.
func accessCases() []ruleCase {
	return []ruleCase{
		{"no_roles", lint.PackageEmpty, lint.Blocks, "accessPackage.resourceRoleScopes", nil,
			func(s *scene) { s.Package.Roles = nil }, asItIs},
		{"hidden", lint.PackageHidden, lint.Warns, "accessPackage.isHidden", nil,
			func(s *scene) { s.Package.IsHidden = true },
			func(s *scene) { // nobody asks
				s.Package.IsHidden = true
				s.policy.AllowedTargetScope, s.policy.SpecificAllowedTargets = entitlement.ScopeNotSpecified, nil
			}},
		{"unpublished", lint.CatalogUnpublished, lint.Warns, "catalog.state", nil,
			func(s *scene) { s.Catalog.State = entitlement.CatalogUnpublished },
			func(s *scene) {
				s.Catalog.State = entitlement.CatalogUnpublished
				s.automatic("Sales")
			}},
		{"outsiders", lint.CatalogInternal, lint.Blocks, "catalog.isExternallyVisible", nil,
			func(s *scene) {
				s.outside()
				s.Catalog.IsExternallyVisible = false
			},
			func(s *scene) { s.Catalog.IsExternallyVisible = false }},
		{"anybody", lint.ScopeClosed, lint.Blocks, "allowedTargetScope", nil,
			func(s *scene) { s.scope(entitlement.ScopeAllExternalUsers) },
			func(s *scene) {
				s.scope(entitlement.ScopeAllExternalUsers)
				s.Options.OpenExternalScope = true
			}},
		{"only_proposed", lint.ScopeClosed, lint.Blocks, "allowedTargetScope", nil,
			func(s *scene) {
				s.outside().State = entitlement.OrganizationProposed
				s.scope(entitlement.ScopeAllConfiguredOrganizations)
			},
			func(s *scene) {
				s.outside()
				s.scope(entitlement.ScopeAllConfiguredOrganizations)
			}},
		{"group_of_nobody", lint.ScopeEmpty, lint.Warns, "specificAllowedTargets", nil,
			func(s *scene) { s.policy.SpecificAllowedTargets[0].GroupID = "empty" },
			func(s *scene) { s.policy.SpecificAllowedTargets[0].GroupID = "board" }},
		{"rule_for_nobody", lint.ScopeEmpty, lint.Warns, "specificAllowedTargets", nil,
			func(s *scene) { s.automatic("Navy") },
			func(s *scene) { // there may be others
				s.automatic("Navy")
				s.AllListed = false
			}},
		{"nobody", lint.NobodyMayAsk, lint.Warns, "requestorSettings.enableTargetsToSelfAddAccess", nil,
			func(s *scene) { s.requestor().EnableTargetsToSelfAddAccess = false },
			func(s *scene) {
				s.requestor().EnableTargetsToSelfAddAccess = false
				s.requestor().EnableOnBehalfRequestorsToAddAccess = true
			}},
		{"no_right", lint.OnBehalfUnused, lint.Warns, "requestorSettings.onBehalfRequestors", nil,
			func(s *scene) { s.requestor().OnBehalfRequestors = sets(entitlement.User("eve")) },
			func(s *scene) {
				s.requestor().OnBehalfRequestors = sets(entitlement.User("eve"))
				s.requestor().EnableOnBehalfRequestorsToRemoveAccess = true
			}},
		{"gone", lint.PrincipalMissing, lint.Warns, "requestApprovalSettings.stages[1].primaryApprovers[1]", nil,
			func(s *scene) {
				s.stage(1).PrimaryApprovers = append(s.stage(1).PrimaryApprovers, entitlement.User("zed"))
			},
			func(s *scene) {
				s.stage(1).PrimaryApprovers = append(s.stage(1).PrimaryApprovers, entitlement.User("eve"))
			}},
		{"disabled", lint.PrincipalMissing, lint.Warns, "reviewSettings.fallbackReviewers[0]", []entitlement.SubjectID{"off"},
			func(s *scene) { s.reviews().FallbackReviewers = sets(entitlement.User("off")) },
			func(s *scene) { // reviews are off
				s.reviews().FallbackReviewers = sets(entitlement.User("off"))
				s.policy.ReviewSettings.IsEnabled = false
			}},
		{"nobody_to_tell", lint.PrincipalMissing, lint.Warns, "reviewSettings.additionalNotificationRecipients[0]", nil,
			func(s *scene) { s.reviews().AdditionalNotificationRecipients = sets(entitlement.User("zed")) },
			func(s *scene) { s.reviews().AdditionalNotificationRecipients = sets(entitlement.User("eve")) }},
		{"group_gone", lint.PrincipalMissing, lint.Warns, "requestApprovalSettings.stages[0].fallbackPrimaryApprovers[0]", nil,
			func(s *scene) { s.stage(0).FallbackPrimaryApprovers = sets(entitlement.GroupMembers("gone")) },
			func(s *scene) { s.stage(0).FallbackPrimaryApprovers = sets(entitlement.GroupMembers("board")) }},
		{"organization_gone", lint.PrincipalMissing, lint.Warns, "specificAllowedTargets[0]", nil,
			func(s *scene) {
				s.outside()
				s.Organizations = nil
			},
			func(s *scene) { s.outside() }},
		{"some_in_group", lint.Excluded, lint.Warns, "accessPackage.incompatibleGroups[0]", []entitlement.SubjectID{"ann"},
			func(s *scene) {
				s.Package.IncompatibleGroups = []entitlement.GroupID{"auditors"}
				s.groups["auditors"] = []entitlement.SubjectID{"ann", "dan"}
			},
			func(s *scene) {
				s.Package.IncompatibleGroups = []entitlement.GroupID{"auditors"}
				s.groups["auditors"] = []entitlement.SubjectID{"dan"}
			}},
		{"all_in_group", lint.Excluded, lint.Blocks, "accessPackage.incompatibleGroups[0]", []entitlement.SubjectID{"ann", "bob"},
			func(s *scene) { s.Package.IncompatibleGroups = []entitlement.GroupID{"staff"} }, asItIs},
		{"given_the_other", lint.Excluded, lint.Blocks, "accessPackage.incompatibleAccessPackages[0]",
			[]entitlement.SubjectID{"ann", "bob"},
			func(s *scene) { s.incompatibleWithAutomatic(false) },
			func(s *scene) { s.incompatibleWithAutomatic(true) }},
		{"automatic", lint.QuestionNeverShown, lint.Warns, "accessPackage.resourceRoleScopes", []entitlement.SubjectID{"bob"},
			func(s *scene) {
				s.automatic("Sales")
				s.Attributes = []entitlement.ResourceAttribute{{Name: "costCenter"}}
				s.people["ann"].Attributes["costCenter"] = "42"
			},
			func(s *scene) { s.Attributes = []entitlement.ResourceAttribute{{Name: "costCenter"}} }}, // people are asked
		{"one_language", lint.QuestionUntranslated, lint.Warns, "questions", nil,
			func(s *scene) { s.questions("de-CH", "") },
			func(s *scene) { s.questions("de-CH de", "DE") }},
	}
}

func (s *scene) scope(scope entitlement.TargetScope) {
	s.policy.AllowedTargetScope, s.policy.SpecificAllowedTargets = scope, nil
}

// questions gives the policy questions, each in languages beside its own.
func (s *scene) questions(languages ...string) {
	for i, language := range languages {
		q := entitlement.Question{ID: entitlement.QuestionID(strconv.Itoa(i)), Type: entitlement.QuestionTextInput, Text: "Why?"}
		for code := range strings.FieldsSeq(language) {
			q.Localizations = append(q.Localizations, entitlement.LocalizedText{LanguageCode: code, Text: "Warum?"})
		}
		s.policy.Questions = append(s.policy.Questions, q)
	}
}

// incompatibleWithAutomatic lists a package that the staff are given automatically, unless its policy is suspended.
func (s *scene) incompatibleWithAutomatic(suspended bool) {
	other := newScene()
	other.automatic("Sales")
	other.policy.IsSuspended = suspended
	id := entitlement.AccessPackageID{3}
	s.Package.IncompatiblePackages = []entitlement.AccessPackageID{id}
	s.Incompatible = []lint.Incompatible{{
		Package: &entitlement.AccessPackage{ID: id, DisplayName: "Order"}, Policies: []*entitlement.AssignmentPolicy{other.policy},
	}}
	s.people = other.people
}

// What other policies of the package do.
func choiceCases() []ruleCase {
	staff := []entitlement.SubjectID{"ann", "bob"}
	return []ruleCase{
		{"more_specific", lint.Outranked, lint.Blocks, "allowedTargetScope", append(staff, "dan", "eve", "meg"),
			func(s *scene) {
				s.Options.Tiers = true
				s.scope(entitlement.ScopeAllMemberUsers)
				s.sibling(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff"), entitlement.GroupMembers("board"),
					entitlement.User("dan"))
			},
			func(s *scene) { // dan is left
				s.Options.Tiers = true
				s.scope(entitlement.ScopeAllMemberUsers)
				s.sibling(entitlement.ScopeSpecificDirectoryUsers, entitlement.GroupMembers("staff"), entitlement.GroupMembers("board"))
			}},
		{"overlap", lint.ChoiceNeeded, lint.Warns, "specificAllowedTargets", []entitlement.SubjectID{"bob"},
			func(s *scene) { s.sibling(entitlement.ScopeSpecificDirectoryUsers, entitlement.User("bob")) },
			func(s *scene) { s.sibling(entitlement.ScopeSpecificDirectoryUsers, entitlement.User("dan")) }},
		{"suspended", lint.ChoiceNeeded, lint.Warns, "specificAllowedTargets", staff,
			func(s *scene) { s.sibling(entitlement.ScopeAllMemberUsers) },
			func(s *scene) { s.sibling(entitlement.ScopeAllMemberUsers).IsSuspended = true }},
		{"fewer_stages", lint.ApprovalAvoidable, lint.Warns, "requestApprovalSettings.stages", staff,
			func(s *scene) { s.sibling(entitlement.ScopeAllMemberUsers) },
			func(s *scene) {
				s.sibling(entitlement.ScopeAllMemberUsers).RequestApprovalSettings = s.policy.RequestApprovalSettings
			}},
	}
}

// Who decides.
func approvalCases() []ruleCase {
	staff := []entitlement.SubjectID{"ann", "bob"}
	first := "requestApprovalSettings.stages[0]"
	return []ruleCase{
		{"no_manager", lint.NoApprover, lint.Blocks, first + ".primaryApprovers", []entitlement.SubjectID{"ann"},
			func(s *scene) {
				s.people["ann"].Manager = ""
				s.stage(0).FallbackPrimaryApprovers = nil
			},
			func(s *scene) { s.people["ann"].Manager = "" }}, // eve stands in
		{"themselves", lint.NoApprover, lint.Blocks, "requestApprovalSettings.stages[1].primaryApprovers", []entitlement.SubjectID{"bob"},
			func(s *scene) { s.stage(1).PrimaryApprovers = sets(entitlement.User("bob")) },
			func(s *scene) { // an alternate is asked at once, R-141
				s.stage(1).PrimaryApprovers = sets(entitlement.User("bob"))
				s.escalates(1, entitlement.User("dan"))
			}},
		{"for_extension", lint.NoApprover, lint.Blocks, first + ".primaryApprovers", staff,
			func(s *scene) {
				s.policy.RequestApprovalSettings.IsApprovalRequiredForAdd = false
				s.policy.RequestApprovalSettings.IsApprovalRequiredForUpdate = true
				s.stage(0).PrimaryApprovers, s.stage(0).FallbackPrimaryApprovers = sets(entitlement.User("off")), nil
			},
			func(s *scene) { // nobody approves anything
				s.policy.RequestApprovalSettings.IsApprovalRequiredForAdd = false
				s.stage(0).PrimaryApprovers, s.stage(0).FallbackPrimaryApprovers = sets(entitlement.User("off")), nil
			}},
		{"managers_only", lint.FallbackMissing, lint.Warns, first + ".fallbackPrimaryApprovers", nil,
			func(s *scene) { s.stage(0).FallbackPrimaryApprovers = nil },
			func(s *scene) {
				s.stage(0).PrimaryApprovers, s.stage(0).FallbackPrimaryApprovers = sets(entitlement.Manager(1), entitlement.User("eve")), nil
			}},
		{"by_an_extension", lint.NoApprover, lint.Blocks, first + ".primaryApprovers", staff,
			func(s *scene) { *s.stage(0) = entitlement.StageSettings{} },
			func(s *scene) { *s.stage(0) = entitlement.StageSettings{CustomExtension: "desk"} }},
		{"fallback_of_an_extension", lint.FallbackMissing, lint.Warns, first + ".fallbackPrimaryApprovers", nil,
			func(s *scene) { *s.stage(0) = entitlement.StageSettings{} },
			func(s *scene) { *s.stage(0) = entitlement.StageSettings{CustomExtension: "desk"} }},
		{"reviewed_by_managers", lint.FallbackMissing, lint.Warns, "reviewSettings.fallbackReviewers", nil,
			func(s *scene) { s.reviews().PrimaryReviewers = sets(entitlement.Manager(1)) },
			func(s *scene) {
				s.reviews().PrimaryReviewers = sets(entitlement.Manager(1))
				s.policy.ReviewSettings.FallbackReviewers = sets(entitlement.User("eve"))
			}},
		{"of_members", lint.SponsorUnresolvable, lint.Blocks, first + ".primaryApprovers[0]", nil,
			func(s *scene) {
				s.scope(entitlement.ScopeAllMemberUsers)
				s.stage(0).PrimaryApprovers, s.stage(0).FallbackPrimaryApprovers = sets(entitlement.Sponsors()), nil
			},
			func(s *scene) { s.outside() }},
		{"of_members_with_a_fallback", lint.SponsorUnresolvable, lint.Warns, first + ".primaryApprovers[0]", nil,
			func(s *scene) {
				s.scope(entitlement.ScopeAllMemberUsers)
				s.stage(0).PrimaryApprovers = sets(entitlement.Sponsors())
			},
			func(s *scene) { s.outside() }},
		{"of_members_after_an_escalation", lint.SponsorUnresolvable, lint.Warns, first + ".escalationApprovers[0]", nil,
			func(s *scene) {
				s.scope(entitlement.ScopeAllMemberUsers)
				s.escalates(0, entitlement.Sponsors())
			},
			func(s *scene) { s.escalates(0, entitlement.User("eve")) }},
		{"none", lint.SponsorUnresolvable, lint.Warns, first + ".primaryApprovers[0]", nil,
			func(s *scene) { s.outside().InternalSponsors = sets(entitlement.User("off")) },
			func(s *scene) { s.outside().ExternalSponsors = nil }}, // the internal ones decide
		{"nobody", lint.EscalationNobody, lint.Warns, first + ".escalationApprovers", staff,
			func(s *scene) { s.escalates(0, entitlement.Manager(2)) },
			func(s *scene) {
				s.escalates(0, entitlement.Manager(2))
				s.people["meg"].Manager = "eve"
			}},
		{"one_person", lint.TwoStagesOnePerson, lint.Warns, "requestApprovalSettings.stages[1]", staff, // I-31, R-131
			func(s *scene) { s.stage(1).PrimaryApprovers = sets(entitlement.GroupMembers("board")) },
			func(s *scene) { s.stage(1).PrimaryApprovers = sets(entitlement.User("dan"), entitlement.User("eve")) }},
		{"two_accounts_of_one_person", lint.TwoStagesOnePerson, lint.Warns, "requestApprovalSettings.stages[1]", staff, // I-31
			func(s *scene) { s.people["dan"].LinkedIDs = []entitlement.SubjectID{"meg"} }, asItIs},
		{"after_the_escalation", lint.TwoStagesOnePerson, lint.Warns, "requestApprovalSettings.stages[1]", staff, // I-31, R-131
			func(s *scene) { s.escalates(0, entitlement.User("dan")) },
			func(s *scene) { s.escalates(0, entitlement.User("eve")) }},
		{"no_approval", lint.StagesUnused, lint.Warns, "requestApprovalSettings.isApprovalRequiredForAdd", nil,
			func(s *scene) { s.policy.RequestApprovalSettings.IsApprovalRequiredForAdd = false },
			func(s *scene) {
				s.policy.RequestApprovalSettings.IsApprovalRequiredForAdd = false
				s.policy.RequestApprovalSettings.IsApprovalRequiredForUpdate = true
			}},
	}
}

// escalates lets a stage escalate.
func (s *scene) escalates(i int, to ...entitlement.SubjectSet) {
	s.stage(i).IsEscalationEnabled, s.stage(i).DurationBeforeEscalation = true, entitlement.Days(7)
	s.stage(i).EscalationApprovers = to
}

// What time brings.
func timeCases() []ruleCase {
	extension := "requestorSettings.enableTargetsToSelfUpdateAccess"
	return []ruleCase{
		{"now", lint.EndPassed, lint.Blocks, "expiration.endDateTime", nil,
			func(s *scene) { s.until(noon) },
			func(s *scene) { s.until(noon.Add(time.Microsecond)) }},
		{"last_day", lint.EndBeforeDecision, lint.Warns, "expiration.endDateTime", nil,
			func(s *scene) { s.until(noon.AddDate(0, 0, 60)) }, // two stages of 30 days
			func(s *scene) { s.until(noon.AddDate(0, 0, 61)) }},
		{"direct", lint.ExtensionDirectOnly, lint.Blocks, extension, nil,
			func(s *scene) {
				s.scope(entitlement.ScopeNotSpecified)
				s.requestor().EnableTargetsToSelfUpdateAccess = true
			},
			func(s *scene) { s.scope(entitlement.ScopeNotSpecified) }},
		{"no_end", lint.ExtensionNowhere, lint.Warns, extension, nil,
			func(s *scene) {
				s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
				s.requestor().EnableTargetsToSelfUpdateAccess = true
			},
			func(s *scene) { // who chose an earlier end moves it
				s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
				s.requestor().EnableTargetsToSelfUpdateAccess = true
				s.requestor().AllowCustomAssignmentSchedule = true
			}},
		{"of_others", lint.ExtensionNowhere, lint.Warns, "requestorSettings.enableOnBehalfRequestorsToUpdateAccess", nil,
			func(s *scene) {
				s.until(noon.AddDate(1, 0, 0))
				s.requestor().EnableOnBehalfRequestorsToUpdateAccess = true
			},
			func(s *scene) { s.requestor().EnableOnBehalfRequestorsToUpdateAccess = true }},
		{"nobody_looks", lint.ExtensionUnattended, lint.Warns, extension, nil,
			func(s *scene) { s.requestor().EnableTargetsToSelfUpdateAccess = true },
			func(s *scene) {
				s.requestor().EnableTargetsToSelfUpdateAccess = true
				s.policy.RequestApprovalSettings.IsApprovalRequiredForUpdate = true
			}},
		{"no_end", lint.NeverLookedAt, lint.Warns, "expiration.type", nil,
			func(s *scene) { s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone} },
			func(s *scene) {
				s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationNone}
				s.reviews()
			}},
		{"stays_in_scope", lint.NeverLookedAt, lint.Warns,
			"automaticRequestSettings.removeAccessWhenTargetLeavesAllowedTargets", nil,
			func(s *scene) {
				s.automatic("Sales")
				s.policy.AutomaticRequestSettings.RemoveAccessWhenTargetLeavesAllowedTargets = false
			},
			func(s *scene) { s.automatic("Sales") }},
		{"no_manager", lint.NoReviewer, lint.Warns, "reviewSettings.primaryReviewers", []entitlement.SubjectID{"bob"},
			func(s *scene) {
				s.people["bob"].Manager = ""
				s.reviews().PrimaryReviewers = sets(entitlement.Manager(1))
			},
			func(s *scene) {
				s.people["bob"].Manager = ""
				s.reviews().PrimaryReviewers = sets(entitlement.Manager(1))
				s.policy.ReviewSettings.FallbackReviewers = sets(entitlement.User("eve"))
			}},
		{"ended", lint.ReviewsOver, lint.Warns, "reviewSettings.schedule.endDateTime", nil,
			func(s *scene) {
				s.reviews().Schedule.StartDateTime = noon.AddDate(0, -2, 0)
				s.policy.ReviewSettings.Schedule.EndDateTime = noon.AddDate(0, -1, 0)
			},
			func(s *scene) {
				s.reviews().Schedule.StartDateTime = noon.AddDate(0, -2, 0)
				s.policy.ReviewSettings.Schedule.EndDateTime = noon.AddDate(0, 2, 0)
			}},
		{"after_the_end", lint.ReviewsOver, lint.Warns, "reviewSettings.schedule.startDateTime", nil,
			func(s *scene) {
				s.reviews()
				s.until(noon.AddDate(0, 0, 1))
			},
			func(s *scene) {
				s.reviews()
				s.until(noon.AddDate(0, 0, 2))
			}},
		{"short_access", lint.ReviewTooRare, lint.Warns, "reviewSettings.schedule.recurrence", nil,
			func(s *scene) { s.reviews().Schedule.Recurrence = entitlement.Days(91) }, // access ends after 90
			func(s *scene) { s.reviews().Schedule.Recurrence = entitlement.Days(90) }},
		{"kept_shorter", lint.ReviewOutlivesLog, lint.Warns, "reviewSettings.schedule.recurrence", nil,
			func(s *scene) {
				s.reviews().Schedule.Recurrence = entitlement.Days(60)
				s.LogKept = 59 * 24 * time.Hour
			},
			func(s *scene) {
				s.reviews().Schedule.Recurrence = entitlement.Days(60)
				s.LogKept = 60 * 24 * time.Hour
			}},
	}
}

// until lets access end at an instant.
func (s *scene) until(end time.Time) {
	s.policy.Expiration = entitlement.Expiration{Type: entitlement.ExpirationAfterDateTime, EndDateTime: end}
}
