package export

import (
	"errors"
	"io"
	"iter"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// rows says how the rows of a table become records.
type rows struct {
	columns  []column // that a history is held against
	idColumn string
	undo     func(cell string) string // what writing did to a cell beyond quoting; nil for nothing
	// imported reads a row without a history, from the cells by their columns.
	imported func(cells map[string]string) (*imported, error)
}

// records reads the rest of a table.
func (rs *rows) records(t *table, columns []string) iter.Seq2[review.Record, error] {
	return func(yield func(review.Record, error) bool) {
		seen := map[string]int{} // ids of rows and of mappings, with their lines
		for n := 1; ; n++ {
			row, line, err := t.row()
			if err == io.EOF {
				return
			}
			var r review.Record
			if err == nil && n > MaxRows {
				err = spec.Errorf(spec.TooLarge, "there are over %d mappings", MaxRows)
			}
			if err == nil {
				r, err = rs.record(columns, row, line, seen)
			}
			if !yield(r, at(line, err)) || err != nil {
				return
			}
		}
	}
}

// record reads a row. The error is Invalid, or TooLarge for a comment, with the
// column where it is about one.
func (rs *rows) record(columns, row []string, line int, seen map[string]int) (review.Record, error) {
	none := review.Record{}
	cells, err := named(columns, row)
	if err != nil {
		return none, err
	}
	if rs.undo != nil {
		for c, cell := range cells {
			cells[c] = rs.undo(cell)
		}
	}
	if before, ok := seen["row "+cells[rs.idColumn]]; ok {
		return none, spec.Errorf(spec.Invalid, "%s is the id of line %d already", excerpt(cells[rs.idColumn]), before).In(rs.idColumn)
	}
	r, err := rs.fold(cells)
	if err != nil {
		return none, err
	}
	if before, ok := seen[r.ID]; ok {
		return none, spec.Errorf(spec.Invalid, "the same subject and object stand on line %d already", before).In("object_id")
	}
	if seen[r.ID] = line; cells[rs.idColumn] != "" {
		seen["row "+cells[rs.idColumn]] = line
	}
	return r, nil
}

// fold takes a row by its history, which the other cells must agree with, or as
// a new proposal when it has none.
func (rs *rows) fold(cells map[string]string) (review.Record, error) {
	if cells[historyColumn] != "" {
		r, err := decodeHistory(cells[historyColumn])
		if err != nil {
			return r, in(historyColumn, err)
		}
		v := &view{Record: &r}
		return r, v.compare(rs.columns, cells)
	}
	i, err := rs.imported(cells)
	if err != nil {
		return review.Record{}, err
	}
	if s := review.State(cells[stateColumn]); s != "" && s != i.state() {
		return review.Record{}, spec.Errorf(spec.Invalid, "is %s, but this row has no history that comes to it", excerpt(string(s))).In(stateColumn)
	}
	return i.record()
}

// imported is a mapping that somebody else has put forward.
type imported struct {
	kind                   review.Kind // empty to guess
	subject, object        review.Side
	relation               spec.Relation
	isRejected             bool
	confidence, similarity *float64
	by, rejectedBy         review.Actor
	at, rejectedAt         time.Time
	justification, tool    string
	comment                string
}

func (i *imported) state() review.State {
	if i.isRejected {
		return review.Rejected
	}
	return review.Proposed
}

// record returns the mapping with the decisions that its row tells of: a
// rejection, and a comment. They have no numbers yet; who stores them numbers
// them. The error is TooLarge for the comment, Invalid for what no history holds.
func (i *imported) record() (review.Record, error) {
	if i.kind == "" {
		i.kind = guessKind(i.subject, i.object)
	}
	if utf8.RuneCountInString(i.comment) > review.MaxComment {
		return review.Record{}, spec.Errorf(spec.TooLarge, "is over %d characters", review.MaxComment).In("comment")
	}
	p := review.Proposal{
		ID: review.IDOf(i.kind, i.subject.ID, i.object.ID), Kind: i.kind, Subject: i.subject, Object: i.object,
		Relation: i.relation, Confidence: i.confidence, Similarity: i.similarity,
		Parts: []spec.Part{}, Evidence: []review.Evidence{}, Raters: 1,
		Made: review.Made{By: i.by, At: i.at, Justification: i.justification, Tool: i.tool},
	}
	d := review.Decision{MappingID: p.ID, Action: review.Comment, Comment: i.comment, By: i.by, At: i.at,
		Seen: review.Seen{Subject: p.Subject.Text, Object: p.Object.Text}}
	decisions := []review.Decision{}
	if i.isRejected {
		d.Action, d.By, d.At = review.Reject, i.rejectedBy, i.rejectedAt
	}
	if i.isRejected || i.comment != "" {
		decisions = append(decisions, d)
	}
	h := history{historyVersion, p, decisions}
	h.toUTC()
	return review.NewRecord(h.Proposal, h.Decisions), h.check()
}

// shareOf reads a number between 0 and 1; empty is unknown. The error is Invalid.
func shareOf(cell string) (*float64, error) {
	if cell == "" {
		return nil, nil
	}
	f, err := strconv.ParseFloat(cell, 64)
	if f += 0; err != nil || !isShare(&f) {
		return nil, spec.Errorf(spec.Invalid, "must be a number between 0 and 1, not %s", excerpt(cell))
	}
	return &f, nil
}

// momentOf reads a day or a time; empty is the zero time. The error is Invalid.
func momentOf(cell string) (time.Time, error) {
	if cell == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339} {
		if at, err := time.Parse(layout, cell); err == nil {
			return at.UTC(), nil
		}
	}
	return time.Time{}, spec.Errorf(spec.Invalid, "must be a day like 2026-03-01, or a time like 2026-03-01T10:00:00Z, not %s", excerpt(cell))
}

// relationOf reads a relation by its name. The error is Invalid.
func relationOf(name string) (spec.Relation, error) {
	if r := spec.Relation(name); slices.Contains(relations, r) {
		return r, nil
	}
	return "", spec.Errorf(spec.Invalid, "no relation is called %s", excerpt(name))
}

// in names the column that an error is about, and at the line, unless the error
// names one itself.
func in(column string, err error) error {
	var e *spec.Error
	if errors.As(err, &e) && e.Field == "" {
		return e.In(column)
	}
	return err
}

func at(line int, err error) error {
	var e *spec.Error
	if errors.As(err, &e) && e.Line == 0 {
		return e.At(line)
	}
	return err
}
