package entitlement

import (
	"fmt"
	"unicode"
	"unicode/utf8"
)

// KeyLength is the longest identifier accepted from outside (people, groups, roles, origins), in bytes.
const KeyLength = 128

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

// checkLimit refuses a value beyond max with a LimitError; max itself is accepted (I-133).
func checkLimit(limit string, value, maximum int) error {
	if value > maximum {
		return &Error{Code: LimitExceeded, Err: &LimitError{Limit: limit, Max: maximum, Value: value}}
	}
	return nil
}

func checkEnum[E ~uint8](path string, value E, known words[E]) error {
	if !known.has(value) {
		return invalid(path, "is %s; it is one of %s", known.text(value), known.list())
	}
	return nil
}

// checkName accepts one line of visible text. Control and formatting characters are refused because names are shown to
// people who decide: a name that can hide or reorder text is a weapon (CWE-1007).
func checkName(path, s string, longest int) error {
	if err := checkText(path, s, 1, longest); err != nil {
		return err
	}
	for _, r := range s {
		if r == '\n' || r == '\t' {
			return invalid(path, "must be one line")
		}
	}
	if r, _ := utf8.DecodeRuneInString(s); unicode.IsSpace(r) {
		return invalid(path, "must not begin with a space")
	}
	if r, _ := utf8.DecodeLastRuneInString(s); unicode.IsSpace(r) {
		return invalid(path, "must not end with a space")
	}
	return nil
}

// checkText accepts valid UTF-8 of shortest..longest characters without control and formatting characters; line breaks and
// tabs are allowed.
func checkText(path, s string, shortest, longest int) error {
	if !utf8.ValidString(s) {
		return invalid(path, "is not valid UTF-8")
	}
	n := utf8.RuneCountInString(s)
	if n < shortest {
		return invalid(path, "is missing")
	}
	if n > longest {
		return &Error{Code: LimitExceeded, Detail: path, Err: &LimitError{Limit: "characters of " + path, Max: longest, Value: n}}
	}
	for _, r := range s {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r) && r != 0x200d && r != 0x200c) {
			return invalid(path, "contains the control character %U", r)
		}
	}
	return nil
}

// checkKey accepts an identifier from outside: 1 to KeyLength bytes of valid UTF-8 without control characters. It is
// compared as bytes and never normalised.
func checkKey(path, s string) error {
	if s == "" {
		return invalid(path, "is missing")
	}
	if len(s) > KeyLength {
		return &Error{Code: LimitExceeded, Detail: path, Err: &LimitError{Limit: "bytes of an identifier", Max: KeyLength, Value: len(s)}}
	}
	if !utf8.ValidString(s) {
		return invalid(path, "is not valid UTF-8")
	}
	for _, r := range s {
		if unicode.IsControl(r) {
			return invalid(path, "contains the control character %U", r)
		}
	}
	return nil
}

// Validate refuses an empty, oversized or malformed identifier.
func (id SubjectID) Validate() error { return checkKey("subject", string(id)) }

// Validate refuses an empty, oversized or malformed identifier.
func (id GroupID) Validate() error { return checkKey("group", string(id)) }
