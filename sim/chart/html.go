package chart

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"time"
)

//go:embed page.html
var page string

// The picture's measures, in units of the SVG.
const (
	pictureWidth = 1200
	nameWidth    = 190
	rowHeight    = 26
	headHeight   = 40
	shortestBar  = 3
)

// picture is a chart with places.
type picture struct {
	*Chart

	Width, Height, NameWidth, HeadHeight int
	Ticks                                []tick
	Rows                                 []row
}

type tick struct {
	X    float64
	Text string
}

type row struct {
	Name   string // at the first row of a lane
	First  bool
	Y, Mid int
	X, W   float64
	Bar    Bar
	Hover  string
}

// WriteHTML writes the chart as one page: no scripts, nothing from the network, readable on paper. What happened to a request
// shows when the pointer rests on its bar, and in a list below the picture.
func (c *Chart) WriteHTML(w io.Writer) error {
	t, err := template.New("page").Parse(page)
	if err != nil {
		return err
	}
	return t.Execute(w, c.shown().place())
}

// place computes where everything goes.
func (c *Chart) place() *picture {
	p := &picture{Chart: c, Width: pictureWidth, NameWidth: nameWidth, HeadHeight: headHeight, Ticks: c.ticks()}
	y := headHeight
	for _, lane := range c.Lanes {
		for i, bar := range lane.Bars {
			r := row{First: i == 0, Y: y, Mid: y + rowHeight/2, X: c.x(bar.From), Bar: bar, Hover: bar.hover()}
			if r.First {
				r.Name = lane.Name
			}
			r.W = max(c.x(bar.Until)-r.X, shortestBar)
			p.Rows = append(p.Rows, r)
			y += rowHeight
		}
	}
	p.Height = y
	return p
}

// x is where an instant goes.
func (c *Chart) x(t time.Time) float64 {
	span := c.Until.Sub(c.From)
	if span <= 0 {
		return nameWidth
	}
	share := float64(t.Sub(c.From)) / float64(span)
	return nameWidth + min(max(share, 0), 1)*(pictureWidth-nameWidth-1)
}

func (b Bar) hover() string {
	return strings.Join(append([]string{b.Label()}, b.Story...), "\n")
}

// ticks marks days, weeks, months or years, whichever leaves room for their texts.
func (c *Chart) ticks() []tick {
	const day = 24 * time.Hour
	from := c.From.UTC()
	at := time.Date(from.Year(), from.Month(), from.Day(), 0, 0, 0, 0, time.UTC)
	var next func(time.Time) time.Time
	layout := "2 Jan"
	switch span := c.Until.Sub(c.From); {
	case span <= 14*day:
		next = func(t time.Time) time.Time { return t.AddDate(0, 0, 1) }
	case span <= 100*day:
		next = func(t time.Time) time.Time { return t.AddDate(0, 0, 7) }
	case span <= 5*365*day:
		at, layout = time.Date(from.Year(), from.Month(), 1, 0, 0, 0, 0, time.UTC), "Jan 2006"
		step := 1 + int(span/(400*day))*3
		next = func(t time.Time) time.Time { return t.AddDate(0, step, 0) }
	default:
		at, layout = time.Date(from.Year(), time.January, 1, 0, 0, 0, 0, time.UTC), "2006"
		step := 1 + int(span/(20*365*day))
		next = func(t time.Time) time.Time { return t.AddDate(step, 0, 0) }
	}
	var out []tick
	for ; !at.After(c.Until); at = next(at) {
		if !at.Before(c.From) {
			out = append(out, tick{X: c.x(at), Text: at.Format(layout)})
		}
	}
	return out
}
