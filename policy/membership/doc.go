// Package membership is the rule language of automatic assignment: a condition over the attributes of a person, in the
// syntax of Microsoft Entra's dynamic membership rules.
//
//	user.department -eq "Sales" -and -not (user.jobTitle -startsWith "Trainee")
//
// Parse checks a text once, completely: names, types, regular expressions and limits. What it returns has an answer for every
// person: Match is a function of the rule and the person, needs no memory for simple rules, and cannot fail. Explain gives
// the same answer with the clauses behind it.
//
// # Grammar
//
// Words are written with or without the hyphen, in any case. Property names are case-sensitive. Space is free.
//
//	rule       = and { "-or" and } .
//	and        = not { "-and" not } .
//	not        = [ "-not" ] ( clause | "(" rule ")" ) .
//	clause     = comparison | quantified | reports .
//	comparison = property operator value .
//	quantified = property ( "-any" | "-all" ) ( "(" rule ")" | comparison ) .
//	reports    = "Direct" "Reports" "for" string .
//	property   = "user." name | "_" .
//	operator   = "-eq" | "-startsWith" | "-endsWith" | "-contains" | "-match" | "-in" |
//	             "-ne" | "-notStartsWith" | "-notEndsWith" | "-notContains" | "-notMatch" | "-notIn" .
//	value      = string | "true" | "false" | "null" | "[" string { "," string } "]" .
//	string     = '"' … '"' | "'" … "'" .
//
// In double quotes, a backslash or a backtick makes the next character ordinary if it is a double quote or the same
// character again; before anything else it stands for itself, so that "\d" needs no care. In single quotes, two single
// quotes are one. The comparisons of a quantified clause are about "_", an item of the collection, and about nothing else.
//
// # Properties
//
// A string is user.city, country, companyName, department, displayName, employeeId, givenName, jobTitle, mail, surname,
// userPrincipalName, userType and the others that Entra lists, extensionAttribute1 to 15, and extension_… with any letters,
// digits and underscores. A boolean is accountEnabled or dirSyncEnabled. A collection is otherMails or proxyAddresses. An identifier is
// objectId. Those that [entitlement.Subject] has no field for are its attributes under the same name: "true" or "false" for
// a boolean, values with semicolons between them for a collection.
//
// People without an account have no userType and no accountEnabled. Nothing looks at accountEnabled unless the rule
// does.
//
// # What is missing
//
// An attribute that is absent or empty is null. Null satisfies no comparison, neither -eq "x" nor -ne "x", except -eq null.
// A collection without items is null, and satisfies neither -any nor -all. A -not turns the comparisons below it into their
// opposites, and changes nothing else: -not (x -in […]) is x -notIn […], for null too. So nobody gets access because the
// directory does not know something about them; who wants these people says so: user.department -eq null -or ….
//
// # Comparing
//
// Strings are compared without regard to case (Unicode simple folding), and are not normalised. Identifiers are compared as
// bytes. -match looks for the expression anywhere in the value, as Entra does; "^" and "$" anchor it. It is written
// in RE2 syntax, which matches in linear time and has no look-around and no back-references. On a collection, a comparison
// asks for some item that satisfies it, and one with -ne or -not… for none that satisfies its opposite.
//
// # Differences from Entra
//
//   - Null is as above. Entra does not document what a comparison with null gives. Its examples select people without items by
//     -all; here that is -eq null.
//   - "Direct Reports for" is a clause like others and may be combined. Entra wants it alone.
//   - user.memberOf, assignedPlans and employeeHireDate are refused, as are rules about devices: a rule looks at attributes,
//     asks no directory, and its answer does not change with time alone.
//   - Empty strings are refused, because nothing is equal to one; null is what is meant.
//   - objectId takes -eq, -ne, -in and -notIn only.
//   - -any and -all bind like comparisons, so that the clause needs no parentheses around it.
//   - -not stands once; -not -not is refused.
//   - A regular expression has RE2's syntax, not .NET's, and limited size.
//   - Depth and number of clauses are limited too; see [TextLength] and the other limits.
package membership
