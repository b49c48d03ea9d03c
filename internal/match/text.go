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
	rows       []int32    // of the terms, in the model
	stems      *stems     // nil without a model
	verbs      []semantic.Verb
	views      semantic.Views // empty without a model
	placed     bool           // the model knows a word of it
	hasObject  bool           // the model knows a word of its object
	hasAction  bool           // the model knows a verb of it
	mode       semantic.Mode
	competency []weighted // stems of the competency's name, by id
	content    uint64     // hash of the compared stems: equal for equal wordings
}

// weighted is a stem with what it counts: rarity times the weight of the
// word's role.
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
//
// A text of no kind that begins with a verb is a duty, so that knowing is told
// from doing where nobody said which it is.
func (c *Corpus) Prepare(text string, kind spec.Kind, competency string) *Text {
	phrase := semantic.Read(text, kind)
	if kind == "" && phrase.Kind == "" {
		if len(phrase.Actions) == 0 && len(phrase.Words) > 0 && c.leads(phrase.Words[0].Stem) {
			phrase = semantic.Read(text, spec.Duty)
		}
		if len(phrase.Actions) > 0 {
			kind = spec.Duty
		}
	}
	t := &Text{Kind: kind, Degree: phrase.Degree, Words: slices.Clip(phrase.Words), Sense: phrase.Sense, verbs: phrase.Actions, mode: modeOf(text, phrase)}
	if phrase.Kind != "" {
		t.Kind = phrase.Kind
	}
	if says := func(w semantic.Word) bool { return !w.Light }; !slices.ContainsFunc(t.Words, says) || semantic.IsBoilerplate(text) {
		return t // nothing that tells it from any other statement
	}
	t.addTerms(c)
	if c.stems != nil {
		t.place(c.stems)
	}
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
		i, found := t.term(id)
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

// place finds a text's place in the model.
func (t *Text) place(s *stems) {
	t.stems, t.views = s, s.model.Views(t.Words)
	t.placed, t.hasObject, t.hasAction = !isZero(t.views.Whole), !isZero(t.views.Object), !isZero(t.views.Action)
	t.rows = make([]int32, len(t.terms))
	for _, w := range t.Words {
		if i, found := t.term(stemID(w.Stem)); found {
			t.rows[i] = s.model.Row(w.Stem)
		}
	}
}

func isZero(v []float32) bool { return !slices.ContainsFunc(v, func(f float32) bool { return f != 0 }) }

// term returns where the stem with an id stands among the terms, or would.
func (t *Text) term(id uint64) (int, bool) {
	return slices.BinarySearchFunc(t.terms, id, func(t weighted, id uint64) int { return cmp.Compare(t.id, id) })
}

// sorted orders a list by id and leaves repetitions out.
func sorted(list []weighted) []weighted {
	slices.SortStableFunc(list, func(a, b weighted) int { return cmp.Compare(a.id, b.id) })
	return slices.CompactFunc(list, func(a, b weighted) bool { return a.id == b.id })
}

// Wording identifies the compared words of a text: two texts that differ in
// frame and degree only have the same.
func (t *Text) Wording() uint64 { return t.content }

// Place is where the model places the text, a unit vector; nil where it knows
// no word of it. It must not be changed.
func (t *Text) Place() []float32 {
	if !t.placed {
		return nil
	}
	return t.views.Whole
}
