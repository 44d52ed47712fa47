package directory

import (
	"errors"
	"io"
	"strings"

	"example.com/tenure/entitlement"
)

// ReadPeople reads people from a CSV file as directories export them. The header names the columns, in any order and
// without regard to case, spaces, "_", "-" and ".":
//
//	id, objectId, userId          the immutable identifier; the only column that must be there
//	displayName
//	mail, email, emailAddress     if there is no such column, the mail of members is userPrincipalName
//	userType                      Member, Guest or Outside; if there is no such column, Guest if userPrincipalName
//	                              contains "#EXT#", otherwise Member
//	accountEnabled, enabled       true or false; if there is no such column, true
//	blockCredential               the opposite; either column disables
//	tenantId, homeTenantId        the home tenant of an external person
//	domain                        the proved mail domain of an external person
//	manager, managerId, managerUserPrincipalName, managerUpn, managerMail, managerEmail
//	sponsors, sponsor, sponsorIds separated by semicolons
//	linkedIds                     separated by semicolons
//	identityProvider              the social provider that somebody from outside signs in with
//
// Every other column is an attribute under its own name. The attributes userPrincipalName (also upn), department, jobTitle
// (also title) and companyName (also company) always have these names. An empty cell is no attribute.
//
// Managers and sponsors are named by id, or else by userPrincipalName, or else by mail (both without regard to the case of
// A to Z), and must be in the file. A name that two people share is refused.
//
// Mistakes are reported all together: InvalidArgument, caused by an *InputError. References are not checked while there are
// rows that are not CSV. A file beyond the limits of the package is LimitExceeded, a failing reader Unavailable.
func ReadPeople(r io.Reader) ([]entitlement.Subject, error) {
	const op = "read people"
	found := new(findings)
	people, err := readPeople(r, standardLimits(), found)
	if err != nil {
		return nil, withOp(op, err)
	}
	if err := found.err(op); err != nil {
		return nil, err
	}
	return people, nil
}

// peopleReader holds what is known while a file of people is read.
type peopleReader struct {
	table  *table
	found  *findings
	fields []field  // by column
	names  []string // by column
	id     int      // the column of the id
	has    [fieldIdentityProvider + 1]bool
	people []entitlement.Subject
	rows   []origin // by person
	book   addressBook
}

// origin is where a person was read, and whether the row had no mistakes.
type origin struct {
	line  int
	sound bool
}

func readPeople(r io.Reader, maximum limits, found *findings) ([]entitlement.Subject, error) {
	t, err := openTable(r, maximum, found)
	if t == nil || err != nil {
		return nil, err
	}
	p := &peopleReader{table: t, found: found, book: newAddressBook()}
	if !p.columns() {
		return nil, nil
	}
	for {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		p.row(r)
	}
	for i := range p.people {
		p.finish(&p.people[i], p.rows[i])
	}
	return p.people, nil
}

// columns reads the header, and reports whether the rows can be read.
func (p *peopleReader) columns() bool {
	before, line := p.found.total, p.table.line
	first := make(map[string]string) // the header that gave a column its meaning
	for i, header := range p.table.header {
		f, name := personColumn(header)
		if other, twice := first[name]; twice {
			p.found.add(line, "", header, "means the same as the column %s", quote(other))
		}
		first[name] = header
		p.fields, p.names = append(p.fields, f), append(p.names, name)
		p.has[f] = true
		if f == fieldID {
			p.id = i
		}
	}
	if !p.has[fieldID] {
		all := strings.Join(p.table.header, ",")
		p.found.add(line, "", "", "there is no column id or objectId; the header is %s", quote(all))
	}
	return p.found.total == before
}

// row takes a person over. One with mistakes is remembered too, so that references to them are not mistakes as well.
func (p *peopleReader) row(r row) {
	var s entitlement.Subject
	before := p.found.total
	for i, cell := range r.cells {
		if wrong := p.fields[i].set(&s, p.names[i], cell); wrong != "" {
			p.found.add(r.line, r.cells[p.id], p.names[i], "%s", wrong)
		}
	}
	p.infer(&s)
	if line, twice := p.book.add(&s, r.line); twice {
		p.found.add(r.line, string(s.ID), "id", "is already used in line %d", line)
	}
	p.people = append(p.people, s)
	p.rows = append(p.rows, origin{r.line, p.found.total == before})
}

// infer fills in what columns that are not there would say.
func (p *peopleReader) infer(s *entitlement.Subject) {
	name := s.Attributes[principalName]
	if !p.has[fieldUserType] {
		s.UserType = entitlement.UserMember
		if strings.Contains(lower(name), "#ext#") {
			s.UserType = entitlement.UserGuest
		}
	}
	if !p.has[fieldMail] && s.UserType == entitlement.UserMember {
		s.Mail = name
	}
}

// finish resolves references, now that everybody is known, and checks the result.
func (p *peopleReader) finish(s *entitlement.Subject, from origin) {
	before := p.found.total
	if !p.table.lost {
		if s.Manager != "" {
			s.Manager = p.resolve(s, from.line, "manager", s.Manager)
		}
		for i, name := range s.Sponsors {
			s.Sponsors[i] = p.resolve(s, from.line, "sponsors", name)
		}
	}
	if from.sound && p.found.total == before {
		checkSubject(p.found, from.line, s)
	}
}

func (p *peopleReader) resolve(
	s *entitlement.Subject, line int, field string, name entitlement.SubjectID,
) entitlement.SubjectID {
	id, wrong := p.book.find(string(name))
	if wrong != "" {
		p.found.add(line, string(s.ID), field, "%s %s", quote(name), wrong)
	}
	return id
}
