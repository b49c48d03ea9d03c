package document

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"crosswalk/internal/spec"
)

// Bounds of a table.
const (
	MaxRows      = 5000
	maxColumns   = 200
	maxSheets    = 50
	headerWithin = 15 // rows in which the header is looked for
)

// A Column is the meaning of a table column.
type Column string

// Columns of a table. A table needs a title or a code, and one column of text.
const (
	ColumnCode           Column = "code"
	ColumnTitle          Column = "title"
	ColumnEmployer       Column = "employer"
	ColumnPay            Column = "pay"
	ColumnSummary        Column = "summary"
	ColumnDuties         Column = "duties"
	ColumnKnowledge      Column = "knowledge"
	ColumnSkills         Column = "skills"
	ColumnAbilities      Column = "abilities"
	ColumnQualifications Column = "qualifications"
	// ColumnStatement holds one statement a row; rows with the same code and
	// title belong together. ColumnKind gives the kind of each.
	ColumnStatement Column = "statement"
	ColumnKind      Column = "kind"
)

// Columns maps the headings of a table, as it words them, to what they say. An
// empty Column leaves a column out.
type Columns map[string]Column

// columnWords are words in the heading of a column that say what it is. The first
// row that fits counts.
var columnWords = []struct {
	column Column
	words  []string
}{
	{ColumnCode, []string{"class code", "job code", "classification code", "position code", "code", "job id", "class number", "job number", "requisition"}},
	{ColumnTitle, []string{"class title", "job title", "position title", "classification title", "working title", "title", "classification", "job name", "position", "role", "class"}},
	{ColumnKind, []string{"kind", "statement type", "ksa type", "type"}},
	{ColumnStatement, []string{"statement", "task statement", "competency statement", "element"}},
	{ColumnPay, []string{"salary", "pay", "wage", "compensation", "hourly rate"}},
	{ColumnEmployer, []string{"employer", "department", "agency", "organization", "organisation", "company"}},
	{ColumnQualifications, []string{"qualification", "quals", "education", "experience", "requirement", "licence", "license", "certification"}},
	{ColumnKnowledge, []string{"knowledge", "ksa", "competenc"}},
	{ColumnAbilities, []string{"abilit"}},
	{ColumnSkills, []string{"skill"}},
	{ColumnDuties, []string{"dut", "task", "responsibilit", "essential function", "typical work", "job function", "accountabilit"}},
	{ColumnSummary, []string{"summary", "purpose", "description", "definition", "overview", "concept"}},
}

// guessColumn says what a column is by its heading; empty when it is not known.
func guessColumn(heading string) Column {
	h := strings.ToLower(strings.Join(strings.Fields(heading), " "))
	for _, exact := range []bool{true, false} {
		for _, c := range columnWords {
			for _, w := range c.words {
				if exact && h == w || !exact && len(h) <= longestLabel && containsWord(h, w) {
					return c.column
				}
			}
		}
	}
	return ""
}

// containsWord reports whether a word, or one that begins so, stands in s.
func containsWord(s, word string) bool {
	i := strings.Index(s, word)
	return i == 0 || i > 0 && (s[i-1] < 'a' || s[i-1] > 'z')
}

// A section is a part of the text that a row becomes.
type section struct {
	column  Column
	heading string
}

// sections are the columns that become sections of a text, with their headings.
var sections = []section{
	{ColumnSummary, "Summary"},
	{ColumnDuties, "Duties"},
	{ColumnKnowledge, "Knowledge of"},
	{ColumnSkills, "Skills"},
	{ColumnAbilities, "Ability to"},
	{ColumnQualifications, "Minimum qualifications"},
}

