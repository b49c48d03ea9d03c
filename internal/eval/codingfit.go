package eval

import (
	"slices"

	"crosswalk/internal/coding"
	"crosswalk/internal/parallel"
	"crosswalk/internal/spec"
)

// Lengths of the text that a class is coded by.
const (
	wholeText = 0 // no limit
	excerpt   = 3 // statements: what somebody writes in a hurry
)

// An Example is a class as the coder sees it.
type Example struct {
	*CodedClass
	coding.Example
}

// Examples measures classes as if no more were given of them: so many
// statements of the text, or the whole. Classes that have nothing of it are
// left out.
func Examples(c *coding.Coder, classes []CodedClass, given coding.Given, statements int) []Example {
	measured := make([]Example, len(classes))
	parallel.For(len(classes), func(i int) {
		class := &classes[i]
		job := View{given, statements}.Of(class.Title, class.Statements)
		measured[i] = Example{class, coding.Example{Measured: c.Measure(job), Title: class.Title, Group: class.Spec, Right: class.Right}}
	})
	return slices.DeleteFunc(measured, func(ex Example) bool { return ex.Given != given })
}

func firstRequirements(statements []spec.Statement, n int) []spec.Statement {
	var out []spec.Statement
	for _, st := range statements {
		if st.Kind.IsRequirement() && len(out) < n {
			out = append(out, st)
		}
	}
	return out
}

// An outcome is how a class was coded by a model that was fitted without its
// fold.
type outcome struct {
	class      *CodedClass
	ranking    coding.Ranking
	first      string  // six-digit code
	confidence float64 // in the first
	decision   coding.Decision
	// The decision when the right codes are left out of the ranking, as if
	// O*NET lacked the occupation.
	without coding.Decision
}

// A CrossFit is a model for every fold that did not see it. The weights of a
// fold's model are fitted on the four others. Its confidence is fitted on the
// four others too, each ranked by weights that saw neither it nor the fold
// that is measured.
type CrossFit struct {
	fusions [CodingFolds]*coding.Fusion
	weights [CodingFolds][CodingFolds]*coding.Fusion // fitted without the two
}

// A Fitter makes the weights from examples.
type Fitter func([]coding.Example) *coding.Fusion

// NewCrossFit fits the weights on examples, and the confidence on them and on
// excerpts of them.
func NewCrossFit(examples, excerpts []Example, fit Fitter) *CrossFit {
	x := &CrossFit{}
	var pairs [][2]int
	for a := range CodingFolds {
		for b := range a + 1 {
			pairs = append(pairs, [2]int{a, b})
		}
	}
	parallel.For(len(pairs), func(i int) {
		a, b := pairs[i][0], pairs[i][1]
		f := fit(outside(examples, a, b))
		x.weights[a][b], x.weights[b][a] = f, f
	})
	parallel.For(CodingFolds, func(fold int) {
		x.fusions[fold] = x.weights[fold][fold]
		rank := func(set []Example) (rankings []coding.Ranking) {
			for i := range set {
				if other := FoldOf(set[i].Spec); other != fold {
					rankings = append(rankings, x.weights[fold][other].Rank(&set[i].Example))
				}
			}
			return rankings
		}
		x.fusions[fold].Confidence = coding.FitCalibration(rank(examples), rank(excerpts))
	})
	return x
}

// outcomes codes every example by the model that did not see it.
func (x *CrossFit) outcomes(examples []Example) []outcome {
	out := make([]outcome, len(examples))
	parallel.For(len(examples), func(i int) {
		ex := &examples[i]
		f := x.fusions[FoldOf(ex.Spec)]
		o := outcome{class: ex.CodedClass, ranking: f.Rank(&ex.Example)}
		if len(o.ranking.SOCs) > 0 {
			o.first, o.confidence = o.ranking.SOCs[0], f.Confidence.Confidences(o.ranking.Logits, ex.Brevity)[0]
			o.decision = coding.DefaultThresholds.Decide(&ex.Measured, o.confidence)
			o.without = coding.DefaultThresholds.Decide(&ex.Measured, f.Confidence.Confidences(wrong(o.ranking), ex.Brevity)[0])
		}
		out[i] = o
	})
	return out
}

// wrong lists the logits of the codes that are not right.
func wrong(r coding.Ranking) []float64 {
	var out []float64
	for i, logit := range r.Logits {
		if !r.Right[i] {
			out = append(out, logit)
		}
	}
	return out
}

// outside returns the examples of the other folds.
func outside(examples []Example, folds ...int) []coding.Example {
	var out []coding.Example
	for i := range examples {
		if !slices.Contains(folds, FoldOf(examples[i].Spec)) {
			out = append(out, examples[i].Example)
		}
	}
	return out
}

// Fusion is fitted on all examples; its confidence comes from the rankings of
// models that did not see them.
func (x *CrossFit) Fusion(examples, excerpts []Example, fit Fitter) *coding.Fusion {
	f := fit(outside(examples))
	rank := func(set []Example) (rankings []coding.Ranking) {
		for i := range set {
			rankings = append(rankings, x.fusions[FoldOf(set[i].Spec)].Rank(&set[i].Example))
		}
		return rankings
	}
	f.Confidence = coding.FitCalibration(rank(examples), rank(excerpts))
	return f
}
