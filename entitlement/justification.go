package entitlement

// CheckJustification refuses what a requestor or approver wrote if it is longer than Limits.JustificationLength, with
// LimitExceeded, or not readable text, with InvalidArgument. An empty text is accepted: whether one is needed is the
// policy's business.
func (l Limits) CheckJustification(text string) error {
	return checkText("justification", text, "JustificationLength", l.JustificationLength)
}
