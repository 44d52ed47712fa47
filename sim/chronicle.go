package sim

import (
	"cmp"
	"errors"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/lifecycle"
	"example.com/tenure/store"
)

// chronicle tells the event log in words. It reads the log as it grows and keeps the names of what the log is about, so that
// deleted objects have theirs too.
type chronicle struct {
	directory *Directory
	schema    *store.Schema

	seq    uint64  // events read so far
	events []Entry // what they say
	notes  []Entry // what people could not do

	catalogs      map[entitlement.CatalogID]string
	resources     map[entitlement.ResourceID]string
	targets       map[entitlement.TargetID]string // of the resource that was added or changed last
	origins       map[entitlement.TargetID]entitlement.Target
	packages      map[entitlement.AccessPackageID]string
	policies      map[entitlement.PolicyID]string
	organizations map[entitlement.OrganizationID]string
	requests      map[entitlement.RequestID]entitlement.Request
	versions      map[entitlement.AssignmentID]uint32 // of the package that an assignment has put into effect
	reviews       map[entitlement.ReviewID]entitlement.Review
	guests        map[entitlement.SubjectID]string // names of people whom the directory may not know
}

func newChronicle(d *Directory) chronicle {
	return chronicle{
		directory: d, schema: store.NewSchema(),
		catalogs:      map[entitlement.CatalogID]string{},
		resources:     map[entitlement.ResourceID]string{},
		targets:       map[entitlement.TargetID]string{},
		origins:       map[entitlement.TargetID]entitlement.Target{},
		packages:      map[entitlement.AccessPackageID]string{},
		policies:      map[entitlement.PolicyID]string{},
		organizations: map[entitlement.OrganizationID]string{},
		requests:      map[entitlement.RequestID]entitlement.Request{},
		versions:      map[entitlement.AssignmentID]uint32{},
		reviews:       map[entitlement.ReviewID]entitlement.Review{},
		guests:        map[entitlement.SubjectID]string{},
	}
}

// read goes on to the end of the log. An engine that keeps no log has nothing to tell.
func (c *chronicle) read(w *World) error {
	session := w.Admin()
	for ev, err := range lifecycle.All(func(p lifecycle.Page) (lifecycle.List[lifecycle.LoggedEvent], error) {
		return session.Events(w.options.Context, lifecycle.EventsInput{Page: p, From: c.seq + 1})
	}) {
		if errors.Is(err, entitlement.Unsupported) {
			return nil
		}
		if err != nil {
			return err
		}
		entry, err := c.tell(&ev.Event)
		if err != nil {
			return err
		}
		c.events = append(c.events, entry)
		c.seq = ev.Seq
	}
	return nil
}

// tell puts an event into words.
func (c *chronicle) tell(ev *entitlement.Event) (Entry, error) {
	e := Entry{
		At: ev.At, Source: SourceLog, Person: ev.Subject, Actor: ev.Actor.Subject, Request: ev.Request, Seq: ev.Seq,
		Activity: ev.Activity, Codes: ev.Codes, order: 2 * ev.Seq,
	}
	if ev.Activity == entitlement.ActivityRemoveRequest {
		c.tellRemoval(ev, &e)
		return e, nil
	}
	var err error
	switch ev.Object.Kind {
	case entitlement.KindRequest:
		err = c.tellRequest(ev, &e)
	case entitlement.KindStage:
		err = c.tellStage(ev, &e)
	case entitlement.KindAssignment:
		err = c.tellAssignment(ev, &e)
	case entitlement.KindGrant:
		err = c.tellGrant(ev, &e)
	case entitlement.KindGuest:
		err = c.tellGuest(ev, &e)
	case entitlement.KindCatalog, entitlement.KindResource, entitlement.KindAccessPackage, entitlement.KindPolicy,
		entitlement.KindOrganization, entitlement.KindRoleAssignment, entitlement.KindSettings:
		err = c.tellConfiguration(ev, &e)
	case entitlement.KindReviewSeries:
		err = c.tellReviewSeries(ev, &e)
	case entitlement.KindReview:
		err = c.tellReview(ev, &e)
	case entitlement.KindReviewItem:
		err = c.tellReviewItem(ev, &e)
	case entitlement.KindAutomaticScope:
		err = c.tellScope(ev, &e)
	case entitlement.KindAutomaticMember:
		err = c.tellMember(ev, &e)
	case entitlement.KindDeparture:
		e.Text = fill(ev, departureTexts, "{who}", c.name(ev.Subject, ev.At))
	case entitlement.KindCallout:
		err = c.tellCallout(ev, &e)
	case entitlement.KindDelegation:
		err = c.tellDelegation(ev, &e)
	case entitlement.KindSubject, entitlement.KindGroup, entitlement.KindRole, entitlement.KindStore, entitlement.KindEngine:
		pairs := append(c.driftFound(ev), "{who}", c.who(ev), "{at}", date(ev.At), "{person}", c.name(ev.Subject, ev.At))
		e.Text = fill(ev, engineTexts, pairs...)
	}
	return e, err
}

