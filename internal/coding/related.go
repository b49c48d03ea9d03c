package coding

import (
	"slices"

	"github.com/viterin/vek/vek32"

	"crosswalk/internal/parallel"
	"crosswalk/internal/spec"
)

// Related is an occupation that is like a class.
type Related struct {
	ID    string // class id
	Score float64
	Parts []spec.Part // add up to the score
	*Shown

	occupation int
}

// Weights of what makes occupations related. They were found by climbing
// nDCG@10, one weight after the other, on the Related Occupations of one half
// of O*NET's occupations, then rounded, and measured on the other half;
// docs/quality.md has the figures.
var relatedWeights = []struct {
	name   string
	weight float64
}{
	{"text_meaning", 1.5},      // whole texts in the latent space, as a share of the best
	{"text_alike", 2},          // whole texts by the embedding model, as a share of the best
	{"statements_alike", 0.5},  // each statement's best task and each task's best statement by the embedding model
	{"titles", 0.4},            // all titles by their words, as a share of the best
	{"titles_alike", 3.75},     // all titles by the embedding model, as a share of the best
	{"description_alike", 0.5}, // descriptions by the embedding model
	{"job_zone", 1},            // how near the job zones are, half where one is not known
	{"described", 3},           // has tasks: occupations "all other" have none
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
// occupation itself, by its id, or what the job describes. The first so many
// are shown with what speaks for them, where a job was given.
func (c *Coder) Related(id string, j Job, shown int) []Related {
	own := slices.IndexFunc(c.corpus.occupations, func(o Occupation) bool { return o.ID == id })
	q := c.corpus.query(j)
	subject := c.corpus.subjectOf(q)
	if own >= 0 {
		subject = c.corpus.subjectAt(own)
	}
	parts := c.corpus.related(own, subject)
	whole := 0.0
	for _, w := range relatedWeights {
		whole += w.weight
	}
	var out []Related
	for i, o := range c.corpus.occupations {
		if i == own {
			continue
		}
		r := Related{ID: o.ID, Parts: []spec.Part{}, occupation: i}
		for k, w := range relatedWeights {
			if v := w.weight / whole * parts[k][i]; v > minPart {
				r.Parts = append(r.Parts, spec.Part{Name: w.name, Value: v})
				r.Score += v
			}
		}
		out = append(out, r)
	}
	slices.SortStableFunc(out, func(a, b Related) int { return descending(a.Score, b.Score) })
	for i := range out[:min(shown, len(out))] {
		out[i].Shown = c.corpus.show(out[i].occupation, j, q, maxExamples)
	}
	return out
}

// A subject is what occupations are compared with.
type subject struct {
	text, titles                           vector
	placedText, placedTitle, placedPurpose []float32
	units                                  block
	weights                                []float64 // of the units
	zone                                   float64
}

func (c *corpus) subjectOf(q *query) subject {
	s := subject{
		text: q.bodyVector, titles: q.full, zone: q.zone, units: q.placed.units,
		placedText: q.placed.text, placedTitle: lessUnit(q.placed.full, c.meaning.titleMean), placedPurpose: q.placed.definition,
	}
	for _, u := range q.units {
		s.weights = append(s.weights, u.weight)
	}
	return s
}

func (c *corpus) subjectAt(o int) subject {
	m := c.meaning
	s := subject{
		text: c.docs[o], titles: c.titleBags[o], zone: float64(c.occupations[o].JobZone),
		placedText: m.texts.row(o), placedTitle: m.titleBags.row(o), placedPurpose: m.descriptions.row(o),
		units: block{width: m.tasks.width},
	}
	for _, t := range c.tasksOf[o] {
		s.units.add(m.tasks.row(int(t)))
		s.weights = append(s.weights, 1)
	}
	return s
}

// related measures every occupation, in the order of relatedWeights. Own is
// the position of the occupation that the others are compared with, negative
// when it is none.
func (c *corpus) related(own int, s subject) [][]float64 {
	n := len(c.occupations)
	each := func(f func(i int) float64) []float64 {
		out := make([]float64, n)
		for i := range out {
			if i != own {
				out[i] = f(i)
			}
		}
		return out
	}
	meaning := c.latent.likeness(c.cosines(s.text))
	statements, tasks := c.aligned(s.units, s.weights)
	return [][]float64{
		shareOfBest(each(func(i int) float64 { return meaning[i] }), 1),
		shareOfBest(each(func(i int) float64 { return float64(cosine(s.placedText, c.meaning.texts.row(i))) }), 1),
		aboveMean(each(func(i int) float64 { return statements[i] + tasks[i] })),
		shareOfBest(each(func(i int) float64 { return s.titles.dot(c.titleBags[i]) }), 1),
		shareOfBest(each(func(i int) float64 { return float64(cosine(s.placedTitle, c.meaning.titleBags.row(i))) }), 1),
		aboveMean(each(func(i int) float64 { return float64(cosine(s.placedPurpose, c.meaning.descriptions.row(i))) })),
		each(func(i int) float64 { return zoneNearness(s.zone, c.occupations[i].JobZone) }),
		each(func(i int) float64 { return float64(min(1, len(c.occupations[i].Tasks))) }),
	}
}

// aligned compares every statement with every task by meaning: for each
// occupation the weighted mean of each statement's best task, and the mean of
// each task's best statement.
func (c *corpus) aligned(units block, weights []float64) (statements, tasks []float64) {
	statements, tasks = make([]float64, len(c.occupations)), make([]float64, len(c.occupations))
	total := 0.0
	for _, w := range weights {
		total += w
	}
	if total == 0 {
		return statements, tasks
	}
	parallel.For(len(statements), func(o int) {
		best := make([]float32, len(weights))
		// The tasks of one occupation and all statements fit into the cache
		// beside the processor.
		for _, t := range c.tasksOf[o] {
			row, ofTask := c.meaning.tasks.row(int(t)), float32(0)
			for u := range best {
				v := vek32.Dot(units.row(u), row)
				best[u], ofTask = max(best[u], v), max(ofTask, v)
			}
			tasks[o] += float64(ofTask) / float64(len(c.tasksOf[o]))
		}
		for u, v := range best {
			statements[o] += weights[u] / total * float64(v)
		}
	})
	return statements, tasks
}

// aboveMean scales values so that the greatest is 1 and the mean, and what is
// below it, 0: any two texts of work are alike to some degree.
func aboveMean(values []float64) []float64 {
	mean := 0.0
	for _, v := range values {
		mean += v / float64(len(values))
	}
	for i, v := range values {
		values[i] = max(0, v-mean)
	}
	return shareOfBest(values, 1)
}

// zoneNearness is 1 for the same job zone and 0 for the farthest, half where
// one is not known.
func zoneNearness(a float64, b int) float64 {
	if a == 0 || b == 0 {
		return 0.5
	}
	return 1 - max(a-float64(b), float64(b)-a)/4
}