// readTable reads a table with one class a row, or one statement a row. Of a
// workbook it reads the first sheet that is such a table.
func readTable(format Format, raw []byte, columns Columns) ([]Document, error) {
	if format == CSV {
		rows, err := csvRows(raw)
		if err != nil {
			return nil, err
		}
		return tableDocuments(format, rows, columns)
	}
	book, err := excelize.OpenReader(bytes.NewReader(raw), excelize.Options{UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked})
	if err != nil {
		return nil, spec.Errorf(spec.Invalid, "this workbook cannot be read: %v", err)
	}
	defer book.Close()
	first := error(nil)
	left := maxUnpacked
	for _, sheet := range firstOf(book.GetSheetList(), maxSheets) {
		rows, err := sheetRows(book, sheet, &left)
		if err != nil {
			code := spec.CodeOf(err)
			if code == spec.Internal { // the library's own
				code = spec.Invalid
			}
			err = spec.Errorf(code, "sheet %q: %v", sheet, err)
		} else {
			docs, bad := tableDocuments(format, rows, columns)
			if bad == nil {
				return docs, nil
			}
			err = bad
		}
		if first == nil {
			first = err
		}
	}
	if first == nil {
		first = spec.Errorf(spec.Invalid, "this workbook has no sheets")
	}
	return nil, first
}

// A tableRow is a row of a sheet, or a record of a file, with its number or line.
type tableRow struct {
	number int
	cells  []string
}

func firstOf[T any](s []T, n int) []T { return s[:min(len(s), n)] }

// sheetRows reads a sheet. The bytes and cells that are left for the workbook bound
// it: a few cells may name one long text each.
func sheetRows(book *excelize.File, sheet string, left *int) ([]tableRow, error) {
	it, err := book.Rows(sheet)
	if err != nil {
		return nil, err
	}
	defer it.Close()
	var rows []tableRow
	for n := 1; it.Next(); n++ {
		cells, err := it.Columns()
		if err != nil {
			return nil, err
		}
		*left -= len(cells)
		for _, cell := range cells {
			*left -= len(cell)
		}
		for len(cells) > 0 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		switch {
		case *left < 0:
			return nil, spec.Errorf(spec.TooLarge, "the text of the workbook is over the limit of %d MiB", maxUnpacked>>20)
		case len(cells) > maxColumns:
			return nil, spec.Errorf(spec.TooLarge, "row %d has more than %d columns", n, maxColumns)
		}
		if rows = append(rows, tableRow{n, slices.Clone(cells)}); len(rows) > MaxRows+headerWithin {
			return nil, tooManyRows()
		}
	}
	return rows, it.Error()
}

// clip shortens what an error quotes.
func clip(s string) string { return s[:min(len(s), 40)] }

func tooManyRows() error {
	return spec.Errorf(spec.TooLarge, "the table has more than %d rows", MaxRows)
}

// csvRows reads a table whose cells are apart by commas, semicolons or tabs,
// whichever its first lines have most of.
func csvRows(raw []byte) ([]tableRow, error) {
	if len(raw) > MaxFileBytes {
		return nil, spec.Errorf(spec.TooLarge, "the table is over the limit of %d MiB", MaxFileBytes>>20)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	head := raw
	if parts := bytes.SplitAfterN(raw, []byte("\n"), headerWithin+1); len(parts) > headerWithin {
		head = raw[:len(raw)-len(parts[headerWithin])]
	}
	r := csv.NewReader(bytes.NewReader(raw))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	for _, sign := range ";\t" {
		if bytes.Count(head, []byte(string(sign))) > bytes.Count(head, []byte(string(r.Comma))) {
			r.Comma = sign
		}
	}
	var rows []tableRow
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return rows, nil
		}
		if err != nil {
			var bad *csv.ParseError
			if errors.As(err, &bad) {
				return nil, spec.Errorf(spec.Invalid, "this table cannot be read: %v", bad.Err).At(bad.Line)
			}
			return nil, err
		}
		line, _ := r.FieldPos(0)
		for _, cell := range row {
			if !utf8.ValidString(cell) || strings.Contains(cell, "\x00") {
				return nil, spec.Errorf(spec.Invalid, "the cell %q is not text in UTF-8", clip(cell)).At(line)
			}
			if len(cell) > MaxLineBytes {
				return nil, spec.Errorf(spec.TooLarge, "a cell has more than %d bytes", MaxLineBytes).At(line)
			}
		}
		if rows = append(rows, tableRow{line, row}); len(rows) > MaxRows+headerWithin {
			return nil, tooManyRows()
		}
	}
}

