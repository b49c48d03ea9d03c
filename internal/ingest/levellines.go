package ingest

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// The level-lines family: competencies whose levels stand below one another, a line
// or an item each: "Novice: Follows a written plan." What stands around them is read
// by its headings.

// minLevelLines is the minimum number of level lines in a text of this family.
const minLevelLines = 4

// mostLevels bounds the levels of one competency.
const mostLevels = 12

// levelLine matches the name of a level before its text.
var levelLine = regexp.MustCompile(`^\**([A-Z][A-Za-z0-9 /-]{0,39}?)\**\s*[:–—]\**\s+\S`)

// ofSeries matches the title of a class in its series: "Supervisor II".
var ofSeries = regexp.MustCompile(`\s(?:I{1,3}|IV|V|[A-E]|[0-9])$`)

// A levelGroup is one competency: its name, what it means, and its levels.
type levelGroup struct {
	name, definition spec.Span
	num              int // line of the first level
	levels           []string
	texts            []spec.Span
}

func levelLineMarks(d *draft) int {
	n := 0
	for _, g := range d.levelGroups(nil) {
		n += len(g.levels)
	}
	if n < minLevelLines {
		return 0
	}
	return n
}

// levelGroups finds the groups of levels. The lines that are of none are handed to
// around, which may be nil.
func (d *draft) levelGroups(around func(line)) []levelGroup {
	var out []levelGroup
	var before []line // since the last group
	for i := 0; i < len(d.lines); {
		var g levelGroup
		end := i
		if !d.lines[i].blank() {
			g, end = d.levelGroupAt(i)
		}
		if len(g.levels) < 2 {
			before = append(before, d.lines[i])
			i++
			continue
		}
		before = d.nameGroup(&g, before)
		if around != nil {
			for _, l := range before {
				around(l)
			}
		}
		out, before, i = append(out, g), nil, end
	}
	if around != nil {
		for _, l := range before {
			around(l)
		}
	}
	return out
}

// levelGroupAt reads the levels that begin at the i-th line: of different names, half
// of which begin like names of levels at least.
func (d *draft) levelGroupAt(i int) (g levelGroup, end int) {
	steps, listed := 0, false
	for end = i; end < len(d.lines); end++ {
		l := d.lines[end]
		if l.blank() {
			continue
		}
		span, isItem := d.bullet(l)
		m := levelLine.FindStringSubmatchIndex(d.text[span.Start:span.End])
		if m == nil {
			if n := len(g.texts); n > 0 && startsLower(l.text) && end > 0 && !d.lines[end-1].blank() {
				g.texts[n-1].End = l.End
				continue
			}
			break
		}
		label := d.text[span.Start+m[2] : span.Start+m[3]]
		if len(g.levels) == mostLevels || !isLevelLabel(label) || slices.ContainsFunc(g.levels, func(s string) bool { return strings.EqualFold(s, label) }) {
			break
		}
		if stepOf(label) > 0 && !ofSeries.MatchString(label) {
			steps++
		}
		if len(g.levels) == 0 {
			g.num, listed = l.num, isItem
		}
		if isItem != listed { // the name of the group with what it means, above its levels
			break
		}
		g.levels = append(g.levels, Fold(label))
		_, size := utf8.DecodeLastRuneInString(d.text[span.Start : span.Start+m[1]])
		g.texts = append(g.texts, trim(d.text, spec.Span{Start: span.Start + m[1] - size, End: span.End}))
	}
	if 2*steps < len(g.levels) {
		return levelGroup{}, i
	}
	return g, end
}

// namedDefinition matches a name and what it means on one line.
var namedDefinition = regexp.MustCompile(`^([^:.]{2,60}):\s+\S`)

// nameGroup takes the name of a group, and what it means, from the lines above it, and
// returns the others.
func (d *draft) nameGroup(g *levelGroup, before []line) []line {
	last := len(before) - 1
	for last >= 0 && before[last].blank() {
		last--
	}
	if last < 0 {
		return before
	}
	bare := func(l line) spec.Span {
		n := len(l.text) - len(strings.TrimLeft(l.text, "#* "))
		return trimEnds(d.text, spec.Span{Start: l.Start + n, End: l.End}, ":*")
	}
	l := before[last]
	head := bare(l)
	words := d.text[head.Start:head.End]
	if m := namedDefinition.FindStringSubmatchIndex(words); m != nil {
		g.name = spec.Span{Start: head.Start + m[2], End: head.Start + m[3]}
		_, size := utf8.DecodeLastRuneInString(words[:m[1]])
		g.definition = trim(d.text, spec.Span{Start: head.Start + m[1] - size, End: head.End})
		return before[:last]
	}
	if !terminated(words) && len(strings.Fields(words)) <= maxHeadingWords {
		g.name = head
		return before[:last]
	}
	first := last
	for first > 0 && !before[first-1].blank() && len(strings.Fields(before[first-1].text)) > maxTitledWords {
		first--
	}
	g.definition = spec.Span{Start: before[first].Start, End: l.End}
	name := first - 1
	for name >= 0 && before[name].blank() {
		name--
	}
	if name < 0 || len(strings.Fields(before[name].text)) > maxHeadingWords || terminated(before[name].text) {
		return before[:first]
	}
	g.name = bare(before[name])
	return before[:name]
}

func readLevelLines(d *draft) {
	var around []line
	groups := d.levelGroups(func(l line) { around = append(around, l) })
	d.lines = around
	readOutline(d)
	d.doc.Class.Levels = commonScale(groups)
	for _, g := range groups {
		competency := Fold(d.text[g.name.Start:g.name.End])
		d.section = competency
		if g.definition.Len() > 0 {
			d.add(spec.Statement{Kind: spec.Definition, Competency: competency, Span: trimEnds(d.text, g.definition, "")})
		}
		columns := make([]spec.Level, len(g.levels))
		for i, label := range g.levels {
			columns[i].Label = label
		}
		for i, level := range d.onScale(columns, g.num) {
			d.addLevelParts(g.texts[i], competency, level)
		}
	}
}

// commonScale is the scale that most groups have. Its levels stand in the order of
// their names where these tell one.
func commonScale(groups []levelGroup) []spec.Level {
	count := map[string]int{}
	var best []string
	for _, g := range groups {
		key := strings.ToLower(strings.Join(g.levels, "\x00"))
		if count[key]++; best == nil || count[key] > count[strings.ToLower(strings.Join(best, "\x00"))] {
			best = g.levels
		}
	}
	out := make([]spec.Level, len(best))
	for i, label := range best {
		out[i] = levelOf(label, i+1)
	}
	if n := len(out); n > 1 && stepOf(out[0].Label) > stepOf(out[n-1].Label) && stepOf(out[n-1].Label) > 0 {
		slices.Reverse(out) // the highest stands first
		for i := range out {
			out[i].Ordinal = i + 1
		}
	}
	return out
}
