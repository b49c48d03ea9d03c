// Package ingest reads documents: class specifications, competency tables and
// skills pages become classes and statements, each with the span of the
// source text that it quotes. Families are recognised by their own marks,
// never by file name.
package ingest

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// Version changes whenever a family could read the same text differently. A
// document stored by an older version is read again when it is next ingested.
//
//	1: first version
//	2: page furniture, more list signs and headings, tables that lost a cell
//	3: tables of levels, inner lists, substitutions inside qualifications, more
//	   places of codes, frames only on what they stand before
//	4: sections under "#" headings; a specification of a series is of several classes
//	6: what no family claims is read by the roles of its parts
//	7: headings are known by words of theirs; levels below one another; notes end
//	   with their paragraph
const Version = 7

// A Document is what one text says. Statements carry no ids yet; Identify
// gives them theirs.
type Document struct {
	Family        string
	Text          string
	Class         spec.Class // Code and Title as stated; empty when not stated
	EffectiveDate string     // YYYY-MM-DD, empty when not stated
	Statements    []spec.Statement
	Facts         []spec.Fact
	Warnings      []spec.Warning
}

// A family reads one shape of document.
type family struct {
	name string
	// marks counts the family's own marks in a text. Two or more claim it.
	marks func(*draft) int
	read  func(*draft)
}

// families in the order in which they are asked; the one with the most marks
// reads the text. Adding a document family is one file and one line here.
var families = []family{
	{"banded", bandedMarks, readBanded},
	{"performance-anchors", anchorMarks, readAnchors},
	{"skills-page", skillsPageMarks, readSkillsPage},
	{"level-table", levelTableMarks, readLevelTables},
	{"level-lines", levelLineMarks, readLevelLines},
	{"labelled-sections", labelledMarks, readOutline},
	{"bulleted-specification", bulletedMarks, readOutline},
	{"sectioned-specification", sectionedMarks, readSectioned},
}

// unknown reads what no family claims.
var unknown = family{name: "unknown", read: readUnknown}

// readUnknown reads a text by its headings where all that have text under them are
// known, and else by what each part of it looks like.
func readUnknown(d *draft) {
	outline := d.byHeadings()
	if outline.understood() {
		*d = *outline
		return
	}
	readByRoles(d, outline)
}

// byHeadings reads the same text by its headings alone.
func (d *draft) byHeadings() *draft {
	outline := newDraft(d.text)
	outline.own = d.own
	readOutline(outline)
	return outline
}

// understood reports whether all text is of a kind that is known, and some of it
// can be met or missed.
func (d *draft) understood() bool {
	return d.requirements() > 0 && !slices.ContainsFunc(d.doc.Statements, func(st spec.Statement) bool { return st.Kind == spec.Other })
}

// minMarks is how many marks a family needs to claim a text: one may stand
// anywhere by chance.
const minMarks = 2

// Read reads a text that Decode has accepted. A text that no family claims is read
// by readUnknown, with a warning; so is one in which the family that claimed it
// finds nothing that can be met or missed.
func Read(text string) *Document { return (*Headings)(nil).Read(text) }

// Read reads a text with an employer's own headings beside the built-in ones.
func (h *Headings) Read(text string) *Document { return h.read(text).doc }

// ReadAll reads a text as Read does, and returns a document for every class
// that it is of: what the classes share stands in each of their documents, and
// quotes the same place.
func ReadAll(text string) []*Document { return (*Headings)(nil).ReadAll(text) }

// ReadAll reads a text with an employer's own headings beside the built-in ones.
func (h *Headings) ReadAll(text string) []*Document {
	d := h.read(text)
	if len(d.members) == 0 {
		return []*Document{d.doc}
	}
	var out []*Document
	for i, m := range d.members {
		doc := &Document{
			Family: d.doc.Family, Text: text, Class: m.class, EffectiveDate: cmp.Or(m.date, d.doc.EffectiveDate),
			Facts: append(slices.Clone(d.doc.Facts), m.facts...), Warnings: slices.Clone(d.doc.Warnings),
		}
		doc.Class.LevelBasis = spec.Absent
		for k, st := range d.doc.Statements {
			if d.scopes[k].has(i) {
				doc.Statements = append(doc.Statements, st)
			}
		}
		if !slices.ContainsFunc(doc.Statements, func(st spec.Statement) bool { return st.Kind.IsRequirement() }) {
			doc.Warnings = append(doc.Warnings, spec.Warning{Message: nothingRequired})
		}
		out = append(out, doc)
	}
	return out
}

