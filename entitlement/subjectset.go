package entitlement

import (
	"encoding/json"
	"strconv"
	"strings"
)

// SubjectSetType says how a SubjectSet names people.
type SubjectSetType uint8

// Subject set types.
const (
	SetSingleUser         SubjectSetType = iota + 1 // the person UserID
	SetGroupMembers                                 // the members of GroupID, nested groups included
	SetOrganizationMember                           // the people of OrganizationID
	SetRequestorManager                             // the manager of the requestor, ManagerLevel steps up
	SetTargetManager                                // the manager of the target, ManagerLevel steps up
	SetInternalSponsors                             // the internal sponsors of the target's connected organization
	SetExternalSponsors                             // the external sponsors of the target's connected organization
	SetTargetUserSponsors                           // the sponsors of the target in the directory
	SetAttributeRule                                // the people whom MembershipRule takes
)

var subjectSetTypes = words[SubjectSetType]{
	SetSingleUser: "singleUser", SetGroupMembers: "groupMembers", SetOrganizationMember: "connectedOrganizationMembers",
	SetRequestorManager: "requestorManager", SetTargetManager: "targetManager", SetInternalSponsors: "internalSponsors",
	SetExternalSponsors: "externalSponsors", SetTargetUserSponsors: "targetUserSponsors",
	SetAttributeRule: "attributeRuleMembers",
}

// String returns Graph's name of the type.
func (t SubjectSetType) String() string { return subjectSetTypes.text(t) }

// SubjectSet names people: in a policy's scope, as approvers, as sponsors. Only the fields of its type are set.
type SubjectSet struct {
	Type         SubjectSetType
	UserID       SubjectID      // for singleUser
	GroupID      GroupID        // for groupMembers
	Organization OrganizationID // for connectedOrganizationMembers
	ManagerLevel int            // for the manager kinds: 1 (also meant by 0) or 2
	Description  string         // for people; never evaluated

	// MembershipRule is for attributeRuleMembers: a rule over attributes, in the syntax that package membership reads.
	MembershipRule string
}

// User returns the set of one person.
func User(id SubjectID) SubjectSet { return SubjectSet{Type: SetSingleUser, UserID: id} }

// GroupMembers returns the set of a group's members.
func GroupMembers(id GroupID) SubjectSet { return SubjectSet{Type: SetGroupMembers, GroupID: id} }

// OrganizationMembers returns the set of an organization's people.
func OrganizationMembers(id OrganizationID) SubjectSet {
	return SubjectSet{Type: SetOrganizationMember, Organization: id}
}

// Manager returns the set of the target's manager, level steps up (1 or 2).
func Manager(level int) SubjectSet { return SubjectSet{Type: SetTargetManager, ManagerLevel: level} }

// Sponsors returns the set of the internal sponsors of the target's connected organization.
func Sponsors() SubjectSet { return SubjectSet{Type: SetInternalSponsors} }

// AttributeRule returns the set of the people whom a membership rule takes.
func AttributeRule(rule string) SubjectSet {
	return SubjectSet{Type: SetAttributeRule, MembershipRule: rule}
}

// Level returns the manager level, 1 if none is given.
func (s SubjectSet) Level() int { return max(1, s.ManagerLevel) }

// String returns the set in words, such as "groupMembers sales".
func (s SubjectSet) String() string {
	switch s.Type {
	case SetSingleUser:
		return "singleUser " + quoteIfNeeded(string(s.UserID))
	case SetGroupMembers:
		return "groupMembers " + quoteIfNeeded(string(s.GroupID))
	case SetOrganizationMember:
		return "connectedOrganizationMembers " + s.Organization.String()
	case SetRequestorManager, SetTargetManager:
		return s.Type.String() + " level " + strconv.Itoa(s.Level())
	case SetAttributeRule:
		return "attributeRuleMembers " + strconv.Quote(s.MembershipRule)
	case SetInternalSponsors, SetExternalSponsors, SetTargetUserSponsors:
	}
	return s.Type.String()
}

// Validate refuses unknown types, missing identifiers and manager levels other than 1 and 2.
func (s SubjectSet) Validate(path string) error {
	if err := checkEnum(path+".@odata.type", s.Type, subjectSetTypes); err != nil {
		return err
	}
	only := SubjectSet{Type: s.Type, Description: s.Description}
	switch s.Type {
	case SetSingleUser:
		only.UserID = s.UserID
		if err := checkKey(path+".userId", string(s.UserID)); err != nil {
			return err
		}
	case SetGroupMembers:
		only.GroupID = s.GroupID
		if err := checkKey(path+".groupId", string(s.GroupID)); err != nil {
			return err
		}
	case SetOrganizationMember:
		only.Organization = s.Organization
		if s.Organization.IsZero() {
			return invalid(path+".connectedOrganizationId", "is missing")
		}
	case SetRequestorManager, SetTargetManager:
		only.ManagerLevel = s.ManagerLevel
		if s.ManagerLevel < 0 || s.ManagerLevel > 2 {
			return invalid(path+".managerLevel", "is %d; it is 1 or 2", s.ManagerLevel)
		}
	case SetAttributeRule:
		only.MembershipRule = s.MembershipRule
		if s.MembershipRule == "" {
			return invalid(path+".membershipRule", "is missing")
		}
	case SetInternalSponsors, SetExternalSponsors, SetTargetUserSponsors:
	}
	if s != only {
		return invalid(path, "has a field that %s does not use", s.Type)
	}
	return SeedLimits().checkDescription(path+".description", s.Description)
}

// same reports whether two sets name the same people: descriptions do not count, and no manager level means level 1.
func (s SubjectSet) same(o SubjectSet) bool {
	s.Description, o.Description = "", ""
	s.ManagerLevel, o.ManagerLevel = s.Level(), o.Level()
	return s == o
}

// graphType is the prefix of type names in Microsoft Graph's JSON.
const graphType = "#microsoft.graph."

type subjectSetJSON struct {
	Type         string         `json:"@odata.type"`
	UserID       SubjectID      `json:"userId,omitempty"`
	GroupID      GroupID        `json:"groupId,omitempty"`
	Organization OrganizationID `json:"connectedOrganizationId,omitzero"`
	ManagerLevel int            `json:"managerLevel,omitempty"`
	Description  string         `json:"description,omitempty"`
	Rule         string         `json:"membershipRule,omitempty"`
}

// MarshalJSON writes Graph's form, with the type in "@odata.type".
func (s SubjectSet) MarshalJSON() ([]byte, error) {
	if err := checkEnum("@odata.type", s.Type, subjectSetTypes); err != nil {
		return nil, err
	}
	return json.Marshal(subjectSetJSON{
		graphType + s.Type.String(), s.UserID, s.GroupID, s.Organization, s.ManagerLevel, s.Description,
		s.MembershipRule,
	})
}

// UnmarshalJSON reads Graph's form; the prefix "#microsoft.graph." may be left out.
func (s *SubjectSet) UnmarshalJSON(data []byte) error {
	var in subjectSetJSON
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	out := SubjectSet{
		UserID: in.UserID, GroupID: in.GroupID, Organization: in.Organization,
		ManagerLevel: in.ManagerLevel, Description: in.Description, MembershipRule: in.Rule,
	}
	name := strings.TrimPrefix(in.Type, graphType)
	if err := subjectSetTypes.unmarshal("@odata.type", []byte(name), &out.Type); err != nil {
		return err
	}
	*s = out
	return nil
}
