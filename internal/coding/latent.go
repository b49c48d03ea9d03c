package coding

import (
	"math"
	"math/rand/v2"

	"crosswalk/internal/parallel"
)

// latent is the space of the main directions in which the occupations' texts
// differ (latent semantic analysis, Deerwester et al. 1990). Texts are alike
// there when occupations use their words together, even if they share none.
type latent struct {
	directions [][]float64 // orthonormal, over occupations
	norms      []float64   // of each occupation in the space
}

const (
	latentDirections = 150
	latentRounds     = 6 // of orthogonal iteration
)

// newLatent finds the directions as leading eigenvectors of the occupations'
// cosines with each other. The same texts give the same space.
func (c *corpus) newLatent() *latent {
	n := len(c.docs)
	gram := make([][]float64, n)
	parallel.For(n, func(i int) { gram[i] = c.cosines(c.docs[i]) })
	random := rand.New(rand.NewPCG(1, 2))
	q := make([][]float64, min(latentDirections, n))
	for i := range q {
		q[i] = make([]float64, n)
		for j := range q[i] {
			q[i][j] = random.NormFloat64()
		}
	}
	orthonormal(q)
	for range latentRounds {
		next := make([][]float64, len(q))
		parallel.For(len(q), func(i int) { next[i] = times(gram, q[i]) })
		q = next
		orthonormal(q)
	}
	l := &latent{directions: q, norms: make([]float64, n)}
	for i := range n {
		sum := 0.0
		for _, d := range q {
			sum += dot(gram[i], d) * d[i]
		}
		l.norms[i] = math.Sqrt(max(sum, 1e-9))
	}
	return l
}

func times(m [][]float64, v []float64) []float64 {
	out := make([]float64, len(m))
	for i, row := range m {
		out[i] = dot(row, v)
	}
	return out
}

// dot adds up in four sums, which a processor does at once.
func dot(a, b []float64) float64 {
	var s0, s1, s2, s3 float64
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

// leastRest is the share of a row's length that must be left when the
// directions before it are taken out.
const leastRest = 1e-8

// orthonormal makes the rows orthogonal and of length one (Gram-Schmidt), or
// zero where they add no direction.
func orthonormal(q [][]float64) {
	for i := range q {
		length := math.Sqrt(dot(q[i], q[i]))
		for _, before := range q[:i] {
			d := dot(q[i], before)
			for k := range q[i] {
				q[i][k] -= d * before[k]
			}
		}
		after := math.Sqrt(dot(q[i], q[i]))
		if after < leastRest*length { // what is left is rounding
			clear(q[i])
			continue
		}
		for k := range q[i] {
			q[i][k] /= after
		}
	}
}

// likeness turns the cosines of a text with every occupation into what they
// are in the space: lower than there, for the part of the text outside it.
func (l *latent) likeness(cosines []float64) []float64 {
	out := make([]float64, len(cosines))
	for _, d := range l.directions {
		a := dot(cosines, d)
		for i := range out {
			out[i] += a * d[i]
		}
	}
	for i := range out {
		out[i] = max(0, out[i]/l.norms[i])
	}
	return out
}
