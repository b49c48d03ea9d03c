package ingest

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"crosswalk/internal/spec"
)

// The performance-anchors family: a table flattened to text. Each competency
// cluster is a row: its name, a header of level names, a cell with the
// definition and the subcompetencies, then one cell a level, in level order.
// A tab begins a cell.

func anchorMarks(d *draft) int {
	n := d.linesBeginning("Performance Anchors for", "Behavioral Indicators", "Subcompetencies")
	r := &anchorReader{draft: d, cells: d.tabCells()}
	for i := range r.cells {
		if r.isHeader(i) {
			return n + 2
		}
	}
	return n
}

// A cellLine is a line of a cell, or the whole of it.
type cellLine struct {
	line
	begins bool // a tab stands before it: it begins a cell
}

// tabCells cuts the lines at their tabs. A tab with nothing behind it is an
// empty cell.
func (d *draft) tabCells() []cellLine {
	var out []cellLine
	for _, l := range d.lines {
		begins := d.tabBefore(l)
		start := l.Start
		for {
			end := l.End
			tab := d.cellEnd(start, l.End)
			if tab >= 0 {
				end = start + tab
			}
			s := trim(d.text, spec.Span{Start: start, End: end})
			out = append(out, cellLine{line{Span: s, num: l.num, text: d.text[s.Start:s.End]}, begins})
			if tab < 0 {
				break
			}
			begins, start = true, end+1
		}
	}
	return out
}

// cellEnd returns how far behind start the tab stands that ends the cell, -1
// when none does: one behind a list sign belongs to the list.
func (d *draft) cellEnd(start, end int) int {
	tab := strings.IndexByte(d.text[start:end], '\t')
	if tab < 0 {
		return -1
	}
	sign := strings.TrimSpace(d.text[start : start+tab])
	if r, size := utf8.DecodeRuneInString(sign); size > 0 && size == len(sign) && strings.ContainsRune(bulletSigns+dashSigns, r) {
		if next := strings.IndexByte(d.text[start+tab+1:end], '\t'); next >= 0 {
			return tab + 1 + next
		}
		return -1
	}
	return tab
}

// tabBefore reports whether a tab stands between the start of the line and
// its words.
func (d *draft) tabBefore(l line) bool {
	for i := l.Start - 1; i >= 0 && d.text[i] != '\n' && d.text[i] != '\r' && d.text[i] != '\f'; i-- {
		if d.text[i] == '\t' {
			return true
		}
	}
	return false
}

var (
	anchorTitle = regexp.MustCompile(`(?i)^performance anchors for (?:[a-z -]*?\s)?(\d{3,5}[A-Z]?)\s+(.+?)(?:\s+in\s+(.+))?$`)
	anchorPlain = regexp.MustCompile(`(?i)^performance anchors for (?:the )?(.+?)(?:\s+in\s+(.+))?$`)
)

// anchorReader walks the cells of a flattened table.
type anchorReader struct {
	*draft
	cells     []cellLine
	framework string // group of clusters, as headed
	cluster   string
}

func readAnchors(d *draft) {
	r := &anchorReader{draft: d, cells: d.tabCells()}
	r.readTitle()
	r.learnLevels()
	clusters, before := 0, 0
	for i := 0; i < len(r.cells); i++ {
		c := r.cells[i]
		switch {
		case c.blank():
		case r.isHeader(i):
			clusters++
			i = r.readCluster(i) - 1
		case c.begins && r.beforeHeader(i):
			r.cluster = titleCase(Fold(c.text))
		case c.begins && isUpper(c.text):
			r.framework = titleCase(Fold(c.text))
		case clusters == 0:
			before++
		default:
			r.warn(c.num, "text outside any cell, left out: %q", clip(c.text))
		}
	}
	if before > 1 { // the title is one
		r.warn(1, "%s before the first cluster left out: instructions for the reader", counted(before-1, "line"))
	}
	if clusters == 0 {
		r.warn(0, "no competency cluster found")
	}
}

func (r *anchorReader) readTitle() {
	for _, l := range r.lines {
		if m := anchorTitle.FindStringSubmatchIndex(l.text); m != nil {
			r.doc.Class.Title = Fold(l.text[m[4]:m[5]])
			r.code(spec.Span{Start: l.Start + m[2], End: l.Start + m[3]})
			return
		}
		if m := anchorPlain.FindStringSubmatch(l.text); m != nil {
			r.doc.Class.Title = Fold(m[1])
			return
		}
	}
	r.doc.Class.Title = Fold(r.firstLine().text)
}

// isHeader reports whether the header row of a cluster starts at i: the word
// "Definition" in a cell of its own.
func (r *anchorReader) isHeader(i int) bool {
	return r.cells[i].begins && slices.Contains([]string{"definition", "competency definition", "cluster definition"}, normalHeading(r.cells[i].text)) &&
		len(r.headerCells(i)) > 1
}

// beforeHeader reports whether the next cell with words is a cluster's header
// row: then cell i is the cluster's name.
func (r *anchorReader) beforeHeader(i int) bool {
	for i++; i < len(r.cells); i++ {
		if !r.cells[i].blank() {
			return r.isHeader(i)
		}
	}
	return false
}

