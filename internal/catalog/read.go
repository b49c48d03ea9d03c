package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/spec"
)

// A Snapshot is all that is current in a catalog at one revision.
type Snapshot struct {
	Revision   Revision
	Classes    []spec.Class     // by id
	Statements []spec.Statement // by class, source and position
	// Facts are those asked for, by class id and name, in document order.
	Facts map[string]map[string][]string
	// Activities are the titles of the detailed work activities that a task is
	// linked to, by its statement's id.
	Activities map[string][]string
	// Release is the version of the release in force, empty when there is none;
	// Released are the sources that its documents are.
	Release  string
	Released map[string]bool
}

// Facts names facts of the documents of one family.
type Facts struct {
	Family string
	Names  []string
}

// Snapshot reads the current classes and statements, and the facts asked for,
// in one transaction, so that they belong together.
func (c *Catalog) Snapshot(ctx context.Context, wanted Facts) (Snapshot, error) {
	tx, err := c.reads.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return Snapshot{}, fmt.Errorf("read catalog: %w", err)
	}
	defer tx.Rollback()
	s, err := snapshot(ctx, c.query.WithTx(tx), wanted)
	if err != nil {
		return Snapshot{}, fmt.Errorf("read catalog: %w", err)
	}
	return s, nil
}

func snapshot(ctx context.Context, q *db.Queries, wanted Facts) (Snapshot, error) {
	var s Snapshot
	var err error
	if s.Revision, err = revision(ctx, q); err != nil {
		return s, err
	}
	levels, err := q.CurrentLevels(ctx)
	if err != nil {
		return s, err
	}
	citations, err := q.CurrentCitations(ctx)
	if err != nil {
		return s, err
	}
	rows, err := q.CurrentStatements(ctx)
	if err != nil {
		return s, err
	}
	correctedRows, err := q.CurrentCorrected(ctx)
	if err != nil {
		return s, err
	}
	if s.Statements, err = statements(rows, levels, citations, correctedRows); err != nil {
		return s, err
	}
	s.Classes, err = classes(ctx, q, levels)
	if err != nil {
		return s, err
	}
	if s.Facts, err = facts(ctx, q, wanted); err != nil {
		return s, err
	}
	if err := s.readRelease(ctx, q, wanted.Family); err != nil {
		return s, err
	}
	count := make(map[string]int, len(s.Classes))
	for _, st := range s.Statements {
		count[st.ClassID]++
	}
	for i := range s.Classes {
		s.Classes[i].Statements = count[s.Classes[i].ID]
	}
	return s, nil
}

// readRelease reads the release in force, whose documents are of a family.
func (s *Snapshot) readRelease(ctx context.Context, q *db.Queries, family string) error {
	sources, err := q.CurrentOfFamily(ctx, family)
	if err != nil || len(sources) == 0 {
		return err
	}
	s.Released = make(map[string]bool, len(sources))
	for _, source := range sources {
		s.Released[source.ID] = true
	}
	latest, err := q.LatestRelease(ctx)
	if err != nil {
		return err
	}
	s.Release = latest.Version
	links, err := q.CurrentTaskActivities(ctx)
	if err != nil {
		return err
	}
	s.Activities = make(map[string][]string)
	one := newCopies()
	for _, l := range links {
		s.Activities[l.StatementID] = append(s.Activities[l.StatementID], one.of(l.Title))
	}
	return nil
}

func facts(ctx context.Context, q *db.Queries, wanted Facts) (map[string]map[string][]string, error) {
	rows, err := q.CurrentFacts(ctx, db.CurrentFactsParams{Family: wanted.Family, Names: wanted.Names})
	if err != nil {
		return nil, err
	}
	out := map[string]map[string][]string{}
	one := newCopies()
	for _, r := range rows {
		if out[r.ClassID] == nil {
			out[r.ClassID] = map[string][]string{}
		}
		out[r.ClassID][r.Name] = append(out[r.ClassID][r.Name], one.of(r.Value))
	}
	return out, nil
}

