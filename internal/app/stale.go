package app

import (
	"context"
	"fmt"

	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// markStale opens again, and closes when the words are back, the decisions whose own text is no longer what was
// decided on: not those whose release only is another, and not those that only
// a newer reader reads otherwise.
func (a *App) markStale(ctx context.Context, v *view) error {
	marked, err := a.catalog.MarkStale(review.WithActor(ctx, review.Itself()), v.sources, func(r review.Record) (*review.Decision, error) {
		changes, now, err := a.changes(ctx, &r)
		stale := r.Outcome.State == review.IsStale
		if err != nil || stale != (len(changes) == 0) {
			return nil, err
		}
		if stale {
			return &review.Decision{Action: review.Confirm, By: review.Itself(), At: a.cfg.Now().UTC(), Comment: "the text is again what was decided on", Seen: now}, nil
		}
		words := "1 passage reads otherwise"
		if len(changes) > 1 {
			words = fmt.Sprintf("%d passages read otherwise", len(changes))
		}
		return &review.Decision{Action: review.Stale, By: review.Itself(), At: a.cfg.Now().UTC(), Comment: words, Seen: now}, nil
	})
	if err == nil && marked > 0 {
		a.cfg.Log.Info("mappings are stale: their text has changed", "mappings", marked)
	}
	return err
}

// changes lists what reads otherwise than when a mapping was decided on, and
// what is there now.
func (a *App) changes(ctx context.Context, r *review.Record) ([]Rewording, review.Seen, error) {
	var now review.Seen
	subject, text, err := a.sideChanges(ctx, "subject", &r.Proposal.Subject, r.Outcome.Seen.Subject)
	if err != nil {
		return nil, now, err
	}
	now.Subject = text
	object, text, err := a.sideChanges(ctx, "object", &r.Outcome.Object, r.Outcome.Seen.Object)
	now.Object = text
	return append(subject, object...), now, err
}

func (a *App) sideChanges(ctx context.Context, name string, side *review.Side, seen review.Text) ([]Rewording, review.Text, error) {
	if side.ID == review.NoTerm {
		return nil, seen, nil
	}
	now, err := a.textOf(ctx, side)
	if err != nil || now.Same(seen) {
		return nil, now, err
	}
	oldTitle, before, err := a.rereadSources(ctx, side.ClassID, seen.SourceIDs)
	if spec.CodeOf(err) == spec.NotFound { // it was decided on elsewhere, on words that are not here
		return []Rewording{{Side: name, Kind: "whole text", New: side.Label}}, now, nil
	}
	if err != nil {
		return nil, now, err
	}
	newTitle, after, err := a.readSources(ctx, side.ClassID, now.SourceIDs)
	if err != nil {
		return nil, now, err
	}
	if side.ID == side.ClassID {
		return rewordings(name, oldTitle, newTitle, before, after), now, nil
	}
	return statementChange(name, side, after), now, nil
}

// statementChange looks for a statement among those that are there now: it has
// not changed when its words are there, whatever its number.
func statementChange(name string, side *review.Side, now []spec.Statement) []Rewording {
	old := spec.Statement{Text: side.Label}
	best, most := "", sameEnough
	for i := range now {
		if now[i].ID == side.ID || now[i].Text == side.Label {
			return nil
		}
		if likeness := alikeness(&old, &now[i]); likeness > most {
			best, most = now[i].Text, likeness
		}
	}
	return []Rewording{{Side: name, Kind: "statement", Old: side.Label, New: best}}
}

// textOf is what the documents in force say of a side: all of a class, or a
// statement's own words.
func (a *App) textOf(ctx context.Context, side *review.Side) (review.Text, error) {
	if side.ID == review.NoTerm || side.ClassID == "" {
		return review.Text{SourceIDs: []string{}}, nil
	}
	if side.ID == side.ClassID {
		return a.seenText(ctx, side.ClassID)
	}
	sources, err := a.catalog.CurrentSources(ctx, side.ClassID)
	if err != nil {
		return review.Text{}, err
	}
	text := review.Text{SourceIDs: sources}
	if text.SourceIDs == nil {
		text.SourceIDs = []string{}
	}
	_, statements, err := a.readSources(ctx, side.ClassID, sources)
	if err != nil {
		return text, err
	}
	for i := range statements {
		if statements[i].ID == side.ID || statements[i].Text == side.Label {
			text.Hash = review.HashOf(statements[i].Text)
			break
		}
	}
	return text, nil
}
