package web

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"crosswalk/internal/career"
)

// waysFunctions draw ways.
var waysFunctions = template.FuncMap{
	"ladder": newLadder,
	"odd":    func(n int) bool { return n%2 == 1 },
	"add":    func(a, b int) int { return a + b },
}

// A ladder is a drawing of ways: a column for each hop, from left to right, and
// a band for each rung that a stop stands on, the highest on top. What no ladder
// places stands in a band of its own below, so that its height says nothing.
// Measures are in pixels of the drawing.
type ladder struct {
	Label         string // the drawing in words
	Scale         string // what the bands are: rung or job zone; empty when nothing is placed
	Width, Height int
	Bands         []rungBand
	Stops         []*drawnStop
	Hops          []*drawnHop
}

// A rungBand is a part of the height, of one rung.
type rungBand struct {
	Rung      int // 0 for what is not placed
	Y, Height int
}

// A drawnStop is a class at a level, in the column of its hop.
type drawnStop struct {
	Name  string // in full
	Lines []string
	Sub   string // level, and rung
	X, Y  int
	End   bool // of a way

	column, rung int
	key          string
}

// A drawnHop is an arrow.
type drawnHop struct {
	Basis        career.Basis
	Path, Head   string // of the line and of its point
	X, Y         int    // middle of the words
	Share, Words string

	from, to *drawnStop
}

// Measures of a drawing.
const (
	stopWidth   = 150
	stopHeight  = 62
	stopGap     = 14 // between stops of a band
	hopWidth    = 112
	emptyBand   = 26
	scaleWidth  = 64
	bandPad     = 10
	lineChars   = 22 // of a stop's title
	wordsApart  = 30 // between the words of two hops
	wordsBefore = 36 // from the point of an arrow to the middle of its words
	headSize    = 7
	edge        = 2 // room for half of a line
)

// newLadder draws ways; it is nil when there are none.
func newLadder(ways []career.Path) *ladder {
	if len(ways) == 0 {
		return nil
	}
	l := &ladder{}
	l.chooseScale(ways)
	for _, way := range ways {
		at := l.stop(0, way.Hops[0].From)
		for i, h := range way.Hops {
			next := l.stop(i+1, h.To)
			l.hop(at, next, h)
			at = next
		}
		at.End = true
	}
	l.place()
	for _, h := range l.Hops {
		h.draw()
	}
	l.keepWordsApart()
	l.Label = fmt.Sprintf("Drawing of %s from %s, listed below", count(len(ways), "way"), ways[0].Hops[0].From.Title)
	return l
}

// chooseScale takes the common ladder where it places a stop, else O*NET's job
// zones where one has any: the two do not compare.
func (l *ladder) chooseScale(ways []career.Path) {
	for _, way := range ways {
		for _, h := range way.Hops {
			for _, s := range []career.Stop{h.From, h.To} {
				switch {
				case s.Level != nil && s.Level.Rung != nil:
					l.Scale = "rung"
				case s.JobZone != nil && l.Scale == "":
					l.Scale = "job zone"
				}
			}
		}
	}
}

// rungOf is where a stop stands on the scale, 0 when it is not placed.
func (l *ladder) rungOf(s career.Stop) int {
	switch {
	case l.Scale == "rung" && s.Level != nil && s.Level.Rung != nil:
		return *s.Level.Rung
	case l.Scale == "job zone" && s.JobZone != nil:
		return *s.JobZone
	}
	return 0
}

// stop draws a stop once for each column that it stands in.
func (l *ladder) stop(column int, s career.Stop) *drawnStop {
	out := &drawnStop{Name: s.Title, Sub: s.ID, column: column, rung: l.rungOf(s), key: s.ID}
	if s.Level != nil {
		out.Name += ", " + s.Level.Label
		out.Sub = clip(lineChars, s.Level.Label)
		out.key += "\x00" + s.Level.Label
	}
	for _, drawn := range l.Stops {
		if drawn.column == column && drawn.key == out.key {
			return drawn
		}
	}
	out.Lines = twoLines(s.Title)
	l.Stops = append(l.Stops, out)
	return out
}

