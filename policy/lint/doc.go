// Package lint looks at an assignment policy before it is saved and tells what will hurt: people whom nobody can approve, a
// sponsor who can never be found, one person who could decide both stages, reviews that come after the access has ended.
//
// A finding is no refusal. What no engine would accept, entitlement.AssignmentPolicy.Validate refuses; what is found here is
// well formed and will not do what it was meant to do, for somebody, some day. Each finding names its Rule, which is stable,
// the place in the policy, the people it is about, and what to do.
//
// Like all of package policy it is a function of its arguments. What it has to know about people it names as needs, and it is
// asked again with more facts until there are none:
//
//	var facts policy.Facts
//	report := lint.Check(&in, &facts)
//	for len(report.Needs) > 0 {
//		read(report.Needs, &facts)
//		report = lint.Check(&in, &facts)
//	}
//
// While facts are missing, the findings are about what is known so far. A large scope takes no more work than another: at most
// Input.Most of its people are looked at, and the report says whether there are, or may be, more.
package lint
