package app

import (
	"cmp"
	"slices"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
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

// An entry is a text as retrieval compares it: its words, and its place in the
// model as a statement or as a title.
type entry struct {
	text  *match.Text
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
func (m *Matcher) NewRetriever(entries []Text, as TextKind) *Retriever {
	r := &Retriever{matcher: m, as: as, entries: entries, read: make([]entry, len(entries))}
	for i, e := range entries {
		r.read[i] = r.entry(e.Text)
	}
	return r
}

func (r *Retriever) entry(text string) entry {
	if r.as != AsTitle {
		return entry{text: r.matcher.corpus.Prepare(text, "", "")}
	}
	// The kind whose words are all read as nouns.
	words := semantic.Read(text, spec.Knowledge).Words
	return entry{
		text:  r.matcher.corpus.Prepare(text, spec.Knowledge, ""),
		title: r.matcher.corpus.Model().Title(words),
	}
}

// Retrieve returns the limit entries most like a text, best first, out of all
// that have any likeness with it.
func (r *Retriever) Retrieve(text string, limit int) []RetrieveHit {
	query := r.entry(text)
	hits := []RetrieveHit{}
	for i, e := range r.read {
		if score := r.score(query, e); score > 0 {
			hits = append(hits, RetrieveHit{ID: r.entries[i].ID, Score: score})
		}
	}
	slices.SortStableFunc(hits, func(a, b RetrieveHit) int { return cmp.Compare(b.Score, a.Score) })
	return hits[:min(limit, len(hits))]
}

func (r *Retriever) score(a, b entry) float64 {
	words := match.SharedWords(a.text, b.text)
	if r.as == AsTitle {
		return (max(0, float64(semantic.Dot(a.title, b.title))) + titleWords*words) / (1 + titleWords)
	}
	return (max(0, match.Nearness(a.text, b.text)) + statementWords*words) / (1 + statementWords)
}
