package directory

import (
	"encoding/csv"
	"io"
	"maps"
	"slices"
	"strings"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/internal/formula"
)

// WritePeople writes people as a CSV file that ReadPeople reads back as they are, in their order, as long as it stays
// within the limits of the package. An attribute with an empty value reads back as no attribute, and a line break written
// \r\n as \n: CSV knows no difference.
//
// It refuses, with InvalidArgument caused by an *InputError and before writing anything, what New refuses, attributes whose
// names mean something else in a file, and sponsors and linked identities that a list cannot hold. A failing writer is
// Unavailable.
func WritePeople(w io.Writer, people []entitlement.Subject) error {
	const op = "write people"
	found := new(findings)
	checkPeople(found, people)
	attributes := attributeNames(people)
	for _, name := range attributes {
		if f, plain := personColumn(strings.TrimSpace(name)); f != fieldAttribute || plain != name {
			found.add(0, "", name, "an attribute of this name would not be read back")
		}
	}
	header := append([]string{
		"id", "displayName", "mail", "userType", "accountEnabled", "tenantId", "domain", "manager", "sponsors", "linkedIds", "identityProvider",
	}, attributes...)
	if longest := standardLimits().columns; len(header) > longest {
		found.add(0, "", "attributes", "make more than %d columns", longest)
	}
	rows := [][]string{header}
	for i := range people {
		rows = append(rows, personRow(found, &people[i], attributes))
	}
	if err := found.err(op); err != nil {
		return err
	}
	return writeRows(op, w, rows)
}

// WriteGroups writes groups as a CSV file that ReadGroups reads back as they are, in their order, as long as it stays
// within the limits of the package.
//
// It refuses, with InvalidArgument caused by an *InputError and before writing anything, malformed groups, ids used twice
// and groups as members that are not in the list. A failing writer is Unavailable.
func WriteGroups(w io.Writer, groups []Group) error {
	const op = "write groups"
	found := new(findings)
	checkGroups(found, groups, nil)
	if err := found.err(op); err != nil {
		return err
	}
	rows := [][]string{{"groupId", "displayName", "memberId", "memberType"}}
	for _, g := range groups {
		id := string(g.ID)
		if len(g.Members)+len(g.Groups) == 0 {
			rows = append(rows, []string{id, g.DisplayName, "", ""})
		}
		for _, member := range g.Members {
			rows = append(rows, []string{id, g.DisplayName, string(member), "user"})
		}
		for _, member := range g.Groups {
			rows = append(rows, []string{id, g.DisplayName, string(member), "group"})
		}
	}
	return writeRows(op, w, rows)
}

// attributeNames returns the names of all attributes, sorted.
func attributeNames(people []entitlement.Subject) []string {
	all := make(map[string]bool)
	for i := range people {
		for name := range people[i].Attributes { // order: sorted below
			all[name] = true
		}
	}
	return slices.Sorted(maps.Keys(all))
}

func personRow(found *findings, s *entitlement.Subject, attributes []string) []string {
	out := []string{
		string(s.ID), s.DisplayName, s.Mail, userTypeText(s.UserType), enabledText(s), s.TenantID, s.Domain,
		string(s.Manager), joinList(found, s, "sponsors", s.Sponsors), joinList(found, s, "linkedIds", s.LinkedIDs),
		s.IdentityProvider,
	}
	for _, name := range attributes {
		out = append(out, s.Attributes[name])
	}
	return out
}

// userTypeText writes the word with the capital letter that exports give it.
func userTypeText(t entitlement.UserType) string {
	text := t.String()
	return strings.ToUpper(text[:1]) + text[1:]
}

func enabledText(s *entitlement.Subject) string {
	if s.AccountDisabled {
		return "false"
	}
	return "true"
}

// joinList is the inverse of splitList for identifiers that a list can hold.
func joinList(found *findings, s *entitlement.Subject, field string, ids []entitlement.SubjectID) string {
	texts := make([]string, len(ids))
	for i, id := range ids {
		texts[i] = string(id)
		if strings.Contains(texts[i], ";") || strings.TrimSpace(texts[i]) != texts[i] {
			found.add(0, string(s.ID), field, "%s has a semicolon in it, or a space at an end", quote(id))
		}
	}
	return strings.Join(texts, ";")
}

// writeRows writes the rows with all cells guarded.
func writeRows(op string, w io.Writer, rows [][]string) error {
	for _, cells := range rows {
		for i := range cells {
			cells[i] = formula.Guard(cells[i])
		}
	}
	if err := csv.NewWriter(w).WriteAll(rows); err != nil {
		return &entitlement.Error{
			Op: op, Code: entitlement.Unavailable, Detail: "the file cannot be written", Err: err,
		}
	}
	return nil
}
