package eval

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"crosswalk/internal/coding"
	"crosswalk/internal/likeness"
	"crosswalk/internal/onet"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// lineDrawn is a weak ridge that keeps the curve of a likeness finite.
const lineDrawn = 0.1

// gridSteps is how many steps a weight of the fit can take between 0 and 1.
const gridSteps = 20

// BackgroundMean is the mean of the descriptions of a release's occupations.
func BackgroundMean(release string) ([]float32, error) {
	r, err := onet.Open(release)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	occupations, err := Occupations(r)
	if err != nil {
		return nil, err
	}
	var jobs []coding.Job
	for _, o := range occupations {
		job := coding.Job{Statements: []spec.Statement{{Kind: spec.Purpose, Text: o.Description}}}
		for _, t := range o.Tasks {
			job.Statements = append(job.Statements, spec.Statement{Kind: spec.Task, Text: t.Text})
		}
		jobs = append(jobs, job)
	}
	all, err := describe(jobs)
	if err != nil {
		return nil, err
	}
	return likeness.Mean(all), nil
}

// Fit chooses the weights of a study's model by the pools of fit employers: the point of a
// grid with the best nDCG, the mean over the kinds of employers, so that the many jobs of
// one city do not decide alone. The curve and the thresholds are fitted to the first
// specification for each job of fit and choose employers, where it was graded.
func (s *LikenessStudy) Fit() {
	field := s.Field()
	compared := map[string][]likeness.Likeness{}
	for _, p := range s.Pools {
		if p.Part == PartFit {
			compared[p.Document] = field.Compare(s.jobs[likeness.TitleAndText][p.Document])
		}
	}
	best := -1.0
	for title := 1; title < gridSteps; title++ { // a part of the whole: shares are taken of it
		for text := range gridSteps + 1 - title {
			weights := [...]float64{float64(title) / gridSteps, float64(text) / gridSteps, float64(gridSteps-title-text) / gridSteps}
			model := *s.Model
			model.Weights = weights
			if v := s.worth(&model, compared); v > best {
				best, s.Model.Weights = v, weights
			}
		}
	}
	s.Model.Comparable = map[likeness.Given]likeness.Curve{}
	for given := range views {
		fitted := append(s.placements(field, PartFit, given), s.placements(field, PartChoose, given)...)
		fitted = slices.DeleteFunc(fitted, func(p placement) bool { return !p.graded })
		var judged []review.Judged
		for _, p := range fitted {
			judged = append(judged, review.Judged{Confidence: s.Model.Share(p.score, given), Right: p.first})
		}
		var curve likeness.Curve
		curve.Slope, curve.Intercept = review.FitLine(judged, lineDrawn)
		s.Model.Comparable[given] = curve
		if given == likeness.TitleAndText {
			suggest, least := thresholds(fitted)
			s.Model.Suggest, s.Model.Review = hundredths(s.Model.Confidence(suggest, given)), hundredths(s.Model.Confidence(least, given))
		}
	}
}

func hundredths(p float64) float64 { return math.Round(100*p) / 100 }

// Targets: the share of suggested classes that are comparable, and the share of "none"
// answers that are right.
const (
	suggestRight = 0.90
	noneRight    = 0.80
)

// thresholds chooses the least score from which enough of the first classes are
// comparable, and the greatest below which enough of the jobs have no comparable class.
func thresholds(all []placement) (suggest, review float64) {
	slices.SortFunc(all, func(a, b placement) int { return cmp.Compare(b.score, a.score) })
	suggest = 1
	right := 0
	for i, p := range all {
		if right += oneIf(p.first); float64(right) >= suggestRight*float64(i+1) {
			suggest = p.score
		}
	}
	none := 0
	for i := range all {
		p := all[len(all)-1-i]
		if none += oneIf(!p.any); float64(none) >= noneRight*float64(i+1) {
			review = p.score
		}
	}
	return suggest, min(review, suggest)
}

// worth is the mean over kinds of employers of the nDCG of the pools.
func (s *LikenessStudy) worth(model *likeness.Model, compared map[string][]likeness.Likeness) float64 {
	scores := map[string]*likenessScore{}
	for i := range s.Pools {
		p := &s.Pools[i]
		if compared[p.Document] == nil {
			continue
		}
		source, _, _ := strings.Cut(p.Document, "_")
		if scores[source] == nil {
			scores[source] = &likenessScore{}
		}
		scores[source].add(p, s.bySpecification(model, compared[p.Document]))
	}
	var all mean
	for _, source := range slices.Sorted(maps.Keys(scores)) {
		all.add(scores[source].gain.value())
	}
	return all.value()
}