// noJob warns of a text that may be an error page, a list of postings, or a letter.
const noJob = "nothing in it describes a job, so this class cannot be compared: is it the right document?"

// nothingRequired warns of a class that cannot be compared.
const nothingRequired = "no duties, tasks, knowledge, skills, abilities or behaviors found: this class cannot be compared"

func (h *Headings) read(text string) *draft {
	d := newDraft(text)
	d.own = h
	best := unknown
	most := minMarks - 1
	for _, f := range families {
		if n := f.marks(d); n > most {
			best, most = f, n
		}
	}
	best.read(d)
	if best.name != unknown.name && d.requirements() == 0 && len(d.members) == 0 {
		d, best = h.otherwise(d, best)
	}
	if best.name == unknown.name {
		d.warn(0, "no known document family; read by what each part of it looks like")
	}
	d.doc.Family = best.name
	d.finish()
	return d
}

// otherwise reads a text in which a family that claimed it found nothing that can
// be met or missed: by its headings, or, where the family found no statement of a
// known kind at all, by what each part of it looks like. Where that finds nothing
// either, the family's reading stands.
func (h *Headings) otherwise(d *draft, claimed family) (*draft, family) {
	read := readOutline
	if !slices.ContainsFunc(d.doc.Statements, func(st spec.Statement) bool { return st.Kind != spec.Other && st.Kind != spec.Note }) {
		read = readUnknown
	}
	other := newDraft(d.text)
	other.own = h
	other.warn(0, "has marks of the family %s, but nothing of it could be read so", claimed.name)
	if read(other); other.requirements() == 0 {
		return d, claimed
	}
	return other, unknown
}

// A draft is a document being read.
type draft struct {
	text  string
	lines []line
	doc   *Document

	markers   []*regexp.Regexp // list signs of this document that elsewhere are text
	furniture []line           // page numbers and the like, taken out of lines
	section   string           // heading under which the reader stands, verbatim

	own *Headings // of the employer; nil when there are none

	// Of a specification of several classes: these, and of which of them each
	// statement is.
	members []member
	scopes  []scope
}

// requirements counts the statements that can be met or missed.
func (d *draft) requirements() int {
	n := 0
	for _, st := range d.doc.Statements {
		if st.Kind.IsRequirement() {
			n++
		}
	}
	return n
}

var (
	// danglingJoin is what joins an entry to the next one of a list.
	danglingJoin = regexp.MustCompile(`(?i)\s*[;,]\s*(?:and|or|and/or)\s*$`)
	// nothing is what fills a cell, or follows a label, that has no content.
	nothing = regexp.MustCompile(`(?i)^(?:n/?a|none|nil|not applicable|[-–—]+)\.?$`)
)

// notAsked matches what a document says that it does not ask for.
var notAsked = regexp.MustCompile(`(?i)^no (?:\w+ ){0,3}(?:knowledge|experience|skills?|training|degree|licen[cs]es?|education|certificat\w+)\b.{0,80}\b(?:required|needed|necessary|expected)\b|\b(?:is|are) not (?:required|needed|necessary|expected)\b`)