// classes reads the current classes. Title, series and levels are those of
// the first stored of their current documents, levels of the first that states
// any.
func classes(ctx context.Context, q *db.Queries, levels []db.Level) ([]spec.Class, error) {
	rows, err := q.CurrentClassSources(ctx)
	if err != nil {
		return nil, err
	}
	var out []spec.Class
	at := make(map[string]int, len(rows))
	scale := make(map[string]string) // class id -> source its levels come from
	for _, l := range levels {
		if scale[l.ClassID] == "" {
			scale[l.ClassID] = l.SourceID
		}
	}
	for _, r := range rows {
		i, ok := at[r.ID]
		if !ok {
			i = len(out)
			at[r.ID] = i
			out = append(out, spec.Class{
				ID: r.ID, Code: r.Code, Title: r.Title, Issuer: r.Issuer, Series: r.Series, Position: int(r.Position),
				Levels: []spec.Level{}, LevelBasis: spec.Absent, SourceIDs: []string{},
			})
		}
		c := &out[i]
		c.SourceIDs = append(c.SourceIDs, r.SourceID)
		if scale[r.ID] == r.SourceID {
			c.Progressive = r.Progressive != 0
		}
	}
	for _, l := range levels {
		if scale[l.ClassID] == l.SourceID {
			c := &out[at[l.ClassID]]
			c.Levels = append(c.Levels, levelOf(l))
			c.LevelBasis = c.Levels[0].Basis
		}
	}
	return out, nil
}

func levelOf(l db.Level) spec.Level {
	level := spec.Level{Ordinal: int(l.Ordinal), Label: l.Label, Basis: spec.Basis(l.Basis)}
	if l.HasTenure != 0 {
		level.Tenure = &spec.Tenure{MinYears: floatPtr(l.MinYears), MaxYears: floatPtr(l.MaxYears)}
	}
	return level
}

func floatPtr(f sql.NullFloat64) *float64 {
	if !f.Valid {
		return nil
	}
	return &f.Float64
}

// place names a row that belongs to a statement or a level of a source.
type place struct {
	source string
	class  string
	n      int64
}

func statements(rows []db.Statement, levels []db.Level, citations []db.Citation, correctedRows []db.CorrectedStatement) ([]spec.Statement, error) {
	level := make(map[place]*spec.Level, len(levels))
	for _, l := range levels {
		v := levelOf(l)
		level[place{l.SourceID, l.ClassID, l.Ordinal}] = &v
	}
	cited := make(map[place][]spec.Citation)
	for _, c := range citations {
		at := place{source: c.SourceID, n: c.Position}
		cited[at] = append(cited[at], spec.Citation{
			Label: c.Label, Title: c.Title, Span: spec.Span{Start: int(c.SpanStart), End: int(c.SpanEnd)},
		})
	}
	corrections, err := corrected(correctedRows)
	if err != nil {
		return nil, err
	}
	out := make([]spec.Statement, len(rows))
	one := newCopies()
	for i, r := range rows {
		out[i] = spec.Statement{
			ID: one.of(r.ID), ClassID: one.of(r.ClassID), SourceID: one.of(r.SourceID), Kind: spec.Kind(one.of(r.Kind)),
			Competency: one.of(r.Competency), Framework: one.of(r.Framework), Section: one.of(r.Section),
			Text: one.of(r.Text), Stem: one.of(r.Stem), Span: spec.Span{Start: int(r.SpanStart), End: int(r.SpanEnd)},
			Boilerplate: r.Boilerplate != 0, Unsure: r.Unsure != 0, Page: int(r.Page), Ref: r.Ref, Citations: cited[place{source: r.SourceID, n: r.Position}],
			Corrected: corrections[place{source: r.SourceID, n: r.Position}],
		}
		if out[i].Citations == nil {
			out[i].Citations = []spec.Citation{}
		}
		if r.Level.Valid {
			out[i].Level = level[place{r.SourceID, r.ClassID, r.Level.Int64}]
		}
	}
	return out, nil
}

