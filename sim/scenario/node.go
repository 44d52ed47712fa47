package scenario

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// What a file may be. It is data from strangers: it is read to nodes first, and what could cost more than it shows is
// refused before anything looks at it.
const (
	MaxSize = 1 << 20 // bytes

	maxNodes  = 50_000
	maxDepth  = 32
	maxScalar = 4 << 10 // bytes of one text
)

// readNodes reads the one document of a file.
func readNodes(text []byte, out *problems) *yaml.Node {
	if len(text) > MaxSize {
		out.add(1, "the file has more than %d bytes", MaxSize)
		return nil
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var document yaml.Node
	if err := decoder.Decode(&document); err != nil {
		if errors.Is(err, io.EOF) {
			out.add(1, "the file is empty")
		} else {
			line, detail := splitLine(err.Error())
			out.add(line, "not YAML: %s%s", detail, advice(text, line))
		}
		return nil
	}
	if err := decoder.Decode(new(yaml.Node)); !errors.Is(err, io.EOF) {
		out.add(1, "a file holds one document")
		return nil
	}
	guard := guard{out: out}
	if !guard.safe(&document, 0) {
		return nil
	}
	return document.Content[0]
}

// splitLine takes the line from "yaml: line 2: mapping values are not allowed in this context".
func splitLine(message string) (line int, detail string) {
	detail = strings.TrimPrefix(message, "yaml: ")
	if rest, found := strings.CutPrefix(detail, "line "); found {
		if number, rest, found := strings.Cut(rest, ": "); found {
			if n, err := strconv.Atoi(number); err == nil {
				return n, rest
			}
		}
	}
	return 1, detail
}

// advice says what to do about a line that is not YAML, where one can tell.
func advice(text []byte, line int) string {
	lines := strings.Split(string(text), "\n")
	if line > len(lines) {
		return ""
	}
	wrong := lines[line-1]
	indent := wrong[:len(wrong)-len(strings.TrimLeft(wrong, " \t"))]
	switch {
	case strings.Contains(indent, "\t"):
		return ": the line begins with a tab; indent with spaces"
	case strings.Count(wrong, ": ") > 1:
		return `: a text with ": " in it goes in quotation marks`
	}
	return ": see whether the line is indented like its neighbours, and whether brackets and quotation marks are closed"
}

// guard refuses what is not plain data.
type guard struct {
	out   *problems
	nodes int
}

func (g *guard) safe(n *yaml.Node, depth int) bool {
	g.nodes++
	var complaint string
	switch {
	case g.nodes > maxNodes:
		complaint = "the file has too many parts"
	case depth > maxDepth:
		complaint = "too deeply nested"
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		complaint = "anchors and aliases are not allowed: write it out"
	case n.Style&yaml.TaggedStyle != 0:
		complaint = "tags are not allowed"
	case n.Tag == "!!merge":
		complaint = "merge keys are not allowed: write it out"
	case len(n.Value) > maxScalar:
		complaint = "the text is too long"
	default:
		complaint = hidden(n.Value)
	}
	if complaint != "" {
		g.out.add(n.Line, "%s", complaint)
		return false
	}
	for _, child := range n.Content {
		if !g.safe(child, depth+1) {
			return false
		}
	}
	return true
}

// hidden complains of what a terminal obeys or what turns a line around: a story is shown, with the names in it.
func hidden(text string) string {
	i := strings.IndexFunc(text, func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)
	})
	if i < 0 {
		return ""
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return fmt.Sprintf("the text has the character %U, which nobody can see", r)
}
