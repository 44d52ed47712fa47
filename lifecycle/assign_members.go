package lifecycle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"slices"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy"
)

// AssignMembersInput gives an access package to the members of a group.
type AssignMembersInput struct {
	Key           string // idempotency key of the whole; "" lets the engine make one for each member
	Group         entitlement.GroupID
	Package       entitlement.AccessPackageID
	Policy        entitlement.PolicyID // as in an AssignInput, and so are the others
	Schedule      entitlement.Schedule
	Justification string
}

// MemberAssignment is what became of one member.
type MemberAssignment struct {
	Person entitlement.SubjectID
	SubmitResult
	Refusal error // why there is no request for this member, or nil
}

// AssignMembers gives an access package to everybody who belongs to a group now, also through nested groups: it calls Assign for
// each of them, in the order of their identifiers. Whoever joins or leaves the group later gets or loses nothing by it. That
// one member is refused does not stop the others; what is about all of them does, such as a port that does not answer, a Key that
// was used for another input, or a clock that has jumped. What was assigned until then
// is returned with it and stays, and a repetition with the same Key goes on, with the members as they are then.
//
// It needs what Assign needs. A group that nobody knows has no members.
func (s *Session) AssignMembers(ctx context.Context, in AssignMembersInput) ([]MemberAssignment, error) {
	members, err := ask(ctx, s, "assign members", func(u *unit) ([]entitlement.SubjectID, error) {
		if err := firstError(in.Group.Validate(), u.authorizePackage(taskAssign, in.Package)); err != nil {
			return nil, err
		}
		members, known := u.facts.known.Members(in.Group)
		if !known {
			return nil, u.need(true, policy.Need{Kind: policy.NeedMembers, Group: in.Group})
		}
		return slices.Sorted(slices.Values(members)), nil
	})
	if err != nil {
		return nil, err
	}
	var out []MemberAssignment
	for _, who := range slices.Compact(members) {
		result, err := s.Assign(ctx, AssignInput{
			Key: memberKey(in.Key, who), Package: in.Package, Policy: in.Policy, Target: who, Schedule: in.Schedule,
			Justification: in.Justification,
		})
		if err != nil && !isAboutMember(err) {
			return out, err
		}
		out = append(out, MemberAssignment{Person: who, SubmitResult: result, Refusal: err})
	}
	return out, nil
}

// isAboutMember reports whether an error of Assign says something about one member, and nothing about the next.
func isAboutMember(err error) bool {
	switch entitlement.CodeOf(err) {
	case entitlement.Forbidden, entitlement.KeyReused, entitlement.ClockJumped, entitlement.StaleFacts:
		return false
	}
	return isRefusal(err)
}

// memberKey makes the idempotency key for one member.
func memberKey(key string, who entitlement.SubjectID) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(key + "\x00" + string(who)))
	return "members " + hex.EncodeToString(sum[:])
}
