package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"crosswalk/internal/catalog/db"
	"crosswalk/internal/spec"
)

// WordsOf returns the kinds and texts that a revision of a document has.
func (c *Catalog) WordsOf(ctx context.Context, sourceID string) ([]spec.Statement, error) {
	rows, err := c.query.StatementsOfSource(ctx, sourceID)
	if err != nil {
		return nil, fmt.Errorf("read statements: %w", err)
	}
	out := make([]spec.Statement, len(rows))
	for i, r := range rows {
		out[i] = spec.Statement{ID: r.ID, Kind: spec.Kind(r.Kind), Text: r.Text, Ref: r.Ref, SourceID: sourceID}
	}
	return out, nil
}

// TitleIn returns the title that a revision of a document gives a class.
func (c *Catalog) TitleIn(ctx context.Context, sourceID, classID string) (string, error) {
	title, err := c.query.TitleInSource(ctx, db.TitleInSourceParams{SourceID: sourceID, ClassID: classID})
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return title, err
}

// CurrentSources returns the ids of the documents in force of a class, in order.
func (c *Catalog) CurrentSources(ctx context.Context, classID string) ([]string, error) {
	rows, err := c.query.CurrentSourcesOfClass(ctx, classID)
	if err != nil {
		return nil, fmt.Errorf("read sources: %w", err)
	}
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.SourceID
	}
	return out, nil
}
