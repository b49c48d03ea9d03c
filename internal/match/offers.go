package match

import (
	"slices"

	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
)

// Offers are the statements that one side offers, so that a requirement is
// compared only with those that share its words or are near it in meaning. They
// are immutable and safe for concurrent use.
type Offers struct {
	texts []*Text
	place *places  // with the vectors; nil where no text has one
	at    []uint32 // row of each text in it
}

// NewOffers makes texts ready to be found.
func NewOffers(texts []*Text) *Offers {
	o := &Offers{texts: texts}
	for i, t := range texts {
		if !t.Placed() {
			continue
		}
		if o.place == nil {
			o.place, o.at = t.place, make([]uint32, len(texts))
		}
		o.at[i] = t.at
	}
	if slices.ContainsFunc(texts, func(t *Text) bool { return t.Placed() && t.place != o.place }) {
		o.gather()
	}
	return o
}

// gather copies vectors from several places into one block.
func (o *Offers) gather() {
	o.place = &places{}
	for i, t := range o.texts {
		if t.Placed() {
			o.at[i] = o.place.add(t)
		}
	}
}

// A Candidate is an offered text with its score for one requirement.
type Candidate struct {
	Index int // of the text in Offers
	Score Score
}

// Scratch holds what Find needs while it runs; one per goroutine.
type Scratch struct {
	cosines []float32 // by offer
	at      []int32   // offers that the head judges, their rows, their cosines and what it says
	rows    []int32
	near    []float32
	odds    [][encoder.Grades]float32
	found   []Candidate
}

// pairOf compares the vectors of two texts.
func (c *Corpus) pairOf(a, b *Text) pair {
	p := pair{required: a, offered: b, byMeaning: c.head != nil && a.Placed() && b.Placed()}
	if p.byMeaning {
		cosine := []float32{vector.Dot(a.vector(), b.vector())}
		var odds [1][encoder.Grades]float32
		c.head.Odds(&a.required, b.place.offered, []int32{int32(b.at)}, cosine, odds[:])
		p.cosine, p.odds = cosine[0], odds[0]
	}
	return p
}

// Find returns the offers that are near what is required in meaning, or, where
// a side has no vector, share a word with it, in the order of the offers, out
// of those that allowed accepts; a nil allowed accepts all. The result is valid
// until the next call with the same scratch.
func (o *Offers) Find(c *Corpus, j *Judge, required *Text, allowed func(i int) bool, s *Scratch) []Candidate {
	s.found = s.found[:0]
	if required.Mass == 0 || len(o.texts) == 0 {
		return s.found
	}
	s.grow(len(o.texts))
	byMeaning := c.head != nil && required.Placed() && o.place != nil
	if byMeaning {
		o.place.DotsAt(required.vector(), o.at, s.cosines)
	}
	s.at, s.rows, s.near = s.at[:0], s.rows[:0], s.near[:0]
	for i, text := range o.texts {
		placed := byMeaning && text.Placed()
		if allowed != nil && !allowed(i) || placed && float64(s.cosines[i]) < j.Near || !placed && !sharesWord(required, text) {
			continue
		}
		s.at = append(s.at, int32(i))
		row, cosine := int32(0), float32(0)
		if placed {
			row, cosine = int32(o.at[i]), s.cosines[i]
		}
		s.rows, s.near = append(s.rows, row), append(s.near, cosine)
	}
	s.odds = s.odds[:len(s.at)]
	if byMeaning {
		c.head.Odds(&required.required, o.place.offered, s.rows, s.near, s.odds)
	}
	for k, i := range s.at {
		p := pair{required: required, offered: o.texts[i]}
		if p.byMeaning = byMeaning && o.texts[i].Placed(); p.byMeaning {
			p.cosine, p.odds = s.near[k], s.odds[k]
		}
		if score := j.score(&p); score.Compared {
			s.found = append(s.found, Candidate{Index: int(i), Score: score})
		}
	}
	return s.found
}

// sharesWord reports whether two texts have a stem in common. It is asked only
// where a side has no vector, so that no table of stems is kept for it.
func sharesWord(a, b *Text) bool {
	for i, j := 0, 0; i < len(a.terms) && j < len(b.terms); {
		switch {
		case a.terms[i].id < b.terms[j].id:
			i++
		case a.terms[i].id > b.terms[j].id:
			j++
		default:
			return true
		}
	}
	return false
}

func (s *Scratch) grow(n int) {
	if len(s.cosines) < n {
		s.cosines, s.odds = make([]float32, n), make([][encoder.Grades]float32, n)
	}
	s.odds = s.odds[:cap(s.odds)]
}