// maxHeaderWords bounds a level's header cell.
const maxHeaderWords = 8

// headerCells returns the level cells behind the header at i.
func (r *anchorReader) headerCells(i int) []cellLine {
	var cells []cellLine
	for _, c := range r.cells[i+1:] {
		if c.blank() && len(cells) == 0 {
			continue
		}
		if _, isBullet := r.bullet(c.line); c.blank() || isBullet || !c.begins || len(strings.Fields(c.text)) > maxHeaderWords || terminated(c.text) {
			break
		}
		cells = append(cells, c)
	}
	return cells
}

// learnLevels takes the levels from the first header row; the others must say
// the same.
func (r *anchorReader) learnLevels() {
	for i := range r.cells {
		if !r.isHeader(i) {
			continue
		}
		cells := r.headerCells(i)
		if len(r.doc.Class.Levels) == 0 {
			for _, c := range cells {
				r.doc.Class.Levels = append(r.doc.Class.Levels, levelOf(c.text, len(r.doc.Class.Levels)+1))
			}
			continue
		}
		if len(cells) != len(r.doc.Class.Levels) {
			r.warn(r.cells[i].num, "header names %d levels, the first one names %d", len(cells), len(r.doc.Class.Levels))
		}
	}
}

// readCluster reads one cluster from its header row to the next cluster's
// name, and returns the index of the first cell that it did not read.
func (r *anchorReader) readCluster(header int) int {
	r.section = r.cluster
	labels := r.headerCells(header)
	start := header + 1
	for n := 0; n < len(labels); start++ {
		if !r.cells[start].blank() {
			n++
		}
	}
	end := start
	for end < len(r.cells) && !r.isClusterEnd(end) {
		end++
	}
	var cells [][]cellLine
	for _, c := range r.cells[start:end] {
		switch {
		case c.begins:
			cells = append(cells, []cellLine{c})
		case len(cells) > 0:
			cells[len(cells)-1] = append(cells[len(cells)-1], c)
		case !c.blank():
			cells = append(cells, []cellLine{c})
		}
	}
	// A cluster without a definition has as many cells as levels.
	if len(cells) > 0 && !(len(cells) == len(labels) && r.isList(cells[0])) {
		r.readDefinition(cells[0])
		cells = cells[1:]
	}
	r.readLevelCells(r.cells[header], labels, cells)
	return end
}

// isClusterEnd reports whether cell i names the next cluster or group.
func (r *anchorReader) isClusterEnd(i int) bool {
	c := r.cells[i]
	if c.blank() || !c.begins {
		return false
	}
	if _, isBullet := r.bullet(c.line); isBullet {
		return false
	}
	return r.beforeHeader(i) || r.isHeader(i) || isUpper(c.text) && len(strings.Fields(c.text)) <= maxHeadingWords
}

func (r *anchorReader) isList(cell []cellLine) bool {
	_, isBullet := r.bullet(cell[0].line)
	return isBullet
}

// readDefinition reads the first cell: the definition and, under their own
// heading, the subcompetencies.
func (r *anchorReader) readDefinition(cell []cellLine) {
	base := spec.Statement{Competency: r.cluster, Framework: r.framework}
	heading := len(cell)
	for i, c := range cell {
		if strings.HasPrefix(normalHeading(c.text), "subcompetenc") {
			heading = i
			break
		}
	}
	for _, block := range blocks(linesOf(cell[:heading])) {
		for _, it := range definitionParts(block) {
			st := base
			st.Kind, st.Span = spec.Definition, it
			r.add(st)
		}
	}
	if heading < len(cell) {
		for _, it := range r.bullets(trimBlank(linesOf(cell[heading+1:]))) {
			st := base
			st.Kind, st.Span = spec.Subcompetency, trimEnds(r.text, it.Span, ".;")
			r.add(st)
		}
	}
}

// definitionParts cuts a definition into its paragraphs: in a flattened cell
// each is a line, unless a line goes on in the next.
func definitionParts(block []line) []spec.Span {
	var out []spec.Span
	for i, l := range block {
		if i > 0 && !terminated(block[i-1].text) {
			out[len(out)-1].End = l.End
		} else {
			out = append(out, l.Span)
		}
	}
	return out
}

func linesOf(cell []cellLine) []line {
	out := make([]line, len(cell))
	for i, c := range cell {
		out[i] = c.line
	}
	return out
}

// readLevelCells deals the cells out to the levels. A table that has lost a
// cell cannot say which: then its statements get no level.
func (r *anchorReader) readLevelCells(header cellLine, labels []cellLine, cells [][]cellLine) {
	for len(cells) > len(labels) && isEmpty(cells[len(cells)-1]) {
		cells = cells[:len(cells)-1] // the table's own end
	}
	levels := r.clusterLevels(labels)
	paired := len(cells) == len(levels)
	if !paired {
		r.warn(header.num, "%s: %d level headings, %d cells; its statements get no level", r.cluster, len(levels), len(cells))
	}
	for i, cell := range cells {
		if isEmpty(cell) {
			r.warn(cell[0].num, "%s: the cell of a level is empty", r.cluster)
			continue
		}
		for _, it := range r.entries(linesOf(cell), listLines) {
			st := spec.Statement{
				Kind: spec.Behavior, Competency: r.cluster, Framework: r.framework, Span: trimEnds(r.text, it.Span, ".;"),
			}
			if paired {
				st.Level = levels[i]
			}
			r.add(st)
		}
	}
}

