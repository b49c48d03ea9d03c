package ingest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// The level-table family: a table of competencies by levels, a row a line. The
// cells are apart by tabs, or by the bars of Markdown; the first row names the
// levels. What stands around the table is read by its headings.

// minLevelRows is how many rows under a header make a table.
const minLevelRows = 2

func levelTableMarks(d *draft) int {
	if t := d.levelTable(); t != nil {
		return len(t.rows)
	}
	return 0
}

// A levelTable is the place of a table among the lines of a draft.
type levelTable struct {
	from, to int // lines, half open
	levels   []spec.Level
	rows     []tableRow
}

type tableRow struct {
	num   int // line
	cells []spec.Span
}

// levelTable finds the first table, nil when there is none.
func (d *draft) levelTable() *levelTable {
	for i, l := range d.lines {
		header := d.rowCells(l)
		levels := d.columnLevels(header)
		if levels == nil {
			continue
		}
		t := &levelTable{from: i, to: i + 1, levels: levels}
		for ; t.to < len(d.lines); t.to++ {
			row := d.lines[t.to]
			if row.blank() || headerRule.MatchString(row.text) {
				continue
			}
			cells := d.rowCells(row)
			if len(cells) < 2 || len(cells) > len(header) {
				break
			}
			t.rows = append(t.rows, tableRow{row.num, cells})
		}
		if len(t.rows) >= minLevelRows {
			return t
		}
	}
	return nil
}

// headerRule matches the line that Markdown draws under a header.
var headerRule = regexp.MustCompile(`^[|:\s-]*-{3,}[|:\s-]*$`)

// rowCells cuts a line at its tabs, or at its bars; nil when it has neither. A
// bar at the end closes the last cell; a tab at the beginning leaves the first
// one empty.
func (d *draft) rowCells(l line) []spec.Span {
	s := l.Span
	s.Start -= len(d.text[:s.Start]) - len(strings.TrimRight(d.text[:s.Start], "\t "))
	sign := byte('\t')
	if strings.HasPrefix(l.text, "|") {
		sign = '|'
		s.Start = l.Start + 1
		if strings.HasSuffix(l.text, "|") && s.Len() > 0 {
			s.End--
		}
	}
	if strings.IndexByte(d.text[s.Start:s.End], sign) < 0 {
		return nil
	}
	var out []spec.Span
	for {
		end := strings.IndexByte(d.text[s.Start:s.End], sign)
		if end < 0 {
			return append(out, trim(d.text, s))
		}
		out = append(out, trim(d.text, spec.Span{Start: s.Start, End: s.Start + end}))
		s.Start += end + 1
	}
}

// columnLevels reads a header: the first cell names the rows, every other one
// a level. It is nil when the line is none.
func (d *draft) columnLevels(cells []spec.Span) []spec.Level {
	if len(cells) < 3 {
		return nil
	}
	var out []spec.Level
	for i, c := range cells {
		level := levelOf(d.text[c.Start:c.End], i)
		if !isLevelLabel(level.Label) || slices.ContainsFunc(out, func(l spec.Level) bool { return strings.EqualFold(l.Label, level.Label) }) {
			return nil
		}
		out = append(out, level)
	}
	if levels := out[1:]; rowNames.MatchString(out[0].Label) || 2*countLevelWords(levels) >= len(levels) {
		return levels
	}
	return nil // a table of something else
}

// What tells a table of levels from other tables: the first cell says what the
// rows are, or half of the others are words for levels.
var (
	rowNames   = regexp.MustCompile(`(?i)\b(?:competenc|skill|abilit|capabilit|dimension|behaviou?r|attribute|knowledge)`)
	levelWords = regexp.MustCompile(`(?i)\b(?:level|entry|trainee|apprentice|novice|beginn|junior|basic|foundation|emerging|developing|intermediate|working|journey|full performance|proficient|skilled|acquired|accomplished|advanced|senior|lead|expert|master|principal)|^(?:[IVX]+|[0-9])$`)
)

func countLevelWords(levels []spec.Level) int {
	n := 0
	for _, l := range levels {
		if levelWords.MatchString(l.Label) {
			n++
		}
	}
	return n
}

func readLevelTable(d *draft) {
	t := d.levelTable()
	if t == nil {
		readOutline(d)
		return
	}
	section := Fold(strings.Trim(d.lines[t.from].text, "| "))
	d.lines = append(slices.Clone(d.lines[:t.from]), d.lines[t.to:]...)
	readOutline(d)
	d.doc.Class.Levels = t.levels
	d.section = section
	competency := ""
	for _, row := range t.rows {
		competency = d.readLevelRow(t, row, competency)
	}
}

// readLevelRow reads a row and returns its competency: that of the row above
// when its first cell is empty.
func (d *draft) readLevelRow(t *levelTable, row tableRow, above string) string {
	if missing := 1 + len(t.levels) - len(row.cells); missing > 0 {
		d.warn(row.num, "the row has %s less than the header; its last levels have no statement", counted(missing, "cell"))
	}
	competency := cmp.Or(Fold(d.text[row.cells[0].Start:row.cells[0].End]), above)
	for i, cell := range row.cells[1:] {
		for _, part := range d.cellParts(cell) {
			words := Fold(d.text[part.Start:part.End])
			d.add(spec.Statement{
				Kind:       cmp.Or(semantic.FrameKind(words, ""), spec.Behavior),
				Competency: competency, Level: &t.levels[i], Span: part,
			})
		}
	}
	return competency
}

// cellParts cuts a cell at its sentences and semicolons. A cell that says only
// that there is nothing is empty.
func (d *draft) cellParts(cell spec.Span) []spec.Span {
	var out []spec.Span
	for _, s := range sentences(d.text, cell) {
		for _, part := range listItems(d.text, s) {
			part = trimEnds(d.text, part, ".;•·")
			if words := strings.ToLower(d.text[part.Start:part.End]); words != "" && words != "-" && words != "–" && words != "—" && words != "n/a" && words != "none" {
				out = append(out, part)
			}
		}
	}
	return out
}
