package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// maxRows bounds the statements of a page. The longest of 1,206 Californian
// specifications has 265.
const maxRows = 4000

// draftPage shows what a document is read as, each statement in its place, and
// lets its reading be corrected.
type draftPage struct {
	whoAsks
	Asked    askedDocument
	Reading  string
	Read     *app.Draft
	Passages []draftPassage
	Sections []draftSection
	Tally    []kindCount
	Warnings []spec.Warning      // of all classes, each once
	Unread   []app.UnreadHeading // likewise
	Fields   []statedField
	Names    bool // asks for the name of who corrects
	Name     string
	Notice   string
}

// A draftPassage is a stretch of the text: a statement's, or what stands
// between two.
type draftPassage struct {
	Text string
	Row  *draftRow
}

// A draftSection lists the statements under one heading.
type draftSection struct {
	Heading string
	Rows    []*draftRow
}

// A draftRow is a passage of the text that was read as a statement, of one class
// or of several.
type draftRow struct {
	N         int // 1 for the first
	Statement spec.Statement
	Line      int
	Levels    []spec.Level // of the class's own scale
	Classes   []string     // that it is of, where not of all
	Omit      bool
	ReadKind  spec.Kind
	ReadLevel string // label; empty for none
	By        string // who corrected it
}

// kindCount is how many statements are of a kind.
type kindCount struct {
	Kind  spec.Kind
	Count int
}

// Place names the row in the fields of a form.
func (r *draftRow) Place() string {
	return fmt.Sprintf("%d-%d", r.Statement.Span.Start, r.Statement.Span.End)
}

// Own is the text without the stem that stands elsewhere.
func (r *draftRow) Own() string { return r.Statement.Text[len(r.Statement.Stem):] }

// About says how the row is read.
func (r *draftRow) About() string {
	if r.Omit {
		return "left out"
	}
	about := r.Statement.Kind.Words()
	if r.Statement.Level != nil {
		about += ", " + r.Statement.Level.Label
	}
	return about
}

// At reports whether the row is at a level; at none for 0.
func (r *draftRow) At(ordinal int) bool {
	if r.Statement.Level == nil {
		return ordinal == 0
	}
	return r.Statement.Level.Ordinal == ordinal
}

// namedClasses is how many classes of a series a row names.
const namedClasses = 3

// rowsOf lists the passages of a reading in the order of the text. What several
// classes share is one row.
func rowsOf(d *app.Draft) []*draftRow {
	if d.Several {
		return nil // each class has a text of its own
	}
	rows := map[spec.Span]*draftRow{}
	add := func(c *app.DraftClass, st spec.Statement, omit bool) {
		r := rows[st.Span]
		if r == nil {
			r = &draftRow{Statement: st, Line: d.Lines.At(st.Span.Start), Levels: c.Class.Levels, Omit: omit, ReadKind: st.Kind}
			if st.Level != nil {
				r.ReadLevel = st.Level.Label
			}
			if k := st.Corrected; k != nil {
				r.ReadKind, r.ReadLevel, r.By = k.ReadKind, k.ReadLevel, k.By
			}
			rows[st.Span] = r
		}
		r.Classes = append(r.Classes, c.Class.Title)
	}
	for i := range d.Classes {
		c := &d.Classes[i]
		for _, st := range c.Statements {
			add(c, st, false)
		}
		for _, st := range c.LeftOut {
			add(c, st, true)
		}
	}
	out := slices.SortedFunc(maps.Values(rows), func(a, b *draftRow) int {
		return cmp.Or(a.Statement.Span.Start-b.Statement.Span.Start, a.Statement.Span.End-b.Statement.Span.End)
	})
	for i, r := range out {
		r.N = i + 1
		switch n := len(r.Classes); {
		case n == len(d.Classes):
			r.Classes = nil
		case n > namedClasses:
			r.Classes = []string{fmt.Sprintf("%d of the %d classes", n, len(d.Classes))}
		}
	}
	return out
}

// leaveOut is what the list of kinds says of no statement.
const leaveOut = "leave out"