// tableDocuments reads the rows of a table.
func tableDocuments(format Format, rows []tableRow, stated Columns) ([]Document, error) {
	header, mapping := findHeader(rows, stated)
	if header < 0 {
		return nil, spec.Errorf(spec.Invalid, "no header row found: the table needs a column with the title or the code, and a column with duties, knowledge, skills "+
			"or qualifications. Name the columns, for example \"Job Name=title, What you do=duties\"").In("columns")
	}
	t := tableReader{format: format, mapping: mapping}
	for _, row := range rows[header+1:] {
		t.add(row)
	}
	docs := t.documents()
	if len(docs) == 0 {
		return nil, spec.Errorf(spec.Invalid, "the table has headings, but no row with a title and text")
	}
	if len(docs) > MaxRows {
		return nil, tooManyRows()
	}
	docs[0].Warnings = append(docs[0].Warnings, spec.Warning{Message: "columns read: " + describe(rows[header].cells, mapping)})
	return docs, nil
}

// findHeader finds the row of headings, and what each of its columns is. Every
// stated column must be there.
func findHeader(rows []tableRow, stated Columns) (int, []Column) {
	for i, row := range rows[:min(len(rows), headerWithin)] {
		if len(row.cells) > maxColumns {
			continue
		}
		mapping := make([]Column, len(row.cells))
		found := map[string]bool{}
		for k, heading := range row.cells {
			c, as := stated.of(heading)
			if as != "" {
				found[as] = true
			} else {
				c = guessColumn(heading)
			}
			if isSingle(c) && slices.Contains(mapping[:k], c) {
				c = "" // only the first title column counts
			}
			mapping[k] = c
		}
		named := slices.Contains(mapping, ColumnTitle) || slices.Contains(mapping, ColumnCode)
		if named && slices.ContainsFunc(mapping, isText) && len(found) == len(stated) {
			return i, mapping
		}
	}
	return -1, nil
}

// isText reports whether a column holds statements.
func isText(c Column) bool {
	return c == ColumnStatement || slices.ContainsFunc(sections, func(s section) bool { return s.column == c })
}

// isSingle reports whether a table has one column of a sort at most.
func isSingle(c Column) bool {
	switch c {
	case ColumnCode, ColumnTitle, ColumnKind, ColumnStatement, ColumnEmployer:
		return true
	}
	return false
}

// of returns what is stated of a heading, and the heading as stated there; that is
// empty where nothing is. Letter case and white space do not count.
func (c Columns) of(heading string) (Column, string) {
	for stated, column := range c {
		if strings.EqualFold(strings.Join(strings.Fields(stated), " "), strings.Join(strings.Fields(heading), " ")) {
			return column, stated
		}
	}
	return "", ""
}

// ParseColumns reads a mapping as people write it: "Job Name=title, What you
// do=duties". A heading may have commas; nothing after the sign leaves a column
// out.
func ParseColumns(s string) (Columns, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	out := Columns{}
	heading := ""
	parts := strings.Split(s, ",")
	for i, part := range parts {
		sign := strings.LastIndex(part, "=")
		if sign < 0 && i < len(parts)-1 { // a comma of the heading
			heading += part + ","
			continue
		}
		heading = strings.TrimSpace(heading + part[:max(sign, 0)])
		column := strings.ToLower(strings.TrimSpace(part[sign+1:]))
		if sign < 0 || heading == "" || column != "" && !slices.Contains(columnNames(), column) {
			return nil, spec.Errorf(spec.Invalid, "%q is not HEADING=COLUMN; columns are %s", strings.TrimSpace(part), strings.Join(columnNames(), ", ")).In("columns")
		}
		out[heading], heading = Column(column), ""
	}
	return out, nil
}

