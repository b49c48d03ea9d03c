package coding

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// An Example is a job whose right codes are known.
type Example struct {
	Measured
	Title string
	Group string          // examples of one group are not independent
	Right map[string]bool // six-digit codes
}

// fitCandidates is how many occupations take part in a fit, beside the right
// ones.
const fitCandidates = 80

// firstGuess ranks the occupations before any weights are known.
var firstGuess = Signals{
	TitleModel: 3, TitleAndText: 3, TitlesAlike: 3, TopicAlike: 1, TextMeaning: 3, TextAlike: 1, Text: 1, RankSupervisor: 1.5, TitlesKnown: 1,
}

// candidates are the occupations of an example that are worth a look.
func (ex *Example) candidates() []int {
	scores, order := make([]float64, len(ex.Codes)), make([]int, len(ex.Codes))
	for o := range ex.Codes {
		for s, w := range firstGuess {
			scores[o] += float64(w * ex.Signals[o][s])
		}
		order[o] = o
	}
	slices.SortStableFunc(order, func(a, b int) int { return descending(scores[a], scores[b]) })
	var out []int
	for rank, o := range order {
		if rank < fitCandidates || ex.Right[SOC(ex.Codes[o])] {
			out = append(out, o)
		}
	}
	return out
}

// How the weights are fitted: the likelihood of the right codes is climbed
// with Adam (Kingma and Ba 2015), and weights are pulled to zero by half their
// square times a ridge.
const (
	fitSteps       = 150
	refitSteps     = 40
	fitRate        = 0.1
	ridgeSignal    = 0.001
	ridgePrior     = 0.003
	ridgeWordMajor = 0.004
	ridgeWord      = 0.001
	minWordJobs    = 3    // classes that a word must stand in
	leastWord      = 0.05 // what a word must add to be kept
)

// Fit finds the weights under which the right codes are most likely.
func Fit(examples []Example) *Fusion {
	f := newFitter(examples)
	f.run(fitSteps)
	return f.fusion()
}

// FitWithout fits the weights anew without a signal, from where they were
// with it.
func FitWithout(with *Fusion, s Signal, examples []Example) *Fusion {
	f := newFitter(examples)
	f.start(with)
	f.without, f.w[s] = s, 0
	f.run(refitSteps)
	return f.fusion()
}

// AllSignals lists the signals.
func AllSignals() []Signal {
	var out []Signal
	for s := range signalCount {
		out = append(out, s)
	}
	return out
}

// fusion is what was fitted, rounded.
func (f *fitter) fusion() *Fusion {
	out := &Fusion{
		Signals: map[string]float64{}, Prior: Groups{}, TitleWords: map[string]Groups{},
		Precedents: rounded(f.w[f.precedent]), precedents: f.precedents,
	}
	for s := range signalCount {
		out.Signals[s.String()] = rounded(f.w[s])
	}
	for group, k := range f.prior {
		if w := rounded(f.w[k]); w > 0 {
			out.Prior[group] = w
		}
	}
	for pair, k := range f.words {
		if w := rounded(f.w[k]); w >= leastWord {
			if out.TitleWords[pair.word] == nil {
				out.TitleWords[pair.word] = Groups{}
			}
			out.TitleWords[pair.word][pair.group] = w
		}
	}
	if err := out.prepare(); err != nil {
		panic(err) // the weights are ours
	}
	return out
}

func rounded(x float64) float64 { return math.Round(x*1e3) / 1e3 }

// negligible is how far a candidate's probability may be from what is right
// without pulling at the weights.
const negligible = 1e-6

// noSignal is left out of a fit with all.
const noSignal Signal = -1

type wordGroup struct{ word, group string }

// fitter holds the weights, first those of the signals, and where the others
// are. A word or a prior has a weight only for groups that were right in some
// example: elsewhere it could only speak against.
type fitter struct {
	w, ridge   []float64
	prior      map[string]int32
	words      map[wordGroup]int32
	precedents *Precedents
	precedent  int32 // where their weight is
	choices    []choice
	without    Signal // noSignal for none
}

