package crosswalk

import (
	"cmp"
	"context"
	"slices"

	"crosswalk/internal/spec"
)

// Direction says which way a ranking looks.
type Direction string

const (
	// To ranks the classes that somebody from the subject class could move to.
	To Direction = "to"
	// From ranks the classes whose people could fill the subject class.
	From Direction = "from"
)

// A Ranked is one class in a ranking.
type Ranked struct {
	Class       Side            `json:"class"`
	Level       *spec.Level     `json:"level" doc:"The level of the class that is covered best, the lowest of equals; null when it has no levels, and in direction from, where the class's people of all levels are taken"`
	Score       *float64        `json:"score" doc:"What the ranking goes by: the coverage, drawn towards the mean of all classes ranked as if that mean were known from a few requirements more; a class of few requirements is not first by one of them. With scope=onet, and a release imported, how like the occupation is to the class. Null when unknown" minimum:"0" maximum:"1"`
	Parts       []spec.Part     `json:"parts" nullable:"false" doc:"What adds up to the score"`
	Coverage    Coverage        `json:"coverage"`
	Counts      Counts          `json:"counts"`
	Levels      []LevelCoverage `json:"levels" nullable:"false" doc:"Coverage at every level of the class, or with switch at every one that is such a move, lowest first; empty in direction from"`
	TopEvidence []Requirement   `json:"top_evidence" nullable:"false" doc:"The requirements that are met with the highest confidence"`
	Gaps        []Requirement   `json:"gaps" nullable:"false" doc:"The first gaps, in document order"`
}

// LevelCoverage is what is covered at one level.
type LevelCoverage struct {
	Level    *spec.Level `json:"level"`
	Coverage *float64    `json:"coverage" doc:"0 to 1; null when unknown"`
	Counts   Counts      `json:"counts"`
}

// Requirements shown per ranked class.
const (
	shownEvidence = 3
	shownGaps     = 5
)

// ranking is a class scored, before it is explained. A thousand are held at
// once, so what it found is in it only where they are few.
type ranking struct {
	class  *Class
	levels []assessedAt // in full, or nil
	share  share        // at the level that is covered best
	score  float64      // -1 when unknown
	parts  []spec.Part
}

// few is how many classes are assessed in full at once, rather than measured
// first and those of the page assessed again.
const few = 20

// assumed is the weight of requirements, covered as on average, that ranking
// adds to every class.
const assumed = 5

// A Rivalry is what is ranked: other classes against a subject.
type Rivalry struct {
	Subject   *Class
	Level     *spec.Level // of the subject; nil for all
	Others    []*Class
	Direction Direction
	// Group says which ranking a class belongs to at one of its levels (in
	// direction From, at the subject's); nil puts all into one, "".
	Group func(c *Class, level *spec.Level) string
}

// A Place is a part of one ranking: at most Limit of its classes, from Offset on.
type Place struct{ Limit, Offset int }

// A Standings is that part, and how many classes the ranking has.
type Standings struct {
	Page  []Ranked
	Total int
}

// Rank orders the other classes by coverage, drawn towards their mean, the best
// first, and explains limit of them from offset on. In direction To the subject
// at level is the origin and each class is measured at the level it is covered
// best; in direction From the subject at level is the target, and each class's
// people are taken at all of its levels. The total counts every class ranked.
// It stops with the error of ctx when that is done.
func (e *Engine) Rank(ctx context.Context, subject *Class, level *spec.Level, others []*Class, d Direction, limit, offset int) (page []Ranked, total int, err error) {
	all, err := e.RankGroups(ctx, Rivalry{Subject: subject, Level: level, Others: others, Direction: d}, map[string]Place{"": {limit, offset}})
	return all[""].Page, all[""].Total, err
}

