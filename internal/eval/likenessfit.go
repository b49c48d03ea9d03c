package eval

import (
	"maps"
	"slices"
	"strings"

	"crosswalk/internal/coding"
	"crosswalk/internal/likeness"
	"crosswalk/internal/onet"
	"crosswalk/internal/review"
	"crosswalk/internal/spec"
)

// gridSteps is how many steps a weight of the fit can take between 0 and 1.
const gridSteps = 20

// shownFirst is how many of the first of a ranking the curve of a likeness is fitted to:
// those that somebody looks at.
const shownFirst = 3

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

// Fit chooses the weights of a study's model by the pools of fit employers, and fits the
// curve to them. Weights are the point of a grid with the best nDCG, the mean over the
// kinds of employers, so that the many jobs of one city do not decide alone.
func (s *LikenessStudy) Fit() error {
	field := s.Field()
	compared := map[string][]likeness.Likeness{}
	for _, p := range s.Pools {
		if p.Part == PartFit {
			compared[p.Document] = field.Compare(s.jobs[p.Document])
		}
	}
	best := -1.0
	for title := range gridSteps + 1 {
		for text := range gridSteps + 1 - title {
			weights := [...]float64{float64(title) / gridSteps, float64(text) / gridSteps, float64(gridSteps-title-text) / gridSteps}
			model := *s.Model
			model.Weights = weights
			if v := s.worth(&model, compared); v > best {
				best, s.Model.Weights = v, weights
			}
		}
	}
	curve, err := review.FitCurve(review.ClassCode, s.judged(compared))
	s.Model.Comparable = likeness.Curve{Intercept: curve.Intercept, Slope: curve.Slope}
	return err
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

// judged is how likely the first of each ranking are said to be comparable, and whether
// readers called them so.
func (s *LikenessStudy) judged(compared map[string][]likeness.Likeness) []review.Judged {
	var out []review.Judged
	for i := range s.Pools {
		p := &s.Pools[i]
		if compared[p.Document] == nil {
			continue
		}
		scores := s.bySpecification(s.Model, compared[p.Document])
		first := slices.SortedFunc(maps.Keys(scores), func(a, b string) int { return descending(scores[a], scores[b]) })
		for _, file := range first[:shownFirst] {
			if g, graded := p.Grades[file]; graded {
				out = append(out, review.Judged{Confidence: scores[file], Right: g >= comparable})
			}
		}
	}
	return out
}
