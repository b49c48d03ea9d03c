package ingest

import (
	"regexp"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// The banded family: numbered sections, role descriptions by level, a table
// of competency definitions, and competency statements by level in what were
// table columns. Sentences are the statements.

func bandedMarks(d *draft) int {
	n := d.linesBeginning("Schematic Code")
	roles, statements := false, false
	for _, l := range d.lines {
		roles = roles || isBandedHeading(l) && isRolesHeading(normalHeading(l.text))
		statements = statements || isBandedHeading(l) && isStatementsHeading(normalHeading(l.text))
	}
	for _, mark := range []bool{roles, statements, strings.Contains(strings.ToLower(d.text), "statements are progressive")} {
		if mark {
			n++
		}
	}
	return n
}

// bandedReader holds what the sections tell each other.
type bandedReader struct {
	*draft
	names []string                    // competencies in the order of their definitions
	table map[string][]spec.Statement // folded name -> definitions in the table
}

var (
	romanNumber  = regexp.MustCompile(`^[IVX]{1,5}\.\s+\S`)
	schematic    = regexp.MustCompile(`(?i)^schematic code\s*:?\s*([A-Z0-9-]+)(?:\s*\(([A-Z0-9-]+)\))?`)
	legendFormat = regexp.MustCompile(`^([A-Z][a-z]+(?: [a-z]+){0,3})\s+[-–—]\s+[A-Z]`)
)

// isBandedHeading reports whether l is a section's heading: numbered, or in
// capitals, and known.
func isBandedHeading(l line) bool {
	if l.blank() || len(strings.Fields(l.text)) > maxHeadingWords || terminated(l.text) {
		return false
	}
	numbered := romanNumber.MatchString(l.text)
	if numbered && isUpper(l.text) {
		return true
	}
	if !numbered && !isUpper(l.text) {
		return false
	}
	name := normalHeading(l.text)
	_, known := topicOf(name)
	return isRolesHeading(name) || isStatementsHeading(name) || name == "competencies" || numbered && known
}

func isRolesHeading(h string) bool { return strings.Contains(h, "role descriptions") }

func isStatementsHeading(h string) bool {
	return strings.Contains(h, "competency statements") || strings.Contains(h, "statements by level")
}

func readBanded(d *draft) {
	r := &bandedReader{draft: d, table: map[string][]spec.Statement{}}
	var heads []int
	for i, l := range d.lines {
		if isBandedHeading(l) {
			heads = append(heads, i)
		}
	}
	first := len(d.lines)
	if len(heads) > 0 {
		first = heads[0]
	}
	r.readHead(d.lines[:first])
	section := func(k int) []line {
		end := len(d.lines)
		if k+1 < len(heads) {
			end = heads[k+1]
		}
		return d.lines[heads[k]+1 : end]
	}
	r.learnLevels(heads, section)
	for k, i := range heads {
		r.readSection(d.lines[i], section(k))
	}
	for _, name := range r.names {
		for _, def := range r.table[normalHeading(name)] {
			d.add(def)
		}
	}
	d.doc.Class.Progressive = strings.Contains(strings.ToLower(Fold(d.text)), "statements are progressive")
}

// readHead takes the title and the codes from the lines above the sections;
// what else stands there is kept.
func (r *bandedReader) readHead(lines []line) {
	var rest []line
	for _, l := range lines {
		m := schematic.FindStringSubmatchIndex(l.text)
		switch {
		case m != nil:
			r.doc.Class.Code = l.text[m[2]:m[3]]
			r.fact(FactSchematicCode, spec.Span{Start: l.Start + m[2], End: l.Start + m[3]})
			if m[4] >= 0 {
				r.fact(FactPositionCode, spec.Span{Start: l.Start + m[4], End: l.Start + m[5]})
			}
		case !l.blank() && r.doc.Class.Title == "" && l.Len() <= maxTitleBytes && !letterhead.MatchString(l.text):
			r.doc.Class.Title = Fold(l.text)
		default:
			rest = append(rest, l)
		}
	}
	if r.doc.Class.Code == "" {
		r.labelledCode(lines)
	}
	r.readTopic(topic{kind: spec.Note, cut: prose}, rest, spec.Statement{})
}

func (r *bandedReader) readSection(h line, lines []line) {
	r.section = Fold(h.text)
	name := normalHeading(h.text)
	switch {
	case isRolesHeading(name):
		r.readCells(r.takeNotes(lines), spec.Statement{Kind: spec.RoleDescription})
	case isStatementsHeading(name):
		r.readStatements(r.takeNotes(lines))
	case name == "competencies":
		r.readDefinitions(r.takeNotes(lines))
	default:
		t, known := topicOf(name)
		if !known {
			r.warn(h.num, "heading %q is not known; its text is kept as kind %q", clip(h.text), spec.Other)
			t = topic{kind: spec.Other, cut: prose}
		}
		if t.kind == spec.Qualification {
			t.cut = bySentence
		}
		r.readTopic(t, r.takeNotes(lines), spec.Statement{})
	}
}

// takeNotes adds the paragraphs that begin with "Note" as notes and returns
// the other lines.
func (r *bandedReader) takeNotes(lines []line) []line {
	var rest []line
	for _, block := range blocks(lines) {
		if strings.HasPrefix(strings.ToLower(block[0].text), "note:") {
			r.addSpan(spec.Note, spanOf(block))
		}
	}
	inNote := false
	for _, l := range lines {
		inNote = !l.blank() && (inNote || strings.HasPrefix(strings.ToLower(l.text), "note:"))
		if !inNote {
			rest = append(rest, l)
		}
	}
	return rest
}

// readDefinitions reads the table "Competency | Definition": a short line is
// a name, the paragraphs below it define it.
func (r *bandedReader) readDefinitions(lines []line) {
	name := ""
	for _, block := range blocks(lines) {
		if first := normalHeading(block[0].text); len(block) == 1 && (first == "competency" || first == "definition" || first == "competency definition") {
			continue
		}
		if looksLikeName(block[0].text) {
			name = Fold(block[0].text)
			r.names = append(r.names, name)
			block = block[1:]
		}
		if len(block) > 0 {
			key := normalHeading(name)
			r.table[key] = append(r.table[key], r.definition(name, block))
		}
	}
}

func looksLikeName(s string) bool {
	words := strings.Fields(strings.ToLower(s))
	return len(words) > 0 && len(words) <= maxNameWords && !terminated(s) && startsUpper(s) && !smallWords[words[len(words)-1]]
}

// maxNameWords bounds a competency's name.
const maxNameWords = 6

func (r *bandedReader) definition(name string, block []line) spec.Statement {
	return spec.Statement{Kind: spec.Definition, Competency: name, Span: spanOf(block), Section: r.section}
}

// readStatements cuts the section at the competencies' names and reads each
// part.
func (r *bandedReader) readStatements(lines []line) {
	name, start := "", 0
	flush := func(end int) {
		if name == "" {
			r.readTopic(topic{kind: spec.Note, cut: prose}, lines[start:end], spec.Statement{})
			return
		}
		r.readCompetency(name, lines[start:end])
	}
	for i := range lines {
		if r.isCompetency(lines, i) {
			flush(i)
			name, start = r.competencyName(lines[i].text), i+1
		}
	}
	flush(len(lines))
}

// isCompetency reports whether the i-th line names a competency: one of those
// defined, or, where it has no definition in the table, a short line that
// begins a paragraph and stands on its definition.
func (r *bandedReader) isCompetency(lines []line, i int) bool {
	l := lines[i]
	if l.blank() || !looksLikeName(l.text) || r.levelsOn(lines, i) != nil || isLevelLabel(l.text) && stepOf(l.text) > 0 {
		return false
	}
	for _, name := range r.names {
		if normalHeading(name) == normalHeading(l.text) {
			return true
		}
	}
	if i > 0 && !lines[i-1].blank() || i+1 >= len(lines) || l.Len() > 60 {
		return false
	}
	next := lines[i+1]
	return !next.blank() && startsUpper(next.text) && r.levelsOn(lines, i+1) == nil && len(strings.Fields(next.text)) > 6
}

// competencyName returns the name as it stands beside the statements; the
// table and the headings spell some differently.
func (r *bandedReader) competencyName(text string) string {
	text = Fold(text)
	for i, name := range r.names {
		if normalHeading(name) == normalHeading(text) {
			r.names[i] = text
			for k := range r.table[normalHeading(name)] {
				r.table[normalHeading(name)][k].Competency = text
			}
			return text
		}
	}
	r.names = append(r.names, text)
	return text
}

// readCompetency reads one competency: its definition, then its levels. Where
// the table has the same definition, one of the two is kept.
func (r *bandedReader) readCompetency(name string, lines []line) {
	first := len(lines)
	for i := range lines {
		if r.levelsOn(lines, i) != nil {
			first = i
			break
		}
	}
	for _, block := range blocks(lines[:first]) {
		def := r.definition(name, block)
		words := Fold(r.text[def.Span.Start:def.Span.End])
		key := normalHeading(name)
		kept := r.table[key][:0]
		for _, other := range r.table[key] {
			if Fold(r.text[other.Span.Start:other.Span.End]) != words {
				kept = append(kept, other)
			}
		}
		r.table[key] = kept
		r.add(def)
	}
	if first == len(lines) {
		r.warn(0, "%s: no level heading that the class has stands under it; its text is read as its definition", clip(name))
		return
	}
	r.readCells(lines[first:], spec.Statement{Competency: name})
}

// readCells reads what were the cells of a table row. The level headings
// stand before their cells one by one, or several in a row before as many
// paragraphs; then they are dealt out in order. When headings and paragraphs
// do not pair up, no level is invented.
func (r *bandedReader) readCells(lines []line, base spec.Statement) {
	start := 0
	for start < len(lines) && r.levelsOn(lines, start) == nil {
		start++
	}
	r.readTopic(topic{kind: spec.Note, cut: prose}, lines[:start], spec.Statement{})
	for i := start; i < len(lines); {
		var levels []int
		head, sideBySide := lines[i].num, false
		for ; i < len(lines); i++ {
			if lines[i].blank() {
				continue
			}
			on := r.levelsOn(lines, i)
			if on == nil {
				break
			}
			sideBySide = sideBySide || len(on) > 1
			levels = append(levels, on...)
		}
		from := i
		for i < len(lines) && r.levelsOn(lines, i) == nil {
			i++
		}
		r.readCellGroup(levels, lines[from:i], head, sideBySide, base)
	}
}

func (r *bandedReader) readCellGroup(levels []int, lines []line, head int, sideBySide bool, base spec.Statement) {
	where := base.Competency
	if where == "" {
		where = "role descriptions"
	}
	if sideBySide && inColumns(lines) {
		r.warn(head, "%s: the columns stand side by side and cannot be told apart; kept as kind %q", where, spec.Other)
		r.readTopic(topic{kind: spec.Other, cut: prose}, lines, spec.Statement{Competency: base.Competency})
		return
	}
	cells := r.takeLegend(lines)
	switch {
	case len(cells) == 0:
		r.warn(head, "%s: nothing stands under the level heading", where)
	case len(levels) == 1:
		for _, cell := range cells {
			r.addCell(cell, base, r.level(levels[0]))
		}
	case len(levels) == len(cells):
		for i, cell := range cells {
			r.addCell(cell, base, r.level(levels[i]))
		}
	default:
		r.warn(head, "%s: %d level headings, %d paragraphs under them; their statements get no level", where, len(levels), len(cells))
		for _, cell := range cells {
			r.addCell(cell, base, nil)
		}
	}
}

// inColumns reports whether most lines have a wide gap inside: the text was
// saved with its columns side by side.
func inColumns(lines []line) bool {
	n, gaps := 0, 0
	for _, l := range lines {
		if !l.blank() {
			n++
			if wideGap.MatchString(l.text) {
				gaps++
			}
		}
	}
	return 2*gaps >= n && gaps > 0
}

// addCell adds the statements of one cell: its bullets where it has any, else
// its sentences.
func (r *bandedReader) addCell(cell []line, base spec.Statement, level *spec.Level) {
	var spans []spec.Span
	if r.hasBullets(cell) {
		for _, it := range r.bullets(cell) {
			spans = append(spans, it.Span)
		}
	} else {
		spans = sentences(r.text, spanOf(cell))
	}
	for _, s := range spans {
		st := base
		st.Span = trimEnds(r.text, s, ".;")
		st.Level = level
		if st.Kind == "" {
			st.Kind = semantic.FrameKind(Fold(r.text[s.Start:s.End]), spec.Behavior)
		}
		r.add(st)
	}
}

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
	m := legendFormat.FindStringSubmatch(s)
	return m != nil && semantic.IsFrame(m[1])
}
