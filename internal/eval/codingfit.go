package eval

import (
	"runtime"
	"slices"
	"sync"

	"crosswalk/internal/coding"
)

// Givens are the ways in which a class is coded: by all that is known of it,
// by its title alone, and by its text alone.
var Givens = []coding.Given{coding.BothGiven, coding.TitleGiven, coding.TextGiven}

// An Example is a class as the coder sees it.
type Example struct {
	*CodedClass
	coding.Example
}

// Examples measures classes, as if no more were given of them.
func Examples(c *coding.Coder, classes []CodedClass, given coding.Given) []Example {
	out := make([]Example, len(classes))
	inParallel(len(classes), func(i int) {
		class := &classes[i]
		job := coding.Job{Title: class.Title, Statements: class.Statements}
		switch given {
		case coding.TitleGiven:
			job.Statements = nil
		case coding.TextGiven:
			job.Title = ""
		}
		out[i] = Example{class, coding.Example{Measured: c.Measure(job), Right: class.Right}}
	})
	return out
}

// inParallel calls f for every number below n.
func inParallel(n int, f func(i int)) {
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for part := range workers {
		wg.Go(func() {
			for i := part; i < n; i += workers {
				f(i)
			}
		})
	}
	wg.Wait()
}

// An outcome is how a class was coded by a model that was fitted without its
// fold.
type outcome struct {
	class      *CodedClass
	ranking    []coding.Observation
	first      string  // six-digit code
	confidence float64 // in the first
	// The same when the right codes are left out of the ranking, as if O*NET
	// lacked the occupation.
	without float64
}

// A CrossFit is how every class is coded by a model that did not see it.
type CrossFit struct {
	rankings [][]coding.Observation
	outcomes []outcome
}

// A Fitter makes the weights from examples.
type Fitter func([]coding.Example) *coding.Fusion

// NewCrossFit fits and measures the folds. The weights of a fold's model are
// fitted on the four others. Its confidence is fitted on the four others too,
// each ranked by weights that saw neither it nor the fold that is measured.
func NewCrossFit(examples []Example, fit Fitter) *CrossFit {
	x := &CrossFit{rankings: make([][]coding.Observation, len(examples)), outcomes: make([]outcome, len(examples))}
	var fusions [CodingFolds]*coding.Fusion
	var calibrating [CodingFolds][CodingFolds][][]coding.Observation // of a fold, by weights without it and another
	type task struct{ a, b int }
	var tasks []task
	for a := range CodingFolds {
		for b := range a + 1 {
			tasks = append(tasks, task{a, b})
		}
	}
	inParallel(len(tasks), func(i int) {
		a, b := tasks[i].a, tasks[i].b
		f := fit(outside(examples, a, b))
		if a == b {
			fusions[a] = f
			return
		}
		calibrating[a][b], calibrating[b][a] = observe(f, examples, a), observe(f, examples, b)
	})
	for fold, f := range fusions {
		var rankings [][]coding.Observation
		for other := range CodingFolds {
			rankings = append(rankings, calibrating[other][fold]...)
		}
		f.Confidence = coding.FitPlatt(rankings)
	}
	inParallel(len(examples), func(i int) {
		ex := &examples[i]
		f := fusions[FoldOf(ex.Spec)]
		x.rankings[i] = f.Observe(&ex.Example)
		o := outcome{class: ex.CodedClass, ranking: x.rankings[i]}
		if len(o.ranking) > 0 {
			o.first, o.confidence = o.ranking[0].SOC, f.Confidence.At(o.ranking[0].Share)
			o.without = f.Confidence.At(bestWrong(o.ranking))
		}
		x.outcomes[i] = o
	})
	return x
}

// bestWrong is the share that the best wrong code has of all wrong ones.
func bestWrong(ranking []coding.Observation) float64 {
	best, sum := 0.0, 0.0
	for _, r := range ranking {
		if !r.Right {
			best = max(best, r.Share)
			sum += r.Share
		}
	}
	if sum == 0 {
		return 0
	}
	return best / sum
}

// observe ranks the examples of a fold.
func observe(f *coding.Fusion, examples []Example, fold int) [][]coding.Observation {
	var out [][]coding.Observation
	for i := range examples {
		if FoldOf(examples[i].Spec) == fold {
			out = append(out, f.Observe(&examples[i].Example))
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
func (x *CrossFit) Fusion(examples []Example) *coding.Fusion {
	f := coding.Fit(outside(examples))
	f.Confidence = coding.FitPlatt(x.rankings)
	return f
}
