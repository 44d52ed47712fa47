package directorytest

import (
	"errors"
	"reflect"

	"example.com/tenure/entitlement"
)

// subjectCases are about people.
func subjectCases() []testCase {
	return []testCase{{
		name: "subject_is_shown_whole",
		why:  "Subject returns every fact that the directory has about the person, a disabled account included (R-145, I-93)",
		check: func(p *probe) {
			want, others := guest()
			v := p.view(p.directory(append(others, want), nil))
			if got := p.subject(v, want.ID); !reflect.DeepEqual(got, want) {
				p.failf("Subject(%q) = %+v, want %+v", want.ID, got, want)
			}
		},
	}, {
		name: "unknown_subject_is_not_found",
		why:  "Subject fails with entitlement.NotFound, and with nothing else, if there is nobody with the id",
		check: func(p *probe) {
			v := p.view(p.directory(persons("ann"), nil))
			for _, id := range []entitlement.SubjectID{"bob", "", "an", "ann ", "Ann Other"} {
				if _, err := v.Subject(p.Context(), id); !errors.Is(err, entitlement.NotFound) {
					p.failf("Subject(%q) failed with %v, want %v", id, err, entitlement.NotFound)
				}
			}
		},
	}, {
		name: "ids_are_compared_as_bytes",
		why:  "identity is by immutable id, byte for byte: neither case nor Unicode form make two ids equal (R-247)",
		check: func(p *probe) {
			ids := []entitlement.SubjectID{"ann", "Ann", "ann ", "\u00e4nn", "a\u0308nn"}
			v := p.view(p.directory(persons(ids...), nil))
			for _, id := range ids {
				if got := p.subject(v, id).ID; got != id {
					p.failf("Subject(%q) is %q", id, got)
				}
			}
		},
	}, {
		name: "new_person_with_an_old_name_is_somebody_else",
		why:  "a new person inherits nothing from one with the same name and mail (I-97)",
		check: func(p *probe) {
			before, after := person("2019-17"), person("2031-04")
			before.Mail, after.Mail = "ann@example.com", "ann@example.com"
			v := p.view(p.directory([]entitlement.Subject{before, after}, group("sales", before.ID)))
			p.groups(v, before.ID, "sales")
			p.groups(v, after.ID)
			p.members(v, "sales", before.ID)
		},
	}}
}
