package semantic

import (
	"context"
	"math"
)

// A Model is a static embedding: a vector for every stem, and what a word
// counts by its part in the sentence. A text is the weighted sum of its
// stems' vectors, at length one. The length of a stem's vector is its weight:
// how much it says. A Model never changes and is safe for concurrent use.
type Model struct {
	header Header
	rows   map[string]int32 // stem -> row
	scale  []float32        // of each row: a cell times it is the component
	cells  []byte           // rows one after the other, each cell a signed number
}

// A Part is the part that a word has in a text, which decides what it counts.
type Part uint8

// Parts of words. Words of statements have the part of their role, light or
// not; a title has a head ("officer" in "Business Enterprise Officer"), words
// before it, and what follows a preposition. Plain text has none.
const (
	PartObject Part = iota
	PartLightObject
	PartAction
	PartLightAction
	PartTail
	PartLightTail
	PartHead
	PartTitle
	PartTitleTail
	PartPlain

	NumParts = iota
)

// PartOf returns the part of a word of a statement.
func PartOf(w Word) Part {
	p := PartObject
	switch w.Role {
	case Action:
		p = PartAction
	case Tail:
		p = PartTail
	}
	if w.Light {
		p++
	}
	return p
}

// TitleParts returns the parts of the words of a title, which was read as a
// noun phrase: the last word before any preposition is its head.
func TitleParts(words []Word) []Part {
	parts, head := make([]Part, len(words)), -1
	for i, w := range words {
		switch {
		case w.Clause > 0 || w.Role == Tail:
			parts[i] = PartTitleTail
		default:
			parts[i] = PartTitle
			head = i
		}
	}
	if head >= 0 {
		parts[head] = PartHead
	}
	return parts
}

// Name identifies the model by its format and the hash of its contents.
func (m *Model) Name() string { return m.header.name() }

// Dimensions is the length of the vectors.
func (m *Model) Dimensions() int { return m.header.Dimensions }

// Header says what the model was trained on and how.
func (m *Model) Header() Header { return m.header }

// Knows reports whether the model has a vector for a stem.
func (m *Model) Knows(stem string) bool {
	_, ok := m.rows[stem]
	return ok
}

// add adds the vector of a stem, times weight, to sum.
func (m *Model) add(sum []float32, stem string, weight float32) {
	row, ok := m.rows[stem]
	if !ok {
		return
	}
	weight *= m.scale[row]
	cells := m.cells[int(row)*len(sum):][:len(sum)]
	for i, c := range cells {
		sum[i] += weight * float32(int8(c))
	}
}

// Vector returns a stem's vector, as long as its weight; zeros when the model
// does not know it.
func (m *Model) Vector(stem string) []float32 {
	v := make([]float32, m.header.Dimensions)
	m.add(v, stem, 1)
	return v
}

// Views are a statement seen three ways: as a whole, what is done, and what
// it is done to. Each is of length one, or all zeros when there is no such
// word that the model knows.
type Views struct {
	Whole, Action, Object []float32
}

// What the views count in the likeness of two statements, beside the whole,
// which counts 1. Both were chosen on the half of the held-out activities that
// stops the training; docs/model.md has the table.
const (
	actionView = 0.2
	objectView = 0.2
)

// tailInObject is how much less what qualifies counts when an object is
// compared with an object.
const tailInObject = 0.7

// Views places the words of a statement.
func (m *Model) Views(words []Word) Views {
	d := m.header.Dimensions
	sums := make([]float32, 3*d)
	v := Views{Whole: sums[:d:d], Action: sums[d : 2*d : 2*d], Object: sums[2*d:]}
	for _, w := range words {
		part := PartOf(w)
		weight := m.header.Parts[part]
		m.add(v.Whole, w.Stem, weight)
		switch part {
		case PartAction, PartLightAction:
			m.add(v.Action, w.Stem, weight)
		case PartTail, PartLightTail:
			m.add(v.Object, w.Stem, weight*tailInObject)
		default:
			m.add(v.Object, w.Stem, weight)
		}
	}
	toUnit(v.Whole)
	toUnit(v.Action)
	toUnit(v.Object)
	return v
}

// Likeness compares two statements: the cosine of the wholes, and a little of
// those of the actions and of the objects, as a weighted mean, -1 to 1. Where
// one side has no such view, it says nothing, and counts nothing.
func Likeness(a, b Views) float64 {
	return (float64(Dot(a.Whole, b.Whole)) + actionView*float64(Dot(a.Action, b.Action)) + objectView*float64(Dot(a.Object, b.Object))) /
		(1 + actionView + objectView)
}

// Title places a title.
func (m *Model) Title(words []Word) []float32 {
	v := make([]float32, m.header.Dimensions)
	for i, part := range TitleParts(words) {
		m.add(v, words[i].Stem, m.header.Parts[part])
	}
	toUnit(v)
	return v
}

// Embed places statements whose kind nobody told.
func (m *Model) Embed(ctx context.Context, texts []string) ([]float32, error) {
	d := m.header.Dimensions
	out := make([]float32, d*len(texts))
	for i, text := range texts {
		if i%1000 == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		v := out[i*d:][:d]
		for _, w := range Read(text, "").Words {
			m.add(v, w.Stem, m.header.Parts[PartOf(w)])
		}
		toUnit(v)
	}
	return out, nil
}

// Dot is the inner product of two vectors of one length; of vectors of length
// one it is their cosine. It adds up in four sums, which a processor does at
// once.
func Dot(a, b []float32) float32 {
	var s0, s1, s2, s3 float32
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s0 += a[i] * b[i]
		s1 += a[i+1] * b[i+1]
		s2 += a[i+2] * b[i+2]
		s3 += a[i+3] * b[i+3]
	}
	for ; i < len(a); i++ {
		s0 += a[i] * b[i]
	}
	return s0 + s1 + s2 + s3
}

// toUnit gives v length one, unless it is zero.
func toUnit(v []float32) {
	if length := float32(math.Sqrt(float64(Dot(v, v)))); length > 0 {
		for i := range v {
			v[i] /= length
		}
	}
}
