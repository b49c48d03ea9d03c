package match

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Text is a statement prepared for comparison. It is immutable.
type Text struct {
	Kind   spec.Kind // what the frame says, else the statement's kind
	Degree string    // degree wording of the frame, empty when there is none
	Mass   float64   // information in the compared words; 0 means nothing to compare
	Words  []semantic.Word
	Sense  semantic.Sense

	terms   []weighted // stems, by id
	verbs   []semantic.Verb
	names   []uint64 // stems of its names, by id
	mode    semantic.Mode
	content uint64 // hash of the compared stems: equal for equal wordings

	place    *places // holds the vector, in row at; nil where there is none yet
	at       uint32
	required [encoder.Narrow]int8 // what the head reads of it as a requirement
}

// weighted is a stem with what it counts: rarity times the weight of the
// word's role.
type weighted struct {
	id     uint64
	weight float64
	action bool // names what is done
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

// Prepare reads a statement for comparison. place is its vector by the corpus's
// encoder; without one the text is compared by its words. What every class
// carries ("Performs related duties as required") has a mass of 0: it shows
// nothing and asks for nothing. So has what holds only words that suit any
// subject ("Ability to work independently"), unless the encoder has read it.
//
// A text of no kind that begins with a verb is a duty, so that knowing is told
// from doing where nobody said which it is.
func (c *Corpus) Prepare(text string, kind spec.Kind, place vector.Row) *Text {
	phrase := semantic.Read(text, kind)
	if kind == "" && phrase.Kind == "" {
		if len(phrase.Actions) == 0 && len(phrase.Words) > 0 && c.leads(phrase.Words[0].Stem) {
			phrase = semantic.Read(text, spec.Duty)
		}
		if len(phrase.Actions) > 0 {
			kind = spec.Duty
		}
	}
	t := &Text{Kind: kind, Degree: phrase.Degree, Words: phrase.Words, Sense: phrase.Sense, verbs: phrase.Actions, mode: modeOf(text, phrase)}
	if phrase.Kind != "" {
		t.Kind = phrase.Kind
	}
	placed := c.head != nil && !place.IsZero()
	general := !slices.ContainsFunc(t.Words, func(w semantic.Word) bool { return !w.Light })
	if semantic.IsBoilerplate(text) || general && !placed {
		return t // nothing that tells it from any other statement
	}
	t.addTerms(c)
	if general { // its words are those of many others
		t.content = StemID(strings.ToLower(text))
	}
	t.addNames(text)
	if placed {
		required, offered := c.head.Sides(place)
		t.required, t.place = required, &places{*vector.Alone(place), [][encoder.Narrow]int8{offered}}
	}
	return t
}

func (t *Text) addTerms(c *Corpus) {
	t.terms = make([]weighted, 0, len(t.Words))
	for _, w := range t.Words {
		id := StemID(w.Stem)
		weight := c.idf(id) * roleWeight(w)
		i, found := t.term(id)
		if !found {
			t.terms = slices.Insert(t.terms, i, weighted{id, weight, w.Role == semantic.Action})
		} else if t.terms[i].weight < weight {
			t.terms[i].weight = weight
		}
	}
	for _, term := range t.terms {
		t.Mass += term.weight
		t.content = t.content*31 + term.id
	}
}

// addNames finds the names among the words: what is written with a capital
// inside a sentence, and acronyms. A text that writes most of its words with
// capitals tells no names.
func (t *Text) addNames(text string) {
	capitals, inside := 0, 0
	for i, w := range t.Words {
		if i == 0 || w.Clause != t.Words[i-1].Clause {
			continue
		}
		inside++
		if first, _ := utf8.DecodeRuneInString(text[w.Start:]); unicode.IsUpper(first) {
			capitals++
			t.names = append(t.names, StemID(w.Stem))
		}
	}
	if 2*capitals > inside {
		t.names = nil
	}
	slices.Sort(t.names)
	t.names = slices.Compact(t.names)
}

// term returns where the stem with an id stands among the terms, or would.
func (t *Text) term(id uint64) (int, bool) {
	return slices.BinarySearchFunc(t.terms, id, func(t weighted, id uint64) int { return cmp.Compare(t.id, id) })
}

// Wording identifies the compared words of a text: two texts that differ in
// frame and degree only have the same.
func (t *Text) Wording() uint64 { return t.content }

// Placed reports whether the text has a vector.
func (t *Text) Placed() bool { return t.place != nil }

// vector returns the vector of the text; no vector where there is none yet.
func (t *Text) vector() vector.Row {
	if t.place == nil {
		return vector.Row{}
	}
	return t.place.Row(int(t.at))
}

// modeOf returns the side from which a statement's actions touch their object:
// the strongest of its verbs decides, teaching before leading before doing. A
// statement without a verb may name its action by a noun: "supervision of
// staff" is supervising.
func modeOf(text string, p semantic.Phrase) semantic.Mode {
	if p.Degree == semantic.Learning {
		return semantic.Learn
	}
	if len(p.Actions) == 0 {
		if len(p.Words) > 0 && p.Kind != spec.Knowledge && takesObject(text[p.Words[0].End:]) {
			return semantic.VerbOf(p.Words[0].Stem).Mode
		}
		return semantic.Do
	}
	best := p.Actions[0].Mode
	for _, v := range p.Actions[1:] {
		if modeRank[v.Mode] > modeRank[best] {
			best = v.Mode
		}
	}
	return best
}

var modeRank = map[semantic.Mode]int{semantic.Teach: 4, semantic.Lead: 3, semantic.Do: 2, semantic.Assist: 1}

// takesObject reports whether what follows a noun is what its action is done
// to.
func takesObject(rest string) bool {
	preposition, _, _ := strings.Cut(strings.TrimLeft(rest, " "), " ")
	return preposition == "of" || preposition == "in" || preposition == "with"
}
