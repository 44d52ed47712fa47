package random

import (
	"time"

	"example.com/tenure/entitlement"
)

// verb is what a command does.
type verb string

const (
	verbSubmit        verb = "submit"
	verbAssign        verb = "assign"
	verbDecide        verb = "decide"
	verbCancel        verb = "cancel"
	verbRemove        verb = "remove"
	verbExtend        verb = "extend"
	verbReprocess     verb = "reprocess"
	verbReview        verb = "review"
	verbTell          verb = "tell" // that something about a person has changed
	verbPolicy        verb = "policy"
	verbRoles         verb = "roles"
	verbIncompatible  verb = "incompatible"
	verbCatalog       verb = "catalog"
	verbDeletePolicy  verb = "delete policy"
	verbDeletePackage verb = "delete package"
)

// command is what somebody asks the engine for, in the words of the model.
type command struct {
	verb  verb
	key   string
	actor entitlement.SubjectID // "" is the host, who may do everything

	person     entitlement.SubjectID // who is to get access, or has changed
	pack       int
	times      entitlement.Schedule
	request    entitlement.RequestID
	stage      uint8
	deny       bool
	text       string
	answer     string // to the policy's question
	assignment entitlement.AssignmentID
	end        time.Time
	review     entitlement.ReviewID
	decision   entitlement.ReviewDecision

	terms     terms
	roles     []string
	others    []int
	published bool

	// seen is how far the delivery of what the command is about has come, which the model cannot know.
	seen delivery
}

// delivery is how far a delivery has come.
type delivery uint8

const (
	deliveryUnknown delivery = iota
	deliveryUnderWay
	deliveryDone
	deliveryFailed
)

// made is what a command brought about.
type made struct {
	request    entitlement.RequestID
	assignment entitlement.AssignmentID
}

// isConfiguration reports whether the command is about what is offered.
func (c *command) isConfiguration() bool {
	switch c.verb {
	case verbPolicy, verbRoles, verbIncompatible, verbCatalog, verbDeletePolicy, verbDeletePackage:
		return true
	case verbSubmit, verbAssign, verbDecide, verbCancel, verbRemove, verbExtend, verbReprocess, verbReview, verbTell:
	}
	return false
}
