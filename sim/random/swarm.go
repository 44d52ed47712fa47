package random

import (
	"fmt"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle/directory"
)

// start is when every run begins.
var start = time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)

// staffGroup is the group that most policies are for.
const staffGroup entitlement.GroupID = "staff"

// bosses approve; the staff asks.
var (
	bosses = []entitlement.SubjectID{"boss", "meg"}
	staff  = []entitlement.SubjectID{"ann", "bob", "cem", "dot", "eli"}
)

// roles are what packages may hold.
var roles = []string{
	"CRM/User", "CRM/Admin", "Wiki/Reader", "Wiki/Editor", "Ledger/Reader", "Sales team/Member", "Project room/Member",
}

// swarm is what a run is about: a few people and packages, some of what can be done, and some of what can go wrong. That every
// run leaves most things out is what lets the others happen often enough to meet.
type swarm struct {
	staff []entitlement.SubjectID
	packs []pack
	// reviews says that access is reviewed. What is due is then always settled: only that closes a review.
	reviews bool
	acts    []string // names, the frequent ones several times
	sites   []string // those that are active
}

// pack is an access package with its only policy.
type pack struct {
	name   string
	roles  []string
	terms  terms
	others []int // which it must not be held with
}

// drawSwarm draws a run's configuration from step 0. Each site of faults is active once in four times.
func drawSwarm(r *reel) swarm {
	s := swarm{staff: staff[:2+r.pick(len(staff)-1)]}
	s.reviews = r.chance(3)
	for i := range 1 + r.pick(4) {
		p := pack{name: fmt.Sprintf("Package %d", i+1), terms: drawTerms(r, start)}
		if s.reviews {
			p.terms.review = drawReviewing(r, start.Add(day+time.Duration(i+1)*time.Millisecond))
		}
		first := r.pick(len(roles))
		for j := range 1 + r.pick(3) {
			p.roles = append(p.roles, roles[(first+j)%len(roles)])
		}
		if i > 0 && r.chance(3) {
			p.others = []int{r.pick(i)}
		}
		s.packs = append(s.packs, p)
	}
	for _, site := range Sites() {
		if r.chance(4) {
			s.sites = append(s.sites, site.Name)
		}
	}
	for _, a := range acts() {
		active := slices.Contains(s.sites, a.name)
		if a.reviews && !s.reviews || a.isFault() && !active || a.optional && r.chance(3) {
			continue
		}
		for range a.weight {
			s.acts = append(s.acts, a.name)
		}
	}
	return s
}

// everybody lists the people of a run.
func (s *swarm) everybody() []entitlement.SubjectID { return slices.Concat(s.staff, bosses) }

// people returns the directory at the beginning: boss leads meg, meg leads the staff.
func (s *swarm) people() ([]entitlement.Subject, []directory.Group) {
	people := []entitlement.Subject{member("boss", ""), member("meg", "boss")}
	for _, id := range s.staff {
		people = append(people, member(id, "meg"))
	}
	return people, []directory.Group{{ID: staffGroup, DisplayName: "Staff", Members: s.staff}}
}

func member(id, manager entitlement.SubjectID) entitlement.Subject {
	return entitlement.Subject{ID: id, DisplayName: string(id), UserType: entitlement.UserMember, Manager: manager}
}
