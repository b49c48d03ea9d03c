package ingest

import (
	"regexp"
	"strconv"
	"strings"

	"crosswalk/internal/spec"
)

// The performance-anchors family: a table flattened to text. Each competency
// cluster is a row: its name, a header of level names, a definition with
// subcompetencies, then one cell of bullets a level, in level order. A tab
// begins a cell.

func anchorMarks(d *draft) int {
	n := d.contains("performance anchors", "behavioral indicators", "competency cluster", "subcompetencies")
	for _, l := range d.lines {
		if _, _, ok := levelCell(l.text); ok && d.startsCell(l) {
			return n + 1
		}
	}
	return n
}

// startsCell reports whether a tab stands between the start of the line and
// its words: that is how the flattened table marks a new cell.
func (d *draft) startsCell(l line) bool {
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
	tenureCell  = regexp.MustCompile(`(?i)^(.+?)\s*\(\s*(?:years?\s*)?(\d+(?:\.\d+)?)\s*(?:(\+)|(?:<|-|–|to)\s*(\d+(?:\.\d+)?))\s*(?:years?)?\s*\)$`)
)

// levelCell reads "Emerging (Year 0<2)" as a label and its tenure.
func levelCell(s string) (label string, tenure *spec.Tenure, ok bool) {
	m := tenureCell.FindStringSubmatch(s)
	if m == nil {
		return "", nil, false
	}
	t := &spec.Tenure{MinYears: years(m[2])}
	if m[3] == "" {
		t.MaxYears = years(m[4])
	}
	return Fold(m[1]), t, true
}

func years(s string) *float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return nil
	}
	return &n
}

// anchorReader walks the lines of a flattened table.
type anchorReader struct {
	*draft
	next      int    // line to read
	framework string // group of clusters, as headed
	cluster   string
	names     []string // the clusters seen
}

func readAnchors(d *draft) {
	r := &anchorReader{draft: d}
	r.readTitle()
	r.learnLevels()
	for ; r.next < len(r.lines); r.next++ {
		l := r.lines[r.next]
		switch {
		case l.blank():
		case r.isHeader(r.next):
			r.readCluster()
			r.next--
		case r.startsCell(l) && r.beforeHeader(r.next):
			r.cluster = titleCase(Fold(l.text))
		case r.startsCell(l) && isUpper(l.text):
			r.framework = titleCase(Fold(l.text))
		}
	}
	if len(r.names) == 0 {
		r.warn(0, "no competency cluster found")
	}
}

func (r *anchorReader) readTitle() {
	for _, l := range r.lines {
		if m := anchorTitle.FindStringSubmatchIndex(l.text); m != nil {
			r.doc.Class.Code = l.text[m[2]:m[3]]
			r.doc.Class.Title = Fold(l.text[m[4]:m[5]])
			r.fact(FactClassCode, spec.Span{Start: l.Start + m[2], End: l.Start + m[3]})
			return
		}
		if m := anchorPlain.FindStringSubmatch(l.text); m != nil {
			r.doc.Class.Title = Fold(m[1])
			return
		}
	}
}

// isHeader reports whether the header row of a cluster starts at line i: the
// word "Definition" in a cell of its own.
func (r *anchorReader) isHeader(i int) bool {
	return strings.EqualFold(r.lines[i].text, "definition") && r.startsCell(r.lines[i])
}

// beforeHeader reports whether the next line with words is a cluster's header
// row: then line i is the cluster's name.
func (r *anchorReader) beforeHeader(i int) bool {
	for i++; i < len(r.lines); i++ {
		if !r.lines[i].blank() {
			return r.isHeader(i)
		}
	}
	return false
}

// headerCells returns the level cells behind the header at line i, and the
// line after them.
func (r *anchorReader) headerCells(i int) (cells []line, after int) {
	for i++; i < len(r.lines); i++ {
		l := r.lines[i]
		if l.blank() {
			if len(cells) > 0 {
				break
			}
			continue
		}
		if _, isBullet := l.bullet(r.text); isBullet || !r.startsCell(l) || len(strings.Fields(l.text)) > 6 {
			break
		}
		cells = append(cells, l)
	}
	return cells, i
}

// learnLevels takes the levels from the first header row; the others must say
// the same.
func (r *anchorReader) learnLevels() {
	for i := range r.lines {
		if !r.isHeader(i) {
			continue
		}
		cells, _ := r.headerCells(i)
		if len(r.doc.Class.Levels) == 0 {
			for _, c := range cells {
				r.doc.Class.Levels = append(r.doc.Class.Levels, levelOf(c.text, len(r.doc.Class.Levels)+1))
			}
			continue
		}
		if len(cells) != len(r.doc.Class.Levels) {
			r.warn(r.lines[i].num, "header names %d levels, the first one names %d", len(cells), len(r.doc.Class.Levels))
		}
	}
}

