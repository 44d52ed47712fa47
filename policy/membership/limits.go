package membership

import (
	"fmt"

	"example.com/tenure/entitlement"
)

// Limits of a rule. They are exact: a rule at the limit is accepted, one beyond it is LimitExceeded with a LimitError that
// has the name of the constant (I-133). A rule and its canonical form both keep them.
const (
	TextLength  = 3072 // characters of a rule, as in Entra
	RuleDepth   = 32   // parentheses inside parentheses
	RuleClauses = 128  // comparisons, quantified clauses and "Direct Reports for"
	RegexLength = 256  // bytes of one regular expression
	RegexSteps  = 256  // characters, classes and operators of one regular expression, its repetitions written out
)

// beyond is the refusal of a rule that passes a limit.
func beyond(where, limit string, maximum, value int) error {
	return &entitlement.Error{
		Code:   entitlement.LimitExceeded,
		Detail: fmt.Sprintf("membership rule%s", where),
		Err:    &entitlement.LimitError{Limit: limit, Max: maximum, Value: value},
	}
}
