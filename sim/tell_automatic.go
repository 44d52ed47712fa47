package sim

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"example.com/tenure/entitlement"
)

// scopeTexts tell events about the scopes of automatic policies.
var scopeTexts = map[entitlement.Activity]string{
	entitlement.ActivityUpdateScope:     "{people} in the scope of {policy}",
	entitlement.ActivitySurveyPeople:    "Everybody is looked at for {policy}: {people} in its scope",
	entitlement.ActivityHoldRemovals:    "Too many people have left the scope of {policy}: {leaving} until an operator has a look",
	entitlement.ActivityConfirmRemovals: "{who} confirms that people have left the scope of {policy}",
}

// departureTexts tell events about people who leave the directory.
var departureTexts = map[entitlement.Activity]string{
	entitlement.ActivityPersonDeleted:  "{who} has left the directory, and has 30 days to come back",
	entitlement.ActivityPersonRestored: "{who} is back in the directory",
	entitlement.ActivityDepartureDue:   "The time of {who} to come back is over: the directory is asked",
	entitlement.ActivityCleanUpDeleted: "{who} has not come back",
}

// tellScope tells an event about the scope of an automatic policy.
func (c *chronicle) tellScope(ev *entitlement.Event, e *Entry) error {
	var s entitlement.AutomaticScope
	id, found, err := decode(&c.schema.Scopes, ev, &s)
	policy := cmp.Or(c.policies[id], id.String())
	if err != nil {
		return err
	}
	if !found {
		e.Text = "Nobody is in the scope of " + policy + " any more"
		return nil
	}
	e.Text = fill(ev, scopeTexts, "{policy}", policy, "{who}", c.who(ev), "{people}", count(s.People, "is", "are"),
		"{leaving}", count(s.Leaving, "waits", "wait"))
	if !s.Survey.IsZero() && s.Cursor == "" {
		e.Text = "Everybody is to be looked at for " + policy
	}
	return nil
}

// count says how many people do something.
func count(n uint32, one, more string) string {
	if n == 1 {
		return "1 person " + one
	}
	return fmt.Sprintf("%d people %s", n, more)
}

// tellMember tells an event about somebody in the scope of an automatic policy.
func (c *chronicle) tellMember(ev *entitlement.Event, e *Entry) error {
	var m entitlement.AutomaticMember
	key, found, err := decode(&c.schema.Members, ev, &m)
	if err != nil {
		return err
	}
	who, policy := c.name(key.Subject, ev.At), cmp.Or(c.policies[key.Policy], key.Policy.String())
	switch {
	case !found:
		e.Text = who + " is not in the scope of " + policy + " any more"
	case m.Leaving:
		e.Text = who + " has left the scope of " + policy + ", which is to be decided about"
	case !m.Retry.IsZero():
		e.Text = "Nothing stands in the way of " + who + " under " + policy + " any more"
	case m.Waiting != "":
		e.Text = who + " is in the scope of " + policy + ", but " + codeWords(m.Waiting)
	default:
		e.Text = who + " is in the scope of " + policy
	}
	return nil
}

// tellChange tells the engine of the next person about whom something has changed in the directory by now, and reports
// whether there was one.
func (w *World) tellChange() (bool, error) {
	at := w.nextChange()
	if at.IsZero() || at.After(w.Now()) {
		return false, nil
	}
	change := w.directory.changeAt(w.told)
	if err := w.tell(change); err != nil {
		return false, err
	}
	w.told++
	return true, nil
}

// tell tells the engine of a change, and again later if it cannot look at the person now.
func (w *World) tell(change DirectoryChange) error {
	_, err := w.engine.OnPersonChanged(w.options.Context, change.Person)
	switch {
	case errors.Is(err, entitlement.Unavailable), errors.Is(err, entitlement.StaleFacts):
		again := fmt.Sprintf("the host tells of %s again", change.Person)
		w.agenda.add(w.Now().Add(whenUnavailable), again, func() error { return w.tell(change) })
	case err != nil:
		return fmt.Errorf("%s %s: %w", change.Person, change.What, err)
	}
	return nil
}

// nextChange returns the instant of the next change that the engine is to be told of, or the zero time.
func (w *World) nextChange() time.Time {
	if !w.options.TellsChanges {
		return time.Time{}
	}
	return w.directory.changeAt(w.told).At
}

// changeAt returns the change with a number, counted from 0, or the zero DirectoryChange.
func (d *Directory) changeAt(n int) DirectoryChange {
	d.mu.Lock()
	defer d.mu.Unlock()
	if n >= len(d.changes) {
		return DirectoryChange{}
	}
	return d.changes[n]
}
