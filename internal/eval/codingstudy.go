package eval

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"io"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"crosswalk/internal/coding"
	"crosswalk/internal/parallel"
)

// codingStudy says what each signal is worth, what more data would give, and
// where the coder is most wrong.
func codingStudy(dir string, w io.Writer) error {
	coder, classes, version, err := OpenCoding(filepath.Join(dir, ReleaseFile), dir)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "coding, studied: %d classes of the State of California against O*NET %s, title and text\n", len(classes), version)
	whole, excerpts := ExampleSets(coder, classes, coding.BothGiven)
	x := NewCrossFit(whole, excerpts, coding.Fit)
	outcomes := x.outcomes(whole)
	fmt.Fprintf(w, "  without a signal, the others fitted anew: top-1, top-5, mean reciprocal rank\n")
	row(w, "(all)", outcomes)
	for _, s := range coding.AllSignals() {
		without := x.again(whole, func(examples []coding.Example, with *coding.Fusion) *coding.Fusion {
			return coding.FitWithout(with, s, examples)
		})
		row(w, s.String(), without.outcomes(whole))
	}
	fmt.Fprintf(w, "  fitted on a part of the specifications\n")
	for _, eighths := range []uint32{1, 2, 4} {
		part := x.again(whole, func(examples []coding.Example, _ *coding.Fusion) *coding.Fusion {
			return coding.Fit(someOf(examples, eighths))
		})
		row(w, fmt.Sprintf("%d of 8", eighths), part.outcomes(whole))
	}
	row(w, "8 of 8", outcomes)
	fmt.Fprintf(w, "  the mistakes made with the most confidence\n")
	mistakes(w, coder, outcomes)
	return nil
}

func row(w io.Writer, name string, outcomes []outcome) {
	mean := func(of func(*outcome) float64) float64 {
		sum := 0.0
		for i := range outcomes {
			sum += of(&outcomes[i])
		}
		return sum / float64(len(outcomes))
	}
	fmt.Fprintf(w, "    %-18s %.3f  %.3f  %.3f\n", name,
		mean(func(o *outcome) float64 { return o.within(1) }), mean(func(o *outcome) float64 { return o.within(5) }),
		mean((*outcome).reciprocalRank))
}

// again fits the weights of every fold anew, in another way. The confidence
// stays as it was: what is measured of these models is their order.
func (x *CrossFit) again(examples []Example, fit func([]coding.Example, *coding.Fusion) *coding.Fusion) *CrossFit {
	y := &CrossFit{}
	parallel.For(CodingFolds, func(fold int) {
		y.fusions[fold] = fit(outside(examples, fold), x.fusions[fold])
		y.fusions[fold].Confidence = x.fusions[fold].Confidence
	})
	return y
}

// someOf keeps the examples of so many eighths of the specifications.
func someOf(examples []coding.Example, eighths uint32) []coding.Example {
	return slices.DeleteFunc(slices.Clone(examples), func(ex coding.Example) bool {
		h := fnv.New32a()
		fmt.Fprint(h, "eighth of ", ex.Group)
		return h.Sum32()%8 >= eighths
	})
}

// shownMistakes is how many of them are listed.
const shownMistakes = 20

func mistakes(w io.Writer, coder *coding.Coder, outcomes []outcome) {
	wrong := slices.DeleteFunc(slices.Clone(outcomes), func(o outcome) bool { return o.within(1) == 1 })
	slices.SortStableFunc(wrong, func(a, b outcome) int { return cmp.Compare(b.confidence, a.confidence) })
	for _, o := range wrong[:min(shownMistakes, len(wrong))] {
		var right []string
		for _, soc := range slices.Sorted(maps.Keys(o.class.Right)) {
			right = append(right, soc+" "+coder.TitleOf(soc))
		}
		fmt.Fprintf(w, "    %.2f  %s: %s %s; the state says %s\n", o.confidence, o.class.Title, o.first, coder.TitleOf(o.first), strings.Join(right, " or "))
	}
}
