package ingest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// The level-table family: tables of competencies by levels, a row a line. The
// cells are apart by tabs, or by the bars of Markdown; the first row names the
// levels. What stands around the tables is read by its headings.

// minLevelRows is how many rows under a header make a table.
const minLevelRows = 2

func levelTableMarks(d *draft) int {
	rows := 0
	for _, t := range d.levelTables() {
		rows += len(t.rows)
	}
	return rows
}

// A levelTable is the place of a table among the lines of a draft.
type levelTable struct {
	from, to int          // lines, half open
	levels   []spec.Level // by column, from the left
	rows     []tableRow
}

type tableRow struct {
	num   int // line
	cells []spec.Span
}

// levelTables finds the tables.
func (d *draft) levelTables() []levelTable {
	var out []levelTable
	for i := 0; i < len(d.lines); i++ {
		levels := columnLevels(d.cellTexts(d.rowCells(d.lines[i])))
		if levels == nil {
			continue
		}
		t := levelTable{from: i, to: i + 1, levels: levels}
		for ; t.to < len(d.lines); t.to++ {
			row := d.lines[t.to]
			if row.blank() || headerRule.MatchString(row.text) {
				continue
			}
			cells := d.rowCells(row)
			if len(cells) < 2 || columnLevels(d.cellTexts(cells)) != nil {
				break
			}
			t.rows = append(t.rows, tableRow{row.num, cells})
		}
		if len(t.rows) >= minLevelRows {
			out = append(out, t)
			i = t.to - 1
		}
	}
	return out
}

// headerRule matches the line that Markdown draws under a header.
var headerRule = regexp.MustCompile(`^[|:\s-]*-{3,}[|:\s-]*$`)

// rowCells cuts a line at its tabs, or at its bars; nil when it has neither. A
// bar at the end closes the last cell, one behind a backslash is text; a tab
// at the beginning leaves the first cell empty.
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
	start := s.Start
	for i := s.Start; i < s.End; i++ {
		if d.text[i] == sign && (i == s.Start || d.text[i-1] != '\\') {
			out = append(out, trim(d.text, spec.Span{Start: start, End: i}))
			start = i + 1
		}
	}
	return append(out, trim(d.text, spec.Span{Start: start, End: s.End}))
}

func (d *draft) cellTexts(cells []spec.Span) []string {
	out := make([]string, len(cells))
	for i, c := range cells {
		out[i] = Fold(d.text[c.Start:c.End])
	}
	return out
}

// columnLevels reads a header: the first cell names the rows, every other one
// a level, lowest at the left or at the right. It is nil when the line is none:
// half of the cells at least must begin like names of levels, or number them.
func columnLevels(cells []string) []spec.Level {
	if len(cells) < 3 {
		return nil
	}
	var out []spec.Level
	named := 0
	var steps []int
	for i, text := range cells {
		level := levelOf(text, i)
		if !isLevelLabel(level.Label) || slices.ContainsFunc(out, func(l spec.Level) bool { return strings.EqualFold(l.Label, level.Label) }) {
			return nil
		}
		out = append(out, level)
		if step := stepOf(level.Label); i > 0 && step > 0 {
			named++
			steps = append(steps, step)
		}
	}
	if levels := out[1:]; 2*named >= len(levels) {
		if len(steps) > 1 && slices.IsSortedFunc(steps, func(a, b int) int { return b - a }) && steps[0] > steps[len(steps)-1] {
			for i := range levels { // the highest stands at the left
				levels[i].Ordinal = len(levels) - i
			}
		}
		return levels
	}
	return nil // a table of something else
}

func readLevelTables(d *draft) {
	tables := d.levelTables()
	if len(tables) == 0 {
		readOutline(d)
		return
	}
	sections := make([]string, len(tables))
	var around []line
	at := 0
	for i, t := range tables {
		sections[i] = Fold(strings.Trim(d.lines[t.from].text, "| "))
		around = append(around, d.lines[at:t.from]...)
		at = t.to
	}
	headers := make([]int, len(tables))
	for i, t := range tables {
		headers[i] = d.lines[t.from].num
	}
	d.lines = append(around, d.lines[at:]...)
	readOutline(d)
	scale := slices.Clone(tables[0].levels)
	slices.SortFunc(scale, func(a, b spec.Level) int { return a.Ordinal - b.Ordinal })
	d.doc.Class.Levels = scale
	for i, t := range tables {
		d.section = sections[i]
		columns := d.onScale(t.levels, headers[i])
		competency := ""
		for _, row := range t.rows {
			competency = d.readLevelRow(columns, row, competency)
		}
	}
}

// onScale finds the columns of a table on the class's scale, which the first
// table states. A column that is not there has no level.
func (d *draft) onScale(columns []spec.Level, header int) []*spec.Level {
	scale := d.doc.Class.Levels
	out := make([]*spec.Level, len(columns))
	for i, c := range columns {
		k := slices.IndexFunc(scale, func(l spec.Level) bool { return strings.EqualFold(l.Label, c.Label) })
		if k < 0 {
			d.warn(header, "the table has a level %q that the first one has not; its statements get none", c.Label)
			continue
		}
		out[i] = &scale[k]
	}
	return out
}

// readLevelRow reads a row and returns its competency: that of the row above
// when its first cell is empty.
func (d *draft) readLevelRow(columns []*spec.Level, row tableRow, above string) string {
	cells := row.cells
	switch missing := 1 + len(columns) - len(cells); {
	case missing > 0:
		d.warn(row.num, "the row has %s less than the header; its last levels have no statement", counted(missing, "cell"))
	case missing < 0:
		d.warn(row.num, "the row has %s more than the header; they are read as part of its last level", counted(-missing, "cell"))
		last := cells[len(columns)]
		last.End = cells[len(cells)-1].End
		cells = append(slices.Clone(cells[:len(columns)]), last)
	}
	competency := cmp.Or(Fold(d.text[cells[0].Start:cells[0].End]), above)
	for i, cell := range cells[1:] {
		d.addLevelParts(cell, competency, columns[i])
	}
	return competency
}

// addLevelParts adds the statements of a competency at a level.
func (d *draft) addLevelParts(text spec.Span, competency string, level *spec.Level) {
	for _, part := range d.cellParts(text) {
		words := Fold(d.text[part.Start:part.End])
		d.add(spec.Statement{
			Kind:       cmp.Or(semantic.FrameKind(words, ""), spec.Behavior),
			Competency: competency, Level: level, Span: part,
		})
	}
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
