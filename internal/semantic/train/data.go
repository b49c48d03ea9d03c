package train

import (
	"math/rand/v2"
	"slices"

	"crosswalk/internal/semantic"
	"crosswalk/internal/spec"
)

// A reading says how a text is read, which decides the parts of its words.
type reading uint8

const (
	statement reading = iota // may begin with a verb
	title                    // a noun phrase
	plain                    // words without parts
)

// A token is a stem of a text and the part that it has there.
type token struct {
	stem string
	part semantic.Part
}

// data is what a training learns from.
type data struct {
	ids    map[string]int32
	tokens [][]token // by text
	// inRelease marks the texts of the O*NET release: rarity and the latent
	// space come from them.
	inRelease []bool
	sources   []*source
	heldOut   *heldOut
	words     wordVectors
}

func newData() *data { return &data{ids: map[string]int32{}, heldOut: &heldOut{}} }

// text returns the id of a text. A text is read the way it is first met.
func (d *data) text(s string, as reading) int32 {
	if id, ok := d.ids[s]; ok {
		return id
	}
	id := int32(len(d.tokens))
	d.ids[s] = id
	d.tokens = append(d.tokens, read(s, as))
	d.inRelease = append(d.inRelease, false)
	return id
}

func read(s string, as reading) []token {
	var out []token
	switch as {
	case statement:
		for _, w := range semantic.Read(s, spec.Task).Words {
			out = append(out, token{w.Stem, semantic.PartOf(w)})
		}
	case title:
		words := semantic.Read(s, spec.Knowledge).Words
		for i, part := range semantic.TitleParts(words) {
			out = append(out, token{words[i].Stem, part})
		}
	case plain:
		for _, stem := range semantic.Stems(s) {
			out = append(out, token{stem, semantic.PartPlain})
		}
	}
	return out
}

// A source is one kind of pairs of texts that belong together: a list of
// pairs, or groups of texts any two of which make a pair.
type source struct {
	name string
	// share is how often, against the other sources, a batch is taken from it.
	share float64
	// temperature is what similarities are divided by: the lower, the more the
	// nearest wrong answers count.
	temperature float32
	pairs       [][2]int32
	groups      [][]int32
	// near lists for a text on the right what is easily taken for it and is
	// another: a batch holds one of them for every pair, as a wrong answer.
	near map[int32][]int32
}

// Temperatures of the sources. Synonyms and titles are told apart by one word
// and bear less sharpness than statements.
const (
	sharp = 0.07
	soft  = 0.10
)

func (s *source) size() int { return len(s.pairs) + len(s.groups) }

// sample takes n different pairs, or fewer when there are not as many. Of a
// group it takes two texts.
func (s *source) sample(n int, random *rand.Rand) [][2]int32 {
	picked := distinct(s.size(), n, random)
	out := make([][2]int32, len(picked))
	for i, k := range picked {
		if s.groups == nil {
			out[i] = s.pairs[k]
			continue
		}
		g := s.groups[k]
		a := random.IntN(len(g))
		b := random.IntN(len(g) - 1)
		if b >= a {
			b++
		}
		out[i] = [2]int32{g[a], g[b]}
	}
	return out
}

// distinct draws n different numbers below size (Floyd's method), in the
// order drawn.
func distinct(size, n int, random *rand.Rand) []int {
	n = min(n, size)
	seen := make(map[int]bool, n)
	out := make([]int, 0, n)
	for j := size - n; j < size; j++ {
		k := random.IntN(j + 1)
		if seen[k] {
			k = j
		}
		seen[k] = true
		out = append(out, k)
	}
	return out
}

// addPairs adds a source made of pairs, in an order that does not depend on
// how they were found.
func (d *data) addPairs(name string, share float64, temperature float32, pairs [][2]int32) *source {
	slices.SortFunc(pairs, func(a, b [2]int32) int { return slices.Compare(a[:], b[:]) })
	s := &source{name: name, share: share, temperature: temperature, pairs: slices.Compact(pairs)}
	if len(pairs) > 0 {
		d.sources = append(d.sources, s)
	}
	return s
}

// nearOf finds for each text those that do the same to another object, and
// those that do another thing to the same object.
func (d *data) nearOf(texts []int32) map[int32][]int32 {
	acts, objects := map[string][]int32{}, map[string][]int32{}
	holds := func(id int32, stem string, acting bool) bool {
		return slices.ContainsFunc(d.tokens[id], func(t token) bool { return t.stem == stem && isAction(t.part) == acting })
	}
	for _, id := range texts {
		for _, t := range d.tokens[id] {
			switch {
			case isAction(t.part):
				acts[t.stem] = append(acts[t.stem], id)
			case t.part == semantic.PartObject:
				objects[t.stem] = append(objects[t.stem], id)
			}
		}
	}
	out := map[int32][]int32{}
	for _, id := range texts {
		for _, t := range d.tokens[id] {
			others := objects[t.stem]
			if isAction(t.part) {
				others = acts[t.stem]
			}
			for _, other := range others {
				both := slices.ContainsFunc(d.tokens[id], func(u token) bool {
					return isAction(u.part) != isAction(t.part) && holds(other, u.stem, isAction(u.part))
				})
				if other != id && !both {
					out[id] = append(out[id], other)
				}
			}
		}
	}
	return out
}

func isAction(p semantic.Part) bool {
	return p == semantic.PartAction || p == semantic.PartLightAction
}

// addGroups adds a source made of groups; those of one text are left out.
func (d *data) addGroups(name string, share float64, temperature float32, groups [][]int32) {
	groups = slices.DeleteFunc(groups, func(g []int32) bool { return len(g) < 2 })
	if len(groups) > 0 {
		d.sources = append(d.sources, &source{name: name, share: share, temperature: temperature, groups: groups})
	}
}
