package chart_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"example.com/tenure/entitlement"
	"example.com/tenure/sim/chart"
)

// hostile is a chart with a text wherever one can stand.
func hostile(text string) *chart.Chart {
	from := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	bar := chart.Bar{
		Kind: chart.Kind(text), Package: text, From: from, Until: from.Add(time.Hour), Type: text, State: text, Story: []string{text},
	}
	return &chart.Chart{
		Title: text, From: from, Until: from.Add(time.Hour),
		Lanes: []chart.Lane{{Person: entitlement.SubjectID(text), Name: text, Bars: []chart.Bar{bar}}},
	}
}

// Whatever somebody is called, the page has the elements and attributes of the template, and nothing that calls or runs.
func TestHostileNamesOnThePage(t *testing.T) {
	t.Parallel()
	elements, attributes := parts(t, "Ann")
	for _, text := range []string{
		`"><script>alert(1)</script>`, `'><img src=x onerror=alert(1)>`, `</title></svg></style><iframe src="//evil.example">`, `x" onload="alert(1)`,
		`x' onload='alert(1)`, `x onload=alert(1)`, "`onload=`", `--><!--`, `{{.Title}}`, `<![CDATA[ ]]>`, `&lt;script&gt;`, "a\x00\x1b[31mb", `<a href=javascript:alert(1)>`,
	} {
		gotElements, gotAttributes := parts(t, text)
		require.Equal(t, elements, gotElements, text)
		require.Equal(t, attributes, gotAttributes, text)
	}
	require.NotContains(t, elements, "script")
	for _, name := range attributes {
		require.False(t, strings.HasPrefix(name, "on"), name)
		require.NotContains(t, []string{"href", "src", "style", "xlink:href", "action"}, name)
	}
}

// parts lists the elements and attributes of the page of a hostile chart.
func parts(t *testing.T, text string) (elements, attributes []string) {
	t.Helper()
	var out bytes.Buffer
	require.NoError(t, hostile(text).WriteHTML(&out))
	require.Contains(t, out.String(), `content="default-src 'none'; style-src 'unsafe-inline'"`)
	d := xml.NewDecoder(&out)
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return elements, attributes
		}
		require.NoError(t, err, text)
		if start, is := token.(xml.StartElement); is {
			elements = append(elements, start.Name.Local)
			for _, a := range start.Attr {
				attributes = append(attributes, a.Name.Local)
			}
		}
	}
}

// Whatever somebody is called, the diagram has the lines of any other, and a name is not taken for a command of Mermaid.
func TestHostileNamesInTheDiagram(t *testing.T) {
	t.Parallel()
	for text, label := range map[string]string{
		"Ann": "Ann", "a\nsection b": "a section b", "a\rb": "a b", "a\u2028b\u0085c\u202ed": "a b c d", "%%{init": "···init", "a:b;c#d": "a·b·c·d",
		`click x href "//evil.example"`: `·click x href "//evil.example"`, "Section 7": "·Section 7", "title": "·title", "dateFormat X": "·dateFormat X",
		"Clickers": "·Clickers", "gantt": "·gantt", "todayMarker off": "·todayMarker off", "excludes weekends": "·excludes weekends",
	} { // order: each is a case of its own
		var out bytes.Buffer
		require.NoError(t, hostile(text).WriteMermaid(&out))
		lines := strings.Split(strings.TrimSpace(out.String()), "\n")
		require.Len(t, lines, 6, text)
		require.True(t, strings.HasPrefix(lines[5], "    "+label+" ("), "%q: %s", text, lines[5])
	}
}
