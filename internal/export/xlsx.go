package export

import (
	"archive/zip"
	"cmp"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"crosswalk/internal/review"
)

// XLSX is a workbook for people.
var XLSX = Format{
	Name:        "xlsx",
	ContentType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	Extension:   ".xlsx",
	Evidence:    true,
	Write:       WriteXLSX,
}

// WriteXLSX writes a workbook with the sheets Mappings, Evidence, Decisions,
// Classes, Gaps and About. Every text is a text and never a formula; it is cut,
// visibly, at 32,767 UTF-16 units, and characters that XML forbids become
// U+FFFD. More rows than a sheet holds are an error of the code TooLarge. The
// same mappings give the same bytes.
//
// It goes over the records once. Rows wait in temporary files, and nothing is
// written before all records are read: after their error there is no workbook.
func WriteXLSX(w io.Writer, set Set, records Records) error {
	book, err := xlsxNew()
	if err != nil {
		return err
	}
	defer book.file.Close() // removes the temporary files
	for r, err := range records {
		if err != nil {
			return err
		}
		if err := book.record(&r); err != nil {
			return err
		}
	}
	if err := book.finish(&set); err != nil {
		return err
	}
	return book.write(w)
}

type xlsxBook struct {
	file                                                *excelize.File
	mappings, evidence, decisions, classes, gaps, about *xlsxSheet
	summary                                             xlsxSummary
}

func xlsxNew() (*xlsxBook, error) {
	file := excelize.NewFile()
	b := &xlsxBook{file: file, summary: xlsxSummary{
		states: map[review.State]int{}, classes: map[string]*xlsxClass{}, subjects: map[xlsxKey]*xlsxSubject{}}}
	styles, err := xlsxStylesOf(file)
	if err != nil {
		file.Close()
		return nil, err
	}
	for _, s := range []struct {
		sheet   **xlsxSheet
		name    string
		columns []xlsxColumn
	}{
		{&b.mappings, "Mappings", xlsxMappingColumns}, {&b.evidence, "Evidence", xlsxEvidenceColumns},
		{&b.decisions, "Decisions", xlsxDecisionColumns}, {&b.classes, "Classes", xlsxClassColumns()},
		{&b.gaps, "Gaps", xlsxGapColumns}, {&b.about, "About", xlsxAboutColumns},
	} {
		if *s.sheet, err = xlsxNewSheet(file, s.name, s.columns, styles); err != nil {
			file.Close()
			return nil, err
		}
	}
	return b, nil
}

var xlsxMappingColumns = []xlsxColumn{
	{"Mapping", 24, xlsxPlain}, {"Kind", 12, xlsxPlain},
	{"Subject id", 20, xlsxPlain}, {"Subject", 44, xlsxLong}, {"Object id", 20, xlsxPlain}, {"Object", 44, xlsxLong},
	{"Relation", 22, xlsxLong}, {"SKOS", 14, xlsxPlain}, {"State", 12, xlsxPlain},
	{"Confidence", 12, xlsxShare}, {"Similarity", 12, xlsxShare},
	{"Raters", 22, xlsxLong}, {"Signed by", 20, xlsxLong}, {"Decided at (UTC)", 20, xlsxDate}, {"Comment", 50, xlsxLong},
}

var xlsxEvidenceColumns = []xlsxColumn{
	{"Mapping", 24, xlsxPlain}, {"Subject's words", 60, xlsxLong}, {"Object's words", 60, xlsxLong},
	{"Likeness", 12, xlsxShare}, {"Shared words", 36, xlsxLong},
}

var xlsxDecisionColumns = []xlsxColumn{
	{"Mapping", 24, xlsxPlain}, {"Number", 10, xlsxWhole}, {"Action", 12, xlsxPlain}, {"Object id", 20, xlsxPlain}, {"Object", 36, xlsxLong},
	{"Relation", 14, xlsxPlain}, {"Comment", 50, xlsxLong}, {"By", 20, xlsxLong}, {"Role", 12, xlsxPlain}, {"At (UTC)", 20, xlsxDate},
	{"Accepted in bulk from", 22, xlsxShare}, {"Subject's text seen (SHA-256)", 30, xlsxPlain}, {"Object's text seen (SHA-256)", 30, xlsxPlain},
}

