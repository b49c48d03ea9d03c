package app

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"crosswalk/index"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/jobtitle"
	"crosswalk/internal/likeness"
	"crosswalk/internal/parallel"
	"crosswalk/internal/spec"
)

// A line is what a consolidation study compares: the classes of an employer that differ by
// level, not by job. They are the classes of a series, or have titles that differ only by a
// step ("Clerk I", "Clerk II"); most classes are a line of their own.
type line struct {
	classes    []*crosswalk.Class // in the order of the series, else by id
	statements int                // of all of them
	ranks      uint               // by the titles, a bit each
}

// first is the class that names the line.
func (l *line) first() *crosswalk.Class { return l.classes[0] }

// title is the name of the series, or the title of the first class.
func (l *line) title() string {
	if len(l.classes) > 1 {
		return cmp.Or(l.first().Series, l.first().Title)
	}
	return l.first().Title
}

// A neighbour is a line that is like another one.
type neighbour struct {
	line     int
	score    float64
	likeness likeness.Likeness
}

// neighbourhood says which lines of the employers are like which. What is near a line is
// worked out when somebody first asks, and kept: to compare all with all takes seconds.
type neighbourhood struct {
	lines     []line // by the id of their first class
	described []*likeness.Description
	field     *likeness.Field
	model     *likeness.Model
	working   chan struct{} // held by whoever adds to near
	near      [][]neighbour // by line, the nearest first; nil if not asked for yet
}

// newNeighbourhood collects the lines of all employers. A class with hardly any text is
// left out: titles alone do not say what the work is.
func (a *App) newNeighbourhood(v *view) *neighbourhood {
	n := &neighbourhood{model: a.likeness, working: make(chan struct{}, 1)}
	known := lineNames{}
	var descriptions [][]*likeness.Description
	for i, c := range v.classes {
		if c.Issuer == index.IssuerONET || v.described[i].TooShort() {
			continue
		}
		at, found := known.find(c)
		if !found {
			at = len(n.lines)
			n.lines, descriptions = append(n.lines, line{}), append(descriptions, nil)
		}
		known.add(c, at)
		l := &n.lines[at]
		l.classes, l.statements = append(l.classes, c), l.statements+len(v.ofClass[c.ID])
		l.ranks |= 1 << jobtitle.Parse(c.Title).Rank
		descriptions[at] = append(descriptions[at], v.described[i])
	}
	n.described, n.near = make([]*likeness.Description, len(n.lines)), make([][]neighbour, len(n.lines))
	for i := range n.lines {
		n.described[i] = likeness.Join(descriptions[i])
		slices.SortStableFunc(n.lines[i].classes, func(x, y *crosswalk.Class) int { return cmp.Compare(x.Position, y.Position) })
	}
	n.field = a.likeness.NewField(n.described, a.corpus.Share)
	return n
}

// lineNames finds the line of a class by its series, or else by its title.
type lineNames map[string]int

func (names lineNames) find(c *crosswalk.Class) (line int, found bool) {
	if line, found = names[seriesName(c)]; found {
		return line, true
	}
	if _, twice := names[ownTitle(c)]; twice { // one title on two classes is no step
		return 0, false
	}
	line, found = names[titleLine(c)]
	return line, found
}

func (names lineNames) add(c *crosswalk.Class, line int) {
	names[seriesName(c)], names[ownTitle(c)], names[titleLine(c)] = line, line, line
}

// seriesName names the series that a class shares with others; the class itself if it
// shares none.
func seriesName(c *crosswalk.Class) string {
	if spec.SameSeries(&c.Class, &c.Class) {
		return "series " + c.Issuer + ":" + strings.ToLower(c.Series)
	}
	return "class " + c.ID
}

func ownTitle(c *crosswalk.Class) string  { return "title " + c.Issuer + ":" + strings.ToLower(c.Title) }
func titleLine(c *crosswalk.Class) string { return "line " + c.Issuer + ":" + jobtitle.Line(c.Title) }

// of lists the lines of some employers, of all for none.
func (n *neighbourhood) of(employers []string) []int {
	var out []int
	for i := range n.lines {
		if len(employers) == 0 || slices.Contains(employers, n.lines[i].first().Issuer) {
			out = append(out, i)
		}
	}
	return out
}

// tooMany reports whether comparing lines with all others is too much work.
func (n *neighbourhood) tooMany(lines []int) bool { return len(lines)*len(n.lines) > maxLinePairs }

// work finds the neighbours of lines that nobody has asked for yet. What was found before
// ctx was done is kept.
func (n *neighbourhood) work(ctx context.Context, lines []int) error {
	select {
	case n.working <- struct{}{}:
		defer func() { <-n.working }()
	case <-ctx.Done():
		return ctx.Err()
	}
	lines = slices.DeleteFunc(slices.Clone(lines), func(i int) bool { return n.near[i] != nil })
	parallel.For(len(lines), func(k int) {
		if ctx.Err() == nil {
			n.near[lines[k]] = n.nearest(lines[k])
		}
	})
	return ctx.Err()
}

// nearest lists what is like a line, the nearest first.
func (n *neighbourhood) nearest(i int) []neighbour {
	out := []neighbour{}
	for k, l := range n.field.Compare(n.described[i]) {
		if score := n.model.Score(l); k != i && score >= LeastLikeness && n.lines[i].ranks&n.lines[k].ranks != 0 {
			out = append(out, neighbour{k, score, l})
		}
	}
	slices.SortStableFunc(out, func(x, y neighbour) int { return cmp.Compare(y.score, x.score) })
	return slices.Clip(out)
}

// bounds say what a link needs: its least score, and among how many of the nearest lines of
// one employer it must be.
type bounds struct {
	least   float64
	nearest int
}

// linkBounds are the bounds of links within an employer and between two. Classes of one
// employer share phrases, so they are more alike than the same jobs of two employers; and
// a job has fewer counterparts at another employer than there are variants of it at its own.
type linkBounds struct{ within, between bounds }

func (b linkBounds) of(x, y *line) bounds {
	if x.first().Issuer == y.first().Issuer {
		return b.within
	}
	return b.between
}

// links joins lines that have a rank in common if each is among the nearest of the other,
// of those of its employer, and their score is high enough.
func (n *neighbourhood) links(lines []int, need linkBounds) []likeness.Link {
	chosen := make([]bool, len(n.lines))
	for _, i := range lines {
		chosen[i] = true
	}
	near := make([]map[int]bool, len(n.lines))
	for _, i := range lines {
		near[i] = map[int]bool{}
		found := map[string]int{} // by employer
		for _, other := range n.near[i] {
			l := &n.lines[other.line]
			employer, b := l.first().Issuer, need.of(&n.lines[i], l)
			if chosen[other.line] && other.score >= b.least && found[employer] < b.nearest {
				found[employer]++
				near[i][other.line] = true
			}
		}
	}
	var out []likeness.Link
	for _, i := range lines {
		for _, other := range n.near[i] {
			if i < other.line && near[i][other.line] && near[other.line][i] {
				out = append(out, likeness.Link{A: i, B: other.line, Score: other.score})
			}
		}
	}
	return out
}

// between says how alike two lines are whose neighbours are known.
func (n *neighbourhood) between(i, k int) neighbour {
	return n.near[i][slices.IndexFunc(n.near[i], func(other neighbour) bool { return other.line == k })]
}
