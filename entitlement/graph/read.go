package graph

import (
	"encoding"
	"strconv"
	"strings"
	"time"

	"example.com/tenure/entitlement"
)

// read marks the value as understood, wherever it is said. What is lost stays so.
func (v *value) read() {
	v.isRead = v.why == ""
	for _, other := range v.said {
		other.read()
	}
}

// lose marks the value, with everything in it, as lost.
func (v *value) lose(why string) {
	if v == nil {
		return
	}
	if v.isJoint {
		for _, part := range v.said {
			part.lose(why)
		}
	}
	v.isRead, v.why = false, why
}

// loseRecord marks the value as lost, which makes no difference to who has access.
func (v *value) loseRecord(why string) {
	v.lose(why)
	v.isRecord = true
}

// peek returns a member without claiming to understand it, nil if there is none or it is null.
func (v *value) peek(name string) *value {
	if v == nil || v.kind != kindObject {
		return nil
	}
	key := strings.ToLower(name)
	for _, m := range v.inside {
		if m.key == key && m.kind != kindNull {
			return m
		}
	}
	return nil
}

// get returns a member, whoever asks for it being responsible for what is in it; nil if there is none or it is null.
func (v *value) get(name string) *value {
	m := v.peek(name)
	if m != nil {
		m.read()
	}
	return m
}

// typeOf returns the bare type that an object says it has, "" if it does not say.
func (v *value) typeOf() string {
	if tag := v.peek("@odata.type"); tag != nil && tag.kind == kindText {
		return bare(tag.text)
	}
	return ""
}

// raw returns a text or a number in its text form without claiming to understand it.
func (v *value) raw() string {
	if v == nil || v.kind != kindText && v.kind != kindNumber {
		return ""
	}
	return v.text
}

// objects returns the objects of a list; a single object stands for a list of one, and a collection for its elements.
func objects(v *value) []*value {
	if v == nil {
		return nil
	}
	list := []*value{v}
	if v.kind == kindList {
		list = v.inside
	} else if elements := v.peek("value"); v.kind == kindObject && elements != nil && elements.kind == kindList {
		elements.read()
		list = elements.inside
	}
	out := make([]*value, 0, len(list))
	for _, item := range list {
		switch item.kind {
		case kindObject:
			item.read()
			out = append(out, item)
		case kindNull:
		case kindText, kindNumber, kindFlag, kindList:
			item.lose("it must be an object")
		}
	}
	return out
}

// object returns the value if it is an object, nil otherwise.
func object(v *value) *value {
	if v == nil || v.kind == kindObject {
		return v
	}
	v.lose("it must be an object")
	return nil
}

func text(v *value) string {
	if v == nil {
		return ""
	}
	if v.kind != kindText && v.kind != kindNumber {
		v.lose("it must be a text")
		return ""
	}
	return v.text
}

// flag reads a switch, also one that is written as a text.
func flag(v *value, absent bool) bool {
	if v == nil {
		return absent
	}
	if v.kind == kindFlag || v.kind == kindText {
		switch strings.ToLower(v.text) {
		case "true":
			return true
		case "false":
			return false
		}
	}
	v.lose("it must be true or false")
	return absent
}

// number reads a whole number, also one that is written as a text.
func number(v *value) int {
	if v == nil {
		return 0
	}
	if v.kind == kindNumber || v.kind == kindText {
		if n, err := strconv.ParseInt(strings.TrimSuffix(v.text, ".0"), 10, 32); err == nil {
			return int(n)
		}
	}
	v.lose("it must be a whole number")
	return 0
}

// count reads a whole number of days or minutes.
func count(v *value) int {
	const most = 1_000_000
	n := number(v)
	if n < 0 || n > most {
		v.lose("the engine does not count that far")
		return 0
	}
	return n
}

func period(v *value) entitlement.Period {
	if v == nil {
		return entitlement.Period{}
	}
	p, err := entitlement.ParsePeriod(v.raw())
	if err != nil {
		v.lose("it is not a duration that the engine knows")
	}
	return p
}

// instant reads an instant with any number of digits and any offset, or without one for UTC. The engine counts in
// microseconds. The first instant of year 1 is how some programs write that there is none.
func instant(v *value) time.Time {
	if v == nil {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		t, err := time.Parse(layout, v.raw())
		if err != nil {
			continue
		}
		t = t.UTC()
		if t.Nanosecond()%int(time.Microsecond) != 0 {
			v.loseRecord("it is finer than a microsecond: the rest is cut off")
		}
		return t.Truncate(time.Microsecond)
	}
	v.lose("it is not an instant")
	return time.Time{}
}

// word reads a word of an enumeration, in any case, and reports whether there was one.
func word[E interface {
	~uint8
	encoding.TextMarshaler
}](v *value, into *E) bool {
	if v == nil {
		return false
	}
	for i := range 256 {
		text, err := E(i).MarshalText()
		if err == nil && v.kind == kindText && bare(string(text)) == bare(v.text) {
			*into = E(i)
			return true
		}
	}
	v.lose("the engine has no such word")
	return false
}
