package graph

import (
	"bytes"
	"encoding/json"

	"example.com/tenure/entitlement"
)

// record is an object of Graph on its way out: its members in the order in which they are written.
type record []field

type field struct {
	name  string
	value any // nil and "" are left out
}

// MarshalJSON writes the members in order.
func (r record) MarshalJSON() ([]byte, error) {
	out := []byte{'{'}
	for _, f := range r {
		if f.value == nil || f.value == "" {
			continue
		}
		text, err := encode(f.value)
		if err != nil {
			return nil, err
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, quote(f.name)...), ':'), text...)
	}
	return append(out, '}'), nil
}

// encode is json.Marshal without escapes for web pages.
func encode(v any) ([]byte, error) {
	var out bytes.Buffer
	e := json.NewEncoder(&out)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), err
}

// all returns what write makes of every element; an empty list, not nothing, of none.
func all[T, R any](list []T, write func(i int, item *T) R) []R {
	out := []R{}
	for i := range list {
		out = append(out, write(i, &list[i]))
	}
	return out
}

// typed returns the tag of a type.
func typed(name string) field { return field{"@odata.type", "#microsoft.graph." + name} }

// lasting returns a period as text, "" if there is none.
func lasting(p entitlement.Period) string {
	if p.IsZero() {
		return ""
	}
	return p.String()
}
