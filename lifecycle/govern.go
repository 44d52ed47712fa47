package lifecycle

import (
	"context"

	"example.com/tenure/entitlement"
)

// GovernInput says whether the account of a guest is the engine's to clean up.
type GovernInput struct {
	Key string `json:"-"`
	// Assignment is access that the guest has.
	Assignment entitlement.AssignmentID `json:"assignment"`
	// Lifecycle is LifecycleGoverned or LifecycleNotGoverned.
	Lifecycle entitlement.SubjectLifecycle `json:"lifecycle"`
}

// GovernResult is whose account it is and who cleans it up now.
type GovernResult struct {
	Subject   entitlement.SubjectID        `json:"subject"`
	Lifecycle entitlement.SubjectLifecycle `json:"lifecycle"`
}

// Govern marks a guest as governed, or as not governed. A governed guest's account is blocked and deleted after the last
// access package, whoever made it; one that is not governed stays for ever. The guest must hold the assignment, and
// to be marked as governed must have asked for it in person: otherwise it is refused with Refused and NotAskedInPerson
// . An assignment that has ended, a person who is no guest and a guest without an account are refused with
// IllegalState. To mark somebody again changes nothing. It needs the role of catalog owner, package manager or assignment
// manager.
func (s *Session) Govern(ctx context.Context, in GovernInput) (GovernResult, error) {
	return run(ctx, s, command[GovernResult]{op: "govern", key: in.Key, input: in, do: func(u *unit) (GovernResult, error) {
		return u.govern(in)
	}})
}

func (u *unit) govern(in GovernInput) (none GovernResult, err error) {
	if in.Lifecycle != entitlement.LifecycleGoverned && in.Lifecycle != entitlement.LifecycleNotGoverned {
		return none, invalid("lifecycle is %s or %s, not %s",
			entitlement.LifecycleGoverned, entitlement.LifecycleNotGoverned, in.Lifecycle)
	}
	a, err := u.assignment(in.Assignment)
	if err != nil {
		return none, err
	}
	if a == nil {
		return none, notFound(entitlement.KindAssignment, in.Assignment.String())
	}
	if err := u.authorizeFor(taskAssign, a.Package); err != nil {
		return none, err
	}
	if err := u.mayGovern(a, in.Lifecycle); err != nil {
		return none, err
	}
	g, err := u.guestToMark(a.Target)
	if err != nil {
		return none, err
	}
	stepGovern(&u.out, g, in.Lifecycle)
	return GovernResult{Subject: a.Target, Lifecycle: in.Lifecycle}, u.apply()
}

// mayGovern refuses access that says nothing about whose the guest is: it has ended, or the guest did not ask for it.
func (u *unit) mayGovern(a *entitlement.Assignment, to entitlement.SubjectLifecycle) error {
	if a.State == entitlement.AssignmentExpired {
		return &entitlement.Error{
			Code: entitlement.IllegalState, Kind: entitlement.KindAssignment, ID: a.ID.String(),
			Detail: "the assignment has ended already",
		}
	}
	if to == entitlement.LifecycleNotGoverned {
		return nil
	}
	r, err := u.request(a.Request)
	if err != nil {
		return err
	}
	if r != nil && !r.Direct && r.Requestor == a.Target {
		return nil
	}
	requestor := "unknown"
	if r != nil {
		requestor = string(r.Requestor)
	}
	return refused(entitlement.KindAssignment, a.ID.String(), "the guest did not ask for it in person",
		[]entitlement.Reason{{
			Code: entitlement.NotAskedInPerson, Principal: string(a.Target), Attribute: "requestor", Want: string(a.Target),
			Got: requestor,
		}})
}

// guestToMark returns the account of a guest. The directory has the last word on who is one.
func (u *unit) guestToMark(id entitlement.SubjectID) (*entitlement.GuestAccount, error) {
	g, err := u.guest(id)
	if err != nil {
		return nil, err
	}
	isGuest := g != nil
	if isGuest {
		u.claimGuest(g)
		person, err := u.subject(id)
		if err != nil {
			return nil, err
		}
		isGuest = person == nil || person.IsExternal()
	}
	illegal := &entitlement.Error{Code: entitlement.IllegalState, Kind: entitlement.KindGuest, ID: string(id)}
	switch {
	case !isGuest:
		illegal.Detail = "the person is no guest"
	case !g.HasAccount():
		illegal.Detail = "there is no account yet: mark the guest when the invitation has been answered"
	default:
		return g, nil
	}
	return nil, illegal
}
