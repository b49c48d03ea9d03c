package match

import (
	"cmp"
	"math"
	"slices"

	"crosswalk/internal/semantic/encoder"
)

// An Example is a pair of texts with its grade, 0 to 3.
type Example struct {
	Required, Offered *Text
	Grade             float64
	Written           bool // for the purpose, not found in use: it counts less, and no threshold is chosen by it
	// Together holds the cross-encoder's log-odds; unused without a cross-encoder.
	Together [encoder.Grades]float32
}

// What the fit asks of thresholds, and how much it draws weights to 0: as if
// each had been seen to be nothing in so many pairs.
const (
	metPrecision    = 0.85
	partlyPrecision = 0.80
	// farther is the share of the examples that are met in part at least whose
	// vectors lie farther apart than what is compared.
	farther = 0.05
	ridge   = 3
	// writtenWeight is what a written example counts against one found in use:
	// half of them are made to oppose words and vectors, as few in use do.
	writtenWeight = 0.6
)

// FitJudge fits the weights of every grade to examples that the encoder was not
// fitted to, by meaning and by words alone, and chooses the thresholds. If cross names a
// cross-encoder, it also fits a second look.
func FitJudge(c *Corpus, examples []Example, cross string) *Judge {
	examples = slices.DeleteFunc(slices.Clone(examples), func(e Example) bool { return e.Required.Mass == 0 || e.Offered.Mass == 0 })
	pairs, counts := make([]pair, len(examples)), make([]float64, len(examples))
	for i, e := range examples {
		pairs[i] = c.pairOf(e.Required, e.Offered)
		pairs[i].together = e.Together
		if counts[i] = 1; e.Written {
			counts[i] = writtenWeight
		}
	}
	j := &Judge{
		ByMeaning: fitGrades(pairs, examples, counts, sigTogether),
		ByWords:   fitGrades(pairs, examples, counts, sigHead, sigCosine, sigTogether),
	}
	var cosines []float64 // of what is met in part at least
	for i, e := range examples {
		if !e.Written && e.Grade >= 0.5 {
			cosines = append(cosines, float64(pairs[i].cosine))
		}
	}
	slices.Sort(cosines)
	j.Near = math.Floor(100*cosines[int(farther*float64(len(cosines)))]) / 100
	j.Thresholds, j.Best = chooseThresholds(j, pairs, examples)
	if cross != "" {
		j.SecondLook = &SecondLook{Model: cross, Weights: fitGrades(pairs, examples, counts)}
		for i := range pairs {
			pairs[i].looked = true
		}
		j.SecondLook.Thresholds, j.SecondLook.Best = chooseThresholds(j, pairs, examples)
	}
	return j
}

// fitGrades fits the weights of every grade to all signals except some.
func fitGrades(pairs []pair, examples []Example, counts []float64, leaveOut ...signal) (out [encoder.Grades]Weights) {
	xs, goals := make([]seen, len(pairs)), make([]float64, len(pairs))
	for i := range pairs {
		xs[i] = pairs[i].signals()
	}
	for grade := range encoder.Grades {
		for i := range pairs {
			goals[i] = min(1, max(0, examples[i].Grade-float64(grade)))
			pairs[i].gradeSignals(&xs[i], grade)
		}
		out[grade] = fitWeights(xs, goals, counts, leaveOut)
	}
	return out
}

// chooseThresholds chooses the thresholds for single pairs and for the best of a
// requirement's offers. Written pairs do not count.
func chooseThresholds(j *Judge, pairs []pair, examples []Example) (ofPairs, ofBest Thresholds) {
	var met, partly []Observation
	of := map[*Text]*bestOffer{}
	var best []*bestOffer
	for i, e := range examples {
		if e.Written {
			continue
		}
		s := j.score(&pairs[i])
		met = append(met, Observation{s.Confidence(), e.Grade >= 1.5})
		partly = append(partly, Observation{s.Partly(), e.Grade >= 0.5})
		b := of[e.Required]
		if b == nil {
			b = &bestOffer{}
			of[e.Required], best = b, append(best, b)
		}
		b.add(met[len(met)-1], partly[len(partly)-1])
	}
	ofPairs = Thresholds{Met: thresholdFor(met, metPrecision), Partly: thresholdFor(partly, partlyPrecision)}
	met, partly = nil, nil
	for _, b := range best {
		if b.offers >= offersChosenBy {
			met, partly = append(met, b.met), append(partly, b.partly)
		}
	}
	return ofPairs, Thresholds{Met: thresholdFor(met, metPrecision), Partly: breakEven(partly)}
}

// offersChosenBy is the least number of offers for a requirement to count in the choice
// of the thresholds for the best.
const offersChosenBy = 3