// choice is an example's candidates: the logit of one is its signals' weighted
// sum and the weights that are switched on for it.
type choice struct {
	x     []Signals
	on    [][]int32
	share []float64 // of the precedents
	right []bool
}

func newFitter(examples []Example) *fitter {
	f := &fitter{prior: map[string]int32{}, words: map[wordGroup]int32{}, without: noSignal}
	for range signalCount {
		f.weight(ridgeSignal)
	}
	f.precedent, f.precedents = f.weight(ridgeSignal), newPrecedents(examples)
	jobs := map[string]int{}
	for i := range examples {
		for _, word := range examples[i].Words {
			jobs[word]++
		}
	}
	for i := range examples {
		ex := &examples[i]
		for _, soc := range slices.Sorted(maps.Keys(ex.Right)) {
			for _, group := range []string{soc[:majorWidth], soc} {
				if _, ok := f.prior[group]; !ok {
					f.prior[group] = f.weight(ridgePrior)
				}
				for _, word := range ex.Words {
					if _, ok := f.words[wordGroup{word, group}]; ok || jobs[word] < minWordJobs {
						continue
					}
					ridge := ridgeWord
					if len(group) == majorWidth {
						ridge = ridgeWordMajor
					}
					f.words[wordGroup{word, group}] = f.weight(ridge)
				}
			}
		}
	}
	for i := range examples {
		if c := f.choice(&examples[i]); slices.Contains(c.right, true) {
			f.choices = append(f.choices, c)
		}
	}
	return f
}

func (f *fitter) weight(ridge float64) int32 {
	f.w, f.ridge = append(f.w, 0), append(f.ridge, ridge)
	return int32(len(f.w) - 1)
}

func (f *fitter) choice(ex *Example) choice {
	var c choice
	shares := f.precedents.shares(&ex.Measured, ex.Group)
	for _, o := range ex.candidates() {
		code := ex.Codes[o]
		c.x = append(c.x, ex.Signals[o])
		var on []int32
		for _, group := range []string{code[:majorWidth], SOC(code)} {
			if k, ok := f.prior[group]; ok {
				on = append(on, k)
			}
			for _, word := range ex.Words {
				if k, ok := f.words[wordGroup{word, group}]; ok {
					on = append(on, k)
				}
			}
		}
		c.on, c.right, c.share = append(c.on, on), append(c.right, ex.Right[SOC(code)]), append(c.share, shares[SOC(code)])
	}
	return c
}

// start begins at the weights of a fusion.
func (f *fitter) start(from *Fusion) {
	copy(f.w, from.signals[:])
	f.w[f.precedent] = from.Precedents
	for group, k := range f.prior {
		f.w[k] = from.Prior[group]
	}
	for pair, k := range f.words {
		f.w[k] = from.TitleWords[pair.word][pair.group]
	}
}

func (f *fitter) run(steps int) {
	if len(f.choices) == 0 {
		return // nothing to learn from
	}
	m, v := make([]float64, len(f.w)), make([]float64, len(f.w))
	gradient := make([]float64, len(f.w))
	for step := range steps {
		f.gradient(gradient)
		// Steps shrink to nothing, so that the weights settle.
		rate := fitRate * (1 - float64(step)/float64(steps))
		for k, g := range gradient {
			g = g/float64(len(f.choices)) + f.ridge[k]*f.w[k]
			m[k], v[k] = 0.9*m[k]+0.1*g, 0.999*v[k]+0.001*g*g
			f.w[k] -= rate * m[k] / (1 - math.Pow(0.9, float64(step+1))) / (math.Sqrt(v[k]/(1-math.Pow(0.999, float64(step+1)))) + 1e-8)
			f.w[k] = max(0, f.w[k])
			if k == int(f.without) {
				f.w[k] = 0
			}
		}
	}
}

