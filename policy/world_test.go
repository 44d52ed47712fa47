package policy_test

import (
	"slices"
	"strconv"

	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// world is a random question with complete facts: a few people and groups in every relation, and settings that no engine
// would accept among those that it would.
type world struct {
	ask     policy.Ask
	options policy.Options

	people  []person
	groups  []entitlement.GroupID // those that exist
	members map[entitlement.GroupID]ids
}

type person struct {
	id     entitlement.SubjectID
	record *entitlement.Subject // nil: nobody
	groups []entitlement.GroupID
}

// facts returns what the directory says about everybody.
func (w *world) facts() *policy.Facts {
	var f policy.Facts
	for _, p := range w.people {
		f.AddSubject(p.id, p.record)
		f.AddGroups(p.id, p.groups)
	}
	for i := range groupCount {
		g := groupID(i)
		f.AddMembers(g, w.members[g], slices.Contains(w.groups, g))
	}
	return &f
}

const (
	personCount = 7
	groupCount  = 4
)

func personID(i int) entitlement.SubjectID { return entitlement.SubjectID("p" + strconv.Itoa(i)) }
func groupID(i int) entitlement.GroupID    { return entitlement.GroupID("g" + strconv.Itoa(i)) }

var (
	anyPerson = rapid.Map(rapid.IntRange(0, personCount-1), personID)
	anyGroup  = rapid.Map(rapid.IntRange(0, groupCount-1), groupID)
	anyPeople = rapid.SliceOfN(anyPerson, 0, 2)
	anyDay    = rapid.Map(rapid.IntRange(-1, 60), days)
	rarely    = rapid.Map(rapid.IntRange(0, 40), func(i int) bool { return i == 33 })
	mostly    = rapid.Map(rarely, func(b bool) bool { return !b })
)

func drawWorld(t *rapid.T) *world {
	w := &world{members: map[entitlement.GroupID]ids{}}
	for i := range groupCount {
		if mostly.Draw(t, "group exists") {
			w.groups = append(w.groups, groupID(i))
		}
	}
	for i := range personCount {
		p := drawPerson(t, personID(i))
		for _, g := range p.groups {
			w.members[g] = append(w.members[g], p.id)
		}
		w.people = append(w.people, p)
	}
	w.drawAsk(t)
	w.options = policy.Options{
		Tiers: rapid.Bool().Draw(t, "tiers"), OpenExternalScope: rapid.Bool().Draw(t, "open"),
		FallbackAsAlternates: rapid.Bool().Draw(t, "double"), MaxApprovers: rapid.IntRange(0, 4).Draw(t, "limit"),
	}
	return w
}

func drawPerson(t *rapid.T, id entitlement.SubjectID) person {
	p := person{id: id}
	if rarely.Draw(t, "nobody") {
		return p
	}
	p.record = &entitlement.Subject{
		ID:              id,
		UserType:        rapid.SampledFrom([]entitlement.UserType{1, 1, 1, 2, 3, 1, 1, 9}).Draw(t, "type"),
		AccountDisabled: rarely.Draw(t, "disabled"),
		Domain:          rapid.SampledFrom([]string{"partner.example", "Partner.Example", ""}).Draw(t, "domain"),
		Sponsors:        anyPeople.Draw(t, "sponsors"),
	}
	if mostly.Draw(t, "has a manager") {
		p.record.Manager = anyPerson.Draw(t, "manager")
	}
	if rarely.Draw(t, "linked") {
		p.record.LinkedIDs = anyPeople.Draw(t, "links")
	}
	p.groups = rapid.SliceOfNDistinct(anyGroup, 0, 3, rapid.ID).Draw(t, "groups")
	return p
}

func (w *world) drawAsk(t *rapid.T) {
	target := anyPerson.Draw(t, "target")
	w.ask = policy.Ask{At: noon, Requestor: target, Target: target, Direct: rarely.Draw(t, "direct")}
	if w.ask.Direct || rarely.Draw(t, "on behalf") {
		w.ask.Requestor = rapid.OneOf(anyPerson, rapid.Just(entitlement.SubjectID(""))).Draw(t, "requestor")
	}
	if mostly.Draw(t, "catalog") {
		w.ask.Catalog = &entitlement.Catalog{
			State:               rapid.SampledFrom([]entitlement.CatalogState{2, 2, 2, 2, 2, 1, 2, 2}).Draw(t, "published"),
			IsExternallyVisible: mostly.Draw(t, "external"),
		}
	}
	if mostly.Draw(t, "package") {
		w.ask.Package = &entitlement.AccessPackage{Roles: make([]entitlement.RoleRef, 1-b2i(rarely.Draw(t, "empty")))}
	}
	for i := range rapid.SampledFrom([]int{1, 2, 3, 1, 2, 3, 0}).Draw(t, "policies") {
		w.ask.Policies = append(w.ask.Policies, drawPolicy(t, byte(i+1)))
	}
	if rapid.Bool().Draw(t, "choose") {
		w.ask.Choice = policyID(byte(rapid.IntRange(1, 3).Draw(t, "choice")))
	}
	w.ask.PackageDeleted, w.ask.HasJustification = rarely.Draw(t, "deleted"), mostly.Draw(t, "justified")
	if rapid.Bool().Draw(t, "answers") {
		w.ask.Attributes = attributes(rapid.Bool().Draw(t, "editable"))
		w.ask.Answers = []entitlement.Answer{entitlement.Answered(w.ask.Attributes[0].Question.ID, "x"), entitlement.Answered("cost", rapid.SampledFrom([]string{"1234", "x"}).Draw(t, "cost center"))}
	}
	w.ask.OpenRequest[15] = byte(b2i(rarely.Draw(t, "open request")))
	w.ask.LiveAssignment[15] = byte(b2i(rarely.Draw(t, "live assignment")))
	if rarely.Draw(t, "scheduled") {
		w.ask.Schedule = entitlement.Schedule{Start: anyDay.Draw(t, "start"), End: anyDay.Draw(t, "end")}
	}
	if mostly.Draw(t, "organization") {
		w.ask.Organization = partner(entitlement.OrganizationState(rapid.IntRange(1, 2).Draw(t, "state")))
		w.ask.Organization.InternalSponsors = drawSets(t, 2)
		w.ask.Organization.ExternalSponsors = drawSets(t, 2)
	}
}

func drawPolicy(t *rapid.T, n byte) *entitlement.AssignmentPolicy {
	if rarely.Draw(t, "no policy") {
		return nil
	}
	scope := rapid.SampledFrom([]entitlement.TargetScope{4, 3, 1, 1, 1, 2, 4, 5, 6, 0, 99}).Draw(t, "scope")
	p := newPolicy(n, scope, drawSets(t, 4)...)
	p.IsSuspended = rarely.Draw(t, "suspended")
	if rapid.Bool().Draw(t, "settings") {
		p.RequestorSettings = &entitlement.RequestorSettings{
			EnableTargetsToSelfAddAccess: mostly.Draw(t, "self add"), AllowCustomAssignmentSchedule: mostly.Draw(t, "custom"),
			EnableOnBehalfRequestorsToAddAccess: rapid.Bool().Draw(t, "on behalf"), OnBehalfRequestors: drawSets(t, 2),
		}
	}
	if rapid.Bool().Draw(t, "questions") {
		p.Questions = form()
		p.Questions[0].IsRequired = rarely.Draw(t, "required answer")
	}
	p.RequestApprovalSettings.IsApprovalRequiredForAdd = rapid.Bool().Draw(t, "approval")
	p.RequestApprovalSettings.IsRequestorJustificationRequired = rapid.Bool().Draw(t, "justification")
	for range rapid.IntRange(0, 2).Draw(t, "stages") {
		p.RequestApprovalSettings.Stages = append(p.RequestApprovalSettings.Stages, drawStage(t))
	}
	p.Expiration.Type = rapid.SampledFrom([]entitlement.ExpirationType{0, 1, 2, 3, 3, 1, 9}).Draw(t, "expiration")
	if p.Expiration.Type == entitlement.ExpirationAfterDateTime {
		p.Expiration.EndDateTime = anyDay.Draw(t, "end")
	}
	p.Expiration.Duration = entitlement.Days(rapid.IntRange(0, 50).Draw(t, "days"))
	return p
}

func drawStage(t *rapid.T) entitlement.StageSettings {
	return entitlement.StageSettings{
		PrimaryApprovers: drawSets(t, 3), FallbackPrimaryApprovers: drawSets(t, 2),
		IsEscalationEnabled: rapid.Bool().Draw(t, "escalation"),
		EscalationApprovers: drawSets(t, 2), FallbackEscalationApprovers: drawSets(t, 2),
		IsApproverJustificationRequired: rapid.Bool().Draw(t, "approver justification"),
	}
}

// drawSets mixes all types, one that does not exist, and manager levels that nobody has.
func drawSets(t *rapid.T, most int) []entitlement.SubjectSet {
	var sets []entitlement.SubjectSet
	for range rapid.IntRange(0, most).Draw(t, "sets") {
		sets = append(sets, entitlement.SubjectSet{
			Type:         entitlement.SubjectSetType(rapid.IntRange(1, 9).Draw(t, "set")),
			UserID:       anyPerson.Draw(t, "user"),
			GroupID:      anyGroup.Draw(t, "group"),
			Organization: partner(0).ID,
			ManagerLevel: rapid.IntRange(-1, 3).Draw(t, "level"),
		})
	}
	return sets
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
