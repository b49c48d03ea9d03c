package eval

import (
	"fmt"
	"io"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"crosswalk/internal/coding"
	"crosswalk/internal/match"
)

// codingMeasures are shares over classes, by name.
var codingMeasures = []struct {
	name string
	of   func(o *outcome) float64
}{
	{"top-1", func(o *outcome) float64 { return o.within(1) }},
	{"top-5", func(o *outcome) float64 { return o.within(5) }},
	{"top-10", func(o *outcome) float64 { return o.within(10) }},
	{"major group of the first", func(o *outcome) float64 { return share01(o.majorRight()) }},
	{"mean reciprocal rank", (*outcome).reciprocalRank},
	{"suggest", func(o *outcome) float64 { return share01(o.decision == coding.Suggest) }},
	{"none", func(o *outcome) float64 { return share01(o.decision == coding.None) }},
	{"right code left out: suggest", func(o *outcome) float64 { return share01(o.without == coding.Suggest) }},
	{"right code left out: none", func(o *outcome) float64 { return share01(o.without == coding.None) }},
}

// rank of the first right code, 0 when there is none.
func (o *outcome) rank() int {
	return slices.Index(o.ranking.Right, true) + 1
}

func (o *outcome) within(n int) float64 {
	rank := o.rank()
	return share01(rank > 0 && rank <= n)
}

func (o *outcome) reciprocalRank() float64 {
	if rank := o.rank(); rank > 0 {
		return 1 / float64(rank)
	}
	return 0
}

func (o *outcome) majorRight() bool {
	for soc := range o.class.Right {
		if o.first != "" && soc[:2] == o.first[:2] {
			return true
		}
	}
	return false
}

func share01(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// classCoding measures the coder on classes that its weights and its confidence
// were not fitted to. The thresholds of a decision are the defaults, which were
// chosen on these figures.
func classCoding(dir string, w io.Writer) error {
	coder, classes, version, err := OpenCoding(filepath.Join(dir, ReleaseFile), dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "coding: %d classes of the State of California against O*NET %s\n", len(classes), version)
	fmt.Fprintf(w, "  split: %s; each fifth is coded by weights and a confidence fitted on the four others\n", CodingSplit)
	fmt.Fprintf(w, "  truth: the six-digit codes that the state's own assignment counts as; some are wrong; decisions by the default thresholds (%g, %g)\n",
		coding.DefaultThresholds.Suggest, coding.DefaultThresholds.Review)
	for _, given := range Givens {
		whole, excerpts := ExampleSets(coder, classes, given)
		x := NewCrossFit(whole, excerpts, coding.Fit)
		fmt.Fprintf(w, "  %s\n", codingNames[given])
		report(w, x.outcomes(whole))
		if given != coding.TitleGiven {
			fmt.Fprintf(w, "  %s, cut to its first %d statements, for the %d classes of which those say enough\n", codingNames[given], excerpt, len(excerpts))
			report(w, x.outcomes(excerpts))
		}
	}
	return nil
}

// ExampleSets measures classes by all that is given, and by an excerpt, which
// a title alone has not.
func ExampleSets(coder *coding.Coder, classes []CodedClass, given coding.Given) (whole, excerpts []Example) {
	whole = Examples(coder, classes, given, wholeText)
	if given != coding.TitleGiven {
		excerpts = Examples(coder, classes, given, excerpt)
	}
	return whole, excerpts
}

func report(w io.Writer, outcomes []outcome) {
	for _, m := range codingMeasures {
		value, low, high := bootstrap(outcomes, m.of)
		fmt.Fprintf(w, "    %-28s %.3f  (95 %% interval %.3f to %.3f)\n", m.name, value, low, high)
	}
	var firsts []match.Observation
	right, suggested := 0.0, 0.0
	for i := range outcomes {
		o := &outcomes[i]
		firsts = append(firsts, match.Observation{Similarity: o.confidence, True: o.rank() == 1})
		if o.decision == coding.Suggest {
			suggested++
			right += o.within(1)
		}
	}
	identity := match.Curve{{Similarity: 0, Probability: 0}, {Similarity: 1, Probability: 1}}
	table, calibrationError := identity.Reliability(firsts)
	fmt.Fprintf(w, "    %-28s %.3f\n", "suggest, right", right/max(1, suggested))
	fmt.Fprintf(w, "    expected calibration error of the first: %.4f\n", calibrationError)
	for _, b := range table {
		fmt.Fprintf(w, "      %.1f to %.1f  %5d  %6.3f  %6.3f\n", b.From, b.To, b.N, b.Predicted, b.Observed)
	}
}

// resamples is how often classes are drawn anew.
const resamples = 2000

// bootstrap returns a mean and its 95 % interval over drawings of whole
// specifications with replacement: classes of one are not independent.
func bootstrap(outcomes []outcome, of func(*outcome) float64) (value, low, high float64) {
	type sums struct{ sum, n float64 }
	at := map[string]int{}
	var bySpec []sums
	var total sums
	for k := range outcomes {
		o := &outcomes[k]
		i, ok := at[o.class.Spec]
		if !ok {
			i = len(bySpec)
			at[o.class.Spec] = i
			bySpec = append(bySpec, sums{})
		}
		v := of(o)
		bySpec[i].sum += v
		bySpec[i].n++
		total.sum += v
		total.n++
	}
	random := rand.New(rand.NewPCG(1, 2))
	means := make([]float64, resamples)
	for k := range means {
		var s sums
		for range bySpec {
			d := bySpec[random.IntN(len(bySpec))]
			s.sum += d.sum
			s.n += d.n
		}
		means[k] = s.sum / s.n
	}
	slices.Sort(means)
	return total.sum / total.n, means[resamples/40], means[resamples-resamples/40]
}
