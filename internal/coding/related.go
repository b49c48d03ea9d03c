package coding

import (
	"slices"

	"crosswalk/internal/spec"
)

// Related is an occupation that is like a class.
type Related struct {
	ID    string // class id
	Score float64
	Parts []spec.Part // add up to the score
}

// Weights of what makes occupations related. They were chosen on the Related
// Occupations of one half of O*NET's occupations and measured on the other;
// docs/quality.md has the figures.
var relatedWeights = []struct {
	name   string
	weight float64
}{
	{"text_meaning", 4}, // whole texts in the latent space, as a share of the best
	{"titles", 1.5},     // all titles, as a share of the best
	{"activities", 1},   // detailed work activities in common, as a share of the best
	{"job_zone", 1.5},   // how near the job zones are, half where one is not known
	{"described", 3},    // has tasks: occupations "all other" have none
}

// RelatedParts names the parts of a score of Related.
func RelatedParts() []string {
	var out []string
	for _, w := range relatedWeights {
		out = append(out, w.name)
	}
	return out
}

// Related ranks the occupations by how like they are to a class: an
// occupation itself, by its id, or what the job describes.
func (c *Coder) Related(id string, j Job) []Related {
	own := slices.IndexFunc(c.corpus.occupations, func(o Occupation) bool { return o.ID == id })
	parts := c.corpus.related(own, c.corpus.query(j))
	whole := 0.0
	for _, w := range relatedWeights {
		whole += w.weight
	}
	var out []Related
	for i, o := range c.corpus.occupations {
		if i == own {
			continue
		}
		r := Related{ID: o.ID, Parts: []spec.Part{}}
		for k, w := range relatedWeights {
			if v := w.weight / whole * parts[k][i]; v > minPart {
				r.Parts = append(r.Parts, spec.Part{Name: w.name, Value: v})
				r.Score += v
			}
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Related) int { return descending(a.Score, b.Score) })
	return out
}

// related measures every occupation, in the order of relatedWeights. Own is
// the position of the occupation that the others are compared with, negative
// when it is a job of which only the query is known.
func (c *corpus) related(own int, q *query) [][]float64 {
	text, titles, activities, zone := q.bodyVector, q.full, vector(nil), q.zone
	if own >= 0 {
		text, titles, activities = c.docs[own], c.titleBags[own], c.activities[own]
		zone = float64(c.occupations[own].JobZone)
	}
	n := len(c.occupations)
	like := [][]float64{
		c.latent.likeness(c.cosines(text)), make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n),
	}
	for i, o := range c.occupations {
		like[1][i] = titles.dot(c.titleBags[i])
		like[2][i] = activities.dot(c.activities[i])
		like[3][i] = zoneNearness(zone, o.JobZone)
		if len(o.Tasks) > 0 {
			like[4][i] = 1
		}
	}
	for _, values := range like[:3] {
		if own >= 0 {
			values[own] = 0
		}
		shareOfBest(values, 1)
	}
	return like
}

// zoneNearness is 1 for the same job zone and 0 for the farthest, half where
// one is not known.
func zoneNearness(a float64, b int) float64 {
	if a == 0 || b == 0 {
		return 0.5
	}
	return 1 - max(a-float64(b), float64(b)-a)/4
}
