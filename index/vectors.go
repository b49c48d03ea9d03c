package index

import (
	"cmp"
	"fmt"
	"slices"

	"crosswalk/internal/semantic/vector"
)

// NoModel is the model of an index without vectors. It finds by words alone.
const NoModel = "none"

// vectors are the places of statements in the space of a model. Row i of the
// block is of statement ids[i]; it is zeros when nothing of the text is known,
// and when there is no vector yet.
type vectors struct {
	ids   []string // ascending, as rows
	block *vector.Block
}

// cosine compares a row with a vector of length 1.
func (v *vectors) cosine(i int, with vector.Row) float64 {
	return cosine(vector.Dot(v.block.Row(i), with))
}

// cosine is what a dot product of two vectors of length 1 says of them: at most
// 1, which rounding would let it pass.
func cosine(dot float32) float64 { return min(1, float64(dot)) }

// vectorsOf collects the vectors of the statements among docs.
func vectorsOf(docs []Doc) (*vectors, error) {
	var statements []Doc
	width := 0 // of all; 0 when none has a vector
	for _, d := range docs {
		if d.IsClass {
			continue
		}
		statements = append(statements, d)
		if width == 0 {
			width = len(d.Vector.Cells)
		}
	}
	if width > vector.MaxDimensions {
		return nil, fmt.Errorf("vectors of %d dimensions; %d are the most", width, vector.MaxDimensions)
	}
	slices.SortFunc(statements, func(a, b Doc) int { return cmp.Compare(a.ID, b.ID) })
	v := &vectors{ids: make([]string, len(statements)), block: vector.NewBlock(len(statements), width)}
	for i, d := range statements {
		if i > 0 && d.ID == v.ids[i-1] {
			return nil, fmt.Errorf("two statements have the id %s", d.ID)
		}
		v.ids[i] = d.ID
		if d.Vector.Missing() {
			continue
		}
		if err := d.Vector.Check(width); err != nil {
			return nil, fmt.Errorf("vector of %s: %w", d.ID, err)
		}
		v.block.SetRow(i, d.Vector)
	}
	return v, nil
}

// Vector returns the vector of a statement: the zero Row when the index has
// none, or one of zeros.
func (x *Index) Vector(id string) vector.Row {
	if x.vectors == nil {
		return vector.Row{}
	}
	i, found := slices.BinarySearch(x.vectors.ids, id)
	if !found || x.vectors.block.Row(i).IsZero() {
		return vector.Row{}
	}
	return x.vectors.block.Row(i)
}
