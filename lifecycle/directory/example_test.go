package directory_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// A directory made of Go values, as a test has it.
func ExampleNew() {
	org, err := directory.New([]entitlement.Subject{
		{ID: "nora", UserType: entitlement.UserMember},
		{ID: "alice", UserType: entitlement.UserMember, Manager: "nora"},
	}, []directory.Group{
		{ID: "sales", Groups: []entitlement.GroupID{"sales-north"}},
		{ID: "sales-north", Members: []entitlement.SubjectID{"alice", "nora"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	view, err := org.At(context.Background(), time.Date(2031, 1, 6, 9, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(view.Groups(context.Background(), "alice"))
	fmt.Println(view.Members(context.Background(), "sales"))
	// Output:
	// [sales sales-north] <nil>
	// [alice nora] <nil>
}

// A directory read from the two files that the examples of the project use.
func ExampleLoad() {
	org, err := directory.Load(os.DirFS("../../examples/organisation"), "people.csv", "groups.csv")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(org.Size())
	view, err := org.At(context.Background(), time.Date(2031, 1, 6, 9, 0, 0, 0, time.UTC))
	if err != nil {
		log.Fatal(err)
	}
	hugo, err := view.Subject(context.Background(), "hugo")
	fmt.Println(hugo.DisplayName, hugo.Attributes["department"], hugo.Manager, hugo.AccountDisabled, err)
	_, err = view.Subject(context.Background(), "Hugo")
	fmt.Println(err)
	// Output:
	// 40 16
	// Hugo Bjørnsen Sales nora true <nil>
	// subject Hugo: notFound
}

// All mistakes of a file are reported at once, with their lines.
func ExampleReadPeople() {
	_, err := directory.ReadPeople(strings.NewReader(`Object Id,Display name,User type,Account enabled,Manager
17,Nora Whitfield,Member,true,
18,Alice Fontaine,Member,yes,17
18,Bruno Keller,Member,true,nora@halvard-stone.example
`))
	if input, ok := errors.AsType[*directory.InputError](err); ok {
		for _, problem := range input.Problems {
			fmt.Println(problem)
		}
	}
	// Output:
	// line 3: "18": accountEnabled: is "yes"; it is true or false
	// line 4: "18": id: is already used in line 3
	// line 4: "18": manager: "nora@halvard-stone.example" is not the id, userPrincipalName or mail of anybody in the file
}

// What a spreadsheet would run as a formula is written so that it does not, and read back as it was.
func ExampleWritePeople() {
	err := directory.WritePeople(os.Stdout, []entitlement.Subject{{
		ID: "17", DisplayName: "Nora Whitfield", UserType: entitlement.UserMember,
		Attributes: map[string]string{"jobTitle": `=HYPERLINK("https://evil.example")`, "mobilePhone": "+49 431 0815"},
	}})
	if err != nil {
		log.Fatal(err)
	}
	// Output:
	// id,displayName,mail,userType,accountEnabled,tenantId,domain,manager,sponsors,linkedIds,identityProvider,jobTitle,mobilePhone
	// 17,Nora Whitfield,,Member,true,,,,,,,"'=HYPERLINK(""https://evil.example"")",'+49 431 0815
}

// A host replaces the directory while an engine uses it. A view stays what it was.
func ExampleLive() {
	export := func(revision string, ids ...entitlement.SubjectID) *directory.Static {
		var people []entitlement.Subject
		for _, id := range ids {
			people = append(people, entitlement.Subject{ID: id, UserType: entitlement.UserMember})
		}
		s, err := directory.New(people, nil)
		if err != nil {
			log.Fatal(err)
		}
		return s.WithRevision(revision)
	}
	ctx, at := context.Background(), time.Date(2031, 1, 6, 9, 0, 0, 0, time.UTC)
	live := new(directory.Live)
	_, err := live.At(ctx, at)
	fmt.Println(err)

	live.Replace(export("monday", "alice"))
	monday, err := live.At(ctx, at)
	if err != nil {
		log.Fatal(err)
	}
	live.Replace(export("tuesday", "bruno"))
	tuesday, err := live.At(ctx, at)
	if err != nil {
		log.Fatal(err)
	}
	_, err = monday.Subject(ctx, "alice")
	fmt.Println(monday.Revision(), err)
	_, err = tuesday.Subject(ctx, "alice")
	fmt.Println(tuesday.Revision(), err)
	// Output:
	// unavailable: no directory has been loaded
	// monday <nil>
	// tuesday subject alice: notFound
}
