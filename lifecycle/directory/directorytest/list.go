package directorytest

import (
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
)

// listCases are about the list of everybody, where a directory has one.
func listCases() []testCase {
	return []testCase{
		{
			name: "everybody_is_listed_once",
			why:  "People returns everybody after an identifier, in the order of bytes, and fewer than the limit at the end only",
			check: func(p *probe) {
				people := []entitlement.Subject{
					{ID: "zoe", UserType: entitlement.UserMember}, {ID: "Zoe", UserType: entitlement.UserMember},
					{ID: "ann", UserType: entitlement.UserMember, Attributes: map[string]string{"department": "Sales"}},
					{ID: "é", UserType: entitlement.UserGuest}, {ID: "ann-2", UserType: entitlement.UserMember, AccountDisabled: true},
				}
				want := []entitlement.SubjectID{"Zoe", "ann", "ann-2", "zoe", "é"}
				view, lists := p.view(p.directory(people, nil)).(lifecycle.People)
				if !lists {
					return // the list is optional
				}
				for limit := 1; limit <= len(want)+1; limit++ {
					p.list(view, limit, want)
				}
			},
		},
	}
}

// list checks the pages of the list with a limit.
func (p *probe) list(view lifecycle.People, limit int, want []entitlement.SubjectID) {
	p.Helper()
	var got []entitlement.SubjectID
	for after := entitlement.SubjectID(""); ; after = got[len(got)-1] {
		page, err := view.People(p.Context(), after, limit)
		if err != nil {
			p.failf("People(%q, %d) failed: %v", after, limit, err)
			return
		}
		for i := range page {
			got = append(got, page[i].ID)
		}
		if len(page) < limit || len(got) > len(want) {
			break
		}
	}
	if !slices.Equal(got, want) {
		p.failf("People in pages of %d = %q, want %q", limit, got, want)
	}
}
