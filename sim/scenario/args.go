package scenario

import (
	"cmp"
	"encoding"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"example.com/tenure/entitlement"
)

// administrator is how sentences name the host, who may do everything.
const administrator = "admin"

// args are what the slots of a sentence took, understood. The first thing that cannot be understood is kept.
type args struct {
	names *names
	taken map[string]string
	err   error
}

func (a *args) text(slot string) string { return a.taken[slot] }

// value keeps the first error.
func value[T any](a *args, slot string, parse func(string) (T, error)) (out T) {
	text, given := a.taken[slot]
	if !given {
		return out
	}
	out, err := parse(text)
	if err != nil && a.err == nil {
		a.err = err
	}
	return out
}

func (a *args) person(slot string) entitlement.SubjectID { return value(a, slot, a.names.person) }
func (a *args) pkg() string                              { return value(a, "package", a.names.pkg) }
func (a *args) policy(slot string) string                { return value(a, slot, a.names.policy) }
func (a *args) role(slot string) string                  { return value(a, slot, a.names.role) }
func (a *args) targetRole(slot string) string            { return value(a, slot, a.names.targetRole) }
func (a *args) resource(slot string) string              { return value(a, slot, a.names.resource) }
func (a *args) group(slot string) entitlement.GroupID    { return value(a, slot, a.names.group) }
func (a *args) question(slot string) question            { return value(a, slot, a.names.question) }
func (a *args) answers() []entitlement.Answer            { return value(a, answersSlot, a.names.answers) }
func (a *args) time(slot string) time.Time               { return value(a, slot, parseTime) }
func (a *args) period() entitlement.Period               { return value(a, "length", parsePeriod) }
func (a *args) number(slot string) int                   { return value(a, slot, strconv.Atoi) }

// actor is a person, or "" for the administrator.
func (a *args) actor() entitlement.SubjectID {
	if a.text("actor") == administrator {
		return ""
	}
	return a.person("actor")
}

func (a *args) extension() entitlement.CustomExtensionID {
	return value(a, "extension", a.names.extension)
}

func (a *args) stage() entitlement.CustomExtensionStage {
	return value(a, "stage", word[entitlement.CustomExtensionStage])
}

// code is the code of a refusal.
func (a *args) code() string { return value(a, "code", knownCode) }

// knownCode refuses what no refusal has for its code.
func knownCode(text string) (string, error) {
	codes := entitlement.Codes()
	known := make([]string, len(codes))
	for i, code := range codes {
		if known[i] = string(code); known[i] == text {
			return text, nil
		}
	}
	slices.Sort(known)
	return "", fmt.Errorf("there is no code %q%s", text, cmp.Or(suggest(text, known), listed(known)))
}

// mail is the number of a kind of mail.
func (a *args) mail(slot string) string {
	return value(a, slot, func(text string) (string, error) {
		last := ""
		for kind := entitlement.MailKind(1); kind.String() != entitlement.MailKind(0).String(); kind++ {
			if last = kind.String(); last == text {
				return text, nil
			}
		}
		return "", fmt.Errorf("%q is no kind of mail: they are N01 to %s", text, last)
	})
}

func (a *args) state(slot string) entitlement.RequestState {
	return value(a, slot, word[entitlement.RequestState])
}

func (a *args) userType(slot string) entitlement.UserType {
	return value(a, slot, word[entitlement.UserType])
}

func (a *args) guest(slot string) entitlement.GuestState {
	return value(a, slot, word[entitlement.GuestState])
}

// word reads one of Graph's words.
func word[T any, P interface {
	*T
	encoding.TextUnmarshaler
}](text string) (out T, err error) {
	err = P(&out).UnmarshalText([]byte(text))
	if refusal, ok := errors.AsType[*entitlement.Error](err); ok {
		err = errors.New(refusal.Detail) // the code says nothing more to who wrote the sentence
	}
	return out, err
}
