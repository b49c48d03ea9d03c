package catalog

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/spec"
)

// A Record is one document, ready to be stored: what it says, and the text
// that says it.
type Record struct {
	// Key names the document across its revisions.
	Key string
	// Reader is the version of the reader that made the statements.
	Reader     int
	Source     spec.Source // without id, revision and links; Put fills them
	Text       string
	Class      spec.Class
	Statements []spec.Statement // ids set, in document order
	// Activities are the ids of the work activities that statements are linked
	// to, by index of the statement.
	Activities map[int][]string
	// Before are the corrections of this text and class that were in force when
	// it was read, Corrections those that the statements were made with and
	// that are kept from now on.
	Before, Corrections []spec.KeptCorrection

	release int64 // ordinal of the release that it comes with; 0 for documents
}

// An Outcome says what Put did.
type Outcome string

const (
	Added     Outcome = "added"     // first revision of the document
	Revised   Outcome = "revised"   // a new revision that supersedes the old one
	Reread    Outcome = "reread"    // same text, read by a newer reader, described anew or corrected
	Unchanged Outcome = "unchanged" // nothing to do
)

// Plan says what Put would do with a document, and which source of it is in
// force; none when it is empty.
func (c *Catalog) Plan(ctx context.Context, r Record) (outcome Outcome, sourceID string, err error) {
	current, err := currentSource(ctx, c.query, r.Key)
	if err != nil {
		return "", "", fmt.Errorf("look up document: %w", err)
	}
	if current != nil {
		sourceID = current.ID
	}
	return plan(current, r), sourceID, nil
}