func levelOf(text string, ordinal int) spec.Level {
	label, tenure, ok := levelCell(text)
	if !ok {
		label = Fold(text)
	}
	return spec.Level{Ordinal: ordinal, Label: label, Basis: spec.Stated, Tenure: tenure}
}

// readCluster reads one cluster from its header row to the next cluster's
// name. It leaves r.next at the first line that it did not read.
func (r *anchorReader) readCluster() {
	header := r.lines[r.next]
	r.names = append(r.names, r.cluster)
	r.section = r.cluster
	labels, i := r.headerCells(r.next)
	end := i
	for end < len(r.lines) && !r.isClusterEnd(end) {
		end++
	}
	r.next = end
	i = r.readClusterDefinition(r.lines[i:end]) + i
	r.readLevelCells(header, labels, r.lines[i:end])
}

// isClusterEnd reports whether line i names the next cluster or group.
func (r *anchorReader) isClusterEnd(i int) bool {
	l := r.lines[i]
	if l.blank() || !r.startsCell(l) {
		return false
	}
	if _, isBullet := l.bullet(r.text); isBullet {
		return false
	}
	return r.beforeHeader(i) || r.isHeader(i) || isUpper(l.text) && len(strings.Fields(l.text)) <= maxHeadingWords
}

// readClusterDefinition reads the first cell: the definition and, under their
// own heading, the subcompetencies. It returns the index of the first line of
// the level cells.
func (r *anchorReader) readClusterDefinition(lines []line) int {
	base := spec.Statement{Competency: r.cluster, Framework: r.framework}
	listing := false
	for i, l := range lines {
		words, isBullet := l.bullet(r.text)
		switch {
		case isBullet && r.startsCell(l), l.blank() && r.emptyCell(l) && listing:
			return i
		case l.blank():
		case strings.HasPrefix(normalHeading(l.text), "subcompetencies"), strings.HasPrefix(normalHeading(l.text), "subcompetency"):
			listing = true
		case isBullet && listing:
			st := base
			st.Kind, st.Span = spec.Subcompetency, trimEnds(r.text, words, ".;")
			r.add(st)
		case isBullet:
			return i
		default:
			st := base
			st.Kind, st.Span = spec.Definition, l.Span
			r.add(st)
		}
	}
	return len(lines)
}

// emptyCell reports whether a blank line holds a tab: an empty cell of the
// table, which counts as a cell.
func (r *anchorReader) emptyCell(l line) bool {
	return l.blank() && r.startsCell(l)
}

// readLevelCells deals the cells out to the levels. A table that has lost a
// cell cannot say which: then its statements get no level.
func (r *anchorReader) readLevelCells(header line, labels, lines []line) {
	var cells [][]item
	for _, l := range lines {
		words, isBullet := l.bullet(r.text)
		switch {
		case isBullet && (r.startsCell(l) || len(cells) == 0):
			cells = append(cells, []item{{Span: words}})
		case isBullet:
			cells[len(cells)-1] = append(cells[len(cells)-1], item{Span: words})
		case r.emptyCell(l):
			cells = append(cells, nil)
		case l.blank():
		case len(cells) > 0 && len(cells[len(cells)-1]) > 0: // a bullet over two lines
			last := cells[len(cells)-1]
			last[len(last)-1].End = l.End
		default:
			r.warn(l.num, "text outside any cell, left out: %q", clip(l.text))
		}
	}
	levels := r.clusterLevels(labels)
	paired := len(cells) == len(levels)
	if !paired {
		r.warn(header.num, "%s: %d level headings but %d cells; its statements get no level", r.cluster, len(levels), len(cells))
	}
	for i, cell := range cells {
		if len(cell) == 0 {
			r.warn(header.num, "%s: the cell of a level is empty", r.cluster)
		}
		for _, it := range cell {
			st := spec.Statement{
				Kind: spec.Behavior, Competency: r.cluster, Framework: r.framework,
				Span: trimEnds(r.text, it.Span, ".;"),
			}
			if paired {
				st.Level = levels[i]
			}
			r.add(st)
		}
	}
}

// clusterLevels matches a cluster's header cells with the class's levels by
// their labels.
func (r *anchorReader) clusterLevels(labels []line) []*spec.Level {
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
		r := []rune(w)
		words[i] = strings.ToUpper(string(r[0])) + string(r[1:])
	}
	return strings.Join(words, " ")
}

var smallWords = map[string]bool{
	"of": true, "to": true, "and": true, "in": true, "for": true, "the": true, "with": true, "or": true, "on": true, "a": true,
}
