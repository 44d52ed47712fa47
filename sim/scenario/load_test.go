package scenario_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim/scenario"
)

func refusal(t *testing.T, text string) string {
	t.Helper()
	s, err := scenario.Load("test.yaml", strings.NewReader(text))
	require.ErrorIs(t, err, entitlement.InvalidArgument)
	require.Nil(t, s)
	var input *scenario.InputError
	require.ErrorAs(t, err, &input)
	require.NotEmpty(t, input.Problems)
	return input.Error()
}

func TestHostileFiles(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, detail string }{
		{"empty", "", "test.yaml:1: the file is empty"},
		{"not_yaml", "title: [", "test.yaml:1: not YAML"},
		{"not_yaml_further_down", "title: x\nquestion: a: b", "test.yaml:2: not YAML: mapping values"},
		{"too_large", "title: " + strings.Repeat("x", scenario.MaxSize), "test.yaml:1: the file has more than 1048576 bytes"},
		{"two_documents", "title: a\n---\ntitle: b", "a file holds one document"},
		{"alias_bomb", "a: &a [x, x]\nb: [*a, *a]", "test.yaml:1: anchors and aliases are not allowed"},
		{"alias", "title: x\npeople: *none", "not YAML"},
		{"tag", "title: !!binary aGFsbG8=", "tags are not allowed"},
		{"merge_key", "<<: {title: x}", "merge keys are not allowed"},
		{"deep", "title: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "too deeply nested"},
		{"wide", "rules: [" + strings.Repeat("x,", 60_000) + "]", "the file has too many parts"},
		{"long_text", "title: " + strings.Repeat("x", 5000), "the text is too long"},
		{"key_twice", "title: a\ntitle: b\nsteps: []", `test.yaml:2: "title" is there twice`},
		{"key_that_is_a_list", "[a]: b", "a name is a text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, refusal(t, c.text), c.detail)
		})
	}
}

func TestMistakes(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, detail string }{
		{"unknown_member", "titl: x", `test.yaml:1: a scenario has no "titl": did you mean "title"?`},
		{"tab", "title: x\nsteps:\n\t- after 1 day", "test.yaml:3: not YAML: found character that cannot start any token: the line begins with a tab; indent with spaces"},
		{"colon", "title: x\nquestion: Ann asks: what now", `test.yaml:2: not YAML: mapping values are not allowed in this context: a text with ": " in it goes in quotation marks`},
		{"nothing_but_text", "a story", `test.yaml:1: a scenario is written as lines of "name: value"`},
		{"person_twice", "people:\n  ann: Ann\n  ann: Anna", `test.yaml:3: "ann" is there twice`},
		{"unlike_any_member", "title: x\nzzzzzzzz: 1\nsteps: []", `test.yaml:2: a scenario has no "zzzzzzzz": there is title, question, answer`},
		{"unknown_extension", "title: x\nextensions:\n  desk: resumes at once\nsteps: []", `test.yaml:3: there is no custom extension "desk": there is none at all`},
		{"no_title", "steps: []", "test.yaml:1: the title is missing"},
		{"no_steps", "title: x", "test.yaml:1: the steps are missing"},
		{"limits", "limits: entra2025", "the limits are seed, entra2023 or entra2024"},
		{"start", "start: tomorrow", `"tomorrow" is no instant`},
		{"seed", "seed: x", "the seed is a whole number"},
		{"not_a_mapping", "people: [ann]", `the list of people is written as lines of "name: value"`},
		{"unknown_manager", "people:\n  ann: {manager: megg}\n  meg: Meg", `test.yaml:2: there is no person "megg": did you mean "meg"?`},
		{"unknown_type", "people:\n  ann: {type: alien}", "test.yaml:2: a person is member, guest or outside"},
		{"unknown_member_of_group", "people: {ann: Ann}\ngroups: {all: [bob]}", `test.yaml:2: there is no person "bob"`},
		{"unknown_group", "groups:\n  all: {groups: [sale]}\n  sales: []", `there is no group "sale": did you mean "sales"?`},
		{"disabled", "people:\n  ann: {disabled: perhaps}", "disabled is true or false"},
		{"admin", "people: {admin: Ann}", "admin is the host, and nobody's identifier"},
		{"habit", "people:\n  ann: {habit: sleeps}", `a habit is "approves after 2 days"`},
		{"reviews", "people:\n  ann: {reviews: sleeps}", `reviews are "keeps after 2 days"`},
		{"length", "people:\n  ann: {habit: approves after some days}", `"some days" is no length of time`},
		{"start_that_is_no_instant", "start: 0001-01-01", `"0001-01-01" is too far away: a scenario is between the years 1970 and 2999`},
		{"start_far_away", "start: 9990-01-01", `"9990-01-01" is too far away`},
		{"confirm_more_than_there_are", "title: x\nsteps:\n  - apply: {}\n    confirm: 18446744073709551615", "test.yaml:4: confirm is a whole number"},
		{
			"one_name_for_two", "title: x\npeople:\n  ann: {name: Sam}\n  bob: {name: Sam}\n  meg: {manager: Sam}\nsteps:\n  - Sam leaves",
			`test.yaml:7: there are two people called "Sam": write ann or bob`,
		},
		{"owner_of_nothing", office + "owners:\n  Team: [ann]\nsteps: []", `test.yaml:26: there is no resource "Team": there is CRM`},
		{"unknown_owner", office + "owners:\n  CRM: [anne]\nsteps: []", `test.yaml:26: there is no person "anne": did you mean "ann"?`},
		{"unknown_author", "title: x\npeople: {ann: Ann}\nsteps:\n  - {apply: {}, by: anne}", `test.yaml:4: there is no person "anne": did you mean "ann"?`},
		{"directory", "title: x\npeople:\n  \"a\\tb\": Ann\nsteps: []", "the directory cannot be made"},
		{"tenant", "tenant:\n  catalogs:\n    - displayname: Sales", "test.yaml:3: catalogs[0].displayname:"},
		{"tenant_value", "tenant:\n  catalogs:\n    - displayName: Sales\n      state: 7", "test.yaml:4: catalogs[0].state:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, refusal(t, c.text), c.detail)
		})
	}
}

