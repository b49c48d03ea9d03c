package eval

import (
	"math"

	"crosswalk/internal/career"
)

// Of the moves that no document states, the likeliest are what a stated one
// must be told from; the others teach nothing.
const rivals = 100

// Parameters of the fit.
const (
	moveSteps = 400
	moveRate  = 0.5
	moveRidge = 0.02
)

// FitMoves fits weights to stated moves by a conditional logit (McFadden
// 1974): of the classes that one could move to, the stated ones should be the
// likeliest. What is stated beside a stated move is left out of its rivals.
func FitMoves(examples []MoveExample) *career.Weights {
	w := new(career.Weights)
	type choice struct {
		right []*career.Measure
		other []*career.Measure
	}
	var choices []choice
	total := 0
	for i := range examples {
		var c choice
		for k := range examples[i].Predicted {
			p := &examples[i].Predicted[k]
			if _, ok := examples[i].Stated[p.ID]; ok {
				c.right = append(c.right, &p.Measure)
			} else if len(c.other) < rivals {
				c.other = append(c.other, &p.Measure)
			}
		}
		if len(c.right) > 0 {
			total++
		}
		choices = append(choices, c)
	}
	if total == 0 {
		return w
	}
	for step := range moveSteps {
		var gradient career.Weights
		for _, c := range choices {
			for _, right := range c.right {
				addChoice(&gradient, w, right, c.other, 1/float64(len(c.right)))
			}
		}
		rate := moveRate * (1 - float64(step)/moveSteps)
		for i := range w {
			w[i] += rate * (20*gradient[i]/float64(total) - moveRidge*w[i])
			if !career.MaySpeakAgainst(i) {
				w[i] = max(0, w[i])
			}
		}
	}
	return w
}

// addChoice adds the gradient of the log-likelihood of one choice. The choices
// of a class count as one together: some are named for dozens of variants of
// one class, which would speak for all others.
func addChoice(gradient, w *career.Weights, right *career.Measure, other []*career.Measure, counts float64) {
	best := w.Score(right)
	scores := make([]float64, len(other))
	for i, m := range other {
		scores[i] = w.Score(m)
		best = max(best, scores[i])
	}
	own := math.Exp(w.Score(right) - best)
	sum := own
	for i := range scores {
		scores[i] = math.Exp(scores[i] - best)
		sum += scores[i]
	}
	for k := range gradient {
		expected := own / sum * right[k]
		for i, m := range other {
			expected += scores[i] / sum * m[k]
		}
		gradient[k] += counts * (right[k] - expected)
	}
}
