package app

import (
	"crosswalk/internal/match"
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

// Retriever ranks the entries of an ad-hoc corpus. It is not safe for
// concurrent use.
type Retriever struct {
	corpus  *match.Corpus
	weights *match.Weights
	kind    spec.Kind
	entries []Text
	offers  *match.Offers
	scratch match.Scratch
}

// NewRetriever prepares a corpus.
func (m *Matcher) NewRetriever(entries []Text, as TextKind) *Retriever {
	r := &Retriever{corpus: m.corpus, weights: &m.calibration.Weights, entries: entries}
	if as == AsTitle {
		r.kind = spec.Knowledge // the kind whose words are all read as nouns
	}
	texts := make([]*match.Text, len(entries))
	for i, e := range entries {
		texts[i] = r.corpus.Prepare(e.Text, r.kind, "")
	}
	r.offers = match.NewOffers(texts)
	return r
}

// Retrieve returns the limit entries most similar to a text, best first.
func (r *Retriever) Retrieve(text string, limit int) []RetrieveHit {
	hits := []RetrieveHit{}
	found := r.offers.FindAll(r.weights, r.corpus.Prepare(text, r.kind, ""), &r.scratch)
	for _, c := range found[:min(limit, len(found))] {
		hits = append(hits, RetrieveHit{ID: r.entries[c.Index].ID, Score: c.Score.Similarity})
	}
	return hits
}
