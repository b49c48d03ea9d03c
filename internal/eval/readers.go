package eval

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"

	"slices"

	"crosswalk/internal/match"
	"crosswalk/internal/semantic"
	"crosswalk/internal/semantic/encoder"
)

// A Judged is a graded pair with what the judge makes of it.
type Judged struct {
	Graded
	Score match.Score
}

// Models are an encoder and its cross-encoder; Cross is nil if there is none.
type Models struct {
	Encoder *encoder.Encoder
	Cross   *encoder.CrossEncoder
}

// BuiltinModels returns the built-in encoder and cross-encoder.
func BuiltinModels() (m Models, err error) {
	if m.Encoder, err = encoder.Builtin(); err != nil {
		return m, err
	}
	m.Cross, err = encoder.BuiltinCross()
	return m, err
}

// GradedExamples prepares graded pairs for a judge, with their vectors and, if there is a
// cross-encoder, its log-odds.
func GradedExamples(ctx context.Context, m Models, c *match.Corpus, pairs []Graded) ([]match.Example, error) {
	at := map[string]int{}
	var texts []string
	for _, g := range pairs {
		for _, text := range []string{g.Requirement, g.Offered} {
			if _, ok := at[text]; !ok {
				at[text] = len(texts)
				texts = append(texts, text)
			}
		}
	}
	rows, err := semantic.Rows(ctx, m.Encoder, texts)
	if err != nil {
		return nil, err
	}
	prepared := make([]*match.Text, len(texts))
	for i, text := range texts {
		prepared[i] = c.Prepare(text, "", rows[i])
	}
	out := make([]match.Example, len(pairs))
	for i, g := range pairs {
		out[i] = match.Example{Required: prepared[at[g.Requirement]], Offered: prepared[at[g.Offered]], Grade: g.Grade()}
	}
	if m.Cross == nil {
		return out, nil
	}
	both := make([]encoder.TextPair, len(pairs))
	for i, g := range pairs {
		both[i] = encoder.TextPair{Required: g.Requirement, Offered: g.Offered}
	}
	odds, err := m.Cross.Odds(ctx, both)
	if err != nil {
		return nil, err
	}
	for i := range out {
		out[i].Together = odds[i]
	}
	return out, nil
}

// judge scores graded pairs, with the second look if again is set.
func judge(c *match.Corpus, j *match.Judge, pairs []Graded, examples []match.Example, again bool) []Judged {
	out := make([]Judged, len(pairs))
	for i, e := range examples {
		score := match.Score{}
		if again {
			score = c.LookAgain(j, e.Required, e.Offered, e.Together)
		} else {
			score = c.Compare(j, e.Required, e.Offered)
		}
		out[i] = Judged{pairs[i], score}
	}
	return out
}

// observations puts a score beside the truth.
func observations(judged []Judged, score func(Judged) float64, truth func(Graded) bool) []match.Observation {
	out := make([]match.Observation, len(judged))
	for i, p := range judged {
		out[i] = match.Observation{Similarity: score(p), True: truth(p.Graded)}
	}
	return out
}

// areaUnderCurve is the chance that a true pair is scored above a false one.
func areaUnderCurve(obs []match.Observation) float64 {
	var positive, negative []float64
	for _, o := range obs {
		if o.True {
			positive = append(positive, o.Similarity)
		} else {
			negative = append(negative, o.Similarity)
		}
	}
	return auc(positive, negative)
}

// ordering measures how the candidates of each requirement are ordered: nDCG
// at 10 with gains 2^grade - 1, and how often the first is met. Requirements
// that nothing meets are left out.
func ordering(judged []Judged, score func(Judged) float64) (ndcg, first float64, n int) {
	groups := map[string][]Judged{}
	for _, p := range judged {
		groups[p.Requirement] = append(groups[p.Requirement], p)
	}
	for _, requirement := range slices.Sorted(maps.Keys(groups)) {
		group := groups[requirement]
		if len(group) < 2 || !slices.ContainsFunc(group, func(p Judged) bool { return p.Met() }) {
			continue
		}
		slices.SortStableFunc(group, func(a, b Judged) int { return cmp.Compare(score(b), score(a)) })
		if group[0].Met() {
			first++
		}
		gain := gainOf(group)
		slices.SortStableFunc(group, func(a, b Judged) int { return cmp.Compare(b.Grade(), a.Grade()) })
		ndcg += gain / gainOf(group)
		n++
	}
	return ndcg / float64(n), first / float64(n), n
}

