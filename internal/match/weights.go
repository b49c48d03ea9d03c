package match

import (
	"encoding/json"
	"fmt"
	"math"
)

// signals is how many parts of a similarity are weighed: the first of
// partNames.
const signals = 5

// Weights say what each signal adds to a similarity at most. None is negative,
// and they add up to 1.
type Weights [signals]float64

// signals lists what two texts have in common, in the order of partNames. That
// the same is done counts as far as it is done to something alike: repairing
// roofs has little of repairing computers.
func (o overlap) signals() [signals]float64 {
	return [signals]float64{o.words, o.focus, o.meaning, o.object, o.action * math.Sqrt(o.object)}
}

// MarshalJSON writes the weights by the names of their parts.
func (w Weights) MarshalJSON() ([]byte, error) {
	named := make(map[string]float64, signals)
	for i, v := range w {
		named[partNames[i]] = v
	}
	return json.Marshal(named)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (w *Weights) UnmarshalJSON(data []byte) error {
	named := map[string]float64{}
	if err := json.Unmarshal(data, &named); err != nil {
		return err
	}
	sum := 0.0
	for i := range w {
		v, ok := named[partNames[i]]
		if !ok || v < 0 {
			return fmt.Errorf("weights: want %q, from 0", partNames[i])
		}
		w[i] = v
		sum += v
	}
	if math.Abs(sum-1) > 1e-9 || len(named) != signals {
		return fmt.Errorf("weights: want %d that add up to 1", signals)
	}
	return nil
}

// An Example is a pair of texts with its truth.
type Example struct {
	Required, Offered *Text
	True              bool
}

// FitWeights fits the weights to examples: a logistic regression whose weights
// are not negative, by coordinate descent with Newton's steps, scaled to add
// up to 1. The scale does not matter: a curve follows.
func FitWeights(examples []Example) Weights {
	const (
		rounds     = 100
		shrinkage  = 1e-6 // per example: keeps a step finite where a signal is always 0
		weightStep = 1e4  // weights are rounded to so many steps, that a file holds them exactly
	)
	xs := make([][signals]float64, len(examples))
	logits := make([]float64, len(examples))
	for i, e := range examples {
		xs[i] = overlapOf(e.Required, e.Offered).signals()
	}
	step := func(x func(i int) float64, from float64) float64 {
		gradient, curvature := 0.0, shrinkage*float64(len(examples))
		for i, e := range examples {
			v := x(i)
			p := 1 / (1 + math.Exp(-logits[i]))
			curvature += p * (1 - p) * v * v
			if e.True {
				p--
			}
			gradient += p * v
		}
		return from - gradient/curvature
	}
	var w Weights
	if len(examples) == 0 {
		return w
	}
	bias := 0.0
	for range rounds {
		one := func(int) float64 { return 1 }
		next := step(one, bias)
		for i := range logits {
			logits[i] += next - bias
		}
		bias = next
		for k := range w {
			next := max(0, step(func(i int) float64 { return xs[i][k] }, w[k]))
			for i := range logits {
				logits[i] += (next - w[k]) * xs[i][k]
			}
			w[k] = next
		}
	}
	return w.scaled(weightStep)
}

// scaled returns the weights so that they add up to 1, each a multiple of
// 1/steps; the largest takes what rounding leaves.
func (w Weights) scaled(steps float64) Weights {
	sum, largest := 0.0, 0
	for k, v := range w {
		sum += v
		if v > w[largest] {
			largest = k
		}
	}
	if sum == 0 {
		return w
	}
	left := steps
	for k := range w {
		w[k] = math.Round(w[k] / sum * steps)
		left -= w[k]
	}
	w[largest] += left
	for k := range w {
		w[k] /= steps
	}
	return w
}