func isEmpty(cell []cellLine) bool {
	for _, c := range cell {
		if !c.blank() {
			return false
		}
	}
	return true
}

// clusterLevels matches a cluster's header cells with the class's levels by
// their labels.
func (r *anchorReader) clusterLevels(labels []cellLine) []*spec.Level {
	var out []*spec.Level
	for _, c := range labels {
		label := levelOf(c.text, 0).Label
		var found *spec.Level
		for i, l := range r.doc.Class.Levels {
			if strings.EqualFold(l.Label, label) {
				found = r.level(i)
			}
		}
		if found == nil {
			r.warn(c.num, "%s: level %q is not among the class's levels", r.cluster, clip(label))
		}
		out = append(out, found)
	}
	return out
}

var (
	bracketed   = regexp.MustCompile(`(?i)^(.+?)\s*[(–—-]\s*([^()]*\b(?:years?|yrs?|months?|mos?)\b[^()]*)\)?$`)
	numbersOnly = regexp.MustCompile(`^(.+?)\s*\(\s*(\d[\d.]*\s*(?:<|-|–|to|\+)[\d.\s]*)\)$`)
	fromTo      = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(years?|yrs?|months?|mos?)?\s*(?:<|-|–|to|and under)\s*(\d+(?:\.\d+)?)`)
	orMore      = regexp.MustCompile(`(?i)(\d+(?:\.\d+)?)\s*(?:\+|(?:years?|yrs?|months?)?\s*(?:and|or)\s+(?:more|over|up|above))|(?:after|over|more than|at least|from)\s+(\d+(?:\.\d+)?)`)
	upTo        = regexp.MustCompile(`(?i)(?:first|under|up to|less than|below)\s+(\d+(?:\.\d+)?)`)
	anyUnit     = regexp.MustCompile(`(?i)\b(?:months?|mos?|years?|yrs?)\b`)
)

// levelOf reads a level's heading: its label, and the time in the class that
// stands behind it ("Emerging (Year 0<2)", "Senior – 5 years and more").
func levelOf(text string, ordinal int) spec.Level {
	text = Fold(text)
	level := spec.Level{Ordinal: ordinal, Label: text, Basis: spec.Stated}
	m := bracketed.FindStringSubmatch(text)
	if m == nil {
		m = numbersOnly.FindStringSubmatch(text)
	}
	if m == nil {
		return level
	}
	tenure := tenureOf(m[2])
	if tenure == nil {
		return level
	}
	level.Label = m[1]
	level.Tenure = tenure
	return level
}

// tenureOf reads a stretch of time, nil when s is none.
func tenureOf(s string) *spec.Tenure {
	years := func(s, unit string) *float64 {
		n, err := strconv.ParseFloat(s, 64)
		if err != nil {
			return nil
		}
		if strings.HasPrefix(strings.ToLower(unit), "mo") {
			n /= 12
		}
		return &n
	}
	unit := anyUnit.FindString(s)
	if m := fromTo.FindStringSubmatchIndex(s); m != nil {
		behind := anyUnit.FindString(s[m[1]:])
		before := behind
		if m[4] >= 0 {
			before = s[m[4]:m[5]]
		}
		if behind == "" {
			before, behind = unit, unit
		}
		return &spec.Tenure{MinYears: years(s[m[2]:m[3]], before), MaxYears: years(s[m[6]:m[7]], behind)}
	}
	if m := orMore.FindStringSubmatch(s); m != nil {
		return &spec.Tenure{MinYears: years(m[1]+m[2], unit)}
	}
	if m := upTo.FindStringSubmatch(s); m != nil {
		return &spec.Tenure{MaxYears: years(m[1], unit)}
	}
	return nil
}

// titleCase writes a heading in capitals as a title: "RELATING TO OTHERS"
// becomes "Relating to Others".
func titleCase(s string) string {
	if !isUpper(s) {
		return s
	}
	words := strings.Fields(strings.ToLower(s))
	for i, w := range words {
		if i > 0 && smallWords[w] {
			continue
		}
		if i > 0 && romanNumeral.MatchString(w) {
			words[i] = strings.ToUpper(w)
			continue
		}
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[0])) + string(r[1:])
	}
	return strings.Join(words, " ")
}

// romanNumeral matches the number of a class in its series.
var romanNumeral = regexp.MustCompile(`^(?:i{1,3}|iv|vi{0,3}|ix|x)$`)

var smallWords = map[string]bool{
	"of": true, "to": true, "and": true, "in": true, "for": true, "the": true, "with": true, "or": true, "on": true, "a": true,
}
