// Package likeness says how alike two descriptions of jobs are, whoever wrote them: by
// their titles, by the meaning of their statements, and by their words.
package likeness

import (
	"math"
	"slices"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/semantic/vector"
	"crosswalk/internal/spec"
)

// A Field holds descriptions that others are compared with. What is common in the field
// counts little: employers of one kind have phrases of their own. A field is immutable.
type Field struct {
	model    *Model
	size     int
	titles   *vector.Block
	titleOf  []int32       // description of each title
	meanings *vector.Block // less what all have in common
	common   []float32
	rare     map[uint64]float32      // rarity of each stem of the field
	unseen   func(id uint64) float32 // of other stems
	postings map[uint64][]posting
}

// A posting is a description that has a stem, and the stem's weight in it.
type posting struct {
	at     int32
	weight float32
}

// prior is how many descriptions the background counts as, beside those of the field: a
// field of five does not know which words are common, or what all work has in common.
const prior = 500

// statementsADescription is how many statements a description of the background has.
const statementsADescription = 20

// NewField prepares a field. For the id of a stem, share returns the proportion of
// statements in a background collection that contain the stem.
func (m *Model) NewField(all []*Description, share func(id uint64) float64) *Field {
	f := &Field{model: m, size: len(all), rare: map[uint64]float32{}, postings: map[uint64][]posting{}}
	f.addTitles(all)
	f.addMeanings(all)
	f.addWords(all, share)
	return f
}

func (f *Field) addTitles(all []*Description) {
	var rows []vector.Row
	for i, d := range all {
		for _, t := range d.titles {
			rows, f.titleOf = append(rows, t), append(f.titleOf, int32(i))
		}
	}
	f.titles = vector.BlockOf(rows)
}

func (f *Field) addMeanings(all []*Description) {
	rows := make([]vector.Row, len(all))
	defer func() { f.meanings = vector.BlockOf(rows) }()
	f.common = slices.Clone(f.model.Mean)
	n := float32(prior)
	if i := slices.IndexFunc(all, func(d *Description) bool { return d.meaning != nil }); i >= 0 && len(all[i].meaning) != len(f.common) {
		f.common, n = make([]float32, len(all[i].meaning)), 0 // of an encoder that the model has no mean for
	}
	if len(f.common) == 0 {
		return
	}
	vek32.MulNumber_Inplace(f.common, n)
	for _, d := range all {
		if d.meaning != nil {
			vek32.Add_Inplace(f.common, d.meaning)
			n++
		}
	}
	vek32.DivNumber_Inplace(f.common, max(n, 1))
	for i, d := range all {
		rows[i] = f.centred(d)
	}
}

// centred is the meaning of a description less what all have in common; zeros if it has none.
func (f *Field) centred(d *Description) vector.Row {
	v := make([]float32, len(f.common))
	if len(d.meaning) == len(v) {
		vek32.Sub_Into(v, d.meaning, f.common)
		toUnit(v)
	}
	return vector.Round(v)
}

func (f *Field) addWords(all []*Description, share func(id uint64) float64) {
	has := map[uint64]float64{}
	for _, d := range all {
		for _, t := range d.terms {
			has[t.id]++
		}
	}
	n := float64(len(all) + prior)
	rarity := func(id uint64) float32 {
		background := 1 - math.Pow(1-share(id), statementsADescription)
		return float32(math.Log(1 + n/(has[id]+prior*background+0.5)))
	}
	for id := range has {
		f.rare[id] = rarity(id)
	}
	f.unseen = rarity
	for i, d := range all {
		for _, t := range f.weigh(d) {
			f.postings[t.id] = append(f.postings[t.id], posting{int32(i), t.times})
		}
	}
}

// weigh returns the terms of a description with their weights in this field, together of
// length one: the root of how often a stem stands there, times its rarity.
func (f *Field) weigh(d *Description) []term {
	out := slices.Clone(d.terms)
	sum := 0.0
	for i, t := range out {
		rare, ok := f.rare[t.id]
		if !ok {
			rare = f.unseen(t.id)
		}
		w := math.Sqrt(float64(t.times)) * float64(rare)
		out[i].times = float32(w)
		sum += w * w
	}
	for i := range out {
		out[i].times /= float32(math.Sqrt(sum))
	}
	return out
}

// Parts of a likeness.
const (
	titlesAlike = iota // cosine of the titles by the model of titles, the nearest two of them
	textAlike          // cosine of the statements' means by the sentence encoder, less what is common
	wordsAlike         // cosine of the words of the texts
	partCount
)

var partNames = [partCount]string{"titles_alike", "text_alike", "words"}

// A Likeness is what makes two descriptions alike, each part 0 to 1 before it is weighed.
type Likeness [partCount]float32

// PartNames lists the names of the parts, in their order.
func PartNames() []string { return partNames[:] }

// Score is the sum of the weighed parts, 0 to 1.
func (m *Model) Score(l Likeness) float64 {
	sum := 0.0
	for i, w := range m.Weights {
		sum += w * float64(l[i])
	}
	return sum
}

// Parts are the weighed parts that add up to the score.
func (m *Model) Parts(l Likeness) []spec.Part {
	out := []spec.Part{}
	for i, w := range m.Weights {
		if v := w * float64(l[i]); v > 0 {
			out = append(out, spec.Part{Name: partNames[i], Value: v})
		}
	}
	return out
}

// Compare compares a description with every one of the field, in their order.
func (f *Field) Compare(d *Description) []Likeness {
	out := make([]Likeness, f.size)
	cosines := make([]float32, f.titles.Len())
	for _, t := range d.titles {
		f.titles.Dots(t, 0, cosines)
		for i, v := range cosines {
			at := &out[f.titleOf[i]][titlesAlike]
			*at = max(*at, min(1, v))
		}
	}
	if len(d.meaning) == len(f.common) && f.size > 0 {
		cosines = make([]float32, f.size)
		f.meanings.Dots(f.centred(d), 0, cosines)
		for i, v := range cosines {
			out[i][textAlike] = max(0, min(1, v))
		}
	}
	for _, t := range f.weigh(d) {
		for _, p := range f.postings[t.id] {
			out[p.at][wordsAlike] += t.times * p.weight
		}
	}
	for i := range out {
		out[i][wordsAlike] = min(1, out[i][wordsAlike]) // sums of rounded numbers
	}
	return out
}

// toUnit scales a vector to length one, and leaves zeros as they are.
func toUnit(v []float32) {
	if len(v) == 0 {
		return
	}
	if n := vek32.Norm(v); n > 0 {
		vek32.DivNumber_Inplace(v, n)
	}
}
