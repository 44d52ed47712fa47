package provisiontest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"example.com/tenure/entitlement"
	"example.com/tenure/provision"
)

// patience is how often a pending operation is asked for before the suite gives up.
const patience = 1000

// session is one case at work: a fresh target and the logical instant.
type session struct {
	Target
	ctx context.Context
	at  time.Time
}

func newSession(ctx context.Context, target Target) *session {
	return &session{Target: target, ctx: ctx, at: target.start()}
}

func (s *session) alice() entitlement.SubjectID { return s.Subjects[0] }
func (s *session) bob() entitlement.SubjectID   { return s.Subjects[1] }

func (s *session) grant(subject entitlement.SubjectID, generation uint64) provision.Operation {
	return s.wish(provision.Grant, subject, generation)
}

func (s *session) revoke(subject entitlement.SubjectID, generation uint64) provision.Operation {
	return s.wish(provision.Revoke, subject, generation)
}

func (s *session) wish(verb provision.Verb, subject entitlement.SubjectID, generation uint64) provision.Operation {
	return provision.Operation{
		Key:        fmt.Sprintf("%s/%s/%s/%d", s.Resource.OriginID, s.Role, subject, generation),
		Generation: generation, Verb: verb, Subject: subject, Resource: s.Resource, Role: s.Role, At: s.at,
	}
}

// pass lets time go by.
func (s *session) pass(d time.Duration) error {
	s.at = s.at.Add(d)
	if s.Wait == nil {
		return nil
	}
	return s.Wait(s.ctx, d)
}

// apply calls the provisioner once, at the session's instant, and checks the form of the answer.
func (s *session) apply(op provision.Operation) (provision.Result, error) {
	op.At = s.at
	result, err := s.Provisioner.Apply(s.ctx, op)
	switch {
	case err != nil:
		return provision.Result{}, fmt.Errorf("%s of generation %d: %w", op.Verb, op.Generation, err)
	case result.Pending && result.CheckAfter < time.Microsecond:
		return result, misbehaviour("%s is to be checked after %v: less than a microsecond", op.Verb, result.CheckAfter)
	case !result.Pending && result != provision.Result{}:
		return result, misbehaviour("%s is done, but its result is %+v: only pending results have contents", op.Verb, result)
	}
	return result, nil
}

// finish calls the provisioner until the operation is done.
func (s *session) finish(op provision.Operation) error {
	for range patience {
		result, err := s.apply(op)
		if err != nil || !result.Pending {
			return err
		}
		if err := s.pass(result.CheckAfter); err != nil {
			return err
		}
		op.Token = result.Token
	}
	return misbehaviour("%s is still pending after %d checks", op.Verb, patience)
}

// finishAll finishes one operation after the other, a minute apart.
func (s *session) finishAll(ops ...provision.Operation) error {
	for _, op := range ops {
		if err := s.finish(op); err != nil {
			return err
		}
		if err := s.pass(time.Minute); err != nil {
			return err
		}
	}
	return nil
}

// late finishes an operation that comes too late: the target may say that it is done or refuse it with a classified
// error.
func (s *session) late(op provision.Operation) error {
	err := s.finish(op)
	switch {
	case errors.Is(err, errMisbehaviour):
		return err
	case err != nil:
		return expectFailure("the late call", err)
	}
	return nil
}

// expect checks who holds the role.
func (s *session) expect(subject entitlement.SubjectID, role entitlement.RoleID, want bool) error {
	got, err := s.Observer.Holds(s.ctx, s.at, subject, role)
	switch {
	case err != nil:
		return fmt.Errorf("the observer failed: %w", err)
	case got && !want:
		return misbehaviour("%s holds %s and should not", subject, role)
	case want && !got:
		return misbehaviour("%s does not hold %s and should", subject, role)
	}
	return nil
}

// errMisbehaviour is what the suite itself found wrong, as opposed to what the target reported.
const errMisbehaviour entitlement.Code = "misbehaviour"

func misbehaviour(format string, args ...any) error {
	return fmt.Errorf("%w: %s", errMisbehaviour, fmt.Sprintf(format, args...))
}

// expectFailure checks that err is a failure with class, code and a hint for the operator.
func expectFailure(what string, err error) error {
	var failure *provision.Error
	switch {
	case err == nil:
		return misbehaviour("%s succeeded", what)
	case !errors.As(err, &failure):
		return misbehaviour("%s failed with an error that is neither Transient nor Permanent: %v", what, err)
	case failure.Code == "":
		return misbehaviour("%s failed without a code: %v", what, err)
	case strings.Contains(failure.Hint, "\n") || !strings.HasSuffix(failure.Hint, "."):
		return misbehaviour("%s failed with the hint %q, which is not a sentence on one line", what, failure.Hint)
	}
	return nil
}
