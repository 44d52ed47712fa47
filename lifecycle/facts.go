package lifecycle

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// facts collects what the directory said for one command, all of it from one view (I-47).
type facts struct {
	known    policy.Facts
	people   slab[entitlement.Subject] // whose records are known
	wanted   []policy.Need
	claims   map[entitlement.SubjectID]*entitlement.Subject // people the directory may not know, as the host describes them
	view     DirectoryView
	revision string
	listing  listing // of people, for surveys
	rights   rights  // over resources
	owners   owners  // of mail domains
	reports  reports // of a manager
	final    bool    // what is wanted now is all that will be wanted, as far as can be told
}

// newFacts starts the collection of facts for a command or a query of the session.
func (s *Session) newFacts() *facts {
	f := s.e.facts.Get().(*facts) //nolint:forcetypeassert // the pool holds nothing else
	f.claim(s.claims)
	return f
}

// release gives up facts, whose memory is used again unless they were many. Nothing that was decided points to them.
func (e *Engine) release(f *facts) {
	if f.people.chunk > 0 {
		return
	}
	f.known.Reset()
	f.people.reset()
	*f = facts{known: f.known, people: f.people, wanted: f.wanted[:0]}
	e.facts.Put(f)
}

// forget drops everything but what the host says, so that the directory is asked anew.
func (f *facts) forget() { *f = facts{claims: f.claims, final: f.final} }

// claim adds what the host says about a person; the directory's word counts more.
func (f *facts) claim(s *entitlement.Subject) {
	if s == nil {
		return
	}
	if f.claims == nil {
		f.claims = make(map[entitlement.SubjectID]*entitlement.Subject)
	}
	copied := s.Clone()
	f.claims[s.ID] = &copied
}

// fetch asks the directory, and the other ports that know facts, for what is wanted, outside any transaction. A panic in one of
// them is no answer.
func (e *Engine) fetch(ctx context.Context, f *facts, at time.Time) (err error) {
	defer e.contain(ctx, &err)
	if f.view == nil {
		view, err := e.config.Directory.At(ctx, at)
		if err != nil {
			return unavailable(err)
		}
		if read := view.ReadAt(); !read.IsZero() && at.Sub(read) > e.config.MaxFactAge {
			return &entitlement.Error{
				Code: entitlement.StaleFacts, Kind: entitlement.KindEngine,
				Detail: "the directory's answers are older than MaxFactAge: refresh it and try again",
			}
		}
		f.view, f.revision = view, view.Revision()
	}
	for _, need := range f.wanted {
		if f.has(need) {
			continue
		}
		if err := f.answer(ctx, need); err != nil {
			return err
		}
	}
	f.wanted = f.wanted[:0]
	if err := e.askRights(ctx, f, at); err != nil {
		return err
	}
	if err := f.askOwners(ctx); err != nil {
		return err
	}
	if err := f.listReports(ctx); err != nil {
		return err
	}
	return f.list(ctx)
}

// has reports whether a need, and what it leads to, is known already.
func (f *facts) has(need policy.Need) (known bool) {
	switch need.Kind {
	case policy.NeedSubject:
		_, known = f.known.Subject(need.Subject)
		known = known && need.Managers == 0
	case policy.NeedGroups:
		_, known = f.known.Groups(need.Subject)
	case policy.NeedMembers:
		_, known = f.known.Members(need.Group)
	case policy.NeedSignIn:
		_, _, known = f.known.SignIn(need.Subject)
	}
	return known
}

// answer puts one question to the directory.
func (f *facts) answer(ctx context.Context, need policy.Need) error {
	switch need.Kind {
	case policy.NeedSubject:
		return f.answerSubject(ctx, need.Subject, need.Managers)
	case policy.NeedGroups:
		groups, err := f.view.Groups(ctx, need.Subject)
		if err != nil {
			return unavailable(err)
		}
		f.known.AddGroups(need.Subject, groups)
	case policy.NeedMembers:
		members, err := f.view.Members(ctx, need.Group)
		if err != nil && !errors.Is(err, entitlement.NotFound) {
			return unavailable(err)
		}
		f.known.AddMembers(need.Group, members, err == nil)
		if need.Records {
			return f.answerSubjects(ctx, members)
		}
	case policy.NeedSignIn:
		return f.answerSignIn(ctx, need.Subject)
	}
	return nil
}

