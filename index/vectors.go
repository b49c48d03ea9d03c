package index

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"unsafe"

	"crosswalk/internal/semantic/vector"
)

// NoModel is the model of an index without vectors. It finds by words alone.
const NoModel = "none"

// vectors are the places of statements in the space of a model. Statement ids[i]
// lies at row at[i] of the block, which statements of one text share; it is zeros
// when nothing of the text is known, and when there is no vector yet.
type vectors struct {
	ids   []string // ascending, as rows
	at    []uint32
	block *vector.Block
}

// of returns the vector of statement i.
func (v *vectors) of(i int) vector.Row { return v.block.Row(int(v.at[i])) }

// cosine compares statement i with a vector of length 1.
func (v *vectors) cosine(i int, with vector.Row) float64 {
	return cosine(vector.Dot(v.of(i), with))
}

// dots compares every row of the block with a vector.
func (v *vectors) dots(ctx context.Context, with vector.Row) ([]float32, error) {
	out := make([]float32, v.block.Len())
	for begin := 0; begin < len(out); begin += rowsPerLook {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		v.block.Dots(with, begin, out[begin:min(begin+rowsPerLook, len(out))])
	}
	return out, nil
}

// cosine is what a dot product of two vectors of length 1 says of them: at most
// 1, which rounding would let it pass.
func cosine(dot float32) float64 { return min(1, float64(dot)) }

// vectorsOf collects the vectors of the statements among docs.
func vectorsOf(docs []Doc) (*vectors, error) {
	var statements []*Doc
	width := 0 // of all; 0 when none has a vector
	for i := range docs {
		d := &docs[i]
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
	slices.SortFunc(statements, func(a, b *Doc) int { return cmp.Compare(a.ID, b.ID) })
	v := &vectors{ids: make([]string, len(statements)), at: make([]uint32, len(statements))}
	var rows []vector.Row
	known := map[*int8]uint32{} // row by the memory of its cells, which those of one text share
	for i, d := range statements {
		if i > 0 && d.ID == v.ids[i-1] {
			return nil, fmt.Errorf("two statements have the id %s", d.ID)
		}
		v.ids[i] = d.ID
		cells := unsafe.SliceData(d.Vector.Cells) // nil where there are none
		row, ok := known[cells]
		if !ok {
			if !d.Vector.Missing() {
				if err := d.Vector.Check(width); err != nil {
					return nil, fmt.Errorf("vector of %s: %w", d.ID, err)
				}
			}
			row = uint32(len(rows))
			known[cells], rows = row, append(rows, d.Vector)
		}
		v.at[i] = row
	}
	v.block = vector.NewBlock(len(rows), width)
	for i, row := range rows {
		v.block.SetRow(i, row)
	}
	return v, nil
}

// Vectors holds the vectors of all statements, those of Vector; nil when the index
// has none. It never changes.
func (x *Index) Vectors() *vector.Block {
	if x.vectors == nil {
		return nil
	}
	return x.vectors.block
}

// Vector returns the vector of a statement: the zero Row when the index has
// none, or one of zeros.
func (x *Index) Vector(id string) vector.Row {
	if x.vectors == nil {
		return vector.Row{}
	}
	i, found := slices.BinarySearch(x.vectors.ids, id)
	if !found || x.vectors.of(i).IsZero() {
		return vector.Row{}
	}
	return x.vectors.of(i)
}
