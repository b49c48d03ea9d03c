package ingest

import (
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// The banded family: roman-numbered sections, role descriptions by level, a
// table of competency definitions, and competency statements by level in what
// were table columns. Sentences are the statements.

func bandedMarks(d *draft) int {
	return d.contains("role descriptions by competency level", "competency statements by level",
		"schematic code", "banded class", "competency statements are progressive")
}

// bandedReader holds what the sections tell each other.
type bandedReader struct {
	*draft
	names       []string // competencies in the order of their definitions
	definitions map[string]spec.Statement
	pageNumbers []line
}

var romanHeading = regexp.MustCompile(`^[IVX]{1,5}\.\s+\S`)

func readBanded(d *draft) {
	r := &bandedReader{draft: d, definitions: map[string]spec.Statement{}}
	var heads []line
	for _, l := range d.lines {
		if romanHeading.MatchString(l.text) && isUpper(l.text) {
			heads = append(heads, l)
		}
	}
	first := len(d.lines) + 1
	if len(heads) > 0 {
		first = heads[0].num
	}
	r.readHead(d.lines[:first-1])
	r.learnLevels(heads)
	for i, h := range heads {
		end := len(d.lines)
		if i+1 < len(heads) {
			end = heads[i+1].num - 1
		}
		r.readSection(h, d.lines[h.num:end])
	}
	for _, name := range r.names {
		if def, ok := r.definitions[foldName(name)]; ok {
			d.add(def)
		}
	}
	d.doc.Class.Progressive = strings.Contains(strings.ToLower(Fold(d.text)), "statements are progressive")
}

var schematicPattern = regexp.MustCompile(`(?i)schematic code\s*:?\s*([A-Z0-9-]+)(?:\s*\(([A-Z0-9-]+)\))?`)

// readHead takes the title and the codes from the lines above the sections.
func (r *bandedReader) readHead(lines []line) {
	for _, l := range lines {
		if l.blank() {
			continue
		}
		m := schematicPattern.FindStringSubmatchIndex(l.text)
		if m == nil {
			if r.doc.Class.Title == "" && l.Len() <= maxTitleBytes {
				r.doc.Class.Title = Fold(l.text)
			}
			continue
		}
		r.doc.Class.Code = l.text[m[2]:m[3]]
		r.fact(FactSchematicCode, spec.Span{Start: l.Start + m[2], End: l.Start + m[3]})
		if m[4] >= 0 {
			r.fact(FactPositionCode, spec.Span{Start: l.Start + m[4], End: l.Start + m[5]})
		}
	}
	if r.doc.Class.Code == "" {
		r.labelledCode()
	}
}

func isRolesHeading(h string) bool { return strings.Contains(h, "role descriptions") }
func isStatementsHeading(h string) bool {
	return strings.Contains(h, "competency statements") || strings.Contains(h, "statements by level")
}

// learnLevels takes the class's levels from the role descriptions: there each
// stands on a line of its own, lowest first. Without role descriptions, a
// short line that stands again under every competency is a level.
func (r *bandedReader) learnLevels(heads []line) {
	for i, h := range heads {
		roles, statements := isRolesHeading(normalHeading(h.text)), isStatementsHeading(normalHeading(h.text))
		if !roles && !statements || statements && len(r.doc.Class.Levels) > 0 {
			continue
		}
		end := len(r.lines)
		if i+1 < len(heads) {
			end = heads[i+1].num - 1
		}
		lines := r.lines[h.num:end]
		count := map[string]int{}
		for _, l := range lines {
			count[l.text]++
		}
		for _, l := range lines {
			if isLevelLabel(l) && (roles || count[l.text] > 2) && r.levelIndex(l.text) < 0 {
				r.doc.Class.Levels = append(r.doc.Class.Levels, spec.Level{
					Ordinal: len(r.doc.Class.Levels) + 1, Label: Fold(l.text), Basis: spec.Stated,
				})
			}
		}
	}
	if len(r.doc.Class.Levels) == 0 {
		r.warn(0, "no level headings found; no statement gets a level")
	}
}

// isLevelLabel reports whether l can be the name of a level: one or two
// words, capitalised, no punctuation.
func isLevelLabel(l line) bool {
	return l.text != "" && len(strings.Fields(l.text)) <= 2 && !startsLower(l.text) &&
		!strings.ContainsAny(l.text, ".,;:()") && !isUpper(l.text) && len(l.text) <= 30 && !pageNumber.MatchString(l.text)
}

func (r *bandedReader) levelIndex(label string) int {
	for i, l := range r.doc.Class.Levels {
		if strings.EqualFold(l.Label, Fold(label)) {
			return i
		}
	}
	return -1
}

var pageNumber = regexp.MustCompile(`(?i)^(?:page\s*)?\d+(?:\s*(?:of|/)\s*\d+)?$`)

func (r *bandedReader) readSection(h line, lines []line) {
	r.section = Fold(h.text)
	kept := r.blankPageNumbers(lines)
	name := normalHeading(h.text)
	switch {
	case isRolesHeading(name):
		r.readCells(kept, spec.Statement{Kind: spec.RoleDescription})
	case isStatementsHeading(name):
		r.readStatements(kept)
	case name == "competencies":
		r.readDefinitions(kept)
	default:
		t, known := topicOf(name)
		if !known {
			r.warn(h.num, "heading %q is not known; its text is kept as kind %q", clip(h.text), spec.Other)
			t = topic{kind: spec.Other, cut: prose}
		}
		if t.kind == spec.Qualification {
			t.cut = bySentence
		}
		r.readTopic(t, r.takeNotes(kept), spec.Statement{})
	}
}

// blankPageNumbers returns lines with the page numbers among them as blank
// lines, and remembers where they stood.
func (r *bandedReader) blankPageNumbers(lines []line) []line {
	kept := slices.Clone(lines)
	for i, l := range kept {
		if pageNumber.MatchString(l.text) {
			r.pageNumbers = append(r.pageNumbers, l)
			kept[i] = line{Span: spec.Span{Start: l.Start, End: l.Start}, num: l.num}
		}
	}
	return kept
}

// takeNotes adds the paragraphs that begin with "Note" as notes and returns
// the other lines.
func (r *bandedReader) takeNotes(lines []line) []line {
	var rest []line
	inNote, start := false, 0
	flush := func(end int) {
		if inNote {
			r.addSpan(spec.Note, spanOf(trimBlank(lines[start:end])))
			inNote = false
		}
	}
	for i, l := range lines {
		switch {
		case strings.HasPrefix(strings.ToLower(l.text), "note:"):
			flush(i)
			inNote, start = true, i
		case l.blank():
			flush(i)
		}
		if !inNote {
			rest = append(rest, l)
		}
	}
	flush(len(lines))
	return rest
}

// readDefinitions reads the table "Competency | Definition": a short line is
// a name, the paragraph below it the definition.
func (r *bandedReader) readDefinitions(lines []line) {
	name := ""
	for _, block := range blocks(r.takeNotes(lines)) {
		if first := normalHeading(block[0].text); len(block) == 1 && (first == "competency" || first == "definition") {
			continue
		}
		if looksLikeName(block[0].text) {
			name = Fold(block[0].text)
			r.names = append(r.names, name)
			block = block[1:]
		}
		if len(block) > 0 {
			r.define(name, block)
		}
	}
}

func looksLikeName(s string) bool {
	return len(strings.Fields(s)) <= 6 && !terminated(s) && !startsLower(s)
}

// define keeps a competency's definition. The one that precedes the
// statements replaces the same text in the table of definitions.
func (r *bandedReader) define(name string, block []line) {
	r.definitions[foldName(name)] = spec.Statement{
		Kind: spec.Definition, Competency: name, Span: spanOf(block), Section: r.section,
	}
}

// foldName makes two spellings of a competency's name equal: dashes, spaces
// and letter case differ between the table and the headings.
func foldName(s string) string { return normalHeading(s) }

// readStatements cuts the section at the competencies' names and reads each
// part.
func (r *bandedReader) readStatements(lines []line) {
	name, start := "", 0
	flush := func(end int) {
		if name == "" {
			if left := trimBlank(lines[start:end]); len(left) > 0 {
				r.warn(left[0].num, "text before the first competency is left out")
			}
			return
		}
		r.readCompetency(name, lines[start:end])
	}
	for i, l := range lines {
		if !r.isCompetency(lines, i) {
			continue
		}
		flush(i)
		name, start = r.competencyName(l.text), i+1
	}
	flush(len(lines))
}

// isCompetency reports whether the i-th line names a competency: one of those
// defined, or, in a document without definitions, a short line that begins a
// paragraph and has a level heading somewhere below it.
func (r *bandedReader) isCompetency(lines []line, i int) bool {
	l := lines[i]
	if l.blank() || r.levelIndex(l.text) >= 0 || !looksLikeName(l.text) {
		return false
	}
	for _, name := range r.names {
		if foldName(name) == foldName(l.text) {
			return true
		}
	}
	if i > 0 && !lines[i-1].blank() || i+1 >= len(lines) || len(l.text) > 60 {
		return false
	}
	next := lines[i+1]
	return !next.blank() && r.levelIndex(next.text) < 0 && !startsLower(next.text) && len(strings.Fields(next.text)) > 6
}

func (r *bandedReader) competencyName(text string) string {
	text = Fold(text)
	for i, name := range r.names {
		if foldName(name) == foldName(text) {
			// Keep the spelling that stands beside the statements.
			if def, ok := r.definitions[foldName(name)]; ok {
				def.Competency = text
				r.definitions[foldName(name)] = def
			}
			r.names[i] = text
			return text
		}
	}
	r.names = append(r.names, text)
	return text
}

// readCompetency reads one competency: its definition, then its levels.
func (r *bandedReader) readCompetency(name string, lines []line) {
	first := len(lines)
	for i, l := range lines {
		if r.levelIndex(l.text) >= 0 {
			first = i
			break
		}
	}
	if def := trimBlank(lines[:first]); len(def) > 0 {
		r.define(name, def)
	}
	if first == len(lines) {
		r.warn(0, "competency %q has no level headings", clip(name))
		return
	}
	r.readCells(lines[first:], spec.Statement{Competency: name})
}

// readCells reads what were the cells of a table row. The level headings
// stand before their cells one by one, or several in a row before as many
// paragraphs; then they are dealt out in order. When headings and paragraphs
// do not pair up, no level is invented.
func (r *bandedReader) readCells(lines []line, base spec.Statement) {
	for i := 0; i < len(lines); {
		if lines[i].blank() || r.levelIndex(lines[i].text) < 0 {
			i++
			continue
		}
		var levels []int
		for ; i < len(lines) && (lines[i].blank() || r.levelIndex(lines[i].text) >= 0); i++ {
			if !lines[i].blank() {
				levels = append(levels, r.levelIndex(lines[i].text))
			}
		}
		start := i
		for i < len(lines) && r.levelIndex(lines[i].text) < 0 {
			i++
		}
		r.readCellGroup(levels, r.takeLegend(lines[start:i]), lines[start-1].num, base)
	}
}

func (r *bandedReader) readCellGroup(levels []int, cells [][]line, headLine int, base spec.Statement) {
	where := base.Competency
	if where == "" {
		where = "role descriptions"
	}
	switch {
	case len(cells) == 0:
		r.warn(headLine, "%s: nothing stands under the level heading", where)
	case len(levels) == 1:
		for _, cell := range cells {
			r.addCell(cell, base, r.level(levels[0]))
		}
	case len(levels) == len(cells):
		for i, cell := range cells {
			r.addCell(cell, base, r.level(levels[i]))
		}
	default:
		r.warn(headLine, "%s: %d level headings, %d paragraphs under them; their statements get no level",
			where, len(levels), len(cells))
		for _, cell := range cells {
			r.addCell(cell, base, nil)
		}
	}
}

func (r *bandedReader) addCell(cell []line, base spec.Statement, level *spec.Level) {
	for _, s := range sentences(r.text, spanOf(cell)) {
		st := base
		st.Span = trimEnds(r.text, s, ".;")
		st.Level = level
		for _, p := range r.pageNumbers {
			if s.Start <= p.Start && p.End <= s.End {
				r.warn(p.num, "page number %q stands inside a statement", p.text)
			}
		}
		if st.Kind == "" {
			st.Kind = semantic.FrameKind(Fold(r.text[s.Start:s.End]), spec.Behavior)
		}
		r.add(st)
	}
}

var legendPattern = regexp.MustCompile(`^([A-Z][a-z]+(?: [a-z]+){0,3})\s+[-–—]\s+[A-Z]`)

// takeLegend adds the lines that explain a degree word ("Basic knowledge -
// The span of ...") as legends, and returns the paragraphs that are cells.
func (r *bandedReader) takeLegend(lines []line) [][]line {
	var cells [][]line
	for _, block := range blocks(lines) {
		if !isLegend(block[0].text) {
			cells = append(cells, block)
			continue
		}
		start := 0
		for i := 1; i <= len(block); i++ {
			if i == len(block) || isLegend(block[i].text) {
				r.addSpan(spec.Legend, spanOf(block[start:i]))
				start = i
			}
		}
	}
	return cells
}

func isLegend(s string) bool {
	m := legendPattern.FindStringSubmatch(s)
	return m != nil && semantic.IsFrame(m[1])
}
