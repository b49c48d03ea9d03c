package app

import (
	"context"
	"encoding/json"
	"io"

	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

// A TaughtDocument is a document whose reading somebody corrected: its text and the
// role of each part of it, from which the reader of roles can be fitted again.
type TaughtDocument struct {
	Document string `json:"document"`
	Employer string `json:"employer"`
	Text     string `json:"text"`
	Roles    string `json:"roles"` // "0-12 title 13-80 duty ...": byte ranges and roles
}

// ExportCorrected writes the documents in force that somebody corrected, one a line,
// and returns how many there are.
func (a *App) ExportCorrected(ctx context.Context, w io.Writer) (int, error) {
	ids, err := a.catalog.CorrectedSources(ctx)
	if err != nil {
		return 0, err
	}
	enc := json.NewEncoder(w)
	for _, id := range ids {
		doc, err := a.taught(ctx, id)
		if err != nil {
			return 0, err
		}
		if err := enc.Encode(doc); err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func (a *App) taught(ctx context.Context, id string) (*TaughtDocument, error) {
	source, err := a.catalog.Source(ctx, id)
	if err != nil {
		return nil, err
	}
	text, err := a.catalog.SourceText(ctx, id)
	if err != nil {
		return nil, err
	}
	statements, err := a.catalog.SourceStatements(ctx, id)
	if err != nil {
		return nil, err
	}
	var omitted []spec.Span
	for _, class := range source.ClassIDs {
		kept, err := a.catalog.Corrections(ctx, source.SHA256, class)
		if err != nil {
			return nil, err
		}
		for _, k := range kept {
			if k.Omit {
				omitted = append(omitted, k.Span)
			}
		}
	}
	return &TaughtDocument{Document: id, Employer: source.Publisher, Text: text, Roles: ingest.CorrectedRoles(text, statements, omitted)}, nil
}