func TestSentencesThatAreNone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, step, detail string }{
		{"unknown_person", "anne requests Sales Starter", `there is no person "anne": did you mean "ann"?`},
		{"unknown_package", "ann requests Sales Started", `there is no access package "Sales Started": did you mean "Sales Starter"?`},
		{"unknown_role", "expect ann holds CRM/Usr", `CRM has no role "Usr": did you mean "User"?`},
		{"no_role", "expect ann holds CRM", `"CRM" is not a role: write resource/role`},
		{"unknown_policy", "ann requests Sales Starter under Stuff", `there is no policy "Stuff": did you mean "Staff"?`},
		{"unknown_state", "expect ann's request for Sales Starter is pending", `state has no value "pending"; it is one of submitted, pendingApproval, `},
		{"unknown_account", "expect gus's account is gone", `guestState has no value "gone"; it is one of absent, active, blocked, deleted`},
		{"unknown_manager", "ann's manager becomes megg", `there is no person "megg": did you mean "meg"?`},
		{"no_attribute", "ann's mail becomes x", `"mail" is no attribute`},
		{"unknown_attribute", "ann's departmnt becomes Legal", `nobody has the attribute "departmnt": did you mean "department"?`},
		{"unknown_whom", "meg requests Sales Starter for anne", `there is no person "anne": did you mean "ann"?`},
		{"unknown_question", `ann requests Sales Starter answering cots with "1"`, `there is no question "cots": there is none at all`},
		{"no_answer", `ann requests Sales Starter answering "4711"`, `"4711" is no answer: write cost with "4711"`},
		{"unknown_extension", "desk resumes ann's request for Sales Starter", `there is no custom extension "desk"`},
		{"unknown_delegate", "meg delegates approvals to bobb", `there is no person "bobb": did you mean "bob"?`},
		{"delegation_time", "meg delegates approvals to bob until soon", `"soon" is no instant`},
		{"no_credential", `ann requests Sales Starter presenting PressCard`, `PressCard is no credential: write PressCard of ISSUER`},
		{"no_issuer", `ann requests Sales Starter presenting PressCard of`, `PressCard of is no credential`},
		{"no_type", `ann requests Sales Starter presenting of x`, `of x is no credential`},
		{"no_claim", `ann requests Sales Starter presenting PressCard of x with since 2019`, `is no credential`},
		{"claim_without_a_name", `ann requests Sales Starter presenting PressCard of x with "2019"`, `is no credential`},
		{"two_credentials_without_and", `ann requests Sales Starter presenting PressCard of x Passport of y`, `is no credential`},
		{"half_a_second_credential", `ann requests Sales Starter presenting PressCard of x and`, `is no credential`},
		{"unknown_drift", "admin reconciles the targets and repairs it", `"it" cannot be repaired: write missing, extra, foreign or everything`},
		{"unknown_drift_found", "expect CRM/User of ann was found lost", `"lost" is nothing that a role is found to be: write missing, extra or foreign`},
		{"no_unit", "after 3", `"3" is no length of time: write "3 days"`},
		{"half_a_refusal", "ann requests Sales Starter but refused", `behind "but" stands "is refused", or "is refused with" and a code`},
		{"other_word", "ann request Sales Starter", `is no sentence of the grammar: the nearest is "{person} requests {package}`},
		{"unknown_code", "expect bob cannot request Sales Starter with notInScop", `there is no code "notInScop": did you mean "notInScope"?`},
		{"unknown_code_of_a_refusal", "bob requests Sales Starter but is refused with notinscope", `there is no code "notinscope": did you mean "notInScope"?`},
		{"no_code", "bob requests Sales Starter but is refused with zzzzzzzzzzz", `there is no code "zzzzzzzzzzz": there are `},
		{"unknown_named_approver", "desk names anne as approver of bob's request for Sales Starter", `there is no person "anne": did you mean "ann"?`},
		{"unknown_mail", "expect ann got mail N99", `"N99" is no kind of mail`},
		{"time_that_is_none", "ann requests Sales Starter until 0001-01-01", `"0001-01-01" is too far away: a scenario is between the years 1970 and 2999`},
		{"drift_of_a_package", "expect Sales Starter/CRM/User of ann was found missing", `"Sales Starter/CRM/User" is not a role: write resource/role`},
		{"gift_of_a_package", "Sales Starter/CRM/User is given to ann by hand", `"Sales Starter/CRM/User" is not a role: write resource/role`},
		{"unknown_time", "on 31 February 2026", `"31 February 2026" is no instant`},
		{"no_form", "ann approves Sales Starter", "is no sentence of the grammar: the nearest is \"{actor} approves {person}'s request for {package} [because {text}]\"; "},
		{"nothing_like_it", "xyz", `"xyz" is no sentence of the grammar`},
		{"quotation_mark", `ann requests Sales Starter because "x`, "a quotation mark is missing"},
		{"time_cannot_be_refused", "after 3 days but is refused", "only what somebody does can be refused"},
		{"too_many_words", strings.Repeat("requests under from until because ", 13), "a sentence has 60 words at most"},
		{"all_that_a_sentence_may_be", strings.Repeat("requests under from until because ", 12), "is no"},
		{"step_that_is_a_mapping", "{do: it}", `a step has no "do"`},
		{"step_that_is_a_list", "[a]", "a step is a text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			text := refusal(t, office+"steps:\n"+list([]string{c.step}))
			require.Contains(t, text, c.detail)
			require.True(t, strings.HasPrefix(text, "test.yaml:26: "), text)
		})
	}
}

