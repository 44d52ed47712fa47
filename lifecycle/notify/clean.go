package notify

import (
	"strings"
	"unicode"
)

// line makes one line of a text that people wrote: whitespace and control characters become single spaces, so that no line
// of a mail and no header can be forged, and invisible format characters go, which could turn the text around.
func line(s string) string {
	return strings.Join(strings.FieldsFunc(visible(s), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// lines is line for texts that may have several.
func lines(s string) string {
	var out []string
	for l := range strings.SplitSeq(strings.ReplaceAll(s, "\r\n", "\n"), "\n") {
		out = append(out, line(l))
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}

// visible drops format characters, such as those that change the direction of text, and what is not UTF-8. The joiners stay:
// some scripts and emojis are written with them.
func visible(s string) string {
	const nonJoiner, joiner = '\u200c', '\u200d'
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) && r != nonJoiner && r != joiner {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// quote marks each line of a text as somebody else's.
func quote(s string) string { return "> " + strings.ReplaceAll(s, "\n", "\n> ") }

// cleaned returns the details as templates may use them.
func (d Details) cleaned() Details {
	for _, s := range []*string{&d.Package, &d.Target, &d.Requestor, &d.Organization, &d.By, &d.Link} {
		*s = line(*s)
	}
	d.Justification = lines(d.Justification)
	return d
}
