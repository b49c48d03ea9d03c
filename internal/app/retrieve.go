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

// Retriever ranks the entries of an ad-hoc corpus. It is not safe for
// concurrent use.
type Retriever struct {
	matcher *Matcher
	as      TextKind
	entries []Text
	offers  *match.Offers // entries as statements
	titles  []title       // entries as titles
	scratch match.Scratch
}

// A title is a text read as a noun phrase: the words of it, and its place in
// the model.
type title struct {
	text  *match.Text
	place []float32
}

// titleWords is what the words in common count in the likeness of two titles;
// the rest is their likeness in meaning.
const titleWords = 0.35

// NewRetriever prepares a corpus.
func (m *Matcher) NewRetriever(entries []Text, as TextKind) *Retriever {
	r := &Retriever{matcher: m, as: as, entries: entries}
	if as == AsTitle {
		for _, e := range entries {
			r.titles = append(r.titles, m.title(e.Text))
		}
		return r
	}
	texts := make([]*match.Text, len(entries))
	for i, e := range entries {
		texts[i] = m.corpus.Prepare(e.Text, "", "")
	}
	r.offers = match.NewOffers(texts)
	return r
}

func (m *Matcher) title(text string) title {
	// The kind whose words are all read as nouns.
	words := semantic.Read(text, spec.Knowledge).Words
	return title{m.corpus.Prepare(text, spec.Knowledge, ""), m.corpus.Model().Title(words)}
}

// Retrieve returns the limit entries most like a text, best first, out of all
// that have any likeness with it.
func (r *Retriever) Retrieve(text string, limit int) []RetrieveHit {
	hits := []RetrieveHit{}
	if r.as == AsTitle {
		query := r.matcher.title(text)
		for i, t := range r.titles {
			l := match.LikenessOf(query.text, t.text)
			score := titleWords*l.Words + (1-titleWords)*max(0, float64(semantic.Dot(query.place, t.place)))
			if score > 0 {
				hits = append(hits, RetrieveHit{ID: r.entries[i].ID, Score: score})
			}
		}
		slices.SortStableFunc(hits, func(a, b RetrieveHit) int { return cmp.Compare(b.Score, a.Score) })
		return hits[:min(limit, len(hits))]
	}
	found := r.offers.FindAll(&r.matcher.calibration.Weights, r.matcher.corpus.Prepare(text, "", ""), &r.scratch)
	for _, c := range found[:min(limit, len(found))] {
		hits = append(hits, RetrieveHit{ID: r.entries[c.Index].ID, Score: c.Score.Similarity})
	}
	return hits
}
