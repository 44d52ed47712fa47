package graph

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/internal/nesting"
)

// The most that Import looks at. What is more is refused with LimitExceeded.
const (
	MaxSize   = 16 << 20 // bytes of all files together
	MaxDepth  = 48       // objects and lists inside each other
	MaxValues = 500_000  // texts, numbers, objects and lists
)

// value is a JSON value that remembers where it stands and whether anybody has understood it.
type value struct {
	parent           *value // what it is in; nil for a file
	kind             kind
	name             string // of a member, as it is written; of a file
	key              string // of a member: its name as Graph v1.0 has it, folded
	item             int    // of an element: its place in the list
	text             string // of a scalar
	inside           []*value
	said             []*value // the same, said elsewhere: what understands this understands them
	why              string   // it is lost
	note             string   // it is not lost, but not as it was
	isRead, isRecord bool
	isJoint          bool // made of several lists
}

type kind uint8

const (
	kindNull kind = iota
	kindText
	kindNumber
	kindFlag
	kindList
	kindObject
)

// parse reads a file whose values count towards the limit.
func parse(f File, values *int) (*value, error) {
	data := bytes.TrimPrefix(f.Data, []byte("\ufeff")) // which some programs write
	refuse := func(code entitlement.Code, format string, args ...any) (*value, error) {
		detail := fmt.Sprintf(format, args...)
		if f.Name != "" {
			detail = f.Name + ": " + detail
		}
		return nil, &entitlement.Error{Op: "import", Code: code, Detail: detail}
	}
	if !utf8.Valid(data) {
		return refuse(entitlement.InvalidArgument, "it is not valid UTF-8")
	}
	if nesting.TooDeep(data, MaxDepth) >= 0 {
		return refuse(entitlement.LimitExceeded, "it nests objects and lists more than %d deep", MaxDepth)
	}
	var raw json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return refuse(entitlement.InvalidArgument, "it is not JSON: line %d: %v", lineOf(data, err), err)
	}
	p := parser{decoder: json.NewDecoder(bytes.NewReader(data)), values: values}
	p.decoder.UseNumber()
	root := &value{name: f.Name}
	p.read(root)
	switch {
	case *values > MaxValues:
		return refuse(entitlement.LimitExceeded, "there are more than %d values", MaxValues)
	case p.twice != nil:
		return refuse(entitlement.InvalidArgument, "%s is given twice", p.twice.path())
	}
	return root, nil
}

// lineOf returns the line, from 1, of what is wrong with the syntax of a text.
func lineOf(data []byte, err error) int {
	wrong, ok := errors.AsType[*json.SyntaxError](err)
	if !ok {
		return 1
	}
	return 1 + bytes.Count(data[:min(int(wrong.Offset), len(data))], []byte("\n"))
}

// parser builds values from a text whose syntax was checked.
type parser struct {
	decoder *json.Decoder
	values  *int
	twice   *value // the first member that is given twice
}

func (p *parser) read(v *value) {
	if *p.values++; *p.values > MaxValues {
		return
	}
	token, _ := p.decoder.Token() // checked before
	switch token := token.(type) {
	case string:
		v.kind, v.text = kindText, token
	case json.Number:
		v.kind, v.text = kindNumber, token.String()
	case bool:
		v.kind, v.text = kindFlag, strconv.FormatBool(token)
	case json.Delim:
		if v.kind = kindList; token == '{' {
			v.kind = kindObject
		}
		p.readInside(v)
	}
}

func (p *parser) readInside(v *value) {
	seen := map[string]bool{}
	for p.decoder.More() && *p.values <= MaxValues {
		child := &value{parent: v, item: len(v.inside)}
		if v.kind == kindObject {
			name, _ := p.decoder.Token()
			child.name, _ = name.(string)
			child.key = canonical(child.name)
			if folded := strings.ToLower(child.name); !seen[folded] {
				seen[folded] = true
			} else if p.twice == nil {
				p.twice = child
			}
		}
		v.inside = append(v.inside, child)
		p.read(child)
	}
	if *p.values <= MaxValues {
		_, _ = p.decoder.Token() // the end, which was checked before
	}
}

// path returns where the value stands, such as value[2].assignmentPolicies[0].expiration; "" for a file.
func (v *value) path() string {
	var steps []string
	for ; v != nil && v.parent != nil; v = v.parent {
		switch {
		case v.parent.kind == kindList:
			steps = append(steps, "["+strconv.Itoa(v.item)+"]")
		case v.name == "" || strings.ContainsFunc(v.name, isOdd):
			steps = append(steps, "["+strconv.Quote(brief(v.name))+"]")
		default:
			steps = append(steps, "."+brief(v.name))
		}
	}
	var out strings.Builder
	for i := len(steps) - 1; i >= 0; i-- {
		out.WriteString(steps[i])
	}
	return strings.TrimPrefix(out.String(), ".")
}

// isOdd reports whether a name with the character cannot stand in a path without quotes.
func isOdd(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("@_-", r)
}

// file returns the name of the file that the value is in.
func (v *value) file() string {
	for v.parent != nil {
		v = v.parent
	}
	return v.name
}

// String returns the value as JSON, but not at any length.
func (v *value) String() string {
	var out strings.Builder
	v.write(&out)
	return brief(out.String())
}

func (v *value) write(out *strings.Builder) {
	if out.Len() > longest {
		return
	}
	switch v.kind {
	case kindText:
		out.WriteString(quote(v.text[:min(len(v.text), 4*longest)]))
	case kindNumber, kindFlag:
		out.WriteString(v.text)
	case kindNull:
		out.WriteString("null")
	case kindList, kindObject:
		brackets := "[]"
		if v.kind == kindObject {
			brackets = "{}"
		}
		out.WriteByte(brackets[0])
		for i, child := range v.inside {
			if i > 0 {
				out.WriteByte(',')
			}
			if v.kind == kindObject {
				out.WriteString(quote(brief(child.name)) + ":")
			}
			if child.write(out); out.Len() > longest {
				return
			}
		}
		out.WriteByte(brackets[1])
	}
}

func quote(s string) string {
	text, _ := json.Marshal(strings.ToValidUTF8(s, "")) // a text can always be encoded
	return string(text)
}

// longest is how much of a value or name a message quotes, in bytes.
const longest = 120

func brief(text string) string {
	if len(text) <= longest {
		return text
	}
	return strings.ToValidUTF8(text[:longest], "") + "…"
}
