package app

import (
	"context"
	"fmt"
	"slices"

	"crosswalk/internal/catalog"
	"crosswalk/internal/ingest"
	"crosswalk/internal/spec"
)

// A corrected document is one as people say that it is to be read.
type corrected struct {
	*ingest.Identified
	before, now []spec.KeptCorrection // kept of this text and class; to be kept
}

func (c *corrected) record() catalog.Record {
	r := record(c.Identified)
	r.Before, r.Corrections = c.before, c.now
	return r
}

// asCorrected puts what people said before of the same text on a new reading.
func (a *App) asCorrected(ctx context.Context, docs []*ingest.Identified) ([]corrected, error) {
	out := make([]corrected, len(docs))
	for i, doc := range docs {
		kept, err := a.catalog.Corrections(ctx, doc.Source.SHA256, doc.Class.ID)
		if err != nil {
			return nil, err
		}
		out[i] = corrected{doc, kept, kept}
		doc.Correct(kept)
	}
	return out, nil
}

// recorrected returns what a text of a class states, as people said before.
func (a *App) recorrected(ctx context.Context, doc *ingest.Document, sha256, classID string) ([]spec.Statement, error) {
	kept, err := a.catalog.Corrections(ctx, sha256, classID)
	if err != nil {
		return nil, err
	}
	id := &ingest.Identified{Text: doc.Text, Class: doc.Class, Statements: doc.Statements}
	id.Correct(kept)
	return id.Statements, nil
}

// withCorrections puts what somebody says now in the place of all that was said
// before of the text. What says what was read is not kept; what somebody said
// before in the same words stays theirs.
func (a *App) withCorrections(ctx context.Context, docs []*ingest.Identified, given []spec.Correction) ([]corrected, error) {
	out := make([]corrected, len(docs))
	fits := make([]bool, len(given))
	for i, doc := range docs {
		kept, err := a.catalog.Corrections(ctx, doc.Source.SHA256, doc.Class.ID)
		if err != nil {
			return nil, err
		}
		c := corrected{Identified: doc, before: kept}
		at := make(map[spec.Span]int, len(given))
		for k, g := range given {
			if _, twice := at[g.Span]; twice {
				return nil, spec.Errorf(spec.Invalid, "the passage is there twice").In(fmt.Sprintf("corrections[%d].span", k))
			}
			at[g.Span] = k
		}
		for _, st := range doc.Statements {
			k, ok := at[st.Span]
			if !ok {
				continue
			}
			fits[k] = true
			fitted, differs, err := ingest.Fit(given[k], st, doc.Class.Levels)
			if err != nil {
				return nil, inCorrection(err, k)
			}
			if !differs {
				continue
			}
			by, err := a.author(ctx, kept, fitted)
			if err != nil {
				return nil, err
			}
			c.now = append(c.now, by)
		}
		slices.SortFunc(c.now, func(x, y spec.KeptCorrection) int { return x.Span.Start - y.Span.Start })
		doc.Correct(c.now)
		out[i] = c
	}
	if k := slices.Index(fits, false); k >= 0 {
		return nil, spec.Errorf(spec.Invalid, "no statement was read from byte %d to %d", given[k].Span.Start, given[k].Span.End).In(fmt.Sprintf("corrections[%d].span", k))
	}
	return out, nil
}

// author says who made a correction: whoever said the same before, else who
// acts, who must have a name.
func (a *App) author(ctx context.Context, kept []spec.KeptCorrection, c spec.Correction) (spec.KeptCorrection, error) {
	for _, k := range kept {
		if k.Same(c) {
			return k, nil
		}
	}
	who, err := a.deciding(ctx)
	return spec.KeptCorrection{Correction: c, ActorID: who.ID, By: who.Name, At: a.cfg.Now().UTC()}, err
}

// inCorrection names the field of a list of corrections that an error is of.
func inCorrection(err error, k int) error {
	if e, ok := err.(*spec.Error); ok {
		return e.In(fmt.Sprintf("corrections[%d].%s", k, e.Field))
	}
	return err
}
