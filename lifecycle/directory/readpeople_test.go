package directory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

func readPeople(t *testing.T, lines ...string) []entitlement.Subject {
	t.Helper()
	people, err := directory.ReadPeople(strings.NewReader(strings.Join(lines, "\n")))
	require.NoError(t, err)
	return people
}

func refusePeople(t *testing.T, lines ...string) []string {
	t.Helper()
	people, err := directory.ReadPeople(strings.NewReader(strings.Join(lines, "\n")))
	require.Nil(t, people)
	return problems(t, err)
}

func TestReadPeopleReadsEveryColumn(t *testing.T) {
	t.Parallel()
	got := readPeople(t,
		"id,displayName,mail,userType,accountEnabled,tenantId,domain,manager,sponsors,linkedIds,identityProvider,department,shoe size",
		"a,Ann,ann@example.com,Member,true,,,,,,,Sales,38",
		"g,Gil,gil@partner.example,Guest,false,t-1,partner.example,a,a; g ;,x;y,facebook,,",
		"o,,,Outside,TRUE,,,,,,,,",
	)
	require.Equal(t, []entitlement.Subject{{
		ID: "a", DisplayName: "Ann", Mail: "ann@example.com", UserType: entitlement.UserMember,
		Attributes: map[string]string{"department": "Sales", "shoe size": "38"},
	}, {
		ID: "g", DisplayName: "Gil", Mail: "gil@partner.example", UserType: entitlement.UserGuest, AccountDisabled: true,
		TenantID: "t-1", Domain: "partner.example", IdentityProvider: "facebook", Manager: "a",
		Sponsors: []entitlement.SubjectID{"a", "g"}, LinkedIDs: []entitlement.SubjectID{"x", "y"},
	}, {
		ID: "o", UserType: entitlement.UserOutside,
	}}, got)
}

func TestReadPeopleKnowsTheUsualHeaders(t *testing.T) {
	t.Parallel()
	want := []entitlement.Subject{{
		ID: "a", DisplayName: "Ann", UserType: entitlement.UserMember, AccountDisabled: true, Mail: "ann@example.com",
		Attributes: map[string]string{
			"userPrincipalName": "ann@example.com", "jobTitle": "Clerk", "companyName": "Co", "department": "Sales",
		},
	}}
	rows := map[string][2]string{
		"graph": {
			"id,displayName,userPrincipalName,mail,userType,accountEnabled,jobTitle,companyName,department",
			"a,Ann,ann@example.com,ann@example.com,Member,false,Clerk,Co,Sales",
		},
		"older_entra": {
			"userPrincipalName,displayName,mail,objectId,userType,jobTitle,department,accountEnabled,companyName",
			"ann@example.com,Ann,ann@example.com,a,Member,Clerk,Sales,False,Co",
		},
		"admin": {
			"Block credential,Company,Department,Display name,Object Id,Title,User principal name",
			"True,Co,Sales,Ann,a,Clerk,ann@example.com",
		},
		"shell": {
			`"Id","DisplayName","UserPrincipalName","Mail","UserType","AccountEnabled","JobTitle","CompanyName","Department"`,
			`"a","Ann","ann@example.com","ann@example.com","Member","False","Clerk","Co","Sales"`,
		},
		"snake": {
			"user_id,display_name,upn,email_address,user_type,enabled,job_title,company_name,DEPARTMENT",
			"a,Ann,ann@example.com,ann@example.com,member,false,Clerk,Co,Sales",
		},
		"spaces": {
			" id , display name , UPN , e-mail , userType , enabled , title , company , department",
			"a, Ann ,ann@example.com, ann@example.com , Member , false ,Clerk,Co,Sales",
		},
	}
	for name, lines := range rows {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, want, readPeople(t, lines[:]...))
		})
	}
}

func TestReadPeopleReadsFilesAsProgramsWriteThem(t *testing.T) {
	t.Parallel()
	files := map[string]string{
		"byte_order_mark":       "\ufeffid,city\na,Kiel\n",
		"carriage_returns":      "id,city\r\na,Kiel\r\n",
		"no_last_line_break":    "id,city\na,Kiel",
		"quoted":                "\"id\",\"city\"\n\"a\",\"Kiel\"\n",
		"type_line":             "#TYPE Some.Namespace.User\r\nid,city\r\na,Kiel\r\n",
		"mark_and_type_line":    "\ufeff#TYPE Some.Namespace.User\nid,city\na,Kiel\n",
		"rows_without_text":     "id,city\n,\n\na,Kiel\n,\n",
		"long_type_line":        "#TYPE " + strings.Repeat("x", 9000) + "\nid,city\na,Kiel\n",
		"empty_cells_are_blank": "id,city,state\na,Kiel,\n",
	}
	for name, file := range files {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, []entitlement.Subject{{
				ID: "a", UserType: entitlement.UserMember, Attributes: map[string]string{"city": "Kiel"},
			}}, readPeople(t, file))
		})
	}
}