func columnNames() []string {
	var names []string
	for _, c := range columnWords {
		names = append(names, string(c.column))
	}
	slices.Sort(names)
	return names
}

// describe says which column was read as what.
func describe(header []string, mapping []Column) string {
	var parts []string
	for i, c := range mapping {
		if c != "" {
			parts = append(parts, fmt.Sprintf("%s=%s", strings.Join(strings.Fields(header[i]), " "), c))
		}
	}
	return strings.Join(parts, ", ")
}

// A tableReader makes documents of rows.
type tableReader struct {
	format  Format
	mapping []Column
	classes []*tableClass
	byKey   map[string]*tableClass
}

// A tableClass is a class of a table: of one row, or of the rows of its
// statements.
type tableClass struct {
	row                        int
	code, title, employer, pay string
	texts                      map[Column][]string
	others                     []string // statements of no known kind
}

func (t *tableReader) add(row tableRow) {
	var c tableClass
	c.row, c.texts = row.number, map[Column][]string{}
	kind, statement := "", ""
	for i, cell := range row.cells {
		cell = strings.TrimSpace(cell)
		if i >= len(t.mapping) || cell == "" {
			continue
		}
		switch column := t.mapping[i]; column {
		case "":
		case ColumnCode:
			c.code = strings.Join(strings.Fields(cell), " ")
		case ColumnTitle:
			c.title = strings.Join(strings.Fields(cell), " ")
		case ColumnEmployer:
			c.employer = cell
		case ColumnPay:
			c.pay = cell
		case ColumnKind:
			kind = cell
		case ColumnStatement:
			statement = cell
		default:
			c.texts[column] = append(c.texts[column], cell)
		}
	}
	if statement != "" {
		if column := guessColumn(kind); slices.Contains([]Column{ColumnDuties, ColumnKnowledge, ColumnSkills, ColumnAbilities, ColumnQualifications}, column) {
			c.texts[column] = append(c.texts[column], statement)
		} else {
			c.others = append(c.others, statement)
		}
	}
	if c.code == "" && c.title == "" || len(c.texts) == 0 && len(c.others) == 0 {
		return
	}
	if !slices.Contains(t.mapping, ColumnStatement) {
		t.classes = append(t.classes, &c)
		return
	}
	key := c.code + "\x00" + strings.ToLower(c.title)
	if t.byKey == nil {
		t.byKey = map[string]*tableClass{}
	}
	before := t.byKey[key]
	if before == nil {
		t.byKey[key] = &c
		t.classes = append(t.classes, &c)
		return
	}
	for column, texts := range c.texts {
		before.texts[column] = append(before.texts[column], texts...)
	}
	before.others = append(before.others, c.others...)
}

// documents writes each class as a text.
func (t *tableReader) documents() []Document {
	var out []Document
	for _, c := range t.classes {
		lines := []textLine{{text: c.title, heading: 1}}
		for _, fact := range []struct{ label, value string }{{"Class code", c.code}, {"Employer", c.employer}, {"Salary", c.pay}} {
			if fact.value != "" {
				lines = append(lines, textLine{text: fact.label + ": " + strings.Join(strings.Fields(fact.value), " ")})
			}
		}
		w := writer{lines: lines}
		for _, s := range sections {
			texts := c.texts[s.column]
			if len(texts) == 0 {
				continue
			}
			w.lines = append(w.lines, textLine{text: s.heading, heading: 2})
			for _, text := range texts {
				w.paragraph(textLine{item: len(texts) > 1 && !strings.Contains(text, "\n")}, text)
			}
		}
		if len(c.others) > 0 {
			w.lines = append(w.lines, textLine{text: "Duties", heading: 2})
			for _, text := range c.others {
				w.paragraph(textLine{item: true}, text)
			}
		}
		out = append(out, Document{
			Format: t.format, Part: fmt.Sprintf("row %d", c.row), Text: joinLines(w.lines), Code: c.code, Title: c.title,
		})
	}
	return out
}
