package entitlement

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sizes that no configuration changes. They are exact, as all limits are.
const (
	KeyLength  = 128 // bytes of an identifier from outside: people, groups, roles, origins
	ListLength = 500 // entries of a list or map that Limits does not name: sponsors, attributes, domains, identity sources
)

// firstError returns the first error that is not nil, so that a Validate method reads as a list.
func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// invalid is the InvalidArgument of a field, named by its path in the document.
func invalid(path, format string, args ...any) error {
	return &Error{Code: InvalidArgument, Detail: path + ": " + fmt.Sprintf(format, args...)}
}

// checkLimit refuses a value beyond maximum with a LimitError; maximum itself is accepted (I-133).
func checkLimit(path, limit string, value, maximum int) error {
	if value > maximum {
		return &Error{Code: LimitExceeded, Detail: path, Err: &LimitError{Limit: limit, Max: maximum, Value: value}}
	}
	return nil
}

func checkEnum[E ~uint8](path string, value E, known words[E]) error {
	if !known.has(value) {
		return invalid(path, "is %s; it is one of %s", known.text(value), known.list())
	}
	return nil
}

// checkName accepts one line of visible text that begins and ends with something visible. What can hide or reorder text is
// refused, because names are shown to people who decide: two names that look the same are a weapon (CWE-1007).
func (l Limits) checkName(path, s string) error {
	if s == "" {
		return invalid(path, "is missing")
	}
	return l.checkLine(path, s)
}

// checkLine is checkName for a name that may be left out.
func (l Limits) checkLine(path, s string) error {
	if err := checkText(path, s, "DisplayNameLength", l.DisplayNameLength); err != nil {
		return err
	}
	if strings.ContainsAny(s, "\n\t") {
		return invalid(path, "must be one line")
	}
	if s != strings.TrimSpace(s) {
		return invalid(path, "must not begin or end with a space")
	}
	return checkJoiners(path, s)
}

// checkDescription accepts text of several lines, which may be empty.
func (l Limits) checkDescription(path, s string) error {
	return checkText(path, s, "DescriptionLength", l.DescriptionLength)
}

// checkText accepts at most longest characters of valid UTF-8 that people can see; line breaks and tabs are allowed.
func checkText(path, s, limit string, longest int) error {
	if !utf8.ValidString(s) {
		return invalid(path, "is not valid UTF-8")
	}
	for _, r := range strings.ReplaceAll(s, "\r\n", "\n") { // what browsers send
		if r != '\n' && r != '\t' && isHidden(r) {
			return invalid(path, "contains the control character %U", r)
		}
	}
	return checkLimit(path, limit, utf8.RuneCountInString(s), longest)
}

// isHidden reports whether a character controls how text is laid out, or shows as nothing at all. The joiners are not
// among them: scripts of many languages need them.
func isHidden(r rune) bool {
	return unicode.IsControl(r) ||
		unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point) && !isJoiner(r)
}

func isJoiner(r rune) bool { return r == '\u200c' || r == '\u200d' }

// checkJoiners accepts joiners and variation selectors only behind characters that are drawn differently with them: letters
// of joining scripts, and symbols. Elsewhere nobody would see that they are there.
func checkJoiners(path, s string) error {
	prev := ' '
	for _, r := range s {
		selects := unicode.Is(unicode.Variation_Selector, r)
		emoji := isJoiner(r) && unicode.Is(unicode.Variation_Selector, prev)
		if (selects || isJoiner(r)) && !emoji && !isDrawnWithJoiners(prev) {
			return invalid(path, "contains %U, which nobody can see there", r)
		}
		prev = r
	}
	if isJoiner(prev) {
		return invalid(path, "must not end with %U, which nobody can see there", prev)
	}
	return nil
}

func isDrawnWithJoiners(r rune) bool {
	return r > unicode.MaxASCII && !isJoiner(r) &&
		!unicode.In(r, unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Zs, unicode.Variation_Selector)
}

// checkKey accepts an identifier from outside: 1 to KeyLength bytes of valid UTF-8 without control characters. It is
// compared as bytes and never normalised.
func checkKey(path, s string) error { return checkBytes(path, s, "KeyLength", KeyLength) }

// CheckLanguage accepts "" and what looks like a language tag, such as "de" or "de-CH": letters and digits in parts of one to
// eight, joined by hyphens, of 35 bytes at most. Whether there is such a language is not looked up. It refuses with
// InvalidArgument, at the path.
func CheckLanguage(path, tag string) error {
	const longest, longestPart = 35, 8
	if tag == "" {
		return nil
	}
	for part := range strings.SplitSeq(tag, "-") {
		ok := part != "" && len(part) <= longestPart && len(tag) <= longest && !strings.ContainsFunc(part, func(r rune) bool {
			return !(r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9')
		})
		if !ok {
			return invalid(path, "is not a language tag such as de or de-CH")
		}
	}
	return nil
}

// checkBytes is checkKey with another limit.
func checkBytes(path, s, limit string, longest int) error {
	if s == "" {
		return invalid(path, "is missing")
	}
	if !utf8.ValidString(s) {
		return invalid(path, "is not valid UTF-8")
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return invalid(path, "contains the control character %U", r)
		}
	}
	return checkLimit(path, limit, len(s), longest)
}

// checkOptionalKey is checkKey for an identifier that may be left out.
func checkOptionalKey(path, s string) error {
	if s == "" {
		return nil
	}
	return checkKey(path, s)
}

// checkDomain accepts a mail domain: at least two labels between dots, of letters, digits and hyphens. Letters beyond ASCII
// are taken as they are and never converted.
func checkDomain(path, s string) error {
	if err := checkKey(path, s); err != nil {
		return err
	}
	labels := strings.Split(s, ".")
	bad := func(r rune) bool {
		return r != '-' && !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r)
	}
	for _, label := range labels {
		if label == "" || len(labels) < 2 || strings.ContainsFunc(label, bad) {
			return invalid(path, "%q is not a mail domain", s)
		}
	}
	return nil
}

// Validate refuses an empty, oversized or malformed identifier.
func (id SubjectID) Validate() error { return checkKey("subject", string(id)) }

// Validate refuses an empty, oversized or malformed identifier.
func (id GroupID) Validate() error { return checkKey("group", string(id)) }
