package scenario

import (
	"bytes"
	"encoding/json"
	"errors"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"example.com/tenure/entitlement"
	"example.com/tenure/entitlement/spec"
)

// readTenant reads a configuration: the document of package spec, written in YAML.
func readTenant(r *reader, n *yaml.Node, known *names, limits entitlement.Limits) *spec.Document {
	var text bytes.Buffer
	before := len(r.list)
	r.writeJSON(&text, n)
	if len(r.list) > before {
		known.incomplete = true
		return nil
	}
	document, err := spec.Parse(text.Bytes(), limits)
	if err != nil {
		known.incomplete = true
		input, ok := errors.AsType[*spec.InputError](err)
		if !ok {
			r.add(n.Line, "%v", err)
			return nil
		}
		for _, p := range input.Problems {
			r.add(lineOf(n, p.Path), "%s: %s", p.Path, p.Detail)
		}
		return nil
	}
	known.learn(&document)
	return &document
}

// writeJSON writes a node as JSON. Dates are texts.
func (r *reader) writeJSON(out *bytes.Buffer, n *yaml.Node) {
	switch n.Kind { //nolint:exhaustive // a guarded document has no others
	case yaml.MappingNode:
		separator := byte('{')
		for key, value := range r.members(n, "an object") {
			out.WriteByte(separator)
			writeText(out, key.Value)
			out.WriteByte(':')
			r.writeJSON(out, value)
			separator = ','
		}
		if separator == '{' {
			out.WriteByte('{')
		}
		out.WriteByte('}')
	case yaml.SequenceNode:
		out.WriteByte('[')
		for i, item := range n.Content {
			if i > 0 {
				out.WriteByte(',')
			}
			r.writeJSON(out, item)
		}
		out.WriteByte(']')
	default:
		number, _ := strconv.ParseInt(n.Value, 10, 64)
		switch {
		case n.Tag == "!!int" && strconv.FormatInt(number, 10) == n.Value, n.Tag == "!!bool" && (n.Value == "true" || n.Value == "false"):
			out.WriteString(n.Value)
		case n.Tag == "!!null":
			out.WriteString("null")
		default:
			writeText(out, n.Value)
		}
	}
}

func writeText(out *bytes.Buffer, text string) {
	encoded, _ := json.Marshal(text) // a string can always be encoded
	out.Write(encoded)
}

// lineOf finds the line of a value by its path, such as catalogs[0].resources[2].originId; or of what it should be in.
func lineOf(n *yaml.Node, path string) int {
	line := n.Line
	for path != "" && n != nil {
		var next *yaml.Node
		next, path = below(n, path)
		if n = next; n != nil {
			line = n.Line
		}
	}
	return line
}

// below takes the first step of a path. Names may have dots in them.
func below(n *yaml.Node, path string) (next *yaml.Node, rest string) {
	path = strings.TrimPrefix(path, ".")
	if digits, isItem := strings.CutPrefix(path, "["); isItem {
		number, rest, _ := strings.Cut(digits, "]")
		i, err := strconv.Atoi(number)
		if err != nil || n.Kind != yaml.SequenceNode || i >= len(n.Content) {
			return nil, ""
		}
		return n.Content[i], rest
	}
	if n.Kind != yaml.MappingNode {
		return nil, ""
	}
	for i := 0; i < len(n.Content); i += 2 {
		if rest, is := strings.CutPrefix(path, n.Content[i].Value); is && (rest == "" || rest[0] == '.' || rest[0] == '[') {
			return n.Content[i+1], rest
		}
	}
	return nil, ""
}
