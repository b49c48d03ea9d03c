package match

import (
	"cmp"
	"slices"
)

// Offers is an inverted index over the statements that one side offers, so
// that a requirement is compared only with those that share its words. It is
// immutable and safe for concurrent use.
type Offers struct {
	texts    []*Text
	postings map[uint64][]int32 // stem id -> indexes of texts
}

// NewOffers indexes texts.
func NewOffers(texts []*Text) *Offers {
	o := &Offers{texts: texts, postings: make(map[uint64][]int32)}
	for i, t := range texts {
		for _, term := range t.terms {
			o.postings[term.id] = append(o.postings[term.id], int32(i))
		}
	}
	return o
}

// A Candidate is an offered text with its score for one requirement.
type Candidate struct {
	Index int // of the text in Offers
	Score Score
}

// Scratch holds what Find needs while it runs; one per goroutine.
type Scratch struct {
	seen    []bool // by offer: among touched
	touched []int32
	found   []Candidate
}

// Find returns the offers that share a word with what is required, the most
// similar first, out of those that allowed accepts; a nil allowed accepts all.
// Equal similarity keeps the order of the offers. The result is valid until
// the next call with the same scratch.
func (o *Offers) Find(required *Text, allowed func(i int) bool, s *Scratch) []Candidate {
	s.found, s.touched = s.found[:0], s.touched[:0]
	if len(s.seen) < len(o.texts) {
		s.seen = make([]bool, len(o.texts))
	}
	for _, t := range required.terms {
		for _, i := range o.postings[t.id] {
			if !s.seen[i] {
				s.seen[i] = true
				s.touched = append(s.touched, i)
			}
		}
	}
	for _, i := range s.touched {
		s.seen[i] = false
		if allowed == nil || allowed(int(i)) {
			s.found = append(s.found, Candidate{Index: int(i), Score: Compare(required, o.texts[i])})
		}
	}
	slices.SortFunc(s.found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score.Similarity, a.Score.Similarity), cmp.Compare(a.Index, b.Index))
	})
	return s.found
}
