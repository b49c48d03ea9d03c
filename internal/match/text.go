package match

import (
	"slices"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A Text is a statement prepared for comparison. It is immutable.
type Text struct {
	Kind   spec.Kind // what the frame says, else the statement's kind
	Degree string    // degree wording of the frame, empty when there is none
	Mass   float64   // information in the compared words; 0 means nothing to compare
	Words  []semantic.Word

	terms      []term // by id
	pairs      []pair // neighbouring object stems, by id
	pairMass   float64
	verbs      []semantic.Verb
	competency []uint64 // stems of the competency's name, sorted
	content    uint64   // hash of the compared stems: equal for equal wordings
}

type term struct {
	id     uint64
	weight float64 // idf times the weight of the word's role
}

type pair struct {
	id     uint64
	weight float64
}

// Weights of a word by its role. What is done and to what carries a
// statement; what comes after "that", "for" or "through" qualifies it; light
// words are counted, hardly. Action and tail follow a search on pairs of
// O*NET tasks (docs/quality.md).
const (
	actionWeight = 1.0
	tailWeight   = 0.4
	lightWeight  = 0.35
)

func roleWeight(w semantic.Word) float64 {
	weight := 1.0
	switch w.Role {
	case semantic.Action:
		weight = actionWeight
	case semantic.Tail:
		weight = tailWeight
	}
	if w.Light {
		weight *= lightWeight
	}
	return weight
}

// Prepare reads a statement for comparison.
func (c *Corpus) Prepare(text string, kind spec.Kind, competency string) *Text {
	phrase := semantic.Read(text, kind)
	t := &Text{Kind: kind, Degree: phrase.Degree, Words: slices.Clip(phrase.Words), verbs: phrase.Actions}
	if phrase.Kind != "" {
		t.Kind = phrase.Kind
	}
	t.addTerms(c)
	t.addPairs(c)
	for _, s := range semantic.Stems(competency) {
		t.competency = append(t.competency, stemID(s))
	}
	slices.Sort(t.competency)
	t.competency = slices.Compact(t.competency)
	return t
}

func (t *Text) addTerms(c *Corpus) {
	t.terms = make([]term, 0, len(t.Words))
	for _, w := range t.Words {
		id := stemID(w.Stem)
		weight := c.idf(id) * roleWeight(w)
		i, found := slices.BinarySearchFunc(t.terms, id, func(t term, id uint64) int { return cmpID(t.id, id) })
		if !found {
			t.terms = slices.Insert(t.terms, i, term{id: id, weight: weight})
		} else if t.terms[i].weight < weight {
			t.terms[i].weight = weight
		}
	}
	for _, term := range t.terms {
		t.Mass += term.weight
		t.content = t.content*31 + term.id
	}
}

// addPairs keeps the pairs of neighbouring object and tail words of one
// clause: "community resources" is more than its two words.
func (t *Text) addPairs(c *Corpus) {
	for i := 1; i < len(t.Words); i++ {
		a, b := t.Words[i-1], t.Words[i]
		if a.Clause != b.Clause || a.Role == semantic.Action || b.Role == semantic.Action || a.Stem == b.Stem {
			continue
		}
		x, y := stemID(a.Stem), stemID(b.Stem)
		weight := min(c.idf(x)*roleWeight(a), c.idf(y)*roleWeight(b))
		t.pairs = append(t.pairs, pair{id: pairID(x, y), weight: weight})
	}
	slices.SortFunc(t.pairs, func(a, b pair) int { return cmpID(a.id, b.id) })
	t.pairs = slices.CompactFunc(t.pairs, func(a, b pair) bool { return a.id == b.id })
	for _, p := range t.pairs {
		t.pairMass += p.weight
	}
}

func cmpID(a, b uint64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// Wording identifies the compared words of a text: two texts that differ in
// frame and degree only have the same.
func (t *Text) Wording() uint64 { return t.content }