// bestOffer summarises the offers for a requirement. met is the offer with the highest
// probability of "met"; partly has the highest probability of "partly" of any offer and
// is true if any offer meets the requirement in part.
type bestOffer struct {
	offers      int
	met, partly Observation
}

func (b *bestOffer) add(met, partly Observation) {
	b.offers++
	if met.Similarity >= b.met.Similarity {
		b.met = met
	}
	b.partly.Similarity = max(b.partly.Similarity, partly.Similarity)
	b.partly.True = b.partly.True || partly.True
}

// breakEven returns the threshold with as many true observations below it as false ones
// above it.
func breakEven(observations []Observation) float64 {
	ranked := slices.Clone(observations)
	slices.SortFunc(ranked, func(a, b Observation) int { return cmp.Compare(b.Similarity, a.Similarity) })
	trueBelow, falseAbove := 0, 0
	for _, o := range ranked {
		if o.True {
			trueBelow++
		}
	}
	for _, o := range ranked {
		if falseAbove >= trueBelow {
			return math.Floor(o.Similarity*1000) / 1000
		}
		if o.True {
			trueBelow--
		} else {
			falseAbove++
		}
	}
	return 0
}

// thresholdFor returns the least score from which on so large a share is true.
func thresholdFor(observations []Observation, precision float64) float64 {
	ranked := slices.Clone(observations)
	slices.SortStableFunc(ranked, func(a, b Observation) int { return cmp.Compare(b.Similarity, a.Similarity) })
	right, threshold := 0, 1.0
	for i, o := range ranked {
		if o.True {
			right++
		}
		if float64(right) >= precision*float64(i+1) {
			threshold = o.Similarity
		}
	}
	return math.Floor(threshold*1000) / 1000
}

// fitWeights is a logistic regression by Newton's method, drawn towards 0 by a
// ridge on the weights, in units of each signal's deviation. counts is what each
// example counts.
func fitWeights(xs []seen, goals, counts []float64, leaveOut []signal) Weights {
	const n = parameters // the bias last
	deviation := deviations(xs)
	for _, s := range leaveOut {
		deviation[s] = 0
	}
	var w [n]float64
	for range 50 {
		var gradient [n]float64
		var curvature [n][n]float64
		for i := range n - 1 {
			gradient[i], curvature[i][i] = ridge*w[i], ridge
		}
		for k, x := range xs {
			var z [n]float64
			z[n-1] = 1
			sum := w[n-1]
			for i, v := range x {
				if deviation[i] > 0 {
					z[i] = v / deviation[i]
					sum += w[i] * z[i]
				}
			}
			p := 1 / (1 + math.Exp(-sum))
			for i := range n {
				gradient[i] += counts[k] * (p - goals[k]) * z[i]
				for j := range i + 1 {
					curvature[i][j] += counts[k] * p * (1 - p) * z[i] * z[j]
				}
			}
		}
		step, largest := solve(curvature, gradient), 0.0
		for i := range n {
			w[i] -= step[i]
			largest = max(largest, math.Abs(step[i]))
		}
		if largest < 1e-9 {
			break
		}
	}
	out := Weights{Bias: rounded(w[n-1])}
	for i := range out.Signals {
		if deviation[i] > 0 {
			out.Signals[i] = rounded(w[i] / deviation[i])
		}
	}
	return out
}

// rounded keeps as many digits as a file needs.
func rounded(f float64) float64 { return math.Round(f*1e4) / 1e4 }

func deviations(xs []seen) (d [signals]float64) {
	for i := range d {
		sum, squares := 0.0, 0.0
		for _, x := range xs {
			sum += x[i]
			squares += x[i] * x[i]
		}
		n := float64(len(xs))
		if v := squares/n - sum/n*sum/n; v > 1e-12 {
			d[i] = math.Sqrt(v)
		}
	}
	return d
}

// parameters is the number of weights, the bias among them.
const parameters = int(signals) + 1

// solve returns the x with m*x = b, by Cholesky; the lower half of m is given.
func solve(m [parameters][parameters]float64, b [parameters]float64) (x [parameters]float64) {
	for i := range parameters {
		for j := range i + 1 {
			sum := m[i][j]
			for k := range j {
				sum -= m[i][k] * m[j][k]
			}
			if i == j {
				m[i][i] = math.Sqrt(max(sum, 1e-12))
			} else {
				m[i][j] = sum / m[j][j]
			}
		}
	}
	for i := range parameters {
		x[i] = b[i]
		for k := range i {
			x[i] -= m[i][k] * x[k]
		}
		x[i] /= m[i][i]
	}
	for i := parameters - 1; i >= 0; i-- {
		for k := i + 1; k < parameters; k++ {
			x[i] -= m[k][i] * x[k]
		}
		x[i] /= m[i][i]
	}
	return x
}