// record writes the rows of a mapping.
func (b *xlsxBook) record(r *review.Record) error {
	b.summary.add(r)
	o := &r.Outcome
	var raters, comments []string
	for i := range o.Raters {
		raters = append(raters, xlsxName(&o.Raters[i]))
	}
	for i := range r.Decisions {
		d := &r.Decisions[i]
		if d.Comment != "" {
			comments = append(comments, xlsxName(&d.By)+": "+d.Comment)
		}
		var object review.Side
		if d.Object != nil {
			object = *d.Object
		}
		if err := b.decisions.add(r.ID, d.Seq, string(d.Action), object.ID, object.Label, string(d.Relation), d.Comment, xlsxName(&d.By), string(d.By.Role),
			d.At, d.Bulk, d.Seen.Subject.Hash, d.Seen.Object.Hash); err != nil {
			return err
		}
	}
	for i := range r.Evidence {
		e := &r.Evidence[i]
		if err := b.evidence.add(r.ID, e.Subject, e.Object, &e.Likeness, strings.Join(e.Shared, ", ")); err != nil {
			return err
		}
	}
	signed := ""
	if o.SignedBy != nil {
		signed = xlsxName(o.SignedBy)
	}
	return b.mappings.add(r.ID, xlsxWords(string(r.Kind)), r.Subject.ID, r.Subject.Label, o.Object.ID, o.Object.Label,
		review.RelationWords(o), string(o.Relation), xlsxWords(string(o.State)), r.Confidence, r.Similarity,
		strings.Join(raters, ", "), signed, o.Decided, strings.Join(comments, "\n"))
}

func xlsxName(a *review.Actor) string { return cmp.Or(a.Name, a.ID) }

func xlsxWords(name string) string { return strings.ReplaceAll(name, "_", " ") }

// finish writes the sheets that sum up, and ends all.
func (b *xlsxBook) finish(set *Set) error {
	if err := b.summary.write(b, set); err != nil {
		return err
	}
	for _, s := range []*xlsxSheet{b.mappings, b.evidence, b.decisions, b.classes, b.gaps, b.about} {
		if err := s.close(b.file); err != nil {
			return err
		}
	}
	date := set.Date.UTC().Format(time.RFC3339)
	tool := cmp.Or(xlsxText(set.Tool), "Crosswalk")
	if err := b.file.SetDocProps(&excelize.DocProperties{Created: date, Modified: date, Creator: tool, LastModifiedBy: tool, Title: xlsxText(set.Title)}); err != nil {
		return err
	}
	return b.file.SetAppProps(&excelize.AppProperties{Application: tool, DocSecurity: 0})
}

// write writes the workbook's parts in the order of their names, which has the
// list of their types first: the library takes the sheets in the order of a map,
// by which the bytes would differ. The parts have no times, so nothing else does. What the
// library has packed waits in a file rather than in memory.
func (b *xlsxBook) write(w io.Writer) error {
	packed, err := os.CreateTemp("", "crosswalk-*.xlsx")
	if err != nil {
		return err
	}
	defer os.Remove(packed.Name())
	defer packed.Close()
	b.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(packed) })
	if _, err := b.file.WriteToBuffer(); err != nil {
		return err
	}
	size, err := packed.Seek(0, io.SeekCurrent)
	if err != nil {
		return err
	}
	in, err := zip.NewReader(packed, size)
	if err != nil {
		return err
	}
	slices.SortFunc(in.File, func(x, y *zip.File) int {
		return cmp.Compare(x.Name, y.Name)
	})
	out := zip.NewWriter(w)
	for _, part := range in.File {
		if err := out.Copy(part); err != nil {
			return err
		}
	}
	return out.Close()
}