// add appends a statement: its text is what stands in the span, white space
// folded, behind its stem. An empty span adds nothing.
func (d *draft) add(st spec.Statement) {
	if m := danglingJoin.FindStringIndex(d.text[st.Span.Start:st.Span.End]); m != nil {
		st.Span.End = st.Span.Start + m[0]
	}
	words := Fold(d.text[st.Span.Start:st.Span.End])
	if words == "" || nothing.MatchString(words) {
		return
	}
	st.Text = words
	if st.Stem != "" {
		st.Text = st.Stem + " " + words
	}
	if st.Section == "" {
		st.Section = d.section
	}
	if st.Citations == nil {
		st.Citations = []spec.Citation{}
	}
	if notAsked.MatchString(words) {
		st.Kind, st.Stem, st.Text = spec.Note, "", words
	}
	st.Boilerplate = semantic.IsBoilerplate(words) || semantic.IsBoilerplate(st.Text)
	i, _ := slices.BinarySearchFunc(d.furniture, st.Span.Start, func(f line, start int) int { return f.Start - start })
	for ; i < len(d.furniture) && d.furniture[i].End <= st.Span.End; i++ {
		d.warn(d.furniture[i].num, "a page number or running head stands inside a statement: %q", clip(d.furniture[i].text))
	}
	d.doc.Statements = append(d.doc.Statements, st)
}

func (d *draft) addSpan(kind spec.Kind, s spec.Span) {
	d.add(spec.Statement{Kind: kind, Span: s})
}

func (d *draft) fact(name string, s spec.Span) {
	s = trimEnds(d.text, s, ";,")
	if s.Len() == 0 {
		return
	}
	f := spec.Fact{Name: name, Value: Fold(d.text[s.Start:s.End]), Span: s}
	if n := len(d.doc.Facts); n == 0 || !slices.Contains(d.doc.Facts[max(0, n-maxFactsCompared):], f) {
		d.doc.Facts = append(d.doc.Facts, f)
	}
}

// maxFactsCompared bounds the search for a fact that was stated before.
const maxFactsCompared = 50

func (d *draft) warn(line int, format string, args ...any) {
	d.doc.Warnings = append(d.doc.Warnings, spec.Warning{Line: line, Message: fmt.Sprintf(format, args...)})
}

// lineOf returns the 1-based number of the line at a byte offset.
func (d *draft) lineOf(offset int) int {
	lo, hi := 0, len(d.lines)
	for lo+1 < hi {
		if mid := (lo + hi) / 2; d.lines[mid].Start <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return d.lines[lo].num
}

// level returns a copy of the i-th level of the class, for one statement.
func (d *draft) level(i int) *spec.Level {
	l := d.doc.Class.Levels[i]
	return &l
}

// finish checks what was read against itself and fills what follows from it.
func (d *draft) finish() {
	doc := d.doc
	if d.scopes == nil { // of a series they stand in order already, each with its scope
		slices.SortStableFunc(doc.Statements, func(a, b spec.Statement) int { return a.Span.Start - b.Span.Start })
	}
	doc.Class.LevelBasis = spec.Absent
	if len(doc.Class.Levels) > 0 {
		doc.Class.LevelBasis = doc.Class.Levels[0].Basis
	} else {
		doc.Class.Levels = []spec.Level{}
	}
	switch {
	case !slices.ContainsFunc(doc.Statements, func(st spec.Statement) bool { return st.Kind != spec.Other && st.Kind != spec.Note }):
		d.warn(0, noJob)
	case d.requirements() == 0:
		d.warn(0, nothingRequired)
	}
	d.statePay()
	for _, f := range doc.Facts {
		switch f.Name {
		case FactSeries:
			doc.Class.Series = f.Value
		case FactOccupationalGroup:
			if doc.Class.Series == "" {
				doc.Class.Series = f.Value
			}
		case FactEffectiveDate:
			doc.EffectiveDate = isoDate(f.Value)
			if doc.EffectiveDate == "" {
				d.warn(d.lineOf(f.Span.Start), "effective date %q names no day", f.Value)
			}
		}
	}
	slices.SortStableFunc(doc.Warnings, func(a, b spec.Warning) int { return a.Line - b.Line })
}

// linesBeginning counts how many of the marks begin a line, letter case aside.
func (d *draft) linesBeginning(marks ...string) int {
	n := 0
	for _, m := range marks {
		for _, l := range d.lines {
			if len(l.text) >= len(m) && strings.EqualFold(l.text[:len(m)], m) {
				n++
				break
			}
		}
	}
	return n
}

// firstLine returns the first line that is not blank.
func (d *draft) firstLine() line {
	if i := d.firstWords(); i >= 0 {
		return d.lines[i]
	}
	return line{}
}
