package ingest

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/spec"
)

var (
	schematicCode = regexp.MustCompile(`^[A-Z]{2}[A-Z0-9lo]{2}$`)
	listedCode    = regexp.MustCompile(`^[A-Z]?[0-9]{3,4}[A-Z]?$`)
)

// A listed class is a row of the table of a series' classes.
type listed struct{ schematic, code, title spec.Span }

// classTable finds the rows of the table: schematic code, class code, title.
// A row may stand on one line or a cell a line.
func (d *draft) classTable() []listed {
	var cells []spec.Span
	for i := 0; i < len(d.lines); i++ {
		l := d.lines[i]
		if !strings.HasPrefix(l.text, "|") {
			continue
		}
		cells = append(cells, rowCells(l)...)
		if strings.HasSuffix(l.text, "|") && i+1 < len(d.lines) && !d.lines[i+1].blank() && !strings.HasPrefix(d.lines[i+1].text, "|") {
			i++ // what stands under a lone bar is its cell
			cells = append(cells, d.lines[i].Span)
		}
	}
	var rows []listed
	for i := 0; i+2 < len(cells); i++ {
		schematic, code := d.text[cells[i].Start:cells[i].End], d.text[cells[i+1].Start:cells[i+1].End]
		if schematicCode.MatchString(schematic) && listedCode.MatchString(code) {
			rows = append(rows, listed{cells[i], cells[i+1], cells[i+2]})
			i += 2
		}
	}
	return rows
}

// rowCells returns what stands between the bars of a row.
func rowCells(l line) []spec.Span {
	var cells []spec.Span
	start := l.Start
	for cell := range strings.SplitSeq(l.text, "|") {
		if trimmed := strings.TrimSpace(cell); trimmed != "" {
			at := start + strings.Index(cell, trimmed)
			cells = append(cells, spec.Span{Start: at, End: at + len(trimmed)})
		}
		start += len(cell) + 1
	}
	return cells
}

// maxMembers bounds the classes of a specification; the largest that are known
// have some fifty.
const maxMembers = 500

// abolished matches the note that a class is no more.
var abolished = regexp.MustCompile(`(?i)\s*\(abolished\s+([0-9/]+)[^)]*\)|\s*\*+$`)

// readTable takes title and classes from the head of the specification.
func (r *sectioned) readTable() {
	title := strings.Trim(r.firstLine().text, "# ")
	if headHeading.MatchString(title) { // the title is lost, and stands over the table
		if m := tableTitle.FindStringSubmatch(r.text); m != nil {
			title = m[1]
		}
	}
	r.doc.Class.Title = Fold(title)
	for _, row := range r.classTable() {
		name := row.title
		c := member{}
		if a := abolished.FindStringSubmatchIndex(r.text[name.Start:name.End]); a != nil {
			if a[2] >= 0 {
				c.facts = append(c.facts, r.factAt(FactAbolished, spec.Span{Start: name.Start + a[2], End: name.Start + a[3]}))
			}
			name.End = name.Start + a[0]
		}
		code := r.text[row.code.Start:row.code.End]
		if len(r.members) == maxMembers {
			r.warn(r.lineOf(row.code.Start), "more than %d classes are listed; the rest is left out", maxMembers)
			break
		}
		if slices.ContainsFunc(r.members, func(m member) bool { return m.class.Code == code }) {
			r.warn(r.lineOf(row.code.Start), "the class code %s stands twice in the list of classes", code)
			continue
		}
		c.class = spec.Class{Code: code, Title: Fold(r.text[name.Start:name.End]), Levels: []spec.Level{}}
		c.facts = append(c.facts, r.factAt(FactSchematicCode, row.schematic), r.factAt(FactClassCode, row.code))
		c.heading = keyOf(c.class.Title)
		r.members = append(r.members, c)
	}
	if len(r.members) > 1 {
		r.doc.Class.Series = seriesName(title)
		for i := range r.members {
			r.members[i].class.Series, r.members[i].class.Position = r.doc.Class.Series, i+1
		}
	}
}

// tableTitle finds the title of a series over the table of its classes.
var tableTitle = regexp.MustCompile(`(?m)^(.{3,100}? Series) Specification - Class Titles and Codes`)

func (r *sectioned) factAt(name string, s spec.Span) spec.Fact {
	return spec.Fact{Name: name, Value: Fold(r.text[s.Start:s.End]), Span: s}
}

var seriesWord = regexp.MustCompile(`(?i)\s+series\s*$`)

// seriesName is a title without the word that says that it is a series'.
func seriesName(title string) string { return Fold(seriesWord.ReplaceAllString(title, "")) }
