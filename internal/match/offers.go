package match

// Offers are the statements that one side offers, so that a requirement is
// compared only with those that share its words or are near it in meaning. They
// are immutable and safe for concurrent use.
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
	shares []bool // by offer: a word with the requirement
	found  []Candidate
}

// near is the likeness from which on an offer that shares no word is compared
// at all: two statements of different trades, drawn at random, are below it
// nine times in ten.
const near = 0.30

// Find returns the offers that share a word with what is required, or are
// near it in meaning, in the order of the offers, out of those that allowed
// accepts; a nil allowed accepts all. The result is valid until the next call with the same scratch.
func (o *Offers) Find(w *Weights, required *Text, allowed func(i int) bool, s *Scratch) []Candidate {
	s.found = s.found[:0]
	if required.Mass == 0 {
		return s.found
	}
	if len(s.shares) < len(o.texts) {
		s.shares = make([]bool, len(o.texts))
	}
	for _, t := range required.terms {
		for _, i := range o.postings[t.id] {
			s.shares[i] = true
		}
	}
	for i, text := range o.texts {
		shares := s.shares[i]
		s.shares[i] = false
		if allowed != nil && !allowed(i) {
			continue
		}
		if shares || text.placed && required.placed && likeness(required.views.Whole, text.views.Whole) > near {
			s.found = append(s.found, Candidate{Index: i, Score: w.Compare(required, text)})
		}
	}
	return s.found
}
