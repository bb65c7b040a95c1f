// Package picture draws counts as bars: a PNG that is read on a phone 390 pixels wide,
// on paper without colours, and by people who see colours in another way. It knows
// nothing of what is counted, and imports nothing of ours.
package picture

import (
	"cmp"
	"errors"
	"fmt"
	"image/color"
	"math"
	"slices"
	"strconv"

	"github.com/go-analyze/charts"
)

// Bars are counts, group by group, one part of each bar upon the other.
type Bars struct {
	// Title says what is counted, About of what and when; a line each.
	Title, About string
	Parts        []Part
	Groups       []Group
	// Number writes a count; as plain digits where it is nil.
	Number func(int) string
	// Sideways lays the bars, for groups with long names.
	Sideways bool
}

// Part is what each bar has a piece of.
type Part struct {
	Name   string
	Colour color.RGBA
}

// Group is one bar: a count for each part, none below 0.
type Group struct {
	Name   string
	Counts []int
}

// What a picture measures in pixels: twice as wide as the phone that it is read on,
// where letters of 20 points are then read as those of 10.
const (
	width   = 800
	upright = 820 // the height
	head    = 230 // of bars that lie: what title, axis and legend need
	row     = 46  // each bar that lies
	letters = 18
)

// MaxGroups is how many bars a picture has at most: more cannot be read.
const MaxGroups = 24

// Steps are n colours for what has an order, from light to dark: told apart by their
// lightness alone, so that they survive a printer and any kind of colour blindness.
// They are steps of ColorBrewer's YlGnBu. At most 7.
func Steps(n int) []color.RGBA {
	all := []color.RGBA{
		{0xf0, 0xe7, 0xa2, 0xff},
		{0xb5, 0xe0, 0xb0, 0xff},
		{0x7f, 0xcd, 0xbb, 0xff},
		{0x41, 0xb6, 0xc4, 0xff},
		{0x1d, 0x91, 0xc0, 0xff},
		{0x22, 0x5e, 0xa8, 0xff},
		{0x0c, 0x2c, 0x84, 0xff},
	}
	if n >= len(all) {
		return all[:n:n] // more would be two that look alike: it panics
	}
	picked := make([]color.RGBA, 0, n)
	for i := range n {
		picked = append(picked, all[(i+1)*(len(all)-1)/max(n, 1)])
	}
	return picked
}

// Aside are the colours of what stands beside that order: two greys.
func Aside() []color.RGBA {
	return []color.RGBA{{0xc4, 0xc4, 0xc4, 0xff}, {0x80, 0x80, 0x80, 0xff}}
}

// Outcomes are the colours of what is reached, of what is awaited, and of what is late:
// dark, light, and between them in grey.
func Outcomes() (reached, awaited, late color.RGBA) {
	return color.RGBA{0x0c, 0x2c, 0x84, 0xff}, color.RGBA{0xd9, 0xd9, 0xd9, 0xff}, color.RGBA{0xe6, 0x7e, 0x22, 0xff}
}

// PNG draws the bars. Parts that no group has are left out, also of the legend.
// It fails where there is nothing to count, with more than [MaxGroups], and where counts
// and parts are not as many.
func (b Bars) PNG() ([]byte, error) {
	if len(b.Groups) == 0 || len(b.Groups) > MaxGroups {
		return nil, fmt.Errorf("draw bars: %d groups", len(b.Groups))
	}
	for _, g := range b.Groups {
		if len(g.Counts) != len(b.Parts) || slices.Min(append(g.Counts, 0)) < 0 {
			return nil, fmt.Errorf("draw bars: %v for %d parts", g.Counts, len(b.Parts))
		}
	}
	if b.tallest() == 0 {
		return nil, errors.New("draw bars: nothing is counted")
	}
	if b.Sideways { // the library begins at the bottom
		b.Groups = slices.Clone(b.Groups)
		slices.Reverse(b.Groups)
	}
	p := charts.NewPainter(charts.PainterOptions{OutputFormat: charts.ChartOutputPNG, Width: width, Height: b.height()})
	if err := p.BarChart(b.options()); err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	png, err := p.Bytes()
	if err != nil {
		return nil, fmt.Errorf("draw bars: %w", err)
	}
	return png, nil
}

