package app

import (
	"cmp"
	"context"
	"slices"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Text is an entry of an ad-hoc corpus, or a query to it.
type Text struct {
	ID   string `json:"id"`
	Text string `json:"text"`
}

// RetrieveHit is one entry that a retrieval found.
type RetrieveHit struct {
	ID    string  `json:"id"`
	Score float64 `json:"score"`
}

// TextKind says how ad-hoc texts are read.
type TextKind string

const (
	AsStatement TextKind = "statement" // may begin with a verb or a frame
	AsTitle     TextKind = "title"     // a noun phrase
)

// Retriever ranks the entries of an ad-hoc corpus. It is safe for concurrent
// use.
type Retriever struct {
	matcher *Matcher
	as      TextKind
	entries []Text
	read    []entry
}

// An entry is a text as retrieval compares it: its words, and its place as a
// statement by the encoder, or as a title by the model of titles.
type entry struct {
	text  *match.Text
	place vector.Row
	title []float32
}

// What words in common add to the likeness in meaning, which counts 1: they
// decide between what the model takes for equally near, and find names that it
// does not know. Both were chosen on the half of the held-out activities and
// titles that stopped the training of the model; docs/quality.md has the table.
const (
	statementWords = 0.1
	titleWords     = 0.03
)

// NewRetriever prepares a corpus.
func (m *Matcher) NewRetriever(ctx context.Context, entries []Text, as TextKind) (*Retriever, error) {
	r := &Retriever{matcher: m, as: as, entries: entries}
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Text
	}
	var err error
	r.read, err = r.prepare(ctx, texts)
	return r, err
}

func (r *Retriever) prepare(ctx context.Context, texts []string) ([]entry, error) {
	out := make([]entry, len(texts))
	if r.as == AsTitle {
		for i, text := range texts {
			// The kind whose words are all read as nouns.
			words := semantic.Read(text, spec.Knowledge).Words
			out[i] = entry{text: r.matcher.corpus.Prepare(text, spec.Knowledge, vector.Row{}), title: r.matcher.titles.Title(words)}
		}
		return out, nil
	}
	rows, err := r.matcher.places(ctx, texts)
	if err != nil {
		return nil, err
	}
	for i, text := range texts {
		out[i] = entry{text: r.matcher.corpus.Prepare(text, "", vector.Row{}), place: rows[text]}
	}
	return out, nil
}

// Retrieve returns the limit entries most like a text, best first, out of all
// that have any likeness with it.
func (r *Retriever) Retrieve(ctx context.Context, text string, limit int) ([]RetrieveHit, error) {
	query, err := r.prepare(ctx, []string{text})
	if err != nil {
		return nil, err
	}
	hits := []RetrieveHit{}
	for i, e := range r.read {
		if score := r.score(query[0], e); score > 0 {
			hits = append(hits, RetrieveHit{ID: r.entries[i].ID, Score: score})
		}
	}
	slices.SortStableFunc(hits, func(a, b RetrieveHit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(limit, len(hits))], nil
}

func (r *Retriever) score(a, b entry) float64 {
	words := match.SharedWords(a.text, b.text)
	if r.as == AsTitle {
		return (max(0, float64(semantic.Dot(a.title, b.title))) + titleWords*words) / (1 + titleWords)
	}
	return (max(0, float64(vector.Dot(a.place, b.place))) + statementWords*words) / (1 + statementWords)
}
