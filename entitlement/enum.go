package entitlement

import "fmt"

// words are the texts of an enumeration, indexed by value. Values are small integers so that rows stay small and state
// machines are tables; the texts are the exact words of the Microsoft Graph API wherever it has one. An empty text marks a
// value that does not exist.
type words[E ~uint8] []string

func (w words[E]) text(e E) string {
	if int(e) < len(w) && w[e] != "" {
		return w[e]
	}
	return fmt.Sprintf("unknown(%d)", uint8(e))
}

func (w words[E]) has(e E) bool { return int(e) < len(w) && w[e] != "" }

func (w words[E]) marshal(kind string, e E) ([]byte, error) {
	if !w.has(e) {
		return nil, &Error{Code: InvalidArgument, Detail: fmt.Sprintf("%s has no value %d", kind, uint8(e))}
	}
	return []byte(w[e]), nil
}

// unmarshal compares exactly: a word in another case is another word.
func (w words[E]) unmarshal(kind string, text []byte, into *E) error {
	for i, word := range w {
		if word != "" && word == string(text) {
			*into = E(i)
			return nil
		}
	}
	return &Error{Code: InvalidArgument, Detail: fmt.Sprintf("%s has no value %s; it is one of %s", kind, quoteStart(text), w.list())}
}

func (w words[E]) list() string {
	out := ""
	for _, word := range w {
		if word == "" {
			continue
		}
		if out != "" {
			out += ", "
		}
		out += word
	}
	return out
}

// all returns the values that exist, in order.
func (w words[E]) all() []E {
	out := make([]E, 0, len(w))
	for i := range w {
		if w[i] != "" {
			out = append(out, E(i))
		}
	}
	return out
}