// gradient of the negative log likelihood of the right candidates.
func (f *fitter) gradient(out []float64) {
	clear(out)
	var scores []float64
	for i := range f.choices {
		c := &f.choices[i]
		scores = scores[:0]
		for o := range c.x {
			sum := f.w[f.precedent] * c.share[o]
			for s, x := range c.x[o] {
				sum += f.w[s] * float64(x)
			}
			for _, k := range c.on[o] {
				sum += f.w[k]
			}
			scores = append(scores, sum)
		}
		p := softmax(scores, 1)
		right := 0.0
		for o := range p {
			if c.right[o] {
				right += p[o]
			}
		}
		for o := range c.x {
			d := p[o]
			if c.right[o] {
				d -= p[o] / max(right, 1e-300)
			}
			if math.Abs(d) < negligible {
				continue
			}
			for s, x := range c.x[o] {
				out[s] += d * float64(x)
			}
			out[f.precedent] += d * c.share[o]
			for _, k := range c.on[o] {
				out[k] += d
			}
		}
	}
}

// A Ranking is the codes of an example, ranked by weights that it was not
// fitted to.
type Ranking struct {
	SOCs    []string
	Logits  []float64
	Right   []bool
	Brevity float64
}

// Rank ranks the codes of an example.
func (f *Fusion) Rank(ex *Example) Ranking {
	r := Ranking{Brevity: ex.Brevity}
	for _, code := range f.rank(&ex.Measured, f.precedents.shares(&ex.Measured, ex.Group)) {
		r.SOCs, r.Logits, r.Right = append(r.SOCs, code.soc), append(r.Logits, code.logit), append(r.Right, ex.Right[code.soc])
	}
	return r
}

// FitCalibration fits the confidence on rankings: for each sharpening the
// logistic function of the shares of whole jobs, and of these the one under
// which brief jobs came out as they did with the greatest likelihood.
func FitCalibration(whole, brief []Ranking) Calibration {
	best, greatest := Calibration{Slope: 1}, math.Inf(-1)
	if len(brief) == 0 {
		best.fitLogistic(whole)
		return best
	}
	const least, most, step = -0.9, 2, 0.1
	for k := range int((most-least)/step) + 1 {
		c := Calibration{Slope: 1, Sharpening: rounded(least + step*float64(k))}
		c.fitLogistic(whole)
		if likelihood := c.likelihood(brief); likelihood > greatest {
			best, greatest = c, likelihood
		}
	}
	return best
}

// likelihood is the logarithm of the probability that the first candidates
// were right and wrong as they were.
func (c Calibration) likelihood(rankings []Ranking) float64 {
	sum := 0.0
	for _, r := range rankings {
		confidences := c.Confidences(r.Logits, r.Brevity)
		for i, p := range confidences[:min(calibrated, len(confidences))] {
			if !r.Right[i] {
				p = 1 - p
			}
			sum += math.Log(max(p, leastShare))
		}
	}
	return sum
}

// calibrated is how many of the first candidates the confidence is fitted on.
const calibrated = 10

// clamp keeps a step from running away.
func clamp(step float64) float64 { return max(-1, min(1, step)) }

// fitLogistic finds intercept and slope by Newton's method. A ridge holds them
// near those of shares that are probabilities already, where data cannot tell.
func (c *Calibration) fitLogistic(rankings []Ranking) {
	type observation struct{ x, y float64 }
	var observations []observation
	for _, r := range rankings {
		shares := c.shares(r.Logits, r.Brevity)
		for i, share := range shares[:min(calibrated, len(shares))] {
			o := observation{x: logit(share)}
			if r.Right[i] {
				o.y = 1
			}
			observations = append(observations, o)
		}
	}
	const rounds = 25
	for range rounds {
		const ridge = 0.1
		g0, g1 := ridge*c.Intercept, ridge*(c.Slope-1)
		h00, h01, h11 := ridge, 0.0, ridge
		for _, o := range observations {
			p := logistic(c.Intercept + c.Slope*o.x)
			d, h := p-o.y, p*(1-p)
			g0, g1 = g0+d, g1+d*o.x
			h00, h01, h11 = h00+h, h01+h*o.x, h11+h*o.x*o.x
		}
		det := h00*h11 - h01*h01
		c.Intercept -= clamp((h11*g0 - h01*g1) / det)
		c.Slope -= clamp((h00*g1 - h01*g0) / det)
	}
	c.Intercept, c.Slope = rounded(c.Intercept), rounded(c.Slope)
}

func descending(a, b float64) int { return cmp.Compare(b, a) }