func currentSource(ctx context.Context, q *db.Queries, key string) (*db.CurrentSourceRow, error) {
	row, err := q.CurrentSource(ctx, key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &row, err
}

// plan compares a document with the current revision of the same document,
// nil when there is none.
func plan(current *db.CurrentSourceRow, r Record) Outcome {
	s := r.Source
	switch {
	case current == nil:
		return Added
	case current.Sha256 != s.SHA256:
		return Revised
	case !sameCorrections(r.Before, r.Corrections):
		return Reread
	case int(current.Reader) >= r.Reader && current.Publisher == s.Publisher && current.Title == s.Title &&
		current.Licence == s.Licence && current.Attribution == s.Attribution:
		return Unchanged
	}
	return Reread
}

// Withdraw takes the current documents of a class out of force. They stay
// readable as revisions; a text of the class that is stored later brings it
// back. It is NotFound when the class has none.
func (c *Catalog) Withdraw(ctx context.Context, classID string) error {
	return c.write(ctx, "withdraw "+classID, func(w writer) (bool, error) {
		n, err := w.q.WithdrawClass(ctx, classID)
		if err == nil && n == 0 {
			err = spec.Errorf(spec.NotFound, "there is no class %q", classID)
		}
		return true, err
	})
}

// write runs f in one transaction. When f says that it changed something, the
// catalog gets its next revision; otherwise nothing is written.
func (c *Catalog) write(ctx context.Context, what string, f func(w writer) (changed bool, err error)) error {
	return c.transact(ctx, what, func(w writer) (bool, error) {
		changed, err := f(w)
		if err == nil && changed {
			err = errors.Join(w.q.BumpRevision(ctx), w.audit(what, fmt.Sprintf("%d documents", len(w.touched)), w.touched))
		}
		return changed, err
	})
}

// transact runs f in one transaction, which is kept when f says so. It makes
// no revision: documents are written through write.
func (c *Catalog) transact(ctx context.Context, what string, f func(w writer) (keep bool, err error)) error {
	tx, err := c.writes.BeginTx(ctx, nil)
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	defer tx.Rollback()
	keep, err := f(writer{ctx: ctx, q: db.New(tx), touched: map[string]Outcome{}})
	if err == nil && keep {
		err = tx.Commit()
	}
	if err != nil {
		return fmt.Errorf("%s: %w", what, err)
	}
	return nil
}

// Put stores a document in one transaction and returns the id of its source.
// The same text again changes nothing. A changed text becomes a new revision;
// the old one keeps its text and statements and is no longer current.
func (c *Catalog) Put(ctx context.Context, r Record) (outcome Outcome, id string, err error) {
	err = c.write(ctx, "store document", func(w writer) (bool, error) {
		var err error
		outcome, id, err = w.put(r)
		return outcome != Unchanged, err
	})
	return outcome, id, err
}

// A Stored says what PutAll did with one document.
type Stored struct {
	Outcome  Outcome
	SourceID string
}

// PutAll stores the documents that one text is read as, one for each class of
// a series, in one transaction. Classes that the text before was of as well,
// and this one is not, are withdrawn.
func (c *Catalog) PutAll(ctx context.Context, records []Record) ([]Stored, error) {
	var stored []Stored
	err := c.write(ctx, "store documents", func(w writer) (bool, error) {
		stored = nil
		changed, replaced := false, map[string]Record{} // checksum of a text that is no longer in force
		for _, r := range records {
			current, err := currentSource(w.ctx, w.q, r.Key)
			if err != nil {
				return false, err
			}
			if current != nil && current.Sha256 != r.Source.SHA256 {
				replaced[current.Sha256] = r
			}
			outcome, id, err := w.put(r)
			if err != nil {
				return false, err
			}
			changed = changed || outcome != Unchanged
			stored = append(stored, Stored{outcome, id})
		}
		for sum, r := range replaced {
			if len(records) == 1 {
				break // a document of one class leaves no other behind
			}
			err := w.q.WithdrawText(w.ctx, db.WithdrawTextParams{Sha256: sum, Family: r.Source.Family, Issuer: r.Class.Issuer})
			if err != nil {
				return false, err
			}
		}
		return changed, nil
	})
	return stored, err
}

// writer runs the queries of one write transaction.
type writer struct {
	ctx     context.Context
	q       *db.Queries
	touched map[string]Outcome // what became of sources, for the audit log
}

func (w writer) put(r Record) (outcome Outcome, id string, err error) {
	defer func() {
		if err == nil && outcome != Unchanged {
			w.touched[id] = outcome
		}
	}()
	current, err := currentSource(w.ctx, w.q, r.Key)
	if err != nil {
		return "", "", err
	}
	if err := w.correct(r); err != nil {
		return "", "", err
	}
	switch outcome := plan(current, r); outcome {
	case Added:
		last, err := w.q.LastRevision(w.ctx, r.Key) // of a document that was withdrawn
		if err != nil {
			return "", "", err
		}
		next := int(last) + 1
		id := sourceID(r.Key, next, r.Source.SHA256)
		return outcome, id, w.insertRevision(r, id, next, "")
	case Reread:
		return outcome, current.ID, w.reread(r, current.ID)
	case Unchanged:
		return outcome, current.ID, nil
	}
	next := int(current.Revision) + 1
	id = sourceID(r.Key, next, r.Source.SHA256)
	// The old revision steps down first: only one may be current.
	if err := w.q.SupersedeSource(w.ctx, db.SupersedeSourceParams{SupersededBy: id, ID: current.ID}); err != nil {
		return "", "", err
	}
	return Revised, id, w.insertRevision(r, id, next, current.ID)
}

func sourceID(key string, revision int, sha string) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%s\x00%d\x00%s", key, revision, sha))
	return "src-" + hex.EncodeToString(h[:8])
}

func (w writer) insertRevision(r Record, id string, revision int, supersedes string) error {
	s := r.Source
	err := w.q.InsertSource(w.ctx, db.InsertSourceParams{
		ID: id, DocumentKey: r.Key, Revision: int64(revision), Supersedes: supersedes,
		Family: s.Family, Reader: int64(r.Reader), Publisher: s.Publisher, Title: s.Title,
		Licence: s.Licence, Attribution: s.Attribution, Sha256: s.SHA256, Bytes: int64(s.Bytes),
		Text: r.Text, EffectiveDate: s.EffectiveDate, IngestedAt: s.IngestedAt.UTC().Format(time.RFC3339), Release: r.release,
		Format: cmp.Or(s.Format, spec.FormatText),
	})
	if err != nil {
		return err
	}
	return w.insertContent(r, id)
}