// answerSubject asks for a person, and for so many managers above.
func (f *facts) answerSubject(ctx context.Context, id entitlement.SubjectID, managers int) error {
	for ; ; managers-- {
		if _, known := f.known.Subject(id); !known {
			s, err := f.view.Subject(ctx, id)
			switch {
			case err == nil:
				f.known.AddSubject(id, f.people.put(s))
			case errors.Is(err, entitlement.NotFound):
				f.known.AddSubject(id, f.claims[id])
			default:
				return unavailable(err)
			}
		}
		person, _ := f.known.Subject(id)
		if managers == 0 || person == nil || person.Manager == "" {
			return nil
		}
		id = person.Manager
	}
}

// answerSubjects asks for the members of a group, whose records are needed next. Those of a large one wait until they are asked
// for: it may have too many.
func (f *facts) answerSubjects(ctx context.Context, members []entitlement.SubjectID) error {
	const few = 64
	if len(members) > few {
		f.final = false
		return nil
	}
	for _, id := range members {
		if err := f.answerSubject(ctx, id, 0); err != nil {
			return err
		}
	}
	return nil
}

// answerSignIn asks a directory that knows when people signed in.
func (f *facts) answerSignIn(ctx context.Context, id entitlement.SubjectID) error {
	view, ok := f.view.(SignIns)
	if !ok {
		f.known.AddSignIn(id, zeroTime, false)
		return nil
	}
	at, recorded, err := view.LastSignIn(ctx, id)
	if err != nil {
		return unavailable(err)
	}
	f.known.AddSignIn(id, at, recorded)
	return nil
}

// unavailable reports that the directory does not answer: nothing is decided without it (I-94). A context that is done is
// passed on as it is.
func unavailable(err error) error { return silent("the directory", err) }

// silent reports that a port does not answer on which a decision waits.
func silent(port string, err error) error {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	return &entitlement.Error{
		Code: entitlement.Unavailable, Kind: entitlement.KindEngine, Detail: port + " does not answer: try again later", Err: err,
	}
}

// contain makes a panic of a port that is asked for facts an error, so that who asked is refused and the engine goes on (I-73).
func (e *Engine) contain(ctx context.Context, err *error) {
	if r := recover(); r != nil {
		e.config.Logger.ErrorContext(ctx, "port panicked", "panic", fmt.Sprint(r), "stack", string(debug.Stack()))
		*err = &entitlement.Error{
			Code: entitlement.Unavailable, Kind: entitlement.KindEngine, Detail: "a port panicked when it was asked: look up the stack in the log",
			Err: fmt.Errorf("the port panicked: %v", r),
		}
	}
}

// claimGuest lets an external person whom the directory does not know be found by what they said when they asked.
func (u *unit) claimGuest(g *entitlement.GuestAccount) {
	if g == nil || u.facts.claims[g.Subject] != nil {
		return
	}
	person := g.Person()
	u.facts.claim(&person)
}

// subject returns a person's record, nil if the directory has nobody with the identifier, or asks for it.
func (u *unit) subject(id entitlement.SubjectID) (*entitlement.Subject, error) {
	s, known := u.facts.known.Subject(id)
	if !known {
		return nil, u.need(false, policy.Need{Kind: policy.NeedSubject, Subject: id})
	}
	return s, nil
}

// memberOf reports whether a person belongs to a group, or asks for it.
func (u *unit) memberOf(id entitlement.SubjectID, group entitlement.GroupID) (bool, error) {
	groups, known := u.facts.known.Groups(id)
	if !known {
		return false, u.need(false, policy.Need{Kind: policy.NeedGroups, Subject: id})
	}
	return slices.Contains(groups, group), nil
}
