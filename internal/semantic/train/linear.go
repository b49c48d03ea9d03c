package train

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"crosswalk/internal/semantic"
)

// inBlocks calls f for every number below n on all processors. Calls must not
// depend on each other; nothing is added up across them, so that the result
// does not depend on how many processors there are.
func inBlocks(n int, f func(i int)) {
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		wait.Go(func() {
			for i := next.Add(1) - 1; i < int64(n); i = next.Add(1) - 1 {
				f(int(i))
			}
		})
	}
	wait.Wait()
}

// addTo adds v times weight to sum.
func addTo(sum, v []float32, weight float32) {
	v = v[:len(sum)]
	for i := range sum {
		sum[i] += weight * v[i]
	}
}

func scaleBy(v []float32, factor float32) {
	for i := range v {
		v[i] *= factor
	}
}

// toLength gives v a length, unless it is zero.
func toLength(v []float32, length float64) {
	if norm := math.Sqrt(float64(semantic.Dot(v, v))); norm > 0 {
		scaleBy(v, float32(length/norm))
	}
}

// orthonormal makes columns orthogonal and of length one (modified
// Gram-Schmidt), or zero where they add no direction.
func orthonormal(columns [][]float32) {
	for i, c := range columns {
		before := semantic.Dot(c, c)
		for _, b := range columns[:i] {
			addTo(c, b, -semantic.Dot(c, b))
		}
		if after := semantic.Dot(c, c); after <= before*1e-10 {
			clear(c)
		} else {
			scaleBy(c, float32(1/math.Sqrt(float64(after))))
		}
	}
}

// A sparse matrix by rows.
type sparse [][]entry

type entry struct {
	column int32
	value  float32
}

func (m sparse) transposed(columns int) sparse {
	t := make(sparse, columns)
	for i, row := range m {
		for _, e := range row {
			t[e.column] = append(t[e.column], entry{int32(i), e.value})
		}
	}
	return t
}

// times multiplies the matrix by a column.
func (m sparse) times(column []float32) []float32 {
	out := make([]float32, len(m))
	for i, row := range m {
		var sum float32
		for _, e := range row {
			sum += e.value * column[e.column]
		}
		out[i] = sum
	}
	return out
}

// cholesky returns the lower triangle l with l lᵀ = m, for a symmetric matrix
// without negative directions; where a direction is missing its column is
// zero.
func cholesky(m [][]float64) [][]float64 {
	l := make([][]float64, len(m))
	for i := range m {
		l[i] = make([]float64, len(m))
		for j := 0; j <= i; j++ {
			sum := m[i][j]
			for k := range j {
				sum -= l[i][k] * l[j][k]
			}
			switch {
			case i == j:
				l[i][i] = math.Sqrt(max(sum, 0))
			case l[j][j] > 1e-9:
				l[i][j] = sum / l[j][j]
			}
		}
	}
	return l
}