// gainOf is the gain of the first ten, each by its place.
func gainOf(group []Judged) float64 {
	sum := 0.0
	for i, p := range group[:min(10, len(group))] {
		sum += discounted(p.Grade(), i)
	}
	return sum
}

// calibrationError is the mean distance between a probability and how often it
// holds, over ten equal widths.
func calibrationError(obs []match.Observation) float64 {
	identity := match.Curve{{Similarity: 0, Probability: 0}, {Similarity: 1, Probability: 1}}
	_, e := identity.Reliability(obs)
	return e
}

// readers measures the judge on pairs that careful readers graded, of employers
// that nothing was fitted to.
func readers(dir string, w io.Writer) error {
	set, err := ReadGraded(dir)
	if err != nil {
		return err
	}
	m, err := BuiltinModels()
	if err != nil {
		return err
	}
	j, err := match.BuiltinJudge()
	if err != nil {
		return err
	}
	return ReportReaders(w, set, m, j)
}

// ReportReaders writes what a judge makes of the graded pairs.
func ReportReaders(w io.Writer, set *GradedSet, m Models, j *match.Judge) error {
	corpus, err := match.BuiltinCorpus()
	if err != nil {
		return err
	}
	corpus = corpus.With(m.Encoder.Head())
	fmt.Fprintln(w, "readers: does the offered statement meet the requirement?")
	fmt.Fprintf(w, "  by vectors, as rankings compare: model %s, met from %.3f, partly from %.3f; the best of many from %.3f and %.3f\n",
		m.Encoder.Name(), j.Thresholds.Met, j.Thresholds.Partly, j.Best.Met, j.Best.Partly)
	if again := j.SecondLook; again != nil {
		fmt.Fprintf(w, "  second look, as crosswalks compare what they show: model %s, met from %.3f, partly from %.3f; the best of many from %.3f and %.3f\n",
			again.Model, again.Thresholds.Met, again.Thresholds.Partly, again.Best.Met, again.Best.Partly)
	}
	confidence := func(p Judged) float64 { return p.Score.Confidence() }
	for _, part := range []struct {
		name  string
		pairs []Graded
	}{
		{"report: employers that nothing was fitted to", only(set.Report, "report")},
		{"report, pairs of the shared table, likewise", only(set.Report, originShared)},
		{"choose: employers that the judge was fitted to", only(set.Choose, "choose")},
		{"choose, pairs of the shared table", only(set.Choose, "read")},
		{"traps, written for this project by a writer that nothing was fitted to", only(set.ReportedTraps(), "traps")},
		{"traps of the shared table, likewise", only(set.ReportedTraps(), "written")},
		{"short pairs that differ in a word or two, likewise", only(set.ReportedTraps(), originShort)},
	} {
		examples, err := GradedExamples(context.Background(), m, corpus, part.pairs)
		if err != nil {
			return err
		}
		judged := judge(corpus, j, part.pairs, examples, false)
		fmt.Fprintf(w, "  %s: %d pairs, %d met, %d employers\n", part.name, len(judged), count(judged, Judged.Met), employers(judged))
		reportReaders(w, part.pairs)
		fmt.Fprintln(w, "    by vectors")
		reportJudged(w, j, judged, confidence)
		reportRequirements(w, "pairs", j, judged)
		reportRequirements(w, "the best", j.OfBest(), judged)
		if j.SecondLook != nil {
			fmt.Fprintln(w, "    second look")
			judged = judge(corpus, j, part.pairs, examples, true)
			reportJudged(w, j, judged, confidence)
			reportRequirements(w, "the best", j.OfBest(), judged)
		}
	}
	return nil
}

func only(pairs []Graded, origin string) []Graded {
	return slices.DeleteFunc(slices.Clone(pairs), func(g Graded) bool { return g.Origin != origin })
}

func count(judged []Judged, is func(Judged) bool) int {
	n := 0
	for _, p := range judged {
		if is(p) {
			n++
		}
	}
	return n
}

