package train

import (
	"math"

	"crosswalk/internal/semantic"
)

// A batch is pairs that belong together, placed, and wrong answers for the
// left side that are easily taken for right ones.
type batch struct {
	pairs       [][2]int32
	left, right []placed
	nearIDs     []int32
	near        []placed
	temperature float64
}

func (b *batch) sides() [3][]placed { return [3][]placed{b.left, b.right, b.near} }

// isRight reports whether some pair of the batch joins the left of the i-th
// pair with a text.
func (b *batch) isRight(i int, text int32) bool {
	for _, p := range b.pairs {
		if p[0] == b.pairs[i][0] && p[1] == text {
			return true
		}
	}
	return false
}

// contrast computes the loss of the batch and its gradient by the sums of
// stems: each side of a pair should be the most similar of its side to the
// other. Texts that stand in the batch twice are no wrong answers.
func (b *batch) contrast() float64 {
	n, all := len(b.pairs), len(b.pairs)+len(b.near)
	exp := make([][]float64, n) // e to the similarity over the temperature, less the most it can be
	rowSum, columnSum := make([]float64, n), make([]float64, n)
	answer := func(j int) *placed {
		if j < n {
			return &b.right[j]
		}
		return &b.near[j-n]
	}
	inBlocks(n, func(i int) {
		exp[i] = make([]float64, all)
		for j := range exp[i] {
			switch {
			case j < n && i != j && (b.pairs[i][0] == b.pairs[j][0] || b.pairs[i][1] == b.pairs[j][1]):
				continue
			case j >= n && b.isRight(i, b.nearIDs[j-n]):
				continue
			}
			exp[i][j] = math.Exp((float64(semantic.Dot(b.left[i].unit, answer(j).unit)) - 1) / b.temperature)
			rowSum[i] += exp[i][j]
		}
	})
	inBlocks(n, func(j int) {
		for i := range n {
			columnSum[j] += exp[i][j]
		}
	})
	loss := 0.0
	gradient := make([][]float64, n) // of the loss by the similarity
	for i := range n {
		loss += (math.Log(rowSum[i]) + math.Log(columnSum[i]) - 2*math.Log(exp[i][i])) / float64(2*n)
	}
	factor := 1 / (2 * float64(n) * b.temperature)
	inBlocks(n, func(i int) {
		gradient[i] = make([]float64, all)
		for j := range all {
			g := exp[i][j] / rowSum[i]
			if j < n {
				g += exp[i][j] / columnSum[j]
			}
			if i == j {
				g -= 2
			}
			gradient[i][j] = g * factor
		}
	})
	inBlocks(all, func(j int) {
		a := answer(j)
		for i := range n {
			addTo(a.grad, b.left[i].unit, float32(gradient[i][j]))
		}
		a.throughLength()
	})
	inBlocks(n, func(i int) {
		for j := range all {
			addTo(b.left[i].grad, answer(j).unit, float32(gradient[i][j]))
		}
		b.left[i].throughLength()
	})
	return loss
}
