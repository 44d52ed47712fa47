package membership_test

import (
	"strings"

	"pgregory.net/rapid"

	"example.com/tenure/entitlement"
	"example.com/tenure/policy/membership"
)

// drawText draws strings that often agree, and have what makes quoting hard.
func drawText(t *rapid.T, least int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "A", "`", `\`, `"`, "'", "ab", " "}), least, 4).Draw(t, "text"), "")
}

// drawWord draws strings of letters, for values that mean themselves in regular expressions and collections too.
func drawWord(t *rapid.T, least int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "A", "B"}), least, 4).Draw(t, "word"), "")
}

// drawCompare draws a comparison of a property that takes everything, or of an item.
func drawCompare(t *rapid.T, p membership.Property) membership.Compare {
	e := membership.Compare{Property: p, Operator: membership.Operator(rapid.IntRange(1, 12).Draw(t, "operator"))}
	switch o := e.Operator; {
	case o >= membership.In:
		var list membership.List
		for range rapid.IntRange(1, 3).Draw(t, "length") {
			list = append(list, drawText(t, 1))
		}
		e.Value = list
	case o >= membership.Match:
		e.Value = membership.Text(rapid.SampledFrom([]string{"a", "^a", "b$", "^(a|b)+$", "[^b]b", `\w\w\w`}).Draw(t, "pattern"))
	default:
		e.Value = membership.Text(drawText(t, 1))
	}
	if p != membership.Item && e.Operator <= membership.Ne && rapid.IntRange(0, 3).Draw(t, "null") == 0 {
		e.Value = membership.Null{}
	}
	return e
}

// drawExpr draws expressions of all kinds.
func drawExpr(t *rapid.T, depth int, item bool) membership.Expr {
	kinds := 7
	if depth == 0 {
		kinds = 4
	}
	list := func() (out []membership.Expr) {
		for range rapid.IntRange(2, 3).Draw(t, "operands") {
			out = append(out, drawExpr(t, depth-1, item))
		}
		return out
	}
	kind := rapid.IntRange(0, kinds-1).Draw(t, "kind")
	switch {
	case kind == 4:
		return membership.And(list())
	case kind == 5:
		return membership.Or(list())
	case kind == 6:
		return membership.Not{Clause: drawExpr(t, depth-1, item)}
	case item:
		return drawCompare(t, membership.Item)
	case kind == 0:
		return drawSpecial(t)
	case kind == 1:
		return membership.Quantified{
			Property: "otherMails", Quantifier: rapid.SampledFrom([]membership.Quantifier{membership.Any, membership.All}).Draw(t, "q"),
			Condition: drawExpr(t, depth, true),
		}
	}
	return drawCompare(t, rapid.SampledFrom([]membership.Property{"department", "city", "otherMails"}).Draw(t, "property"))
}

// drawSpecial draws a clause of a property that does not take every operator.
func drawSpecial(t *rapid.T) membership.Expr {
	equality := rapid.SampledFrom([]membership.Operator{membership.Eq, membership.Ne}).Draw(t, "operator")
	switch rapid.IntRange(0, 3).Draw(t, "special") {
	case 0:
		return membership.Compare{Property: "objectId", Operator: equality, Value: membership.Text(drawWord(t, 1))}
	case 1:
		return membership.Compare{Property: "objectId", Operator: membership.NotIn, Value: membership.List{drawWord(t, 1), "a"}}
	case 2:
		return membership.Compare{Property: "accountEnabled", Operator: equality, Value: membership.Bool(rapid.Bool().Draw(t, "flag"))}
	}
	return membership.DirectReports{Manager: entitlement.SubjectID(drawWord(t, 1))}
}

func drawPerson(t *rapid.T) *entitlement.Subject {
	s := &entitlement.Subject{
		ID: entitlement.SubjectID(drawWord(t, 1)), UserType: entitlement.UserMember,
		Manager:         entitlement.SubjectID(drawWord(t, 0)),
		AccountDisabled: rapid.Bool().Draw(t, "disabled"),
		Attributes:      map[string]string{},
	}
	for _, name := range []string{"department", "city"} {
		if rapid.Bool().Draw(t, "has "+name) {
			s.Attributes[name] = drawText(t, 0)
		}
	}
	var mails []string
	for range rapid.IntRange(0, 3).Draw(t, "mails") {
		mails = append(mails, " "+drawWord(t, 0)+" ")
	}
	s.Attributes["otherMails"] = strings.Join(mails, ";")
	return s
}