// Source returns one revision of a document, current or superseded. The error
// is NotFound when there is none with this id.
func (c *Catalog) Source(ctx context.Context, id string) (spec.Source, error) {
	r, err := c.query.Source(ctx, id)
	if err != nil {
		return spec.Source{}, notFound(err, "source", id)
	}
	s := spec.Source{
		ID: r.ID, Family: r.Family, Publisher: r.Publisher, Title: r.Title, Licence: r.Licence,
		Attribution: r.Attribution, SHA256: r.Sha256, Bytes: int(r.Bytes), Format: r.Format, EffectiveDate: r.EffectiveDate,
		Revision: int(r.Revision), Supersedes: r.Supersedes, SupersededBy: r.SupersededBy,
		ClassIDs: []string{}, Facts: []spec.Fact{}, Warnings: []spec.Warning{},
	}
	if s.IngestedAt, err = time.Parse(time.RFC3339, r.IngestedAt); err != nil {
		return s, fmt.Errorf("read source %s: %w", id, err)
	}
	if s.ClassIDs, err = c.query.SourceClasses(ctx, id); err != nil {
		return s, fmt.Errorf("read source %s: %w", id, err)
	}
	facts, err := c.query.SourceFacts(ctx, id)
	if err != nil {
		return s, fmt.Errorf("read source %s: %w", id, err)
	}
	for _, f := range facts {
		s.Facts = append(s.Facts, spec.Fact{Name: f.Name, Value: f.Value, Span: spec.Span{Start: int(f.SpanStart), End: int(f.SpanEnd)}})
	}
	warnings, err := c.query.SourceWarnings(ctx, id)
	if err != nil {
		return s, fmt.Errorf("read source %s: %w", id, err)
	}
	for _, w := range warnings {
		s.Warnings = append(s.Warnings, spec.Warning{Line: int(w.Line), Message: w.Message})
	}
	return s, nil
}

// SourceText returns the text that the spans of a source point into.
func (c *Catalog) SourceText(ctx context.Context, id string) (string, error) {
	text, err := c.query.SourceText(ctx, id)
	if err != nil {
		return "", notFound(err, "source", id)
	}
	return text, nil
}

// QualifyingTexts returns the texts of the current sources that state who may
// apply, by source.
func (c *Catalog) QualifyingTexts(ctx context.Context) (map[string]string, error) {
	rows, err := c.query.QualifyingTexts(ctx)
	if err != nil {
		return nil, fmt.Errorf("read texts of qualifications: %w", err)
	}
	out := make(map[string]string, len(rows))
	for _, r := range rows {
		out[r.ID] = r.Text
	}
	return out, nil
}

// SourceStatements returns what one revision of a document states, in
// document order; superseded revisions keep theirs.
func (c *Catalog) SourceStatements(ctx context.Context, id string) ([]spec.Statement, error) {
	if _, err := c.query.Source(ctx, id); err != nil {
		return nil, notFound(err, "source", id)
	}
	rows, err := c.query.SourceStatements(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read statements of %s: %w", id, err)
	}
	levels, err := c.query.SourceLevels(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read statements of %s: %w", id, err)
	}
	citations, err := c.query.SourceCitations(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read statements of %s: %w", id, err)
	}
	correctedRows, err := c.query.SourceCorrected(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("read statements of %s: %w", id, err)
	}
	return statements(rows, levels, citations, correctedRows)
}

// A Document is the current revision of a document, and what is known of its
// origin.
type Document struct {
	SourceID    string
	ClassID     string
	Key         string
	Family      string
	SHA256      string
	Publisher   string
	Title       string
	Licence     string
	Attribution string
}

// Documents returns the current documents of a class, letter case of its id
// aside; none for a class that is not there.
func (c *Catalog) Documents(ctx context.Context, classID string) ([]Document, error) {
	rows, err := c.query.CurrentDocuments(ctx, classID)
	if err != nil {
		return nil, fmt.Errorf("read documents of %s: %w", classID, err)
	}
	out := make([]Document, len(rows))
	for i, r := range rows {
		out[i] = Document{
			SourceID: r.ID, ClassID: r.ClassID, Key: r.DocumentKey, Family: r.Family, SHA256: r.Sha256, Publisher: r.Publisher,
			Title: r.Title, Licence: r.Licence, Attribution: r.Attribution,
		}
	}
	return out, nil
}

// ClassesOfText returns the classes that have a current document with this
// checksum.
func (c *Catalog) ClassesOfText(ctx context.Context, sha256 string) ([]string, error) {
	ids, err := c.query.ClassesOfText(ctx, sha256)
	if err != nil {
		return nil, fmt.Errorf("look up document: %w", err)
	}
	return ids, nil
}

// Settled reports whether a document of a class with this checksum has been
// stored and need not be read again: by this or a newer reader, or superseded
// since.
func (c *Catalog) Settled(ctx context.Context, classID, sha256 string, reader int) (bool, error) {
	n, err := c.query.CountSettled(ctx, db.CountSettledParams{ClassID: classID, Sha256: sha256, Reader: int64(reader)})
	if err != nil {
		return false, fmt.Errorf("look up document: %w", err)
	}
	return n > 0, nil
}
