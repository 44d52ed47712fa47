package lifecycle

import (
	"example.com/tenure/entitlement"
)

// Actor is who signed in, as the host knows it: the host authenticates, the engine authorises. The zero Actor is refused by
// every command.
type Actor struct {
	ID entitlement.SubjectID
	// Claims describe a person who may not be in the directory: somebody from another organization who authenticated
	// there. They are used only if the directory does not know the person. Claims.ID must be ID, Claims.UserType
	// UserOutside or UserGuest.
	Claims *entitlement.Subject
}

// Session is the engine as seen by one actor: every command and query states who acts. Sessions are cheap, hold nothing
// open, and may be used from many goroutines.
type Session struct {
	e      *Engine
	actor  entitlement.Actor
	claims *entitlement.Subject
	bad    error // why nothing may be done with this session; reported by each call
}

// As returns the engine as seen by a person. A malformed actor is reported, as InvalidArgument, by each call.
func (e *Engine) As(actor Actor) *Session {
	s := &Session{e: e, actor: entitlement.Actor{Kind: entitlement.ActorPerson, Subject: actor.ID}}
	if err := actor.ID.Validate(); err != nil {
		s.bad = invalid("the actor has no valid identifier: the host must say who acts")
		return s
	}
	if actor.Claims == nil {
		return s
	}
	claims := actor.Claims.Clone()
	s.claims = &claims
	s.bad = checkClaims(actor.ID, &claims)
	return s
}

// AsSystem returns the engine as seen by a job of the host, which may do everything and is recorded with its reason. It
// needs Config.AllowSystem; otherwise each call is refused with Forbidden.
func (e *Engine) AsSystem(reason string) *Session {
	s := &Session{e: e, actor: entitlement.Actor{Kind: entitlement.ActorHost, Job: reason}}
	switch {
	case !e.config.AllowSystem:
		s.bad = &entitlement.Error{
			Code: entitlement.Forbidden, Kind: entitlement.KindEngine, Detail: "Config.AllowSystem is not set",
		}
	case reason == "" || len(reason) > entitlement.KeyLength:
		s.bad = invalid("a host job states its reason, in at most %d bytes", entitlement.KeyLength)
	}
	return s
}

// checkClaims refuses claims that contradict themselves.
func checkClaims(id entitlement.SubjectID, claims *entitlement.Subject) error {
	if err := claims.Validate(); err != nil {
		return err
	}
	if claims.ID != id {
		return invalid("the claims are about %q, not about %q", claims.ID, id)
	}
	if claims.UserType == entitlement.UserMember {
		return invalid("claims cannot make %q a member: the directory says who is", id)
	}
	return nil
}

// isPerson reports whether a person acts, rather than the host.
func (s *Session) isPerson() bool { return s.actor.Kind == entitlement.ActorPerson }
