package app

import (
	"context"
	"io"
	"strings"

	"crosswalk/internal/catalog"
	"crosswalk/internal/crosswalk"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// VectorsRequest says whose statements: those of a source, of an issuer, or all
// that are in force.
type VectorsRequest struct {
	Source string
	Issuer string
}

// ExportedVectors says what was written.
type ExportedVectors struct {
	Model   string `json:"model"`
	Vectors int    `json:"vectors"` // one for each text, and for each act of a text that lists several
	Missing int    `json:"missing"` // texts that the model has made no vector of yet
}

// ExportVectors writes the vectors that are kept of statements as one file,
// which ImportVectors reads. The same vectors give the same bytes. It makes no
// vector. The error is NotFound when none is kept, and Unavailable when the
// model keeps none.
func (a *App) ExportVectors(ctx context.Context, w io.Writer, r VectorsRequest) (*ExportedVectors, error) {
	kept := a.kept
	texts, err := a.textsOf(ctx, r)
	if err != nil {
		return nil, err
	}
	rows, err := kept.Load(ctx, texts)
	if err != nil {
		return nil, err
	}
	out := &ExportedVectors{Model: a.encoder.Name()}
	var entries []vector.Entry
	for i, row := range rows {
		if row.Missing() {
			out.Missing++
			continue
		}
		entries = append(entries, vector.Entry{Text: vector.HashOf(texts[i]), Row: row})
	}
	if len(entries) == 0 {
		return nil, spec.Errorf(spec.NotFound, "of these %d texts no vector of the model %s is kept; they are made when the index is built", len(texts), a.encoder.Name())
	}
	out.Vectors = len(entries)
	return out, vector.Write(w, a.encoder.Name(), a.encoder.Dimensions(), entries)
}

// textsOf returns the texts of statements and of their clauses, each once. Blank
// ones are left out: their vectors are not kept.
func (a *App) textsOf(ctx context.Context, r VectorsRequest) ([]string, error) {
	statements, err := a.statementsFor(ctx, r)
	if err != nil {
		return nil, err
	}
	var texts []string
	seen := map[string]bool{}
	for i := range statements {
		if r.Issuer != "" && spec.IssuerOf(statements[i].ClassID) != r.Issuer {
			continue
		}
		for _, text := range crosswalk.Texts(&statements[i]) {
			if !seen[text] && strings.TrimSpace(text) != "" {
				seen[text] = true
				texts = append(texts, text)
			}
		}
	}
	return texts, nil
}

func (a *App) statementsFor(ctx context.Context, r VectorsRequest) ([]spec.Statement, error) {
	if r.Source != "" {
		return a.catalog.SourceStatements(ctx, r.Source)
	}
	s, err := a.catalog.Snapshot(ctx, catalog.Facts{})
	if err != nil {
		return nil, err
	}
	if r.Issuer == "" {
		return s.Statements, nil
	}
	issuers := map[string]bool{}
	for _, c := range s.Classes {
		issuers[c.Issuer] = true
	}
	if !issuers[r.Issuer] {
		return nil, notOneOf("issuer", r.Issuer, sorted(issuers))
	}
	return s.Statements, nil
}

// ImportedVectors says what became of the vectors in a file.
type ImportedVectors struct {
	Model   string `json:"model"`
	Vectors int    `json:"vectors"`
	Added   int    `json:"added"` // the others were there already
}

// ImportVectors keeps the vectors of a file that ExportVectors wrote, all or
// none. Those that are there already stay. The error is Invalid when the file
// is cut or damaged, and Conflict when its vectors are of another model.
func (a *App) ImportVectors(ctx context.Context, r io.Reader) (*ImportedVectors, error) {
	h, entries, err := vector.Read(r)
	if err != nil {
		return nil, err
	}
	if model, dims := a.encoder.Name(), a.encoder.Dimensions(); h.Model != model || h.Dimensions != dims {
		return nil, spec.Errorf(spec.Conflict, "its vectors are of the model %q with %d dimensions; the model in use is %q with %d", h.Model, h.Dimensions, model, dims)
	}
	out := &ImportedVectors{Model: h.Model, Vectors: h.Count}
	out.Added, err = a.catalog.AddVectors(ctx, h.Model, entries)
	if err != nil {
		return nil, err
	}
	return out, nil
}
