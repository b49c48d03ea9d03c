package match

import (
	"cmp"
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
	Sense  semantic.Sense

	terms      []weighted // stems, by id
	pairs      []weighted // neighbouring object stems, by id
	pairMass   float64
	verbs      []semantic.Verb
	competency []weighted // stems of the competency's name, by id
	content    uint64     // hash of the compared stems: equal for equal wordings
}

// weighted is a stem, or a pair of stems, with what it counts: rarity times
// the weight of the word's role.
type weighted struct {
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

// Prepare reads a statement for comparison. What every class carries
// ("Performs related duties as required"), and what has only words that suit
// any subject, has a mass of 0: it shows nothing and asks for nothing.
func (c *Corpus) Prepare(text string, kind spec.Kind, competency string) *Text {
	phrase := semantic.Read(text, kind)
	t := &Text{Kind: kind, Degree: phrase.Degree, Words: slices.Clip(phrase.Words), Sense: phrase.Sense, verbs: phrase.Actions}
	if phrase.Kind != "" {
		t.Kind = phrase.Kind
	}
	if says := func(w semantic.Word) bool { return !w.Light }; !slices.ContainsFunc(t.Words, says) || semantic.IsBoilerplate(text) {
		return t // nothing that tells it from any other statement
	}
	t.addTerms(c)
	t.addPairs(c)
	for _, s := range semantic.Stems(competency) {
		t.competency = append(t.competency, weighted{stemID(s), 1})
	}
	t.competency = sorted(t.competency)
	return t
}

func (t *Text) addTerms(c *Corpus) {
	t.terms = make([]weighted, 0, len(t.Words))
	for _, w := range t.Words {
		id := stemID(w.Stem)
		weight := c.idf(id) * roleWeight(w)
		i, found := slices.BinarySearchFunc(t.terms, id, func(t weighted, id uint64) int { return cmp.Compare(t.id, id) })
		if !found {
			t.terms = slices.Insert(t.terms, i, weighted{id, weight})
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
		t.pairs = append(t.pairs, weighted{pairID(x, y), weight})
	}
	t.pairs = sorted(t.pairs)
	for _, p := range t.pairs {
		t.pairMass += p.weight
	}
}

// sorted orders a list by id and leaves repetitions out.
func sorted(list []weighted) []weighted {
	slices.SortStableFunc(list, func(a, b weighted) int { return cmp.Compare(a.id, b.id) })
	return slices.CompactFunc(list, func(a, b weighted) bool { return a.id == b.id })
}

// Wording identifies the compared words of a text: two texts that differ in
// frame and degree only have the same.
func (t *Text) Wording() uint64 { return t.content }
