package entitlement

import (
	"fmt"
	"slices"
)

// OnBehalfRight is something that people may be allowed to do for others.
type OnBehalfRight uint8

// The rights of on-behalf requestors.
const (
	OnBehalfAdd    OnBehalfRight = iota + 1 // ask for access
	OnBehalfUpdate                          // ask to extend or change it
	OnBehalfRemove                          // give it up
)

// OnBehalf reports whether the settings enable a right, and the name of the setting.
func (s *RequestorSettings) OnBehalf(right OnBehalfRight) (enabled bool, name string) {
	switch right {
	case OnBehalfAdd:
		return s.EnableOnBehalfRequestorsToAddAccess, "enableOnBehalfRequestorsToAddAccess"
	case OnBehalfUpdate:
		return s.EnableOnBehalfRequestorsToUpdateAccess, "enableOnBehalfRequestorsToUpdateAccess"
	case OnBehalfRemove:
		return s.EnableOnBehalfRequestorsToRemoveAccess, "enableOnBehalfRequestorsToRemoveAccess"
	}
	return false, ""
}

// OnBehalfSets returns who may act for others: those listed, or the manager of whom they act for.
func (s *RequestorSettings) OnBehalfSets() []SubjectSet {
	if len(s.OnBehalfRequestors) > 0 {
		return s.OnBehalfRequestors
	}
	return []SubjectSet{Manager(1)}
}

// validate refuses malformed on-behalf requestors, and kinds of people that cannot be asked for at a submission.
func (s *RequestorSettings) validate(limits Limits) error {
	if s == nil {
		return nil
	}
	const path = "requestorSettings.onBehalfRequestors"
	list := s.OnBehalfRequestors
	if err := checkLimit(path, "UsersAndGroupsPerPolicy", len(list), limits.UsersAndGroupsPerPolicy); err != nil {
		return err
	}
	for i, set := range list {
		at := fmt.Sprintf("%s[%d]", path, i)
		if err := set.Validate(at); err != nil {
			return err
		}
		if set.Type != SetSingleUser && set.Type != SetGroupMembers && set.Type != SetTargetManager {
			return invalid(at, "%s cannot ask for others", set.Type)
		}
		if slices.ContainsFunc(list[:i], set.same) {
			return invalid(at, "%s is listed twice", set)
		}
	}
	return nil
}

// Clone returns a copy that shares no memory with the receiver; of nil it is nil.
func (s *RequestorSettings) Clone() *RequestorSettings {
	if s == nil {
		return nil
	}
	c := *s
	c.OnBehalfRequestors = slices.Clone(s.OnBehalfRequestors)
	return &c
}