// RankGroups ranks as Rank does, each group by itself, and looks at all of them
// once: a class stands in every group that one of its levels is of, at the one
// of these that is covered best, and is drawn towards the mean of the group. What
// is of no group that is asked for is left out.
func (e *Engine) RankGroups(ctx context.Context, r Rivalry, asked map[string]Place) (map[string]Standings, error) {
	groups, err := e.rankings(ctx, &r, asked)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Standings, len(asked))
	for name, place := range asked {
		all := groups[name]
		draw(all)
		slices.SortStableFunc(all, func(a, b ranking) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.class.ID, b.class.ID))
		})
		page := []Ranked{}
		for _, c := range all[min(place.Offset, len(all)):min(place.Offset+place.Limit, len(all))] {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			if c.levels == nil {
				c.levels = r.of(name, c.class, e.towards(&r, c.class, e.assess))
			}
			page = append(page, e.explainRanked(c, r.Direction))
		}
		out[name] = Standings{page, len(all)}
	}
	return out, nil
}

// rankings scores every class in each group that it is of.
func (e *Engine) rankings(ctx context.Context, r *Rivalry, asked map[string]Place) (map[string][]ranking, error) {
	assess := e.measure
	if len(r.Others) <= few {
		assess = e.assess
	}
	groups := map[string][]ranking{}
	for _, c := range r.Others {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if c.ID == r.Subject.ID || len(c.Items) == 0 {
			continue
		}
		names := r.groupsOf(c, asked)
		if len(names) == 0 {
			continue
		}
		levels := e.towards(r, c, assess)
		for _, name := range names {
			in := ranking{class: c}
			of := r.of(name, c, levels)
			if _, in.share = best(of); len(r.Others) <= few {
				in.levels = of
			}
			groups[name] = append(groups[name], in)
		}
	}
	return groups, nil
}

func (r *Rivalry) groupOf(c *Class, level *spec.Level) string {
	if r.Group == nil {
		return ""
	}
	return r.Group(c, level)
}

