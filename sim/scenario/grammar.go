package scenario

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed preface.md
var preface string

//go:embed example.yaml
var example string

//go:embed example_stages.yaml
var richer string

// Grammar returns how scenario files are written, with all sentences that there are, as a page of Markdown.
func Grammar() string {
	var out strings.Builder
	out.WriteString(strings.NewReplacer("EXAMPLE", strings.TrimSpace(example), "RICHER", strings.TrimSpace(richer)).Replace(preface))
	kind := Kind(0)
	for _, f := range forms() {
		if f.kind != kind {
			kind = f.kind
			fmt.Fprintf(&out, "\n## %s\n", kind.heading())
		}
		fmt.Fprintf(&out, "\n`%s`\n: %s Example: `%s`\n", written(f.pattern), f.help, f.example)
	}
	return out.String()
}

func (k Kind) heading() string {
	switch k {
	case Passing:
		return "Time passes"
	case Doing:
		return "Somebody does something"
	case Claiming:
		return "What is expected"
	}
	return ""
}
