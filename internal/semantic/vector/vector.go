// Package vector provides vectors of whole numbers: a quarter of the room of
// floats, and dot products that are exact.
package vector

// #cgo CFLAGS: -std=c11 -O3
// #include "dots.h"
import "C"

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
	"unsafe"
)

// A Row is a vector: cell i times Scale is its component i. The cells are -127
// to 127. The zero Row is no vector: it is near nothing.
type Row struct {
	Cells []int8
	Scale float32
}

// MaxDimensions bounds the cells of a row: longer ones would overflow the sums
// of a dot product.
const MaxDimensions = 1 << 16

// Round returns the row nearest to a vector. All zeros stay zeros.
func Round(v []float32) Row {
	r := Row{Cells: make([]int8, len(v))}
	r.Scale = roundTo(r.Cells, v)
	return r
}

func roundTo(cells []int8, v []float32) (scale float32) {
	most := float32(0)
	for _, x := range v {
		most = max(most, float32(math.Abs(float64(x))))
	}
	if most == 0 {
		clear(cells)
		return 0
	}
	scale = most / math.MaxInt8
	for i, x := range v {
		cells[i] = int8(math.RoundToEven(float64(x / scale)))
	}
	return scale
}

// Floats returns the components.
func (r Row) Floats() []float32 {
	out := make([]float32, len(r.Cells))
	for i, c := range r.Cells {
		out[i] = float32(c) * r.Scale
	}
	return out
}

// IsZero reports whether the row is no vector, or one of zeros.
func (r Row) IsZero() bool { return r.Scale == 0 }

// Missing reports whether the row is no vector. One of zeros is a vector: it
// says that a model knows nothing of the text.
func (r Row) Missing() bool { return len(r.Cells) == 0 }

// lengthError is how far from 1 the length of a row may be. Some models compute
// with 16 bits, and of a vector with one large component and thousands of small
// ones rounding leaves the large one.
const lengthError = 0.05

// Check refuses a row that has no cosine with rows of so many dimensions: one
// of another length, with a cell that Round does not make, or neither a unit
// vector nor zeros.
func (r Row) Check(dimensions int) error {
	if len(r.Cells) != dimensions || dimensions == 0 {
		return fmt.Errorf("%d dimensions, not %d", len(r.Cells), dimensions)
	}
	squares := 0.0
	for _, c := range r.Cells {
		if c == math.MinInt8 {
			return errors.New("a cell is -128; the least is -127")
		}
		squares += float64(c) * float64(c)
	}
	switch length := float64(r.Scale) * math.Sqrt(squares); {
	case r.Scale == 0 && squares == 0:
		return nil
	case !(r.Scale > 0) || !(math.Abs(length-1) <= lengthError): // nor NaN
		return fmt.Errorf("length %v; it must be 1, or 0 when nothing is known of the text", length)
	}
	return nil
}

// scaleBytes is the room of a scale in the bytes of a row.
const scaleBytes = 4

// AppendTo appends the row to b as bytes: the scale, little-endian, then the
// cells.
func (r Row) AppendTo(b []byte) []byte {
	b = slices.Grow(b, scaleBytes+len(r.Cells))
	b = binary.LittleEndian.AppendUint32(b, math.Float32bits(r.Scale))
	return append(b, unsafe.Slice((*byte)(unsafe.Pointer(unsafe.SliceData(r.Cells))), len(r.Cells))...)
}

// FromBytes reads what AppendTo wrote. The row shares the memory of b. Too few
// bytes for a cell are no vector.
func FromBytes(b []byte) Row {
	if len(b) <= scaleBytes {
		return Row{}
	}
	cells := b[scaleBytes:]
	return Row{
		Cells: unsafe.Slice((*int8)(unsafe.Pointer(unsafe.SliceData(cells))), len(cells)),
		Scale: math.Float32frombits(binary.LittleEndian.Uint32(b)),
	}
}

// Dot returns the dot product of two rows of one length; of unit vectors it is
// their cosine. It is 0 where a side is no vector.
func Dot(a, b Row) float32 {
	if a.Scale == 0 || b.Scale == 0 {
		return 0
	}
	mustAgree(len(a.Cells), len(b.Cells))
	var sum C.int32_t
	C.dots(cells(a.Cells), cells(b.Cells), C.int(len(a.Cells)), nil, 1, &sum)
	return float32(sum) * (a.Scale * b.Scale)
}

// A Block holds rows of one length, one after the other in memory.
type Block struct {
	Width  int
	Cells  []int8    // [rows][Width]
	Scales []float32 // per row
}

