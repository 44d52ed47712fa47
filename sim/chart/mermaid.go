package chart

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// WriteMermaid writes the chart as a Gantt diagram in Mermaid: a section for every person. Requests that wait and access that
// lasts are active, requests without access critical, and the rest done.
func (c *Chart) WriteMermaid(w io.Writer) error {
	c = c.shown()
	var out strings.Builder
	out.WriteString("gantt\n")
	if c.Title != "" {
		fmt.Fprintf(&out, "    title %s\n", mermaidText(c.Title))
	}
	out.WriteString("    dateFormat YYYY-MM-DDTHH:mm\n    axisFormat %Y-%m-%d\n")
	const layout = "2006-01-02T15:04"
	for _, lane := range c.Lanes {
		fmt.Fprintf(&out, "    section %s\n", mermaidText(lane.Name))
		for _, bar := range lane.Bars {
			until := bar.Until
			if shortest := bar.From.Add(time.Minute); until.Before(shortest) {
				until = shortest // Mermaid draws nothing that has no length
			}
			fmt.Fprintf(&out, "    %s :%s, %s, %s\n", mermaidTask(strings.ReplaceAll(bar.Label(), ": ", ", ")), bar.tag(),
				bar.From.UTC().Format(layout), until.UTC().Format(layout))
		}
	}
	_, err := io.WriteString(w, out.String())
	return err
}

func (b Bar) tag() string {
	switch {
	case b.Open:
		return "active"
	case b.State == "denied" || b.State == "canceled" || b.State == "deliveryFailed":
		return "crit"
	}
	return "done"
}

// mermaidText takes out what Mermaid takes for its own.
func mermaidText(text string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(":;#%{}<>", r) {
			return '·'
		}
		return r
	}, text)
}

// commands are what lines of Mermaid's Gantt diagrams begin with, in any case.
var commands = [...]string{
	"gantt", "dateformat", "inclusiveenddates", "topaxis", "axisformat", "tickinterval", "includes", "excludes", "todaymarker",
	"weekday", "weekend", "title", "acctitle", "accdescr", "section", "click", "call", "href",
}

// mermaidTask is mermaidText for a line of its own: it is not taken for a command.
func mermaidTask(text string) string {
	text = mermaidText(text)
	for _, command := range commands {
		if len(text) >= len(command) && strings.EqualFold(text[:len(command)], command) {
			return "·" + text
		}
	}
	return text
}
