package document

import (
	"strings"
	"unicode/utf8"
)

// A textLine is one line of a text, with the sign that it gets.
type textLine struct {
	text    string
	heading int  // its level, from 1; 0 for none
	item    bool // of a list
	bold    bool // all of it
	apart   bool // a blank line stands before it
}

// longestHeading is the length of the longest bold line that counts as a heading, in
// characters.
const longestHeading = 90

// mostHeading is the lowest level of headings that Markdown has.
const mostHeading = 6

// joinLines writes lines, with the signs of Markdown before headings and items.
func joinLines(lines []textLine) string {
	var b strings.Builder
	before := textLine{}
	for _, l := range lines {
		if l.text == "" {
			continue
		}
		if b.Len() > 0 && (l.isHeading() || before.isHeading() || l.item != before.item || l.apart && !l.item) {
			b.WriteByte('\n')
		}
		before = l
		switch {
		case l.heading > 0:
			b.WriteString(strings.Repeat("#", min(l.heading, mostHeading)) + " ")
		case l.item:
			b.WriteString("- ")
		}
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// isHeading reports whether a line is a heading, by its style or by its type.
func (l *textLine) isHeading() bool {
	return l.heading > 0 || l.bold && !l.item && utf8.RuneCountInString(l.text) <= longestHeading
}

// A writer collects the lines of a document whose tables may stand in one another.
type writer struct {
	lines  []textLine
	tables []*table // that are open, the innermost last
}

// A table is one that is being read: rows of cells of lines.
type table struct {
	rows [][][]textLine
	open bool // its last cell
}

// paragraph adds a paragraph; a line break in it begins another line of the same
// sort.
func (w *writer) paragraph(l textLine, text string) {
	l.apart = true
	for i, part := range strings.Split(text, "\n") {
		l.text = strings.Trim(clean([]rune(part), true), " \t")
		if i > 0 {
			l.apart = false
		}
		if l.text == "" || strings.TrimLeft(l.text, "•") == "" {
			continue
		}
		if t := w.table(); t != nil && t.open {
			row := t.rows[len(t.rows)-1]
			row[len(row)-1] = append(row[len(row)-1], l)
			continue
		}
		w.lines = append(w.lines, l)
	}
}

func (w *writer) table() *table {
	if len(w.tables) == 0 {
		return nil
	}
	return w.tables[len(w.tables)-1]
}

func (w *writer) openTable() { w.tables = append(w.tables, &table{}) }

func (w *writer) openRow() {
	if t := w.table(); t != nil {
		t.rows = append(t.rows, nil)
		t.open = false
	}
}

func (w *writer) openCell() {
	t := w.table()
	if t == nil {
		return
	}
	if len(t.rows) == 0 {
		t.rows = append(t.rows, nil)
	}
	t.rows[len(t.rows)-1] = append(t.rows[len(t.rows)-1], nil)
	t.open = true
}

func (w *writer) closeCell() {
	if t := w.table(); t != nil {
		t.open = false
	}
}

func (w *writer) closeRow() { w.closeCell() }

// closeTable writes the table that ends into the cell around it, or the text.
func (w *writer) closeTable() {
	t := w.table()
	if t == nil {
		return
	}
	w.tables = w.tables[:len(w.tables)-1]
	lines := t.lines()
	if outer := w.table(); outer != nil && outer.open {
		row := outer.rows[len(outer.rows)-1]
		row[len(row)-1] = append(row[len(row)-1], lines...)
		return
	}
	w.lines = append(w.lines, lines...)
}

const (
	longestCell  = 400 // bytes in a cell of a table that is written with bars
	longestLabel = 60  // bytes of a label in the first cell of a row
)

// lines writes a table: with bars when it has three columns of short cells; as
// labels with what belongs to them when the first of two cells is a label; otherwise
// one cell below another.
func (t *table) lines() []textLine {
	var out []textLine
	if t.isGrid() {
		for i, row := range t.rows {
			cells := make([]string, len(row))
			for k, cell := range row {
				for _, l := range cell {
					cells[k] = strings.TrimSpace(cells[k] + " " + strings.ReplaceAll(l.text, "|", `\|`))
				}
			}
			out = append(out, textLine{text: "| " + strings.Join(cells, " | ") + " |", apart: i == 0})
			if i == 0 {
				out = append(out, textLine{text: "|" + strings.Repeat(" --- |", len(row))})
			}
		}
		return out
	}
	for _, row := range t.rows {
		filled := withoutEmpty(row)
		if len(filled) == 2 && len(filled[0]) == 1 && len(filled[0][0].text) <= longestLabel && !filled[0][0].item {
			label, value := strings.TrimRight(filled[0][0].text, ": "), filled[1]
			if len(value) == 1 && !value[0].item {
				out = append(out, textLine{text: label + ": " + value[0].text})
				continue
			}
			out = append(out, textLine{text: label + ":", apart: true})
			out = append(out, value...)
			continue
		}
		for _, cell := range filled {
			cell[0].apart = true
			out = append(out, cell...)
		}
	}
	return out
}

func withoutEmpty(row [][]textLine) [][]textLine {
	var out [][]textLine
	for _, cell := range row {
		if len(cell) > 0 {
			out = append(out, cell)
		}
	}
	return out
}

// isGrid reports whether a table has three columns or more, all of short cells.
func (t *table) isGrid() bool {
	if len(t.rows) < 2 {
		return false
	}
	for _, row := range t.rows {
		if len(row) < 3 || len(row) != len(t.rows[0]) {
			return false
		}
		for _, cell := range row {
			size := 0
			for _, l := range cell {
				size += len(l.text)
			}
			if size > longestCell || len(cell) > 1 && cell[1].item {
				return false
			}
		}
	}
	return true
}