// NewBlock returns a block of n rows that are no vectors.
func NewBlock(n, width int) *Block {
	return &Block{Width: width, Cells: make([]int8, n*width), Scales: make([]float32, n)}
}

// BlockOf copies rows of one length into a block.
func BlockOf(rows []Row) *Block {
	width := 0
	if len(rows) > 0 {
		width = len(rows[0].Cells)
	}
	b := NewBlock(len(rows), width)
	for i, r := range rows {
		b.SetRow(i, r)
	}
	return b
}

// Alone returns a block of one row, whose memory it shares.
func Alone(r Row) *Block {
	return &Block{Width: len(r.Cells), Cells: r.Cells, Scales: []float32{r.Scale}}
}

// Add appends a copy of a row, as long as those that are there, and returns its
// number.
func (b *Block) Add(r Row) uint32 {
	if b.Len() == 0 {
		b.Width = len(r.Cells)
	}
	mustAgree(len(r.Cells), b.Width)
	b.Cells, b.Scales = append(b.Cells, r.Cells...), append(b.Scales, r.Scale)
	return uint32(b.Len() - 1)
}

// Clip gives back the room that Add has left for more.
func (b *Block) Clip() {
	b.Cells = append(make([]int8, 0, len(b.Cells)), b.Cells...)
	b.Scales = append(make([]float32, 0, len(b.Scales)), b.Scales...)
}

// Find returns the number of a row that shares the block's memory.
func (b *Block) Find(r Row) (i uint32, ok bool) {
	if r.Missing() || len(r.Cells) != b.Width {
		return 0, false
	}
	first, cell := uintptr(unsafe.Pointer(unsafe.SliceData(b.Cells))), uintptr(unsafe.Pointer(unsafe.SliceData(r.Cells)))
	if cell < first || cell >= first+uintptr(len(b.Cells)) {
		return 0, false
	}
	return uint32((cell - first) / uintptr(b.Width)), true
}

// Len is the number of rows.
func (b *Block) Len() int { return len(b.Scales) }

// Row returns row i; it shares the block's memory.
func (b *Block) Row(i int) Row {
	return Row{Cells: b.Cells[i*b.Width : (i+1)*b.Width : (i+1)*b.Width], Scale: b.Scales[i]}
}

// Set rounds a vector into row i.
func (b *Block) Set(i int, v []float32) { b.Scales[i] = roundTo(b.Row(i).Cells, v) }

// SetRow copies a row into row i.
func (b *Block) SetRow(i int, r Row) {
	copy(b.Row(i).Cells, r.Cells)
	b.Scales[i] = r.Scale
}

// atOnce bounds the rows of one call into C, and what is kept of it.
const atOnce = 1024

// Dots sets out[i] to the dot product of q with row from+i, for len(out) rows.
func (b *Block) Dots(q Row, from int, out []float32) {
	if len(out) > 0 {
		b.dots(q, b.Cells[from*b.Width:], b.Scales[from:], nil, out)
	}
}

// DotsAt sets out[i] to the dot product of q with row at[i].
func (b *Block) DotsAt(q Row, at []uint32, out []float32) {
	b.dots(q, b.Cells, b.Scales, at, out[:len(at)])
}

// dots compares q with the rows listed in at, or with the first rows if at is nil.
func (b *Block) dots(q Row, rows []int8, scales []float32, at []uint32, out []float32) {
	if q.Scale == 0 || b.Width == 0 {
		clear(out)
		return
	}
	mustAgree(len(q.Cells), b.Width)
	sums := make([]C.int32_t, min(len(out), atOnce))
	for begin := 0; begin < len(out); begin += atOnce {
		n := min(len(out)-begin, atOnce)
		if at == nil {
			C.dots(cells(q.Cells), cells(rows[begin*b.Width:]), C.int(b.Width), nil, C.long(n), &sums[0])
		} else {
			C.dots(cells(q.Cells), cells(rows), C.int(b.Width), (*C.uint32_t)(&at[begin]), C.long(n), &sums[0])
		}
		for i := begin; i < begin+n; i++ {
			row := i
			if at != nil {
				row = int(at[i])
			}
			out[i] = float32(sums[i-begin]) * (q.Scale * scales[row])
		}
	}
}

// mustAgree keeps C from reading past the end of a row.
func mustAgree(a, b int) {
	if a != b {
		panic(fmt.Sprintf("vector: a dot product of %d and %d dimensions", a, b))
	}
}

func cells(c []int8) *C.int8_t { return (*C.int8_t)(unsafe.Pointer(unsafe.SliceData(c))) }
