package export

import (
	"io"
	"strings"
	"unicode/utf8"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// CSV is a table for spreadsheets, with names of columns that say what stands
// in them.
var CSV = Format{
	Name:        "csv",
	ContentType: "text/csv; charset=utf-8",
	Extension:   ".csv",
	Evidence:    true,
	Write:       WriteCSV,
}

// csvColumns are the columns in their order. Confidence and similarity are the
// machine's, of the object it proposed; they are empty beside another one.
var csvColumns = []column{
	{"mapping_id", func(v *view) string { return v.ID }, words},
	{"kind", func(v *view) string { return string(v.Kind) }, words},
	{"subject_id", func(v *view) string { return v.Subject.ID }, words},
	{"subject", func(v *view) string { return v.Subject.Label }, words},
	{"object_id", func(v *view) string { return v.Outcome.Object.ID }, words},
	{"object", func(v *view) string { return v.Outcome.Object.Label }, words},
	{"relation", func(v *view) string { return string(v.Outcome.Relation) }, words},
	{"relation_in_words", func(v *view) string { return review.RelationWords(&v.Outcome) }, words},
	{stateColumn, func(v *view) string { return string(v.Outcome.State) }, words},
	{"confidence", func(v *view) string {
		if !v.isAsProposed() {
			return ""
		}
		return share(v.Confidence)
	}, number},
	{"similarity", similarity, number},
	{"raters", func(v *view) string { return listed(names(v.everybody())) }, words},
	{"signed_by", func(v *view) string { return listed(names(v.signers())) }, words},
	{"decided_at", func(v *view) string { return moment(v.Outcome.Decided) }, words},
	{"comment", (*view).lastComment, words},
	{historyColumn, func(v *view) string { return v.history }, unchecked},
}

// WriteCSV writes mappings as a table for spreadsheets. A cell that a
// spreadsheet would take for a formula gets a ' in front. The error is Invalid
// for a record that cannot be read again, TooLarge for one over MaxLine, and
// else that of records or w.
func WriteCSV(w io.Writer, set Set, records Records) error {
	return writeRows(w, ',', csvColumns, set.Tool, records, func(_ *view, row []string) error {
		for i, cell := range row {
			row[i] = harmless(cell)
		}
		return nil
	})
}

// formulaStarts are the characters with which spreadsheets let a formula begin,
// or that they skip before one; the wide ones count in East Asian settings.
const formulaStarts = "=+-@\t\r\n＝＋－＠"

// harmless keeps spreadsheets from reading a text as a formula. A text that has
// a ' there already gets one more, so that no two texts become the same.
func harmless(cell string) string {
	if isFormula(strings.TrimLeft(cell, "'")) {
		return "'" + cell
	}
	return cell
}

// harmful is the reverse of harmless.
func harmful(cell string) string {
	if rest, quoted := strings.CutPrefix(cell, "'"); quoted && isFormula(strings.TrimLeft(rest, "'")) {
		return rest
	}
	return cell
}

func isFormula(cell string) bool {
	first, size := utf8.DecodeRuneInString(cell)
	return size > 0 && strings.ContainsRune(formulaStarts, first)
}

// ReadCSV reads a table of mappings, once: what WriteCSV wrote, also after a
// spreadsheet has saved it with semicolons or tabs, and rows that somebody has
// added. A row with a history comes back as it was written, and its other cells
// must agree with it. A row without one becomes a proposal of the first who
// stands under raters; it needs a subject, an object and a relation, and its
// state can be proposed or rejected.
//
// An error ends the records; they are those of ReadSSSOM.
func ReadCSV(r io.Reader) Records {
	return func(yield func(review.Record, error) bool) {
		t := newTable(r, ',')
		t.comma = t.guessComma()
		columns, err := t.header("subject_id", "object_id", "relation")
		if err != nil {
			yield(review.Record{}, err)
			return
		}
		rs := rows{columns: csvColumns, idColumn: "mapping_id", undo: harmful, imported: importedCSV}
		rs.records(t, columns)(yield)
	}
}

// guessComma returns what parts the column names.
func (t *table) guessComma() byte {
	begin, _ := t.in.Peek(1024) // shorter at the end, and errors come again when it is read
	names, _, _ := strings.Cut(string(begin), "\n")
	best := byte(',')
	for _, c := range []byte{';', '\t'} {
		if strings.Count(names, string(c)) > strings.Count(names, string(best)) {
			best = c
		}
	}
	return best
}

// importedCSV reads a row without a history. The error is Invalid with the
// column.
func importedCSV(cells map[string]string) (*imported, error) {
	kind := review.Kind(cells["kind"])
	i := &imported{
		kind:       kind,
		subject:    sideOfID(kind, cells["subject_id"], cells["subject"]),
		object:     sideOfID(kind, cells["object_id"], cells["object"]),
		isRejected: review.State(cells[stateColumn]) == review.Rejected,
		by:         actorOf(cells["raters"], "", review.Analyst),
		rejectedBy: actorOf(cells["raters"], "", review.Reviewer),
		comment:    cells["comment"],
	}
	for _, c := range []string{"subject_id", "object_id"} {
		if strings.TrimSpace(cells[c]) == "" {
			return nil, spec.Errorf(spec.Invalid, "is empty").In(c)
		}
	}
	if kind != "" && kind != review.ClassCode && kind != review.Statement && kind != review.Class {
		return nil, spec.Errorf(spec.Invalid, "no kind of mapping is called %s", excerpt(string(kind))).In("kind")
	}
	var err error
	if i.relation, err = relationOf(cells["relation"]); err != nil {
		return nil, in("relation", err)
	}
	if i.confidence, err = shareOf(cells["confidence"]); err != nil {
		return nil, in("confidence", err)
	}
	if i.similarity, err = shareOf(cells["similarity"]); err != nil {
		return nil, in("similarity", err)
	}
	if i.at, err = momentOf(cells["decided_at"]); err != nil {
		return nil, in("decided_at", err)
	}
	i.rejectedAt = i.at
	return i, nil
}

// sideOfID makes a side of an id as it stands in the catalog: issuer:code is a
// class unless the kind says that it is a statement.
func sideOfID(kind review.Kind, id, label string) review.Side {
	s := review.Side{ID: id, Label: label, Text: review.Text{SourceIDs: []string{}}}
	_, code, _ := strings.Cut(id, ":")
	if kind != review.Statement && id != review.NoTerm && (kind != "" || code != "") {
		s.ClassID = id
	}
	return s
}
