package crosswalk

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

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
	Score       *float64        `json:"score" doc:"What the ranking goes by: how alike the two descriptions are. It does not show who could move where; see coverage. Null when unknown" minimum:"0" maximum:"1"`
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

// A Rivalry is what is ranked: other classes against a subject.
type Rivalry struct {
	Subject   *Class
	Level     *spec.Level // of the subject; nil for all
	Others    []*Class
	Direction Direction
	// Group says which ranking a class belongs to at one of its levels (in
	// direction From, at the subject's); nil puts all into one, "".
	Group func(c *Class, level *spec.Level) string
	// Score, which must be given, is what classes are ranked by, 0 to 1, and the parts that
	// add up to it. A score below 0 is unknown.
	Score func(c *Class) (score float64, parts []spec.Part)
}

// A Place is a part of one ranking: at most Limit of its classes, from Offset on.
type Place struct{ Limit, Offset int }

// A Standings is that part, and how many classes the ranking has.
type Standings struct {
	Page  []Ranked
	Total int
}

// ranking is a class with its score, before it is explained.
type ranking struct {
	class *Class
	score float64 // below 0 when unknown
	parts []spec.Part
}

// RankGroups orders the other classes by their scores, the best first, each group
// by itself, and explains the part that is asked for of each. A class stands in every
// group that one of its levels is of. In direction To the subject at level is the origin,
// and each class is measured at the level of the group that is covered best; in direction
// From the subject at level is the target, and each class's people are taken at all of its
// levels. A total counts every class of a group. Classes outside the requested
// groups are left out. It stops with the error of ctx when that is done.
func (e *Engine) RankGroups(ctx context.Context, r Rivalry, asked map[string]Place) (map[string]Standings, error) {
	groups := r.rankings(asked)
	out := make(map[string]Standings, len(asked))
	explain, ctx := errgroup.WithContext(ctx)
	explain.SetLimit(runtime.GOMAXPROCS(0))
	for name, place := range asked {
		all := groups[name]
		slices.SortStableFunc(all, func(a, b ranking) int {
			return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.class.ID, b.class.ID))
		})
		shown := all[min(place.Offset, len(all)):min(place.Offset+place.Limit, len(all))]
		page := make([]Ranked, len(shown))
		for i, c := range shown {
			explain.Go(func() error {
				if err := ctx.Err(); err != nil {
					return err
				}
				page[i] = e.Explain(r, name, c.class, c.score, c.parts)
				return nil
			})
		}
		out[name] = Standings{page, len(all)}
	}
	return out, explain.Wait()
}

// rankings lists the classes of each group with their scores.
func (r *Rivalry) rankings(asked map[string]Place) map[string][]ranking {
	groups := map[string][]ranking{}
	for _, c := range r.Others {
		if c.ID == r.Subject.ID || len(c.Items) == 0 {
			continue
		}
		names := r.groupsOf(c, asked)
		if len(names) == 0 {
			continue
		}
		in := ranking{class: c}
		in.score, in.parts = r.Score(c)
		for _, name := range names {
			groups[name] = append(groups[name], in)
		}
	}
	return groups
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

// Explain measures one class as a ranking of a group does that has it. A score below 0
// is unknown.
func (e *Engine) Explain(r Rivalry, group string, other *Class, score float64, parts []spec.Part) Ranked {
	levels := r.of(group, other, e.towards(&r, other))
	i := best(levels)
	out := e.explainLevel(levels[i].as)
	out.Class, out.Levels = other.side(nil), []LevelCoverage{}
	// In direction from the level is the subject's; the class offers all of its own.
	if r.Direction != From {
		out.Class, out.Level = other.side(levels[i].level), levels[i].level
		for _, l := range levels {
			s := shareOf(l.as)
			out.Levels = append(out.Levels, LevelCoverage{Level: l.level, Coverage: s.value(), Counts: countsOf(l.as)})
		}
	}
	if score >= 0 {
		out.Score = &score
	}
	if out.Parts = parts; parts == nil {
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
func (e *Engine) towards(r *Rivalry, other *Class) []assessedAt {
	if r.Direction == From {
		return e.atLevels(other, r.Subject, nil, r.levelsTowards(other))
	}
	return e.atLevels(r.Subject, other, r.Level, r.levelsTowards(other))
}

// best finds the level that is covered best, the lowest of equals.
func best(levels []assessedAt) (i int) {
	most := 0.0
	for k, l := range levels {
		s := shareOf(l.as)
		if v := orMinus(s.value()); k == 0 || v > most {
			i, most = k, v
		}
	}
	return i
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
func (e *Engine) atLevels(from, to *Class, fromLevel *spec.Level, levels []*spec.Level) []assessedAt {
	assessed := e.assess(to.Items, from, fromLevel)
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
