package index

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/viterin/vek/vek32"
)

// NoModel is the model of an index without vectors. It finds by words alone.
const NoModel = "none"

// vectors are the places of statements in the space of a model. All lie in one
// block: row i, of length dims, is of statement ids[i].
type vectors struct {
	dims  int
	ids   []string // ascending, as rows
	block []float32
}

func (v *vectors) row(i int) []float32 { return v.block[i*v.dims : (i+1)*v.dims] }

// cosine compares a row with a vector of length 1. It is at most 1, which
// rounding would let it pass.
func (v *vectors) cosine(i int, vector []float32) float64 {
	return min(1, float64(vek32.Dot(v.row(i), vector)))
}

// maxDims bounds the dimensions of a model.
const maxDims = 1 << 16

// vectorsOf collects the vectors of the statements among docs.
func vectorsOf(docs []Doc) (*vectors, error) {
	var statements []Doc
	for _, d := range docs {
		if !d.IsClass {
			statements = append(statements, d)
		}
	}
	slices.SortFunc(statements, func(a, b Doc) int { return cmp.Compare(a.ID, b.ID) })
	v := &vectors{}
	if len(statements) > 0 {
		v.dims = len(statements[0].Vector)
	}
	if v.dims > maxDims {
		return nil, fmt.Errorf("vectors of %d dimensions; %d are the most", v.dims, maxDims)
	}
	v.ids = make([]string, 0, len(statements))
	v.block = make([]float32, 0, len(statements)*v.dims)
	for i, d := range statements {
		if i > 0 && d.ID == statements[i-1].ID {
			return nil, fmt.Errorf("two statements have the id %s", d.ID)
		}
		if err := v.check(d.Vector); err != nil {
			return nil, fmt.Errorf("vector of %s: %w", d.ID, err)
		}
		v.ids, v.block = append(v.ids, d.ID), append(v.block, d.Vector...)
	}
	return v, nil
}

// lengthError is how far from 1 the length of a vector may be: some models
// compute with 16 bits.
const lengthError = 0.01

// check refuses a vector that cannot be compared with the others by cosine.
func (v *vectors) check(vector []float32) error {
	if len(vector) == 0 || len(vector) != v.dims {
		return fmt.Errorf("%d dimensions, not %d", len(vector), v.dims)
	}
	length := float64(vek32.Norm(vector))
	if length != 0 && !(math.Abs(length-1) <= lengthError) { // nor NaN
		return fmt.Errorf("length %v; it must be 1, or 0 when nothing is known of the text", length)
	}
	return nil
}

// Vector returns the vector of a statement, nil when the index has none.
func (x *Index) Vector(id string) []float32 {
	if x.vectors == nil {
		return nil
	}
	i, found := slices.BinarySearch(x.vectors.ids, id)
	if !found {
		return nil
	}
	return x.vectors.row(i)
}
