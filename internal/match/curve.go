package match

import (
	"cmp"
	"slices"
	"sort"
)

// A Curve turns a score into a probability: a monotone function given by its knots, linear between them and
// constant outside.
type Curve []Knot

// A Knot is a point of a curve.
type Knot struct {
	Similarity  float64 `json:"similarity"`
	Probability float64 `json:"probability"`
}

// At returns the curve's value.
func (c Curve) At(similarity float64) float64 {
	i := sort.Search(len(c), func(i int) bool { return c[i].Similarity >= similarity })
	switch {
	case i == 0:
		return c[0].Probability
	case i == len(c):
		return c[i-1].Probability
	}
	a, b := c[i-1], c[i]
	f := (similarity - a.Similarity) / (b.Similarity - a.Similarity)
	return a.Probability + f*(b.Probability-a.Probability)
}

// An Observation is a similarity with its truth.
type Observation struct {
	Similarity float64
	True       bool
}

// bins is the number of equal widths in which observations are pooled before
// the curve is fitted.
const bins = 25

// FitCurve fits a monotone curve to observations by pooling adjacent
// violators (Ayer et al. 1955).
func FitCurve(observations []Observation) Curve {
	type pool struct{ n, positives, sum float64 }
	var pools []pool
	byBin := make([]pool, bins)
	for _, o := range observations {
		b := &byBin[min(int(o.Similarity*bins), bins-1)]
		b.n++
		b.sum += o.Similarity
		if o.True {
			b.positives++
		}
	}
	for _, b := range byBin {
		if b.n == 0 {
			continue
		}
		pools = append(pools, b)
		for k := len(pools) - 1; k > 0 && pools[k-1].positives/pools[k-1].n >= pools[k].positives/pools[k].n; k-- {
			pools[k-1] = pool{pools[k-1].n + pools[k].n, pools[k-1].positives + pools[k].positives, pools[k-1].sum + pools[k].sum}
			pools = pools[:k]
		}
	}
	curve := make(Curve, len(pools))
	for i, p := range pools {
		curve[i] = Knot{Similarity: p.sum / p.n, Probability: p.positives / p.n}
	}
	return curve
}

// A Bin is one line of a reliability table.
type Bin struct {
	From, To  float64 // confidence
	N         int
	Predicted float64 // mean confidence
	Observed  float64 // share that is true
}

// Reliability returns the reliability table of a curve on observations, in
// ten equal widths of confidence, and the expected calibration error: the
// mean distance of predicted and observed, weighted by observations.
func (c Curve) Reliability(observations []Observation) (table []Bin, calibrationError float64) {
	table = make([]Bin, 10)
	for _, o := range observations {
		p := c.At(o.Similarity)
		b := &table[min(int(p*10), 9)]
		b.N++
		b.Predicted += p
		if o.True {
			b.Observed++
		}
	}
	for i := range table {
		b := &table[i]
		b.From, b.To = float64(i)/10, float64(i+1)/10
		if b.N > 0 {
			n := float64(b.N)
			b.Predicted, b.Observed = b.Predicted/n, b.Observed/n
			calibrationError += n * max(b.Predicted-b.Observed, b.Observed-b.Predicted)
		}
	}
	table = slices.DeleteFunc(table, func(b Bin) bool { return b.N == 0 })
	return table, calibrationError / float64(max(1, len(observations)))
}

// AveragePrecision is the area under precision over recall when the
// observations are ranked by similarity, 0 to 1.
func AveragePrecision(observations []Observation) float64 {
	ranked := slices.Clone(observations)
	slices.SortStableFunc(ranked, func(a, b Observation) int { return cmp.Compare(b.Similarity, a.Similarity) })
	var hits, sum float64
	for i, o := range ranked {
		if o.True {
			hits++
			sum += hits / float64(i+1)
		}
	}
	if hits == 0 {
		return 0
	}
	return sum / hits
}