// groupsOf lists the groups, of those asked for, that a class is of at any
// level.
func (r *Rivalry) groupsOf(c *Class, asked map[string]Place) []string {
	var names []string
	for _, l := range r.levelsTowards(c) {
		name := r.groupOf(c, l)
		if _, ok := asked[name]; ok && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// of keeps the levels of a class that are of a group.
func (r *Rivalry) of(group string, c *Class, levels []assessedAt) []assessedAt {
	var out []assessedAt
	for _, l := range levels {
		if r.groupOf(c, l.level) == group {
			out = append(out, l)
		}
	}
	return out
}

// levelsTowards lists the levels that a class may be ranked at.
func (r *Rivalry) levelsTowards(c *Class) []*spec.Level {
	if r.Direction == From {
		return []*spec.Level{r.Level}
	}
	return levelsOf(c)
}

// Has reports whether a class belongs to a group at any level that it may be
// ranked at.
func (r *Rivalry) Has(c *Class, group string) bool {
	return len(r.groupsOf(c, map[string]Place{group: {}})) > 0
}

// Explain measures one class as a ranking of a group does that has it. The
// score, which is nobody's mean, and its parts are the caller's; a score below 0
// is unknown.
func (e *Engine) Explain(r Rivalry, group string, other *Class, score float64, parts []spec.Part) Ranked {
	levels := r.of(group, other, e.towards(&r, other, e.assess))
	return e.explainRanked(ranking{class: other, levels: levels, score: score, parts: parts}, r.Direction)
}

// explainRanked explains a class that is assessed in full.
func (e *Engine) explainRanked(r ranking, d Direction) Ranked {
	i, _ := best(r.levels)
	out := e.explainLevel(r.levels[i].as)
	out.Class, out.Levels = r.class.side(nil), []LevelCoverage{}
	// In direction from the level is the subject's; the class offers all of its own.
	if d != From {
		out.Class, out.Level = r.class.side(r.levels[i].level), r.levels[i].level
		for _, l := range r.levels {
			s := shareOf(l.as)
			out.Levels = append(out.Levels, LevelCoverage{Level: l.level, Coverage: s.value(), Counts: countsOf(l.as)})
		}
	}
	if r.score >= 0 {
		out.Score = &r.score
	}
	if out.Parts = r.parts; r.parts == nil {
		out.Parts = []spec.Part{}
	}
	return out
}

// assessedAt is what one level of a class asks, assessed.
type assessedAt struct {
	level *spec.Level // nil for a class without levels, or all of them
	as    []assessment
}

// towards assesses a class in the direction of a ranking, at every level that
// it may be ranked at.
func (e *Engine) towards(r *Rivalry, other *Class, assess assessor) []assessedAt {
	if r.Direction == From {
		return e.atLevels(other, r.Subject, nil, r.levelsTowards(other), assess)
	}
	return e.atLevels(r.Subject, other, r.Level, r.levelsTowards(other), assess)
}

// best finds the level that is covered best, the lowest of equals, and its
// share.
func best(levels []assessedAt) (i int, s share) {
	for k, l := range levels {
		if t := shareOf(l.as); k == 0 || orMinus(t.value()) > orMinus(s.value()) {
			i, s = k, t
		}
	}
	return i, s
}

// draw gives every class its score.
func draw(all []ranking) {
	var total share
	for _, r := range all {
		total.weight += r.share.weight
		total.credit += r.share.credit
	}
	mean := 0.0
	if v := total.value(); v != nil {
		mean = *v
	}
	for i := range all {
		r := &all[i]
		r.score = -1
		if r.share.weight > 0 {
			whole := r.share.weight + assumed
			r.parts = []spec.Part{{Name: "covered", Value: r.share.credit / whole}, {Name: "mean_of_all", Value: assumed * mean / whole}}
			r.score = r.parts[0].Value + r.parts[1].Value
		}
	}
}

// levelsOf lists the levels to measure a class at; nil stands for a class
// without levels.
func levelsOf(c *Class) []*spec.Level {
	if len(c.Levels) == 0 {
		return []*spec.Level{nil}
	}
	out := make([]*spec.Level, len(c.Levels))
	for i := range c.Levels {
		out[i] = &c.Levels[i]
	}
	return out
}

// orMinus puts the unknown last.
func orMinus(f *float64) float64 {
	if f == nil {
		return -1
	}
	return *f
}

// atLevels assesses every requirement of to once, and spreads the credit at
// each of the levels.
func (e *Engine) atLevels(from, to *Class, fromLevel *spec.Level, levels []*spec.Level, assess assessor) []assessedAt {
	assessed := assess(to.Items, from, fromLevel)
	out := make([]assessedAt, len(levels))
	for i, level := range levels {
		out[i].level = level
		for k, a := range assessed {
			if to.Requires(to.Items[k].Statement, level) {
				out[i].as = append(out[i].as, a)
			}
		}
		e.spread(out[i].as)
	}
	return out
}

// explainLevel says what is said of the requirements at a level.
func (e *Engine) explainLevel(as []assessment) Ranked {
	out := Ranked{TopEvidence: []Requirement{}, Gaps: []Requirement{}}
	out.Coverage, out.Counts = tally(as)
	strongest := make([]int, 0, len(as))
	for i := range as {
		switch as[i].status {
		case spec.Gap:
			if len(out.Gaps) < shownGaps {
				out.Gaps = append(out.Gaps, e.explain(&as[i]))
			}
		case spec.Met, spec.Short, spec.Partial:
			strongest = append(strongest, i)
		}
	}
	slices.SortStableFunc(strongest, func(i, j int) int {
		a, b := &as[i], &as[j]
		return cmp.Or(
			cmp.Compare(credits[b.status], credits[a.status]),
			cmp.Compare(b.confidence(), a.confidence()),
		)
	})
	for _, i := range strongest[:min(shownEvidence, len(strongest))] {
		out.TopEvidence = append(out.TopEvidence, e.explain(&as[i]))
	}
	return out
}
