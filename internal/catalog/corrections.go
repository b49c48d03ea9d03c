package catalog

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/spec"
)

// auditCorrect is what the audit log calls corrections.
const auditCorrect = "correct statements"

// Corrections returns what people say of passages of a text, by its checksum,
// as a document of a class; in the order of the text.
func (c *Catalog) Corrections(ctx context.Context, sha256, classID string) ([]spec.KeptCorrection, error) {
	kept, err := corrections(ctx, c.query, sha256, classID)
	if err != nil {
		return nil, fmt.Errorf("read corrections: %w", err)
	}
	return kept, nil
}

func corrections(ctx context.Context, q *db.Queries, sha256, classID string) ([]spec.KeptCorrection, error) {
	rows, err := q.CorrectionsOf(ctx, db.CorrectionsOfParams{Sha256: sha256, ClassID: classID})
	if err != nil {
		return nil, err
	}
	var out []spec.KeptCorrection
	for _, r := range rows {
		k := spec.KeptCorrection{
			Correction: spec.Correction{Span: spec.Span{Start: int(r.SpanStart), End: int(r.SpanEnd)}, Kind: spec.Kind(r.Kind), Omit: r.Omit != 0},
			ActorID:    r.Actor, By: r.Name,
		}
		if r.Level.Valid {
			k.Level = &r.Level.String
		}
		if k.At, err = time.Parse(time.RFC3339Nano, r.At); err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// sameCorrections reports whether two lists say the same, whoever says it.
func sameCorrections(a, b []spec.KeptCorrection) bool {
	return slices.EqualFunc(a, b, func(x, y spec.KeptCorrection) bool { return x.Same(y.Correction) })
}

// correct keeps the corrections that a record was made with. It is a Conflict
// when those in force are no longer the ones that it was read with: another
// person's must not be lost.
func (w writer) correct(r Record) error {
	text, class := r.Source.SHA256, r.Class.ID
	kept, err := corrections(w.ctx, w.q, text, class)
	if err != nil {
		return err
	}
	if !sameCorrections(kept, r.Before) {
		return spec.Errorf(spec.Conflict, "somebody else has corrected this text meanwhile; read it again")
	}
	if sameCorrections(kept, r.Corrections) {
		return nil
	}
	if err := w.q.DeleteCorrections(w.ctx, db.DeleteCorrectionsParams{Sha256: text, ClassID: class}); err != nil {
		return err
	}
	for _, k := range r.Corrections {
		level := sql.NullString{}
		if k.Level != nil {
			level = sql.NullString{String: *k.Level, Valid: true}
		}
		err := w.q.InsertCorrection(w.ctx, db.InsertCorrectionParams{
			Sha256: text, ClassID: class, SpanStart: int64(k.Span.Start), SpanEnd: int64(k.Span.End),
			Kind: string(k.Kind), Level: level, Omit: asInt(k.Omit), Actor: k.ActorID, Name: k.By, At: timestamp(k.At),
		})
		if err != nil {
			return err
		}
	}
	return w.audit(auditCorrect, class, struct {
		SHA256 string                `json:"sha256"`
		Before []spec.KeptCorrection `json:"before"`
		Now    []spec.KeptCorrection `json:"now"`
	}{text, kept, r.Corrections})
}

// insertCorrected notes what a statement had been read as.
func (w writer) insertCorrected(sourceID string, position int, st spec.Statement) error {
	c := st.Corrected
	if c == nil {
		return nil
	}
	return w.q.InsertCorrectedStatement(w.ctx, db.InsertCorrectedStatementParams{
		SourceID: sourceID, Position: int64(position), Name: c.By, At: timestamp(c.At),
		ReadKind: string(c.ReadKind), ReadLevel: c.ReadLevel,
	})
}

// corrected finds what stored statements had been read as, by their place.
func corrected(rows []db.CorrectedStatement) (map[place]*spec.Corrected, error) {
	out := make(map[place]*spec.Corrected, len(rows))
	for _, r := range rows {
		at, err := time.Parse(time.RFC3339Nano, r.At)
		if err != nil {
			return nil, err
		}
		out[place{source: r.SourceID, n: r.Position}] = &spec.Corrected{By: r.Name, At: at, ReadKind: spec.Kind(r.ReadKind), ReadLevel: r.ReadLevel}
	}
	return out, nil
}

// CorrectedSources lists the documents in force whose text somebody corrected.
func (c *Catalog) CorrectedSources(ctx context.Context) ([]string, error) {
	ids, err := c.query.CorrectedSources(ctx)
	if err != nil {
		return nil, fmt.Errorf("list corrected documents: %w", err)
	}
	return ids, nil
}
