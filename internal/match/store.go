package match

import (
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/slab"
)

// A Store holds texts for as long as a view lives. It copies their lists next to each
// other, without spare capacity: as Prepare makes them, tens of thousands of texts
// would take twice the memory.
type Store struct {
	shared places // rows that somebody else keeps
	places places
	texts  slab.Slab[Text]
	words  slab.Slab[semantic.Word]
	terms  slab.Slab[weighted]
	verbs  slab.Slab[semantic.Verb]
	names  slab.Slab[uint64]
}

// places are vectors of texts, and what the head reads of each as an offer, row
// by row.
type places struct {
	vector.Block
	offered [][encoder.Narrow]int8
}

// add copies the place of a text and returns its row.
func (p *places) add(t *Text) uint32 {
	p.offered = append(p.offered, t.place.offered[t.at])
	return p.Add(t.vector())
}

// NewStore returns an empty store. Vectors that lie in block, which may be nil, are
// shared and not copied; block must not change.
func NewStore(block *vector.Block) *Store {
	s := new(Store)
	if block != nil {
		s.shared = places{*block, make([][encoder.Narrow]int8, block.Len())}
	}
	return s
}

// Keep copies a text into the store. Texts of one store are compared where their
// vectors lie.
func (s *Store) Keep(t *Text) *Text {
	kept := &s.texts.Copy([]Text{*t})[0]
	kept.Words, kept.terms, kept.verbs, kept.names = s.words.Copy(t.Words), s.terms.Copy(t.terms), s.verbs.Copy(t.verbs), s.names.Copy(t.names)
	if !t.Placed() {
		return kept
	}
	if at, ok := s.shared.Find(t.vector()); ok {
		s.shared.offered[at] = t.place.offered[t.at]
		kept.place, kept.at = &s.shared, at
		return kept
	}
	kept.place, kept.at = &s.places, s.places.add(t)
	return kept
}

// Clip frees the spare capacity for vectors.
func (s *Store) Clip() {
	s.places.Clip()
	s.places.offered = append(make([][encoder.Narrow]int8, 0, len(s.places.offered)), s.places.offered...)
}
