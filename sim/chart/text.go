package chart

import (
	"strings"
	"unicode"
)

// shown returns the chart without characters that control how text is laid out: spaces stand in their places.
func (c *Chart) shown() *Chart {
	out := *c
	out.Title, out.Lanes = plain(c.Title), make([]Lane, len(c.Lanes))
	for i, lane := range c.Lanes {
		lane.Name = plain(lane.Name)
		bars := make([]Bar, len(lane.Bars))
		for j, b := range lane.Bars {
			b.Kind, b.Package, b.Type, b.State = Kind(plain(string(b.Kind))), plain(b.Package), plain(b.Type), plain(b.State)
			story := make([]string, len(b.Story))
			for k, told := range b.Story {
				story[k] = plain(told)
			}
			b.Story = story
			bars[j] = b
		}
		lane.Bars = bars
		out.Lanes[i] = lane
	}
	return &out
}

func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, text)
}
