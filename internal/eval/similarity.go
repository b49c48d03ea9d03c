package eval

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"crosswalk/internal/app"
	"crosswalk/internal/spec"
)

// similarityPairs is a plain text that anyone can extend; its head explains it
// and what counts as right.
//
//go:embed similarity.txt
var similarityPairs string

// Whether what is offered meets what is required, as a person sees it.
const (
	metYes    = "yes"
	metPartly = "partly"
	metNo     = "no"
)

var metLabels = []string{metYes, metPartly, metNo}

// A LabelledPair is two bare statements and what a person says of them.
type LabelledPair struct {
	app.Pair
	Line int
	Met  string // yes, partly or no
}

// ParsePairs reads labelled pairs. Errors name the line.
func ParsePairs(r io.Reader) ([]LabelledPair, error) {
	var pairs []LabelledPair
	begin := func(line int) { pairs = append(pairs, LabelledPair{Line: line}) }
	set := func(field, value string) *spec.Error { return pairs[len(pairs)-1].set(field, value) }
	if err := readBlocks(r, begin, set); err != nil {
		return nil, err
	}
	for _, p := range pairs {
		if p.A == "" || p.B == "" || p.Met == "" {
			return nil, spec.Errorf(spec.Invalid, "a pair needs a, b and met").At(p.Line)
		}
	}
	return pairs, nil
}

func (p *LabelledPair) set(field, value string) *spec.Error {
	switch field {
	case "a":
		p.A = value
	case "b":
		p.B = value
	case "met":
		if !slices.Contains(metLabels, value) {
			return spec.Errorf(spec.Invalid, "met: %q is none of %v", value, metLabels)
		}
		p.Met = value
	default:
		return spec.Errorf(spec.Invalid, "unknown field %q", field)
	}
	return nil
}

// label is what a status says in the words of the labels; empty when nothing
// could be compared.
func label(s spec.Status) string {
	switch s {
	case spec.Met, spec.Short:
		return metYes
	case spec.Partial:
		return metPartly
	case spec.Gap:
		return metNo
	}
	return ""
}

// Similarity compares every labelled pair and reports it.
func Similarity(ctx context.Context, w io.Writer) error {
	pairs, err := ParsePairs(strings.NewReader(similarityPairs))
	if err != nil {
		return fmt.Errorf("similarity pairs: %w", err)
	}
	matcher, err := app.NewMatcher(nil)
	if err != nil {
		return err
	}
	var all, apart tally
	says := map[string]map[string]int{metYes: {}, metPartly: {}, metNo: {}} // label -> what the program says
	var yes, no, yesApart, noApart []float64                                // confidences
	var wrong []string
	asked := make([]app.Pair, len(pairs))
	for i, p := range pairs {
		asked[i] = p.Pair
	}
	answers, err := matcher.Similarity(ctx, asked)
	if err != nil {
		return err
	}
	for i, p := range pairs {
		judged := answers[i]
		confidence := 0.0 // of what has nothing to compare
		if judged.Confidence != nil {
			confidence = *judged.Confidence
		}
		shares := shareStem(contentStems(p.A, ""), contentStems(p.B, ""))
		right := label(judged.Status) == p.Met
		all.add(right)
		if !shares {
			apart.add(right)
		}
		says[p.Met][label(judged.Status)]++
		switch {
		case p.Met == metYes && shares:
			yes = append(yes, confidence)
		case p.Met == metYes:
			yesApart = append(yesApart, confidence)
		case p.Met == metNo && shares:
			no = append(no, confidence)
		case p.Met == metNo:
			noApart = append(noApart, confidence)
		}
		if !right {
			wrong = append(wrong, fmt.Sprintf("%-6s  %s: %q by %q, confidence %.2f", p.Met, judged.Status, p.A, p.B, confidence))
		}
	}
	fmt.Fprintf(w, "similarity pairs: %d; %d of %d without a shared content stem\n", all.of, apart.of, all.of)
	fmt.Fprintf(w, "  right: %s, without a shared stem %s\n", all, apart)
	fmt.Fprintf(w, "  label     met  partial  gap\n")
	for _, l := range metLabels {
		fmt.Fprintf(w, "  %-6s  %5d  %7d  %3d\n", l, says[l][metYes], says[l][metPartly], says[l][metNo])
	}
	fmt.Fprintf(w, "  AUC of the confidence, yes against no: %.3f, without a shared stem %.3f\n",
		auc(append(yes, yesApart...), append(no, noApart...)), auc(yesApart, noApart))
	for _, l := range wrong {
		fmt.Fprintln(w, "  wrong ", l)
	}
	return nil
}

// auc is the probability that a positive has the higher value than a negative;
// a tie counts half. It is 0.5 when there are none of either.
func auc(positive, negative []float64) float64 {
	if len(positive) == 0 || len(negative) == 0 {
		return 0.5
	}
	sum := 0.0
	for _, p := range positive {
		for _, n := range negative {
			switch {
			case p > n:
				sum++
			case p == n:
				sum += 0.5
			}
		}
	}
	return sum / float64(len(positive)*len(negative))
}