// What a configuration that is wrong would have named is no second problem.
func TestOneMistakeOneProblem(t *testing.T) {
	t.Parallel()
	text := strings.Replace(office, "displayName: Sales\n", "displayname: Sales\n", 1) + "steps:\n" + list([]string{
		"ann requests Sales Starter", "expect ann holds CRM/User", "expect ann haz Sales Starter",
	})
	require.Regexp(t, `(?s)^test.yaml:11: catalogs\[0\].displayname: .*test.yaml:28: "expect ann haz Sales Starter" is no sentence`, refusal(t, text))
	require.NotContains(t, refusal(t, text), "there is no access package")
}

// A scenario from a stranger cannot make the world run for ever.
func TestAScenarioThatNeverEnds(t *testing.T) {
	t.Parallel()
	result := play(t, "after 50 years", "after 1 day")
	require.Len(t, result.Failures, 1)
	require.Contains(t, result.Failures[0].Detail, "a scenario lasts 50 years at most")
}

// Where something recurs for ever, the scenario is told to name a date.
func TestAWorldThatIsNeverQuiet(t *testing.T) {
	t.Parallel()
	reviewed := strings.Replace(office, "              requestApprovalSettings:",
		"              reviewSettings: {primaryReviewers: [{userId: bob}], schedule: {startDateTime: \"2026-04-01T00:00:00Z\"}}\n"+
			"              requestApprovalSettings:", 1)
	result, err := load(t, reviewed+"steps:\n  - until nothing more happens\n").Run(t.Context(), scenario.Options{})
	require.NoError(t, err)
	require.Len(t, result.Failures, 1)
	require.Contains(t, result.Failures[0].Detail, `: write "on" with a date instead`)
}

