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

// minWords is the share of a requirement's weight that an offer must hold to
// be looked at: less cannot make it even a partial match.
const minWords = 0.10

// Scratch holds what Best needs while it runs; one per goroutine.
type Scratch struct {
	weight  []float64 // by offer: weight of the requirement's stems it holds
	touched []int32
	found   []Candidate
}

// Best returns the n offers most similar to what is required, best first, out
// of those that allowed accepts; a nil allowed accepts all. Equal similarity
// keeps the order of the offers. The result is valid until the next call with
// the same scratch.
func (o *Offers) Best(required *Text, n int, allowed func(i int) bool, s *Scratch) []Candidate {
	s.found, s.touched = s.found[:0], s.touched[:0]
	if required.Mass == 0 {
		return nil
	}
	if len(s.weight) < len(o.texts) {
		s.weight = make([]float64, len(o.texts))
	}
	for _, t := range required.terms {
		for _, i := range o.postings[t.id] {
			if s.weight[i] == 0 {
				s.touched = append(s.touched, i)
			}
			s.weight[i] += t.weight
		}
	}
	for _, i := range s.touched {
		enough := s.weight[i] >= minWords*required.Mass
		s.weight[i] = 0
		if !enough || allowed != nil && !allowed(int(i)) {
			continue
		}
		s.found = append(s.found, Candidate{Index: int(i), Score: Compare(required, o.texts[i])})
	}
	slices.SortFunc(s.found, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score.Similarity, a.Score.Similarity), cmp.Compare(a.Index, b.Index))
	})
	return s.found[:min(n, len(s.found))]
}