// engineTexts tell events about the engine itself.
var engineTexts = map[entitlement.Activity]string{
	entitlement.ActivityTimeConfirmed: "{who} confirms that the time is right",
	entitlement.ActivityTextsErased:   "{who} erases what was written about {person}",
	entitlement.ActivityTimeLowered:   "{who} takes engine time back to {at}",
	entitlement.ActivityFindDrift:     "{resource} is not as it should be: {missing} missing, {extra} too many, {foreign} from elsewhere; {repaired} to be repaired",
}

// fill completes the text of an event: pairs are placeholders and what they stand for. An activity without text is told by
// its name.
func fill(ev *entitlement.Event, texts map[entitlement.Activity]string, pairs ...string) string {
	text, ok := texts[ev.Activity]
	if !ok {
		return ev.Activity.String()
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// decode reads the object of an event as it was afterwards. It reports false for one that was removed.
func decode[K, T any](table *store.Table[K, T], ev *entitlement.Event, row *T) (K, bool, error) {
	key, err := table.ParseKey([]byte(ev.Object.Key))
	if err != nil || ev.After == nil {
		return key, false, err
	}
	return key, true, table.Decode(key, ev.After, row)
}

// note keeps that somebody could not decide.
func (c *chronicle) note(at time.Time, key waitingKey, err error) {
	e := Entry{
		At: at, Source: SourcePeople, Actor: key.person, Request: key.Request,
		Text: c.name(key.person, at) + " cannot decide: " + codeWords(entitlement.CodeOf(err)),
	}
	if refusal, ok := errors.AsType[*entitlement.Error](err); ok {
		e.Codes = entitlement.FailedCodes(refusal.Reasons)
		if len(e.Codes) > 0 {
			e.Text = c.name(key.person, at) + " cannot decide: " + codeWords(e.Codes[len(e.Codes)-1])
		}
	}
	c.notes = append(c.notes, e)
}

// who names the actor of an event.
func (c *chronicle) who(ev *entitlement.Event) string {
	switch ev.Actor.Kind {
	case entitlement.ActorPerson:
		return c.name(ev.Actor.Subject, ev.At)
	case entitlement.ActorHost:
		return "The host (" + ev.Actor.Job + ")"
	case entitlement.ActorSystem:
	}
	return "The engine"
}

// name names a person at an instant.
func (c *chronicle) name(id entitlement.SubjectID, at time.Time) string {
	name := c.directory.DisplayName(id, at)
	if name == string(id) {
		name = cmp.Or(c.guests[id], name)
	}
	return name
}

// names lists people.
func (c *chronicle) names(ids []entitlement.SubjectID, at time.Time) string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = c.name(id, at)
	}
	return listed(names)
}

// role names a role of a target as Expectation.Holds does: "CRM/User".
func (c *chronicle) role(target entitlement.TargetID, role entitlement.RoleID) string {
	name := cmp.Or(c.targets[target], target.String())
	if role == entitlement.RoleValue || role == entitlement.RolePersistedValue {
		return "the property " + name
	}
	return name + "/" + string(role)
}

func (c *chronicle) pkg(id entitlement.AccessPackageID) string {
	return cmp.Or(c.packages[id], id.String())
}