func TestReadPeopleReadsCellsOfSeveralLines(t *testing.T) {
	t.Parallel()
	got := readPeople(t, "id,address", "a,\"Pier 1\r", "\"\"North\"\"\"", "b,\"Quay, 2\"")
	require.Equal(t, "Pier 1\n\"North\"", got[0].Attributes["address"])
	require.Equal(t, "Quay, 2", got[1].Attributes["address"])
}

func TestReadPeopleComparesIdsAsBytes(t *testing.T) {
	t.Parallel()
	got := readPeople(t, "id,manager", "a,A", "A,a", " a,A")
	require.Equal(t, entitlement.SubjectID("A"), got[0].Manager)
	require.Equal(t, entitlement.SubjectID("a"), got[1].Manager)
	require.Equal(t, entitlement.SubjectID(" a"), got[2].ID)
}

func TestReadPeopleInfersWhatColumnsDoNotSay(t *testing.T) {
	t.Parallel()
	got := readPeople(t, "id,userPrincipalName", "a,Ann@example.com", "g,gil_partner.example#ext#@example.com")
	require.Equal(t, entitlement.UserMember, got[0].UserType)
	require.Equal(t, "Ann@example.com", got[0].Mail)
	require.Equal(t, entitlement.UserGuest, got[1].UserType)
	require.Empty(t, got[1].Mail)

	got = readPeople(t, "id,userPrincipalName,mail,userType", "a,ann@example.com,,Guest", "b,x#EXT#@example.com,,Member")
	require.Equal(t, entitlement.UserGuest, got[0].UserType)
	require.Equal(t, entitlement.UserMember, got[1].UserType) // a guest who became a member keeps the name
	require.Empty(t, got[0].Mail+got[1].Mail)
}

func TestReadPeopleDisablesIfEitherColumnSaysSo(t *testing.T) {
	t.Parallel()
	got := readPeople(t, "id,blockCredential,accountEnabled", "a,true,true", "b,false,false", "c,false,true")
	require.True(t, got[0].AccountDisabled) // I-93
	require.True(t, got[1].AccountDisabled)
	require.False(t, got[2].AccountDisabled)
}

func TestReadPeopleFindsManagersAndSponsors(t *testing.T) {
	t.Parallel()
	header := "id,userPrincipalName,mail,manager,sponsors"
	people := []string{
		"1,ann@example.com,Ann.Other@example.com,,",
		"2,bob@example.com,ann@example.com,,", // mails are not kept unique, principal names are
		"3,1,,,",
	}
	references := map[string]entitlement.SubjectID{
		"2": "2", "ANN@EXAMPLE.COM": "1", "ann@example.com": "1", "ann.other@example.com": "1", "1": "1",
	}
	for text, want := range references {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			got := readPeople(t, append(append([]string{header}, people...), fmt.Sprintf("9,,,%s,3;%s", text, text))...)
			require.Equal(t, want, got[3].Manager)
			require.Equal(t, []entitlement.SubjectID{"3", want}, got[3].Sponsors)
		})
	}
}

func TestReadPeopleRefusesDoubtfulReferences(t *testing.T) {
	t.Parallel()
	got := refusePeople(t,
		"id,displayName,userPrincipalName,mail,manager,sponsors",
		"1,Ann,ann@example.com,team@example.com,,",
		"2,Bob,bob@example.com,Team@example.com,,",
		"3,Kim,kim@example.com,,team@example.com,1;Team@Example.com",
		"4,Dan,,,Ann,\u212aim@example.com", // a display name, and the Kelvin sign for K (CWE-178)
		"5,Eve,,,ghost,",
	)
	require.Equal(t, []string{
		`line 4: "3": manager: "team@example.com" is the userPrincipalName or mail of several people`,
		`line 4: "3": sponsors: "Team@Example.com" is the userPrincipalName or mail of several people`,
		`line 5: "4": manager: "Ann" is not the id, userPrincipalName or mail of anybody in the file`,
		`line 5: "4": sponsors: "` + "\u212a" + `im@example.com" is not the id, userPrincipalName or mail of anybody in the file`,
		`line 6: "5": manager: "ghost" is not the id, userPrincipalName or mail of anybody in the file`,
	}, got)
}

