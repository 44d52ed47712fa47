package lifecycle

import (
	"sync"

	"example.com/tenure/entitlement"
)

// tellings count how often what the directory said of a person was followed while a call of OnPersonChanged runs for them. So
// a call notices that somebody else followed what the directory said, maybe later than to it, and asks anew.
type tellings struct {
	mu     sync.Mutex
	people map[entitlement.SubjectID]*telling // those for whom a call runs
}

type telling struct {
	calls    int
	followed int
}

func (t *tellings) begin(id entitlement.SubjectID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.people == nil {
		t.people = make(map[entitlement.SubjectID]*telling)
	}
	if t.people[id] == nil {
		t.people[id] = new(telling)
	}
	t.people[id].calls++
}

func (t *tellings) end(id entitlement.SubjectID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.people[id].calls--; t.people[id].calls == 0 {
		delete(t.people, id)
	}
}

// followed returns how often it was; a call runs.
func (t *tellings) followed(id entitlement.SubjectID) int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.people[id].followed
}

// follow notes that what the directory said of a person is followed, in the transaction that does so. If it is discarded the
// others have asked in vain.
func (t *tellings) follow(id entitlement.SubjectID) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if told := t.people[id]; told != nil {
		told.followed++
	}
}

// latest carries a step out that follows what the directory says of a person, unless the step of another transaction has done
// so since the directory was asked: then it is asked anew. followed is what the count was before that.
func (u *unit) latest(id entitlement.SubjectID, followed *int, step func() error) error {
	now := u.e.tellings.followed(id)
	if u.facts.view != nil && now != *followed {
		u.facts.forget()
	}
	if u.facts.view == nil {
		*followed = now
	}
	err := step()
	if err == nil {
		u.followsDirectory(id)
	}
	return err
}

// followsDirectory notes, in a transaction that writes, that it follows what the directory said of a person.
func (u *unit) followsDirectory(id entitlement.SubjectID) {
	if u.write {
		u.e.tellings.follow(id)
	}
}
