package scenario

import (
	"fmt"
	"strings"
)

// Grammar returns the sentences that steps are written in, as a page of Markdown.
func Grammar() string {
	var out strings.Builder
	out.WriteString(`# The sentences of scenario files

What else is in a file, editors know that are pointed at [schema.json](schema.json), for example by a first line
"# yaml-language-server: $schema=...". This page is about the steps.

Words stand as they are; what is in {braces} is filled in; what is in [brackets] may be left out. The names of people, groups,
access packages, policies and resources are those of the file; a name with a word of the sentence in it goes in quotation marks,
and so does every text behind "because". An instant is written 2026-06-01, 1 June 2026 or 1 June 2026 at 09:30, in UTC; a length of
time 3 days, 2 weeks, 1 year and 6 months, 90 minutes. Codes are those of package entitlement.

Behind every sentence in which somebody does something may stand "but is refused" or "but is refused with {code}": then the story
goes on only if the engine says no.

A step may also be a configuration, like that of the tenant: "apply:" with the document below it. Beside it may stand "prune: true", to
delete what the document does not name, "confirm:" with the number of people who may lose access, and "refused:" with the code,
or a part of the message, with which the engine is expected to say no.
`)
	kind := Kind(0)
	for _, f := range forms() {
		if f.kind != kind {
			kind = f.kind
			fmt.Fprintf(&out, "\n## %s\n", kind.heading())
		}
		fmt.Fprintf(&out, "\n`%s`\n: %s Example: `%s`\n", strings.ReplaceAll(f.pattern, " "+possessive, possessive), f.help, f.example)
	}
	return out.String()
}

func (k Kind) heading() string {
	switch k {
	case Passing:
		return "Time passes"
	case Doing:
		return "Somebody does something"
	case Claiming:
		return "What is expected"
	}
	return ""
}
