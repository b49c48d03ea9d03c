package encoder

// #include "head.h"
import "C"

import (
	"fmt"
	"math"
	"unsafe"

	"crosswalk/internal/semantic/vector"
)

// Narrow is the length of a side: what the head reads of a vector, as whole
// numbers.
const Narrow = C.NARROW

// Grades are the three steps of meeting a requirement.
const (
	Partly = iota // grade 1 or more of the rubric
	Met           // 2 or more
	Fully         // 3

	Grades = C.GRADES
)

// A Head judges pairs of vectors: it was fitted to readers' grades together
// with the encoder. A vector has two sides, since "b meets a" has a direction.
// It never changes and is safe for concurrent use.
type Head struct {
	width             int
	required, offered side
	c                 C.head
}

// A side maps a vector to Narrow numbers of -1 to 1.
type side struct{ weights, bias []float32 }

// HeadShape stands in the header of a file that has a head.
type HeadShape struct {
	Narrow int `json:"narrow"`
	Inner  int `json:"inner"`
}

func (s HeadShape) check() error {
	if s.Narrow != C.NARROW || s.Inner != C.INNER {
		return fmt.Errorf("a head of %d and %d numbers; this program reads %d and %d", s.Narrow, s.Inner, int(C.NARROW), int(C.INNER))
	}
	return nil
}

func readHead(width int, r *reader) *Head {
	h := &Head{width: width}
	for _, s := range []*side{&h.required, &h.offered} {
		s.weights, s.bias = r.floats(Narrow*width), r.floats(Narrow)
	}
	hidden := r.floats(C.INNER * 4 * Narrow)
	bias, out, outBias, cosine := r.floats(C.INNER), r.floats(Grades*C.INNER), r.floats(Grades), r.floats(Grades)
	if r.short {
		return nil
	}
	for k := range int(C.INNER) {
		row := hidden[k*4*Narrow:]
		for i := range int(Narrow) {
			h.c.from_required[i][k] = C.float(row[i])
			h.c.from_offered[i][k] = C.float(row[Narrow+i])
			h.c.from_distance[i][k] = C.float(row[2*Narrow+i])
			h.c.from_product[i][k] = C.float(row[3*Narrow+i])
		}
		h.c.bias[k] = C.float(bias[k])
	}
	for g := range int(Grades) {
		for k := range int(C.INNER) {
			h.c.out[g][k] = C.float(out[g*C.INNER+k])
		}
		h.c.out_bias[g], h.c.cosine[g] = C.float(outBias[g]), C.float(cosine[g])
	}
	return h
}

// steep is what a side is multiplied by before it is bounded: training/fit.py
// has the same.
const steep = 4

// Sides returns what the head reads of a vector where the text is required,
// and where it is offered. Both are zeros for what is no vector.
func (h *Head) Sides(v vector.Row) (required, offered [Narrow]int8) {
	if v.IsZero() {
		return required, offered
	}
	x := v.Floats()
	h.required.read(x, &required)
	h.offered.read(x, &offered)
	return required, offered
}

func (s *side) read(x []float32, out *[Narrow]int8) {
	for i := range out {
		sum := s.bias[i]
		for k, w := range s.weights[i*len(x):][:len(x)] {
			sum += w * x[k]
		}
		out[i] = int8(math.RoundToEven(math.MaxInt8 * math.Tanh(steep*float64(sum))))
	}
}

// Odds returns the log-odds of each grade for one required side and the rows
// at of a table of offered sides; cosines are those of the whole vectors. out
// is as long as at.
func (h *Head) Odds(required *[Narrow]int8, offered [][Narrow]int8, at []int32, cosines []float32, out [][Grades]float32) {
	if len(at) == 0 {
		return
	}
	C.head_odds(&h.c, (*C.int8_t)(&required[0]), (*C.int8_t)(unsafe.Pointer(unsafe.SliceData(offered))), (*C.int32_t)(unsafe.SliceData(at)),
		floats(cosines[:len(at)]), C.int(len(at)), (*C.float)(unsafe.Pointer(unsafe.SliceData(out[:len(at)]))))
}