func (b Bars) height() int {
	if b.Sideways {
		return head + row*len(b.Groups)
	}
	return upright
}

func (b Bars) options() charts.BarChartOption {
	data, names, colours := b.drawn()
	o := charts.NewBarChartOptionWithData(data)
	o.Theme = charts.MakeTheme(charts.ThemeOption{
		BackgroundColor: charts.ColorWhite, TextColor: charts.ColorBlack, SeriesColors: colours,
		AxisStrokeColor: charts.ParseColor("#666666"), AxisSplitLineColor: charts.ParseColor("#dddddd"),
	})
	text := charts.FontStyle{FontSize: letters, FontColor: charts.ColorBlack}
	o.Padding, o.Horizontal, o.StackSeries = charts.NewBoxEqual(letters), b.Sideways, new(true)
	o.Title = charts.TitleOption{Text: b.Title, Subtext: b.About, FontStyle: text, SubtextFontStyle: text, Offset: charts.OffsetStr{Left: charts.PositionCenter}}
	o.Legend = charts.LegendOption{SeriesNames: names, FontStyle: text, Offset: charts.OffsetStr{Top: charts.PositionBottom, Left: charts.PositionLeft}}
	o.CategoryAxis.LabelFontStyle, o.ValueAxis[0].LabelFontStyle = text, text
	o.CategoryAxis.LabelCount = len(b.Groups)
	for _, g := range b.Groups {
		o.CategoryAxis.Labels = append(o.CategoryAxis.Labels, g.Name)
	}
	// By itself the library begins at the smallest value and writes 1 as 1.00.
	top, lines := scale(b.tallest(), b.steps())
	v := &o.ValueAxis[0]
	v.Min, v.Max, v.LabelCount, v.PreferNiceIntervals = new(0.0), new(float64(top)), lines, new(false)
	o.ValueFormatter = func(f float64) string { return b.number(int(math.Round(f))) }
	return o
}

func (b Bars) number(n int) string {
	if b.Number == nil {
		return strconv.Itoa(n)
	}
	return b.Number(n)
}

// steps are how many an axis has at most: numbers beside each other take more room.
func (b Bars) steps() int {
	if b.Sideways {
		return 4
	}
	return 6
}

// scale is where an axis ends that reaches to tallest in so many steps at most, and how
// many lines it has, the one at 0 included: each stands for a whole number that is easily
// read.
func scale(tallest, steps int) (top, lines int) {
	step := 1
	for factors := []int{2, 5, 10}; tallest > step*steps; {
		for _, f := range factors {
			if tallest <= step*f*steps || f == 10 {
				step *= f
				break
			}
		}
	}
	n := max((tallest+step-1)/step, 1)
	return n * step, n + 1
}

func (b Bars) tallest() (top int) {
	for _, g := range b.Groups {
		sum := 0
		for _, n := range g.Counts {
			sum += n
		}
		top = max(top, sum)
	}
	return top
}

// drawn is what the library wants, part by part, without those that are nowhere.
func (b Bars) drawn() (data [][]float64, names []string, colours []charts.Color) {
	for i, part := range b.Parts {
		series := make([]float64, 0, len(b.Groups))
		for _, g := range b.Groups {
			series = append(series, float64(g.Counts[i]))
		}
		if slices.Max(series) > 0 {
			c := part.Colour
			data, names, colours = append(data, series), append(names, part.Name), append(colours, charts.Color{R: c.R, G: c.G, B: c.B, A: cmp.Or(c.A, 0xff)})
		}
	}
	return data, names, colours
}