func TestReadPeopleReportsEverythingAtOnce(t *testing.T) {
	t.Parallel()
	got := refusePeople(t,
		"id,displayName,userType,accountEnabled,manager",
		"a,Ann,Member,yes,z",
		"b,\"Two",
		"lines\",Robot,,b",
		"a,Again,Member,true,",
		",Nobody,Guest,true,",
		",Nobody,Guest,true,",
		"c,\"Right\u202eto left\",Guest,true,b", // CWE-1007
	)
	require.Equal(t, []string{
		`line 2: "a": accountEnabled: is "yes"; it is true or false`,
		`line 2: "a": manager: "z" is not the id, userPrincipalName or mail of anybody in the file`,
		`line 3: "b": userType: is "Robot"; it is one of Member, Guest, Outside`,
		`line 3: "b": accountEnabled: is ""; it is true or false`,
		`line 5: "a": id: is already used in line 2`,
		`line 6: id: is missing`,
		`line 7: id: is missing`,
		`line 8: "c": displayName: contains the control character U+202E`,
	}, got)
}

func TestReadPeopleReportsRowsThatAreNotCSV(t *testing.T) {
	t.Parallel()
	got := refusePeople(t,
		"#TYPE X", "id,manager", "a", "b,\"x\"y", "c,d,e", "f,a", "f,a", "g,x\"", "h,\"never closed", "",
	)
	require.Equal(t, []string{ // the manager of f is in a row that could not be read, so it is not reported
		"line 3: the row has more or fewer cells than the header",
		"line 4: a quotation mark is missing or stands where none is allowed",
		"line 5: the row has more or fewer cells than the header",
		`line 7: "f": id: is already used in line 6`,
		"line 8: a quotation mark is missing or stands where none is allowed",
		"line 9: a quotation mark is missing or stands where none is allowed",
	}, got)
}

func TestReadPeopleRefusesHeaders(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		file string
		want []string
	}{
		"empty": {"", []string{"line 1: the file is empty; a header row is expected"}},
		"blank": {"\n\n", []string{"line 1: the file is empty; a header row is expected"}},
		"no_id": {"name;mail\na;b", []string{`line 1: there is no column id or objectId; the header is "name;mail"`}},
		"same_meaning": {"id,ObjectId,site,site\na,b,c,d", []string{
			`line 1: ObjectId: means the same as the column "id"`,
			`line 1: site: means the same as the column "site"`,
		}},
		"unnamed":      {"id, ,x\na,b,c", []string{"line 1: column 2 has no name"}},
		"not_csv":      {"id,\"x\na,b", []string{"line 1: a quotation mark is missing or stands where none is allowed"}},
		"utf16_little": {"\xff\xfei\x00d\x00", []string{"line 1: the file is UTF-16; save it as UTF-8"}},
		"utf16_big":    {"\xfe\xff\x00i\x00d", []string{"line 1: the file is UTF-16; save it as UTF-8"}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, c.want, refusePeople(t, c.file))
		})
	}
}

func TestReadPeopleQuotesHostileText(t *testing.T) {
	t.Parallel()
	got := refusePeople(t, "id,\"a\nb\",\"a\nb\",manager", "x,,,y")
	require.Equal(t, []string{`line 1: "a\nb": means the same as the column "a\nb"`}, got) // CWE-117

	got = refusePeople(t, "id,accountEnabled", "\"x\ny\",\"no\x1b[2J"+strings.Repeat("!", 100)+"\"")
	quoted := `"no\x1b[2J` + strings.Repeat("!", 58) + `"…`
	require.Equal(t, []string{`line 2: "x\ny": accountEnabled: is ` + quoted + `; it is true or false`}, got)
}

func TestReadPeopleListsAtMostMaxProblems(t *testing.T) {
	t.Parallel()
	lines := []string{"id,accountEnabled"}
	for i := range directory.MaxProblems + 7 {
		lines = append(lines, fmt.Sprintf("p%d,perhaps", i))
	}
	_, err := directory.ReadPeople(strings.NewReader(strings.Join(lines, "\n")))
	require.Len(t, problems(t, err), directory.MaxProblems)
	require.ErrorContains(t, err, `line 101: "p99": accountEnabled: is "perhaps"; it is true or false; and 7 more`)
	require.True(t, strings.HasPrefix(err.Error(), `read people: invalidArgument: line 2: "p0": `), err.Error())
}