func FuzzLoad(f *testing.F) {
	f.Add(office + "steps:\n  - ann requests Sales Starter\n  - after 3 days\n")
	f.Add("a: &a [*a]\n---\n<<: 1")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := scenario.Load("fuzz.yaml", strings.NewReader(text))
		if err == nil {
			require.NotEmpty(t, s.Title)
			return
		}
		require.ErrorIs(t, err, entitlement.InvalidArgument)
	})
}

// Two catalogs may have access packages of one name, and resources. A sentence could not tell them apart.
func TestNamesThatAreBorneTwice(t *testing.T) {
	t.Parallel()
	twice := office + `    - displayName: Marketing
      description: For others
      resources:
        - {displayName: CRM, type: application, originId: crm2, roles: [{originId: User}]}
      accessPackages:
        - {displayName: Sales Starter, description: d}
steps:
`
	require.Contains(t, refusal(t, twice+"  - ann requests Sales Starter\n"),
		`test.yaml:32: there are two access packages called "Sales Starter": in the catalogs Sales and Marketing`)
	require.Contains(t, refusal(t, twice+"  - expect ann holds CRM/User\n"),
		`test.yaml:32: there are two resources called "CRM": the application crm and the application crm2`)
	load(t, strings.Replace(twice, "crm2", "crm", 1)+"  - expect ann does not hold CRM/User\n")

	again := "  - apply: {catalogs: [{displayName: Sales, description: d, accessPackages: [{displayName: Sales Starter, description: new}]}]}\n"
	load(t, office+"steps:\n"+again+"  - ann requests Sales Starter\n")
	again = strings.Replace(again, "displayName: Sales,", "displayName: sales,", 1)
	load(t, office+"steps:\n"+again+"  - ann requests Sales Starter\n")
	const id = "id: 10000000-0000-0000-0000-000000000001, "
	again = strings.Replace(again, "displayName: sales,", id+"displayName: Revenue,", 1)
	named := strings.Replace(again, "displayName: Revenue", "displayName: Sales", 1)
	load(t, office+"steps:\n"+named+again+"  - ann requests Sales Starter\n")
}

// Numbers are texts where a text is wanted that a number of JSON could not be.
func TestNumbersThatJSONDoesNotHave(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"017", "+5", "0x1f", "1_000", "1e9", "12345678901234567890123"} {
		s := load(t, strings.ReplaceAll(office, "originId: crm", "originId: "+id)+"steps:\n  - after 1 day\n")
		p, err := s.Play(t.Context(), scenario.Options{})
		require.NoError(t, err)
		d, err := p.World().Admin().Document(t.Context())
		require.NoError(t, err)
		require.NoError(t, p.Close())
		for _, c := range d.Catalogs {
			if c.DisplayName == "Sales" {
				require.Equal(t, id, c.Resources[0].OriginID)
			}
		}
	}
}

// People are named by what they are called, before and behind where they come.
func TestManagersByName(t *testing.T) {
	t.Parallel()
	s := load(t, "title: x\npeople:\n  ann: {manager: Meg Ray, sponsors: [Bob]}\n  bob: Bob\n  meg: {name: Meg Ray, manager: Bob}\nsteps: []\n")
	p, err := s.Play(t.Context(), scenario.Options{})
	require.NoError(t, err)
	defer func() { require.NoError(t, p.Close()) }()
	view, err := p.World().Directory().At(t.Context(), p.World().Now())
	require.NoError(t, err)
	ann, err := view.Subject(t.Context(), "ann")
	require.NoError(t, err)
	require.Equal(t, entitlement.SubjectID("meg"), ann.Manager)
	require.Equal(t, []entitlement.SubjectID{"bob"}, ann.Sponsors)
}

// Who never reviews is asked all the same, and nothing is found where nobody looked.
func TestNothingIsDone(t *testing.T) {
	t.Parallel()
	reviewed := strings.Replace(office, "              requestApprovalSettings:",
		"              reviewSettings: {primaryReviewers: [{userId: meg}], schedule: {startDateTime: \"2026-02-01T00:00:00Z\"}}\n"+
			"              requestApprovalSettings:", 1)
	reviewed = strings.Replace(reviewed, "reviews: keeps after 1 day", "reviews: never answers", 1)
	result, err := load(t, reviewed+"steps:\n"+list([]string{
		"expect nothing was found", "expect CRM/User of ann was found missing", "admin assigns Sales Starter to ann", "on 5 February 2026",
		"expect meg is asked to review ann's access to Sales Starter",
	})).Run(t.Context(), scenario.Options{})
	require.NoError(t, err)
	require.Len(t, result.Failures, 2)
	for _, failure := range result.Failures {
		require.Equal(t, "the targets were not reconciled yet", failure.Detail)
	}
}