func employers(judged []Judged) int {
	names := map[string]bool{}
	for _, p := range judged {
		names[p.Employer] = true
	}
	return len(names)
}

// reportReaders says how far two readers agree, where two have graded.
func reportReaders(w io.Writer, pairs []Graded) {
	same, sameMet, n := 0, 0, 0
	var obs []match.Observation
	for _, g := range pairs {
		if len(g.Grades) != 2 {
			continue
		}
		n++
		if g.Grades[0] == g.Grades[1] {
			same++
		}
		if (g.Grades[0] >= 2) == (g.Grades[1] >= 2) {
			sameMet++
		}
		obs = append(obs, match.Observation{Similarity: float64(g.Grades[0]), True: g.Grades[1] >= 2})
	}
	if n > 0 {
		fmt.Fprintf(w, "    two readers, %d pairs: same grade %.3f, same of met and not %.3f; AUC of one against the other %.3f\n",
			n, float64(same)/float64(n), float64(sameMet)/float64(n), areaUnderCurve(obs))
	}
}

func reportJudged(w io.Writer, j *match.Judge, judged []Judged, confidence func(Judged) float64) {
	met := observations(judged, confidence, Graded.Met)
	partly := observations(judged, func(p Judged) float64 { return p.Score.Partly() }, func(g Graded) bool { return g.Grade() >= 0.5 })
	ndcg, first, n := ordering(judged, func(p Judged) float64 { return p.Score.LogOdds[encoder.Met] })
	fmt.Fprintf(w, "      nDCG@10 %.3f, P@1 %.3f of %d requirements that something meets; AUC of met %.3f, of partly %.3f\n", ndcg, first, n, areaUnderCurve(met), areaUnderCurve(partly))
	fmt.Fprintf(w, "      expected calibration error: met %.3f, partly %.3f\n", calibrationError(met), calibrationError(partly))
	said := func(p Judged) bool { return j.Meets(&p.Score) }
	right := count(judged, func(p Judged) bool { return said(p) && p.Met() })
	fmt.Fprintf(w, "      said met: %d, right %.3f, found %.3f of the met\n", count(judged, said),
		float64(right)/float64(max(1, count(judged, said))), float64(right)/float64(max(1, count(judged, Judged.Met))))
	onSide := count(judged, func(p Judged) bool { return (p.Score.Confidence() >= 0.5) == p.Met() })
	fmt.Fprintf(w, "      right side of one half %.3f\n", float64(onSide)/float64(len(judged)))
}

// reportRequirements measures statuses the way a crosswalk assigns them: the best offer
// for each requirement against the best grade of any of its offers. It leaves out
// requirements with few offers.
func reportRequirements(w io.Writer, name string, j *match.Judge, judged []Judged) {
	const fewest = 3
	groups := map[string][]Judged{}
	for _, p := range judged {
		groups[p.Requirement] = append(groups[p.Requirement], p)
	}
	n, right, met, said, saidRight, evidence := 0, 0, 0, 0, 0, 0
	for _, group := range groups {
		if len(group) < fewest {
			continue
		}
		n++
		best := slices.MaxFunc(group, func(a, b Judged) int { return cmp.Compare(a.Score.Odds(), b.Score.Odds()) })
		truth := slices.MaxFunc(group, func(a, b Judged) int { return cmp.Compare(a.Grade(), b.Grade()) })
		partly := slices.ContainsFunc(group, func(p Judged) bool { return j.MeetsPartly(&p.Score) })
		meets := j.Meets(&best.Score)
		switch {
		case truth.Met():
			met++
			right += oneIf(meets)
		case truth.Grade() >= 0.5:
			right += oneIf(partly && !meets)
		default:
			right += oneIf(!partly && !meets)
		}
		if meets {
			said++
			saidRight += oneIf(truth.Met())
			evidence += oneIf(best.Met())
		}
	}
	fmt.Fprintf(w, "      %d requirements of %d offers or more, thresholds of %s: status right %.3f; said met %d, right %.3f, its first evidence right %.3f, found %.3f of the met\n",
		n, fewest, name, float64(right)/float64(n), said, float64(saidRight)/float64(max(1, said)), float64(evidence)/float64(max(1, said)), float64(saidRight)/float64(max(1, met)))
}

func oneIf(is bool) int {
	if is {
		return 1
	}
	return 0
}