// reread replaces what was made of the same text before, and what was stated
// of its origin.
func (w writer) reread(r Record, id string) error {
	return errors.Join(
		w.q.DeleteStatements(w.ctx, id),
		w.q.DeleteLevels(w.ctx, id),
		w.q.DeleteFacts(w.ctx, id),
		w.q.DeleteWarnings(w.ctx, id),
		w.q.RereadSource(w.ctx, db.RereadSourceParams{
			Family: r.Source.Family, Reader: int64(r.Reader), Publisher: r.Source.Publisher, Title: r.Source.Title,
			Licence: r.Source.Licence, Attribution: r.Source.Attribution, EffectiveDate: r.Source.EffectiveDate, ID: id,
		}),
		w.insertContent(r, id),
	)
}

func (w writer) insertContent(r Record, id string) error {
	c := r.Class
	if err := w.q.InsertClass(w.ctx, db.InsertClassParams{ID: c.ID, Code: c.Code, Issuer: c.Issuer}); err != nil {
		return err
	}
	err := w.q.LinkClass(w.ctx, db.LinkClassParams{
		ClassID: c.ID, SourceID: id, Title: c.Title, Series: c.Series, Progressive: asInt(c.Progressive), Position: int64(c.Position),
	})
	if err != nil {
		return err
	}
	for _, l := range c.Levels {
		if err := w.q.InsertLevel(w.ctx, levelParams(id, c.ID, l)); err != nil {
			return err
		}
	}
	for i, st := range r.Statements {
		if err := w.insertStatement(id, i, st); err != nil {
			return err
		}
		for _, activity := range r.Activities[i] {
			err := w.q.InsertStatementActivity(w.ctx, db.InsertStatementActivityParams{SourceID: id, Position: int64(i), ActivityID: activity})
			if err != nil {
				return err
			}
		}
	}
	for i, f := range r.Source.Facts {
		err := w.q.InsertFact(w.ctx, db.InsertFactParams{
			SourceID: id, Ordinal: int64(i), Name: f.Name, Value: f.Value,
			SpanStart: int64(f.Span.Start), SpanEnd: int64(f.Span.End),
		})
		if err != nil {
			return err
		}
	}
	for i, warning := range r.Source.Warnings {
		err := w.q.InsertWarning(w.ctx, db.InsertWarningParams{
			SourceID: id, Ordinal: int64(i), Line: int64(warning.Line), Message: warning.Message,
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w writer) insertStatement(sourceID string, position int, st spec.Statement) error {
	var level sql.NullInt64
	if st.Level != nil {
		level = sql.NullInt64{Int64: int64(st.Level.Ordinal), Valid: true}
	}
	err := w.q.InsertStatement(w.ctx, db.InsertStatementParams{
		SourceID: sourceID, Position: int64(position), ID: st.ID, ClassID: st.ClassID, Kind: string(st.Kind),
		Competency: st.Competency, Framework: st.Framework, Section: st.Section, Level: level,
		Text: st.Text, Stem: st.Stem, SpanStart: int64(st.Span.Start), SpanEnd: int64(st.Span.End),
		Boilerplate: asInt(st.Boilerplate), Ref: st.Ref, Unsure: asInt(st.Unsure), Page: int64(st.Page),
	})
	if err != nil {
		return fmt.Errorf("statement %q: %w", st.Text, err)
	}
	for i, c := range st.Citations {
		err := w.q.InsertCitation(w.ctx, db.InsertCitationParams{
			SourceID: sourceID, Position: int64(position), Ordinal: int64(i), Label: c.Label, Title: c.Title,
			SpanStart: int64(c.Span.Start), SpanEnd: int64(c.Span.End),
		})
		if err != nil {
			return err
		}
	}
	return w.insertCorrected(sourceID, position, st)
}

func levelParams(sourceID, classID string, l spec.Level) db.InsertLevelParams {
	p := db.InsertLevelParams{
		SourceID: sourceID, ClassID: classID, Ordinal: int64(l.Ordinal), Label: l.Label, Basis: string(l.Basis),
	}
	if l.Tenure != nil {
		p.HasTenure = 1
		p.MinYears, p.MaxYears = nullFloat(l.Tenure.MinYears), nullFloat(l.Tenure.MaxYears)
	}
	return p
}

func nullFloat(f *float64) sql.NullFloat64 {
	if f == nil {
		return sql.NullFloat64{}
	}
	return sql.NullFloat64{Float64: *f, Valid: true}
}

func asInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