// saidIn reads from a form how passages are to be read. What the form does not
// say stays as it is; changed reports whether it says anything.
func saidIn(c echo.Context, rows []*draftRow) (said []spec.Correction, changed bool, err error) {
	form, err := c.FormParams()
	if err != nil {
		return nil, false, spec.Errorf(spec.Invalid, "the form cannot be read")
	}
	said = []spec.Correction{}
	for _, r := range rows {
		kind, level := r.Statement.Kind, r.Statement.Level
		omit := r.Omit
		if values := form["kind."+r.Place()]; len(values) > 0 {
			changed = true
			omit = values[0] == leaveOut
			if !omit {
				kind = spec.Kind(strings.ReplaceAll(values[0], " ", "_"))
			}
			if !slices.Contains(spec.Kinds, kind) {
				return nil, false, spec.Errorf(spec.Invalid, "line %d: there is no such kind", r.Line)
			}
		}
		if values := form["level."+r.Place()]; len(values) > 0 {
			changed = true
			n, err := strconv.Atoi(values[0])
			if err != nil || n < 0 || n > len(r.Levels) {
				return nil, false, spec.Errorf(spec.Invalid, "line %d: there is no such level", r.Line)
			}
			if level = nil; n > 0 {
				level = &r.Levels[n-1]
			}
		}
		label := ""
		if level != nil {
			label = level.Label
		}
		if omit || kind != r.ReadKind || label != r.ReadLevel {
			said = append(said, spec.Correction{Span: r.Statement.Span, Kind: kind, Level: &label, Omit: omit})
		}
	}
	return said, changed, nil
}

// renderDraft shows a reading: read as it is, shown with what was said in the
// form.
func (p *Pages) renderDraft(c echo.Context, status int, asked askedDocument, read, shown *app.Draft, notice string) error {
	if shown.Format != spec.FormatText && !shown.Several { // the text is what is stored, not the file
		asked.Text, asked.Format = shown.Text, shown.Format
		if asked.Title == "" && len(shown.Classes) == 1 {
			asked.Title = shown.Classes[0].Class.Title
		}
	}
	rows := rowsOf(shown)
	if len(rows) > maxRows {
		return p.refuseDocument(c, asked, spec.Errorf(spec.TooLarge, "the text has %d statements, and a page shows up to %d: crosswalk ingest takes it, and so does the API", len(rows), maxRows).In("text"))
	}
	asked.Draft = pack(asked.Text)
	page := draftPage{
		whoAsks: p.whoAsks(c, "/documents"), Asked: asked, Reading: read.Reading, Read: shown, Fields: asked.fields("", ""),
		Passages: draftPassages(shown.Text, rows), Sections: sectionsOf(rows), Tally: tally(rows), Notice: notice,
	}
	for _, class := range shown.Classes {
		page.Warnings = appendNew(page.Warnings, class.Warnings)
		page.Unread = appendNew(page.Unread, class.Unread)
	}
	page.Names, page.Name = !page.Me.Accounts && !page.Me.Named, c.FormValue("your-name")
	return p.render(c, status, "draft", "As it is read", "", page)
}

// appendNew appends what is not there yet: the classes of a series share most of
// what is said of their document.
func appendNew[T comparable](list, more []T) []T {
	seen := make(map[T]bool, len(list))
	for _, v := range list {
		seen[v] = true
	}
	for _, v := range more {
		if !seen[v] {
			list, seen[v] = append(list, v), true
		}
	}
	return list
}

func draftPassages(text string, rows []*draftRow) []draftPassage {
	var out []draftPassage
	at := 0
	for _, r := range rows {
		s := r.Statement.Span
		if s.Start < at || s.End > len(text) {
			continue
		}
		if s.Start > at {
			out = append(out, draftPassage{Text: text[at:s.Start]})
		}
		out = append(out, draftPassage{text[s.Start:s.End], r})
		at = s.End
	}
	return append(out, draftPassage{Text: text[at:]})
}

func sectionsOf(rows []*draftRow) []draftSection {
	var out []draftSection
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Heading != r.Statement.Section {
			out = append(out, draftSection{Heading: r.Statement.Section})
		}
		last := &out[len(out)-1]
		last.Rows = append(last.Rows, r)
	}
	return out
}

// rowCount counts the rows of all sections.
func rowCount(sections []draftSection) int {
	n := 0
	for _, s := range sections {
		n += len(s.Rows)
	}
	return n
}

// tally counts the rows by kind, in the order in which pages show kinds.
func tally(rows []*draftRow) []kindCount {
	counts := map[spec.Kind]int{}
	for _, r := range rows {
		if !r.Omit {
			counts[r.Statement.Kind]++
		}
	}
	var out []kindCount
	for _, k := range spec.Kinds {
		if counts[k] > 0 {
			out = append(out, kindCount{k, counts[k]})
		}
	}
	return out
}

// outcomeWords say what storing a document would do.
var outcomeWords = map[string]string{
	"added":     "New: the catalog has no document of this class from this publisher.",
	"revised":   "A new text: it would supersede the one in force, which stays readable.",
	"reread":    "The same text as the one in force; it would be read anew.",
	"unchanged": "The catalog has it just so: saving changes nothing.",
}

// outcomeBrief says the same of one class of many.
var outcomeBrief = map[string]string{"added": "new", "revised": "a new text", "reread": "read anew", "unchanged": "unchanged"}