// hop draws a hop once, though several ways have it.
func (l *ladder) hop(from, to *drawnStop, h career.Hop) {
	for _, drawn := range l.Hops {
		if drawn.from == from && drawn.to == to {
			return
		}
	}
	l.Hops = append(l.Hops, &drawnHop{Basis: h.Basis, Share: percent(h.Coverage), Words: shortMonths(h.Months), from: from, to: to})
}

// place gives every band and stop its place.
func (l *ladder) place() {
	columns, lowest, highest := 0, 0, 0
	held := map[[2]int]int{} // rung and column -> stops
	for _, s := range l.Stops {
		columns = max(columns, s.column+1)
		held[[2]int{s.rung, s.column}]++
		if highest = max(highest, s.rung); s.rung > 0 && (lowest == 0 || s.rung < lowest) {
			lowest = s.rung
		}
	}
	left := edge
	if l.Scale != "" {
		left = scaleWidth
	}
	y := edge
	add := func(rung int) {
		most := 0
		for c := range columns {
			most = max(most, held[[2]int{rung, c}])
		}
		if rung == 0 && most == 0 {
			return
		}
		b := rungBand{Rung: rung, Y: y, Height: emptyBand}
		if most > 0 {
			b.Height = most*(stopHeight+stopGap) - stopGap + 2*bandPad
		}
		for c := range columns {
			n := held[[2]int{rung, c}]
			top := y + (b.Height-n*(stopHeight+stopGap)+stopGap)/2
			for _, s := range l.Stops {
				if s.rung == rung && s.column == c {
					s.X, s.Y = left+c*(stopWidth+hopWidth), top
					top += stopHeight + stopGap
				}
			}
		}
		l.Bands, y = append(l.Bands, b), y+b.Height
	}
	if highest > 0 {
		for rung := highest; rung >= lowest; rung-- {
			add(rung)
		}
	}
	add(0)
	l.Width, l.Height = left+columns*stopWidth+(columns-1)*hopWidth+edge, y+edge
}

// draw draws the arrow, and puts its words before the stop that it leads to.
func (h *drawnHop) draw() {
	x1, y1 := h.from.X+stopWidth, h.from.Y+stopHeight/2
	x2, y2 := h.to.X-headSize, h.to.Y+stopHeight/2
	bend := (x2 - x1) / 2
	h.Path = fmt.Sprintf("M%d %dC%d %d %d %d %d %d", x1, y1, x1+bend, y1, x2-bend, y2, x2, y2)
	h.Head = fmt.Sprintf("%d,%d %d,%d %d,%d", x2, y2-headSize+2, x2+headSize, y2, x2, y2+headSize-2)
	h.X, h.Y = x2-wordsBefore, y2
}

// keepWordsApart moves words down that would stand on others.
func (l *ladder) keepWordsApart() {
	byPlace := slices.SortedStableFunc(slices.Values(l.Hops), func(a, b *drawnHop) int {
		return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Y, b.Y))
	})
	for i, h := range byPlace {
		if i > 0 && byPlace[i-1].X == h.X {
			h.Y = max(h.Y, byPlace[i-1].Y+wordsApart)
		}
		l.Height = max(l.Height, h.Y+wordsApart/2+2)
	}
}

// twoLines breaks a title into two lines at most.
func twoLines(title string) []string {
	words := strings.Fields(title)
	first := ""
	for len(words) > 0 && (first == "" || len([]rune(first+" "+words[0])) <= lineChars) {
		first = strings.TrimSpace(first + " " + words[0])
		words = words[1:]
	}
	if len(words) == 0 {
		return []string{clip(lineChars, first)}
	}
	return []string{clip(lineChars, first), clip(lineChars, strings.Join(words, " "))}
}

func shortMonths(months *int) string {
	switch {
	case months == nil:
		return "time ?"
	case *months == 0:
		return "no wait"
	case *months%12 == 0:
		return count(*months/12, "year")
	}
	return fmt.Sprintf("%d mo.", *months)
}
